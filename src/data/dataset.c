/*
 * Reading a data set: four IDX files, or two, into memory that the splits are views of.
 *
 * Bytes are packed as they come, a piece at a time; every other type becomes floats once,
 * checked to be of a sensible size, so that nothing above this file ever meets a NaN from a
 * picture.
 *
 * The files are read side by side, as most of the time goes into inflating them. What is said of
 * them comes in their order all the same, whichever was found bad first.
 */
#include "data/dataset.h"
#include "base/pool.h"
#include "base/xalloc.h"
#include "data/folder.h"
#include "data/packed.h"
#include "format/idx.h"

#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

const char *const split_names[SPLIT_COUNT] = {"train", "validation", "test"};

enum { AT_ONCE = 256 * 1024 }; /* bytes that are inflated, and packed while they are at hand */

/* Sets that are known by their contents: the CRC-32 of the first part's labels followed by its
 * first hundred images. The labels alone would not tell MNIST from its many distorted copies. */
enum { KNOWN_IMAGES = 100 };
static const struct {
	uint32_t crc;
	const char *name;
} known_sets[] = {
	{0x3539c585, "mnist"},
	{0x81a4b538, "fashion"},
	{0x12568d5b, "sample"},
};

/* One pair of files, read. */
struct part {
	char *images_path, *labels_path;
	bool has_images, has_labels_file; /* read, or else */
	struct err images_err, labels_err;
	struct idx labels_file; /* until the images are there, whose count it must have */
	size_t count;
	int height, width;
	struct packed *packed; /* or NULL, and then */
	float *floats;
	uint8_t *labels;
	int classes;
};

static bool check_shape(const struct part *part, const struct idx *images, struct err *err)
{
	if (images->ndim < 3 || (images->ndim == 4 && images->dim[3] != 1))
		return err_set(err,
			       "%s: has %d dimensions%s; images have 3: count, height and width",
			       part->images_path, images->ndim,
			       images->ndim == 4 ? " and more than one channel" : "");
	for (int i = 1; i < 3; i++) {
		if (images->dim[i] < 1 || images->dim[i] > DATASET_MAX_SIDE)
			return err_set(
				err,
				"%s: the images are %u by %u pixels; 1 to %d by 1 to %d can be "
				"used",
				part->images_path, images->dim[1], images->dim[2], DATASET_MAX_SIDE,
				DATASET_MAX_SIDE);
	}
	return true;
}

/* Takes the values over from `images`, or fails. */
static bool take_floats(struct part *part, struct idx *images, struct err *err)
{
	size_t count = idx_count(images), pixels = (size_t)part->height * (size_t)part->width;
	float *floats;

	if (count > IDX_MAX_BYTES / sizeof(float))
		return err_set(err,
			       "%s: %zu values are more than fit into %zu MiB as floats; keep "
			       "them as bytes",
			       part->images_path, count, IDX_MAX_BYTES >> 20);
	floats = xfloats(count);
	part->floats = floats;
	for (size_t i = 0; i < count; i++) {
		double value = idx_value(images, i);

		/* Written so that a NaN fails as well. */
		if (!(fabs(value) <= DATASET_MAX_PIXEL))
			return err_set(err,
				       "%s: image %zu, row %zu, column %zu is %g; pixels are to be "
				       "between 0 and 1, and can't be further from 0 than %.0f",
				       part->images_path, i / pixels,
				       i % pixels / (size_t)part->width, i % (size_t)part->width,
				       value, DATASET_MAX_PIXEL);
		floats[i] = (float)value;
	}
	return true;
}

/* Packs what the reader has, which are bytes. */
static bool take_bytes(struct part *part, struct reader *reader, struct err *err)
{
	size_t pixels = (size_t)part->height * (size_t)part->width, max = AT_ONCE / pixels, n;
	uint8_t *bytes;
	bool is_fine = true;

	if (part->count > PACKED_MAX_IMAGES)
		return err_set(err, "%s: has %zu images; %zu can be used", part->images_path,
			       part->count, PACKED_MAX_IMAGES);
	bytes = xmalloc(max * pixels);
	part->packed = packed_new(part->count, pixels);
	for (size_t done = 0; is_fine && done < part->count; done += n) {
		n = part->count - done < max ? part->count - done : max;
		is_fine = reader_read(reader, bytes, n * pixels, err);
		for (size_t i = 0; is_fine && i < n; i++)
			packed_add(part->packed, bytes + i * pixels);
	}
	free(bytes);
	packed_trim(part->packed);
	return is_fine && reader_end(reader, err);
}

static bool read_images(struct part *part, struct err *err)
{
	struct idx images;
	struct reader *reader = idx_open(part->images_path, &images, err);
	bool is_fine = reader && check_shape(part, &images, err);

	part->count = images.dim[0];
	part->height = (int)images.dim[1];
	part->width = (int)images.dim[2];
	if (is_fine && images.type == IDX_U8)
		is_fine = take_bytes(part, reader, err);
	else if (is_fine)
		is_fine = idx_read_values(reader, &images, err) && take_floats(part, &images, err);
	reader_close(reader);
	idx_clear(&images);
	return is_fine;
}

static bool take_labels(struct part *part, const struct idx *labels, struct err *err)
{
	if (labels->ndim != 1)
		return err_set(err, "%s: has %d dimensions; labels have one, their count",
			       part->labels_path, labels->ndim);
	if (labels->dim[0] != part->count)
		return err_set(err,
			       "%s: has %u labels for the %zu images of %s; the two files are "
			       "not of one set",
			       part->labels_path, labels->dim[0], part->count, part->images_path);
	part->labels = xmalloc(part->count);
	for (size_t i = 0; i < part->count; i++) {
		double label = idx_value(labels, i);

		/* Written so that a NaN fails as well. */
		if (!(label >= 0 && label < DATASET_MAX_CLASSES && label == floor(label)))
			return err_set(err,
				       "%s: label %zu is %g; labels are whole numbers from 0 to %d",
				       part->labels_path, i, label, DATASET_MAX_CLASSES - 1);
		part->labels[i] = (uint8_t)label;
		if (part->labels[i] >= part->classes)
			part->classes = part->labels[i] + 1;
	}
	return true;
}

static void part_clear(struct part *part)
{
	free(part->images_path);
	free(part->labels_path);
	idx_clear(&part->labels_file);
	packed_free(part->packed);
	free(part->floats);
	free(part->labels);
}

/* One file of the parts: their images and labels in turn. */
static void read_file(void *context, int i)
{
	struct part *part = &((struct part *)context)[i / FOLDER_KINDS];

	if (i % FOLDER_KINDS == FOLDER_IMAGES)
		part->has_images = read_images(part, &part->images_err);
	else
		part->has_labels_file =
			idx_read(part->labels_path, &part->labels_file, &part->labels_err);
}

static bool part_finish(struct part *part, struct err *err)
{
	if (!part->has_images || !part->has_labels_file) {
		*err = part->has_images ? part->labels_err : part->images_err;
		return false;
	}
	return take_labels(part, &part->labels_file, err);
}

/* Reads the first `count` parts, whose files are all there. The first file, MNIST's training
 * images, takes longer than all others: more than two threads would not help. */
static bool read_parts(struct part *part, int count, const char *path, const struct folder *folder,
		       struct err *err)
{
	struct pool *pool = pool_default_threads() > 1 ? pool_new(2) : NULL;

	for (int i = 0; i < count; i++) {
		char *const *name = folder->name[i];

		part[i].images_path = xasprintf("%s/%s", path, name[FOLDER_IMAGES]);
		part[i].labels_path = xasprintf("%s/%s", path, name[FOLDER_LABELS]);
	}
	pool_run(pool, count * FOLDER_KINDS, read_file, part);
	pool_free(pool);
	for (int i = 0; i < count; i++) {
		if (!part_finish(&part[i], err))
			return false;
	}
	return true;
}

/* Whether the files that must be there are there. */
static bool check_folder(const char *path, const struct folder *folder, struct err *err)
{
	static const char *const wanted[FOLDER_SETS][FOLDER_KINDS] = {
		{"train-images-idx3-ubyte", "train-labels-idx1-ubyte"},
		{"t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte"}};

	if (folder_is_empty(folder))
		return err_set(
			err,
			"%s: no IDX files such as %s[.gz] here; name another folder, or bring "
			"MNIST with data/get-mnist",
			path, wanted[FOLDER_TRAIN][FOLDER_IMAGES]);
	for (int set = 0; set < FOLDER_SETS; set++) {
		char *const *name = folder->name[set];
		bool is_needed = set == FOLDER_TRAIN || name[FOLDER_IMAGES] || name[FOLDER_LABELS];

		for (int kind = 0; is_needed && kind < FOLDER_KINDS; kind++) {
			if (!name[kind])
				return err_set(
					err,
					"%s: a file like %s[.gz] is missing beside the others; "
					"put it there, or bring the set anew with "
					"data/get-mnist",
					path, wanted[set][kind]);
		}
	}
	return true;
}

static bool check_parts(const struct part part[FOLDER_SETS], const char *path, bool has_test,
			struct err *err)
{
	const struct part *train = &part[FOLDER_TRAIN], *test = &part[FOLDER_TEST];

	if (train->count < DATASET_MIN_IMAGES)
		return err_set(err, "%s: has %zu images; a data set needs %d at least",
			       train->images_path, train->count, DATASET_MIN_IMAGES);
	if (has_test && test->count < 1)
		return err_set(err,
			       "%s: has no images; remove it and its labels to have the "
			       "training images split instead",
			       test->images_path);
	if (has_test && (test->height != train->height || test->width != train->width))
		return err_set(err, "%s: the images are %d by %d pixels, but %d by %d in %s",
			       test->images_path, test->height, test->width, train->height,
			       train->width, train->images_path);
	if (train->classes < 2 && test->classes < 2)
		return err_set(err, "%s: every label is 0; a data set needs two classes at least",
			       path);
	return true;
}

static struct split view(const struct part *part, size_t first, size_t count)
{
	size_t pixels = (size_t)part->height * (size_t)part->width;

	return (struct split){
		.count = count,
		.pixels = pixels,
		.first = first,
		.packed = part->packed,
		.floats = part->floats ? part->floats + first * pixels : NULL,
		.labels = part->labels + first,
	};
}

static void cut(struct dataset *set, const struct part part[FOLDER_SETS], bool has_test)
{
	const struct part *train = &part[FOLDER_TRAIN], *test = &part[FOLDER_TEST];
	size_t first = train->count / 5;

	if (has_test) {
		if (first > DATASET_VALIDATION)
			first = DATASET_VALIDATION;
		set->split[SPLIT_TEST] = view(test, 0, test->count);
	}
	set->split[SPLIT_VALIDATION] = view(train, 0, first);
	if (!has_test) {
		set->split[SPLIT_TEST] = view(train, first, first);
		first *= 2;
	}
	set->split[SPLIT_TRAIN] = view(train, first, train->count - first);
}

/* The last word of a path, as far as it fits and can be shown on any terminal and in any JSON. */
static void name_after_folder(struct dataset *set)
{
	char *real = realpath(set->path, NULL);
	const char *path = real ? real : set->path;
	const char *slash = strrchr(path, '/');

	snprintf(set->name, sizeof(set->name), "%s", slash ? slash + 1 : path);
	for (char *c = set->name; *c; c++) {
		if (!isascii((unsigned char)*c) || !isprint((unsigned char)*c))
			*c = '?';
	}
	free(real);
}

static void name_set(struct dataset *set, const struct part *part)
{
	uint8_t image[DATASET_MAX_SIDE * DATASET_MAX_SIDE];
	size_t pixels = (size_t)part->height * (size_t)part->width;
	uLong crc = crc32_z(0, part->labels, part->count);

	name_after_folder(set);
	if (!part->packed || part->count < KNOWN_IMAGES)
		return;
	for (size_t i = 0; i < KNOWN_IMAGES; i++) {
		packed_bytes(part->packed, i, image);
		crc = crc32_z(crc, image, pixels);
	}
	for (size_t i = 0; i < sizeof(known_sets) / sizeof(*known_sets); i++) {
		if (known_sets[i].crc == crc)
			snprintf(set->name, sizeof(set->name), "%s", known_sets[i].name);
	}
}

/* Moves what the parts own into a new data set. */
static struct dataset *assemble(const char *path, struct part part[FOLDER_SETS], bool has_test)
{
	struct dataset *set = xcalloc(1, sizeof(*set));

	set->path = xstrdup(path);
	set->height = part[FOLDER_TRAIN].height;
	set->width = part[FOLDER_TRAIN].width;
	name_set(set, &part[FOLDER_TRAIN]);
	cut(set, part, has_test);
	for (int i = 0; i < FOLDER_SETS; i++) {
		if (part[i].classes > set->classes)
			set->classes = part[i].classes;
		set->label_memory[i] = part[i].labels;
		set->packed_memory[i] = part[i].packed;
		set->float_memory[i] = part[i].floats;
		part[i].labels = NULL;
		part[i].packed = NULL;
		part[i].floats = NULL;
	}
	return set;
}

struct dataset *dataset_open(const char *path, struct err *err)
{
	struct part part[FOLDER_SETS] = {{.count = 0}};
	struct dataset *set = NULL;
	struct folder folder;
	bool has_test;

	if (!folder_read(path, &folder, err))
		return NULL;
	if (!check_folder(path, &folder, err))
		goto out;
	has_test = folder.name[FOLDER_TEST][FOLDER_IMAGES];
	if (read_parts(part, has_test ? FOLDER_SETS : 1, path, &folder, err) &&
	    check_parts(part, path, has_test, err))
		set = assemble(path, part, has_test);
out:
	for (int i = 0; i < FOLDER_SETS; i++)
		part_clear(&part[i]);
	folder_clear(&folder);
	return set;
}

void dataset_free(struct dataset *set)
{
	if (!set)
		return;
	for (int i = 0; i < FOLDER_SETS; i++) {
		free(set->label_memory[i]);
		packed_free(set->packed_memory[i]);
		free(set->float_memory[i]);
	}
	free(set->path);
	free(set);
}

void split_image(const struct split *split, size_t i, float *out)
{
	if (split->packed)
		packed_floats(split->packed, split->first + i, out);
	else
		memcpy(out, split->floats + i * split->pixels, split->pixels * sizeof(*out));
}

enum split_name split_find(const char *word)
{
	int i = 0;

	while (i < SPLIT_COUNT && strcmp(word, split_names[i]) != 0)
		i++;
	return (enum split_name)i;
}
