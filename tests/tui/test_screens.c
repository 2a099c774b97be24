/*
 * What the screens look like: against golden screens in all modes, and the pictures on them,
 * decoded from the cells, against the data.
 *
 * After a change that is meant, `NETGLYPH_GOLDEN=update tests/tui/test_screens` writes the golden
 * screens anew. They are of x86-64, as the last bits of numbers are.
 */
#include "tui/sitting.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/xalloc.h"
#include "data/dataset.h"
#include "data/find.h"
#include "draw/theme.h"
#include "lab/feature/weight_maps.h"
#include "model/model.h"
#include "support/golden.h"
#include "tui/screens.h"

enum { SIDE = 28, PIXELS = SIDE * SIDE };

static bool has_terminal(const char *name)
{
	char *command = xasprintf("infocmp %s >/dev/null 2>&1", name);
	int status = system(command);

	free(command);
	return status == 0;
}

/* ------------------------------------------------------------------------------------- golden */

struct mode {
	const char *name, *term;
	struct sitting sitting;
};

static const struct mode modes[] = {
	{"256", "xterm-256color", {.env = {"TERM=xterm-256color"}}},
	{"direct", "vte-direct", {.env = {"TERM=vte-direct"}}},
	{"16", "xterm-16color", {.env = {"TERM=xterm-16color"}}},
	{"mono", "xterm-256color", {.args = {"--color", "mono"}}},
	{"c", "xterm-256color", {.env = {"LC_ALL=C"}}},
};

/* What makes a screen worth it: keys, each part typed at rest. The order is that of the visits:
 * Attack keeps for Retrain. Train takes single steps, as of steps in a row it may leave out some.
 */
static const struct {
	const char *way; /* the letter, and keys that do not wait for what it starts */
	const char *keys[8];
} visits[] = {
	{"A", {"nnnnnnnnnn", "<Enter>"}},
	{"R", {"l"}},
	{"S", {"l"}},
	{"X", {"ll", "a<Enter>"}},
	{"P---m", {"ll"}}, /* t-SNE magnifies the last bits that instruction sets differ in */
	{"F----", {"l"}},  /* fewer steps, and for Mistakes the small net: sanitizers are slow */
	{"L", {"jjl"}},
	{"W", {":open mnist-softmax<Enter>", "lll", "<Enter>"}},
	{"B", {"l"}},
	{"M", {"n", "m"}},
	{"D", {"i", "jjjj<Space>llllllll"}},
	{"T", {":train softmax<Enter>", "n", "n", "n", "n", "n", "<lt>"}},
};
enum { VISITS = sizeof(visits) / sizeof(visits[0]) };

/* Compares the screen that is shown; differences are counted. */
static int compare(struct terminal *terminal, int screen, const char *size, const char *mode)
{
	char *name = xasprintf("%s-%s-%s", screens[screen]->name, size, mode);
	struct err err = {""};
	bool is_same;

	for (char *c = name; *c; c++)
		*c = *c >= 'A' && *c <= 'Z' ? (char)(*c + 'a' - 'A') : *c;
	is_same = golden_check_try(terminal, name, &err);
	if (!is_same)
		print_error("%s\n", err.text);
	free(name);
	return !is_same;
}

/* Goes to all screens, and types what `visits` says if it is the first time. */
static int visit_all(struct terminal *terminal, const char *size, const char *mode, bool is_first)
{
	int differences = 0;

	for (int i = 0; i < VISITS; i++) {
		char letter[] = {visits[i].way[0], 0};

		terminal_press(terminal, is_first ? visits[i].way : letter);
		terminal_wait(terminal);
		for (int k = 0; is_first && k < 8 && visits[i].keys[k]; k++) {
			terminal_press(terminal, visits[i].keys[k]);
			terminal_wait(terminal);
		}
		differences += compare(terminal, screen_find(screens, letter), size, mode);
	}
	return differences;
}

static void look_in_mode(const struct mode *mode)
{
	struct terminal *terminal;
	int differences;

#ifndef __x86_64__
	print_message("the golden screens are of x86-64\n");
	skip();
#endif
	if (!has_terminal(mode->term)) {
		print_message("terminfo has no %s\n", mode->term);
		skip();
	}
	terminal = sitting_open(&mode->sitting);
	differences = visit_all(terminal, "80x24", mode->name, true);
	terminal_resize(terminal, 40, 120);
	differences += visit_all(terminal, "120x40", mode->name, false);
	terminal_free(terminal);
	assert_int_equal(differences, 0);
}

static void screens_look_as_they_did_in_256_colours(void **state)
{
	(void)state;
	look_in_mode(&modes[0]);
}

static void screens_look_as_they_did_in_direct_colour(void **state)
{
	(void)state;
	look_in_mode(&modes[1]);
}

static void screens_look_as_they_did_in_16_colours(void **state)
{
	(void)state;
	look_in_mode(&modes[2]);
}

static void screens_look_as_they_did_without_colours(void **state)
{
	(void)state;
	look_in_mode(&modes[3]);
}

static void screens_look_as_they_did_without_utf8(void **state)
{
	(void)state;
	look_in_mode(&modes[4]);
}

static void every_screen_has_its_golden_ones(void **state)
{
	(void)state;
	for (int i = 0; i < screen_count; i++) {
		bool is_visited = false;

		for (int k = 0; k < VISITS; k++)
			is_visited = is_visited || visits[k].way[0] == screens[i]->letter;
		assert_true(is_visited);
	}
}

/* ------------------------------------------------------------------------------------- pixels */

static void read_image(size_t index, float values[PIXELS])
{
	struct err err = {""};
	char *folder = find_dataset("sample", &err);
	struct dataset *data = folder ? dataset_open(folder, &err) : NULL;

	if (!data)
		fail_msg("%s", err.text);
	assert_int_equal(data->height * data->width, PIXELS);
	split_image(&data->split[SPLIT_VALIDATION], index, values);
	dataset_free(data);
	free(folder);
}

/* The map of a class of the shipped softmax net, and the range of all. */
static float read_map(int class, float values[PIXELS])
{
	struct weight_maps maps;
	struct err err = {""};
	char *path = model_path("mnist-softmax", &err);
	const struct kernel *kernel = kernel_choose("portable", &err);
	struct net *net = path && kernel ? model_read(path, kernel, NULL, &err) : NULL;
	float range = 0;

	if (!net || !weight_maps_read(net, 0, 0, &maps, &err))
		fail_msg("%s", err.text);
	for (int i = 0; i < PIXELS; i++)
		values[i] = maps.values[class * PIXELS + i];
	range = maps.max > -maps.min ? maps.max : -maps.min;
	weight_maps_clear(&maps);
	net_free(net);
	free(path);
	return range;
}

/* 0xrrggbb, as the terminal has to show a value. */
static uint32_t shown(const struct palette *palette, enum color_mode mode, float value)
{
	struct rgb ink = palette_ink(palette, mode, value);

	uint32_t color;

	if (mode == COLOR_256)
		ink = color_of_256(color_index(mode, ink));
	color = (uint32_t)ink.r << 16 | (uint32_t)ink.g << 8 | ink.b;
	/* Direct colours below 8 are the terminal's named ones. */
	return mode == COLOR_DIRECT && color < 8 ? 0x010101 : color;
}

static bool is_at(const struct shot *shot, int row, int column, const uint32_t *expected,
		  bool is_wide)
{
	uint32_t pixels[PIXELS];
	struct err err;

	if (!(is_wide ? shot_wide_pixels(shot, row, column, SIDE, SIDE, 2, pixels, &err)
		      : shot_pixels(shot, row, column, SIDE, SIDE, pixels, &err)))
		return false;
	return memcmp(pixels, expected, sizeof(pixels)) == 0;
}

/* Whether the screen has exactly these values somewhere. */
static bool has_picture(struct terminal *terminal, const float *values,
			const struct palette *palette, enum color_mode mode, bool is_wide)
{
	int height = is_wide ? SIDE : SIDE / 2, width = is_wide ? 2 * SIDE : SIDE;
	struct shot *shot = terminal_shot(terminal);
	uint32_t expected[PIXELS];
	bool is_there = false;

	for (int i = 0; i < PIXELS; i++)
		expected[i] = shown(palette, mode, values[i]);
	for (int row = 0; row + height <= shot->rows; row++)
		for (int column = 0; column + width <= shot->columns; column++)
			is_there = is_there || is_at(shot, row, column, expected, is_wide);
	shot_free(shot);
	return is_there;
}

static void images_on_attack_are_the_datas_pixel_by_pixel(void **state)
{
	static const struct {
		struct sitting sitting;
		enum color_mode mode;
		bool is_black, is_wide;
	} cases[] = {
		{{.env = {"TERM=xterm-256color"}}, COLOR_256, false, false},
		{{.env = {"TERM=vte-direct"}}, COLOR_DIRECT, false, false},
		{{.args = {"--theme", "light"}}, COLOR_256, true, false},
		{{.env = {"LC_ALL=C"}, .rows = 60, .columns = 200}, COLOR_256, true, true},
	};
	static const int images[] = {15, 0, 7, 999};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct palette palette = theme_picture(!cases[i].is_black);
		struct terminal *terminal;
		float values[PIXELS];
		char keys[32];

		if (cases[i].mode == COLOR_DIRECT && !has_terminal("vte-direct"))
			continue;
		terminal = sitting_open(&cases[i].sitting);
		if (cases[i].is_black)
			terminal_press(terminal, "I");
		for (int k = 0; k < 4; k++) {
			read_image((size_t)images[k], values);
			snprintf(keys, sizeof(keys), "A:%d<Enter>", images[k]);
			terminal_press(terminal, keys);
			terminal_wait(terminal);
			if (!has_picture(terminal, values, &palette, cases[i].mode,
					 cases[i].is_wide))
				fail_msg("image %d is not what case %zu shows", images[k], i);
		}
		/* The last one is not where another is expected. */
		read_image(15, values);
		assert_false(
			has_picture(terminal, values, &palette, cases[i].mode, cases[i].is_wide));
		sitting_leave(terminal);
	}
}

static void greys_in_256_colours_are_off_by_little(void **state)
{
	struct palette palette = theme_picture(true);

	(void)state;
	for (int value = 0; value < 256; value++) {
		float ink = 1 - (float)value / 255;
		uint32_t color = shown(&palette, COLOR_256, ink);
		int grey = (int)(color & 0xff);

		assert_int_equal(color, grey * 0x10101);
		assert_in_range(grey - value + 14, 0, 28);
		color = shown(&palette, COLOR_DIRECT, ink);
		assert_int_equal(color, (value ? value : 1) * 0x10101);
	}
}

static void the_weights_of_a_class_are_the_nets_pixel_by_pixel(void **state)
{
	struct terminal *terminal = sitting_open(
		&(struct sitting){.args = {"mnist-softmax"}, .rows = 40, .columns = 109});
	float values[PIXELS], range = 0;

	(void)state;
	terminal_press(terminal, "W");
	terminal_wait(terminal);
	for (int class = 0; class < 10; class += 3) {
		struct shot *shot;
		int row, column;
		struct palette palette;
		char *line;

		range = read_map(class, values);
		terminal_press(terminal, ((char[]){(char)('0' + class), 0}));
		terminal_wait(terminal);
		/* The legend tells which range the colours spread over. */
		shot = terminal_shot(terminal);
		assert_true(shot_find(shot, "fc1 10 maps", &row, &column));
		line = shot_text(shot, row);
		range = strtof(strrchr(line, '+') + 1, NULL);
		palette = theme_signed(theme_find("dark", GROUND_DARK), true, range);
		assert_true(has_picture(terminal, values, &palette, COLOR_256, false));
		free(line);
		shot_free(shot);
	}
	assert_true(range > 0);
	sitting_leave(terminal);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_screen_has_its_golden_ones),
		cmocka_unit_test(screens_look_as_they_did_in_256_colours),
		cmocka_unit_test(screens_look_as_they_did_in_direct_colour),
		cmocka_unit_test(screens_look_as_they_did_in_16_colours),
		cmocka_unit_test(screens_look_as_they_did_without_colours),
		cmocka_unit_test(screens_look_as_they_did_without_utf8),
		cmocka_unit_test(images_on_attack_are_the_datas_pixel_by_pixel),
		cmocka_unit_test(greys_in_256_colours_are_off_by_little),
		cmocka_unit_test(the_weights_of_a_class_are_the_nets_pixel_by_pixel),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
