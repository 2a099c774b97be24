/* A name, and behind a zero any bytes: what the file of that name is said to be. */
#include "fuzz/fuzz.h"

#include "format/stranger.h"
#include "format/tensor_file.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	char *name = fuzz_next(&bytes, &size, '\0');
	struct err err = {""};

	if (stranger_tell(name, bytes, size < TENSOR_PROBE_BYTES ? size : TENSOR_PROBE_BYTES, &err))
		fuzz_message(&err);
	free(name);
	if (stranger_tell_file(fuzz_file(bytes, size), &err))
		fuzz_message(&err);
	return 0;
}
