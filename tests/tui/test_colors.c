/*
 * The explorer's colours in a terminal: as many as the terminal has or --color allows, none where
 * they are unwanted, and nothing but ASCII where UTF-8 is missing.
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
#include "tui/screens.h"

/* What cells have, over all of a shot. */
struct census {
	int colored, indexed, rgb, beyond_ascii;
	uint32_t largest; /* number of an indexed colour */
};

static void count_color(struct census *census, uint32_t color)
{
	uint32_t value = color & SHOT_VALUE;

	if (color == SHOT_DEFAULT)
		return;
	census->colored++;
	if (color & SHOT_RGB) {
		census->rgb++;
		return;
	}
	census->indexed++;
	census->largest = value > census->largest ? value : census->largest;
}

static void take_census(struct terminal *terminal, struct census *census)
{
	struct shot *shot = terminal_shot(terminal);

	for (int i = 0; i < shot->rows * shot->columns; i++) {
		count_color(census, shot->cells[i].fg);
		count_color(census, shot->cells[i].bg);
		census->beyond_ascii += shot->cells[i].glyph >= 0x80;
	}
	shot_free(shot);
}

/* Not Filters, which computes for long and whose golden screens tell as much. */
static const char max_screens[] = "TWMLARD";

/* Over some screens, by their letters. */
static struct census census_of(const struct sitting *sitting, const char *letters)
{
	struct terminal *terminal = sitting_open(sitting);
	struct census census = {.largest = 0};

	terminal_press(terminal, SITTING_SMALL);
	terminal_wait(terminal);
	for (int i = 0; i < screen_count; i++) {
		if (!strchr(letters, screens[i]->letter))
			continue;
		terminal_press(terminal, ((char[]){screens[i]->letter, 0}));
		terminal_wait(terminal);
		take_census(terminal, &census);
	}
	sitting_leave(terminal);
	return census;
}

static void color_is_what_it_is_told(void **state)
{
	static const struct {
		struct sitting sitting;
		uint32_t below; /* numbers of colours */
		bool has_any;
	} cases[] = {
		{{.args = {"--color", "256"}}, 256, true},
		{{.args = {"--color", "16"}}, 16, true},
		{{.args = {"--color", "8"}}, 8, true},
		{{.args = {"--color", "mono"}}, 0, false},
		{{.args = {"--color", "none"}}, 0, false},
		{{.env = {"NO_COLOR=1"}}, 0, false},
		{{.env = {"NO_COLOR="}}, 256, true},
		{{.env = {"NO_COLOR=1"}, .args = {"--color", "always"}}, 256, true},
		{{.env = {"NO_COLOR=1"}, .args = {"--color", "8"}}, 8, true},
		{{.env = {"TERM=xterm"}}, 8, true},
		{{.env = {"TERM=vt100"}}, 0, false},
		{{.env = {"TERM=screen"}}, 256, true},
		{{.env = {"TERM=tmux", "COLORTERM=truecolor"}}, 256, true},
		{{.env = {"TERM=screen", "NO_COLOR=1"}}, 0, false},
		{{.env = {"TERM=screen"}, .args = {"--color", "8"}}, 8, true},
		{{.env = {"TERM=tmux-256color", "COLORTERM=truecolor"}}, 256, true},
		{{.env = {"TERM=vte-256color", "COLORTERM=truecolor", "TMUX=/x,1,0"}}, 256, true},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct census census =
			census_of(&cases[i].sitting, cases[i].has_any ? "AW" : max_screens);

		assert_int_equal(census.rgb, 0);
		assert_int_equal(census.colored > 0, cases[i].has_any);
		if (!cases[i].has_any)
			continue;
		assert_true(census.largest < cases[i].below);
		/* And it makes something of it: more than the next smaller mode has. */
		assert_true(census.largest >= (cases[i].below == 256  ? 16
					       : cases[i].below == 16 ? 8
								      : 1));
	}
}

static bool has_terminal(const char *name)
{
	char *command = xasprintf("infocmp %s >/dev/null 2>&1", name);
	int status = system(command);

	free(command);
	return status == 0;
}

static void direct_colour_is_used_where_terminfo_has_it(void **state)
{
	static const struct sitting sittings[] = {
		{.env = {"TERM=vte-direct"}},
		{.env = {"TERM=vte-256color", "COLORTERM=truecolor"}},
		{.env = {"TERM=vte-256color"}, .args = {"--color", "direct"}},
	};

	(void)state;
	if (!has_terminal("vte-direct")) {
		print_message("terminfo has no vte-direct\n");
		skip();
	}
	for (int i = 0; i < 3; i++) {
		struct census census = census_of(&sittings[i], "AW");

		assert_true(census.rgb > 1000);
	}
}

static void direct_colour_without_an_entry_says_what_is_used(void **state)
{
	struct terminal *terminal = sitting_open(
		&(struct sitting){.env = {"TERM=screen-256color"}, .args = {"--color", "direct"}});

	(void)state;
	assert_true(sitting_shows(terminal, "no direct colours in terminfo: 256 are used"));
	sitting_leave(terminal);
}

/* The colour of the current screen's name on the top line. */
static uint32_t accent_of(struct terminal *terminal)
{
	struct shot *shot = terminal_shot(terminal);
	int row, column;
	uint32_t color;

	assert_true(shot_find(shot, "ATTACK", &row, &column));
	color = shot_at(shot, row, column)->fg;
	shot_free(shot);
	return color;
}

static void words_fit_the_ground_that_the_terminal_tells(void **state)
{
	static const char white[] = "\033]11;rgb:ffff/ffff/ffff\033\\";
	static const char black[] = "\033]11;rgb:0000/0000/0000\a";
	enum { ON_DARK = SHOT_INDEX | 44, ON_LIGHT = SHOT_INDEX | 30 };
	struct terminal *terminal = sitting_open(&(struct sitting){.env = {"COLORFGBG=0;15"}});

	(void)state;
	assert_int_equal(accent_of(terminal), ON_LIGHT);
	terminal_send(terminal, black, sizeof(black) - 1, 0);
	terminal_press(terminal, "<C-l>");
	terminal_wait(terminal);
	assert_int_equal(accent_of(terminal), ON_DARK);
	sitting_leave(terminal);
	terminal = sitting_open(&(struct sitting){.args = {"--theme", "dark"}});
	terminal_send(terminal, white, sizeof(white) - 1, 0);
	terminal_press(terminal, "<C-l>");
	terminal_wait(terminal);
	assert_int_equal(accent_of(terminal), ON_DARK);
	terminal_press(terminal, ":theme auto<Enter>");
	terminal_wait(terminal);
	assert_int_equal(accent_of(terminal), ON_LIGHT);
	sitting_leave(terminal);
}

static bool is_braille(uint32_t glyph)
{
	return glyph >= 0x2800 && glyph <= 0x28ff;
}

/* Of a screen with curves: whether it has any braille, and any glyph beyond ASCII. */
static void read_glyphs(const struct sitting *sitting, bool *has_braille, bool *has_blocks)
{
	struct terminal *terminal = sitting_open(sitting);
	struct shot *shot;

	terminal_press(terminal, SITTING_SMALL "Ann");
	terminal_wait(terminal);
	shot = terminal_shot(terminal);
	*has_braille = *has_blocks = false;
	for (int i = 0; i < shot->rows * shot->columns; i++) {
		*has_braille |= is_braille(shot->cells[i].glyph);
		*has_blocks |= shot->cells[i].glyph >= 0x80 && !is_braille(shot->cells[i].glyph);
	}
	shot_free(shot);
	sitting_leave(terminal);
}

static void glyphs_are_what_the_terminal_or_the_person_says(void **state)
{
	static const struct {
		struct sitting sitting;
		bool has_blocks, has_braille;
	} cases[] = {
		{{.rows = 24}, true, true},
		{{.env = {"TERM=linux"}}, true, false},
		{{.env = {"TERM=linux"}, .args = {"--color", "8"}}, true, false},
		{{.env = {"TERM=linux-16color"}}, true, false},
		{{.args = {"--glyphs", "blocks"}}, true, false},
		{{.args = {"--glyphs", "ascii"}}, false, false},
		{{.args = {"--color", "16"}}, true, true},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		bool has_braille, has_blocks;

		read_glyphs(&cases[i].sitting, &has_braille, &has_blocks);
		assert_int_equal(has_blocks, cases[i].has_blocks);
		assert_int_equal(has_braille, cases[i].has_braille);
	}
}

static void glyphs_beyond_the_locale_are_not_drawn_and_that_is_said(void **state)
{
	struct terminal *terminal = sitting_open(
		&(struct sitting){.env = {"LC_ALL=C"}, .args = {"--glyphs", "braille"}});

	(void)state;
	assert_true(sitting_shows(terminal, "the locale has no UTF-8: ASCII is drawn"));
	sitting_leave(terminal);
}

static void without_utf8_everything_is_ascii(void **state)
{
	struct census plain = census_of(&(struct sitting){.env = {"LC_ALL=C"}}, max_screens);
	struct census mono = census_of(
		&(struct sitting){.env = {"LC_ALL=C"}, .args = {"--color", "mono"}}, max_screens);

	(void)state;
	assert_int_equal(plain.beyond_ascii, 0);
	assert_true(plain.colored > 0);
	assert_int_equal(mono.beyond_ascii, 0);
	assert_int_equal(mono.colored, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(color_is_what_it_is_told),
		cmocka_unit_test(direct_colour_is_used_where_terminfo_has_it),
		cmocka_unit_test(direct_colour_without_an_entry_says_what_is_used),
		cmocka_unit_test(words_fit_the_ground_that_the_terminal_tells),
		cmocka_unit_test(glyphs_are_what_the_terminal_or_the_person_says),
		cmocka_unit_test(glyphs_beyond_the_locale_are_not_drawn_and_that_is_said),
		cmocka_unit_test(without_utf8_everything_is_ascii),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
