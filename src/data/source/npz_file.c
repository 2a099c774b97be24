/*
 * An npz archive of images and labels, as Keras ships MNIST: x_train, y_train, x_test, y_test; or
 * under other names (data/source/npz_names.h), with a part for testing or without.
 *
 * Images are [count, height, width], with a channel of 1 before or behind the sides or without, or
 * [count, pixels] of square ones. Whole numbers that are all within 0 to 255 are bytes, whatever
 * they are stored in; everything else becomes floats.
 */
#include "base/text.h"
#include "base/xalloc.h"
#include "data/dataset_format.h"
#include "data/source/npz_array.h"
#include "data/source/npz_labels.h"
#include "data/source/npz_names.h"
#include "format/file.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* At most so much of the members' names is listed. */
enum { LISTED_MAX = 200 };

static bool fail_names(const struct zip_archive *zip, const struct npz_names *names,
		       const char *path, struct err *err)
{
	char *list = NULL;

	if (names->name[PART_TRAIN][NPZ_IMAGES]) {
		err_set(err, "%s: has images, '%s', but no labels; name them y_train", path,
			names->name[PART_TRAIN][NPZ_IMAGES]);
		return false;
	}
	for (size_t i = 0; i < zip_archive_count(zip); i++) {
		if (list && strlen(list) > LISTED_MAX) {
			list = text_listed(list, "...");
			break;
		}
		list = text_listed(list, zip_archive_name(zip, i));
	}
	err_set(err,
		"%s: has %s; a data set has x_train and y_train, or images and labels (and x_test "
		"and y_test, if there are some)",
		path, list ? list : "no members");
	free(list);
	return false;
}

/* Opens an archive that has such members; `names` become theirs, which the caller clears. */
static struct zip_archive *open_set(const char *path, struct npz_names *names, struct err *err)
{
	struct zip_archive *zip = zip_archive_open(path, err);

	if (!zip)
		return NULL;
	*names = npz_names_find(zip);
	if (npz_names_are_set(names))
		return zip;
	fail_names(zip, names, path, err);
	npz_names_clear(names);
	zip_archive_close(zip);
	return NULL;
}

static bool is_archive(const char *path)
{
	unsigned char head[4];
	struct err ignored;
	size_t size;

	return file_is_regular(path) && file_head(path, head, sizeof(head), &size, &ignored) &&
	       zip_is_like(head, size);
}

static bool probe(const char *path)
{
	struct npz_names names;
	struct zip_archive *zip = NULL;
	struct err ignored;

	if (is_archive(path))
		zip = open_set(path, &names, &ignored);
	if (!zip)
		return false;
	npz_names_clear(&names);
	zip_archive_close(zip);
	return true;
}

/* Arrays with other names, or an archive that can't be opened: reading tells why. */
static bool is_like(const char *path)
{
	struct zip_archive *zip;
	struct err ignored;
	bool has_array;

	if (!is_archive(path))
		return false;
	zip = zip_archive_open(path, &ignored);
	has_array = !zip;
	for (size_t i = 0; zip && !has_array && i < zip_archive_count(zip); i++) {
		const char *name = zip_archive_name(zip, i);
		size_t length = strlen(name);

		has_array = length > 4 && strcmp(name + length - 4, ".npy") == 0;
	}
	zip_archive_close(zip);
	return has_array;
}

/* ------------------------------------------------------------------------------------- a part */

static bool take_shape(const struct npz_array *images, const char *path, struct dataset_part *part,
		       struct err *err)
{
	const size_t *dim = images->npy.dim;
	int ndim = images->npy.ndim;
	size_t height = 0, width = 0;
	const char *wrong = NULL;

	if (!images->npy.dtype)
		return err_set(err, "%s: %s is an array of texts; images are numbers", path,
			       images->name);
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

static bool are_bytes(const struct npz_array *images, size_t count)
{
	if (npz_array_is(images, "U8"))
		return true;
	if (images->npy.dtype[0] == 'F' || images->npy.dtype[0] == 'B')
		return false;
	for (size_t i = 0; i < count; i++) {
		double value = npz_array_value(images, i);

		if (!(value >= 0 && value <= UINT8_MAX))
			return false;
	}
	return true;
}

static bool take_bytes(const struct npz_array *images, const char *path, struct dataset_part *part,
		       struct err *err)
{
	size_t pixels = (size_t)part->height * (size_t)part->width;
	uint8_t image[DATASET_MAX_SIDE * DATASET_MAX_SIDE];
	bool is_plain = npz_array_is(images, "U8");

	if (!source_check_count(path, part->count, pixels, false, err))
		return false;
	part->packed = packed_new(part->count, pixels);
	for (size_t i = 0; i < part->count; i++) {
		for (size_t j = 0; j < pixels && !is_plain; j++)
			image[j] = (uint8_t)npz_array_value(images, i * pixels + j);
		packed_add(part->packed, is_plain ? images->values + i * pixels : image);
	}
	packed_trim(part->packed);
	return true;
}

static bool take_images(const struct npz_array *images, const char *path, struct dataset_part *part,
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
		if (!source_take_pixel(part, i, npz_array_value(images, i), err))
			return false;
	return true;
}

static bool read_part(struct zip_archive *zip, const char *path, const struct npz_names *names,
		      enum part_name which, struct dataset_source *source, struct err *err)
{
	const size_t *place = names->place[which];
	struct dataset_part *part = &source->part[which];
	struct npz_array images = {.name = names->name[which][NPZ_IMAGES]},
			 labels = {.name = names->name[which][NPZ_LABELS]};
	bool is_read;

	if (!labels.name)
		return err_set(err, "%s: has '%s', but no labels of these; name them y_test", path,
			       images.name);
	part->images_path = xstrdup(path);
	is_read = npz_array_load(zip, path, place[NPZ_IMAGES], &images, err) &&
		  take_images(&images, path, part, err);
	free(images.bytes);
	is_read = is_read && npz_array_load(zip, path, place[NPZ_LABELS], &labels, err) &&
		  npz_labels_take(&labels, path, source, which, err);
	free(labels.bytes);
	return is_read;
}

static bool read_file(const char *path, struct dataset_source *source, struct err *err)
{
	struct npz_names names;
	struct zip_archive *zip = open_set(path, &names, err);
	bool is_read;

	if (!zip)
		return false;
	is_read = read_part(zip, path, &names, PART_TRAIN, source, err) &&
		  (!names.name[PART_TEST][NPZ_IMAGES] ||
		   read_part(zip, path, &names, PART_TEST, source, err));
	npz_names_clear(&names);
	zip_archive_close(zip);
	return is_read;
}

/* ------------------------------------------------------------------------------------- its size */

static bool measure_part(struct zip_archive *zip, const char *path, const struct npz_names *names,
			 enum part_name which, struct dataset_part *part, struct err *err)
{
	struct npz_array images = {.name = names->name[which][NPZ_IMAGES]};
	size_t i = names->place[which][NPZ_IMAGES], size;
	unsigned char *head;
	bool is_read;

	if (!images.name)
		return true;
	if (!zip_archive_size(zip, i, PACKED_MAX_BYTES + NPY_HEAD_MAX, &size, err))
		return false;
	size = size < NPY_HEAD_MAX ? size : NPY_HEAD_MAX;
	head = xmalloc(size);
	is_read = zip_archive_read_head(zip, i, head, size, err) &&
		  npy_parse(head, size, path, images.name, &images.npy, err) &&
		  take_shape(&images, path, part, err);
	free(head);
	return is_read;
}

static bool measure(const char *path, struct dataset_part part[PART_COUNT], struct err *err)
{
	struct npz_names names;
	struct zip_archive *zip = open_set(path, &names, err);
	bool is_measured = zip != NULL;

	for (int i = 0; is_measured && i < PART_COUNT; i++)
		is_measured = measure_part(zip, path, &names, (enum part_name)i, &part[i], err);
	if (zip)
		npz_names_clear(&names);
	zip_archive_close(zip);
	return is_measured;
}

const struct dataset_format npz_file_format = {
	.name = "npz", .probe = probe, .is_like = is_like, .read = read_file, .measure = measure};
