/* The spellings of a cell and the cheapest sequence of them. */
#include "draw/sgr_encode.h"
#include "base/xalloc.h"

#include <stdlib.h>

enum { UPPER_HALF = 0x2580, LOWER_HALF = 0x2584, FULL_BLOCK = 0x2588, STATES = 8 };

/* The colours after a cell, the bytes so far, and which state of the cell before led here. */
struct state {
	int fg, bg;
	int cost;
	int from;
	uint32_t glyph;
};

struct step {
	struct state states[STATES];
	int count;
};

/* What a cell shows: two colours above each other, or else a glyph in its colours. */
struct look {
	bool is_halves;
	int upper, lower;
	int fg, bg;
	/* For a cell of one colour: the colour that goes with it in the next cell of more. */
	int hint;
};

/* A block in the terminal's own ink is text: only the ground has its own colour in both layers. */
static struct look look_of(const struct cell *cell, enum color_mode mode)
{
	int fg = color_index(mode, cell->style.fg), bg = color_index(mode, cell->style.bg);
	struct look text = {.fg = fg, .bg = bg};

	if (cell->style.attributes || (fg == -1 && cell->glyph != ' '))
		return text;
	switch (cell->glyph) {
	case ' ':
		return (struct look){true, bg, bg, fg, bg, -1};
	case UPPER_HALF:
		return (struct look){true, fg, bg, fg, bg, -1};
	case LOWER_HALF:
		return (struct look){true, bg, fg, fg, bg, -1};
	case FULL_BLOCK:
		return (struct look){true, fg, fg, fg, bg, -1};
	default:
		return text;
	}
}

static bool is_solid(const struct look *look)
{
	return look->is_halves && look->upper == look->lower;
}

static int hint_of(int color, const struct look *next)
{
	if (is_solid(next))
		return next->upper == color ? next->hint : -1;
	if (!next->is_halves)
		return next->bg == color ? next->fg : -1;
	return next->upper == color ? next->lower : next->lower == color ? next->upper : -1;
}

/* From the right, as hints come from there. */
static void look_at_row(const struct cell *cells, int count, enum color_mode mode,
			struct look *looks)
{
	for (int i = count - 1; i >= 0; i--) {
		looks[i] = look_of(&cells[i], mode);
		if (is_solid(&looks[i]) && i + 1 < count)
			looks[i].hint = hint_of(looks[i].upper, &looks[i + 1]);
	}
}

static int color_bytes(enum color_mode mode)
{
	return mode == COLOR_DIRECT ? 15 : mode == COLOR_256 ? 8 : 3;
}

/* Bytes of a change as an SGR stream: a colour is sent where it differs, -1 in 2 bytes. */
static int sgr_bytes(const struct state *from, int fg, int bg, enum color_mode mode)
{
	int bytes = 3;

	if (fg != from->fg)
		bytes += fg == -1 ? 3 : color_bytes(mode);
	if (bg != from->bg)
		bytes += bg == -1 ? 3 : color_bytes(mode);
	return bytes;
}

/* Bytes as curses sends them: both colours again, each in an escape of its own, after a reset where
 * one becomes the terminal's own. */
static int pair_bytes(const struct state *from, int fg, int bg, enum color_mode mode)
{
	bool has_reset = (fg == -1 && from->fg != -1) || (bg == -1 && from->bg != -1);

	return (has_reset ? 8 : 0) + ((fg != -1) + (bg != -1)) * (color_bytes(mode) + 2);
}

/* Keeps one state for each pair of colours, and the cheapest where there is no room for all. */
static void step_add(struct step *step, struct state state)
{
	int worst = 0;

	for (int i = 0; i < step->count; i++) {
		struct state *known = &step->states[i];

		if (known->fg == state.fg && known->bg == state.bg) {
			if (state.cost < known->cost)
				*known = state;
			return;
		}
		if (known->cost > step->states[worst].cost)
			worst = i;
	}
	if (step->count < STATES)
		step->states[step->count++] = state;
	else if (state.cost < step->states[worst].cost)
		step->states[worst] = state;
}

struct loom {
	struct medium medium;
	int (*bytes)(const struct state *from, int fg, int bg, enum color_mode);
	const struct step *before;
	struct step *step;
	int from;
};

static void try_spelling(struct loom *loom, int fg, int bg, uint32_t glyph)
{
	const struct state *from = &loom->before->states[loom->from];
	int cost = from->cost + (glyph < 0x80 ? 1 : 3);

	if (fg != from->fg || bg != from->bg)
		cost += loom->bytes(from, fg, bg, loom->medium.mode);
	step_add(loom->step, (struct state){fg, bg, cost, loom->from, glyph});
}

/* The colour that does not show stays as it was, or is what comes next, or the terminal's own. */
static void spell_solid(struct loom *loom, int color, int hint)
{
	const struct state *from = &loom->before->states[loom->from];

	try_spelling(loom, from->fg, color, ' ');
	try_spelling(loom, hint, color, ' ');
	try_spelling(loom, -1, color, ' ');
	if (color == -1 || !medium_has_utf8(loom->medium))
		return;
	try_spelling(loom, color, from->bg, FULL_BLOCK);
	try_spelling(loom, color, hint, FULL_BLOCK);
}

static void spell_halves(struct loom *loom, const struct look *look)
{
	if (look->upper != -1)
		try_spelling(loom, look->upper, look->lower, UPPER_HALF);
	if (look->lower != -1)
		try_spelling(loom, look->lower, look->upper, LOWER_HALF);
}

static void spell_cell(struct loom *loom, const struct look *look, uint32_t glyph)
{
	loom->step->count = 0;
	for (loom->from = 0; loom->from < loom->before->count; loom->from++) {
		if (is_solid(look))
			spell_solid(loom, look->upper, look->hint);
		else if (look->is_halves)
			spell_halves(loom, look);
		else
			try_spelling(loom, look->fg, look->bg, glyph);
	}
}

static int cheapest(const struct step *step)
{
	int best = 0;

	for (int i = 1; i < step->count; i++)
		if (step->states[i].cost < step->states[best].cost)
			best = i;
	return best;
}

static void sgr_encode(struct loom loom, const struct cell *cells, int count,
		       struct encoded_cell *out)
{
	struct step *steps = xmalloc(((size_t)count + 1) * sizeof(*steps));
	struct look *looks = xmalloc((size_t)count * sizeof(*looks));
	int chosen;

	look_at_row(cells, count, loom.medium.mode, looks);
	steps[0] = (struct step){.states = {{.fg = -1, .bg = -1}}, .count = 1};
	for (int i = 0; i < count; i++) {
		loom.before = &steps[i];
		loom.step = &steps[i + 1];
		spell_cell(&loom, &looks[i], cells[i].glyph);
	}
	chosen = cheapest(&steps[count]);
	for (int i = count; i > 0; i--) {
		const struct state *state = &steps[i].states[chosen];

		out[i - 1] = (struct encoded_cell){state->glyph, state->fg, state->bg,
						   cells[i - 1].style.attributes};
		chosen = state->from;
	}
	free(looks);
	free(steps);
}

void sgr_encode_row(const struct cell *cells, int count, struct medium medium,
		    struct encoded_cell *out)
{
	sgr_encode((struct loom){.medium = medium, .bytes = sgr_bytes}, cells, count, out);
}

void sgr_encode_pairs(const struct cell *cells, int count, struct medium medium,
		      struct encoded_cell *out)
{
	sgr_encode((struct loom){.medium = medium, .bytes = pair_bytes}, cells, count, out);
}
