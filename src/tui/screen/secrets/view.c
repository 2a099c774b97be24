/*
 * The images that are there, small, each with what the chosen network reads; the one under the
 * cursor large; and below, the networks, a row each.
 */
#include "base/text.h"
#include "draw/fit.h"
#include "lab/story/sentences.h"
#include "tui/screen/secrets/secrets.h"
#include "tui/widget/gallery.h"
#include "tui/widget/paragraph.h"
#include "tui/widget/scroll.h"

#include <stdio.h>
#include <string.h>

enum { SMALL_ROWS = 7, SMALL_COLUMNS = 14, CAPTION = 8, GAP = 2, WORDS = 3 };
/* The table: rows at least; columns of a name, of what is read, of how much is the same, where
 * there are 80. */
enum { TABLE = 4, NAME = 22, READS = 22, SAME = 12 };

/* Less where there is less room. */
static int share(struct area area, int columns)
{
	return area.columns >= 76 ? columns : columns == READS ? 14 : columns * 13 / 16;
}

static const char *const about =
	"A text becomes images of noise, a symbol each: the class that this network takes it for. "
	"To every other network, and to a person, they say nothing. This is hiding, not "
	"encryption: who has the network's file reads the text, and images of noise are "
	"conspicuous.";

struct layout {
	struct gallery gallery;
	struct fitted large;
	int large_column, table_row, table_rows, networks; /* networks: of the table */
};

/* It depends on the room and the networks alone: nothing jumps while images come. */
static struct layout place(struct app *app, const struct secrets_state *s, struct area area)
{
	struct picture picture = app_picture(app, NULL, 1);
	struct layout l = {.table_rows = s->row_count + 2};
	struct area *room = &l.gallery.area;
	struct fitted small;
	int most = area.rows - 1 - 2 * (SMALL_ROWS + 1);

	most = most > TABLE ? most : TABLE;
	/* Where not all fit, the person's row is the first to go. */
	l.networks = s->row_count <= most - 2 ? s->row_count : most - 1;
	l.networks = l.networks < s->row_count ? l.networks : s->row_count;
	l.table_rows = l.table_rows < most ? l.table_rows : most;
	l.table_row = area.row + area.rows - l.table_rows;
	*room = (struct area){area.canvas, area.row + 1, area.column, area.rows - 1 - l.table_rows,
			      area.columns};
	room->rows -= room->rows > 2 * (SMALL_ROWS + 1);
	l.large = fit_into(&picture, app->medium, room->rows - WORDS + 1, area.columns / 2);
	l.large_column = area.column + area.columns - l.large.columns;
	room->columns -= l.large.columns + GAP;
	small = fit_into(&picture, app->medium, SMALL_ROWS, SMALL_COLUMNS);
	l.gallery.picture = picture;
	l.gallery.picture.scale = small.scale;
	l.gallery.pixels = small.pixels;
	l.gallery.caption_rows = 1;
	l.gallery.min_columns = CAPTION;
	gallery_measure(&l.gallery);
	return l;
}

/* ------------------------------------------------------------------------------------- head */

static void draw_head(struct app *app, const struct secrets_state *s, struct area area)
{
	const struct secrets_row *reader = secrets_revealed(s);
	char what[SECRETS_QUOTED], left[SECRETS_QUOTED + 96], right[96], pace[64];
	int noise = secrets_noises[s->noise];

	secrets_pace(app, s, pace);
	if (s->made < s->images.count)
		snprintf(right, sizeof(right), "image %d/%d  %s", s->made, s->images.count,
			 s->is_making    ? pace
			 : s->is_stopped ? "stopped"
					 : "");
	else
		snprintf(right, sizeof(right), "noise added: %d/255", noise);
	if (s->maker)
		secrets_quoted(s->text, s->size, area.columns / 2 - 10, what);
	else
		text_cut(s->file, area.columns / 3, what, sizeof(what));
	snprintf(left, sizeof(left), "%s: ", what);
	if (s->maker || reader)
		snprintf(left + strlen(left), 64, "%zu bytes in ",
			 s->maker ? s->size : reader->size);
	snprintf(left + strlen(left), 32, "%d images", s->images.count);
	canvas_clip(area.canvas, area.row, area.column,
		    area.column + area.columns - text_width(right) - 1, app->theme->strong, left);
	canvas_right(area.canvas, area.row, area.column + area.columns,
		     s->is_making || noise > 0 ? app->theme->changed : app->theme->faint, right);
}

/* ----------------------------------------------------------------------------------- images */

static void draw_image(const struct secrets_state *s, int i, int row, int column,
		       const struct picture *of, enum pixels pixels, struct canvas *canvas)
{
	float values[DATASET_MAX_SIDE * DATASET_MAX_SIDE];
	struct picture picture = *of;

	stego_pixels(s->images.images + (size_t)i * s->images.pixels, s->images.pixels,
		     secrets_noises[s->noise], i, values);
	picture.values = values;
	picture_draw(canvas, row, column, &picture, pixels);
}

static bool is_misread(const struct secrets_state *s, const struct secrets_row *row, int i)
{
	const int *symbols = secrets_symbols(s);

	return symbols && i < row->answered && row->symbols[i] != symbols[i];
}

static void draw_tile(struct app *app, const struct secrets_state *s, const struct gallery *g,
		      int i, int row, int column)
{
	const struct secrets_row *reader = s->rows[0];
	struct canvas *canvas = g->area.canvas;
	bool is_cursor = i == s->cursor;
	struct style style = is_cursor                  ? app->theme->cursor
			     : is_misread(s, reader, i) ? app->theme->bad
							: app->theme->plain;
	char name[CLASS_NAME_MAX], p[TEXT_NUMBER_MAX];

	draw_image(s, i, row, column, &g->picture, g->pixels, canvas);
	if (i >= reader->answered) {
		canvas_printf(canvas, row + g->rows, column, is_cursor ? style : app->theme->faint,
			      "%-*s", is_cursor ? g->tile_columns - 1 : 0, "...");
		return;
	}
	class_name_cut(app_names(app), reader->symbols[i], g->tile_columns - 7, name);
	text_fixed((double)reader->probabilities[i], 5, 3, false, p);
	canvas_printf(canvas, row + g->rows, column, style, "%s%s%s%*s", name,
		      is_misread(s, reader, i) ? "!" : " ", p,
		      is_cursor ? g->tile_columns - 7 - text_width(name) : 0, "");
}

static void draw_gallery(struct app *app, struct secrets_state *s, const struct gallery *g)
{
	int page = g->per_row * g->row_count, first = s->cursor / page * page;

	s->per_page = page;
	s->per_row = g->per_row;
	for (int i = first; i < s->made && i < first + page; i++) {
		int row, column;

		gallery_place(g, i - first, &row, &column);
		draw_tile(app, s, g, i, row, column);
		app_spot(app, row, column, g->tile_rows, g->tile_columns, i);
	}
}

/* "an 8 (99.8 %)" */
static void read_words(struct app *app, const struct secrets_row *row, int i, char text[96])
{
	char name[CLASS_PHRASE_MAX], sure[TEXT_NUMBER_MAX];

	snprintf(text, 96, "...");
	if (!row->model || i >= row->answered)
		return;
	class_phrase(name, sizeof(name), app_names(app), row->symbols[i]);
	snprintf(text, 96, "%s (%s)", name, text_percent((double)row->probabilities[i], 1, sure));
}

static void draw_large(struct app *app, const struct secrets_state *s, const struct layout *l,
		       struct area area)
{
	struct picture picture = app_picture(app, NULL, l->large.scale);
	int row = l->gallery.area.row + l->large.rows, end = area.column + area.columns;
	char words[96], part[64];

	if (s->cursor >= s->made)
		return;
	draw_image(s, s->cursor, l->gallery.area.row, l->large_column, &picture, l->large.pixels,
		   area.canvas);
	read_words(app, s->rows[0], s->cursor, words);
	canvas_clip(area.canvas, row, l->large_column, end, app->theme->plain, words);
	secrets_part(s, s->rows[0]->model->net->classes, s->cursor, part);
	canvas_right(area.canvas, row + 1,
		     l->large_column + text_width(part) < end ? l->large_column + text_width(part)
							      : end,
		     app->theme->faint, part);
}

/* ------------------------------------------------------------------------------------ table */

static void draw_row(struct app *app, const struct secrets_state *s, const struct secrets_row *row,
		     struct area area, int at)
{
	int name = share(area, NAME), reads = share(area, READS), size = share(area, SAME);
	int same = secrets_same(s, row), column = area.column + name;
	int left = area.columns - name - reads - size;
	struct style style = row->verdict == SECRETS_REVEALED  ? app->theme->good
			     : row->verdict == SECRETS_REFUSED ? app->theme->bad
							       : app->theme->faint;
	char words[96], verdict[SECRETS_QUOTED];

	/* The seed is left out before it is cut. */
	canvas_clip(area.canvas, at, area.column, column - 1,
		    row->kind == SECRETS_CHOSEN ? app->theme->strong : app->theme->plain,
		    row->model && text_width(row->name) >= name ? row->model->facts.name
								: row->name);
	read_words(app, row, s->cursor, words);
	canvas_clip(area.canvas, at, column, column + reads - 1, app->theme->plain, words);
	if (same >= 0)
		canvas_printf(area.canvas, at, column + reads, app->theme->plain, "%*d/%d",
			      snprintf(NULL, 0, "%d", s->images.count), same, s->images.count);
	secrets_verdict(s, row, left, verdict);
	canvas_clip(area.canvas, at, column + reads + size, area.column + area.columns, style,
		    verdict);
}

static void draw_table(struct app *app, const struct secrets_state *s, const struct layout *l,
		       struct area area)
{
	struct style faint = app->theme->faint;
	int row = l->table_row, column = area.column + share(area, NAME),
	    reads = share(area, READS), size = share(area, SAME);

	if (l->networks < s->row_count)
		canvas_printf(area.canvas, row, area.column, faint, "who reads: %d of %d",
			      l->networks, s->row_count);
	else
		canvas_text(area.canvas, row, area.column, faint, "who reads");
	canvas_printf(area.canvas, row, column, faint, "image %d of %d", s->cursor + 1,
		      s->images.count);
	if (secrets_symbols(s))
		canvas_text(area.canvas, row, column + reads, faint,
			    area.columns < 76 ? "hidden" : "as hidden");
	canvas_text(area.canvas, row, column + reads + size, faint, "the text");
	for (int i = 0; i < l->networks; i++)
		draw_row(app, s, s->rows[i], area, row + 1 + i);
	row += l->table_rows - 1;
	if (l->networks > l->table_rows - 2)
		return;
	canvas_text(area.canvas, row, area.column, app->theme->plain, "a person");
	canvas_text(area.canvas, row, column, app->theme->plain, "noise");
	canvas_text(area.canvas, row, column + reads + size, app->theme->plain, "nothing");
}

/* ------------------------------------------------------------------------------------- empty */

static void draw_empty(struct app *app, struct area area)
{
	int classes = app_classes(app), rest = stego_images(classes, 0);
	char capacity[160];

	area.columns = area.columns < 76 ? area.columns : 76;
	area.row += 1 + paragraph_draw(&area, 0, app->theme->plain, about);
	snprintf(capacity, sizeof(capacity),
		 "%d classes take %d images a byte and %d more for the length and a checksum; at "
		 "most %d bytes.",
		 classes, stego_images(classes, 1) - rest, rest, STEGO_TEXT_MAX);
	area.row += 1 + paragraph_draw(&area, 0, app->theme->plain, capacity);
	paragraph_draw(&area, 0, app->theme->faint,
		       "t types a text; o opens images that were saved.");
}

/* Where there is room between images and table. */
static void draw_about(struct app *app, const struct layout *l, struct area area)
{
	const struct gallery *g = &l->gallery;
	struct area room = {area.canvas, g->area.row + g->row_count * g->tile_rows + 1, area.column,
			    0, g->area.columns};

	room.rows = l->table_row - 1 - room.row;
	if (room.rows >= paragraph_lines(about, room.columns))
		paragraph_draw(&room, 0, app->theme->faint, about);
}

void secrets_draw(struct app *app, void *state, struct area area)
{
	struct secrets_state *s = state;
	struct layout l;

	if (s->images.count == 0 || s->row_count == 0) {
		draw_empty(app, area);
		return;
	}
	l = place(app, s, area);
	draw_head(app, s, area);
	draw_gallery(app, s, &l.gallery);
	draw_large(app, s, &l, area);
	draw_about(app, &l, area);
	draw_table(app, s, &l, area);
}
