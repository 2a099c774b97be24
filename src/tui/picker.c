/* The list is made anew for each folder; answers about an older one are dropped. */
#include "tui/picker.h"
#include "base/text.h"
#include "base/xalloc.h"
#include "data/dataset.h"
#include "live/probe_job.h"
#include "model/model.h"
#include "tui/files.h"
#include "tui/open.h"
#include "tui/widget/scroll.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct entry {
	char *shown, *path; /* path: a name where it is shipped */
	unsigned kind;      /* of tui/files.h: what its name promises */
	bool is_requested;
	struct probe probe; /* path NULL: not known yet */
};

struct picker {
	char *folder;
	unsigned generation; /* goes up with each list */
	struct entry *entries;
	int count, cursor, first, rows; /* rows: in sight when it was drawn last */
};

static void forget(struct app *app)
{
	struct picker *p = app->picker;

	jobs_cancel(app->jobs, &app->picker);
	for (int i = 0; i < p->count; i++) {
		free(p->entries[i].shown);
		free(p->entries[i].path);
		probe_clear(&p->entries[i].probe);
	}
	free(p->entries);
	p->entries = NULL;
	p->count = p->cursor = p->first = 0;
	p->generation++;
}

static void add(struct picker *p, char *shown, char *path, unsigned kind)
{
	p->entries = xrealloc(p->entries, sizeof(*p->entries) * (size_t)(p->count + 1));
	p->entries[p->count++] = (struct entry){.shown = shown, .path = path, .kind = kind};
}

static void add_shipped(struct picker *p)
{
	static const char *const sets[] = {"sample", "mnist", "fashion", "kmnist"};

	for (int i = 0; i < MODEL_SHIPPED; i++)
		add(p, xasprintf("%s (shipped)", model_shipped[i]), xstrdup(model_shipped[i]),
		    FILE_MODEL);
	for (size_t i = 0; i < sizeof(sets) / sizeof(sets[0]); i++)
		add(p, xasprintf("%s (by name)", sets[i]), xstrdup(sets[i]), FILE_DATA);
}

/* Shows a folder; the one that it came from keeps the cursor. */
static void show_folder(struct app *app, const char *folder, const char *from)
{
	struct picker *p = app->picker;
	struct file_list list;
	char *path = xstrdup(folder);

	if (!file_list_read(&list, path, FILE_MODEL | FILE_DATA | FILE_PICTURE))
		app_refuse(app, "%s can't be read", path);
	forget(app);
	free(p->folder);
	p->folder = path;
	if (strcmp(path, "/") != 0)
		add(p, xstrdup("../"), xstrdup(".."), FILE_FOLDER);
	for (int i = 0; i < list.count; i++) {
		const struct file_entry *file = &list.entries[i];

		if (from && strcmp(file->name, from) == 0)
			p->cursor = p->count;
		add(p, xasprintf("%s%s", file->name, file->kind == FILE_FOLDER ? "/" : ""),
		    xasprintf("%s/%s", strcmp(path, "/") ? path : "", file->name), file->kind);
	}
	add_shipped(p);
	file_list_clear(&list);
}

void picker_open(struct app *app)
{
	char here[PATH_MAX];

	if (!app_is_ready(app)) {
		app_say(app, "still opening: try again in a moment");
		return;
	}
	picker_close(app);
	app->picker = xcalloc(1, sizeof(*app->picker));
	show_folder(app, getcwd(here, sizeof(here)) ? here : "/", NULL);
}

void picker_close(struct app *app)
{
	if (!app->picker)
		return;
	forget(app);
	free(app->picker->folder);
	free(app->picker);
	app->picker = NULL;
}

/* ------------------------------------------------------------------------------------- keys */

static void go_up(struct app *app)
{
	char *folder = xstrdup(app->picker->folder), *slash = strrchr(folder, '/');

	if (slash && slash[1]) {
		char *from = xstrdup(slash + 1);

		slash[slash == folder] = '\0';
		show_folder(app, folder, from);
		free(from);
	}
	free(folder);
}

/* As it is where it has the size of the data's images, else framed; which is said. */
static void open_picture(struct app *app, const char *path)
{
	struct err err;

	if (!app_open_picture(app, path, PICTURE_EXACT, false, &err) &&
	    !app_open_picture(app, path, PICTURE_FITTED, false, &err))
		app_complain(app, &err);
}

/* As what it was found to be, or else as what its name promises. */
static void open_entry(struct app *app, const struct entry *entry)
{
	char *path = xstrdup(entry->path);
	enum probe_kind kind = entry->probe.kind;
	bool is_folder = entry->kind == FILE_FOLDER, is_model = kind == PROBE_MODEL;

	if (kind == PROBE_UNKNOWN && entry->probe.path && !is_folder) {
		app_refuse(app, "%s", entry->probe.words);
	} else if (strcmp(path, "..") == 0) {
		go_up(app);
	} else if (is_folder && !is_model && kind != PROBE_DATA && !dataset_exists(path)) {
		show_folder(app, path, NULL);
	} else {
		bool is_data =
			kind == PROBE_DATA || (is_folder && !is_model) || entry->kind == FILE_DATA;
		bool is_picture = kind == PROBE_PICTURE || (!kind && entry->kind == FILE_PICTURE);

		picker_close(app);
		if (is_picture)
			open_picture(app, path);
		else
			open_start(app, is_data ? NULL : path, is_data ? path : NULL);
	}
	free(path);
}

/* A folder may be a network (a SavedModel, or one with a checkpoint): Enter opens that, and these
 * keys the folder. */
static void step_in(struct app *app, const struct entry *entry)
{
	if (entry->kind == FILE_FOLDER && entry->probe.kind == PROBE_MODEL)
		show_folder(app, entry->path, NULL);
	else
		open_entry(app, entry);
}

static void move(struct picker *p, int to)
{
	p->cursor = index_clip(to, p->count);
}

void picker_press(struct app *app, int key)
{
	struct picker *p = app->picker;
	int page = p->rows > 1 ? p->rows - 1 : 1;

	if (key == PRESS_ESC || key == 'q' || key == PRESS_CTRL_O)
		picker_close(app);
	else if (key == PRESS_ENTER)
		open_entry(app, &p->entries[p->cursor]);
	else if (key == 'l' || key == PRESS_RIGHT)
		step_in(app, &p->entries[p->cursor]);
	else if (key == 'h' || key == PRESS_LEFT || key == PRESS_BACKSPACE)
		go_up(app);
	else if (key == PRESS_PAGE_DOWN || key == PRESS_SPACE)
		move(p, p->cursor + page);
	else if (key == PRESS_PAGE_UP)
		move(p, p->cursor - page);
	else if (key == 'g' || key == PRESS_HOME)
		move(p, 0);
	else if (key == 'G' || key == PRESS_END)
		move(p, p->count - 1);
	else if (key == PRESS_MOUSE) {
		int at = p->first + app->mouse.row - app_body(app).row - 2;

		if (!app->mouse.is_drag && at >= p->first && at < p->first + p->rows &&
		    at < p->count && at == p->cursor)
			open_entry(app, &p->entries[at]);
		else if (!app->mouse.is_drag && at >= p->first && at < p->first + p->rows)
			move(p, at);
	} else
		move(p, p->cursor + press_down(key));
}

/* ----------------------------------------------------------------------------------- drawing */

static void take_probe(void *context, unsigned generation, int index, struct probe *probe)
{
	struct app *app = context;

	if (!app->picker || generation != app->picker->generation)
		return;
	app->picker->entries[index].probe = *probe;
	*probe = (struct probe){.path = NULL};
}

static void measure(struct app *app)
{
	struct picker *p = app->picker;

	p->rows = app_body(app).rows - 2;
	p->rows = p->rows > 1 ? p->rows : 1;
	p->first = scroll_centered(p->cursor, p->rows, p->count);
}

void picker_update(struct app *app)
{
	struct picker *p = app->picker;

	if (!p)
		return;
	measure(app);
	for (int i = p->first; i < p->first + p->rows && i < p->count; i++) {
		struct entry *entry = &p->entries[i];

		if (entry->is_requested || strcmp(entry->path, "..") == 0)
			continue;
		entry->is_requested = true;
		probe_job_add(app->jobs, entry->path, &app->picker, p->generation, i, take_probe);
	}
}

/* What is said of an entry. */
static const char *words_of(const struct entry *entry)
{
	if (strcmp(entry->path, "..") == 0)
		return "the folder above";
	if (!entry->probe.path)
		return "...";
	if (entry->kind == FILE_FOLDER && entry->probe.kind == PROBE_UNKNOWN)
		return "folder";
	return entry->probe.words;
}

static void draw_entry(struct app *app, struct area area, int row, int width, int i)
{
	const struct entry *entry = &app->picker->entries[i];
	const char *kind = probe_kind_names[entry->probe.kind];
	bool is_chosen = i == app->picker->cursor;
	struct style style = is_chosen ? app->theme->accent : app->theme->plain;
	int column = area.column + width + 4;
	char name[256];

	snprintf(name, sizeof(name), "%.*s", (int)text_line(entry->shown, width), entry->shown);
	canvas_text(area.canvas, row, area.column, style, is_chosen ? ">" : " ");
	canvas_text(area.canvas, row, area.column + 2, style, name);
	if (*kind)
		column = canvas_printf(area.canvas, row, column, app->theme->plain, "%s: ", kind);
	canvas_text(area.canvas, row, column,
		    entry->probe.kind ? app->theme->plain : app->theme->faint, words_of(entry));
}

void picker_draw(struct app *app, struct area area)
{
	struct picker *p = app->picker;
	int width = 10, footer = app->canvas->height - 1, max = area.columns / 2;

	measure(app);
	for (int i = 0; i < p->count; i++) {
		int w = text_width(p->entries[i].shown);

		width = w > width ? w : width;
	}
	width = width > max ? max : width;
	canvas_printf(area.canvas, area.row, area.column, app->theme->strong, "Open from %s",
		      p->folder);
	for (int i = p->first; i < p->count && i < p->first + p->rows; i++)
		draw_entry(app, area, area.row + 2 + i - p->first, width, i);
	if (!app->message[0])
		canvas_text(
			app->canvas, footer - 1, 1, app->theme->plain,
			"Networks, data sets and pictures of this folder, and what is shipped.");
	canvas_text(app->canvas, footer, 1, app->theme->footer_key, "Enter");
	canvas_text(app->canvas, footer, 7, app->theme->footer_text, "open");
	canvas_text(app->canvas, footer, 13, app->theme->footer_key, "h");
	canvas_text(app->canvas, footer, 15, app->theme->footer_text, "folder above");
	canvas_text(app->canvas, footer, 29, app->theme->footer_key, "Esc");
	canvas_text(app->canvas, footer, 33, app->theme->footer_text, "back");
}
