/* The kinds are told apart by how a file begins; its name does not matter. */
#include "data/picture_file.h"
#include "data/dataset.h"
#include "format/file.h"
#include "format/idx.h"
#include "format/image_file.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

static bool has_size(const char *path, int own_height, int own_width, int height, int width,
		     struct err *err)
{
	if (own_height == height && own_width == width)
		return true;
	return err_set(err,
		       "%s: is %dx%d (height x width), but the net takes %dx%d: scale it to that",
		       path, own_height, own_width, height, width);
}

static bool read_picture(const char *path, int height, int width, float *out, struct err *err)
{
	struct image image;
	bool fits;

	if (!image_file_read(path, &image, err))
		return false;
	fits = has_size(path, image.height, image.width, height, width, err);
	for (int i = 0; fits && i < height * width; i++)
		out[i] = 1 - (float)image.pixels[i] / 255;
	image_clear(&image);
	return fits;
}

static bool check_idx(const struct idx *idx, const char *path, int64_t index, int height, int width,
		      struct err *err)
{
	const uint32_t *size = idx->dim + (idx->ndim == 3);

	if (idx->ndim != 2 && idx->ndim != 3)
		return err_set(err, "%s: has %d dimensions; an image has 2, and many have 3", path,
			       idx->ndim);
	if (size[0] > IMAGE_MAX_SIDE || size[1] > IMAGE_MAX_SIDE)
		return err_set(err, "%s: is too large for an image the net takes", path);
	if (!has_size(path, (int)size[0], (int)size[1], height, width, err))
		return false;
	if (index >= 0 && idx->ndim == 2)
		return err_set(err, "%s: is one image: leave --image out", path);
	if (idx->ndim == 3 && (uint64_t)(index < 0 ? 0 : index) >= idx->dim[0])
		return err_set(err,
			       "%s: has %" PRIu32
			       " images, counted from 0; there is no image %" PRId64,
			       path, idx->dim[0], index < 0 ? 0 : index);
	return true;
}

static bool take_idx(const struct idx *idx, const char *path, int64_t index, size_t pixels,
		     float *out, struct err *err)
{
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
		out[i] = (float)(idx->type == IDX_U8 ? value / 255 : value);
	}
	return true;
}

static bool read_idx(const char *path, int64_t index, int height, int width, float *out,
		     struct err *err)
{
	struct idx idx;
	bool is_read;

	if (!idx_read(path, &idx, err))
		return false;
	is_read = check_idx(&idx, path, index, height, width, err) &&
		  take_idx(&idx, path, index, (size_t)height * (size_t)width, out, err);
	idx_clear(&idx);
	return is_read;
}

/* Whether it is a picture; else it may be IDX, whose strict reader says what is wrong. */
static bool is_picture(const char *path, bool *is_found, struct err *err)
{
	unsigned char head[IMAGE_PROBE_BYTES];
	size_t size;

	if (!file_head(path, head, sizeof(head), &size, err))
		return false;
	if (size < 2)
		return err_set(err, "%s: is no PNG, PGM or IDX file: it is too short", path);
	*is_found = image_file_is_known(head, size);
	if (!*is_found && (head[0] || head[1]))
		return err_set(err, "%s: is no PNG, PGM or IDX file", path);
	return true;
}

bool picture_file_read(const char *path, int64_t index, bool is_inverted, int height, int width,
		       float *out, struct err *err)
{
	bool has_picture = false, is_read;

	if (!is_picture(path, &has_picture, err))
		return false;
	if (has_picture && index >= 0)
		return err_set(err, "%s: is one picture: leave --image out", path);
	is_read = has_picture ? read_picture(path, height, width, out, err)
			      : read_idx(path, index, height, width, out, err);
	for (int i = 0; is_read && is_inverted && i < height * width; i++)
		out[i] = 1 - out[i];
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
