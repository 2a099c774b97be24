/*
 * How the Attack screen looks: the picture now and one signed map beside each other, or where there
 * is room a large picture and both maps on top of each other; the classes' bars at their right, and
 * below what became of the probabilities.
 *
 * The layout follows from the area alone, so that nothing moves while one steps. Room goes to the
 * scale of the pictures first, then to the strip, then to the film of all steps.
 */
#include "draw/chart.h"
#include "lab/story/sentences.h"
#include "tui/screen/attack/chart.h"

enum { GAP = 2, STRIP_ROWS = 5, NUMBER_ROWS = 5, STRIP_MAX = 12, WIDE_BARS = 18, STACK_BARS = 22 };
/* At least: "(rows merged)"; "next step -0.12 " and colours; curves with their labels. */
enum { NOW_COLUMNS = 13, LEGEND_COLUMNS = 24, CHART_COLUMNS = 36 };

struct layout {
	int scale;     /* of the pictures */
	int map_scale; /* smaller in narrow areas */
	enum pixels pixels;
	int rows, columns; /* of a picture in cells */
	int map_rows, map_columns;
	bool is_stacked;   /* both maps, one over the other */
	int head, caption; /* rows: 0 or 1 */
	int body;          /* rows of the pictures with their captions */
	int bars;          /* columns */
	int strip, film;   /* rows, what is blank above them included */
	int shrink;        /* of the film's pictures */
};

/* ---------------------------------------------------------------------------------- layout */

static void size_of(const struct app *app, int scale, enum pixels pixels, int *rows, int *columns)
{
	struct picture picture = app_picture(app, NULL, scale);

	picture_cells(&picture, pixels, rows, columns);
}

/* Whether the layout's pictures fit at a scale; tries wide pixels first where halves are missing.
 */
static bool fits(const struct app *app, struct layout *l, struct area area, int scale)
{
	struct picture picture = app_picture(app, NULL, scale);
	int room = (area.columns - WIDE_BARS - GAP) / 2 - GAP;
	int rows = area.rows - l->head - l->caption - l->strip;

	l->scale = l->map_scale = scale;
	for (int i = 0; i < 2; i++) {
		l->pixels = picture_pixels(&picture, area.canvas->medium, i ? 0 : room);
		picture_cells(&picture, l->pixels, &l->rows, &l->columns);
		/* Captions need their room, too. */
		l->columns = l->columns > NOW_COLUMNS ? l->columns : NOW_COLUMNS;
		l->map_rows = l->rows;
		l->map_columns = l->columns > LEGEND_COLUMNS ? l->columns : LEGEND_COLUMNS;
		l->bars = area.columns - l->columns - l->map_columns - 2 * GAP;
		l->body = l->rows + l->caption;
		if (l->rows <= rows && l->bars >= WIDE_BARS)
			return true;
	}
	return false;
}

/* A small map beside a large picture is better than a small picture. Where there is no row for the
 * head and the legend, it leaves room for them. */
static bool fits_beside(const struct app *app, struct layout *l, struct area area, int scale)
{
	fits(app, l, area, scale);
	l->map_scale = scale == 1 ? -2 : scale / 2;
	size_of(app, l->map_scale, l->pixels, &l->map_rows, &l->map_columns);
	l->bars = area.columns - l->columns - l->map_columns - 2 * GAP;
	return l->rows <= area.rows - l->head - l->caption - l->strip &&
	       l->bars >= ATTACK_BARS_COLUMNS;
}

/* A picture of scale 2 and more with both maps of half its size beside it. */
static bool fits_stacked(const struct app *app, struct layout *l, struct area area, int scale)
{
	struct picture picture = app_picture(app, NULL, scale);
	int body;

	l->scale = scale;
	l->map_scale = scale / 2;
	l->pixels = picture_pixels(&picture, area.canvas->medium, 0);
	picture_cells(&picture, l->pixels, &l->rows, &l->columns);
	size_of(app, l->map_scale, l->pixels, &l->map_rows, &l->map_columns);
	l->map_columns = l->map_columns > LEGEND_COLUMNS ? l->map_columns : LEGEND_COLUMNS;
	body = 2 * (l->map_rows + 1);
	l->body = l->rows + 1 > body ? l->rows + 1 : body;
	l->bars = area.columns - l->columns - l->map_columns - 2 * GAP;
	return 1 + l->body <= area.rows && l->bars >= STACK_BARS &&
	       !picture_merges_rows(&picture, l->pixels);
}

static bool choose_stacked(const struct app *app, struct layout *l, struct area area)
{
	l->head = l->caption = 1;
	for (int scale = 8; scale >= 2; scale--)
		if (fits_stacked(app, l, area, scale))
			return true;
	return false;
}

/* The largest scale for the pictures, and as much as possible around them; pictures are shrunk only
 * when nothing around them can go any more. */
static void choose_scale(const struct app *app, struct layout *l, struct area area)
{
	static const int around[][3] = {{1, 1, STRIP_ROWS}, {1, 1, 0}, {0, 0, 0}};

	for (int i = 0; i < 3; i++) {
		l->head = around[i][0];
		l->caption = around[i][1];
		l->strip = around[i][2];
		for (int scale = l->head ? 8 : 0; scale >= 1; scale--)
			if (fits(app, l, area, scale))
				return;
		for (int scale = 8; scale >= 1; scale--)
			if (fits_beside(app, l, area, scale))
				return;
	}
	l->head = l->caption = 1;
	l->strip = STRIP_ROWS;
	for (int scale = -2; scale >= -16; scale--)
		if (fits(app, l, area, scale))
			return;
}

/* What is left below goes to the strip, and where that is more than enough to a film. */
static void share_rest(const struct app *app, struct layout *l, struct area area)
{
	int left = area.rows - l->head - l->body, columns;

	l->film = 0;
	for (l->shrink = 1; l->shrink <= 2 && !l->film; l->shrink++) {
		size_of(app, l->shrink == 1 ? 1 : -l->shrink, PIXELS_HALVES, &l->film, &columns);
		l->film += 2;
		if (left - l->film < STRIP_ROWS + 1 || l->film > 18)
			l->film = 0;
	}
	l->shrink--;
	left -= l->film;
	l->strip = left < STRIP_MAX ? left : STRIP_MAX;
}

static struct layout layout_of(const struct app *app, struct area area)
{
	struct layout l = {0};

	l.is_stacked = choose_stacked(app, &l, area);
	if (!l.is_stacked)
		choose_scale(app, &l, area);
	share_rest(app, &l, area);
	return l;
}

bool attack_shows_both_maps(const struct app *app, struct area area)
{
	return layout_of(app, area).is_stacked;
}

/* -------------------------------------------------------------------------------- headline */

static void draw_head(struct app *app, const struct attack_state *state, struct area area)
{
	int end = area.column + area.columns, begin;
	char text[SENTENCE_MAX];

	attack_progress_words(state, area.columns < 100, text, sizeof(text));
	if (area.columns < 76)
		text[text_width(text) - 10] = '\0';
	begin = canvas_right(area.canvas, area.row, end, app->theme->plain, text);
	attack_phrase(text, sizeof(text), begin - area.column - 1, app_names(app),
		      app->sample.title, app->sample.label, state->attack->spec.target);
	canvas_text(area.canvas, area.row, area.column, app->theme->plain, text);
}

/* -------------------------------------------------------------------------------- pictures */

static void draw_now(struct app *app, struct attack_state *state, const struct layout *l,
		     struct area area)
{
	const struct attack_step *shown = attack_shown(state);
	struct picture picture =
		app_picture(app, shown ? shown->image : app->sample.pixels, l->scale);
	struct picture map = app_picture(app, picture.values, l->map_scale);
	int row = area.row + l->head;

	picture_draw(area.canvas, row, area.column, &picture, l->pixels);
	if (l->caption)
		canvas_text(area.canvas, row + l->rows, area.column, app->theme->faint,
			    !picture_merges_rows(&map, l->pixels)       ? "now"
			    : !picture_merges_rows(&picture, l->pixels) ? "now (maps: rows merged)"
			    : l->columns < 17                           ? "(rows merged)"
									: "now (rows merged)");
}

/* The next gradient, or all that was added, from `row` down with the legend: below, or where a
 * caption row is missing beneath a small map. */
static void draw_map(struct app *app, struct attack_state *state, const struct layout *l,
		     struct area area, int row, int column, bool is_added)
{
	const struct attack_step *shown = attack_shown(state);
	const float *values = !shown ? NULL : is_added ? attack_added(state) : shown->direction;
	struct picture map = app_picture(app, values, l->map_scale);
	const char *label = is_added ? "added" : "next step";
	int below = row + l->map_rows;

	if (!values) {
		canvas_printf(area.canvas, row, column, app->theme->faint, "%s: computing", label);
		return;
	}
	map.palette = app_signed_palette(app, picture_range(&map));
	picture_draw(area.canvas, row, column, &map, l->pixels);
	if (below >= area.row + area.rows)
		return;
	if (l->map_columns >= LEGEND_COLUMNS) {
		int behind = canvas_text(area.canvas, below, column, app->theme->faint, label) + 1;

		chart_legend_in(area.canvas, below, behind, column + l->map_columns - behind,
				&map.palette);
		return;
	}
	canvas_text(area.canvas, below, column, app->theme->faint, label);
	chart_legend_in(area.canvas, below + 1, column, l->map_columns, &map.palette);
}

/* ------------------------------------------------------------------------ beside and below */

static void draw_flip(struct app *app, const struct attack_state *state, struct canvas *canvas,
		      int row, int column)
{
	int first = attack_first(state->attack);

	if (first > 0)
		canvas_printf(canvas, row, column, app->theme->changed, "flips at %d", first);
}

/* What the headline and the strip would say, under a small map. */
static void draw_brief(struct app *app, const struct attack_state *state, struct area area)
{
	canvas_printf(area.canvas, area.row, area.column, app->theme->plain, "step %d/%d",
		      attack_cursor(state), state->attack->count - 1);
	canvas_printf(area.canvas, area.row + 1, area.column, app->theme->plain, "rate %.3f",
		      (double)state->attack->spec.rate);
	draw_flip(app, state, area.canvas, area.row + 2, area.column);
}

/* Where there is no room for the strip: its essence under the bars. */
static void draw_essence(struct app *app, const struct attack_state *state, const struct layout *l,
			 struct area rest)
{
	struct area sparks = {rest.canvas, rest.row - 1, rest.column, 1, rest.columns};

	attack_draw_strip(app, state, sparks);
	if (l->head && rest.rows > 3)
		draw_flip(app, state, rest.canvas, rest.row + 3, rest.column);
}

/* Beneath the numbers at the right: what has no room below the pictures, curves or film. */
static void draw_rest(struct app *app, const struct attack_state *state, const struct layout *l,
		      struct area rest, int numbers)
{
	enum { FILM_SHRINK = 2, FILM_STILLS = 3, STILL_COLUMNS = 16 };
	struct area part = rest;
	int film, columns;

	part.row += numbers + 1;
	part.rows -= numbers + 1;
	size_of(app, -FILM_SHRINK, PIXELS_HALVES, &film, &columns);
	if (l->strip < 4 && part.rows >= STRIP_ROWS && part.columns >= CHART_COLUMNS) {
		part.rows = part.rows < STRIP_MAX ? part.rows : STRIP_MAX;
		attack_draw_strip(app, state, part);
	} else if (l->strip < 4) {
		draw_essence(app, state, l, rest);
	} else if (!l->film && part.rows > film && part.columns >= FILM_STILLS * STILL_COLUMNS) {
		attack_draw_film(app, state, part, FILM_SHRINK);
	}
}

/* Rows for the numbers: three of them leave room for what else has none. */
static int number_rows(const struct layout *l, int rows)
{
	if (l->strip < 4 && rows < NUMBER_ROWS + 1 + STRIP_ROWS)
		return rows < 3 ? rows : 3;
	return rows < NUMBER_ROWS ? rows : NUMBER_ROWS;
}

/* At the right: bars, and what fits beneath them. */
static void draw_side(struct app *app, const struct attack_state *state, const struct layout *l,
		      struct area area)
{
	struct area side = {area.canvas, area.row + l->head, area.column + area.columns - l->bars,
			    l->body, l->bars};
	struct area rest = side, numbers;
	int classes = app_classes(app), max = side.rows > 8 ? side.rows - 4 : side.rows, gap;

	side.rows = classes <= side.rows ? classes : max;
	attack_draw_bars(app, state, side);
	/* A blank row, unless the numbers need it. */
	gap = l->strip < 4 || side.rows + NUMBER_ROWS != l->body;
	rest.row += side.rows + gap;
	rest.rows -= side.rows + gap;
	if (rest.rows <= 0)
		return;
	numbers = rest;
	numbers.rows = number_rows(l, rest.rows);
	attack_draw_numbers(app, state, numbers);
	draw_rest(app, state, l, rest, numbers.rows);
}

static void draw_below(struct app *app, const struct attack_state *state, const struct layout *l,
		       struct area area)
{
	struct area part = area;

	part.row += l->head + l->body;
	if (l->film) {
		part.row++;
		part.rows = l->film - 1;
		attack_draw_film(app, state, part, l->shrink);
		part.row += part.rows;
	}
	part.rows = l->strip;
	if (l->strip >= 6) {
		part.row++;
		part.rows--;
	}
	if (part.rows >= 4)
		attack_draw_strip(app, state, part);
}

void attack_draw(struct app *app, void *at, struct area area)
{
	struct attack_state *state = at;
	struct layout l = layout_of(app, area);
	int row = area.row + l.head, column = area.column + l.columns + GAP;

	if (l.head)
		draw_head(app, state, area);
	draw_now(app, state, &l, area);
	draw_map(app, state, &l, area, row, column, !l.is_stacked && state->is_added_seen);
	if (l.is_stacked)
		draw_map(app, state, &l, area, row + l.map_rows + 1, column, true);
	draw_side(app, state, &l, area);
	if (!l.head && attack_shown(state))
		draw_brief(app, state,
			   (struct area){area.canvas, area.row + l.map_rows + 3,
					 area.column + l.columns + GAP, 4, l.map_columns});
	draw_below(app, state, &l, area);
}
