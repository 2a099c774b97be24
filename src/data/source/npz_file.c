/*
 * An npz archive of images and labels, as Keras ships MNIST: x_train, y_train, x_test, y_test; or
 * under the other names that people give them, with a part for testing or without.
 *
 * Images are [count, height, width], with a channel of 1 before or behind the sides or without, or
 * [count, pixels] of square ones. Whole numbers that are all within 0 to 255 are bytes, whatever
 * they are stored in; everything else becomes floats.
 */
#include "base/xalloc.h"
#include "data/dataset_format.h"
#include "format/container/npy.h"
#include "format/container/zip.h"
#include "format/dtype.h"
#include "format/file.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MEMBER_NAME = 32 };

/* Names of members, without their .npy; test images and labels may be missing. */
static const char *const known[][PART_COUNT][2] = {
	{{"x_train", "y_train"}, {"x_test", "y_test"}},
	{{"X_train", "y_train"}, {"X_test", "y_test"}},
	{{"train_images", "train_labels"}, {"test_images", "test_labels"}},
	{{"train_x", "train_y"}, {"test_x", "test_y"}},
	{{"images", "labels"}, {NULL, NULL}},
	{{"x", "y"}, {NULL, NULL}},
	{{"X", "y"}, {NULL, NULL}},
	{{"data", "labels"}, {NULL, NULL}},
	{{"data", "target"}, {NULL, NULL}},
};

static bool find_member(const struct zip_archive *zip, const char *name, size_t *i)
{
	char member[MEMBER_NAME];

	if (!name)
		return false;
	snprintf(member, sizeof(member), "%s.npy", name);
	return zip_archive_find(zip, member, i);
}

/* The first names of which the training part is there whole, or NULL. */
static const char *const (*find_names(const struct zip_archive *zip))[2]
{
	size_t ignored;

	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		if (find_member(zip, known[i][PART_TRAIN][0], &ignored) &&
		    find_member(zip, known[i][PART_TRAIN][1], &ignored))
			return known[i];
	return NULL;
}

/* Opens an archive that has such members; `names` become theirs. */
static struct zip_archive *open_set(const char *path, const char *const (**names)[2],
				    struct err *err)
{
	struct zip_archive *zip = zip_archive_open(path, err);

	if (!zip)
		return NULL;
	*names = find_names(zip);
	if (*names)
		return zip;
	err_set(err, "%s: has no members x_train and y_train", path);
	zip_archive_close(zip);
	return NULL;
}

static bool probe(const char *path)
{
	const char *const(*names)[2];
	unsigned char head[4];
	struct zip_archive *zip = NULL;
	struct err ignored;
	size_t size;
	bool is_it;

	if (file_is_regular(path) && file_head(path, head, sizeof(head), &size, &ignored) &&
	    zip_is_like(head, size))
		zip = open_set(path, &names, &ignored);
	is_it = zip;
	zip_archive_close(zip);
	return is_it;
}

/* ------------------------------------------------------------------------------------- an array */

struct array {
	struct npy npy;
	unsigned char *bytes;        /* owned */
	const unsigned char *values; /* plain */
	const char *name;
};

static bool load_array(struct zip_archive *zip, const char *path, const char *name,
		       struct array *array, struct err *err)
{
	size_t i, size, head;

	array->name = name;
	if (!find_member(zip, name, &i))
		return err_set(err, "%s: has no member %s.npy", path, name);
	array->bytes = zip_archive_load(zip, i, PACKED_MAX_BYTES + NPY_HEAD_MAX, &size, err);
	head = size < NPY_HEAD_MAX ? size : NPY_HEAD_MAX;
	if (!array->bytes || !npy_parse(array->bytes, head, path, name, &array->npy, err))
		return false;
	if (size - array->npy.begin != array->npy.size)
		return err_set(err, "%s: %s has %zu bytes of values, but its shape needs %zu", path,
			       name, size - array->npy.begin, array->npy.size);
	if (!array->npy.dtype || array->npy.dtype[0] == 'C')
		return err_set(err, "%s: %s is an array of %s; plain numbers are needed", path,
			       name, array->npy.dtype ? "complex numbers" : "texts");
	array->values = array->bytes + array->npy.begin;
	if (!npy_is_plain(&array->npy)) {
		unsigned char *plain = xmalloc(array->npy.size);

		npy_copy(&array->npy, array->values, plain);
		free(array->bytes);
		array->values = array->bytes = plain;
	}
	return true;
}

/* An unsigned whole number of `size` bytes, and a signed one. */
static uint64_t unsigned_at(const unsigned char *b, size_t size)
{
	uint64_t value = 0;

	for (size_t i = size; i-- > 0;)
		value = value << 8 | b[i];
	return value;
}

static int64_t signed_at(const unsigned char *b, size_t size)
{
	unsigned shift = 64 - 8 * (unsigned)size;

	return (int64_t)(unsigned_at(b, size) << shift) >> shift;
}

static bool is_type(const struct array *array, const char *dtype)
{
	return strcmp(array->npy.dtype, dtype) == 0;
}

static double float_at(const unsigned char *b, size_t size)
{
	double wide;
	float single;

	if (size == 2)
		return (double)half_to_float((uint16_t)unsigned_at(b, 2));
	memcpy(&single, b, sizeof(single));
	if (size == sizeof(single))
		return (double)single;
	memcpy(&wide, b, sizeof(wide));
	return wide;
}

static double value_at(const struct array *array, size_t i)
{
	size_t size = array->npy.value_size;
	const unsigned char *b = array->values + i * size;

	if (array->npy.dtype[0] == 'F')
		return float_at(b, size);
	if (array->npy.dtype[0] == 'I')
		return (double)signed_at(b, size);
	return (double)unsigned_at(b, size); /* BOOL too */
}

/* ------------------------------------------------------------------------------------- a part */

static bool take_shape(const struct array *images, const char *path, struct dataset_part *part,
		       struct err *err)
{
	const size_t *dim = images->npy.dim;
	int ndim = images->npy.ndim;
	size_t height = 0, width = 0;
	const char *wrong = NULL;

	if (ndim == 2) {
		height = width = (size_t)lrint(sqrt((double)dim[1]));
		wrong = height * width == dim[1] ? NULL : ", and the second is no square";
	} else if (ndim == 3 || (ndim == 4 && dim[3] == 1)) {
		height = dim[1], width = dim[2];
	} else if (ndim == 4 && dim[1] == 1) {
		height = dim[2], width = dim[3];
	} else {
		wrong = ndim == 4 ? " and more than one channel" : "";
	}
	if (wrong)
		return err_set(
			err,
			"%s: %s has %d dimensions%s; images are [count, height, width], with a "
			"channel of 1 or without, or [count, pixels] of square ones",
			path, images->name, ndim, wrong);
	part->count = dim[0];
	if (!source_check_size(path, height, width, err))
		return false;
	part->height = (int)height;
	part->width = (int)width;
	return true;
}

static bool are_bytes(const struct array *images, size_t count)
{
	if (is_type(images, "U8"))
		return true;
	if (images->npy.dtype[0] == 'F' || images->npy.dtype[0] == 'B')
		return false;
	for (size_t i = 0; i < count; i++) {
		double value = value_at(images, i);

		if (!(value >= 0 && value <= UINT8_MAX))
			return false;
	}
	return true;
}

static bool take_bytes(const struct array *images, const char *path, struct dataset_part *part,
		       struct err *err)
{
	size_t pixels = (size_t)part->height * (size_t)part->width;
	uint8_t image[DATASET_MAX_SIDE * DATASET_MAX_SIDE];
	bool is_plain = is_type(images, "U8");

	if (!source_check_count(path, part->count, pixels, false, err))
		return false;
	part->packed = packed_new(part->count, pixels);
	for (size_t i = 0; i < part->count; i++) {
		for (size_t j = 0; j < pixels && !is_plain; j++)
			image[j] = (uint8_t)value_at(images, i * pixels + j);
		packed_add(part->packed, is_plain ? images->values + i * pixels : image);
	}
	packed_trim(part->packed);
	return true;
}

static bool take_images(const struct array *images, const char *path, struct dataset_part *part,
			struct err *err)
{
	size_t pixels, values;

	if (!take_shape(images, path, part, err))
		return false;
	pixels = (size_t)part->height * (size_t)part->width;
	values = part->count * pixels;
	if (are_bytes(images, values))
		return take_bytes(images, path, part, err);
	if (!source_check_count(path, part->count, pixels, true, err))
		return false;
	part->floats = xfloats(values);
	for (size_t i = 0; i < values; i++)
		if (!source_take_pixel(part, i, value_at(images, i), err))
			return false;
	return true;
}

static bool take_labels(const struct array *labels, const char *path, struct dataset_part *part,
			struct err *err)
{
	const struct npy *npy = &labels->npy;

	if (npy->ndim != 1 && (npy->ndim != 2 || npy->dim[1] != 1))
		return err_set(err, "%s: %s has %d dimensions; labels have one, their count", path,
			       labels->name, npy->ndim);
	if (npy->dim[0] != part->count)
		return err_set(err, "%s: %s has %zu labels for %zu images", path, labels->name,
			       npy->dim[0], part->count);
	part->labels = xmalloc(part->count);
	for (size_t i = 0; i < part->count; i++)
		if (!source_take_label(part, path, i, value_at(labels, i), err))
			return false;
	return true;
}

/* names: of images and labels. */
static bool read_part(struct zip_archive *zip, const char *path, const char *const names[2],
		      struct dataset_part *part, struct err *err)
{
	struct array images = {.bytes = NULL}, labels = {.bytes = NULL};
	bool is_read;

	part->images_path = xstrdup(path);
	is_read = load_array(zip, path, names[0], &images, err) &&
		  take_images(&images, path, part, err);
	free(images.bytes);
	is_read = is_read && load_array(zip, path, names[1], &labels, err) &&
		  take_labels(&labels, path, part, err);
	free(labels.bytes);
	return is_read;
}

static bool read_file(const char *path, struct dataset_source *source, struct err *err)
{
	const char *const(*names)[2];
	struct zip_archive *zip = open_set(path, &names, err);
	size_t ignored;
	bool is_read;

	if (!zip)
		return false;
	is_read = read_part(zip, path, names[PART_TRAIN], &source->part[PART_TRAIN], err) &&
		  (!find_member(zip, names[PART_TEST][0], &ignored) ||
		   read_part(zip, path, names[PART_TEST], &source->part[PART_TEST], err));
	zip_archive_close(zip);
	return is_read;
}

/* ------------------------------------------------------------------------------------- its size */

static bool measure_part(struct zip_archive *zip, const char *path, const char *name,
			 struct dataset_part *part, struct err *err)
{
	struct array images = {.name = name};
	unsigned char *head;
	size_t i, size;
	bool is_read;

	if (!find_member(zip, name, &i))
		return true;
	if (!zip_archive_size(zip, i, PACKED_MAX_BYTES + NPY_HEAD_MAX, &size, err))
		return false;
	size = size < NPY_HEAD_MAX ? size : NPY_HEAD_MAX;
	head = xmalloc(size);
	is_read = zip_archive_read_head(zip, i, head, size, err) &&
		  npy_parse(head, size, path, name, &images.npy, err) &&
		  take_shape(&images, path, part, err);
	free(head);
	return is_read;
}

static bool measure(const char *path, struct dataset_part part[PART_COUNT], struct err *err)
{
	const char *const(*names)[2];
	struct zip_archive *zip = open_set(path, &names, err);
	bool is_measured = zip &&
			   measure_part(zip, path, names[PART_TRAIN][0], &part[PART_TRAIN], err) &&
			   measure_part(zip, path, names[PART_TEST][0], &part[PART_TEST], err);

	zip_archive_close(zip);
	return is_measured;
}

const struct dataset_format npz_file_format = {
	.name = "npz", .probe = probe, .read = read_file, .measure = measure};
