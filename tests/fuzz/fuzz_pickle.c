/* Any bytes as a pickle. */
#include "fuzz/fuzz.h"

#include "format/container/pickle.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	struct err err = {""};
	size_t used;
	struct pickle *pickle = pickle_read(bytes, size, &used, "input", &err);

	if (pickle) {
		const struct pickle_value *references = pickle_references(pickle);

		for (size_t i = 0; pickle_item(references, i); i++)
			(void)pickle_record(pickle_item(references, i))->arguments;
	}
	if (!pickle)
		fuzz_message(&err);
	pickle_free(pickle);
	return 0;
}
