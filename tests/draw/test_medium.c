/* Tests of draw/medium: what the words of --color and the environment lead to. */
#include "draw/medium.h"

#include <locale.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

#include "support/says.h"

struct environment_case {
	const char *term, *colorterm, *no_color;
	enum color_mode mode;
};

static const struct environment_case environment_cases[] = {
	{"xterm-256color", NULL, NULL, COLOR_256},
	{"xterm-256color", "truecolor", NULL, COLOR_DIRECT},
	{"xterm-kitty", "24bit", "", COLOR_DIRECT},
	{"xterm-256color", "yes", NULL, COLOR_256},
	{"vte-direct", NULL, NULL, COLOR_DIRECT},
	{"tmux-256color", "truecolor", NULL, COLOR_256},
	{"screen", "truecolor", NULL, COLOR_256},
	{"linux", NULL, NULL, COLOR_16},
	{"ansi", NULL, NULL, COLOR_8},
	{"vt100", NULL, NULL, COLOR_MONO},
	{"xterm-256color", "truecolor", "1", COLOR_MONO},
	{"dumb", NULL, "1", COLOR_NONE},
	{"dumb", "truecolor", NULL, COLOR_NONE},
	{"", NULL, NULL, COLOR_NONE},
	{NULL, NULL, NULL, COLOR_NONE},
};

static void set(const char *name, const char *value)
{
	if (value)
		setenv(name, value, 1);
	else
		unsetenv(name);
}

static void set_environment(const char *term, const char *colorterm, const char *no_color)
{
	set("TERM", term);
	set("COLORTERM", colorterm);
	set("NO_COLOR", no_color);
}

static void on_a_terminal_the_environment_decides(void **state)
{
	struct medium medium;
	struct err err;

	(void)state;
	for (size_t i = 0; i < sizeof(environment_cases) / sizeof(environment_cases[0]); i++) {
		const struct environment_case *c = &environment_cases[i];

		set_environment(c->term, c->colorterm, c->no_color);
		assert_true(medium_choose(&medium, i % 2 ? NULL : "auto", NULL, true, &err));
		assert_int_equal(medium.mode, c->mode);
	}
}

static void elsewhere_there_is_no_colour_unless_forced(void **state)
{
	struct medium medium;
	struct err err;

	(void)state;
	set_environment("xterm-256color", "truecolor", NULL);
	assert_true(medium_choose(&medium, NULL, NULL, false, &err));
	assert_int_equal(medium.mode, COLOR_NONE);
	assert_true(medium_choose(&medium, "always", NULL, false, &err));
	assert_int_equal(medium.mode, COLOR_DIRECT);
	set_environment("dumb", NULL, NULL);
	assert_true(medium_choose(&medium, "always", NULL, false, &err));
	assert_int_equal(medium.mode, COLOR_256);
	assert_true(medium_choose(&medium, "never", NULL, true, &err));
	assert_int_equal(medium.mode, COLOR_NONE);
}

static void a_mode_by_name_goes_before_everything(void **state)
{
	struct medium medium;
	struct err err;

	(void)state;
	set_environment("dumb", NULL, "1");
	for (int i = 0; i < COLOR_MODES; i++) {
		assert_true(medium_choose(&medium, color_mode_names[i], NULL, false, &err));
		assert_int_equal(medium.mode, i);
	}
}

static void an_unknown_word_is_refused_with_the_known_ones(void **state)
{
	struct medium medium;
	struct err err;

	(void)state;
	assert_false(medium_choose(&medium, "25", NULL, true, &err));
	assert_says(&err, "--color 25: there is no such mode");
	assert_says(&err, "256 or direct");
	assert_false(medium_choose(&medium, "", NULL, true, &err));
}

static enum glyphs glyphs_of(const char *word)
{
	struct medium medium;
	struct err err;

	assert_true(medium_choose(&medium, "256", word, true, &err));
	return medium.glyphs;
}

static void glyphs_come_from_the_locale_and_the_linux_console_has_no_braille(void **state)
{
	(void)state;
	set_environment("xterm-256color", NULL, NULL);
	assert_non_null(setlocale(LC_ALL, "C"));
	assert_false(medium_has_utf8_locale());
	assert_int_equal(glyphs_of(NULL), GLYPHS_ASCII);
	if (!setlocale(LC_ALL, "C.UTF-8"))
		skip();
	assert_true(medium_has_utf8_locale());
	assert_int_equal(glyphs_of(NULL), GLYPHS_BRAILLE);
	assert_int_equal(glyphs_of("auto"), GLYPHS_BRAILLE);
	set_environment("linux", NULL, NULL);
	assert_int_equal(glyphs_of("auto"), GLYPHS_BLOCKS);
	set_environment("linux-16color", NULL, NULL);
	assert_int_equal(glyphs_of(NULL), GLYPHS_BLOCKS);
}

static void glyphs_by_name_go_before_the_environment(void **state)
{
	struct medium medium;
	struct err err;

	(void)state;
	set_environment("linux", NULL, NULL);
	assert_int_equal(glyphs_of("ascii"), GLYPHS_ASCII);
	assert_int_equal(glyphs_of("blocks"), GLYPHS_BLOCKS);
	assert_int_equal(glyphs_of("braille"), GLYPHS_BRAILLE);
	assert_false(medium_choose(&medium, "256", "sextants", true, &err));
	assert_says(&err, "--glyphs sextants: there is no such set");
}

static void colours_and_blocks_depend_on_the_mode(void **state)
{
	(void)state;
	assert_false(medium_has_color((struct medium){COLOR_NONE, GLYPHS_BRAILLE}));
	assert_false(medium_has_color((struct medium){COLOR_MONO, GLYPHS_BRAILLE}));
	assert_true(medium_has_color((struct medium){COLOR_8, GLYPHS_ASCII}));
	assert_false(medium_has_blocks((struct medium){COLOR_NONE, GLYPHS_BRAILLE}));
	assert_true(medium_has_blocks((struct medium){COLOR_MONO, GLYPHS_BRAILLE}));
	assert_false(medium_has_blocks((struct medium){COLOR_256, GLYPHS_ASCII}));
	assert_true(medium_has_braille((struct medium){COLOR_8, GLYPHS_BRAILLE}));
	assert_false(medium_has_braille((struct medium){COLOR_16, GLYPHS_BLOCKS}));
	assert_false(medium_has_braille((struct medium){COLOR_NONE, GLYPHS_BRAILLE}));
	assert_false(medium_has_braille((struct medium){COLOR_256, GLYPHS_ASCII}));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(on_a_terminal_the_environment_decides),
		cmocka_unit_test(elsewhere_there_is_no_colour_unless_forced),
		cmocka_unit_test(a_mode_by_name_goes_before_everything),
		cmocka_unit_test(an_unknown_word_is_refused_with_the_known_ones),
		cmocka_unit_test(glyphs_come_from_the_locale_and_the_linux_console_has_no_braille),
		cmocka_unit_test(glyphs_by_name_go_before_the_environment),
		cmocka_unit_test(colours_and_blocks_depend_on_the_mode),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
