/* Data sets by name: a folder, a word in one of the places, or what the environment says. */
#include "data/find.h"
#include "base/places.h"
#include "base/xalloc.h"
#include "data/dataset.h"
#include "format/file.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char fashion_of_debian[] = "/usr/share/datasets/fashion-mnist";

static char *not_found(const char *word, struct err *err)
{
	static const char *const brought[][2] = {{"mnist", "data/get-mnist"},
						 {"fashion", "data/get-mnist fashion"},
						 {"kmnist", "data/get-mnist kmnist"}};
	const char *command = NULL;
	char *places = places_text();

	for (size_t i = 0; i < sizeof(brought) / sizeof(*brought); i++) {
		if (strcmp(word, brought[i][0]) == 0)
			command = brought[i][1];
	}
	err_set(err, "no data set \"%s\"; %s%s; %s", word,
		command ? command : "name a folder of IDX files", command ? " brings it" : "",
		places);
	free(places);
	return NULL;
}

/* $NETGLYPH_DATA where it is itself a data set in a folder of that name; else NULL. */
static const char *environment_named(const char *word)
{
	const char *folder = places_environment("NETGLYPH_DATA");
	size_t end = folder ? strlen(folder) : 0, length = strlen(word);

	while (end > 1 && folder[end - 1] == '/')
		end--;
	if (end < length || strncmp(folder + end - length, word, length) != 0 ||
	    (end > length && folder[end - length - 1] != '/'))
		return NULL;
	return dataset_exists(folder) ? folder : NULL;
}

static char *find_word(const char *word, struct err *err)
{
	const char *itself = environment_named(word);
	char *found = itself ? xstrdup(itself) : places_search(word, dataset_exists);

	if (found)
		return found;
	if (strcmp(word, "fashion") == 0 && dataset_exists(fashion_of_debian))
		return xstrdup(fashion_of_debian);
	/* The data set's reader says what is wrong with this folder. */
	if (file_is_folder(word))
		return xstrdup(word);
	return not_found(word, err);
}

static char *find_default(struct err *err)
{
	const char *folder = places_environment("NETGLYPH_DATA");

	if (!folder)
		return find_word("sample", err);
	/* A mistyped path must not end in quietly taking the sample. */
	if (!dataset_exists(folder) && !file_is_folder(folder)) {
		err_set(err, "$NETGLYPH_DATA: %s is no folder; correct or unset it", folder);
		return NULL;
	}
	return dataset_exists(folder) ? xstrdup(folder) : find_word("sample", err);
}

char *find_dataset(const char *name, struct err *err)
{
	if (!name)
		return find_default(err);
	if (!*name || *name == '.' || strchr(name, '/')) {
		/* The data set's reader says what is wrong with a folder. */
		if (dataset_exists(name) || file_is_folder(name))
			return xstrdup(name);
		err_set(err,
			"\"%s\": no such folder; a data set is the folder of its IDX files, or a "
			"word such as sample, mnist or fashion",
			name);
		return NULL;
	}
	return dataset_exists(name) ? xstrdup(name) : find_word(name, err);
}
