/*
 * PNG is libpng's work, through its simplified interface; what it does not check (a file that ends
 * after the last pixel, bytes after the end) is checked by a walk over the chunks.
 */
#include "format/image/png.h"
#include "base/xalloc.h"
#include "format/file.h"
#include "format/image_file.h"

#include <png.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

static const unsigned char png_magic[8] = {0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};

static bool probe(const unsigned char *head, size_t size)
{
	return size >= sizeof(png_magic) && memcmp(head, png_magic, sizeof(png_magic)) == 0;
}

/* Chunks are: u32 length, type, data, CRC. libpng checks the contents. */
static bool check_png_end(struct image_bytes file, struct err *err)
{
	static const unsigned char end[8] = {0, 0, 0, 0, 'I', 'E', 'N', 'D'};

	file.at = sizeof(png_magic);
	while (file.size - file.at >= 12) {
		const unsigned char *b = file.bytes + file.at;
		size_t length = (size_t)b[0] << 24 | (size_t)b[1] << 16 | (size_t)b[2] << 8 | b[3];

		if (memcmp(b, end, sizeof(end)) == 0 && file.size - file.at == 12)
			return true;
		if (length > file.size - file.at - 12)
			break;
		file.at += 12 + length;
	}
	return err_set(err, "%s: is no whole PNG: it is cut short, or goes on after its end",
		       file.path);
}

/* Grey and alpha to grey over white, in place: the alpha bytes are squeezed out, and given back. */
static uint8_t *blend_over_white(uint8_t *pixels, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		unsigned grey = pixels[2 * i], alpha = pixels[2 * i + 1];

		pixels[i] = (uint8_t)((grey * alpha + 255 * (255 - alpha) + 127) / 255);
	}
	return xrealloc(pixels, count);
}

static bool read_png(struct image_bytes file, struct image *image, struct err *err)
{
	png_image png = {.version = PNG_IMAGE_VERSION};

	if (!check_png_end(file, err))
		return false;
	if (!png_image_begin_read_from_memory(&png, file.bytes, file.size))
		return err_set(err, "%s: is no valid PNG: %s", file.path, png.message);
	if (!image_check_sides(file.path, png.width, png.height, err)) {
		png_image_free(&png);
		return false;
	}
	png.format = PNG_FORMAT_GA;
	/* Without it, 16-bit files that name no gamma would be taken for linear light. */
	png.flags |= PNG_IMAGE_FLAG_16BIT_sRGB;
	image->width = (int)png.width;
	image->height = (int)png.height;
	image->pixels = xmalloc(PNG_IMAGE_SIZE(png));
	if (!png_image_finish_read(&png, NULL, image->pixels, 0, NULL))
		return err_set(err, "%s: is no valid PNG: %s", file.path, png.message);
	image->pixels = blend_over_white(image->pixels, (size_t)png.width * png.height);
	return true;
}

const struct image_format png_format = {.name = "PNG", .probe = probe, .read = read_png};

static bool write_bytes(const char *path, const void *bytes, size_t size, struct err *err)
{
	struct writer *writer = writer_open(path, err);

	if (!writer)
		return false;
	if (writer_write(writer, bytes, size, err))
		return writer_commit(writer, err);
	writer_abort(writer);
	return false;
}

unsigned char *image_encode_png(const char *path, const struct image *image, size_t *size,
				struct err *err)
{
	png_image png = {
		.version = PNG_IMAGE_VERSION,
		.width = (png_uint_32)image->width,
		.height = (png_uint_32)image->height,
		.format = image->channels == 3 ? PNG_FORMAT_RGB : PNG_FORMAT_GRAY,
	};
	png_alloc_size_t room = PNG_IMAGE_PNG_SIZE_MAX(png);
	unsigned char *bytes = xmalloc(room);

	if (!png_image_write_to_memory(&png, bytes, &room, 0, image->pixels, 0, NULL)) {
		err_set(err, "%s: can't be made a PNG: %s", path, png.message);
		free(bytes);
		return NULL;
	}
	*size = room;
	return bytes;
}

bool image_is_png(const char *path)
{
	const char *dot = path ? strrchr(path, '.') : NULL;

	return dot && strcasecmp(dot, ".png") == 0;
}

bool image_write_png(const char *path, const struct image *image, struct err *err)
{
	size_t size;
	unsigned char *bytes = image_encode_png(path, image, &size, err);
	bool is_written = bytes && write_bytes(path, bytes, size, err);

	free(bytes);
	return is_written;
}
