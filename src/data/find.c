/*
 * The places where data may lie, in the order they are tried. What a user set comes before what is
 * shipped. What lies beside the executable comes before what was compiled in, so that neither a
 * moved install nor a fresh build beside an old install reads another version's files.
 *
 * NETGLYPH_DATADIR (where `make install` puts data/) and NETGLYPH_SRCDATA (the source tree's data/)
 * are absolute paths from the Makefile.
 */
#include "data/find.h"
#include "base/xalloc.h"
#include "data/folder.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static const char fashion_of_debian[] = "/usr/share/datasets/fashion-mnist";

enum { MAX_PLACES = 8 };

struct places {
	int count;
	char *path[MAX_PLACES];
};

/* Takes over `path`. What is there already is not looked at, or told of, twice. */
static void add(struct places *places, char *path)
{
	for (int i = 0; i < places->count; i++)
		if (strcmp(places->path[i], path) == 0) {
			free(path);
			return;
		}
	places->path[places->count++] = path;
}

/* NULL for a variable that is not set, or empty. */
static const char *environment(const char *name)
{
	const char *value = getenv(name);

	return value && *value ? value : NULL;
}

/* The folder of the program that runs, or NULL. /proc is Linux's; the others are FreeBSD's and
 * NetBSD's, and Solaris's. Without any of them the places that were compiled in remain. */
static char *executable_folder(void)
{
	static const char *const links[] = {"/proc/self/exe", "/proc/curproc/file",
					    "/proc/curproc/exe", "/proc/self/path/a.out"};
	char *path = NULL;

	for (size_t i = 0; !path && i < sizeof(links) / sizeof(*links); i++)
		path = realpath(links[i], NULL);
	if (path)
		*strrchr(path, '/') = '\0';
	return path;
}

static void add_user_places(struct places *places)
{
	const char *data = environment("NETGLYPH_DATA");
	const char *xdg = environment("XDG_DATA_HOME");
	const char *home = environment("HOME");

	if (data)
		add(places, xstrdup(data));
	/* The XDG specification has relative paths ignored. */
	if (xdg && *xdg == '/')
		add(places, xasprintf("%s/netglyph", xdg));
	else if (home)
		add(places, xasprintf("%s/.local/share/netglyph", home));
}

static void add_shipped_places(struct places *places)
{
	char *folder = executable_folder();
	const char *slash = folder ? strrchr(folder, '/') : NULL;
	bool is_build = slash && strcmp(slash, "/src") == 0;

	if (is_build) {
		add(places, xasprintf("%.*s/data", (int)(slash - folder), folder));
		add(places, xstrdup(NETGLYPH_SRCDATA));
	}
	if (slash)
		add(places, xasprintf("%.*s/share/netglyph", (int)(slash - folder), folder));
	add(places, xstrdup(NETGLYPH_DATADIR));
	if (!is_build)
		add(places, xstrdup(NETGLYPH_SRCDATA));
	free(folder);
}

static struct places places_list(void)
{
	struct places places = {0};

	add_user_places(&places);
	add_shipped_places(&places);
	return places;
}

static void places_clear(struct places *places)
{
	for (int i = 0; i < places->count; i++)
		free(places->path[i]);
}

static bool is_file(const char *path)
{
	struct stat status;

	return stat(path, &status) == 0 && S_ISREG(status.st_mode);
}

/* The first PLACE/NAME that is accepted, or NULL. */
static char *search(const char *name, bool (*is_accepted)(const char *path))
{
	struct places places = places_list();
	char *found = NULL;

	for (int i = 0; !found && i < places.count; i++) {
		char *path = xasprintf("%s/%s", places.path[i], name);

		if (is_accepted(path))
			found = path;
		else
			free(path);
	}
	places_clear(&places);
	return found;
}

/* "looked in A, B, C"; the caller frees it. */
static char *places_text(void)
{
	struct places places = places_list();
	char *text = xstrdup("looked in");

	for (int i = 0; i < places.count; i++) {
		char *longer = xasprintf("%s%s %s", text, i > 0 ? "," : "", places.path[i]);

		free(text);
		text = longer;
	}
	places_clear(&places);
	return text;
}

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
	const char *folder = environment("NETGLYPH_DATA");
	size_t end = folder ? strlen(folder) : 0, length = strlen(word);

	while (end > 1 && folder[end - 1] == '/')
		end--;
	if (end < length || strncmp(folder + end - length, word, length) != 0 ||
	    (end > length && folder[end - length - 1] != '/'))
		return NULL;
	return folder_has_data(folder) ? folder : NULL;
}

static char *find_word(const char *word, struct err *err)
{
	const char *itself = environment_named(word);
	char *found = itself ? xstrdup(itself) : search(word, folder_has_data);

	if (found)
		return found;
	if (strcmp(word, "fashion") == 0 && folder_has_data(fashion_of_debian))
		return xstrdup(fashion_of_debian);
	/* The data set's reader says what is wrong with this folder. */
	if (folder_exists(word))
		return xstrdup(word);
	return not_found(word, err);
}

static char *find_default(struct err *err)
{
	const char *folder = environment("NETGLYPH_DATA");

	if (!folder)
		return find_word("sample", err);
	/* A mistyped path must not end in quietly taking the sample. */
	if (!folder_exists(folder)) {
		err_set(err, "$NETGLYPH_DATA: %s is no folder; correct or unset it", folder);
		return NULL;
	}
	return folder_has_data(folder) ? xstrdup(folder) : find_word("sample", err);
}

char *find_dataset(const char *name, struct err *err)
{
	if (!name)
		return find_default(err);
	if (!*name || *name == '.' || strchr(name, '/')) {
		if (folder_exists(name))
			return xstrdup(name);
		err_set(err,
			"\"%s\": no such folder; a data set is the folder of its IDX files, or a "
			"word such as sample, mnist or fashion",
			name);
		return NULL;
	}
	return folder_has_data(name) ? xstrdup(name) : find_word(name, err);
}

char *find_shipped(const char *file, struct err *err)
{
	char *found = search(file, is_file), *places;

	if (found)
		return found;
	places = places_text();
	err_set(err, "%s: shipped with netglyph, but not found; install it anew; %s", file, places);
	free(places);
	return NULL;
}
