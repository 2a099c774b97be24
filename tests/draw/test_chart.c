/* Tests of draw/chart, as the text that a person reads. */
#include "draw/ansi.h"
#include "draw/chart.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

#include "support/canvas_text.h"

static const struct medium none = {COLOR_NONE, GLYPHS_ASCII}, mono = {COLOR_MONO, GLYPHS_BRAILLE},
			   color = {COLOR_256, GLYPHS_BRAILLE};

static void bars_are_hashes_without_blocks(void **state)
{
	static const float values[] = {0, 0.003f, 0.936f, 0.061f, 0.0004f};
	struct canvas *canvas = canvas_new(none, 5, 24);

	(void)state;
	chart_bars(canvas, 0, 0, 24, values, NULL, 5);
	assert_canvas_text(canvas, " 0                 0.000\n"
				   " 1 .               0.003\n"
				   ">2 ##############  0.936\n"
				   " 3 #               0.061\n"
				   " 4                 0.000\n");
}

static void bars_are_eighths_of_blocks_and_the_largest_is_bold(void **state)
{
	static const float values[] = {0.5f, 0.9375f, 0.003f, 1};
	struct canvas *canvas = canvas_new(mono, 4, 19);

	(void)state;
	chart_bars(canvas, 0, 1, 17, values, NULL, 4);
	assert_canvas_text(canvas, "  0 ████     0.500\n"
				   "  1 ███████▌ 0.938\n"
				   "  2 ▏        0.003\n"
				   " \033[1m>3\033[m ████████ \033[1m1.000\033[m\n");
}

static void values_out_of_range_keep_to_their_room(void **state)
{
	static const float values[] = {NAN, -0.5f, 7, INFINITY};
	struct canvas *canvas = canvas_new(none, 4, 15);

	(void)state;
	chart_bars(canvas, 0, 0, 14, values, NULL, 4);
	assert_canvas_text(canvas, " 0         nan\n"
				   " 1       -0.50\n"
				   " 2 ##### 7.000\n"
				   ">3 #####   inf\n");
}

static void many_classes_align_and_missing_room_leaves_the_numbers(void **state)
{
	float values[12] = {[11] = 0.75f};
	struct canvas *canvas = canvas_new(none, 2, 20);

	(void)state;
	chart_bars(canvas, -10, 0, 11, values, NULL, 12);
	chart_bars(canvas, -2, 12, 4, values, NULL, 3);
	assert_canvas_text(canvas, " 10   0.000  2 0.000\n"
				   ">11 # 0.750\n");
}

static void without_a_number_among_the_values_nothing_is_marked(void **state)
{
	static const float values[] = {NAN, NAN};
	struct canvas *canvas = canvas_new(none, 2, 12);

	(void)state;
	chart_bars(canvas, 0, 0, 12, values, NULL, 2);
	assert_canvas_text(canvas, " 0       nan\n 1       nan\n");
}

static void bars_mark_a_class_and_the_changes(void **state)
{
	static const float values[] = {0.5f, 0.3f, 0.1996f, 0.0004f};
	static const float previous[] = {0.25f, 0.5f, 0.2f, 0};
	struct bars bars = {.values = values,
			    .previous = previous,
			    .count = 4,
			    .rows = 4,
			    .width = 22,
			    .has_marks = true,
			    .marked = 1};
	struct bar_styles styles = {.marked.attributes = CELL_BOLD,
				    .changed.attributes = CELL_UNDERLINE};
	struct canvas *canvas = canvas_new(none, 4, 23);

	(void)state;
	chart_draw_bars(canvas, 0, 1, &bars, &styles);
	assert_int_equal(canvas_at(canvas, 1, 5)->style.attributes, CELL_BOLD);
	assert_int_equal(canvas_at(canvas, 1, 20)->style.attributes, CELL_BOLD);
	assert_int_equal(canvas_at(canvas, 0, 20)->style.attributes, 0);
	assert_int_equal(canvas_at(canvas, 1, 22)->style.attributes, CELL_UNDERLINE);
	assert_canvas_text(canvas, " > 0 #####      0.500 +\n"
				   "  *1 ###        0.300 -\n"
				   "   2 ##         0.200\n"
				   "   3            0.000\n");
}

static void bars_scroll_and_show_names_cut_to_sixteen_columns(void **state)
{
	static const char *const names[] = {"a", "sneaker", "a name beyond any room", "bag"};
	static const float values[] = {0.9f, 0.1f, 0, 0};
	struct bars bars = {.values = values,
			    .names = names,
			    .count = 4,
			    .first = 1,
			    .rows = 2,
			    .width = 28,
			    .marked = -1};
	struct bar_styles styles = {0};
	struct canvas *canvas = canvas_new(none, 4, 28);

	(void)state;
	chart_draw_bars(canvas, 0, 0, &bars, &styles);
	bars.first = 3;
	chart_draw_bars(canvas, 3, 0, &bars, &styles);
	assert_canvas_text(canvas, " sneaker          .    0.100\n"
				   " a name beyond a.      0.000\n"
				   "\n"
				   " bag                   0.000\n");
}

static void the_largest_and_marked_class_has_both_marks(void **state)
{
	static const float values[] = {0.1f, 0.9f};
	struct bars bars = {.values = values,
			    .count = 2,
			    .rows = 9,
			    .width = 9,
			    .has_marks = true,
			    .marked = 1};
	struct bar_styles styles = {0};
	struct canvas *canvas = canvas_new(none, 2, 12);

	(void)state;
	chart_draw_bars(canvas, 0, 0, &bars, &styles);
	assert_canvas_text(canvas, "  0 0.100\n>*1 0.900\n");
}

static void a_legend_names_both_ends_of_a_signed_map(void **state)
{
	struct palette map = palette_signed(0.5f);
	struct canvas *canvas = canvas_new(none, 1, 40);

	(void)state;
	assert_int_equal(chart_legend(canvas, 0, 1, &map), 32);
	assert_canvas_text(canvas, " -0.5 ======---   +++###### +0.5\n");
}

static void a_legend_in_few_columns_keeps_its_numbers(void **state)
{
	struct palette map = palette_signed(0.25f), small = palette_signed(0.0123f);
	struct canvas *canvas = canvas_new(none, 1, 40);

	(void)state;
	chart_legend_in(canvas, 0, 0, 24, &map);
	assert_canvas_text(canvas, "-0.25 ===--  ++### +0.25\n");
	canvas = canvas_new(none, 1, 40);
	chart_legend_in(canvas, 0, 0, 40, &small);
	assert_canvas_text(canvas, "-0.012 ======---   +++###### +0.012\n");
	canvas = canvas_new(none, 1, 40);
	chart_legend_in(canvas, 0, 0, 13, &map);
	assert_canvas_text(canvas, "\n");
}

static void a_legend_in_colour_runs_from_end_to_end(void **state)
{
	struct palette greys = palette_greys();
	struct canvas *canvas = canvas_new(color, 1, 40);

	(void)state;
	assert_int_equal(chart_legend(canvas, 0, 0, &greys), 25);
	for (int i = 0; i <= 20; i++) {
		const struct cell *cell = canvas_at(canvas, 0, 2 + i);

		assert_int_equal(cell->glyph, 0x2584); /* a lower half on the terminal's ground */
		assert_true(fabs(cell->style.fg.r - 255 * (1 - (double)i / 20)) < 1);
		assert_false(cell->style.bg.is_set);
	}
	assert_int_equal(canvas_at(canvas, 0, 24)->glyph, '1');
	canvas_free(canvas);
}

static void a_bar_alone_has_a_trace_from_a_thousandth_on(void **state)
{
	static const float values[] = {0.0009f, 0.0011f, 0.5f, 2};
	static const struct medium *const media[] = {&none, &mono};
	static const char *const texts[] = {"\n#\n##\n####\n", "\n▏\n██\n████\n"};

	(void)state;
	for (int m = 0; m < 2; m++) {
		struct canvas *canvas = canvas_new(*media[m], 4, 6);

		for (int i = 0; i < 4; i++) {
			chart_bar(canvas, i, 0, 4, values[i], (struct style){0});
			chart_bar(canvas, i, 0, 0, values[i], (struct style){0});
		}
		assert_canvas_text(canvas, texts[m]);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bars_are_hashes_without_blocks),
		cmocka_unit_test(bars_are_eighths_of_blocks_and_the_largest_is_bold),
		cmocka_unit_test(values_out_of_range_keep_to_their_room),
		cmocka_unit_test(many_classes_align_and_missing_room_leaves_the_numbers),
		cmocka_unit_test(without_a_number_among_the_values_nothing_is_marked),
		cmocka_unit_test(bars_mark_a_class_and_the_changes),
		cmocka_unit_test(bars_scroll_and_show_names_cut_to_sixteen_columns),
		cmocka_unit_test(the_largest_and_marked_class_has_both_marks),
		cmocka_unit_test(a_legend_names_both_ends_of_a_signed_map),
		cmocka_unit_test(a_legend_in_few_columns_keeps_its_numbers),
		cmocka_unit_test(a_legend_in_colour_runs_from_end_to_end),
		cmocka_unit_test(a_bar_alone_has_a_trace_from_a_thousandth_on),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
