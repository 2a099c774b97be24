/*
 * What pictures cost on the wire, at 256 colours on the terminal's own ground: bounds on the bytes.
 * The test plays the program itself: one picture, drawn as the explorer draws all it shows.
 *
 * The digits are those that the explorer opens with, all 1,000 of validation; NETGLYPH_BYTES=N
 * takes N.
 */
#include "support/terminal.h"

#include <curses.h>
#include <limits.h>
#include <locale.h>
#include <math.h>
#include <poll.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/rng.h"
#include "data/dataset.h"
#include "data/find.h"
#include "draw/picture.h"
#include "draw/plot.h"
#include "draw/theme.h"
#include "support/guard.h"
#include "tui/terminal/cells.h"
#include "tui/terminal/term.h"

enum { SIDE = 28, PIXELS = SIDE * SIDE, PATCH = 9 };
enum { CHART_ROWS = 18, CHART_COLUMNS = 68, POINTS = 500 };

/* ------------------------------------------------------------------------------- as a program */

struct player {
	struct dataset *data;
	size_t next;
	struct rng rng;
	float pixels[PIXELS];
	bool is_signed, is_chart;
	float losses[POINTS];
	int points;
	struct canvas *canvas;
	struct cells *cells;
	long keys;
};

static void noise(struct player *player, int y, int x, int size)
{
	for (int i = 0; i < size * size; i++)
		player->pixels[(y + i / size) * SIDE + x + i % size] = rng_uniform(&player->rng);
}

/* A loss as of a training: it falls, and each batch is off by something. */
static float loss_at(struct player *player, int step)
{
	return (0.1f + 2 * expf(-(float)step / 80)) * (0.6f + 0.8f * rng_uniform(&player->rng));
}

/* n: the next digit; b: blank paper; r: noise; p: noise in a patch; s: signed noise; c: a chart
 * with one more point. */
static void obey(struct player *player, int key)
{
	if (key == 'n')
		split_image(&player->data->split[SPLIT_VALIDATION], player->next++, player->pixels);
	else if (key == 'b')
		memset(player->pixels, 0, sizeof(player->pixels));
	else if (key == 'r' || key == 's')
		noise(player, 0, 0, SIDE);
	else if (key == 'p')
		noise(player, (int)rng_below(&player->rng, SIDE - PATCH + 1),
		      (int)rng_below(&player->rng, SIDE - PATCH + 1), PATCH);
	player->is_signed = key == 's';
	player->is_chart = key == 'c' && player->points < POINTS;
	if (player->is_chart) {
		player->losses[player->points] = loss_at(player, player->points);
		player->points++;
	}
	for (int i = 0; player->is_signed && i < PIXELS; i++)
		player->pixels[i] = 2 * player->pixels[i] - 1;
}

/* Two series as on Train: the batches faint, their smoothed mean bright, on axes that hold. */
static void draw_chart(const struct player *player, const struct theme *theme)
{
	const struct plot plot = {CHART_ROWS, CHART_COLUMNS, 0, POINTS, 0.01, 10, true};
	float smooth[POINTS];

	plot_smooth(player->losses, player->points, 1 - 1 / (1 + (float)player->points / 20),
		    smooth);
	plot_axes(player->canvas, 2, 4, &plot, theme->faint);
	plot_line(player->canvas, 2, 4, &plot, NULL, player->losses, player->points, theme->faint);
	plot_line(player->canvas, 2, 4, &plot, NULL, smooth, player->points, theme->strong);
}

static void draw(struct player *player)
{
	const struct theme *theme = theme_find("dark", GROUND_DARK);
	struct picture picture = {.values = player->pixels,
				  .height = SIDE,
				  .width = SIDE,
				  .palette = player->is_signed ? theme_signed(theme, true, 1)
							       : theme_picture(true)};
	char mark[80];
	bool is_cut;

	canvas_reset(player->canvas);
	if (player->is_chart)
		draw_chart(player, theme);
	else
		picture_draw(player->canvas, 4, 8, &picture, PIXELS_HALVES);
	cells_put(player->cells, player->canvas, INT_MAX, &is_cut);
	refresh();
	snprintf(mark, sizeof(mark), "\033]7777;idle;%ld;24x80\a", player->keys);
	term_write(mark);
}

static int play(void)
{
	struct player player = {.next = 0};
	struct medium medium;
	struct err err = {""};
	char *folder = find_dataset("sample", &err), note[160];
	wint_t key = 0;

	player.data = folder ? dataset_open(folder, &err) : NULL;
	if (!player.data || !term_start(NULL, NULL, &medium, note, &err)) {
		fprintf(stderr, "%s\n", err.text);
		return 1;
	}
	rng_seed(&player.rng, 1, RNG_NOISE);
	player.canvas = canvas_new(medium, 24, 80);
	player.cells = cells_new(medium, 24, 80);
	for (draw(&player); key != 'q'; draw(&player)) {
		poll(&(struct pollfd){STDIN_FILENO, POLLIN, 0}, 1, -1);
		if (get_wch(&key) == ERR)
			continue;
		player.keys++;
		obey(&player, (int)key);
	}
	term_stop();
	canvas_free(player.canvas);
	cells_free(player.cells);
	dataset_free(player.data);
	free(folder);
	return 0;
}

/* ---------------------------------------------------------------------------------- as a test */

static struct terminal *open_player(void **state)
{
	const char *const argv[] = {*state, "play", NULL};
	struct terminal *terminal = terminal_start(&(struct terminal_setup){.argv = argv});

	terminal_wait(terminal);
	return terminal;
}

static size_t cost(struct terminal *terminal, const char *key)
{
	terminal_counts_reset(terminal);
	terminal_press(terminal, key);
	terminal_wait(terminal);
	return terminal_bytes(terminal);
}

static int compare(const void *a, const void *b)
{
	size_t x = *(const size_t *)a, y = *(const size_t *)b;

	return (x > y) - (x < y);
}

struct costs {
	size_t min, median, max;
};

/* The costs of a key, pressed `count` times, each time after another key; and once at `first`. */
static struct costs measure_after(void **state, const char *first, const char *key,
				  const char *before, int count)
{
	struct terminal *terminal = open_player(state);
	size_t *sizes = calloc((size_t)count, sizeof(*sizes));
	struct costs costs;

	assert_non_null(sizes);
	terminal_press(terminal, first);
	terminal_wait(terminal);
	for (int i = 0; i < count; i++) {
		if (*before)
			cost(terminal, before);
		sizes[i] = cost(terminal, key);
	}
	qsort(sizes, (size_t)count, sizeof(*sizes), compare);
	costs = (struct costs){sizes[0], sizes[count / 2], sizes[count - 1]};
	free(sizes);
	terminal_press(terminal, "q");
	terminal_assert_exited(terminal, 0);
	terminal_assert_sane(terminal);
	terminal_free(terminal);
	return costs;
}

static struct costs measure(void **state, const char *key, const char *before, int count)
{
	return measure_after(state, "", key, before, count);
}

static void print_costs(const char *what, struct costs costs)
{
	print_message("%-28s least %5zu  median %5zu  most %5zu bytes\n", what, costs.min,
		      costs.median, costs.max);
}

static int digits(void)
{
	const char *count = getenv("NETGLYPH_BYTES");

	return count && *count ? (int)strtol(count, NULL, 10) : 1000;
}

static void a_digit_costs_little(void **state)
{
	struct costs costs = measure(state, "n", "b", digits());

	print_costs("a digit on blank paper", costs);
	assert_true(costs.min > 200); /* it was drawn */
	assert_true(costs.median <= 2300);
	assert_true(costs.max <= 3200);
}

static void a_digit_in_the_place_of_another_costs_little(void **state)
{
	struct costs costs = measure(state, "n", "", digits());

	print_costs("a digit after another", costs);
	assert_true(costs.min > 200);
	assert_true(costs.median <= 2300);
	assert_true(costs.max <= 3200);
}

static void noise_costs_no_more_than_ten_thousand(void **state)
{
	struct costs greys = measure(state, "r", "", 20);
	struct costs hues = measure(state, "s", "", 20);

	print_costs("noise in greys", greys);
	print_costs("noise in signed colours", hues);
	assert_true(greys.min > 5000);
	assert_true(greys.max <= 10000);
	assert_true(hues.min > 2000);
	assert_true(hues.max <= 10000);
}

static void a_changed_patch_costs_little(void **state)
{
	struct costs costs = measure(state, "p", "r", 40);

	print_costs("a 9x9 patch in noise", costs);
	assert_true(costs.min > 400);
	assert_true(costs.max <= 1300);
}

/* Some points lie on dots that are there already, and cost nothing. */
static void one_more_point_costs_little_while_axes_hold(void **state)
{
	struct costs costs = measure_after(state, "c", "c", "", POINTS - 1);

	print_costs("one more point of two series", costs);
	assert_true(costs.median > 0);
	assert_true(costs.max <= 200);
}

static void what_did_not_change_costs_nothing(void **state)
{
	struct costs costs = measure(state, "b", "b", 3);

	print_costs("no change", costs);
	assert_int_equal(costs.max, 0);
}

#define with(f) cmocka_unit_test_prestate(f, argv[0])

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		with(a_digit_costs_little),
		with(a_digit_in_the_place_of_another_costs_little),
		with(noise_costs_no_more_than_ten_thousand),
		with(a_changed_patch_costs_little),
		with(one_more_point_costs_little_while_axes_hold),
		with(what_did_not_change_costs_nothing),
	};

	setlocale(LC_ALL, "");
	if (argc == 2)
		return play();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
