/* Tests of draw/plot, as the text that a person reads. */
#include "draw/ansi.h"
#include "draw/plot.h"

#include <float.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

#include "support/canvas_text.h"

static const struct medium none = {COLOR_NONE, GLYPHS_ASCII}, mono = {COLOR_MONO, GLYPHS_BRAILLE};
static const struct style plain = {0}, bold = {.attributes = CELL_BOLD};

static void axes_have_round_numbers_and_both_ends_of_x(void **state)
{
	struct plot plot = {.rows = 4, .columns = 16, .x_hi = 250, .y_lo = 0.2, .y_hi = 2.3};
	struct canvas *canvas = canvas_new(none, 5, 18);

	(void)state;
	plot_axes(canvas, 1, 1, &plot, plain);
	assert_canvas_text(canvas, "\n"
				   "     2+\n"
				   "     1+\n"
				   "      |\n"
				   "       0      250\n");
}

static void a_log_axis_names_decades_and_leaves_some_out(void **state)
{
	struct plot plot = {
		.rows = 8, .columns = 9, .x_hi = 5, .y_lo = 1e-6, .y_hi = 1, .is_log_y = true};
	struct canvas *canvas = canvas_new(none, 8, 9);

	(void)state;
	plot_axes(canvas, 0, 0, &plot, plain);
	assert_canvas_text(canvas, "    1+\n"
				   "     |\n"
				   "     |\n"
				   "0.001+\n"
				   "     |\n"
				   "     |\n"
				   "1e-06+\n"
				   "      0 5\n");
}

static void numbers_need_a_row_each_and_room_at_the_bottom(void **state)
{
	struct plot plot = {.rows = 2, .columns = 8, .x_hi = 5, .y_lo = -1, .y_hi = 1};
	struct canvas *canvas = canvas_new(mono, 2, 8);

	(void)state;
	plot_axes(canvas, 0, 0, &plot, plain);
	assert_canvas_text(canvas, "   -1┤\n      0\n");
}

static void a_line_in_braille_runs_from_corner_to_corner(void **state)
{
	static const float values[] = {0, 1};
	struct plot plot = {.rows = 3, .columns = PLOT_LEFT + 4, .x_hi = 1, .y_hi = 1};
	struct canvas *canvas = canvas_new(mono, 2, PLOT_LEFT + 4);

	(void)state;
	plot_line(canvas, 0, 0, &plot, NULL, values, 2, plain);
	assert_canvas_text(canvas, "        ⡠⠊\n      ⡠⠊\n");
}

static void without_braille_a_cell_is_two_dots_high(void **state)
{
	static const float values[] = {0, 1};
	struct plot plot = {.rows = 3, .columns = PLOT_LEFT + 4, .x_hi = 1, .y_hi = 1};
	struct canvas *canvas = canvas_new(none, 2, PLOT_LEFT + 4);

	(void)state;
	plot_line(canvas, 0, 0, &plot, NULL, values, 2, plain);
	assert_canvas_text(canvas, "        .'\n      .'\n");
}

static void the_later_line_has_the_cell_unless_both_look_the_same(void **state)
{
	static const float low[] = {0, 0}, high[] = {1, 1};
	struct plot plot = {.rows = 2, .columns = PLOT_LEFT + 2, .x_hi = 1, .y_hi = 1};
	struct canvas *braille = canvas_new(mono, 1, PLOT_LEFT + 2);
	struct canvas *ascii = canvas_new(none, 1, PLOT_LEFT + 2);

	(void)state;
	plot_line(braille, 0, 0, &plot, NULL, low, 2, plain);
	plot_line(braille, 0, 0, &plot, NULL, high, 2, bold);
	assert_int_equal(canvas_at(braille, 0, PLOT_LEFT)->glyph, 0x2800 + 1 + 8);
	assert_int_equal(canvas_at(braille, 0, PLOT_LEFT)->style.attributes, CELL_BOLD);
	canvas_free(braille);
	plot_line(ascii, 0, 0, &plot, NULL, high, 2, plain);
	plot_line(ascii, 0, 0, &plot, NULL, low, 2, plain);
	assert_canvas_text(ascii, "      ::\n");
}

static void nan_is_a_gap_and_a_point_alone_is_a_dot(void **state)
{
	static const float values[] = {1, 1, NAN, 0, NAN, 1};
	struct plot plot = {.rows = 2, .columns = PLOT_LEFT + 6, .x_hi = 5, .y_hi = 1};
	struct canvas *canvas = canvas_new(none, 1, PLOT_LEFT + 6);

	(void)state;
	plot_line(canvas, 0, 0, &plot, NULL, values, 6, plain);
	assert_canvas_text(canvas, "      '' . '\n");
}

static void points_beyond_x_are_left_out_and_beyond_y_are_at_the_edge(void **state)
{
	static const double xs[] = {-1, 0, 2, 4, 6};
	static const float values[] = {0, 9, INFINITY, -INFINITY, 0};
	struct plot plot = {.rows = 2, .columns = PLOT_LEFT + 5, .x_hi = 5, .y_hi = 1};
	struct canvas *canvas = canvas_new(none, 1, PLOT_LEFT + 5);

	(void)state;
	plot_line(canvas, 0, 0, &plot, xs, values, 5, plain);
	assert_canvas_text(canvas, "      '''.\n");
}

static void a_log_line_has_nothing_below_its_axis(void **state)
{
	static const float values[] = {-1, 0, 0.01f, 0.1f, 1};
	struct plot plot = {.rows = 3,
			    .columns = PLOT_LEFT + 5,
			    .x_hi = 4,
			    .y_lo = 0.001,
			    .y_hi = 1,
			    .is_log_y = true};
	struct canvas *canvas = canvas_new(none, 2, PLOT_LEFT + 5);

	(void)state;
	plot_line(canvas, 0, 0, &plot, NULL, values, 5, plain);
	assert_canvas_text(canvas, "         .'\n      ..'\n");
}

static void bounds_without_width_and_no_room_are_harmless(void **state)
{
	static const float values[] = {0.5f, 0.5f};
	const struct plot plots[] = {
		{.rows = 2, .columns = PLOT_LEFT + 1},
		{.rows = 1, .columns = 20, .x_hi = 1, .y_hi = 1},
		{.rows = 3, .columns = PLOT_LEFT, .x_hi = 1, .y_hi = 1},
		{.rows = 3, .columns = 20, .x_hi = NAN, .y_lo = -INFINITY, .y_hi = INFINITY},
		{.rows = 3, .columns = 20, .x_hi = 1, .y_hi = 1, .is_log_y = true},
		{.rows = 3, .columns = 20, .x_hi = 1, .y_lo = -DBL_MAX, .y_hi = DBL_MAX},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(plots) / sizeof(plots[0]); i++) {
		struct canvas *canvas = canvas_new(none, 1, 8);

		plot_axes(canvas, -1, -3, &plots[i], plain);
		plot_line(canvas, -1, -3, &plots[i], NULL, values, 2, plain);
		plot_cursor(canvas, -1, -3, &plots[i], 0, plain);
		canvas_free(canvas);
	}
	assert_int_equal(plot_column(&plots[1], none, 0), -1);
	assert_int_equal(plot_column(&plots[2], none, 0), -1);
}

static void the_cursor_keeps_the_curve_it_crosses(void **state)
{
	static const float values[] = {0, 0, 0};
	struct plot plot = {.rows = 3, .columns = PLOT_LEFT + 3, .x_hi = 2, .y_hi = 1};
	struct canvas *canvas = canvas_new(none, 3, PLOT_LEFT + 3);

	(void)state;
	plot_line(canvas, 0, 0, &plot, NULL, values, 3, plain);
	plot_cursor(canvas, 0, 0, &plot, 1, bold);
	plot_cursor(canvas, 0, 0, &plot, 3, bold);
	assert_int_equal(plot_column(&plot, none, 1), PLOT_LEFT + 1);
	assert_int_equal(plot_column(&plot, mono, 2), PLOT_LEFT + 2);
	assert_int_equal(plot_column(&plot, none, 3), -1);
	assert_int_equal(canvas_at(canvas, 1, PLOT_LEFT + 1)->style.attributes, CELL_BOLD);
	assert_canvas_text(canvas, "       |\n      ...\n\n");
}

static void assert_bounds(bool is_log, float a, float b, double lo, double hi)
{
	float values[] = {NAN, b, a, INFINITY};
	struct plot plot = {.is_log_y = is_log};

	plot_fit_y(&plot, values, 4);
	assert_true(fabs(plot.y_lo - lo) <= 1e-9 * fabs(lo));
	assert_true(fabs(plot.y_hi - hi) <= 1e-9 * fabs(hi));
}

static void fitted_bounds_are_round_and_hold_the_values(void **state)
{
	(void)state;
	assert_bounds(false, 0.2f, 2.3f, 0, 2.5);
	assert_bounds(false, 0, 1, 0, 1);
	assert_bounds(false, -3, 4, -3, 4);
	assert_bounds(false, 0.7f, 0.7f, 0.5, 1);
	assert_bounds(false, 0, 0, 0, 1);
	assert_bounds(false, NAN, NAN, 0, 1);
	assert_bounds(true, 0.23f, 2.3f, 0.2, 5);
	assert_bounds(true, 0.1f, 1, 0.1, 1);
	assert_bounds(true, -4, 3, 2, 5);
	assert_bounds(true, 0.003f, 70, 0.002, 100);
	assert_bounds(true, 0, -1, 0.1, 1);
}

static void smoothing_is_without_bias_and_keeps_gaps(void **state)
{
	static const float values[] = {2, NAN, 4, INFINITY, 4};
	float out[5], same[] = {3, 3, 3};

	(void)state;
	plot_smooth(values, 5, 0.5f, out);
	assert_true(out[0] == 2);
	assert_true(isnan(out[1]) && isinf(out[3]));
	assert_true(fabsf(out[2] - 10.0f / 3) < 1e-6f); /* (1 + 4) / (0.5 + 1) */
	assert_true(fabsf(out[4] - 26.0f / 7) < 1e-6f); /* (0.5 + 2 + 4) / (0.25 + 0.5 + 1) */
	plot_smooth(same, 3, 0.99f, same);
	for (int i = 0; i < 3; i++)
		assert_true(fabsf(same[i] - 3) < 1e-6f);
	plot_smooth(values, 1, 0, out);
	assert_true(out[0] == 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(axes_have_round_numbers_and_both_ends_of_x),
		cmocka_unit_test(a_log_axis_names_decades_and_leaves_some_out),
		cmocka_unit_test(numbers_need_a_row_each_and_room_at_the_bottom),
		cmocka_unit_test(a_line_in_braille_runs_from_corner_to_corner),
		cmocka_unit_test(without_braille_a_cell_is_two_dots_high),
		cmocka_unit_test(the_later_line_has_the_cell_unless_both_look_the_same),
		cmocka_unit_test(nan_is_a_gap_and_a_point_alone_is_a_dot),
		cmocka_unit_test(points_beyond_x_are_left_out_and_beyond_y_are_at_the_edge),
		cmocka_unit_test(a_log_line_has_nothing_below_its_axis),
		cmocka_unit_test(bounds_without_width_and_no_room_are_harmless),
		cmocka_unit_test(the_cursor_keeps_the_curve_it_crosses),
		cmocka_unit_test(fitted_bounds_are_round_and_hold_the_values),
		cmocka_unit_test(smoothing_is_without_bias_and_keeps_gaps),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
