/*
 * The places where data may lie, in the order they are tried. What a user set comes before what is
 * shipped. What lies beside the executable comes before what was compiled in, so that neither a
 * moved install nor a fresh build beside an old install reads another version's files.
 *
 * NETGLYPH_DATADIR (where `make install` puts data/) and NETGLYPH_SRCDATA (the source tree's data/)
 * are absolute paths from the Makefile, as is NETGLYPH_LIBEXECDIR, where it puts the programs that
 * the program itself runs.
 */
#include "base/places.h"
#include "base/xalloc.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

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

const char *places_environment(const char *name)
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
	const char *data = places_environment("NETGLYPH_DATA");
	const char *xdg = places_environment("XDG_DATA_HOME");
	const char *home = places_environment("HOME");

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

char *places_search(const char *name, bool (*is_accepted)(const char *path))
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

char *places_text(void)
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

static bool is_file(const char *path)
{
	struct stat status;

	return stat(path, &status) == 0 && S_ISREG(status.st_mode);
}

char *places_shipped(const char *file, struct err *err)
{
	char *found = places_search(file, is_file), *places;

	if (found)
		return found;
	places = places_text();
	err_set(err, "%s: shipped with netglyph, but not found; install it anew; %s", file, places);
	free(places);
	return NULL;
}

/* A test program's build folder: what is before /tests in the path of its own folder. */
static char *build_folder(const char *folder)
{
	const char *tests = folder ? strstr(folder, "/tests") : NULL;

	return tests ? xasprintf("%.*s", (int)(tests - folder), folder) : NULL;
}

/* Where a program of ours may be: beside this one where that is in the build tree, then where an
 * install has it. */
static void add_program_places(struct places *places)
{
	char *folder = executable_folder(), *build = build_folder(folder);
	const char *slash = folder ? strrchr(folder, '/') : NULL;

	if (slash && strcmp(slash, "/src") == 0)
		add(places, xstrdup(folder));
	else if (build)
		add(places, xasprintf("%s/src", build));
	if (slash)
		add(places, xasprintf("%.*s/libexec/netglyph", (int)(slash - folder), folder));
	add(places, xstrdup(NETGLYPH_LIBEXECDIR));
	free(build);
	free(folder);
}

char *places_program(const char *name, struct err *err)
{
	struct places places = {0};
	char *found = NULL;

	add_program_places(&places);
	for (int i = 0; !found && i < places.count; i++) {
		found = xasprintf("%s/%s", places.path[i], name);
		if (access(found, X_OK) != 0) {
			free(found);
			found = NULL;
		}
	}
	if (!found)
		err_set(err, "%s: is part of netglyph, but not in %s; install netglyph anew", name,
			places.path[places.count - 1]);
	places_clear(&places);
	return found;
}

static bool is_folder(const char *path)
{
	struct stat status;

	return stat(path, &status) == 0 && S_ISDIR(status.st_mode);
}

char *places_state(void)
{
	const char *xdg = places_environment("XDG_STATE_HOME");
	const char *home = places_environment("HOME");

	if (xdg && *xdg == '/')
		return xasprintf("%s/netglyph", xdg);
	/* A home that is not there is not made. */
	return home && is_folder(home) ? xasprintf("%s/.local/state/netglyph", home) : NULL;
}
