/*
 * Data sets: the table of their formats, and what is the same for all of them: three splits that
 * are views of the one or two parts that a format's reader hands over.
 */
#include "data/dataset.h"
#include "base/text.h"
#include "base/xalloc.h"
#include "data/prepare.h"
#include "format/file.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

const char *const split_names[SPLIT_COUNT] = {"train", "validation", "test"};

extern const struct dataset_format picture_folder_format, csv_table_format, npz_file_format;
extern const struct dataset_format idx_folder_format;

static const struct dataset_format *const formats[] = {&picture_folder_format, &csv_table_format,
						       &npz_file_format, &idx_folder_format};
enum { FORMATS = sizeof(formats) / sizeof(formats[0]) };

/* Sets that are known by their contents: the CRC-32 of the first part's labels followed by its
 * first hundred images. The labels alone would not tell MNIST from its many distorted copies. */
enum { KNOWN_IMAGES = 100, LETTERS = 26 };
static const struct {
	uint32_t crc;
	const char *name;
} known_sets[] = {
	{0x3539c585, "mnist"},
	{0x81a4b538, "fashion"},
	{0x12568d5b, "sample"},
};

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

/* Below torchvision's and NIST's folders, which say nothing of the set. */
static bool is_mere_folder(const char *word)
{
	return strcmp(word, "raw") == 0 || strcmp(word, "gzip") == 0;
}

/* A name of files as text, as far as it fits: '?' stands for what is none. */
static void take_name(struct dataset *set, const char *name)
{
	size_t length = 0;

	while (*name) {
		uint32_t glyph = text_next(&name);
		char bytes[TEXT_GLYPH_MAX];
		size_t size = strlen(text_put(text_is_printable(glyph) ? glyph : '?', bytes));

		if (length + size >= sizeof(set->name))
			break;
		memcpy(set->name + length, bytes, size);
		length += size;
	}
	set->name[length] = '\0';
}

/* The last word of a path. */
static void name_after_path(struct dataset *set, const char *path)
{
	char *real = realpath(path, NULL);
	char *name = real ? real : xstrdup(path), *slash = strrchr(name, '/');

	if (slash && slash > name && is_mere_folder(slash + 1)) {
		*slash = '\0';
		slash = strrchr(name, '/');
	}
	take_name(set, slash ? slash + 1 : name);
	free(name);
}

/* The last so many words of a path: what lies above says little of a set. */
static const char *path_end(const char *path, int words)
{
	const char *at = path + strlen(path);

	while (at > path && (at[-1] != '/' || --words > 0))
		at--;
	return at;
}

/* Whether the contents are a known set's: then that is its name. */
static bool name_by_contents(struct dataset *set, const struct dataset_part *part)
{
	uint8_t image[DATASET_MAX_SIDE * DATASET_MAX_SIDE];
	size_t pixels = (size_t)part->height * (size_t)part->width;
	uLong crc = crc32_z(0, part->labels, part->count);

	if (!part->packed || part->count < KNOWN_IMAGES)
		return false;
	for (size_t i = 0; i < KNOWN_IMAGES; i++) {
		packed_bytes(part->packed, i, image);
		crc = crc32_z(crc, image, pixels);
	}
	for (size_t i = 0; i < sizeof(known_sets) / sizeof(*known_sets); i++) {
		if (known_sets[i].crc == crc) {
			snprintf(set->name, sizeof(set->name), "%s", known_sets[i].name);
			return true;
		}
	}
	return false;
}

/* EMNIST's six sets lie in one folder, which has no name of theirs. */
static void name_set(struct dataset *set, const char *path, const struct dataset_part *part)
{
	const char *known = class_names_set(path_end(part->images_path, 3));

	if (name_by_contents(set, part))
		return;
	if (known && strncmp(known, "emnist", 6) == 0)
		snprintf(set->name, sizeof(set->name), "%s", known);
	else
		name_after_path(set, path);
}

static int max_classes(const struct dataset_source *source)
{
	int train = count_classes(&source->part[PART_TRAIN]);
	int test = count_classes(&source->part[PART_TEST]);

	return train > test ? train : test;
}

/* The names that the reader found, else those of a set that is known by its contents or by words in
 * its files' names; where there are more classes than names, it is another. */
static const struct class_names *find_names(const struct dataset *set,
					    const struct dataset_source *source, int classes)
{
	const struct class_names *names = class_names_find(set->name);

	if (names->count == 0)
		names = class_names_find(path_end(source->part[PART_TRAIN].images_path, 3));
	/* Letters are counted from 1 in the file. */
	return classes > names->count + (names->count == LETTERS) ? &class_names_none : names;
}

/* Names of one digit each, in order, are digits. */
static bool are_digits(const struct dataset_source *source)
{
	for (int i = 0; i < source->class_count; i++)
		if (source->class_name[i][0] != '0' + i || source->class_name[i][1])
			return false;
	return source->class_count > 0;
}

/* What the classes may be, where nothing names them: ten classes are most often digits. */
static const struct class_names *likely_names(const struct dataset_source *source,
					      const struct class_names *names)
{
	bool are_unnamed = names->count == 0 && (source->class_count == 0 || are_digits(source));

	return are_unnamed && max_classes(source) == 10 ? class_names_find("mnist") : names;
}

/* Takes the names over that the reader found. */
static void take_names(struct dataset *set, struct dataset_source *source)
{
	set->class_name = source->class_name;
	set->class_count = source->class_count;
	set->names = (struct class_names){.count = source->class_count,
					  .are_digits = are_digits(source),
					  .name = (const char *const *)source->class_name};
	source->class_name = NULL;
	source->class_count = 0;
}

/* Moves what the source owns into a new data set. */
static struct dataset *assemble(const char *text, const char *path,
				const struct dataset_options *options,
				struct dataset_source *source, struct err *err)
{
	struct dataset *set = xcalloc(1, sizeof(*set));
	const struct class_names *names;
	char *changed = dataset_text_options(options);
	size_t length;

	set->path = xstrdup(text);
	name_set(set, path, &source->part[PART_TRAIN]);
	names = find_names(set, source, max_classes(source));
	if (!prepare_change(source, options, err)) {
		free(changed);
		dataset_free(set);
		return NULL;
	}
	prepare_known(source, class_names_set(set->name), likely_names(source, names),
		      options->is_transposed);
	prepare_note_values(source, options);
	length = strlen(text_clean(set->name));
	snprintf(set->name + length, sizeof(set->name) - length, "%s", changed);
	free(changed);
	set->height = source->part[PART_TRAIN].height;
	set->width = source->part[PART_TRAIN].width;
	assert(set->height <= DATASET_MAX_SIDE && set->width <= DATASET_MAX_SIDE);
	cut(set, source->part);
	set->classes = max_classes(source);
	set->names = names->count < set->classes ? class_names_none : *names;
	if (source->class_count > 0)
		take_names(set, source);
	set->may_be_fitted = source->may_be_fitted;
	set->notes = source->notes;
	source->notes = NULL;
	for (int i = 0; i < PART_COUNT; i++) {
		set->part[i] = source->part[i];
		source->part[i] = (struct dataset_part){0};
	}
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

bool dataset_exists(const char *text)
{
	struct dataset_options ignored;
	struct err err;
	char *path;
	bool exists = dataset_text_read(text, &path, &ignored, &err);

	if (exists) {
		exists = find_format(path);
		free(path);
	}
	return exists;
}

/* Whose reader says what is wrong with a path that is no data set; NULL: none was meant. */
static const struct dataset_format *likely_format(const char *path)
{
	for (size_t i = 0; i < FORMATS; i++)
		if (formats[i]->is_like && formats[i]->is_like(path))
			return formats[i];
	return NULL;
}

bool dataset_is_like(const char *text)
{
	return dataset_exists(text) || file_is_folder(text) || likely_format(text);
}

bool dataset_measure(const char *text, size_t counts[PART_COUNT], int *height, int *width)
{
	struct dataset_options options;
	struct dataset_part part[PART_COUNT] = {{.count = 0}};
	const struct dataset_format *format = NULL;
	struct err ignored;
	char *path = NULL;
	bool is_known = false;

	if (dataset_text_read(text, &path, &options, &ignored)) {
		format = find_format(path);
		is_known = format && format->measure && format->measure(path, part, &ignored);
		free(path);
	}
	for (int i = 0; i < PART_COUNT; i++)
		counts[i] = is_known ? part[i].count : 0;
	*height = is_known ? part[PART_TRAIN].height : 0;
	*width = is_known ? part[PART_TRAIN].width : 0;
	return is_known;
}

char *dataset_formats(void)
{
	char *list = NULL;

	for (size_t i = 0; i < FORMATS; i++)
		list = text_listed(list, formats[i]->name);
	return list;
}

struct dataset *dataset_open(const char *text, struct err *err)
{
	const struct dataset_format *format;
	struct dataset_source source = {.notes = NULL};
	struct dataset_options options;
	struct dataset *set = NULL;
	char *path;

	if (!dataset_text_read(text, &path, &options, err))
		return NULL;
	source.is_fitted = options.is_fitted;
	format = find_format(path);
	if (!format)
		format = likely_format(path);
	if (!format)
		format = &idx_folder_format;
	if (format->read(path, &source, err) && check_parts(source.part, path, err))
		set = assemble(text, path, &options, &source, err);
	source_clear(&source);
	free(path);
	return set;
}

void dataset_free(struct dataset *set)
{
	struct dataset_source source = {.class_name = NULL};

	if (!set)
		return;
	/* What it took from its source goes the same way. */
	memcpy(source.part, set->part, sizeof(set->part));
	source.class_name = set->class_name;
	source.class_count = set->class_count;
	source.notes = set->notes;
	source_clear(&source);
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

const uint8_t *split_packed_image(const struct split *split, size_t i)
{
	return packed_image(split->packed, split->first + i);
}

void split_prefetch(const struct split *split, size_t i)
{
	if (split->packed)
		packed_prefetch(split->packed, split->first + i);
}

enum split_name split_find(const char *word)
{
	int i = 0;

	while (i < SPLIT_COUNT && strcmp(word, split_names[i]) != 0)
		i++;
	return (enum split_name)i;
}
