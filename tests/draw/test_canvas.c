/* Tests of draw/canvas: clipping, cleaning, text. */
#include "draw/canvas.h"

#include <limits.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static const struct medium utf8 = {COLOR_256, GLYPHS_BRAILLE}, ascii = {COLOR_256, GLYPHS_ASCII};
static const struct style plain = {0};

static void assert_row(const struct canvas *canvas, int row, const uint32_t *glyphs, int count)
{
	for (int i = 0; i < count; i++)
		assert_int_equal(canvas_at(canvas, row, i)->glyph, glyphs[i]);
}

static void a_new_canvas_is_blank(void **state)
{
	struct canvas *canvas = canvas_new(utf8, 2, 3);

	(void)state;
	for (int i = 0; i < 6; i++) {
		const struct cell *cell = canvas_at(canvas, i / 3, i % 3);

		assert_int_equal(cell->glyph, ' ');
		assert_false(cell->style.fg.is_set || cell->style.bg.is_set);
		assert_int_equal(cell->style.attributes, 0);
	}
	canvas_free(canvas);
	canvas_free(NULL);
}

static void drawing_outside_is_clipped(void **state)
{
	struct canvas *canvas = canvas_new(utf8, 2, 3);
	static const uint32_t middle[] = {'c', 'd', 'e'}, blank[] = {' ', ' ', 'x'};

	(void)state;
	canvas_text(canvas, 0, -2, plain, "abcdefgh");
	canvas_put(canvas, 2, 0, plain, 'x');
	canvas_put(canvas, -1, 0, plain, 'x');
	canvas_put(canvas, INT_MIN, INT_MAX, plain, 'x');
	canvas_text(canvas, 1, 2, plain, "xy");
	assert_row(canvas, 0, middle, 3);
	assert_row(canvas, 1, blank, 3);
	assert_null(canvas_at(canvas, 2, 0));
	assert_null(canvas_at(canvas, 0, 3));
	assert_null(canvas_at(canvas, -1, 0));
	canvas_free(canvas);
}

static void an_empty_canvas_takes_anything(void **state)
{
	struct canvas *canvas = canvas_new(utf8, 0, 0);

	(void)state;
	assert_int_equal(canvas_text(canvas, 0, 0, plain, "abc"), 3);
	assert_null(canvas_at(canvas, 0, 0));
	canvas_free(canvas);
}

static void utf8_text_takes_a_column_for_each_glyph(void **state)
{
	struct canvas *canvas = canvas_new(utf8, 1, 8);
	static const uint32_t expected[] = {0xe9, 0x2588, 0x28ff, 'z', ' '};

	(void)state;
	assert_int_equal(canvas_text(canvas, 0, 0, plain, "é█⣿z"), 4);
	assert_row(canvas, 0, expected, 5);
	assert_int_equal(text_width("é█⣿z"), 4);
	assert_int_equal(text_width(""), 0);
	canvas_free(canvas);
}

/* What stands in the first column after a text of a few bytes, and how many columns those take. */
static void assert_shows(const char *text, uint32_t glyph, int width)
{
	struct canvas *canvas = canvas_new(utf8, 1, 8);

	assert_int_equal(canvas_text(canvas, 0, 0, plain, text), width);
	assert_int_equal(canvas_at(canvas, 0, 0)->glyph, glyph);
	assert_int_equal(text_width(text), width);
	canvas_free(canvas);
}

static void hostile_text_becomes_question_marks(void **state)
{
	(void)state;
	assert_shows("\033", '?', 1);
	assert_shows("\177", '?', 1);
	assert_shows("\xc2\x9b", '?', 1);         /* the one-character CSI */
	assert_shows("\xe2\x80\xae", '?', 1);     /* right-to-left override */
	assert_shows("\xcc\x81", '?', 1);         /* a combining accent */
	assert_shows("\xe3\x82\x99", '?', 1);     /* one of a wide letter */
	assert_shows("\xf0\x9f\x98\x80", '?', 2); /* an emoji */
	assert_shows("\xff", '?', 1);
	assert_shows("\x80\x80", '?', 2);
	assert_shows("\xc0\xaf", '?', 2); /* overlong */
	assert_shows("\xe0\x80\xaf", '?', 3);
	assert_shows("\xed\xa0\x80", '?', 3);     /* a surrogate */
	assert_shows("\xf4\x90\x80\x80", '?', 4); /* beyond Unicode */
	assert_shows("\xe2\x96", '?', 2);         /* cut off */
	assert_shows("\xe2", '?', 1);
}

static void wide_letters_take_two_cells(void **state)
{
	static const uint32_t whole[] = {0x4e2d, 0, 'a', ' '}, at_end[] = {'a', 0xac00, 0, '?'},
			      clipped[] = {'a', '?', ' ', ' '}, left[] = {' ', 'x', 'a', ' '},
			      right[] = {'x', ' ', 'a', ' '}, other[] = {' ', 0x4e2d, 0, ' '},
			      plain_ascii[] = {'?', ' ', 'a', ' '};
	struct canvas *canvas = canvas_new(utf8, 1, 4);

	(void)state;
	assert_shows("\xe4\xb8\xad", 0x4e2d, 2);
	assert_int_equal(canvas_text(canvas, 0, 0, plain,
				     "\xe4\xb8\xad"
				     "a"),
			 3);
	assert_row(canvas, 0, whole, 4);
	/* What is put over a half leaves no other half. */
	canvas_put(canvas, 0, 1, plain, 'x');
	assert_row(canvas, 0, left, 4);
	canvas_text(canvas, 0, 0, plain,
		    "\xe4\xb8\xad"
		    "a");
	canvas_put(canvas, 0, 0, plain, 'x');
	assert_row(canvas, 0, right, 4);
	canvas_reset(canvas);
	canvas_text(canvas, 0, 0, plain, "\xe4\xb8\xad");
	canvas_text(canvas, 0, 1, plain, "\xe4\xb8\xad");
	assert_row(canvas, 0, other, 4);
	canvas_reset(canvas);
	assert_int_equal(canvas_clip(canvas, 0, 0, 2, plain, "a\xe4\xb8\xad"), 2);
	assert_row(canvas, 0, clipped, 4);
	/* The second half has no cell at the end; one glyph alone has one column. */
	canvas_text(canvas, 0, 0, plain, "a\xea\xb0\x80\xe4\xb8\xad");
	assert_row(canvas, 0, at_end, 4);
	canvas_put(canvas, 0, 0, plain, 0x4e2d);
	assert_int_equal(canvas_at(canvas, 0, 0)->glyph, '?');
	canvas_free(canvas);
	canvas = canvas_new(ascii, 1, 4);
	canvas_text(canvas, 0, 0, plain,
		    "\xe4\xb8\xad"
		    "a");
	assert_row(canvas, 0, plain_ascii, 4);
	canvas_free(canvas);
}

static void without_utf8_only_ascii_is_kept(void **state)
{
	struct canvas *canvas = canvas_new(ascii, 1, 4);
	static const uint32_t expected[] = {'a', '?', 'b', ' '};

	(void)state;
	canvas_text(canvas, 0, 0, plain, "aéb");
	assert_row(canvas, 0, expected, 4);
	canvas_free(canvas);
}

static void printf_formats_in_a_style_and_bounds_its_text(void **state)
{
	struct canvas *canvas = canvas_new(utf8, 1, 4);
	struct style bold = {.fg = rgb(1, 2, 3), .attributes = CELL_BOLD};
	static const uint32_t expected[] = {'7', '>', '3', ' '};

	(void)state;
	assert_int_equal(canvas_printf(canvas, 0, 0, bold, "%d>%d", 7, 3), 3);
	assert_row(canvas, 0, expected, 4);
	assert_int_equal(canvas_at(canvas, 0, 2)->style.attributes, CELL_BOLD);
	assert_int_equal(canvas_at(canvas, 0, 2)->style.fg.b, 3);
	assert_int_equal(canvas_printf(canvas, 0, 0, bold, "%5000d", 7), 1023);
	canvas_free(canvas);
}

static void text_can_end_at_a_column(void **state)
{
	struct canvas *canvas = canvas_new(utf8, 1, 8);

	(void)state;
	assert_int_equal(canvas_right(canvas, 0, 6, (struct style){0}, "né"), 4);
	assert_int_equal(canvas_at(canvas, 0, 4)->glyph, 'n');
	assert_int_equal(canvas_at(canvas, 0, 5)->glyph, 0xe9);
	assert_int_equal(canvas_at(canvas, 0, 6)->glyph, ' ');
	assert_int_equal(canvas_clip(canvas, 0, 0, 3, (struct style){0}, "ébcde"), 3);
	assert_int_equal(canvas_at(canvas, 0, 2)->glyph, 'c');
	assert_int_equal(canvas_at(canvas, 0, 3)->glyph, ' ');
	assert_int_equal(canvas_clip(canvas, 0, 5, 3, (struct style){0}, "x"), 5);
	assert_int_equal(canvas_clip(canvas, 0, 7, 9, (struct style){0}, "z"), 8);
	canvas_free(canvas);
}

static void rectangles_are_filled_and_cleared_within_the_canvas(void **state)
{
	struct style bold = {.attributes = CELL_BOLD};
	struct canvas *canvas = canvas_new(utf8, 3, 3);

	(void)state;
	canvas_fill(canvas, -5, 1, 7, 1000000000, bold, '#');
	for (int i = 0; i < 9; i++) {
		bool is_inside = i / 3 < 2 && i % 3 >= 1;

		assert_int_equal(canvas_at(canvas, i / 3, i % 3)->glyph, is_inside ? '#' : ' ');
		assert_int_equal(canvas_at(canvas, i / 3, i % 3)->style.attributes,
				 is_inside ? CELL_BOLD : 0);
	}
	canvas_clear(canvas, 1, 2, 1, 1);
	assert_int_equal(canvas_at(canvas, 1, 1)->glyph, '#');
	assert_int_equal(canvas_at(canvas, 1, 2)->glyph, ' ');
	assert_int_equal(canvas_at(canvas, 1, 2)->style.attributes, 0);
	canvas_free(canvas);
}

static void a_reset_canvas_is_the_same_memory_as_a_new_one(void **state)
{
	struct canvas *canvas = canvas_new(utf8, 2, 3), *fresh = canvas_new(utf8, 2, 3);

	(void)state;
	canvas_fill(canvas, 0, 0, 2, 3, (struct style){.fg = rgb(1, 2, 3)}, '#');
	assert_memory_not_equal(canvas->cells, fresh->cells, 6 * sizeof(struct cell));
	canvas_reset(canvas);
	assert_memory_equal(canvas->cells, fresh->cells, 6 * sizeof(struct cell));
	canvas_free(canvas);
	canvas_free(fresh);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_new_canvas_is_blank),
		cmocka_unit_test(drawing_outside_is_clipped),
		cmocka_unit_test(an_empty_canvas_takes_anything),
		cmocka_unit_test(utf8_text_takes_a_column_for_each_glyph),
		cmocka_unit_test(hostile_text_becomes_question_marks),
		cmocka_unit_test(wide_letters_take_two_cells),
		cmocka_unit_test(without_utf8_only_ascii_is_kept),
		cmocka_unit_test(printf_formats_in_a_style_and_bounds_its_text),
		cmocka_unit_test(text_can_end_at_a_column),
		cmocka_unit_test(rectangles_are_filled_and_cleared_within_the_canvas),
		cmocka_unit_test(a_reset_canvas_is_the_same_memory_as_a_new_one),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
