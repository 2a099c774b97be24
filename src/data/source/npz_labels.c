/* Names are listed and sorted before any image has its label: a class's number is its place. */
#include "data/source/npz_labels.h"
#include "base/xalloc.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool take_numbers(const struct npz_array *labels, const char *path,
			 struct dataset_part *part, struct err *err)
{
	for (size_t i = 0; i < part->count; i++)
		if (!source_take_label(part, path, i, npz_array_value(labels, i), err))
			return false;
	return true;
}

/* ------------------------------------------------------------------------------------- one-hot */

/* The place of the only 1 among zeros; `classes` where a row is anything else. */
static size_t hot_place(const struct npz_array *labels, size_t row, size_t classes)
{
	size_t place = classes;

	for (size_t c = 0; c < classes; c++) {
		double value = npz_array_value(labels, row * classes + c);

		if (value == 0)
			continue;
		if (value != 1 || place < classes)
			return classes;
		place = c;
	}
	return place;
}

static bool take_one_hot(const struct npz_array *labels, const char *path,
			 struct dataset_part *part, struct err *err)
{
	size_t classes = labels->npy.dim[1];

	for (size_t i = 0; i < part->count; i++) {
		size_t place = hot_place(labels, i, classes);

		if (place == classes)
			return err_set(err,
				       "%s: %s has rows of %zu values, but row %zu is not one-hot, "
				       "a 1 and zeros; labels are one number an image, such as "
				       "%s.argmax(1)",
				       path, labels->name, classes, i, labels->name);
		if (!source_take_label(part, path, i, (double)place, err))
			return false;
	}
	return true;
}

/* --------------------------------------------------------------------------------------- texts */

static bool text_of(const struct npz_array *labels, const char *path, size_t i,
		    char text[CLASS_NAME_MAX], struct err *err)
{
	if (!npz_array_text(labels, i, text))
		return err_set(
			err,
			"%s: label %zu of %s is longer than %d bytes, or no text; name classes "
			"shorter",
			path, i, labels->name, CLASS_NAME_MAX - 1);
	return *text || err_set(err, "%s: label %zu of %s is empty", path, i, labels->name);
}

/* A whole number from 0 on; -1: it is something else. */
static double number_of(const char *text)
{
	char *end;
	unsigned long value = strtoul(text, &end, 10);

	return *text >= '0' && *text <= '9' && !*end ? (double)value : -1;
}

/* Whether every text is a number. */
static bool are_numbers(const struct npz_array *labels, size_t count)
{
	char text[CLASS_NAME_MAX];

	for (size_t i = 0; i < count; i++)
		if (!npz_array_text(labels, i, text) || number_of(text) < 0)
			return false;
	return true;
}

static int natural(const void *a, const void *b)
{
	return strverscmp(*(char *const *)a, *(char *const *)b);
}

/* Makes classes of all texts that are none yet. */
static bool add_classes(const struct npz_array *labels, const char *path,
			struct dataset_source *source, size_t count, struct err *err)
{
	int known = source->class_count;
	char text[CLASS_NAME_MAX];

	for (size_t i = 0; i < count; i++) {
		if (!text_of(labels, path, i, text, err))
			return false;
		source_class(source, text);
		if (source->class_count > DATASET_MAX_CLASSES)
			return err_set(err, "%s: %s has more than %d different texts", path,
				       labels->name, DATASET_MAX_CLASSES);
	}
	qsort(source->class_name + known, (size_t)(source->class_count - known),
	      sizeof(source->class_name[0]), natural);
	return true;
}

static bool take_texts(const struct npz_array *labels, const char *path,
		       struct dataset_source *source, enum part_name which, struct err *err)
{
	struct dataset_part *part = &source->part[which];
	bool is_number = source->class_count == 0 && are_numbers(labels, part->count);
	char text[CLASS_NAME_MAX];

	if (!is_number && which == PART_TEST && source->class_count == 0)
		return err_set(err, "%s: %s has names of classes, but training labels are numbers",
			       path, labels->name);
	if (!is_number && !add_classes(labels, path, source, part->count, err))
		return false;
	for (size_t i = 0; i < part->count; i++) {
		if (!text_of(labels, path, i, text, err) ||
		    !source_take_label(part, path, i,
				       is_number ? number_of(text) : source_class(source, text),
				       err))
			return false;
	}
	return true;
}

/* --------------------------------------------------------------------------------------- labels */

bool npz_labels_take(const struct npz_array *labels, const char *path,
		     struct dataset_source *source, enum part_name which, struct err *err)
{
	struct dataset_part *part = &source->part[which];
	const struct npy *npy = &labels->npy;
	bool are_rows = npy->ndim == 2 && npy->dim[1] != 1;

	if ((npy->ndim != 1 && npy->ndim != 2) || (are_rows && !npy->dtype))
		return err_set(err, "%s: %s has %d dimensions; labels have one, their count", path,
			       labels->name, npy->ndim);
	if (npy->dim[0] != part->count)
		return err_set(err, "%s: %s has %zu labels for %zu images", path, labels->name,
			       npy->dim[0], part->count);
	part->labels = xmalloc(part->count ? part->count : 1);
	if (are_rows)
		return take_one_hot(labels, path, part, err);
	return npy->dtype ? take_numbers(labels, path, part, err)
			  : take_texts(labels, path, source, which, err);
}
