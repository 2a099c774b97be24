/* The table of picture formats. */
#include "format/image_file.h"
#include "format/child/service.h"
#include "format/file.h"
#include "format/stranger.h"
#include "format/tensor_file.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

extern const struct image_format png_format, jpeg_format, pnm_format;

static const struct image_format *const formats[] = {&png_format, &jpeg_format, &pnm_format};
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

bool image_file_is_named(const char *path)
{
	static const char *const endings[] = {".png", ".jpg", ".jpeg", ".pnm",
					      ".pbm", ".pgm", ".ppm"};
	const char *dot = path ? strrchr(path, '.') : NULL;

	for (size_t i = 0; dot && i < sizeof(endings) / sizeof(endings[0]); i++)
		if (strcasecmp(dot, endings[i]) == 0)
			return true;
	return false;
}

const char image_file_formats[] = "PNG, JPEG, PBM, PGM or PPM";

bool image_file_parse_next(struct image_many *many, const char *path, const unsigned char *bytes,
			   size_t size, struct image *image, struct err *err)
{
	const struct image_format *format = find_format(bytes, size);

	*image = (struct image){.channels = 1};
	if (!format && size > 0 &&
	    stranger_tell(path, bytes, size < TENSOR_PROBE_BYTES ? size : TENSOR_PROBE_BYTES, err))
		return false;
	if (!format)
		return err_set(err, "%s: is no picture that is read here: %s; convert it to one",
			       path, image_file_formats);
	if (format->read((struct image_bytes){path, bytes, size, 0, many}, image, err))
		return true;
	image_clear(image);
	return false;
}

bool image_file_parse(const char *path, const unsigned char *bytes, size_t size,
		      struct image *image, struct err *err)
{
	return image_file_parse_next(NULL, path, bytes, size, image, err);
}

void image_many_clear(struct image_many *many)
{
	service_free(many->jpeg);
	many->jpeg = NULL;
}

bool image_file_read_next(struct image_many *many, const char *path, struct image *image,
			  struct err *err)
{
	unsigned char *bytes;
	size_t size;
	bool is_read;

	*image = (struct image){.channels = 1};
	if (!file_read(path, IMAGE_FILE_MAX, &bytes, &size, err))
		return false;
	is_read = image_file_parse_next(many, path, bytes, size, image, err);
	free(bytes);
	return is_read;
}

bool image_file_read(const char *path, struct image *image, struct err *err)
{
	return image_file_read_next(NULL, path, image, err);
}
