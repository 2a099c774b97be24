/*
 * A folder of IDX files under MNIST's names (see idx_names.h), gzipped or not: a pair for training,
 * and mostly a pair for testing. Labels may be of any IDX type as long as they are whole numbers
 * from 0; images of any type, with [count, height, width], or [count, height, width, 1].
 *
 * Bytes are packed as they come, a piece at a time; every other type becomes floats once, checked
 * to be of a sensible size, so that nothing above this file ever meets a NaN from a picture.
 *
 * The files are read side by side, as most of the time goes into inflating them. What is said of
 * them comes in their order all the same, whichever was found bad first.
 */
#include "base/pool.h"
#include "base/xalloc.h"
#include "data/dataset_format.h"
#include "data/source/idx_names.h"
#include "format/idx.h"

#include <math.h>
#include <stdlib.h>

enum {
	AT_ONCE = 256 * 1024, /* bytes that are inflated, and packed while they are at hand */
	QMNIST_COLUMNS = 8
};

/* One pair of files while it is read. */
struct pair {
	struct dataset_part *part;
	bool has_images, has_labels_file; /* read, or else */
	struct err images_err, labels_err;
	struct idx labels_file; /* until the images are there, whose count it must have */
};

static bool check_shape(const struct dataset_part *part, const struct idx *images, struct err *err)
{
	if (images->ndim < 3 || (images->ndim == 4 && images->dim[3] != 1))
		return err_set(err,
			       "%s: has %d dimensions%s; images have 3: count, height and width",
			       part->images_path, images->ndim,
			       images->ndim == 4 ? " and more than one channel" : "");
	return source_check_size(part->images_path, images->dim[1], images->dim[2], err);
}

/* Takes the values over from `images`, or fails. */
static bool take_floats(struct dataset_part *part, struct idx *images, struct err *err)
{
	size_t count = idx_count(images), pixels = (size_t)part->height * (size_t)part->width;

	if (!source_check_count(part->images_path, part->count, pixels, true, err))
		return false;
	part->floats = xfloats(count);
	for (size_t i = 0; i < count; i++)
		if (!source_take_pixel(part, i, idx_value(images, i), err))
			return false;
	return true;
}

/* Packs what the reader has, which are bytes. */
static bool take_bytes(struct dataset_part *part, struct reader *reader, struct err *err)
{
	size_t pixels = (size_t)part->height * (size_t)part->width, max = AT_ONCE / pixels, n;
	uint8_t *bytes;
	bool is_fine = true;

	if (!source_check_count(part->images_path, part->count, pixels, false, err))
		return false;
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

/* The images' file, read as far as its sizes. The caller closes the reader, and clears the idx
 * after a failure too. */
static struct reader *open_images(struct dataset_part *part, struct idx *images, struct err *err)
{
	struct reader *reader = idx_open(part->images_path, images, err);

	if (!reader || !check_shape(part, images, err)) {
		reader_close(reader);
		return NULL;
	}
	part->count = images->dim[0];
	part->height = (int)images->dim[1];
	part->width = (int)images->dim[2];
	return reader;
}

static bool read_images(struct dataset_part *part, struct err *err)
{
	struct idx images;
	struct reader *reader = open_images(part, &images, err);
	bool is_fine = reader;

	if (is_fine && images.type == IDX_U8)
		is_fine = take_bytes(part, reader, err);
	else if (is_fine)
		is_fine = idx_read_values(reader, &images, err) && take_floats(part, &images, err);
	reader_close(reader);
	idx_clear(&images);
	return is_fine;
}

static bool take_labels(struct dataset_part *part, const struct idx *labels, struct err *err)
{
	/* QMNIST's have eight numbers each, of which the first is the class. */
	size_t step = labels->ndim == 2 ? labels->dim[1] : 1;

	bool is_qmnist = labels->type == IDX_I32 && step == QMNIST_COLUMNS;

	if (labels->ndim != 1 && (labels->ndim != 2 || (step != 1 && !is_qmnist)))
		return err_set(err,
			       "%s: has %d dimensions; labels have one, their count (QMNIST's have "
			       "eight int32 each)",
			       part->labels_path, labels->ndim);
	if (labels->dim[0] != part->count)
		return err_set(err,
			       "%s: has %u labels for the %zu images of %s; the two files are "
			       "not of one set",
			       part->labels_path, labels->dim[0], part->count, part->images_path);
	part->labels = xmalloc(part->count);
	for (size_t i = 0; i < part->count; i++) {
		if (!source_take_label(part, part->labels_path, i, idx_value(labels, i * step),
				       err))
			return false;
	}
	return true;
}

/* One file of the pairs: their images and labels in turn. */
static void read_file(void *context, int i)
{
	struct pair *pair = &((struct pair *)context)[i / IDX_KINDS];

	if (i % IDX_KINDS == IDX_IMAGES)
		pair->has_images = read_images(pair->part, &pair->images_err);
	else
		pair->has_labels_file =
			idx_read(pair->part->labels_path, &pair->labels_file, &pair->labels_err);
}

static bool pair_finish(struct pair *pair, struct err *err)
{
	if (!pair->has_images || !pair->has_labels_file) {
		*err = pair->has_images ? pair->labels_err : pair->images_err;
		return false;
	}
	return take_labels(pair->part, &pair->labels_file, err);
}

/* Whether a file's beginning is good and the file as long as it says. */
static bool is_whole(const char *path)
{
	struct idx idx;
	struct err ignored;
	struct reader *reader = idx_open(path, &idx, &ignored);

	reader_close(reader);
	return reader;
}

/* The path of a file. Where it is cut short or empty and a whole one lies packed beside it, that
 * one, which the note says. The caller frees it. */
static char *choose_file(const struct idx_names *names, int part, int kind,
			 struct dataset_source *source)
{
	const char *name = names->name[part][kind], *packed = names->packed[part][kind];
	char *path = xasprintf("%s/%s", names->folder, name), *other;

	if (!packed || is_whole(path))
		return path;
	other = xasprintf("%s/%s", names->folder, packed);
	if (!is_whole(other)) {
		free(other);
		return path;
	}
	free(path);
	if (source)
		source_note(source, "%s is cut short or empty: %s beside it was read", name,
			    packed);
	return other;
}

/* Reads the first `count` pairs, whose files are all there. The first file, MNIST's training
 * images, takes longer than all others: more than two threads would not help. */
static bool read_pairs(struct dataset_source *source, int count, const struct idx_names *names,
		       struct err *err)
{
	struct pool *pool = pool_default_threads() > 1 ? pool_new(2) : NULL;
	struct dataset_part *part = source->part;
	struct pair pair[PART_COUNT] = {{.part = NULL}};
	bool is_fine = true;

	for (int i = 0; i < count; i++) {
		pair[i].part = &part[i];
		part[i].images_path = choose_file(names, i, IDX_IMAGES, source);
		part[i].labels_path = choose_file(names, i, IDX_LABELS, source);
	}
	pool_run(pool, count * IDX_KINDS, read_file, pair);
	pool_free(pool);
	for (int i = 0; i < count; i++) {
		is_fine = is_fine && pair_finish(&pair[i], err);
		idx_clear(&pair[i].labels_file);
	}
	return is_fine;
}

/* Whether the files that must be there are there. */
static bool check_names(const char *path, const struct idx_names *names, struct err *err)
{
	static const char *const wanted[PART_COUNT][IDX_KINDS] = {
		{"train-images-idx3-ubyte", "train-labels-idx1-ubyte"},
		{"t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte"}};

	if (idx_names_are_empty(names))
		return err_set(
			err,
			"%s: no IDX files such as %s[.gz] here, and no pictures in folders by "
			"class (CLASS/PICTURE.png); name another folder, or bring MNIST with "
			"data/get-mnist",
			path, wanted[PART_TRAIN][IDX_IMAGES]);
	for (int part = 0; part < PART_COUNT; part++) {
		char *const *name = names->name[part];
		bool is_needed = part == PART_TRAIN || name[IDX_IMAGES] || name[IDX_LABELS];

		for (int kind = 0; is_needed && kind < IDX_KINDS; kind++) {
			if (!name[kind])
				return err_set(
					err,
					"%s: a file like %s[.gz] is missing beside the others; "
					"put it there, or bring the set again with "
					"data/get-mnist",
					path, wanted[part][kind]);
		}
	}
	return true;
}

static bool read_folder(const char *path, struct dataset_source *source, struct err *err)
{
	struct idx_names names;
	bool has_test, is_read;

	if (!idx_names_read(path, &names, err))
		return false;
	has_test = names.name[PART_TEST][IDX_IMAGES];
	is_read = check_names(names.folder, &names, err) &&
		  read_pairs(source, has_test ? PART_COUNT : 1, &names, err);
	idx_names_clear(&names);
	return is_read;
}

static bool measure_images(const struct idx_names *names, int which, struct dataset_part *part,
			   struct err *err)
{
	struct idx images;
	struct reader *reader;
	bool is_open;

	part->images_path = choose_file(names, which, IDX_IMAGES, NULL);
	reader = open_images(part, &images, err);
	is_open = reader;
	reader_close(reader);
	idx_clear(&images);
	free(part->images_path);
	part->images_path = NULL;
	return is_open;
}

static bool measure_folder(const char *path, struct dataset_part part[PART_COUNT], struct err *err)
{
	struct idx_names names;
	bool is_measured;

	if (!idx_names_read(path, &names, err))
		return false;
	is_measured = check_names(names.folder, &names, err) &&
		      measure_images(&names, PART_TRAIN, &part[PART_TRAIN], err) &&
		      (!names.name[PART_TEST][IDX_IMAGES] ||
		       measure_images(&names, PART_TEST, &part[PART_TEST], err));
	idx_names_clear(&names);
	return is_measured;
}

const struct dataset_format idx_folder_format = {
	.name = "IDX", .probe = idx_names_exist, .read = read_folder, .measure = measure_folder};
