/*
 * Every picture of every screen, read back from its cells and compared with its values: in all
 * modes, on both papers, in all themes, in windows of several sizes.
 *
 * The linker leads calls of picture_draw() here first (--wrap), which notes what was to be drawn
 * where; when the screen is complete its cells are decoded there.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tui/driver.h"

#include "base/xalloc.h"
#include "support/decode.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { DRAWN_MAX = 2000 };

struct drawn {
	int row, column;
	struct picture picture; /* with values of its own */
	enum pixels pixels;
};

struct record {
	bool is_on;
	int count;
	struct drawn drawn[DRAWN_MAX];
};

static struct record *record(void)
{
	static struct record only;

	return &only;
}

void __real_picture_draw(struct canvas *, int row, int column, const struct picture *, enum pixels);
void __wrap_picture_draw(struct canvas *, int row, int column, const struct picture *, enum pixels);

void __wrap_picture_draw(struct canvas *canvas, int row, int column, const struct picture *picture,
			 enum pixels pixels)
{
	struct record *r = record();
	size_t stride = picture->stride ? (size_t)picture->stride : 1;
	size_t count = (size_t)picture->height * (size_t)picture->width;
	float *values;

	__real_picture_draw(canvas, row, column, picture, pixels);
	if (!r->is_on)
		return;
	assert_true(r->count < DRAWN_MAX);
	r->drawn[r->count] = (struct drawn){row, column, *picture, pixels};
	values = xfloats((count - 1) * stride + 1);
	memcpy(values, picture->values, ((count - 1) * stride + 1) * sizeof(float));
	r->drawn[r->count++].picture.values = values;
}

/* Draws the explorer, and checks all of its pictures: how many there are. */
static int check_screen(struct app *app, const char *where)
{
	struct record *r = record();
	int count;

	r->is_on = true;
	explorer_draw(app);
	r->is_on = false;
	for (int i = 0; i < r->count; i++) {
		const struct drawn *d = &r->drawn[i];
		struct err err;

		/* Draw's corners and cursor. */
		if (!decode_picture(app->canvas, d->row, d->column, &d->picture, d->pixels, 5,
				    &err))
			fail_msg("%s, %s, picture %d: %s", app->screens[app->current]->name, where,
				 i, err.text);
	}
	for (int i = 0; i < r->count; i++)
		free((void *)r->drawn[i].picture.values);
	count = r->count;
	r->count = 0;
	return count;
}

static void set_medium(struct app *app, struct medium medium, int rows, int columns)
{
	app->medium = medium;
	canvas_free(app->canvas);
	app->canvas = canvas_new(medium, 1, 1);
	explorer_resize(app, rows, columns);
}

static const struct medium media[] = {
	{COLOR_256, GLYPHS_BRAILLE}, {COLOR_DIRECT, GLYPHS_BRAILLE}, {COLOR_16, GLYPHS_BRAILLE},
	{COLOR_8, GLYPHS_BLOCKS},    {COLOR_MONO, GLYPHS_BRAILLE},   {COLOR_256, GLYPHS_ASCII},
	{COLOR_8, GLYPHS_ASCII},
};
enum { MEDIA = sizeof(media) / sizeof(media[0]) };

/* The current screen in all media and themes, on both papers: how many pictures there were. */
static int check_looks(struct app *app, int rows, int columns)
{
	static const char *const names[] = {"dark", "light", "blind", "mono"};
	char where[80];
	int count = 0;

	for (int m = 0; m < MEDIA; m++) {
		set_medium(app, media[m], rows, columns);
		for (int look = 0; look < 8; look++) {
			app_set_theme(app, names[look / 2]);
			app->is_ink_dark = look % 2;
			explorer_update(app);
			driver_rest(app);
			snprintf(where, sizeof(where), "%dx%d, %s colours, %s, %s paper", columns,
				 rows, color_mode_names[media[m].mode], names[look / 2],
				 look % 2 ? "white" : "black");
			count += check_screen(app, where);
		}
	}
	return count;
}

static int check_sizes(struct app *app)
{
	static const int sizes[][2] = {{24, 80}, {40, 120}, {50, 160}, {60, 200}};
	int least = INT_MAX;

	for (int i = 0; i < 4; i++) {
		int count = check_looks(app, sizes[i][0], sizes[i][1]);

		least = count < least ? count : least;
	}
	set_medium(app, media[0], 24, 80);
	return least;
}

static void check_screens(struct app *app)
{
	/* What fills a screen: steps of an attack and of a training, a close-up, a stroke. All but
	 * the first of each is typed where the one before has led. */
	static const char *const keys[] = {
		"Annn", "d",  "TN", "M",       "m", "Wl", "<Enter>",
		"L",    "jl", "F",  "<Enter>", "R", "D",  "<Space>jjlljj"};

	set_medium(app, media[0], 24, 80);
	for (size_t k = 0; k < sizeof(keys) / sizeof(keys[0]); k++) {
		driver_press(app, keys[k]);
		assert_true(check_sizes(app) >= 8 * MEDIA);
	}
	/* As they are when one comes to them; a new one may have no pictures. */
	for (int i = 0; screens[i]; i++) {
		driver_press(app, (char[]){screens[i]->letter, 0});
		check_sizes(app);
	}
	explorer_free(app);
}

static void every_picture_of_every_screen_shows_its_values(void **state)
{
	(void)state;
	check_screens(driver_open("mnist-softmax"));
	check_screens(driver_open_made("conv5x5x8 relu pool2 conv3x3x4 relu pool2 dense10",
				       (struct medium){COLOR_256, GLYPHS_BRAILLE}));
}

/* The decoder finds what is wrong: a cell of another colour, two colours changed over, a picture
 * shifted by a pixel, the wrong sign. */
static void what_is_drawn_wrongly_is_found(void **state)
{
	static const struct medium medium = {COLOR_256, GLYPHS_BRAILLE};
	float values[64];
	struct picture picture = {values, 8, 8, 1, 0, palette_signed(1)};
	struct canvas *canvas = canvas_new(medium, 8, 20);
	struct cell *cells = canvas->cells, saved;
	struct err err;

	(void)state;
	for (int i = 0; i < 64; i++)
		values[i] = (float)(i * 37 % 64 - 32) / 32;
	picture_draw(canvas, 1, 2, &picture, PIXELS_HALVES);
	assert_true(decode_picture(canvas, 1, 2, &picture, PIXELS_HALVES, 0, &err));
	assert_false(decode_picture(canvas, 1, 3, &picture, PIXELS_HALVES, 64, &err));
	assert_false(decode_picture(canvas, 2, 2, &picture, PIXELS_HALVES, 64, &err));
	saved = cells[2 * 20 + 4];
	cells[2 * 20 + 4] = cells[2 * 20 + 5];
	assert_false(decode_picture(canvas, 1, 2, &picture, PIXELS_HALVES, 0, &err));
	cells[2 * 20 + 4].glyph = '+';
	assert_false(decode_picture(canvas, 1, 2, &picture, PIXELS_HALVES, 0, &err));
	assert_true(decode_picture(canvas, 1, 2, &picture, PIXELS_HALVES, 1, &err));
	cells[2 * 20 + 4] = saved;
	for (int i = 0; i < 64; i++)
		values[i] = -values[i];
	assert_false(decode_picture(canvas, 1, 2, &picture, PIXELS_HALVES, 0, &err));
	picture_draw(canvas, 1, 2, &picture, PIXELS_MEAN);
	assert_true(decode_picture(canvas, 1, 2, &picture, PIXELS_MEAN, 0, &err));
	assert_false(decode_picture(canvas, 1, 2, &picture, PIXELS_MARKS, 0, &err));
	canvas_free(canvas);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_picture_of_every_screen_shows_its_values),
		cmocka_unit_test(what_is_drawn_wrongly_is_found),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
