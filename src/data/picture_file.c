/* The kinds are told apart by how a file begins; its name does not matter. */
#include "data/picture_file.h"
#include "base/xalloc.h"
#include "data/dataset.h"
#include "data/frame.h"
#include "format/file.h"
#include "format/idx.h"
#include "format/image_file.h"
#include "format/stranger.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BYTES = 256 };

static size_t pixels_of(const struct ink *raw)
{
	return (size_t)raw->height * (size_t)raw->width;
}

/* How many values there are, whether or not pixels have them all. */
static size_t values_of(const struct ink *raw)
{
	return raw->bytes ? BYTES : pixels_of(raw);
}

/* Whether an image may be of this size: asked before room is made for all of its pixels. */
static bool check_size(const struct picture_request *request, int height, int width,
		       struct err *err)
{
	if (request->fit != PICTURE_EXACT || (height == request->height && width == request->width))
		return true;
	return err_set(err,
		       "%s: is %dx%d (height x width), but the net takes %dx%d: scale it to that, "
		       "or have it framed with --fit",
		       request->path, height, width, request->height, request->width);
}

/* -------------------------------------------------------------------------------- pictures */

/* The pixels go over to it. */
static void take_image(const struct image *image, struct ink *raw)
{
	*raw = (struct ink){image->height, image->width, xfloats(BYTES), image->pixels};
	for (int i = 0; i < BYTES; i++)
		raw->values[i] = 1 - (float)i / 255;
}

static bool read_bytes(const struct picture_request *request, struct ink *raw, struct err *err)
{
	struct image image;
	unsigned char *bytes;
	size_t size;
	bool is_read;

	if (!(request->may_wait ? file_read_stream : file_read)(request->path, IMAGE_FILE_MAX,
								&bytes, &size, err))
		return false;
	is_read = image_file_parse_next(request->many,
					request->may_wait && strcmp(request->path, "-") == 0
						? "standard input"
						: request->path,
					bytes, size, &image, err);
	free(bytes);
	if (!is_read)
		return false;
	is_read = check_size(request, image.height, image.width, err);
	if (is_read)
		take_image(&image, raw);
	else
		image_clear(&image);
	return is_read;
}

/* ------------------------------------------------------------------------------------- IDX */

static bool check_idx(const struct idx *idx, const char *path, int64_t index, struct err *err)
{
	const uint32_t *size = idx->dim + (idx->ndim == 3);

	if (idx->ndim != 2 && idx->ndim != 3)
		return err_set(err, "%s: has %d dimensions; an image has 2, and many have 3", path,
			       idx->ndim);
	if (size[0] == 0 || size[1] == 0 || size[0] > IMAGE_MAX_SIDE || size[1] > IMAGE_MAX_SIDE)
		return err_set(err,
			       "%s: has images of %" PRIu32 "x%" PRIu32
			       "; sides of 1 to %d are understood",
			       path, size[0], size[1], IMAGE_MAX_SIDE);
	if (index >= 0 && idx->ndim == 2)
		return err_set(err, "%s: is one image: leave --image out", path);
	if (idx->ndim == 3 && (uint64_t)(index < 0 ? 0 : index) >= idx->dim[0])
		return err_set(err,
			       "%s: has %" PRIu32
			       " images, counted from 0; there is no image %" PRId64,
			       path, idx->dim[0], index < 0 ? 0 : index);
	return true;
}

static void take_bytes(const uint8_t *pixels, struct ink *raw)
{
	raw->bytes = xmalloc(pixels_of(raw));
	memcpy(raw->bytes, pixels, pixels_of(raw));
	raw->values = xfloats(BYTES);
	for (int i = 0; i < BYTES; i++)
		raw->values[i] = (float)(i / 255.0);
}

static bool take_idx(const struct idx *idx, const char *path, int64_t index, struct ink *raw,
		     struct err *err)
{
	size_t pixels = pixels_of(raw);
	size_t first = index > 0 ? (size_t)index * pixels : 0;

	if (idx->type == IDX_U8) {
		take_bytes((const uint8_t *)idx->values + first, raw);
		return true;
	}
	raw->values = xfloats(pixels);
	for (size_t i = 0; i < pixels; i++) {
		double value = idx_value(idx, first + i);

		if (!isfinite(value))
			return err_set(err,
				       "%s: value %zu is not finite; pixels are to be finite "
				       "numbers",
				       path, first + i);
		if (fabs(value) > DATASET_MAX_PIXEL)
			return err_set(err,
				       "%s: value %zu is %g; pixels are to be between 0 and 1, and "
				       "can't be further from 0 than %.0f",
				       path, first + i, value, DATASET_MAX_PIXEL);
		raw->values[i] = (float)value;
	}
	return true;
}

static bool read_idx(const struct picture_request *request, struct ink *raw, struct err *err)
{
	const char *path = request->path;
	int64_t index = request->index;
	struct idx idx;
	bool is_read;

	if (!idx_read(path, &idx, err))
		return false;
	is_read = check_idx(&idx, path, index, err) &&
		  check_size(request, (int)idx.dim[idx.ndim - 2], (int)idx.dim[idx.ndim - 1], err);
	if (is_read) {
		raw->height = (int)idx.dim[idx.ndim - 2];
		raw->width = (int)idx.dim[idx.ndim - 1];
		is_read = take_idx(&idx, path, index, raw, err);
	}
	idx_clear(&idx);
	return is_read;
}

/* ----------------------------------------------------------------------- what is noteworthy */

static int compare_floats(const void *a, const void *b)
{
	float x = *(const float *)a, y = *(const float *)b;

	return (x > y) - (x < y);
}

/* The median of the outermost pixels: paper, where a picture is not cut from a larger one. */
static float border_of(const struct ink *raw)
{
	size_t count = 0;
	float *border = xfloats(2 * (size_t)(raw->height + raw->width)), median;

	for (int y = 0; y < raw->height; y++)
		for (int x = 0; x < raw->width; x++)
			if (y == 0 || x == 0 || y == raw->height - 1 || x == raw->width - 1)
				border[count++] =
					ink_at(raw, (size_t)y * (size_t)raw->width + (size_t)x);
	qsort(border, count, sizeof(*border), compare_floats);
	median = border[count / 2];
	free(border);
	return median;
}

static void add_note(char note[PICTURE_NOTE_MAX], const char *words)
{
	size_t length = strlen(note);

	snprintf(note + length, PICTURE_NOTE_MAX - length, "%s%s", length ? "; " : "", words);
}

/* The share of pixels that hold ink, and whether ink and ground look exchanged. */
static void note_ink(const struct picture_request *request, const struct ink *raw,
		     char note[PICTURE_NOTE_MAX])
{
	static const double least = 0.004; /* of the pixels: a 1 of MNIST has 0.04 and more */
	static const float ground = 0.75f; /* noise has 0.5 at its border */
	size_t count = pixels_of(raw), inked = 0;
	float paper = border_of(raw), min = INFINITY, max = -INFINITY;

	for (size_t i = 0; i < count; i++) {
		float ink = ink_at(raw, i);

		min = fminf(min, ink);
		max = fmaxf(max, ink);
		inked += fabsf(ink - paper) > 0.25f;
	}
	if (max - min < 0.02f)
		add_note(note, "it is blank");
	else if ((double)inked < least * (double)count)
		add_note(note, "it is nearly blank");
	if (paper < ground || max - min < 0.02f)
		return;
	add_note(note, request->is_inverted ? "it looks like dark ink on light: leave --invert out"
					    : "it looks like light ink on dark: try --invert");
}

/* --------------------------------------------------------------------------------- the size */

/* Paper becomes 0 and the darkest ink 1, and what is hardly darker than paper is paper. */
static void level(struct ink *raw)
{
	static const float faint = 0.1f;
	size_t count = pixels_of(raw);
	float paper = border_of(raw), max = paper;

	for (size_t i = 0; i < count; i++)
		max = fmaxf(max, ink_at(raw, i));
	for (size_t i = 0; i < values_of(raw); i++) {
		float ink = max > paper ? (raw->values[i] - paper) / (max - paper) : 0;

		raw->values[i] = ink < faint ? 0 : ink;
	}
}

static void place(const struct picture_request *request, struct ink *raw, float *out,
		  char note[PICTURE_NOTE_MAX])
{
	bool has_size = raw->height == request->height && raw->width == request->width;
	bool is_fitted = request->fit == PICTURE_FITTED ||
			 (request->fit == PICTURE_FITTED_IF_NEEDED && !has_size);
	int side = request->height < request->width ? request->height : request->width;
	char words[PICTURE_NOTE_MAX];

	for (size_t i = 0; request->is_inverted && i < values_of(raw); i++)
		raw->values[i] = 1 - raw->values[i];
	note_ink(request, raw, note);
	if (!is_fitted) {
		for (size_t i = 0; i < pixels_of(raw); i++)
			out[i] = ink_at(raw, i);
		return;
	}
	level(raw);
	if (frame_digit(raw, out, request->height, request->width) > 0) {
		snprintf(words, sizeof(words),
			 "framed as MNIST's makers did: the ink of %dx%d in %dx%d, its centre of "
			 "mass in the middle",
			 raw->height, raw->width, side * 20 / 28, side * 20 / 28);
		add_note(note, words);
	}
}

/* -------------------------------------------------------------------------------- all kinds */

/* Whether it is a picture; else it may be IDX, whose strict reader says what is wrong. */
static bool is_picture(const char *path, bool *is_found, struct err *err)
{
	unsigned char head[IMAGE_PROBE_BYTES];
	size_t size;

	if (!file_head(path, head, sizeof(head), &size, err))
		return false;
	if (size < 2)
		return err_set(err, "%s: is no picture (%s) and no IDX file: it is too short", path,
			       image_file_formats);
	*is_found = image_file_is_known(head, size);
	if (!*is_found && (head[0] || head[1]))
		return !stranger_tell_file(path, err) &&
		       err_set(err, "%s: is no picture (%s) and no IDX file", path,
			       image_file_formats);
	return true;
}

static bool read_raw(const struct picture_request *request, struct ink *raw, struct err *err)
{
	bool has_picture = true;

	if ((!request->may_wait || file_is_regular(request->path)) &&
	    !is_picture(request->path, &has_picture, err))
		return false;
	if (!has_picture)
		return read_idx(request, raw, err);
	if (request->index >= 0)
		return err_set(err, "%s: is one picture: leave --image out", request->path);
	return read_bytes(request, raw, err);
}

bool picture_file_read(const struct picture_request *request, float *out,
		       char note[PICTURE_NOTE_MAX], struct err *err)
{
	struct ink raw = {0};
	bool is_read;

	note[0] = '\0';
	is_read = read_raw(request, &raw, err);
	if (is_read)
		place(request, &raw, out, note);
	free(raw.values);
	free(raw.bytes);
	return is_read;
}

bool picture_file_lacks(const char *path, int64_t index)
{
	struct idx idx;
	struct err ignored;
	bool has_picture = false, is_lacking;

	if (!is_picture(path, &has_picture, &ignored))
		return false;
	if (has_picture)
		return true;
	if (!idx_read(path, &idx, &ignored))
		return false;
	is_lacking = idx.ndim == 2 || (idx.ndim == 3 && (uint64_t)index >= idx.dim[0]);
	idx_clear(&idx);
	return is_lacking;
}
