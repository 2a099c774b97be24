/*
 * Lines as the names of files in a folder, which is opened as a data set: pictures by class, or IDX
 * files, as their names promise. Each has a few siblings, as a data set has ten images at least.
 */
#include "fuzz/fuzz.h"

#include "base/xalloc.h"
#include "data/dataset.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { FILES_MAX = 8, NAME_BYTES = 100, COPIES = 5 };

static const char picture[] = "P5\n2 2\n255\n\1\2\3\4";
static const char images[] = "\0\0\x08\3\0\0\0\12\0\0\0\1\0\0\0\2aabbccddeeffgghhiijj";
static const char labels[] = "\0\0\x08\1\0\0\0\12\0\1\2\0\1\2\0\1\2\0";

static void write_file(const char *path, const void *bytes, size_t size)
{
	int file = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);

	/* A name that a folder has already, or that is too long. */
	if (file < 0)
		return;
	if (write(file, bytes, size) != (ssize_t)size)
		exit(1);
	close(file);
}

/* A picture and its siblings: NAME.pgm, NAME.pgm1.pgm, ... */
static void write_pictures(const char *path)
{
	const char *point = strrchr(path, '.');

	write_file(path, picture, sizeof(picture) - 1);
	for (int i = 1; point && i < COPIES; i++) {
		char *other = xasprintf("%s%d%s", path, i, point);

		if (link(path, other) != 0)
			write_file(other, picture, sizeof(picture) - 1);
		free(other);
	}
}

/* The folders that a path goes through behind its first bytes. */
static void make_folders(char *path, size_t first)
{
	for (char *at = strchr(path + first, '/'); at; at = strchr(at + 1, '/')) {
		*at = '\0';
		mkdir(path, 0700);
		*at = '/';
	}
}

static void make(const char *root, const char *name)
{
	char *path;

	if (!*name || name[0] == '/' || strstr(name, "..") || strlen(name) > NAME_BYTES)
		return;
	path = xasprintf("%s/%s", root, name);
	make_folders(path, strlen(root) + 1);
	if (strcasestr(name, "label"))
		write_file(path, labels, sizeof(labels) - 1);
	else if (strcasestr(name, "image"))
		write_file(path, images, sizeof(images) - 1);
	else
		write_pictures(path);
	free(path);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	const char *root = fuzz_folder();
	size_t counts[PART_COUNT];
	struct err err = {""};
	struct dataset *data;
	int height, width;

	fuzz_empty(root);
	for (int i = 0; i < FILES_MAX && size > 0; i++) {
		char *name = fuzz_next(&bytes, &size, '\n');

		make(root, name);
		free(name);
	}
	dataset_measure(root, counts, &height, &width);
	dataset_is_like(root);
	data = dataset_open(root, &err);
	if (!data)
		fuzz_message(&err);
	for (int i = 0; data && i < data->classes; i++)
		fuzz_touch(class_name(&data->names, i), 1);
	dataset_free(data);
	return 0;
}
