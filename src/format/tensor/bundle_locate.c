/* A checkpoint is several files, and people name it by any of them, by their folder, or by what
 * their names have in common. */
#include "base/xalloc.h"
#include "format/container/table.h"
#include "format/file.h"
#include "format/tensor/bundle.h"

#include <ctype.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { STATE_FILE_MAX = 1 << 20 };

/* FOLDER/NAME, where that is a regular file; else NULL. */
static char *file_in(const char *folder, const char *name)
{
	size_t length = strlen(folder);
	const char *slash = length > 0 && folder[length - 1] == '/' ? "" : "/";
	char *path = xasprintf("%s%s%s", folder, slash, name);

	if (file_is_regular(path))
		return path;
	free(path);
	return NULL;
}

static bool has_file(const char *folder, const char *name)
{
	char *path = file_in(folder, name);
	bool is_there = path != NULL;

	free(path);
	return is_there;
}

static bool ends_in(const char *text, const char *ending)
{
	size_t length = strlen(text), end = strlen(ending);

	return length > end && strcmp(text + length - end, ending) == 0;
}

/* "….data-00000-of-00001": where its ending begins; else NULL. */
static const char *data_ending(const char *path)
{
	static const char pattern[] = ".data-00000-of-00000";
	size_t length = strlen(path), end = sizeof(pattern) - 1;
	const char *ending = path + length - end;

	if (length <= end)
		return NULL;
	for (size_t i = 0; i < end; i++)
		if (pattern[i] == '0' ? !isdigit((unsigned char)ending[i])
				      : ending[i] != pattern[i])
			return NULL;
	return ending;
}

/* Undoes the escapes of protobuf's text in place, up to the quote that ends it. */
static void unescape(char *text)
{
	char *to = text;

	while (*text && *text != '"') {
		if (*text != '\\' || !text[1]) {
			*to++ = *text++;
		} else if (text[1] >= '0' && text[1] <= '7') {
			int value = 0, digits = 0;

			for (text++; digits < 3 && *text >= '0' && *text <= '7'; digits++)
				value = value * 8 + *text++ - '0';
			*to++ = (char)value;
		} else {
			*to++ = text[1];
			text += 2;
		}
	}
	*to = '\0';
}

/* The prefix that the text of a file `checkpoint` names as the latest; NULL: it names none. */
static char *latest_of(const char *state)
{
	static const char key[] = "model_checkpoint_path: \"";
	struct err ignored;
	unsigned char *bytes;
	size_t size;
	char *text, *prefix = NULL;

	if (!file_read(state, STATE_FILE_MAX, &bytes, &size, &ignored))
		return NULL;
	text = xasprintf("%.*s", (int)size, (const char *)bytes);
	free(bytes);
	if (strncmp(text, key, sizeof(key) - 1) == 0) {
		prefix = xstrdup(text + sizeof(key) - 1);
		unescape(prefix);
	}
	free(text);
	return prefix;
}

/* The table of a prefix: PREFIX.index, or the prefix itself (V1). */
static char *table_of(const char *folder, const char *prefix)
{
	bool is_absolute = prefix[0] == '/' || !*folder;
	char *base = is_absolute ? xstrdup(prefix) : xasprintf("%s/%s", folder, prefix);
	char *index = xasprintf("%s.index", base);

	if (!file_is_regular(index) && table_is_like(base)) {
		free(index);
		return base;
	}
	free(base);
	return index;
}

/* By the text of FOLDER/checkpoint; where the folder was moved, its path may be an old one. */
static char *by_state(const char *folder)
{
	char *state = file_in(folder, "checkpoint");
	char *prefix = state ? latest_of(state) : NULL, *found = NULL;
	const char *name;

	if (prefix) {
		found = table_of(folder, prefix);
		name = strrchr(prefix, '/');
		if (!file_is_regular(found) && name) {
			free(found);
			found = table_of(folder, name + 1);
		}
	}
	free(prefix);
	free(state);
	return found;
}

/* The only index of a folder; NULL: it has none or several. */
static char *only_index(const char *folder)
{
	DIR *opened = opendir(folder);
	const struct dirent *entry;
	char *found = NULL;
	int count = 0;

	while (opened && count < 2 && (entry = readdir(opened))) {
		char *path =
			ends_in(entry->d_name, ".index") ? file_in(folder, entry->d_name) : NULL;

		if (path && table_is_like(path)) {
			count++;
			free(found);
			found = path;
		} else {
			free(path);
		}
	}
	if (opened)
		closedir(opened);
	if (count == 1)
		return found;
	free(found);
	return NULL;
}

static char *in_folder(const char *folder)
{
	char *found = NULL;

	if (has_file(folder, "saved_model.pb"))
		return xasprintf("%s/variables/variables.index", folder);
	found = by_state(folder);
	return found ? found : only_index(folder);
}

static char *folder_of(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? xasprintf("%.*s", (int)(slash - path + (slash == path)), path)
		     : xstrdup(".");
}

/* saved_model.pb and checkpoint stand for their folder. */
static char *beside(const char *path)
{
	const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path;
	char *folder = folder_of(path), *found = NULL;

	if (strcmp(name, "saved_model.pb") == 0 && has_file(folder, "variables/variables.index"))
		found = in_folder(folder);
	else if (strcmp(name, "checkpoint") == 0)
		found = by_state(folder);
	free(folder);
	return found;
}

static char *by_file(const char *path)
{
	const char *data = data_ending(path);
	char *index;

	if (data)
		return xasprintf("%.*s.index", (int)(data - path), path);
	if (table_is_like(path))
		return xstrdup(path);
	if (!ends_in(path, ".meta"))
		return beside(path);
	index = xasprintf("%.*s.index", (int)(strlen(path) - strlen(".meta")), path);
	if (file_is_regular(index))
		return index;
	free(index);
	return NULL;
}

char *bundle_locate(const char *path)
{
	char *index = NULL, *data;
	bool is_there;

	if (file_is_folder(path))
		return in_folder(path);
	if (file_is_regular(path))
		return by_file(path);
	index = xasprintf("%s.index", path);
	data = xasprintf("%s.data-00000-of-00001", path);
	is_there = file_is_regular(index) || file_is_regular(data);
	free(data);
	if (is_there)
		return index;
	free(index);
	return NULL;
}
