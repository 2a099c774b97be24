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

/* An image as the file has it. */
struct raw {
	int height, width;
	float *ink; /* [height, width]; owned */
};

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

static void take_image(const struct image *image, struct raw *raw)
{
	size_t count = (size_t)image->height * (size_t)image->width;

	*raw = (struct raw){image->height, image->width, xfloats(count)};
	for (size_t i = 0; i < count; i++)
		raw->ink[i] = 1 - (float)image->pixels[i] / 255;
}

static bool read_bytes(const struct picture_request *request, struct raw *raw, struct err *err)
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

static bool take_idx(const struct idx *idx, const char *path, int64_t index, struct raw *raw,
		     struct err *err)
{
	size_t pixels = (size_t)raw->height * (size_t)raw->width;
	size_t first = index > 0 ? (size_t)index * pixels : 0;

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
		raw->ink[i] = (float)(idx->type == IDX_U8 ? value / 255 : value);
	}
	return true;
}

static bool read_idx(const struct picture_request *request, struct raw *raw, struct err *err)
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
		raw->ink = xfloats((size_t)raw->height * (size_t)raw->width);
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
static float border_of(const struct raw *raw)
{
	size_t count = 0;
	float *border = xfloats(2 * (size_t)(raw->height + raw->width)), median;

	for (int y = 0; y < raw->height; y++)
		for (int x = 0; x < raw->width; x++)
			if (y == 0 || x == 0 || y == raw->height - 1 || x == raw->width - 1)
				border[count++] =
					raw->ink[(size_t)y * (size_t)raw->width + (size_t)x];
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
static void note_ink(const struct picture_request *request, const struct raw *raw,
		     char note[PICTURE_NOTE_MAX])
{
	static const double least = 0.004; /* of the pixels: a 1 of MNIST has 0.04 and more */
	static const float ground = 0.75f; /* noise has 0.5 at its border */
	size_t count = (size_t)raw->height * (size_t)raw->width, inked = 0;
	float paper = border_of(raw), min = raw->ink[0], max = raw->ink[0];

	for (size_t i = 0; i < count; i++) {
		min = fminf(min, raw->ink[i]);
		max = fmaxf(max, raw->ink[i]);
		inked += fabsf(raw->ink[i] - paper) > 0.25f;
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
static void level(struct raw *raw)
{
	static const float faint = 0.1f;
	size_t count = (size_t)raw->height * (size_t)raw->width;
	float paper = border_of(raw), max = paper;

	for (size_t i = 0; i < count; i++)
		max = fmaxf(max, raw->ink[i]);
	for (size_t i = 0; i < count; i++) {
		float ink = max > paper ? (raw->ink[i] - paper) / (max - paper) : 0;

		raw->ink[i] = ink < faint ? 0 : ink;
	}
}

static void place(const struct picture_request *request, struct raw *raw, float *out,
		  char note[PICTURE_NOTE_MAX])
{
	size_t count = (size_t)raw->height * (size_t)raw->width;
	bool has_size = raw->height == request->height && raw->width == request->width;
	bool is_fitted = request->fit == PICTURE_FITTED ||
			 (request->fit == PICTURE_FITTED_IF_NEEDED && !has_size);
	int side = request->height < request->width ? request->height : request->width;
	char words[PICTURE_NOTE_MAX];

	for (size_t i = 0; request->is_inverted && i < count; i++)
		raw->ink[i] = 1 - raw->ink[i];
	note_ink(request, raw, note);
	if (!is_fitted) {
		memcpy(out, raw->ink, count * sizeof(*out));
		return;
	}
	level(raw);
	if (frame_digit(raw->ink, raw->height, raw->width, out, request->height, request->width) >
	    0) {
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

static bool read_raw(const struct picture_request *request, struct raw *raw, struct err *err)
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
	struct raw raw = {0};
	bool is_read;

	note[0] = '\0';
	is_read = read_raw(request, &raw, err);
	if (is_read)
		place(request, &raw, out, note);
	free(raw.ink);
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
