/*
 * Data sets: the table of their formats, and what is the same for all of them: three splits that
 * are views of the one or two parts that a format's reader hands over.
 */
#include "data/dataset.h"
#include "base/xalloc.h"

#include <assert.h>
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

const char *const split_names[SPLIT_COUNT] = {"train", "validation", "test"};

extern const struct dataset_format idx_folder_format;

static const struct dataset_format *const formats[] = {&idx_folder_format};
enum { FORMATS = sizeof(formats) / sizeof(formats[0]) };

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

static void part_clear(struct dataset_part *part)
{
	free(part->images_path);
	free(part->labels_path);
	packed_free(part->packed);
	free(part->floats);
	free(part->labels);
}

/* The largest label + 1; 0: there are none. */
static int count_classes(const struct dataset_part *part)
{
	int classes = 0;

	for (size_t i = 0; i < part->count; i++) {
		assert(part->labels[i] < DATASET_MAX_CLASSES);
		if (part->labels[i] >= classes)
			classes = part->labels[i] + 1;
	}
	return classes;
}

static bool check_parts(const struct dataset_part part[PART_COUNT], const char *path,
			struct err *err)
{
	const struct dataset_part *train = &part[PART_TRAIN], *test = &part[PART_TEST];
	bool has_test = test->images_path;

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
	if (count_classes(train) < 2 && count_classes(test) < 2)
		return err_set(err, "%s: every label is 0; a data set needs two classes at least",
			       path);
	return true;
}

static struct split view(const struct dataset_part *part, size_t first, size_t count)
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

static void cut(struct dataset *set, const struct dataset_part part[PART_COUNT])
{
	const struct dataset_part *train = &part[PART_TRAIN], *test = &part[PART_TEST];
	bool has_test = test->images_path;
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

/* The last so many words of a path: what lies above says little of a set. */
static const char *path_end(const char *path, int words)
{
	const char *at = path + strlen(path);

	while (at > path && (at[-1] != '/' || --words > 0))
		at--;
	return at;
}

/* The names of the classes of a set that is known, by its contents or by words in its files' names;
 * where there are more classes than names, it is another. */
static void name_classes(struct dataset *set, const char *files)
{
	const struct class_names *names = class_names_find(set->name);

	if (names->count < set->classes)
		names = class_names_find(path_end(files, 3));
	set->names = names->count < set->classes ? class_names_none : *names;
}

static void name_set(struct dataset *set, const struct dataset_part *part)
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
static struct dataset *assemble(const char *path, struct dataset_part part[PART_COUNT])
{
	struct dataset *set = xcalloc(1, sizeof(*set));

	set->path = xstrdup(path);
	set->height = part[PART_TRAIN].height;
	set->width = part[PART_TRAIN].width;
	assert(set->height <= DATASET_MAX_SIDE && set->width <= DATASET_MAX_SIDE);
	name_set(set, &part[PART_TRAIN]);
	cut(set, part);
	for (int i = 0; i < PART_COUNT; i++) {
		int classes = count_classes(&part[i]);

		if (classes > set->classes)
			set->classes = classes;
		set->part[i] = part[i];
		part[i] = (struct dataset_part){0};
	}
	name_classes(set, set->part[PART_TRAIN].images_path);
	return set;
}

/* The row whose probe takes the path, or NULL. */
static const struct dataset_format *find_format(const char *path)
{
	for (size_t i = 0; i < FORMATS; i++)
		if (formats[i]->probe(path))
			return formats[i];
	return NULL;
}

bool dataset_exists(const char *path)
{
	return find_format(path);
}

bool dataset_measure(const char *path, size_t counts[PART_COUNT], int *height, int *width)
{
	const struct dataset_format *format = find_format(path);
	struct dataset_part part[PART_COUNT] = {{.count = 0}};
	struct err ignored;
	bool is_known = format && format->measure && format->measure(path, part, &ignored);

	for (int i = 0; i < PART_COUNT; i++)
		counts[i] = is_known ? part[i].count : 0;
	*height = is_known ? part[PART_TRAIN].height : 0;
	*width = is_known ? part[PART_TRAIN].width : 0;
	return is_known;
}

struct dataset *dataset_open(const char *path, struct err *err)
{
	const struct dataset_format *format = find_format(path);
	struct dataset_part part[PART_COUNT] = {{.count = 0}};
	struct dataset *set = NULL;

	/* Of what is no data set the first format's reader says what is wrong. */
	if (!format)
		format = formats[0];
	if (format->read(path, part, err) && check_parts(part, path, err))
		set = assemble(path, part);
	for (int i = 0; i < PART_COUNT; i++)
		part_clear(&part[i]);
	return set;
}

void dataset_free(struct dataset *set)
{
	if (!set)
		return;
	for (int i = 0; i < PART_COUNT; i++)
		part_clear(&set->part[i]);
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
