/* Tests of draw/theme: what a style says is never said by hue alone. */
#include "draw/theme.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static void themes_are_found_by_name_and_ground(void **state)
{
	static const char *const names[] = {"dark", "light", "mono", "blind"};

	(void)state;
	for (int i = 0; i < 4; i++) {
		for (int ground = GROUND_UNKNOWN; ground <= GROUND_LIGHT; ground++) {
			const struct theme *theme = theme_find(names[i], (enum ground)ground);

			assert_non_null(theme);
			assert_string_equal(theme->name, names[i]);
		}
	}
	assert_null(theme_find("darker", GROUND_DARK));
	assert_null(theme_find("", GROUND_DARK));
	assert_string_equal(theme_find("auto", GROUND_LIGHT)->name, "light");
	assert_string_equal(theme_find(NULL, GROUND_LIGHT)->name, "light");
	assert_string_equal(theme_find("auto", GROUND_DARK)->name, "dark");
	assert_string_equal(theme_find("auto", GROUND_UNKNOWN)->name, "dark");
	assert_true(theme_find("blind", GROUND_UNKNOWN)->is_dark);
	assert_false(theme_find("blind", GROUND_LIGHT)->is_dark);
}

static void a_theme_has_its_like_for_papers(void **state)
{
	const struct theme *dark = theme_find("dark", GROUND_DARK);
	const struct theme *blind = theme_find("blind", GROUND_DARK);
	struct rgb white = rgb(255, 255, 255), black = rgb(0, 0, 0);

	(void)state;
	assert_string_equal(theme_on(dark, white)->name, "light");
	assert_string_equal(theme_on(theme_on(dark, white), black)->name, "dark");
	assert_ptr_equal(theme_on(dark, (struct rgb){0}), dark);
	assert_string_equal(theme_on(blind, white)->name, "blind");
	assert_false(theme_on(blind, white)->is_dark);
	assert_string_equal(theme_on(theme_find("mono", GROUND_DARK), white)->name, "mono");
}

static void a_ground_is_light_where_black_reads_better_than_white(void **state)
{
	(void)state;
	assert_int_equal(ground_of_color((struct rgb){0}), GROUND_UNKNOWN);
	assert_int_equal(ground_of_color(rgb(0, 0, 0)), GROUND_DARK);
	assert_int_equal(ground_of_color(rgb(0x28, 0x2a, 0x36)), GROUND_DARK);
	assert_int_equal(ground_of_color(rgb(0x00, 0x2b, 0x36)), GROUND_DARK);
	assert_int_equal(ground_of_color(rgb(0, 0, 255)), GROUND_DARK);
	assert_int_equal(ground_of_color(rgb(0xfd, 0xf6, 0xe3)), GROUND_LIGHT);
	assert_int_equal(ground_of_color(rgb(255, 255, 255)), GROUND_LIGHT);
	assert_int_equal(ground_of_color(rgb(255, 255, 0)), GROUND_LIGHT);
	assert_int_equal(ground_of_color(rgb(150, 150, 150)), GROUND_LIGHT);
	assert_int_equal(ground_of_color(rgb(90, 90, 90)), GROUND_DARK);
}

static void the_ground_is_the_last_number_of_colorfgbg(void **state)
{
	static const struct {
		const char *text;
		enum ground ground;
	} cases[] = {{"15;0", GROUND_DARK},          {"0;15", GROUND_LIGHT},
		     {"0;default;15", GROUND_LIGHT}, {"15;default;0", GROUND_DARK},
		     {"0;7", GROUND_LIGHT},          {"7;8", GROUND_DARK},
		     {"12;11", GROUND_LIGHT},        {"0;6", GROUND_DARK},
		     {NULL, GROUND_UNKNOWN},         {"", GROUND_UNKNOWN},
		     {"15", GROUND_UNKNOWN},         {"15;default", GROUND_UNKNOWN},
		     {"15;", GROUND_UNKNOWN},        {"15;0x", GROUND_UNKNOWN},
		     {"15;16", GROUND_UNKNOWN},      {"15;99999999999999999999", GROUND_UNKNOWN},
		     {"0;-1", GROUND_UNKNOWN},       {"0; 15", GROUND_UNKNOWN}};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_int_equal(ground_of_colorfgbg(cases[i].text), cases[i].ground);
}

/* The styles of a theme that say something, as an array. */
enum { TELLING = 7 };

static void telling_styles(const struct theme *theme, struct style styles[TELLING])
{
	const struct style all[TELLING] = {theme->strong,       theme->accent, theme->cursor,
					   theme->changed,      theme->bad,    theme->error,
					   theme->title_current};

	memcpy(styles, all, sizeof(all));
}

static void what_tells_something_has_an_attribute(void **state)
{
	struct style styles[TELLING];

	(void)state;
	for (int i = 0; i < THEMES; i++) {
		telling_styles(&themes[i], styles);
		for (int k = 0; k < TELLING; k++)
			assert_int_not_equal(styles[k].attributes, 0);
		assert_int_not_equal(themes[i].good.attributes, themes[i].bad.attributes);
		assert_int_not_equal(themes[i].changed.attributes, themes[i].accent.attributes);
		assert_true(themes[i].cursor.attributes & CELL_REVERSE);
	}
}

static void text_lies_on_the_terminals_own_ground(void **state)
{
	struct style styles[TELLING];

	(void)state;
	for (int i = 0; i < THEMES; i++) {
		assert_false(themes[i].plain.fg.is_set || themes[i].plain.bg.is_set);
		telling_styles(&themes[i], styles);
		for (int k = 0; k < TELLING; k++)
			assert_false(styles[k].bg.is_set);
	}
}

static void mono_has_no_hue_at_all(void **state)
{
	const struct theme *mono = theme_find("mono", GROUND_DARK);
	struct palette map = theme_signed(mono, true, 1);
	struct style styles[TELLING];

	(void)state;
	telling_styles(mono, styles);
	for (int k = 0; k < TELLING; k++)
		assert_false(styles[k].fg.is_set);
	assert_false(mono->good.fg.is_set);
	for (int i = -10; i <= 10; i++) {
		struct rgb c = palette_color(&map, (float)i / 10);

		assert_true(c.r == c.g && c.g == c.b);
	}
}

/* Luminance after WCAG 2, but with a gamma of 2, which is near enough for limits. */
static double luminance(struct rgb c)
{
	return (0.2126 * c.r * c.r + 0.7152 * c.g * c.g + 0.0722 * c.b * c.b) / (255.0 * 255);
}

static void hues_stand_out_from_the_ground_they_are_made_for(void **state)
{
	(void)state;
	for (int i = 0; i < THEMES; i++) {
		const struct theme *t = &themes[i];
		const struct rgb hues[] = {t->accent.fg, t->changed.fg, t->good.fg, t->bad.fg};

		for (int k = 0; k < 4; k++) {
			double ink = luminance(hues[k]) + 0.05;

			if (hues[k].is_set)
				assert_true((t->is_dark ? ink / 0.05 : 1.05 / ink) >= 3);
		}
		if (!t->accent.fg.is_set)
			continue;
		for (int mode = COLOR_8; mode < COLOR_MODES; mode++)
			assert_int_not_equal(color_index((enum color_mode)mode, t->accent.fg),
					     color_index((enum color_mode)mode, t->changed.fg));
	}
}

static void classes_have_hues_that_differ_and_stand_out(void **state)
{
	(void)state;
	for (int i = 0; i < THEMES; i++) {
		const struct theme *t = &themes[i];

		assert_int_equal(t->class_count > 0, strcmp(t->name, "mono") != 0);
		for (int k = 0; k < t->class_count; k++) {
			struct rgb hue = theme_class(t, k).fg;
			double ink = luminance(hue) + 0.05;

			assert_true((t->is_dark ? ink / 0.05 : 1.05 / ink) >= 3);
			assert_int_equal(theme_class(t, k + t->class_count).fg.g, hue.g);
			for (int other = 0; other < k; other++)
				assert_int_not_equal(
					color_index(COLOR_256, hue),
					color_index(COLOR_256, theme_class(t, other).fg));
		}
		if (t->class_count == 0)
			assert_false(theme_class(t, 3).fg.is_set);
	}
}

static void pictures_have_their_own_paper_in_every_theme(void **state)
{
	(void)state;
	for (int i = 0; i < THEMES; i++) {
		for (int is_dark = 0; is_dark < 2; is_dark++) {
			struct palette palette = theme_picture(is_dark);

			assert_int_equal(palette.kind, is_dark ? PALETTE_GREYS : PALETTE_GREYS_R);
			assert_int_equal(palette_ink(&palette, COLOR_256, 0).r, is_dark ? 255 : 0);
			assert_int_equal(palette_color(&palette, 1).r, is_dark ? 0 : 255);
		}
	}
}

static void signed_maps_span_the_range_on_the_same_paper(void **state)
{
	(void)state;
	for (int i = 0; i < 2 * THEMES; i++) {
		const struct theme *theme = &themes[i / 2];
		bool is_on_white = i % 2, is_mono = strcmp(theme->name, "mono") == 0;
		struct palette map = theme_signed(theme, is_on_white, 0.5f);

		assert_true(palette_is_signed(&map));
		assert_true(map.lo == -0.5f && map.hi == 0.5f);
		assert_int_equal(palette_ink(&map, COLOR_256, 0).r, is_mono       ? 128
								    : is_on_white ? 255
										  : 0);
		assert_int_not_equal(color_index(COLOR_8, palette_ink(&map, COLOR_8, -0.5f)),
				     color_index(COLOR_8, palette_ink(&map, COLOR_8, 0.5f)));
	}
}

static void a_sign_is_called_what_is_seen_of_it(void **state)
{
	const struct medium colours = {.mode = COLOR_256}, none = {.mode = COLOR_MONO};

	(void)state;
	assert_string_equal(theme_sign(theme_find("dark", GROUND_DARK), colours, true), "blue");
	assert_string_equal(theme_sign(theme_find("light", GROUND_DARK), colours, false), "red");
	assert_string_equal(theme_sign(theme_find("blind", GROUND_DARK), colours, true), "purple");
	assert_string_equal(theme_sign(theme_find("mono", GROUND_DARK), colours, false), "black");
	assert_string_equal(theme_sign(theme_find("dark", GROUND_DARK), none, true), "+#");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(themes_are_found_by_name_and_ground),
		cmocka_unit_test(a_theme_has_its_like_for_papers),
		cmocka_unit_test(a_ground_is_light_where_black_reads_better_than_white),
		cmocka_unit_test(the_ground_is_the_last_number_of_colorfgbg),
		cmocka_unit_test(what_tells_something_has_an_attribute),
		cmocka_unit_test(text_lies_on_the_terminals_own_ground),
		cmocka_unit_test(mono_has_no_hue_at_all),
		cmocka_unit_test(hues_stand_out_from_the_ground_they_are_made_for),
		cmocka_unit_test(classes_have_hues_that_differ_and_stand_out),
		cmocka_unit_test(pictures_have_their_own_paper_in_every_theme),
		cmocka_unit_test(a_sign_is_called_what_is_seen_of_it),
		cmocka_unit_test(signed_maps_span_the_range_on_the_same_paper),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
