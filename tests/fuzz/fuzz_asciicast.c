/* Any bytes as what a screen showed, in pieces of a few bytes: each line of the recording is JSON.
 */
#include "fuzz/fuzz.h"

#include "format/asciicast.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { LINE_BYTES = 1 << 16 };

static void check(const char *path)
{
	FILE *file = fopen(path, "r");
	static char line[LINE_BYTES];

	if (!file)
		abort();
	while (fgets(line, sizeof(line), file)) {
		json_t *document = json_loads(line, 0, NULL);

		if (!document)
			abort();
		json_decref(document);
	}
	fclose(file);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	const char *path = fuzz_path();
	char *title = fuzz_next(&bytes, &size, '\0');
	struct err err = {""};
	struct asciicast *cast;

	unlink(path);
	cast = asciicast_open(path, title, 80, 24, &err);
	if (!cast)
		abort();
	while (size > 0) {
		size_t piece = 1 + bytes[0] % 64;

		piece = piece < size ? piece : size;
		if (piece == 7)
			asciicast_resize(cast, 0.5, bytes[0], 1, &err);
		asciicast_show(cast, 0.25, (const char *)bytes, piece, &err);
		bytes += piece;
		size -= piece;
	}
	if (!asciicast_close(cast, &err))
		abort();
	check(path);
	free(title);
	return 0;
}
