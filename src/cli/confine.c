/*
 * Written are the files that options name and, where keys save files, what is beneath the folder
 * one is in. A file is replaced by a new one beside it, so that a file's folder goes with it. Run
 * are the programs that parse files of others.
 */
#include "cli/confine.h"
#include "base/places.h"
#include "base/rights.h"
#include "base/xalloc.h"
#include "cli/target.h"
#include "format/file.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

struct list {
	char *paths[2 * OPTIONS_MAX + 8];
	size_t count;
};

/* Takes over `path`; NULL: nothing. */
static void add(struct list *list, char *path)
{
	assert(list->count + 1 < sizeof(list->paths) / sizeof(list->paths[0]));
	if (path)
		list->paths[list->count++] = path;
}

static void clear(struct list *list)
{
	for (size_t i = 0; i < list->count; i++)
		free(list->paths[i]);
}

/* What a file is made in: of the folders on the way to it the last that is there. */
static char *existing_folder(const char *path)
{
	char *folder = xstrdup(path), *slash;

	while (!file_is_folder(folder) && (slash = strrchr(folder, '/')))
		slash[slash == folder && slash[1]] = '\0';
	if (file_is_folder(folder))
		return folder;
	free(folder);
	return xstrdup(".");
}

static void add_written(struct list *list, const struct option *row, const char *path)
{
	struct stat status;

	add(list, xstrdup(path));
	if (row->kind == OPTION_NEW)
		add(list, existing_folder(path));
	else if (!writer_is_stream(path) && (stat(path, &status) != 0 || S_ISREG(status.st_mode)))
		add(list, target_folder(path));
}

static struct list list_written(const struct command_context *context, const struct command *c)
{
	struct option_list options = command_options(c);
	struct list list = {.count = 0};
	struct err ignored;
	char *state = NULL;

	/* The standard error of what is run. */
	add(&list, xstrdup("/dev/null"));
	for (int i = 0; i < options.count; i++) {
		const struct option *row = options.rows[i];
		const char *values = context->values;

		if ((row->kind == OPTION_OUT || row->kind == OPTION_NEW) &&
		    *(const char *const *)(values + row->at))
			add_written(&list, row, *(const char *const *)(values + row->at));
	}
	if (c->saves_here)
		add(&list, xstrdup("."));
	if (c->has_session && !context->common->has_no_session)
		state = places_state();
	/* Made now, as its parents may not be written in later. */
	if (state)
		file_make_folder(state, 0700, &ignored);
	add(&list, state);
	return list;
}

static struct list list_programs(void)
{
	struct list list = {.count = 0};
	struct err ignored;

	add(&list, places_program("netglyph-hdf5", &ignored));
	add(&list, places_program("netglyph-jpeg", &ignored));
	return list;
}

bool confine(const struct command_context *context, const struct command *c, struct err *err)
{
	const char *variable = places_environment("NETGLYPH_CONFINED");
	struct list written, programs;
	bool is_done;

	if (variable && strcmp(variable, "no") == 0)
		return true;
	written = list_written(context, c);
	programs = list_programs();
	is_done = rights_drop((const char *const *)written.paths,
			      (const char *const *)programs.paths, err);
	clear(&written);
	clear(&programs);
	return is_done;
}
