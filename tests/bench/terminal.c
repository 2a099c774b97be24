/*
 * The terminal's figures, as a table: how long the first paint, keys, sizes and ends take, what
 * they cost on the wire, and what the explorer computes while nobody does anything. Nothing is
 * asserted: the bars hold for an idle machine, and the time of the emulator, which reads along, is
 * within the figures.
 *
 * NETGLYPH is the program (else src/netglyph). Uses the fastest kernels, as a person would.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "support/guard.h"
#include "support/terminal.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { STARTS = 21, KEYS = 101, TRIALS = 31, ENDS = 7, RESIZES = 200, IDLE_MS = 5000 };

static double now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec * 1e3 + (double)now.tv_nsec * 1e-6;
}

static int compare(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

/* Sorts the values and prints a row. */
static void print_row(const char *what, double *values, int count, const char *unit,
		      const char *bar)
{
	qsort(values, (size_t)count, sizeof(*values), compare);
	printf("%-44s %8.1f %8.1f %8.1f %-3s %s\n", what, values[0], values[count / 2],
	       values[count - 1], unit, bar);
}

static struct terminal *start(void)
{
	static const char *const env[] = {"NETGLYPH_FRAME_MARK=1", NULL};
	const char *program = getenv("NETGLYPH");
	const char *const argv[] = {program ? program : "src/netglyph", "explore", "--data",
				    "sample", NULL};

	return terminal_start(&(struct terminal_setup){.argv = argv, .env = env});
}

static struct terminal *open_at(const char *keys)
{
	struct terminal *terminal = start();

	terminal_wait(terminal);
	terminal_press(terminal, keys);
	terminal_wait_frame(terminal);
	terminal_watch(terminal, 500); /* what it computes, or the first steps of a training */
	return terminal;
}

/* From the key to the last byte of the frame that answers it. */
static double key_ms(struct terminal *terminal, const char *key)
{
	terminal_counts_reset(terminal);
	terminal_press(terminal, key);
	terminal_wait_frame(terminal);
	return terminal_last_byte_ms(terminal);
}

static void first_paint(void)
{
	double first[STARTS], all[STARTS];

	for (int i = 0; i < STARTS; i++) {
		struct terminal *terminal = start();

		terminal_wait_frame(terminal);
		first[i] = terminal_last_byte_ms(terminal);
		terminal_wait(terminal);
		all[i] = terminal_last_byte_ms(terminal);
		terminal_free(terminal);
	}
	print_row("first paint", first, STARTS, "ms", "50 at most");
	print_row("first answer of the net", all, STARTS, "ms", "");
}

/* Two keys in turn, so that each changes the screen. */
static void move_keys(const char *what, const char *way, const char *there, const char *back,
		      const char *bar)
{
	struct terminal *terminal = open_at(way);
	double times[KEYS], bytes[KEYS];
	int count = 0;

	for (int i = 0, pressed = 0; count < KEYS && pressed < 4 * KEYS; pressed++, i = !i) {
		times[count] = key_ms(terminal, i ? back : there);
		bytes[count] = (double)terminal_bytes(terminal);
		/* What changes nothing sends nothing, and has no time. */
		count += bytes[count] > 0;
		terminal_watch(terminal, 40);
	}
	print_row(what, times, count, "ms", bar);
	print_row("  its bytes", bytes, count, "B", "");
	terminal_free(terminal);
}

struct move {
	const char *what, *way, *there, *back;
};

static void all_moves(const struct move *move, const char *bar)
{
	for (; move->what; move++)
		move_keys(move->what, move->way, move->there, move->back, bar);
}

static void idle_keys(void)
{
	static const struct move rows[] = {{"Weights: l, h", "W<Enter>", "l", "h"},
					   {"Mistakes: l, h", "M", "l", "h"},
					   {"Layers: l, h", "Lj", "l", "h"},
					   {"Draw: l, h", "D", "l", "h"},
					   {"Attack: d, d", "Annnn", "d", "d"},
					   {"Attack: p, n (known steps)", "Annnn", "p", "n"},
					   {"help: j, k", "?", "j", "k"},
					   {"screens: W, M", "MW", "M", "W"},
					   {0}};

	all_moves(rows, "5 in the median, idle");
}

static void keys_while_training(void)
{
	static const char train[] = ":train cnn<Enter>T<Space>";
	char way[80];

	snprintf(way, sizeof(way), "%sW<Enter>", train);
	move_keys("Weights: l, h while a CNN trains", way, "l", "h", "30 in the median");
	snprintf(way, sizeof(way), "%sD", train);
	move_keys("Draw: l, h while a CNN trains", way, "l", "h", "30 in the median");
	snprintf(way, sizeof(way), "%s", train);
	move_keys("Train: o, o while a CNN trains", way, "o", "o", "30 in the median");
}

/* What is asked of a network takes both processors for seconds. */
static void keys_while_it_computes(void)
{
	static const struct move rows[] = {{"roBust: l, h while it computes", "B++++++", "l", "h"},
					   {"eXplain: n, p, each explained anew", "X", "n", "p"},
					   {"Project: d, d while t-SNE computes", "P+++", "d", "d"},
					   {"Filters: l, h while images are made", "F", "l", "h"},
					   {"Retrain: m, m while a network trains", "Rt", "m", "m"},
					   {"Secrets: +, - with images made anew", "S", "+", "-"},
					   {0}};

	all_moves(rows, "30 in the median");
}

/* The help opens, and Esc closes it. */
static void escape(void)
{
	struct terminal *terminal = open_at("W");
	double times[TRIALS];

	for (int i = 0; i < TRIALS; i++) {
		key_ms(terminal, "?");
		times[i] = key_ms(terminal, "<Esc>");
	}
	print_row("Esc closes the help", times, TRIALS, "ms", "30 at most");
	terminal_free(terminal);
}

/* From a signal to the death by it, with the terminal as it was before. */
static void deaths(void)
{
	static const int signals[] = {SIGSEGV, SIGABRT, SIGBUS,  SIGFPE,
				      SIGQUIT, SIGHUP,  SIGTERM, SIGINT};
	enum { SIGNALS = sizeof(signals) / sizeof(signals[0]) };
	double times[SIGNALS];

	for (int i = 0; i < SIGNALS; i++) {
		struct terminal *terminal = open_at("W");
		double start = now_ms();

		terminal_signal(terminal, signals[i]);
		terminal_assert_killed_by(terminal, signals[i]);
		times[i] = now_ms() - start;
		terminal_assert_sane(terminal);
		terminal_free(terminal);
	}
	print_row("each of eight signals, to the end", times, SIGNALS, "ms", "all restore");
}

/* From a broken connection to the end, at rest and while a net trains. */
static void hang_ups(const char *what, const char *way)
{
	double times[ENDS];

	for (int i = 0; i < ENDS; i++) {
		struct terminal *terminal = open_at(way);
		double start = now_ms();

		terminal_hang_up(terminal);
		terminal_assert_ended(terminal);
		times[i] = now_ms() - start;
		terminal_free(terminal);
	}
	print_row(what, times, ENDS, "ms", "2000 at most");
}

static void resizes(void)
{
	struct terminal *terminal = open_at("L");
	double start = now_ms(), times[1];

	for (int i = 0; i < RESIZES; i++) {
		terminal_resize(terminal, 1 + i * 7 % 100, 1 + i * 61 % 300);
		if (i % 4 == 0)
			terminal_wait_frame(terminal);
	}
	terminal_resize(terminal, 24, 80);
	terminal_wait(terminal);
	times[0] = now_ms() - start;
	print_row("200 resizes, 1x1 to 100x300, in all", times, 1, "ms", "survives");
	terminal_free(terminal);
}

static void idle(void)
{
	static const char *const ways[] = {"T", "W", "M", "L", "A", "D"};

	for (size_t i = 0; i < sizeof(ways) / sizeof(ways[0]); i++) {
		struct terminal *terminal = open_at(ways[i]);
		char text[80];
		double used;

		terminal_wait(terminal);
		terminal_counts_reset(terminal);
		used = terminal_cpu_ms(terminal);
		terminal_watch(terminal, IDLE_MS);
		used = (terminal_cpu_ms(terminal) - used) / IDLE_MS * 100;
		snprintf(text, sizeof(text), "idle on screen %s", ways[i]);
		print_row(text, &used, 1, "%", "0.5 at most");
		if (terminal_bytes(terminal) > 0)
			printf("  and it sent %zu bytes\n", terminal_bytes(terminal));
		terminal_free(terminal);
	}
}

/* What a frame costs while Train lives on. */
static void live(void)
{
	struct terminal *terminal = open_at(":train cnn<Enter>T");
	double bytes, frames;

	terminal_press(terminal, "<Space>");
	terminal_watch(terminal, 500);
	terminal_counts_reset(terminal);
	terminal_watch(terminal, 2000);
	frames = (double)terminal_frames(terminal) / 2;
	bytes = frames > 0 ? (double)terminal_bytes(terminal) / (2 * frames) : 0;
	print_row("Train: frames a second", &frames, 1, "", "10 at most");
	print_row("Train: bytes a frame, maps and curves", &bytes, 1, "B", "");
	terminal_free(terminal);
}

static void measure(void **state)
{
	(void)state;
	printf("%-44s %8s %8s %8s     %s\n", "", "least", "median", "most", "bar");
	first_paint();
	idle_keys();
	keys_while_training();
	keys_while_it_computes();
	escape();
	deaths();
	hang_ups("a broken connection, to the end", "W");
	hang_ups("  while a CNN trains", ":train cnn<Enter>T<Space>");
	resizes();
	idle();
	live();
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(measure)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
