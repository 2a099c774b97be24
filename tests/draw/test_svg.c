/* SVG: what is drawn where, and that nothing a cell or a title holds can break the document. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "draw/svg.h"

#include <stdlib.h>
#include <string.h>

static const struct medium medium = {COLOR_DIRECT, GLYPHS_BRAILLE};
static const struct svg_words words = {"a title", "a description"};

static char *print(const struct canvas *canvas, const struct svg_words *said)
{
	char *text = NULL;
	size_t size;
	FILE *file = open_memstream(&text, &size);

	svg_print(file, canvas, false, said);
	fclose(file);
	return text;
}

static int count(const char *text, const char *part)
{
	int n = 0;

	for (; (text = strstr(text, part)); text += strlen(part))
		n++;
	return n;
}

static void assert_has(const char *text, const char *part)
{
	if (!strstr(text, part))
		fail_msg("lacks %s in:\n%s", part, text);
}

static void blank_canvas_is_its_ground(void **state)
{
	struct canvas *canvas = canvas_new(medium, 3, 10);
	char *text = print(canvas, &words);

	(void)state;
	assert_has(text, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<svg ");
	assert_has(text, "width=\"90\" height=\"54\" viewBox=\"0 0 90 54\"");
	assert_has(text, "<title>a title</title>");
	assert_has(text, "<desc>a description</desc>");
	assert_has(text, "<rect width=\"90\" height=\"54\" fill=\"#ffffff\"/>");
	assert_int_equal(count(text, "<rect"), 1);
	assert_int_equal(count(text, "<text"), 0);
	free(text);
	canvas_free(canvas);
}

static void words_stand_at_their_columns(void **state)
{
	struct canvas *canvas = canvas_new(medium, 2, 20);
	char *text;

	(void)state;
	canvas_text(canvas, 1, 3, (struct style){.attributes = CELL_BOLD}, "a<b & cd");
	canvas_put(canvas, 0, 19, (struct style){.fg = rgb(1, 2, 3), .attributes = CELL_UNDERLINE},
		   0xe9);
	text = print(canvas, &words);
	assert_has(text, "<text x=\"27\" y=\"32\" textLength=\"27\" fill=\"#202020\" "
			 "font-weight=\"bold\">a&lt;b</text>");
	assert_has(text, "<text x=\"63\" y=\"32\" textLength=\"9\"");
	assert_has(text, ">&amp;</text>");
	assert_has(text, "<text x=\"81\" y=\"32\" textLength=\"18\"");
	assert_has(text, "<text x=\"171\" y=\"14\" textLength=\"9\" fill=\"#010203\" "
			 "text-decoration=\"underline\">\xc3\xa9</text>");
	assert_int_equal(count(text, "<text"), 4);
	free(text);
	canvas_free(canvas);
}

static void halves_of_one_colour_are_one_rectangle(void **state)
{
	const struct rgb red = rgb(255, 0, 0), blue = rgb(0, 0, 255);
	struct canvas *canvas = canvas_new(medium, 3, 10);
	char *text;

	(void)state;
	/* A red field of 4 columns and 2 rows and a half, and a blue half below it. */
	canvas_fill(canvas, 0, 2, 2, 4, (struct style){.bg = red}, ' ');
	canvas_fill(canvas, 2, 2, 1, 4, (struct style){.fg = red, .bg = blue}, 0x2580);
	text = print(canvas, &words);
	assert_has(text, "<rect x=\"18\" y=\"0\" width=\"36\" height=\"45\" fill=\"#ff0000\"/>");
	assert_has(text, "<rect x=\"18\" y=\"45\" width=\"36\" height=\"9\" fill=\"#0000ff\"/>");
	assert_int_equal(count(text, "<rect"), 3);
	free(text);
	canvas_free(canvas);
}

static void braille_is_dots_and_eighths_are_rectangles(void **state)
{
	struct canvas *canvas = canvas_new(medium, 1, 4);
	char *text;

	(void)state;
	canvas_put(canvas, 0, 0, (struct style){0}, 0x28ff);
	canvas_put(canvas, 0, 1, (struct style){0}, 0x2800);
	canvas_put(canvas, 0, 2, (struct style){0}, 0x258c);
	canvas_put(canvas, 0, 3, (struct style){0}, 0x2591);
	text = print(canvas, &words);
	assert_int_equal(count(text, "<circle"), 8);
	assert_has(text, "<circle cx=\"2.25\" cy=\"2.25\"");
	assert_has(text, "<rect x=\"18\" y=\"0\" width=\"4.5\" height=\"18\" fill=");
	assert_has(text, "fill-opacity=\"0.25\"");
	assert_int_equal(count(text, "<text"), 0);
	free(text);
	canvas_free(canvas);
}

/* Two colours differ in one part of three only, and the last goes to the edge. */
static void halves_of_near_colours_are_two_rectangles(void **state)
{
	const struct rgb colors[] = {rgb(9, 8, 7), rgb(9, 8, 6), rgb(9, 7, 6), rgb(8, 7, 6)};
	struct canvas *canvas = canvas_new(medium, 1, 8);
	char *text;

	(void)state;
	for (int i = 0; i < 4; i++)
		canvas_fill(canvas, 0, 2 * i, 1, 2, (struct style){.bg = colors[i]}, ' ');
	text = print(canvas, &words);
	assert_has(text, "<rect x=\"0\" y=\"0\" width=\"18\" height=\"18\" fill=\"#090807\"/>");
	assert_has(text, "<rect x=\"18\" y=\"0\" width=\"18\" height=\"18\" fill=\"#090806\"/>");
	assert_has(text, "<rect x=\"54\" y=\"0\" width=\"18\" height=\"18\" fill=\"#080706\"/>");
	assert_int_equal(count(text, "<rect"), 1 + 4);
	free(text);
	canvas_free(canvas);
}

static void a_wide_letter_has_the_room_of_two(void **state)
{
	struct canvas *canvas = canvas_new(medium, 1, 5);
	char *text;

	(void)state;
	canvas_text(canvas, 0, 0, (struct style){0},
		    "a\xe5\xad\x97"
		    "b");
	text = print(canvas, &words);
	assert_has(text, "textLength=\"36\" fill=\"#202020\">a\xe5\xad\x97"
			 "b</text>");
	assert_int_equal(count(text, "<text"), 1);
	free(text);
	canvas_free(canvas);
}

static void titles_cannot_break_the_document(void **state)
{
	const struct svg_words hostile = {"</title><script>&\x1b[2J\xff", "]]>"};
	struct canvas *canvas = canvas_new(medium, 1, 1);
	char *text = print(canvas, &hostile);

	(void)state;
	assert_has(text, "<title>&lt;/title&gt;&lt;script&gt;&amp;?[2J?</title>");
	assert_has(text, "<desc>]]&gt;</desc>");
	free(text);
	canvas_free(canvas);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(blank_canvas_is_its_ground),
		cmocka_unit_test(words_stand_at_their_columns),
		cmocka_unit_test(halves_of_one_colour_are_one_rectangle),
		cmocka_unit_test(braille_is_dots_and_eighths_are_rectangles),
		cmocka_unit_test(halves_of_near_colours_are_two_rectangles),
		cmocka_unit_test(a_wide_letter_has_the_room_of_two),
		cmocka_unit_test(titles_cannot_break_the_document),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
