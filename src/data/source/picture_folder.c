/*
 * Folders of pictures by class, as Keras and torchvision's ImageFolder take them:
 * ROOT/CLASS/PICTURE, or ROOT/train/CLASS and ROOT/test/CLASS (or val). The folders' names are
 * those of the classes, in natural order: 2 before 10.
 *
 * Pictures have no order of their own, and the first of a part are its validation: they are taken
 * from all classes in turn, as many as the classes' shares. Ink may be dark on light or light on
 * dark, which some of them tell for all; ink is 1 afterwards, as MNIST has it.
 */
#include "base/pool.h"
#include "base/xalloc.h"
#include "data/dataset_format.h"
#include "data/picture_file.h"
#include "format/file.h"
#include "format/image_file.h"

#include <dirent.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
	LOOKED_AT = 100, /* pictures that tell ink from paper */
	PROBED = 64,     /* names of a folder among which a picture is to be */
	RUN = 100        /* pictures that one thread reads on end */
};

_Static_assert(PACKED_MAX_BYTES / DATASET_MAX_SIDE / DATASET_MAX_SIDE >= PICTURE_FOLDER_MAX,
	       "all pictures that are listed have room");

/* ------------------------------------------------------------------------------------- names */

static bool is_picture_name(const char *name)
{
	static const char *const endings[] = {".png", ".jpg", ".jpeg", ".pgm",
					      ".pbm", ".ppm", ".pnm"};
	size_t length = strlen(name);

	for (size_t i = 0; i < sizeof(endings) / sizeof(endings[0]); i++) {
		size_t size = strlen(endings[i]);

		if (length > size && strcasecmp(name + length - size, endings[i]) == 0)
			return name[0] != '.';
	}
	return false;
}

/* Whether so many pictures are among the first names. */
static bool has_pictures(const char *path, int count)
{
	DIR *dir = opendir(path);
	struct dirent *entry;

	for (int i = 0; dir && count > 0 && i < PROBED && (entry = readdir(dir)); i++)
		count -= is_picture_name(entry->d_name);
	if (dir)
		closedir(dir);
	return count <= 0;
}

static int natural(const struct dirent **a, const struct dirent **b)
{
	return strverscmp((*a)->d_name, (*b)->d_name);
}

/* Where the system tells what is a file, nobody has to look into each of 100,000. */
static int may_be_class(const struct dirent *entry)
{
#ifdef DT_REG
	if (entry->d_type == DT_REG)
		return false;
#endif
	return entry->d_name[0] != '.';
}

static int is_picture_entry(const struct dirent *entry)
{
	return is_picture_name(entry->d_name);
}

/* count: -1 where there was nothing to list. */
static void free_entries(struct dirent **entries, int count)
{
	for (int i = 0; i < count; i++)
		free(entries[i]);
	free(entries);
}

/* The folder of a part below the root, where it has one of these names; the caller frees it. */
static char *part_folder(const char *root, const char *const names[])
{
	for (int i = 0; names[i]; i++) {
		char *path = xasprintf("%s/%s", root, names[i]);

		if (file_is_folder(path))
			return path;
		free(path);
	}
	return NULL;
}

static const char *const train_names[] = {"train", "training", "Train", "Training", NULL};
static const char *const test_names[] = {"test", "testing", "Test",       "Testing",
					 "val",  "valid",   "validation", NULL};

/* The folder of the part for training, which may be the root; the caller frees it. */
static char *train_folder(const char *root)
{
	char *train = part_folder(root, train_names);

	return train ? train : xstrdup(root);
}

/* How many folders with pictures there are, up to two of them. */
static int count_classes(const char *path)
{
	DIR *dir = opendir(path);
	struct dirent *entry;
	int folders = 0;

	while (dir && folders < 2 && (entry = readdir(dir))) {
		char *folder = may_be_class(entry) ? xasprintf("%s/%s", path, entry->d_name) : NULL;

		folders += folder && has_pictures(folder, 1);
		free(folder);
	}
	if (dir)
		closedir(dir);
	return folders;
}

static bool probe(const char *path)
{
	char *train = train_folder(path);
	bool is_it = count_classes(train) == 2;

	free(train);
	return is_it;
}

/* One class is none, and so are pictures that lie in no folders. */
static bool is_like(const char *path)
{
	char *train = train_folder(path);
	bool has_any = count_classes(train) > 0 || has_pictures(train, 2);

	free(train);
	return has_any;
}

/* ------------------------------------------------------------------------------- what there is */

struct picture {
	char *path; /* owned */
	int class;
	double at; /* its place among those of its class, 0..1 */
};

struct pictures {
	struct picture *list;
	size_t count;
};

static void pictures_clear(struct pictures *pictures)
{
	for (size_t i = 0; i < pictures->count; i++)
		free(pictures->list[i].path);
	free(pictures->list);
	*pictures = (struct pictures){.list = NULL};
}

static bool add_pictures(struct dataset_source *source, struct pictures *pictures, const char *root,
			 const char *name, struct dirent *const *entries, size_t count,
			 struct err *err)
{
	int class = source_class(source, name);

	if (class >= DATASET_MAX_CLASSES)
		return err_set(err, "%s: has pictures of more than %d classes; leave folders out",
			       root, DATASET_MAX_CLASSES);
	if (pictures->count + count > PICTURE_FOLDER_MAX)
		return err_set(err, "%s: has more than %d pictures; leave some out", root,
			       PICTURE_FOLDER_MAX);
	pictures->list =
		xrealloc(pictures->list, sizeof(*pictures->list) * (pictures->count + count));
	for (size_t i = 0; i < count; i++)
		pictures->list[pictures->count++] =
			(struct picture){xasprintf("%s/%s/%s", root, name, entries[i]->d_name),
					 class, ((double)i + 0.5) / (double)count};
	return true;
}

/* The pictures of a folder; what is none is passed over. */
static bool add_class(struct dataset_source *source, struct pictures *pictures, const char *root,
		      const char *name, struct err *err)
{
	char *folder = xasprintf("%s/%s", root, name);
	struct dirent **entries = NULL;
	int count = scandir(folder, &entries, is_picture_entry, natural);
	bool is_fine = count <= 0 ||
		       add_pictures(source, pictures, root, name, entries, (size_t)count, err);

	free_entries(entries, count);
	free(folder);
	return is_fine;
}

static int by_place(const void *a, const void *b)
{
	const struct picture *one = a, *two = b;

	if (one->at != two->at)
		return one->at < two->at ? -1 : 1;
	return one->class - two->class;
}

/* All pictures of a part, in the order in which they are taken. */
static bool list_pictures(struct dataset_source *source, const char *root,
			  struct pictures *pictures, struct err *err)
{
	struct dirent **entries = NULL;
	int count = scandir(root, &entries, may_be_class, natural);
	bool is_fine = true;

	for (int i = 0; is_fine && i < count; i++)
		is_fine = add_class(source, pictures, root, entries[i]->d_name, err);
	free_entries(entries, count);
	if (!is_fine)
		return false;
	if (pictures->count == 0)
		return err_set(err,
			       "%s: has %s; they are to be in %s/CLASS/, a folder for each class",
			       root,
			       has_pictures(root, 2) ? "pictures, but none in folders by class"
						     : "no pictures in folders by class",
			       root);
	/* A part for testing need not have all classes. */
	if (source->class_count < 2)
		return err_set(err,
			       "%s: has pictures of one class only, '%s'; a data set has a folder "
			       "for each of two classes or more",
			       root, source->class_name[0]);
	qsort(pictures->list, pictures->count, sizeof(*pictures->list), by_place);
	return true;
}

/* ------------------------------------------------------------------------------------- reading */

enum result { READ_WELL, READ_FAILED, READ_OTHER_SIZE };

/* Pictures while they are read, side by side. */
struct work {
	const struct pictures *pictures;
	bool is_fitted, is_dark_ink;
	int height, width;
	uint8_t *bytes;   /* [count, height, width] */
	uint8_t *results; /* [count]: enum result */
};

static enum result read_exact(const struct work *work, struct image_many *many, const char *path,
			      uint8_t *to, struct err *err)
{
	size_t pixels = (size_t)work->height * (size_t)work->width;
	struct image image;
	bool has_size;

	if (!image_file_read_next(many, path, &image, err))
		return READ_FAILED;
	has_size = image.height == work->height && image.width == work->width;
	if (!has_size)
		err_set(err,
			"%s: is %dx%d (height x width), but others are %dx%d: --fit frames "
			"pictures of any size",
			path, image.height, image.width, work->height, work->width);
	for (size_t i = 0; has_size && i < pixels; i++)
		to[i] = work->is_dark_ink ? UINT8_MAX - image.pixels[i] : image.pixels[i];
	image_clear(&image);
	return has_size ? READ_WELL : READ_OTHER_SIZE;
}

static enum result read_fitted(const struct work *work, struct image_many *many, const char *path,
			       uint8_t *to, struct err *err)
{
	const struct picture_request request = {.path = path,
						.index = -1,
						.is_inverted = !work->is_dark_ink,
						.fit = PICTURE_FITTED,
						.height = work->height,
						.width = work->width,
						.many = many};
	float ink[FITTED_SIDE * FITTED_SIDE];
	char note[PICTURE_NOTE_MAX];

	if (!picture_file_read(&request, ink, note, err))
		return READ_FAILED;
	for (int i = 0; i < FITTED_SIDE * FITTED_SIDE; i++)
		to[i] = (uint8_t)lrintf(255 * fminf(fmaxf(ink[i], 0), 1));
	return READ_WELL;
}

/* many: NULL where no other one follows. */
static enum result read_picture(const struct work *work, struct image_many *many, size_t i,
				struct err *err)
{
	uint8_t *to = work->bytes + i * (size_t)work->height * (size_t)work->width;
	const char *path = work->pictures->list[i].path;

	return (work->is_fitted ? read_fitted : read_exact)(work, many, path, to, err);
}

static void read_run(void *context, int run)
{
	struct work *work = context;
	size_t first = (size_t)run * RUN, end = first + RUN;
	struct image_many many = {NULL};
	struct err ignored;

	if (end > work->pictures->count)
		end = work->pictures->count;
	for (size_t i = first; i < end; i++)
		work->results[i] = (uint8_t)read_picture(work, &many, i, &ignored);
	image_many_clear(&many);
}

/* Whether the outermost pixels are brighter than the middle of black and white. */
static bool has_bright_border(const struct image *image)
{
	size_t sum = 0, count = 0;

	for (int y = 0; y < image->height; y++)
		for (int x = 0; x < image->width; x++)
			if (x == 0 || y == 0 || x == image->width - 1 || y == image->height - 1) {
				sum += image->pixels[(size_t)y * (size_t)image->width + (size_t)x];
				count++;
			}
	return sum > count * UINT8_MAX / 2;
}

/* The size of the first picture that can be read, and what most of the first have for ink. */
static bool look_at_some(struct work *work, struct err *err)
{
	size_t count = work->pictures->count, bright = 0, seen = 0;
	struct image_many many = {NULL};

	for (size_t i = 0; i < count && (i < LOOKED_AT || seen == 0); i++) {
		const char *path = work->pictures->list[i].path;
		struct image image;
		struct err failure;

		if (!image_file_read_next(&many, path, &image, i == 0 ? err : &failure))
			continue;
		if (seen++ == 0 && !work->is_fitted) {
			work->height = image.height;
			work->width = image.width;
		}
		bright += has_bright_border(&image);
		image_clear(&image);
	}
	image_many_clear(&many);
	work->is_dark_ink = 2 * bright > seen;
	return seen > 0;
}

static bool check_size(const struct work *work, struct err *err)
{
	if (work->height <= DATASET_MAX_SIDE && work->width <= DATASET_MAX_SIDE)
		return true;
	return err_set(err,
		       "%s: is %dx%d (height x width); sides up to %d can be used: --fit frames "
		       "pictures of any size",
		       work->pictures->list[0].path, work->height, work->width, DATASET_MAX_SIDE);
}

/* What was read goes into the part; what was not is counted. False: sizes differ, or most of it
 * can't be read. */
static bool take_results(struct work *work, struct dataset_source *source,
			 struct dataset_part *part, struct err *err)
{
	size_t count = work->pictures->count, pixels = (size_t)work->height * (size_t)work->width;
	size_t failed = 0, first = 0;

	part->labels = xmalloc(count);
	part->packed = packed_new(count, pixels);
	for (size_t i = 0; i < count; i++) {
		if (work->results[i] == READ_OTHER_SIZE) {
			read_picture(work, NULL, i, err);
			return false;
		}
		if (work->results[i] == READ_FAILED) {
			first = failed++ ? first : i;
			continue;
		}
		part->labels[part->count++] = (uint8_t)work->pictures->list[i].class;
		packed_add(part->packed, work->bytes + i * pixels);
	}
	packed_trim(part->packed);
	if (failed == 0)
		return true;
	read_picture(work, NULL, first, err);
	if (2 * failed > count)
		return false;
	source_note(source, "%zu of %zu pictures can't be read, the first: %s", failed, count,
		    err->text);
	return true;
}

static bool read_pictures(struct work *work, struct dataset_source *source,
			  struct dataset_part *part, struct err *err)
{
	size_t count = work->pictures->count, pixels = (size_t)work->height * (size_t)work->width;
	struct pool *pool;
	bool is_fine;

	work->bytes = xmalloc(count * pixels);
	work->results = xcalloc(count, 1);
	pool = pool_new(pool_default_threads());
	pool_run(pool, (int)((count + RUN - 1) / RUN), read_run, work);
	pool_free(pool);
	is_fine = take_results(work, source, part, err);
	free(work->bytes);
	free(work->results);
	return is_fine;
}

static bool read_part(struct dataset_source *source, enum part_name which,
		      const struct pictures *pictures, struct work *work, struct err *err)
{
	struct dataset_part *part = &source->part[which];

	work->pictures = pictures;
	if (which == PART_TRAIN && !(look_at_some(work, err) && check_size(work, err)))
		return false;
	part->height = work->height;
	part->width = work->width;
	return read_pictures(work, source, part, err);
}

static bool read_folder(const char *path, struct dataset_source *source, struct err *err)
{
	struct dataset_part *train = &source->part[PART_TRAIN], *test = &source->part[PART_TEST];
	struct pictures pictures[PART_COUNT] = {{.list = NULL}};
	struct work work = {
		.is_fitted = source->is_fitted, .height = FITTED_SIDE, .width = FITTED_SIDE};
	bool is_read;

	source->may_be_fitted = !source->is_fitted;
	train->images_path = train_folder(path);
	if (strcmp(train->images_path, path) != 0)
		test->images_path = part_folder(path, test_names);
	is_read = list_pictures(source, train->images_path, &pictures[PART_TRAIN], err) &&
		  (!test->images_path ||
		   list_pictures(source, test->images_path, &pictures[PART_TEST], err)) &&
		  read_part(source, PART_TRAIN, &pictures[PART_TRAIN], &work, err) &&
		  (!test->images_path ||
		   read_part(source, PART_TEST, &pictures[PART_TEST], &work, err));
	if (is_read && work.is_dark_ink)
		source_note(source, "ink is dark on light in its pictures: they were inverted");
	for (int i = 0; i < PART_COUNT; i++)
		pictures_clear(&pictures[i]);
	return is_read;
}

const struct dataset_format picture_folder_format = {
	.name = "pictures by class", .probe = probe, .is_like = is_like, .read = read_folder};
