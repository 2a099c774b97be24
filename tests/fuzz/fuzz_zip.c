/* Any bytes as a ZIP archive in memory: its names, sizes and members. */
#include "fuzz/fuzz.h"

#include "format/container/zip.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	struct err err;
	struct zip_archive *zip = zip_archive_open_memory(bytes, size, "input", &err);

	for (size_t i = 0; zip && i < zip_archive_count(zip) && i < 100; i++) {
		const char *name = zip_archive_name(zip, i);
		size_t unpacked, same;
		unsigned char *member = zip_archive_load(zip, i, 1 << 20, &unpacked, &err);

		if (member)
			fuzz_touch(member, unpacked);
		free(member);
		(void)zip_archive_find(zip, name, &same);
	}
	zip_archive_close(zip);
	return 0;
}
