/* Any bytes as npz, or as another archive of tensors. */
#include "fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	fuzz_tensors(bytes, size);
	return 0;
}
