/*
 * Sorting a folder's names. Downloads give the same four files many names; what is told apart here
 * is only what they are (images or labels, training or test) and whether two of them are the same
 * file.
 */
#include "data/source/idx_names.h"
#include "base/xalloc.h"
#include "format/file.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* Whether `name` contains `word` with no letter on either side: "latest" is no "test". */
static bool has_word(const char *name, const char *word)
{
	const char *at = name;

	while ((at = strcasestr(at, word))) {
		bool begins = at == name || !isalpha((unsigned char)at[-1]);

		at += strlen(word);
		if (begins && !isalpha((unsigned char)*at))
			return true;
	}
	return false;
}

/* The length of a name without ".gz". */
static size_t stem_length(const char *name)
{
	size_t length = strlen(name);

	return length > 3 && strcasecmp(name + length - 3, ".gz") == 0 ? length - 3 : length;
}

/* Whether the name ends as an IDX file's: idx, digits, then nothing or a separator and one word. */
static bool has_idx_ending(const char *name)
{
	const char *at, *last = NULL, *end = name + stem_length(name);

	for (at = name; (at = strcasestr(at, "idx")); at += 3)
		last = at;
	if (!last)
		return false;
	for (at = last + 3; isdigit((unsigned char)*at);)
		at++;
	if (at < end && strchr("-._", *at))
		at++;
	while (at < end && isalnum((unsigned char)*at))
		at++;
	return at == end;
}

static bool is_folder(const char *path, const char *name)
{
	char *full = xasprintf("%s/%s", path, name);
	bool is = file_is_folder(full);

	free(full);
	return is;
}

/* The place in `names` that a name is for; NULL: it is no data file. */
static char **find_place(struct idx_names *names, const char *name)
{
	enum part_name part = PART_TRAIN;

	if (name[0] == '.' || !has_idx_ending(name))
		return NULL;
	if (has_word(name, "t10k") || has_word(name, "test"))
		part = PART_TEST;
	if (strcasestr(name, "images"))
		return &names->name[part][IDX_IMAGES];
	return strcasestr(name, "labels") ? &names->name[part][IDX_LABELS] : NULL;
}

static bool is_same_but_for_gz(const char *a, const char *b)
{
	size_t length = stem_length(a);

	return length == stem_length(b) && strncmp(a, b, length) == 0;
}

static bool take(const char *path, char **place, const char *name, struct err *err)
{
	if (!*place)
		*place = xstrdup(name);
	else if (!is_same_but_for_gz(*place, name))
		return err_set(err,
			       "%s: both %s and %s could be the same part of a data set; keep each "
			       "set in a folder of its own",
			       path, *place, name);
	return true;
}

/* Sorted, an unpacked file's name comes before its packed twin's, on every machine. */
static int by_bytes(const struct dirent **a, const struct dirent **b)
{
	return strcmp((*a)->d_name, (*b)->d_name);
}

bool idx_names_read(const char *path, struct idx_names *names, struct err *err)
{
	struct dirent **entries;
	int count = scandir(path, &entries, NULL, by_bytes);
	bool is_fine = true;

	memset(names, 0, sizeof(*names));
	if (count < 0)
		return err_set(err, "%s: %s; a data set is a folder of IDX files", path,
			       strerror(errno));
	for (int i = 0; i < count; i++) {
		const char *name = entries[i]->d_name;
		char **place = is_fine ? find_place(names, name) : NULL;

		if (place && !is_folder(path, name))
			is_fine = take(path, place, name, err);
		free(entries[i]);
	}
	free(entries);
	if (!is_fine)
		idx_names_clear(names);
	return is_fine;
}

void idx_names_clear(struct idx_names *names)
{
	for (int part = 0; part < PART_COUNT; part++) {
		for (int kind = 0; kind < IDX_KINDS; kind++) {
			free(names->name[part][kind]);
			names->name[part][kind] = NULL;
		}
	}
}

bool idx_names_are_empty(const struct idx_names *names)
{
	for (int part = 0; part < PART_COUNT; part++) {
		for (int kind = 0; kind < IDX_KINDS; kind++) {
			if (names->name[part][kind])
				return false;
		}
	}
	return true;
}

bool idx_names_exist(const char *path)
{
	DIR *dir = opendir(path);
	struct idx_names none = {{{NULL}}};
	struct dirent *entry;
	bool has_data = false;

	if (!dir)
		return false;
	while (!has_data && (entry = readdir(dir)))
		has_data = find_place(&none, entry->d_name) && !is_folder(path, entry->d_name);
	closedir(dir);
	return has_data;
}
