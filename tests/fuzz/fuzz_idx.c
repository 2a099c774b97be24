/* Any bytes as an IDX file, plain or gzipped. */
#include "fuzz/fuzz.h"

#include "format/idx.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	struct err err = {""};
	struct idx idx;

	if (!idx_read(fuzz_file(bytes, size), &idx, &err)) {
		fuzz_message(&err);
		return 0;
	}
	for (size_t i = 0; i < idx_count(&idx); i++)
		(void)idx_value(&idx, i);
	idx_clear(&idx);
	return 0;
}
