/* Any bytes as a table of LevelDB. */
#include "format/container/table.h"
#include "fuzz/fuzz.h"

static bool touch(void *context, const struct table_entry *entry, struct err *err)
{
	(void)context;
	(void)err;
	fuzz_touch(entry->key, entry->key_size + 1);
	fuzz_touch(entry->value, entry->value_size);
	return true;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	struct err err = {""};

	if (!table_read(fuzz_file(bytes, size), touch, NULL, &err))
		fuzz_message(&err);
	return 0;
}
