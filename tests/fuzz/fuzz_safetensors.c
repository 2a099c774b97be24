/* Any bytes as a file of tensors; those that no other format takes, safetensors' reader gets. */
#include "fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	fuzz_tensors(bytes, size);
	return 0;
}
