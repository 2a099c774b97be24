/*
 * Pictures. PNG is libpng's work, through its simplified interface; what it leaves open (a file cut
 * behind the last pixel, bytes behind the end) is settled by a walk over the chunks. PGM is our
 * own.
 */
#include "format/image.h"
#include "base/xalloc.h"
#include "format/file.h"

#include <png.h>
#include <stdlib.h>
#include <string.h>

/* A picture of IMAGE_MAX_SIDE squared as an unpacked 16-bit PNG with alpha, and then some. */
#define MAX_FILE ((size_t)160 << 20)

static const unsigned char png_magic[8] = {0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};

/* A file in memory and how far it was read. */
struct cursor {
	const char *path;
	const unsigned char *bytes;
	size_t size, at;
};

static bool check_sides(const char *path, uint64_t width, uint64_t height, struct err *err)
{
	if (width >= 1 && width <= IMAGE_MAX_SIDE && height >= 1 && height <= IMAGE_MAX_SIDE)
		return true;
	return err_set(err, "%s: is a picture of %llux%llu; 1x1 to %dx%d are understood", path,
		       (unsigned long long)width, (unsigned long long)height, IMAGE_MAX_SIDE,
		       IMAGE_MAX_SIDE);
}

/* Chunks are: u32 length, type, data, CRC. libpng checks the contents. */
static bool check_png_end(struct cursor file, struct err *err)
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

/* Grey and alpha to grey over white, in place: the alpha bytes are squeezed out. */
static void blend_over_white(uint8_t *pixels, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		unsigned grey = pixels[2 * i], alpha = pixels[2 * i + 1];

		pixels[i] = (uint8_t)((grey * alpha + 255 * (255 - alpha) + 127) / 255);
	}
}

static bool read_png(struct cursor file, struct image *image, struct err *err)
{
	png_image png = {.version = PNG_IMAGE_VERSION};

	if (!check_png_end(file, err))
		return false;
	if (!png_image_begin_read_from_memory(&png, file.bytes, file.size))
		return err_set(err, "%s: is no good PNG: %s", file.path, png.message);
	if (!check_sides(file.path, png.width, png.height, err)) {
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
		return err_set(err, "%s: is no good PNG: %s", file.path, png.message);
	blend_over_white(image->pixels, (size_t)png.width * png.height);
	return true;
}

static bool is_space(unsigned char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

/* Past white space and comments, which go from '#' to the end of the line. */
static void skip_space(struct cursor *file)
{
	bool is_comment = false;

	for (; file->at < file->size; file->at++) {
		unsigned char c = file->bytes[file->at];

		if (c == '#')
			is_comment = true;
		else if (c == '\n' || c == '\r')
			is_comment = false;
		else if (!is_comment && !is_space(c))
			break;
	}
}

/* A decimal number, up to `max`; `what` is for the message. */
static bool read_number(struct cursor *file, const char *what, unsigned max, unsigned *number,
			struct err *err)
{
	size_t start;

	skip_space(file);
	start = file->at;
	*number = 0;
	for (; file->at < file->size; file->at++) {
		unsigned char c = file->bytes[file->at];

		if (c < '0' || c > '9')
			break;
		*number = *number * 10 + (c - '0');
		if (*number > max)
			return err_set(err, "%s: byte %zu: %s is more than %u", file->path, start,
				       what, max);
	}
	if (file->at == start)
		return err_set(err, "%s: byte %zu: %s is missing; is the PGM file whole?",
			       file->path, start, what);
	return true;
}

static bool read_plain_pixels(struct cursor *file, struct image *image, unsigned max,
			      struct err *err)
{
	size_t count = (size_t)image->width * (size_t)image->height;

	for (size_t i = 0; i < count; i++) {
		unsigned value;

		if (!read_number(file, "a pixel", max, &value, err))
			return false;
		image->pixels[i] = (uint8_t)((value * 255 + max / 2) / max);
	}
	skip_space(file);
	return true;
}

static bool read_raw_pixels(struct cursor *file, struct image *image, unsigned max, struct err *err)
{
	size_t count = (size_t)image->width * (size_t)image->height;
	size_t each = max > 255 ? 2 : 1;

	if (file->at == file->size || !is_space(file->bytes[file->at]))
		return err_set(err, "%s: byte %zu: one byte of white space is missing", file->path,
			       file->at);
	file->at++;
	if (file->size - file->at < count * each)
		return err_set(err,
			       "%s: is cut short: %zu bytes of pixels are due, %zu are "
			       "there; save it anew",
			       file->path, count * each, file->size - file->at);
	for (size_t i = 0; i < count; i++) {
		const unsigned char *b = file->bytes + file->at;
		unsigned value = each == 2 ? (unsigned)b[0] << 8 | b[1] : b[0];

		if (value > max)
			return err_set(err, "%s: byte %zu: a pixel is more than %u", file->path,
				       file->at, max);
		image->pixels[i] = (uint8_t)((value * 255 + max / 2) / max);
		file->at += each;
	}
	return true;
}

static bool read_pgm(struct cursor file, struct image *image, struct err *err)
{
	bool is_plain = file.bytes[1] == '2';
	unsigned width, height, max;

	file.at = 2;
	if (!read_number(&file, "the width", 1000000, &width, err) ||
	    !read_number(&file, "the height", 1000000, &height, err) ||
	    !check_sides(file.path, width, height, err) ||
	    !read_number(&file, "the largest value", 65535, &max, err))
		return false;
	if (max == 0)
		return err_set(err, "%s: the largest value is 0; 1 to 65535 are understood",
			       file.path);
	image->width = (int)width;
	image->height = (int)height;
	image->pixels = xmalloc((size_t)width * height);
	if (!(is_plain ? read_plain_pixels : read_raw_pixels)(&file, image, max, err))
		return false;
	if (file.at != file.size)
		return err_set(err,
			       "%s: goes on after byte %zu, where its own sizes say it ends; "
			       "save it anew",
			       file.path, file.at);
	return true;
}

static bool is_png(const struct cursor *file)
{
	return file->size >= sizeof(png_magic) &&
	       memcmp(file->bytes, png_magic, sizeof(png_magic)) == 0;
}

static bool is_pgm(const struct cursor *file)
{
	return file->size > 2 && file->bytes[0] == 'P' &&
	       (file->bytes[1] == '2' || file->bytes[1] == '5') &&
	       (is_space(file->bytes[2]) || file->bytes[2] == '#');
}

static bool read_grey(struct cursor file, struct image *image, struct err *err)
{
	if (is_png(&file))
		return read_png(file, image, err);
	if (is_pgm(&file))
		return read_pgm(file, image, err);
	return err_set(err, "%s: is neither a PNG nor a PGM picture; convert it to one", file.path);
}

bool image_read_grey(const char *path, struct image *image, struct err *err)
{
	unsigned char *bytes;
	size_t size;
	bool is_read;

	memset(image, 0, sizeof(*image));
	if (!file_read(path, MAX_FILE, &bytes, &size, err))
		return false;
	image->channels = 1;
	is_read = read_grey((struct cursor){path, bytes, size, 0}, image, err);
	free(bytes);
	if (!is_read)
		image_clear(image);
	return is_read;
}

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

bool image_write_png(const char *path, const struct image *image, struct err *err)
{
	png_image png = {
		.version = PNG_IMAGE_VERSION,
		.width = (png_uint_32)image->width,
		.height = (png_uint_32)image->height,
		.format = image->channels == 3 ? PNG_FORMAT_RGB : PNG_FORMAT_GRAY,
	};
	png_alloc_size_t size = PNG_IMAGE_PNG_SIZE_MAX(png);
	void *bytes = xmalloc(size);
	bool is_written;

	if (png_image_write_to_memory(&png, bytes, &size, 0, image->pixels, 0, NULL))
		is_written = write_bytes(path, bytes, size, err);
	else
		is_written = err_set(err, "%s: can't be made a PNG: %s", path, png.message);
	free(bytes);
	return is_written;
}

void image_clear(struct image *image)
{
	free(image->pixels);
	memset(image, 0, sizeof(*image));
}
