/* Any bytes as what a child says of an HDF5 file, and names for its tensors. The library's own
 * parsing is not ours to fuzz: that is why it has a process of its own. */
#include "fuzz/fuzz.h"

#include "format/child/stream.h"
#include "format/tensor/keras_names.h"

#include <string.h>

struct bytes {
	const uint8_t *next;
	size_t left;
};

static bool take(void *context, void *bytes, size_t size, struct err *err)
{
	struct bytes *from = context;

	if (size > from->left)
		return err_set(err, "fuzz: ends");
	memcpy(bytes, from->next, size);
	from->next += size;
	from->left -= size;
	return true;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	struct bytes from = {bytes, size};
	const struct stream_source source = {
		.read = take, .context = &from, .path = "fuzz", .data_max = 1 << 16};
	struct err err = {""};
	struct stream *stream = stream_read(&source, &err);
	struct keras_names names = {0};

	if (!stream) {
		fuzz_message(&err);
		return 0;
	}
	keras_names_find(stream, stream_attribute(stream, "", "model_config"), "fuzz", &names,
			 &err);
	for (size_t i = 0; i < names.count; i++)
		fuzz_touch(names.names[i].name, strlen(names.names[i].name));
	keras_names_clear(&names);
	stream_free(stream);
	return 0;
}
