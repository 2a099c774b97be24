/* PGM, plain and raw, of 8 and 16 bits. */
#include "base/xalloc.h"
#include "format/image_file.h"

static bool is_space(unsigned char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

static bool probe(const unsigned char *head, size_t size)
{
	return size > 2 && head[0] == 'P' && (head[1] == '2' || head[1] == '5') &&
	       (is_space(head[2]) || head[2] == '#');
}

/* Past white space and comments, which go from '#' to the end of the line. */
static void skip_space(struct image_bytes *file)
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
static bool read_number(struct image_bytes *file, const char *what, unsigned max, unsigned *number,
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

static bool read_plain_pixels(struct image_bytes *file, struct image *image, unsigned max,
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

static bool read_raw_pixels(struct image_bytes *file, struct image *image, unsigned max,
			    struct err *err)
{
	size_t count = (size_t)image->width * (size_t)image->height;
	size_t each = max > 255 ? 2 : 1;

	if (file->at == file->size || !is_space(file->bytes[file->at]))
		return err_set(err, "%s: byte %zu: one byte of white space is missing", file->path,
			       file->at);
	file->at++;
	if (file->size - file->at < count * each)
		return err_set(err,
			       "%s: is cut short: %zu bytes of pixels expected, %zu "
			       "found; save it again",
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

static bool read_pgm(struct image_bytes file, struct image *image, struct err *err)
{
	bool is_plain = file.bytes[1] == '2';
	unsigned width, height, max;

	file.at = 2;
	if (!read_number(&file, "the width", 1000000, &width, err) ||
	    !read_number(&file, "the height", 1000000, &height, err) ||
	    !image_check_sides(file.path, width, height, err) ||
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
			       "save it again",
			       file.path, file.at);
	return true;
}

const struct image_format pnm_format = {.name = "PGM", .probe = probe, .read = read_pgm};
