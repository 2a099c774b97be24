/* Any bytes as one of NumPy's arrays. */
#include "fuzz/fuzz.h"

#include "format/container/npy.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	struct err err;
	struct npy npy;
	unsigned char *out;

	if (!npy_parse(bytes, size, "input", NULL, &npy, &err) || size - npy.begin != npy.size)
		return 0;
	out = malloc(npy.size + 1);
	if (!out)
		abort();
	npy_copy(&npy, bytes + npy.begin, out);
	fuzz_touch(out, npy.size);
	free(out);
	return 0;
}
