/* Tests of draw/sgr_encode: every spelling means the same, and the one chosen is short. */
#include "base/rng.h"
#include "draw/sgr_encode.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

enum { UPPER_HALF = 0x2580, LOWER_HALF = 0x2584, FULL_BLOCK = 0x2588, WIDTH = 200 };

static const struct medium direct = {COLOR_DIRECT, GLYPHS_BRAILLE};

static struct rgb color_of(uint32_t number)
{
	return rgb((uint8_t)number, 0, 0);
}

static struct cell halves(uint32_t upper, uint32_t lower)
{
	return (struct cell){UPPER_HALF, {.fg = color_of(upper), .bg = color_of(lower)}};
}

/* The colour of a thread's upper (0) or lower (1) half. */
static int half_of(const struct encoded_cell *encoded_cell, int half)
{
	switch (encoded_cell->glyph) {
	case ' ':
		return encoded_cell->bg;
	case FULL_BLOCK:
		return encoded_cell->fg;
	case UPPER_HALF:
		return half == 0 ? encoded_cell->fg : encoded_cell->bg;
	case LOWER_HALF:
		return half == 0 ? encoded_cell->bg : encoded_cell->fg;
	default:
		fail_msg("glyph %x is no half-block", encoded_cell->glyph);
		return -2;
	}
}

static int changes(const struct encoded_cell *encoded, int count)
{
	int fg = -1, bg = -1, total = 0;

	for (int i = 0; i < count; i++) {
		total += (encoded[i].fg != fg) + (encoded[i].bg != bg);
		fg = encoded[i].fg;
		bg = encoded[i].bg;
	}
	return total;
}

static void random_halves_keep_both_their_colours(void **state)
{
	struct cell cells[WIDTH];
	struct encoded_cell encoded[WIDTH];
	struct rng rng;

	(void)state;
	rng_seed(&rng, 1, RNG_NOISE);
	for (uint32_t colors = 1; colors < 20; colors++) {
		for (int i = 0; i < WIDTH; i++)
			cells[i] = halves(rng_below(&rng, colors), rng_below(&rng, colors));
		sgr_encode_row(cells, WIDTH, direct, encoded);
		for (int i = 0; i < WIDTH; i++) {
			assert_int_equal(half_of(&encoded[i], 0), cells[i].style.fg.r << 16);
			assert_int_equal(half_of(&encoded[i], 1), cells[i].style.bg.r << 16);
		}
	}
}

static void two_colours_need_but_two_changes(void **state)
{
	static const int pattern[] = {12, 21, 11, 22, 12, 11, 21, 22, 22, 21};
	struct cell cells[10];
	struct encoded_cell encoded[10];

	(void)state;
	for (int i = 0; i < 10; i++)
		cells[i] = halves((uint32_t)pattern[i] / 10, (uint32_t)pattern[i] % 10);
	sgr_encode_row(cells, 10, direct, encoded);
	assert_int_equal(changes(encoded, 10), 2);
}

/* Taken one by one, the first cell would be an upper block, and the row would cost a change more.
 */
static void a_cell_is_spelled_with_the_next_ones_in_mind(void **state)
{
	struct cell cells[] = {halves(1, 2), halves(3, 3), halves(3, 2), halves(2, 3),
			       halves(1, 2)};
	struct encoded_cell encoded[5];

	(void)state;
	sgr_encode_row(cells, 5, direct, encoded);
	assert_int_equal(encoded[0].glyph, LOWER_HALF);
	assert_int_equal(encoded[1].glyph, ' ');
	assert_int_equal(changes(encoded, 5), 4);
}

static void all_spellings_of_a_pair_are_read(void **state)
{
	struct cell cells[] = {
		{UPPER_HALF, {.fg = color_of(1), .bg = color_of(2)}},
		{LOWER_HALF, {.fg = color_of(2), .bg = color_of(1)}},
		{FULL_BLOCK, {.fg = color_of(1), .bg = color_of(9)}},
		{' ', {.fg = color_of(9), .bg = color_of(2)}},
	};
	struct encoded_cell encoded[4];

	(void)state;
	sgr_encode_row(cells, 4, direct, encoded);
	assert_int_equal(changes(encoded, 4), 2);
	assert_int_equal(half_of(&encoded[1], 0), 1 << 16);
	assert_int_equal(half_of(&encoded[2], 1), 1 << 16);
	assert_int_equal(half_of(&encoded[3], 1), 2 << 16);
}

/* Pairs of colours that differ from the cell before. */
static int pair_changes(const struct encoded_cell *encoded, int count)
{
	int fg = -1, bg = -1, total = 0;

	for (int i = 0; i < count; i++) {
		total += encoded[i].fg != fg || encoded[i].bg != bg;
		fg = encoded[i].fg;
		bg = encoded[i].bg;
	}
	return total;
}

/* Solid cells take the pair of the edge after them; taken one by one, each cell would change it. */
static void pairs_of_solid_cells_are_those_of_the_next_edge(void **state)
{
	struct cell cells[] = {halves(5, 6), halves(1, 1),   halves(1, 1),
			       halves(2, 1), {.glyph = ' '}, {UPPER_HALF, {.fg = color_of(3)}}};
	struct encoded_cell encoded[6];

	(void)state;
	sgr_encode_pairs(cells, 6, direct, encoded);
	assert_int_equal(pair_changes(encoded, 6), 3);
	for (int i = 0; i < 4; i++) {
		assert_int_equal(half_of(&encoded[i], 0), cells[i].style.fg.r << 16);
		assert_int_equal(half_of(&encoded[i], 1), cells[i].style.bg.r << 16);
	}
	assert_int_equal(encoded[4].bg, -1);
	assert_int_equal(encoded[4].glyph, ' ');
}

static void random_pairs_keep_both_their_colours(void **state)
{
	struct cell cells[WIDTH];
	struct encoded_cell encoded[WIDTH];
	struct rng rng;

	(void)state;
	rng_seed(&rng, 2, RNG_NOISE);
	for (uint32_t colors = 1; colors < 20; colors++) {
		for (int i = 0; i < WIDTH; i++)
			cells[i] = halves(rng_below(&rng, colors), rng_below(&rng, colors));
		sgr_encode_pairs(cells, WIDTH, direct, encoded);
		for (int i = 0; i < WIDTH; i++) {
			assert_int_equal(half_of(&encoded[i], 0), cells[i].style.fg.r << 16);
			assert_int_equal(half_of(&encoded[i], 1), cells[i].style.bg.r << 16);
		}
	}
}

static void the_terminals_own_ground_is_only_ever_a_background(void **state)
{
	struct cell cells[] = {
		{UPPER_HALF, {.fg = color_of(1)}},
		{LOWER_HALF, {.fg = color_of(1)}},
		{' ', {.bg = color_of(1)}},
		{.glyph = ' '},
	};
	struct encoded_cell encoded[4];

	(void)state;
	sgr_encode_row(cells, 4, direct, encoded);
	for (int i = 0; i < 4; i++)
		assert_int_equal(encoded[i].bg, -1);
	assert_int_equal(encoded[0].glyph, UPPER_HALF);
	assert_int_equal(encoded[1].glyph, LOWER_HALF);
	assert_int_equal(encoded[2].glyph, FULL_BLOCK);
	assert_int_equal(encoded[3].glyph, ' ');
}

static void text_and_attributes_pass_as_they_are(void **state)
{
	struct cell cells[] = {
		{'a', {.fg = color_of(1), .attributes = CELL_BOLD}},
		{' ', {.bg = color_of(1), .attributes = CELL_UNDERLINE}},
		{.glyph = FULL_BLOCK}, /* a bar in the terminal's own ink */
		{0x258e, {.fg = color_of(2)}},
	};
	struct encoded_cell encoded[4];

	(void)state;
	sgr_encode_row(cells, 4, direct, encoded);
	for (int i = 0; i < 4; i++) {
		assert_int_equal(encoded[i].glyph, cells[i].glyph);
		assert_int_equal(encoded[i].fg, color_index(COLOR_DIRECT, cells[i].style.fg));
		assert_int_equal(encoded[i].bg, color_index(COLOR_DIRECT, cells[i].style.bg));
		assert_int_equal(encoded[i].attributes, cells[i].style.attributes);
	}
}

static void without_utf8_solid_cells_stay_spaces(void **state)
{
	struct cell cells[] = {{' ', {.bg = color_of(1)}}, {' ', {.bg = color_of(200)}}};
	struct encoded_cell encoded[2];

	(void)state;
	for (int mode = COLOR_8; mode < COLOR_MODES; mode++) {
		sgr_encode_row(cells, 2, (struct medium){(enum color_mode)mode, GLYPHS_ASCII},
			       encoded);
		assert_int_equal(encoded[0].glyph, ' ');
		assert_int_equal(encoded[1].glyph, ' ');
		assert_int_equal(encoded[1].fg, -1);
	}
}

static void without_colours_blocks_remain_blocks(void **state)
{
	struct cell cells[] = {{FULL_BLOCK, {.fg = color_of(1)}}, {' ', {.bg = color_of(1)}}};
	struct encoded_cell encoded[2];

	(void)state;
	sgr_encode_row(cells, 2, (struct medium){COLOR_MONO, GLYPHS_BRAILLE}, encoded);
	assert_int_equal(encoded[0].glyph, FULL_BLOCK);
	assert_int_equal(encoded[1].glyph, ' ');
	assert_int_equal(changes(encoded, 2), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(random_halves_keep_both_their_colours),
		cmocka_unit_test(two_colours_need_but_two_changes),
		cmocka_unit_test(a_cell_is_spelled_with_the_next_ones_in_mind),
		cmocka_unit_test(all_spellings_of_a_pair_are_read),
		cmocka_unit_test(pairs_of_solid_cells_are_those_of_the_next_edge),
		cmocka_unit_test(random_pairs_keep_both_their_colours),
		cmocka_unit_test(the_terminals_own_ground_is_only_ever_a_background),
		cmocka_unit_test(text_and_attributes_pass_as_they_are),
		cmocka_unit_test(without_utf8_solid_cells_stay_spaces),
		cmocka_unit_test(without_colours_blocks_remain_blocks),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
