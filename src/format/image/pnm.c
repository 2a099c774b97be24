/*
 * PBM, PGM and PPM, plain (P1 to P3) and raw (P4 to P6), of 1, 8 and 16 bits: the netpbm manual's
 * pbm(5), pgm(5) and ppm(5).
 */
#include "base/xalloc.h"
#include "format/image_file.h"

static bool is_space(unsigned char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

static bool probe(const unsigned char *head, size_t size)
{
	return size > 2 && head[0] == 'P' && head[1] >= '1' && head[1] <= '6' &&
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
		return err_set(err, "%s: byte %zu: %s is missing; is the file whole?", file->path,
			       start, what);
	return true;
}

/* One picture's layout. */
struct pnm {
	int channels; /* 1 or 3; 0: bits, of which 1 is black */
	bool is_plain;
	unsigned max;
};

/* The luminance of ITU-R BT.601, of bytes. */
static uint8_t grey_of(const unsigned *values, const struct pnm *pnm)
{
	unsigned bytes[3];

	for (int i = 0; i < pnm->channels; i++)
		bytes[i] = (values[i] * 255 + pnm->max / 2) / pnm->max;
	if (pnm->channels == 1)
		return (uint8_t)bytes[0];
	return (uint8_t)((299 * bytes[0] + 587 * bytes[1] + 114 * bytes[2] + 500) / 1000);
}

/* A bit of plain PBM needs no white space behind it. */
static bool read_plain_bit(struct image_bytes *file, unsigned *bit, struct err *err)
{
	skip_space(file);
	if (file->at == file->size || (file->bytes[file->at] | 1) != '1')
		return err_set(err, "%s: byte %zu: a pixel is missing, or neither 0 nor 1",
			       file->path, file->at);
	*bit = file->bytes[file->at++] - '0';
	return true;
}

static bool read_plain_pixels(struct image_bytes *file, struct image *image, const struct pnm *pnm,
			      struct err *err)
{
	size_t count = (size_t)image->width * (size_t)image->height;

	for (size_t i = 0; i < count; i++) {
		unsigned values[3] = {0};

		if (pnm->channels == 0) {
			if (!read_plain_bit(file, values, err))
				return false;
			image->pixels[i] = values[0] ? 0 : 255;
			continue;
		}
		for (int channel = 0; channel < pnm->channels; channel++)
			if (!read_number(file, "a pixel", pnm->max, &values[channel], err))
				return false;
		image->pixels[i] = grey_of(values, pnm);
	}
	skip_space(file);
	return true;
}

/* Whether so many bytes of pixels are left. */
static bool has_pixels(const struct image_bytes *file, size_t size, struct err *err)
{
	if (file->size - file->at >= size)
		return true;
	return err_set(err,
		       "%s: is cut short: %zu bytes of pixels expected, %zu found; save it again",
		       file->path, size, file->size - file->at);
}

/* Rows of bits begin with a byte each. */
static bool read_raw_bits(struct image_bytes *file, struct image *image, struct err *err)
{
	size_t width = (size_t)image->width, row = (width + 7) / 8;

	if (!has_pixels(file, row * (size_t)image->height, err))
		return false;
	for (int y = 0; y < image->height; y++, file->at += row)
		for (size_t x = 0; x < width; x++)
			image->pixels[(size_t)y * width + x] =
				file->bytes[file->at + x / 8] >> (7 - x % 8) & 1 ? 0 : 255;
	return true;
}

static bool read_raw_pixels(struct image_bytes *file, struct image *image, const struct pnm *pnm,
			    struct err *err)
{
	size_t count = (size_t)image->width * (size_t)image->height;
	size_t each = pnm->max > 255 ? 2 : 1;

	if (!has_pixels(file, count * (size_t)pnm->channels * each, err))
		return false;
	for (size_t i = 0; i < count; i++) {
		unsigned values[3] = {0};

		for (int channel = 0; channel < pnm->channels; channel++, file->at += each) {
			const unsigned char *b = file->bytes + file->at;

			values[channel] = each == 2 ? (unsigned)b[0] << 8 | b[1] : b[0];
			if (values[channel] > pnm->max)
				return err_set(err, "%s: byte %zu: a pixel is more than %u",
					       file->path, file->at, pnm->max);
		}
		image->pixels[i] = grey_of(values, pnm);
	}
	return true;
}

/* Behind the one byte of white space that ends the header. */
static bool read_raw(struct image_bytes *file, struct image *image, const struct pnm *pnm,
		     struct err *err)
{
	if (file->at == file->size || !is_space(file->bytes[file->at]))
		return err_set(err, "%s: byte %zu: one byte of white space is missing", file->path,
			       file->at);
	file->at++;
	return pnm->channels == 0 ? read_raw_bits(file, image, err)
				  : read_raw_pixels(file, image, pnm, err);
}

static bool read_header(struct image_bytes *file, struct image *image, struct pnm *pnm,
			struct err *err)
{
	int kind = file->bytes[1] - '1'; /* P1 P2 P3, P4 P5 P6 */
	unsigned width, height;

	pnm->is_plain = kind < 3;
	pnm->channels = (const int[]){0, 1, 3}[kind % 3];
	pnm->max = 1;
	file->at = 2;
	if (!read_number(file, "the width", 1000000, &width, err) ||
	    !read_number(file, "the height", 1000000, &height, err) ||
	    !image_check_sides(file->path, width, height, err) ||
	    (pnm->channels > 0 && !read_number(file, "the largest value", 65535, &pnm->max, err)))
		return false;
	if (pnm->max == 0)
		return err_set(err, "%s: the largest value is 0; 1 to 65535 are understood",
			       file->path);
	image->width = (int)width;
	image->height = (int)height;
	return true;
}

static bool read_pnm(struct image_bytes file, struct image *image, struct err *err)
{
	struct pnm pnm;

	if (!read_header(&file, image, &pnm, err))
		return false;
	image->pixels = xmalloc((size_t)image->width * (size_t)image->height);
	if (!(pnm.is_plain ? read_plain_pixels : read_raw)(&file, image, &pnm, err))
		return false;
	if (file.at != file.size)
		return err_set(err,
			       "%s: goes on after byte %zu, where its own sizes say it ends; "
			       "save it again",
			       file.path, file.at);
	return true;
}

const struct image_format pnm_format = {.name = "PNM", .probe = probe, .read = read_pnm};
