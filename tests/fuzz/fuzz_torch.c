/* Any bytes as a file of PyTorch; a legacy file has no checksums that keep the fuzzer out. */
#include "fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	fuzz_tensors(bytes, size);
	return 0;
}
