/* Small pieces are gathered; large ones go past the buffer. */
#include "confined/output.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

static void write_all(struct output *output, const unsigned char *bytes, size_t size)
{
	while (size > 0 && !output->is_failed) {
		ssize_t count = write(output->fd, bytes, size);

		if (count > 0) {
			bytes += count;
			size -= (size_t)count;
		} else if (count == 0 || errno != EINTR) {
			output->is_failed = true;
		}
	}
}

static void flush(struct output *output)
{
	write_all(output, output->buffer, output->used);
	output->used = 0;
}

void output_bytes(struct output *output, const void *bytes, size_t size)
{
	if (size > sizeof(output->buffer) - output->used)
		flush(output);
	if (size > sizeof(output->buffer)) {
		write_all(output, bytes, size);
		return;
	}
	memcpy(output->buffer + output->used, bytes, size);
	output->used += size;
}

static void put_number(struct output *output, uint64_t number, int size)
{
	unsigned char bytes[8];

	for (int i = 0; i < size; i++)
		bytes[i] = (unsigned char)(number >> 8 * i);
	output_bytes(output, bytes, (size_t)size);
}

static void put_text(struct output *output, const char *text)
{
	size_t size = strlen(text);

	put_number(output, size, 4);
	output_bytes(output, text, size);
}

void output_tensor(struct output *output, const char *name, const char *dtype, int ndim,
		   const uint64_t *dims)
{
	output_bytes(output, "T", 1);
	put_text(output, name);
	put_text(output, dtype);
	put_number(output, (uint64_t)ndim, 4);
	for (int i = 0; i < ndim; i++)
		put_number(output, dims[i], 8);
}

void output_attribute(struct output *output, const char *owner, const char *name, const char *value)
{
	output_bytes(output, "A", 1);
	put_text(output, owner);
	put_text(output, name);
	put_text(output, value);
}

bool output_end(struct output *output, const char *failure)
{
	output_bytes(output, failure ? "F" : "Z", 1);
	if (failure)
		put_text(output, failure);
	flush(output);
	return !output->is_failed;
}
