/* Pictures and IDX files are told by their first bytes; what is left may be tensors. */
#include "lab/probe.h"
#include "base/text.h"
#include "base/xalloc.h"
#include "data/dataset.h"
#include "data/find.h"
#include "format/file.h"
#include "format/idx.h"
#include "format/image_file.h"
#include "format/stranger.h"
#include "format/tensor_file.h"
#include "model/model.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* Bytes of a picture's file up to which it is read for its size. */
enum { SMALL_PICTURE = 1 << 18 };

const char *const probe_kind_names[] = {"", "network", "data set", "picture"};

/* err_set leaves nothing in that a terminal would not take as text. */
static void say(struct probe *probe, enum probe_kind kind, const struct err *words)
{
	probe->kind = kind;
	snprintf(probe->words, sizeof(probe->words), "%s", words->text);
}

static void probe_model(struct probe *probe, const char *path)
{
	struct model_outline outline;
	struct err words;
	char accuracy[TEXT_NUMBER_MAX] = "";

	if (!model_outline_read(path, &outline, &words)) {
		say(probe, PROBE_UNKNOWN, &words);
		return;
	}
	if (!outline.architecture[0]) {
		err_set(&words, "%s", outline.container);
		say(probe, PROBE_MODEL, &words);
		return;
	}
	if (outline.facts.accuracy >= 0)
		text_percent(outline.facts.accuracy, 1, accuracy);
	/* The architecture may be long: it comes last. */
	err_set(&words, "%s%s%s%s%s%dx%d, %d classes, %s%s", accuracy, *accuracy ? " right" : "",
		*outline.facts.data && *accuracy ? " of " : "",
		*outline.facts.data && *accuracy ? outline.facts.data : "", *accuracy ? ", " : "",
		outline.input.height, outline.input.width, outline.classes,
		outline.is_checkpoint ? "in training, " : "", outline.architecture);
	say(probe, PROBE_MODEL, &words);
}

static void probe_data(struct probe *probe, const char *folder)
{
	size_t counts[PART_COUNT];
	char grouped[PART_COUNT][TEXT_NUMBER_MAX];
	int height, width;
	struct err words;

	if (dataset_measure(folder, counts, &height, &width))
		err_set(&words, "%s%s%s images of %dx%d",
			text_grouped(counts[PART_TRAIN], grouped[PART_TRAIN]),
			counts[PART_TEST] ? " + " : "",
			counts[PART_TEST] ? text_grouped(counts[PART_TEST], grouped[PART_TEST])
					  : "",
			height, width);
	else
		err_set(&words, "images and labels");
	say(probe, PROBE_DATA, &words);
}

static void probe_folder(struct probe *probe, const char *path)
{
	struct err words;

	if (dataset_exists(path)) {
		probe_data(probe, path);
		return;
	}
	if (tensor_file_is_several(path)) {
		probe_model(probe, path);
		return;
	}
	err_set(&words,
		"%s: is a folder without IDX files such as train-images-idx3-ubyte, and without "
		"pictures "
		"by class",
		path);
	say(probe, PROBE_UNKNOWN, &words);
}

/* The folder that a file lies in; the caller frees it. */
static char *folder_of(const char *path)
{
	const char *slash = strrchr(path, '/');

	if (!slash)
		return xstrdup(".");
	return slash == path ? xstrdup("/") : xasprintf("%.*s", (int)(slash - path), path);
}

/* A file of a data set stands for all of it; another one is an image, or some. */
static void probe_idx(struct probe *probe, const char *path)
{
	char *folder = folder_of(path);
	struct idx idx;
	struct err words;
	struct reader *reader;

	if (dataset_exists(folder)) {
		free(probe->path);
		probe->path = folder;
		probe_data(probe, folder);
		return;
	}
	free(folder);
	reader = idx_open(path, &idx, &words);
	if (!reader || (idx.ndim != 2 && idx.ndim != 3)) {
		if (reader)
			err_set(&words, "%s: is IDX of %d dimensions; an image has 2", path,
				idx.ndim);
		say(probe, PROBE_UNKNOWN, &words);
	} else {
		const uint32_t *size = idx.dim + (idx.ndim == 3);

		err_set(&words, "IDX, %lux%lu", (unsigned long)size[0], (unsigned long)size[1]);
		say(probe, PROBE_PICTURE, &words);
	}
	reader_close(reader);
}

static void probe_picture(struct probe *probe, const char *path, const char *format, int64_t size)
{
	struct image image;
	struct err words;

	if (size > SMALL_PICTURE)
		err_set(&words, "%s, %lld kB", format, (long long)size / 1000);
	else if (image_file_read(path, &image, &words)) {
		err_set(&words, "%s, %dx%d", format, image.height, image.width);
		image_clear(&image);
	} else {
		say(probe, PROBE_UNKNOWN, &words);
		return;
	}
	say(probe, PROBE_PICTURE, &words);
}

static void probe_regular(struct probe *probe, const char *path, int64_t size)
{
	unsigned char head[TENSOR_PROBE_BYTES];
	const char *format;
	struct err words;
	size_t count;

	if (tensor_file_is_several(path)) {
		probe_model(probe, path);
		return;
	}
	if (!file_head(path, head, sizeof(head), &count, &words)) {
		say(probe, PROBE_UNKNOWN, &words);
		return;
	}
	format = image_file_format(head, count);
	if (format) {
		probe_picture(probe, path, format, size);
	} else if (idx_is_like(head, count)) {
		probe_idx(probe, path);
	} else if (dataset_exists(path)) { /* an archive of arrays may be either */
		probe_data(probe, path);
	} else if (tensor_file_is_known(head, count)) {
		probe_model(probe, path);
	} else {
		if (!stranger_tell(path, head, count, &words))
			err_set(&words, "%s: is neither a network nor a data set nor a picture",
				path);
		say(probe, PROBE_UNKNOWN, &words);
	}
}

static void probe_name(struct probe *probe, const char *name)
{
	struct err words;
	char *path = model_is_shipped(name) ? model_path(name, &words) : NULL;

	if (path) {
		probe_model(probe, path);
	} else {
		path = find_dataset(name, &words);
		if (path)
			probe_data(probe, path);
		else
			say(probe, PROBE_UNKNOWN, &words);
	}
	free(path);
}

struct probe probe_file(const char *file_or_name)
{
	struct probe probe = {.path = xstrdup(file_or_name)};
	struct stat status;
	struct err words;

	if (stat(file_or_name, &status) != 0) {
		int reason = errno;

		if (tensor_file_is_several(file_or_name)) {
			probe_model(&probe, file_or_name);
			return probe;
		}
		/* One set of several in a folder, or with options behind it. */
		if (dataset_exists(file_or_name)) {
			probe_data(&probe, file_or_name);
			return probe;
		}
		if (reason == ENOENT && *file_or_name && !strchr(file_or_name, '/')) {
			probe_name(&probe, file_or_name);
			return probe;
		}
		err_set(&words, "%s: can't be opened: %s", file_or_name, strerror(reason));
		say(&probe, PROBE_UNKNOWN, &words);
	} else if (S_ISDIR(status.st_mode)) {
		probe_folder(&probe, file_or_name);
	} else if (S_ISREG(status.st_mode)) {
		probe_regular(&probe, file_or_name, status.st_size);
	} else {
		err_set(&words, "%s: is a device or a pipe; a file is needed", file_or_name);
		say(&probe, PROBE_UNKNOWN, &words);
	}
	return probe;
}

void probe_clear(struct probe *probe)
{
	free(probe->path);
	probe->path = NULL;
}
