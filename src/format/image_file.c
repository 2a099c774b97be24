/* The table of picture formats. */
#include "format/image_file.h"
#include "format/file.h"

#include <stdlib.h>
#include <string.h>

extern const struct image_format png_format, pnm_format;

static const struct image_format *const formats[] = {&png_format, &pnm_format};
enum { FORMATS = sizeof(formats) / sizeof(formats[0]) };

static const struct image_format *find_format(const unsigned char *head, size_t size)
{
	for (size_t i = 0; i < FORMATS; i++)
		if (formats[i]->probe(head, size))
			return formats[i];
	return NULL;
}

bool image_file_is_known(const unsigned char *head, size_t size)
{
	return find_format(head, size);
}

const char *image_file_format(const unsigned char *head, size_t size)
{
	const struct image_format *format = find_format(head, size);

	return format ? format->name : NULL;
}

bool image_file_read(const char *path, struct image *image, struct err *err)
{
	const struct image_format *format;
	unsigned char *bytes;
	size_t size;
	bool is_read;

	memset(image, 0, sizeof(*image));
	if (!file_read(path, IMAGE_FILE_MAX, &bytes, &size, err))
		return false;
	image->channels = 1;
	format = find_format(bytes, size);
	if (format)
		is_read = format->read((struct image_bytes){path, bytes, size, 0}, image, err);
	else
		is_read = err_set(err, "%s: is neither a PNG nor a PGM picture; convert it to one",
				  path);
	free(bytes);
	if (!is_read)
		image_clear(image);
	return is_read;
}
