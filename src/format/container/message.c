/* protobuf-c asks for memory a piece at a time: what it asks for is counted. */
#include "format/container/message.h"
#include "base/limits.h"
#include "base/xalloc.h"

#include <stdlib.h>

struct budget {
	size_t left;
	bool is_exceeded;
};

static void *take(void *context, size_t size)
{
	struct budget *budget = context;

	if (size > budget->left) {
		budget->is_exceeded = true;
		return NULL;
	}
	budget->left -= size;
	return xmalloc(size);
}

static void give_back(void *context, void *memory)
{
	(void)context;
	free(memory);
}

void *message_read(const ProtobufCMessageDescriptor *descriptor, const void *bytes, size_t size,
		   const char *what, struct err *err)
{
	struct budget budget = {MESSAGE_MEMORY_MAX(size), false};
	ProtobufCAllocator allocator = {take, give_back, &budget};
	void *message = protobuf_c_message_unpack(descriptor, &allocator, size, bytes);

	if (!message && budget.is_exceeded)
		err_set(err, "%s: would take more memory than a file of its size may", what);
	else if (!message)
		err_set(err, "%s: is damaged or cut short; copy or download it again", what);
	return message;
}

void message_free(void *message)
{
	ProtobufCAllocator allocator = {take, give_back, NULL};

	if (message)
		protobuf_c_message_free_unpacked(message, &allocator);
}
