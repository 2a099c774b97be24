/* Any bytes as ONNX: as a file of tensors, which its beginning decides, and with that before them.
 */
#include "base/xalloc.h"
#include "fuzz/fuzz.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	/* The version of the format, and no producer. */
	static const uint8_t begin[4] = {0x08, 0x07, 0x12, 0x00};
	uint8_t *model = xmalloc(sizeof(begin) + size);

	memcpy(model, begin, sizeof(begin));
	memcpy(model + sizeof(begin), bytes, size);
	fuzz_tensors(model, sizeof(begin) + size);
	free(model);
	return 0;
}
