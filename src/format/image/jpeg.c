/*
 * JPEG is libjpeg's work, in a child process without rights (format/child/service.h). Without the
 * library the format is known all the same, and said to be missing.
 */
#include "format/image_file.h"

static bool probe(const unsigned char *head, size_t size)
{
	return size >= 3 && head[0] == 0xff && head[1] == 0xd8 && head[2] == 0xff;
}

#ifdef HAVE_JPEG

#include "base/xalloc.h"
#include "format/child/service.h"

#include <string.h>

static const struct child_task task = {
	.program = "netglyph-jpeg", .parser = "JPEG", .path = "", .seconds = 60};

/* What the child says of a picture has to be one. */
static bool take_pixels(const char *path, const struct stream *stream, struct image *image,
			struct err *err)
{
	const struct tensor *pixels = stream->tensors;

	if (stream->tensor_count != 1 || pixels->ndim != 2 || strcmp(pixels->dtype, "U8") != 0)
		return err_set(err, "%s: what the JPEG library makes of it is no picture", path);
	if (!image_check_sides(path, pixels->dim[1], pixels->dim[0], err))
		return false;
	image->height = (int)pixels->dim[0];
	image->width = (int)pixels->dim[1];
	image->pixels = xmalloc(pixels->size);
	memcpy(image->pixels, pixels->data, pixels->size);
	return true;
}

static bool read_jpeg(struct image_bytes file, struct image *image, struct err *err)
{
	struct service *service = file.many ? file.many->jpeg : service_new(&task);
	struct stream *stream;
	bool is_read;

	if (!service)
		service = file.many->jpeg = service_new(&task);
	stream = service_read(service, file.path, file.bytes, file.size,
			      (size_t)IMAGE_MAX_SIDE * IMAGE_MAX_SIDE, err);
	is_read = stream && take_pixels(file.path, stream, image, err);
	stream_free(stream);
	if (!file.many)
		service_free(service);
	return is_read;
}

#else

static bool read_jpeg(struct image_bytes file, struct image *image, struct err *err)
{
	(void)image;
	return err_set(err,
		       "%s: is a JPEG, and this netglyph was built without libjpeg; convert it to "
		       "PNG, or install libjpeg's headers and build netglyph again",
		       file.path);
}

#endif

const struct image_format jpeg_format = {.name = "JPEG", .probe = probe, .read = read_jpeg};
