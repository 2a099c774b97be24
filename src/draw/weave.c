/* The spellings of a cell and the cheapest sequence of them. */
#include "draw/weave.h"
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

/* What a cell shows: two colours above each other, or else a glyph. */
struct look {
	bool is_halves;
	int upper, lower;
};

/* A block in the terminal's own ink is text: only the ground has its own colour in both layers. */
static struct look look_of(const struct cell *cell, int fg, int bg)
{
	if (cell->style.attributes)
		return (struct look){false, 0, 0};
	if (cell->glyph == ' ')
		return (struct look){true, bg, bg};
	if (fg == -1)
		return (struct look){false, 0, 0};
	switch (cell->glyph) {
	case UPPER_HALF:
		return (struct look){true, fg, bg};
	case LOWER_HALF:
		return (struct look){true, bg, fg};
	case FULL_BLOCK:
		return (struct look){true, fg, fg};
	default:
		return (struct look){false, 0, 0};
	}
}

static int color_bytes(enum color_mode mode)
{
	return mode == COLOR_DIRECT ? 15 : mode == COLOR_256 ? 8 : 3;
}

static int cost_of(const struct state *from, int fg, int bg, uint32_t glyph, enum color_mode mode)
{
	int changes = (fg != from->fg) + (bg != from->bg);

	return from->cost + (glyph < 0x80 ? 1 : 3) +
	       (changes ? 3 + changes * color_bytes(mode) : 0);
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
	const struct step *before;
	struct step *step;
	int from;
};

static void try_spelling(struct loom *loom, int fg, int bg, uint32_t glyph)
{
	const struct state *from = &loom->before->states[loom->from];
	int cost = cost_of(from, fg, bg, glyph, loom->medium.mode);

	step_add(loom->step, (struct state){fg, bg, cost, loom->from, glyph});
}

static void spell_halves(struct loom *loom, int upper, int lower)
{
	const struct state *from = &loom->before->states[loom->from];

	if (upper == lower) {
		try_spelling(loom, from->fg, upper, ' ');
		if (upper != -1 && loom->medium.has_utf8)
			try_spelling(loom, upper, from->bg, FULL_BLOCK);
		return;
	}
	if (upper != -1)
		try_spelling(loom, upper, lower, UPPER_HALF);
	if (lower != -1)
		try_spelling(loom, lower, upper, LOWER_HALF);
}

static void spell_cell(struct loom *loom, const struct cell *cell)
{
	int fg = color_index(loom->medium.mode, cell->style.fg);
	int bg = color_index(loom->medium.mode, cell->style.bg);
	struct look look = look_of(cell, fg, bg);

	loom->step->count = 0;
	for (loom->from = 0; loom->from < loom->before->count; loom->from++) {
		if (look.is_halves)
			spell_halves(loom, look.upper, look.lower);
		else
			try_spelling(loom, fg, bg, cell->glyph);
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

void weave_row(const struct cell *cells, int count, struct medium medium, struct thread *out)
{
	struct step *steps = xmalloc(((size_t)count + 1) * sizeof(*steps));
	struct loom loom = {.medium = medium};
	int chosen;

	steps[0] = (struct step){.states = {{.fg = -1, .bg = -1}}, .count = 1};
	for (int i = 0; i < count; i++) {
		loom.before = &steps[i];
		loom.step = &steps[i + 1];
		spell_cell(&loom, &cells[i]);
	}
	chosen = cheapest(&steps[count]);
	for (int i = count; i > 0; i--) {
		const struct state *state = &steps[i].states[chosen];

		out[i - 1] = (struct thread){state->glyph, state->fg, state->bg,
					     cells[i - 1].style.attributes};
		chosen = state->from;
	}
	free(steps);
}
