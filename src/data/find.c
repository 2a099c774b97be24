/* Data sets by name: a folder, a word in one of the places, or what the environment says. */
#include "data/find.h"
#include "base/places.h"
#include "base/xalloc.h"
#include "data/dataset.h"
#include "data/dataset_text.h"
#include "format/file.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

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
		command ? command
			: "name a folder of IDX files or of pictures, or a .csv or .npz file",
		command ? " brings it" : "", places);
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

/* One of several sets in the folder $NETGLYPH_DATA, by its word, as in "letters" or
 * "emnist-letters", or behind the folder's own name, "emnist:letters". NULL: there is none. */
static char *environment_set(const char *word)
{
	const char *folder = places_environment("NETGLYPH_DATA"), *colon = strchr(word, ':'), *own;
	size_t length = colon ? (size_t)(colon - word) : 0;
	char *path;

	if (!folder)
		return NULL;
	own = strrchr(folder, '/');
	own = own ? own + 1 : folder;
	if (colon && (strncmp(own, word, length) != 0 || own[length]))
		return NULL;
	path = xasprintf("%s:%s", folder, colon ? colon + 1 : word);
	if (dataset_exists(path))
		return path;
	free(path);
	return NULL;
}

/* Under other names: in the folders that torchvision makes, or one of EMNIST's six in their common
 * folder. NULL: it is not there. */
static char *find_alias(const char *word)
{
	static const char *const aliases[][2] = {{"mnist", "MNIST"},
						 {"fashion", "FashionMNIST"},
						 {"fashion", "fashion-mnist"},
						 {"kmnist", "KMNIST"},
						 {"qmnist", "QMNIST"}};
	static const char *const folders[] = {"emnist", "EMNIST"};
	static const char prefix[] = "emnist-";
	char *found = NULL;

	for (size_t i = 0; !found && i < sizeof(aliases) / sizeof(*aliases); i++)
		if (strcmp(word, aliases[i][0]) == 0)
			found = places_search(aliases[i][1], dataset_exists);
	if (strncmp(word, prefix, strlen(prefix)) != 0)
		return found;
	for (size_t i = 0; !found && i < sizeof(folders) / sizeof(*folders); i++) {
		char *path = xasprintf("%s:%s", folders[i], word + strlen(prefix));

		found = places_search(path, dataset_exists);
		free(path);
	}
	return found;
}

/* A path that is there. What is meant to be a data set's is found: its reader says what is wrong
 * with it. */
static char *find_file(const char *path, struct err *err)
{
	if (dataset_is_like(path))
		return xstrdup(path);
	err_set(err,
		"%s: is no data set, which is a folder of IDX files or of pictures, a .csv or an "
		".npz file",
		path);
	return NULL;
}

static char *find_word(const char *word, struct err *err)
{
	const char *itself = environment_named(word);
	char *found = itself ? xstrdup(itself) : places_search(word, dataset_exists);

	if (!found)
		found = find_alias(word);
	if (!found)
		found = environment_set(word);
	if (found)
		return found;
	if (strcmp(word, "fashion") == 0 && dataset_exists(fashion_of_debian))
		return xstrdup(fashion_of_debian);
	return access(word, F_OK) == 0 ? find_file(word, err) : not_found(word, err);
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

/* "FOLDER:SET", be there such a set or not: the reader says which there are. */
static bool is_set_of_folder(const char *name)
{
	const char *colon = strrchr(name, ':');
	char *folder = colon ? xasprintf("%.*s", (int)(colon - name), name) : NULL;
	bool is = folder && file_is_folder(folder);

	free(folder);
	return is;
}

static char *find_path(const char *name, struct err *err)
{
	if (is_set_of_folder(name))
		return xstrdup(name);
	if (!*name)
		return find_default(err);
	if (*name == '.' || strchr(name, '/')) {
		if (access(name, F_OK) == 0 || dataset_exists(name))
			return find_file(name, err);
		err_set(err,
			"\"%s\": no such file or folder; a data set is a folder of IDX files or of "
			"pictures, a .csv or an .npz file, or a word such as sample, mnist or "
			"fashion",
			name);
		return NULL;
	}
	return dataset_exists(name) ? xstrdup(name) : find_word(name, err);
}

char *find_dataset(const char *text, struct err *err)
{
	struct dataset_options options;
	char *name, *path, *behind, *found;

	if (!text)
		return find_default(err);
	if (!dataset_text_read(text, &name, &options, err))
		return NULL;
	path = *name ? find_path(name, err) : *text ? find_default(err) : NULL;
	if (!*text)
		err_set(err, "\"\": names no data set");
	behind = dataset_text_options(&options);
	found = path ? xasprintf("%s%s", path, behind) : NULL;
	free(behind);
	free(path);
	free(name);
	return found;
}
