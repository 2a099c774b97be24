/*
 * Tests of draw/ansi: the stream is read back by a small terminal, which knows glyphs, newlines and
 * SGR and fails on anything else.
 */
#include "base/rng.h"
#include "draw/ansi.h"
#include "draw/picture.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { ROWS = 16, COLUMNS = 64, UPPER_HALF = 0x2580, LOWER_HALF = 0x2584, FULL_BLOCK = 0x2588 };

/* Colours are 0..255 as 256 and 16 colours number them, 0x1000000 | RRGGBB, or -1. */
struct seen {
	uint32_t glyph;
	int fg, bg, attributes;
};

struct terminal {
	struct seen cells[ROWS][COLUMNS];
	struct seen pen;
	int row, column;
};

static const struct style plain = {0};

static int read_color(const int *numbers, int count, int *used)
{
	if (count >= 3 && numbers[1] == 5) {
		*used = 3;
		return numbers[2];
	}
	assert_true(count >= 5 && numbers[1] == 2);
	*used = 5;
	return 0x1000000 | numbers[2] << 16 | numbers[3] << 8 | numbers[4];
}

static int attribute_bit(int number)
{
	switch (number) {
	case 1:
		return CELL_BOLD;
	case 2:
		return CELL_FAINT;
	case 4:
	case 24:
		return CELL_UNDERLINE;
	case 7:
	case 27:
		return CELL_REVERSE;
	case 22:
		return CELL_BOLD | CELL_FAINT;
	default:
		fail_msg("SGR %d is not expected", number);
		return 0;
	}
}

static int apply_number(struct seen *pen, const int *numbers, int count)
{
	int n = numbers[0], used = 1;

	if (n == 0)
		*pen = (struct seen){' ', -1, -1, 0};
	else if (n == 38)
		pen->fg = read_color(numbers, count, &used);
	else if (n == 48)
		pen->bg = read_color(numbers, count, &used);
	else if (n / 10 == 3)
		pen->fg = n == 39 ? -1 : n - 30;
	else if (n / 10 == 4)
		pen->bg = n == 49 ? -1 : n - 40;
	else if (n / 10 == 9)
		pen->fg = n - 90 + 8;
	else if (n / 10 == 10)
		pen->bg = n - 100 + 8;
	else if (n > 20)
		pen->attributes &= ~attribute_bit(n);
	else
		pen->attributes |= attribute_bit(n);
	return used;
}

/* Reads "[1;2m" behind an ESC, and returns what follows. */
static const char *read_sgr(struct seen *pen, const char *text)
{
	int numbers[16] = {0}, count = 0;

	assert_int_equal(*text, '[');
	do {
		char *end;

		assert_in_range(count, 0, 15);
		numbers[count++] = (int)strtol(text + 1, &end, 10);
		text = end;
	} while (*text == ';');
	assert_int_equal(*text, 'm');
	for (int i = 0; i < count;)
		i += apply_number(pen, numbers + i, count - i);
	return text + 1;
}

static const char *read_glyph(struct terminal *terminal, const char *text)
{
	const unsigned char *s = (const unsigned char *)text;
	int length = s[0] < 0x80 ? 1 : s[0] < 0xe0 ? 2 : 3;

	assert_true(s[0] >= 0x20 && s[0] < 0xf0);
	assert_in_range(terminal->row, 0, ROWS - 1);
	assert_in_range(terminal->column, 0, COLUMNS - 1);
	terminal->pen.glyph = s[0];
	if (length == 2)
		terminal->pen.glyph = (s[0] & 0x1fu) << 6 | (s[1] & 0x3fu);
	else if (length == 3)
		terminal->pen.glyph = (s[0] & 0xfu) << 12 | (s[1] & 0x3fu) << 6 | (s[2] & 0x3fu);
	terminal->cells[terminal->row][terminal->column++] = terminal->pen;
	return text + length;
}

static void read_stream(struct terminal *terminal, const char *text)
{
	memset(terminal, 0, sizeof(*terminal));
	terminal->pen = (struct seen){' ', -1, -1, 0};
	while (*text) {
		if (*text == '\033') {
			text = read_sgr(&terminal->pen, text + 1);
		} else if (*text == '\n') {
			assert_int_equal(terminal->pen.fg, -1);
			assert_int_equal(terminal->pen.bg, -1);
			assert_int_equal(terminal->pen.attributes, 0);
			terminal->row++;
			terminal->column = 0;
			text++;
		} else {
			text = read_glyph(terminal, text);
		}
	}
}

static int upper_of(const struct seen *seen)
{
	return seen->glyph == UPPER_HALF || seen->glyph == FULL_BLOCK ? seen->fg : seen->bg;
}

static int lower_of(const struct seen *seen)
{
	return seen->glyph == LOWER_HALF || seen->glyph == FULL_BLOCK ? seen->fg : seen->bg;
}

static int number_of(enum color_mode mode, struct rgb c)
{
	int index = color_index(mode, c);

	return mode == COLOR_DIRECT ? 0x1000000 | index : index;
}

static void assert_text(const struct canvas *canvas, const char *expected)
{
	size_t length;
	char *text = ansi_string(canvas, &length);

	assert_string_equal(text, expected);
	assert_int_equal(length, strlen(expected));
	free(text);
}

static void pictures_come_back_pixel_by_pixel_in_every_mode(void **state)
{
	float values[27 * 28];
	struct picture picture = {values, 27, 28, 1, 1, palette_signed(1)};
	static struct terminal terminal;
	struct rng rng;

	(void)state;
	rng_seed(&rng, 3, RNG_NOISE);
	for (int i = 0; i < 27 * 28; i++)
		values[i] = rng_uniform(&rng) < 0.5f ? 0 : 2 * rng_uniform(&rng) - 1;
	for (int mode = COLOR_8; mode <= COLOR_DIRECT; mode++) {
		struct canvas *canvas =
			canvas_new((struct medium){(enum color_mode)mode, GLYPHS_BRAILLE}, 14, 30);
		size_t length;
		char *text;

		picture_draw(canvas, 0, 1, &picture, PIXELS_HALVES);
		text = ansi_string(canvas, &length);
		read_stream(&terminal, text);
		for (int i = 0; i < 27 * 28; i++) {
			const struct seen *seen = &terminal.cells[i / 56][1 + i % 28];
			int expected = number_of(
				(enum color_mode)mode,
				palette_ink(&picture.palette, (enum color_mode)mode, values[i]));

			assert_int_equal(i / 28 % 2 ? lower_of(seen) : upper_of(seen), expected);
		}
		free(text);
		canvas_free(canvas);
	}
}

static void text_keeps_its_style(void **state)
{
	struct canvas *canvas = canvas_new((struct medium){COLOR_16, GLYPHS_BRAILLE}, 1, 40);
	static struct terminal terminal;
	size_t length;
	char *text;

	(void)state;
	for (int i = 0; i < 16; i++) {
		struct style style = {.attributes = (uint8_t)(i * 7 % 16)};

		if (i % 3)
			style.fg = rgb(255, 85, 85);
		canvas_put(canvas, 0, i, style, (uint32_t)('a' + i));
	}
	canvas_put(canvas, 0, 20, (struct style){.bg = rgb(0, 0, 170)}, 0xe9);
	text = ansi_string(canvas, &length);
	read_stream(&terminal, text);
	for (int i = 0; i < 16; i++) {
		assert_int_equal(terminal.cells[0][i].glyph, 'a' + i);
		assert_int_equal(terminal.cells[0][i].attributes, i * 7 % 16);
		assert_int_equal(terminal.cells[0][i].fg, i % 3 ? 9 : -1);
	}
	assert_int_equal(terminal.cells[0][17].attributes, 0);
	assert_int_equal(terminal.cells[0][20].glyph, 0xe9);
	assert_int_equal(terminal.cells[0][20].bg, 4);
	free(text);
	canvas_free(canvas);
}

static void plain_text_has_no_escapes_and_no_trailing_blanks(void **state)
{
	struct canvas *canvas = canvas_new((struct medium){COLOR_NONE, GLYPHS_BRAILLE}, 4, 20);
	struct style loud = {rgb(1, 2, 3), rgb(4, 5, 6), CELL_BOLD | CELL_REVERSE};

	(void)state;
	canvas_text(canvas, 0, 0, loud, "7>3  ");
	canvas_text(canvas, 2, 2, plain, "é");
	assert_text(canvas, "7>3\n\n  é\n\n");
	canvas_free(canvas);
}

/* Of the second half nothing is sent, nor where a terminal has it already. */
static void wide_letters_are_sent_once(void **state)
{
	struct canvas *from = canvas_new((struct medium){COLOR_NONE, GLYPHS_BLOCKS}, 1, 6), *to;
	size_t length;
	char *text;

	(void)state;
	canvas_text(from, 0, 0, plain,
		    "\xe7\x8a\xac"
		    "a");
	assert_text(from, "\xe7\x8a\xac"
			  "a\n");
	to = canvas_new((struct medium){COLOR_NONE, GLYPHS_BLOCKS}, 1, 6);
	canvas_text(to, 0, 0, plain,
		    "\xe6\x95\xb0"
		    "a");
	text = ansi_changes(from, to, &length);
	assert_string_equal(text, "\033[1;1H\xe6\x95\xb0");
	free(text);
	canvas_text(to, 0, 0, plain,
		    "\xe7\x8a\xac"
		    "b");
	text = ansi_changes(from, to, &length);
	assert_string_equal(text, "\033[1;3Hb");
	free(text);
	canvas_free(from);
	canvas_free(to);
}

static void only_changes_are_sent_and_lines_end_plain(void **state)
{
	struct canvas *canvas = canvas_new((struct medium){COLOR_256, GLYPHS_BRAILLE}, 2, 9);
	struct style red = {.fg = rgb(255, 0, 0)}, bold = {.attributes = CELL_BOLD};

	(void)state;
	canvas_text(canvas, 0, 0, red, "ab");
	canvas_text(canvas, 0, 2, plain, "cd");
	canvas_text(canvas, 1, 0, red, "e");
	canvas_text(canvas, 1, 3, bold, "f");
	assert_text(canvas, "\033[38;5;196mab\033[mcd\n\033[38;5;196me  \033[1;39mf\033[m\n");
	canvas_free(canvas);
}

static void mono_has_attributes_but_no_colours(void **state)
{
	struct canvas *canvas = canvas_new((struct medium){COLOR_MONO, GLYPHS_BRAILLE}, 1, 9);
	struct style style = {rgb(255, 0, 0), rgb(0, 0, 255), CELL_REVERSE};

	(void)state;
	canvas_text(canvas, 0, 0, style, "a ");
	assert_text(canvas, "\033[7ma \033[m\n");
	canvas_free(canvas);
}

static void eight_and_sixteen_colours_use_the_short_codes(void **state)
{
	struct canvas *canvas = canvas_new((struct medium){COLOR_16, GLYPHS_BRAILLE}, 1, 2);

	(void)state;
	canvas_put(canvas, 0, 0, (struct style){rgb(255, 85, 85), rgb(0, 0, 170), 0}, 'x');
	canvas_put(canvas, 0, 1, (struct style){rgb(170, 0, 0), rgb(255, 255, 255), 0}, 'y');
	assert_text(canvas, "\033[91;44mx\033[31;107my\033[m\n");
	canvas->medium.mode = COLOR_8;
	assert_text(canvas, "\033[31;44mx\033[47my\033[m\n");
	canvas_free(canvas);
}

static void without_utf8_every_byte_is_ascii(void **state)
{
	float values[] = {0, 0.5f, 1, 0.25f};
	struct picture picture = {values, 2, 2, 1, 1, palette_greys()};
	struct canvas *canvas = canvas_new((struct medium){COLOR_256, GLYPHS_ASCII}, 3, 6);
	size_t length;
	char *text;

	(void)state;
	picture_draw(canvas, 0, 0, &picture, PIXELS_WIDE);
	canvas_text(canvas, 2, 0, plain, "é");
	text = ansi_string(canvas, &length);
	for (size_t i = 0; i < length; i++)
		assert_true((unsigned char)text[i] < 0x80);
	assert_non_null(strstr(text, "?"));
	free(text);
	canvas_free(canvas);
}

static void an_empty_canvas_is_an_empty_string(void **state)
{
	struct canvas *canvas = canvas_new((struct medium){COLOR_256, GLYPHS_BRAILLE}, 0, 5);

	(void)state;
	assert_text(canvas, "");
	canvas_free(canvas);
}

static void a_full_disk_shows_in_the_stream(void **state)
{
	struct canvas *canvas = canvas_new((struct medium){COLOR_256, GLYPHS_BRAILLE}, 1, 5);
	FILE *file = fopen("/dev/full", "w");

	(void)state;
	if (!file)
		skip();
	canvas_text(canvas, 0, 0, plain, "abc");
	ansi_print(file, canvas);
	assert_true(fflush(file) == EOF && ferror(file));
	fclose(file);
	canvas_free(canvas);
}

/* Something like a digit: two strokes of a random pen, an arc and a line, with soft edges. */
static void draw_digit(struct rng *rng, float *values)
{
	float cx = 11 + 6 * rng_uniform(rng), cy = 9 + 5 * rng_uniform(rng);
	float radius = 4 + 3 * rng_uniform(rng), slant = rng_uniform(rng) - 0.5f;
	float pen = 1 + 1.2f * rng_uniform(rng), open = 6.28f * rng_uniform(rng);

	for (int i = 0; i < 784; i++) {
		float x = (float)(i % 28) - cx, y = (float)(i / 28) - cy;
		float arc = fabsf(hypotf(x, y) - radius);
		float line = y > 0 && y < 12 ? fabsf(x - radius + slant * y) : 99;

		if (fabsf(atan2f(y, x) - open + 3.14f) < 0.8f)
			arc = 99;
		values[i] = fminf(fmaxf(pen + 0.5f - fminf(arc, line), 0), 1);
	}
}

static int compare_lengths(const void *a, const void *b)
{
	size_t x = *(const size_t *)a, y = *(const size_t *)b;

	return (x > y) - (x < y);
}

/* Draws 101 digits, and notes the shortest, the middle and the longest stream. */
static void digit_lengths(struct palette palette, size_t found[3])
{
	struct medium medium = {COLOR_256, GLYPHS_BRAILLE};
	size_t lengths[101];
	float values[784];
	struct picture picture = {values, 28, 28, 1, 1, palette};
	struct rng rng;

	rng_seed(&rng, 7, RNG_NOISE);
	for (int i = 0; i < 101; i++) {
		struct canvas *canvas = canvas_new(medium, 14, 28);

		draw_digit(&rng, values);
		picture_draw(canvas, 0, 0, &picture, PIXELS_HALVES);
		free(ansi_string(canvas, &lengths[i]));
		canvas_free(canvas);
	}
	qsort(lengths, 101, sizeof(lengths[0]), compare_lengths);
	for (int i = 0; i < 3; i++)
		found[i] = lengths[50 * i];
	print_message("bytes of a digit: %zu, %zu, %zu\n", found[0], found[1], found[2]);
}

/* 2328 bytes is what ncurses needs for a digit at 256 colours with its pairs reused. */
static void a_digit_takes_fewer_bytes_than_curses_needs(void **state)
{
	size_t lengths[3];

	(void)state;
	digit_lengths(palette_greys(), lengths);
	assert_in_range(lengths[1], 700, 2000);
	assert_in_range(lengths[2], 700, 2600);
}

static void noise_takes_at_most_ten_thousand_bytes(void **state)
{
	const struct palette palettes[] = {
		palette_greys(),
		{.kind = PALETTE_GREYS_R, .hi = 1},
		{.kind = PALETTE_BWR_R, .hi = 1},
		{.kind = PALETTE_PUOR, .hi = 1, .is_dark = true},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(palettes) / sizeof(palettes[0]); i++) {
		struct canvas *canvas =
			canvas_new((struct medium){COLOR_256, GLYPHS_BRAILLE}, 14, 28);
		float values[784];
		struct picture picture = {values, 28, 28, 1, 1, palettes[i]};
		struct rng rng;
		size_t length;

		rng_seed(&rng, 7, RNG_NOISE);
		for (int k = 0; k < 784; k++)
			values[k] = rng_uniform(&rng);
		picture_draw(canvas, 0, 0, &picture, PIXELS_HALVES);
		free(ansi_string(canvas, &length));
		print_message("bytes of noise: %zu\n", length);
		assert_in_range(length, 5000, 10000);
		canvas_free(canvas);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(pictures_come_back_pixel_by_pixel_in_every_mode),
		cmocka_unit_test(text_keeps_its_style),
		cmocka_unit_test(plain_text_has_no_escapes_and_no_trailing_blanks),
		cmocka_unit_test(wide_letters_are_sent_once),
		cmocka_unit_test(only_changes_are_sent_and_lines_end_plain),
		cmocka_unit_test(mono_has_attributes_but_no_colours),
		cmocka_unit_test(eight_and_sixteen_colours_use_the_short_codes),
		cmocka_unit_test(without_utf8_every_byte_is_ascii),
		cmocka_unit_test(an_empty_canvas_is_an_empty_string),
		cmocka_unit_test(a_full_disk_shows_in_the_stream),
		cmocka_unit_test(a_digit_takes_fewer_bytes_than_curses_needs),
		cmocka_unit_test(noise_takes_at_most_ten_thousand_bytes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
