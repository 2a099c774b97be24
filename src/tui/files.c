/* Folders are read anew each time: they change while one looks. */
#include "tui/files.h"
#include "base/places.h"
#include "base/xalloc.h"
#include "format/image_file.h"

#include <dirent.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>

static bool ends_in(const char *name, const char *ending)
{
	size_t length = strlen(name), end = strlen(ending);

	return length > end && strcasecmp(name + length - end, ending) == 0;
}

/* 0: a file of no kind. */
static unsigned kind_of_name(const char *name)
{
	static const char *const models[] = {".safetensors", ".index", ".onnx"};

	for (size_t i = 0; i < sizeof(models) / sizeof(models[0]); i++)
		if (ends_in(name, models[i]))
			return FILE_MODEL;
	return image_file_is_named(name) ? FILE_PICTURE : 0;
}

/* Only regular files and folders: others may never end. */
static unsigned kind_of(const char *folder, const char *name)
{
	char *path = xasprintf("%s/%s", folder, name);
	struct stat found;
	unsigned kind = 0;

	if (stat(path, &found) == 0)
		kind = S_ISDIR(found.st_mode)   ? FILE_FOLDER
		       : S_ISREG(found.st_mode) ? kind_of_name(name)
						: 0;
	free(path);
	return kind;
}

static int compare(const void *a, const void *b)
{
	const struct file_entry *x = a, *y = b;

	if ((x->kind == FILE_FOLDER) != (y->kind == FILE_FOLDER))
		return x->kind == FILE_FOLDER ? -1 : 1;
	return strcmp(x->name, y->name);
}

bool file_list_read(struct file_list *list, const char *folder, unsigned kinds)
{
	DIR *opened = opendir(folder);
	const struct dirent *found;

	*list = (struct file_list){NULL, 0};
	if (!opened)
		return false;
	list->entries = xcalloc(FILES_MAX, sizeof(*list->entries));
	while (list->count < FILES_MAX && (found = readdir(opened))) {
		unsigned kind = found->d_name[0] == '.' ? 0 : kind_of(folder, found->d_name);

		if (kind & (kinds | FILE_FOLDER))
			list->entries[list->count++] =
				(struct file_entry){xstrdup(found->d_name), kind};
	}
	closedir(opened);
	qsort(list->entries, (size_t)list->count, sizeof(*list->entries), compare);
	return true;
}

void file_list_clear(struct file_list *list)
{
	while (list->count > 0)
		free(list->entries[--list->count].name);
	free(list->entries);
	list->entries = NULL;
}

char *file_expand(const char *name)
{
	const char *home = places_environment("HOME");

	if (name[0] == '~' && (name[1] == '/' || !name[1]) && home)
		return xasprintf("%s%s", home, name + 1);
	return xstrdup(name);
}
