/*
 * Screens as text. Letters are given to the colours in the order of their values, so that the same
 * colours get the same letters wherever they stand.
 */
#include "support/golden.h"

#include "base/xalloc.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum { LETTERS = 52, DIFF_LINES = 24 };

struct legend {
	uint32_t *colors; /* sorted, each once, without SHOT_DEFAULT */
	size_t count;
};

/* The layers of a cell that are written as runs. */
enum layer { FOREGROUND, BACKGROUND, ATTRIBUTES, LAYERS };

static uint32_t layer_of(const struct shot_cell *cell, enum layer layer)
{
	bool is_plain_space =
		cell->glyph == ' ' && !(cell->attributes & (SHOT_REVERSE | SHOT_UNDERLINE));
	bool is_plain_block = cell->glyph == 0x2588 && !(cell->attributes & SHOT_REVERSE);

	if (layer == FOREGROUND)
		return is_plain_space ? SHOT_DEFAULT : cell->fg;
	if (layer == BACKGROUND)
		return is_plain_block ? SHOT_DEFAULT : cell->bg;
	return is_plain_space ? 0 : cell->attributes;
}

static int compare(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

	return (x > y) - (x < y);
}

static struct legend legend_of(const struct shot *shot)
{
	size_t cells = (size_t)shot->rows * (size_t)shot->columns, count = 0, unique = 0;
	struct legend legend = {xmalloc((2 * cells + 1) * sizeof(uint32_t)), 0};

	for (size_t i = 0; i < cells; i++) {
		legend.colors[count++] = layer_of(&shot->cells[i], FOREGROUND);
		legend.colors[count++] = layer_of(&shot->cells[i], BACKGROUND);
	}
	qsort(legend.colors, count, sizeof(uint32_t), compare);
	for (size_t i = 0; i < count; i++)
		if (legend.colors[i] != SHOT_DEFAULT &&
		    (unique == 0 || legend.colors[unique - 1] != legend.colors[i]))
			legend.colors[unique++] = legend.colors[i];
	legend.count = unique;
	return legend;
}

/* The first 52 are letters; signs before the letter count further rounds of them. */
static void print_letter(size_t index, FILE *file)
{
	static const char signs[] = "'*+=^~:!", letters[] = "abcdefghijklmnopqrstuvwxyz"
							    "ABCDEFGHIJKLMNOPQRSTUVWXYZ";

	for (size_t round = index / LETTERS; round > 0; round = (round - 1) / 8)
		fputc(signs[(round - 1) % 8], file);
	fputc(letters[index % LETTERS], file);
}

static void print_run(uint32_t value, int length, enum layer layer, const struct legend *legend,
		      FILE *file)
{
	const uint32_t *found;

	if (value == SHOT_DEFAULT) {
		fputc('.', file);
	} else if (layer == ATTRIBUTES) {
		print_letter(value - 1, file);
	} else {
		found = bsearch(&value, legend->colors, legend->count, sizeof(value), compare);
		print_letter((size_t)(found - legend->colors), file);
	}
	if (length > 1)
		fprintf(file, "%d", length);
}

/* Nothing for a row that has the terminal's own all over. */
static void print_row(const struct shot *shot, int row, enum layer layer,
		      const struct legend *legend, FILE *file)
{
	const struct shot_cell *cells = &shot->cells[row * shot->columns];
	int end = shot->columns, next;

	while (end > 0 && layer_of(&cells[end - 1], layer) == SHOT_DEFAULT)
		end--;
	if (end == 0)
		return;
	fprintf(file, "%d ", row);
	for (int column = 0; column < end; column = next) {
		uint32_t value = layer_of(&cells[column], layer);

		for (next = column + 1; next < end && layer_of(&cells[next], layer) == value;)
			next++;
		print_run(value, next - column, layer, legend, file);
	}
	fputc('\n', file);
}

static void print_glyphs(const struct shot *shot, FILE *file)
{
	for (int row = 0; row < shot->rows; row++) {
		char *text = shot_text(shot, row);

		fprintf(file, "|%s\n", text);
		free(text);
	}
}

static void print_legend(const struct legend *legend, FILE *file)
{
	fputs("colours\n", file);
	for (size_t i = 0; i < legend->count; i++) {
		print_letter(i, file);
		if (legend->colors[i] & SHOT_RGB)
			fprintf(file, " #%06x\n", (unsigned)(legend->colors[i] & SHOT_VALUE));
		else
			fprintf(file, " %u\n", (unsigned)(legend->colors[i] & SHOT_VALUE));
	}
}

static bool has_attributes(const struct shot *shot, uint32_t bits)
{
	for (int i = 0; i < shot->rows * shot->columns; i++)
		if (layer_of(&shot->cells[i], ATTRIBUTES) == bits)
			return true;
	return false;
}

/* The letters of attributes stand for the bits of shot.h, and so are always the same. */
static void print_attribute_legend(const struct shot *shot, FILE *file)
{
	static const char *const names[] = {"bold", "underline", "reverse", "italic"};

	fputs("letters of attributes\n", file);
	for (unsigned bits = 1; bits < 16; bits++) {
		if (!has_attributes(shot, bits))
			continue;
		print_letter(bits - 1, file);
		for (unsigned i = 0; i < 4; i++)
			if (bits & 1u << i)
				fprintf(file, " %s", names[i]);
		fputc('\n', file);
	}
}

char *golden_text(const struct shot *shot)
{
	static const char *const titles[LAYERS] = {"foreground", "background", "attributes"};
	struct legend legend = legend_of(shot);
	char *text = NULL;
	size_t size = 0;
	FILE *file = open_memstream(&text, &size);

	fprintf(file, "%d rows, %d columns, ", shot->rows, shot->columns);
	if (shot->is_cursor_visible)
		fprintf(file, "cursor at %d %d\n", shot->cursor_row, shot->cursor_column);
	else
		fputs("no cursor\n", file);
	print_glyphs(shot, file);
	for (enum layer layer = FOREGROUND; layer < LAYERS; layer++) {
		fprintf(file, "%s\n", titles[layer]);
		for (int row = 0; row < shot->rows; row++)
			print_row(shot, row, layer, &legend, file);
	}
	print_legend(&legend, file);
	print_attribute_legend(shot, file);
	fclose(file);
	free(legend.colors);
	return text;
}

/* The text of a file, "" where there is none; the caller frees it. */
static char *read_text(const char *path)
{
	FILE *file = fopen(path, "r");
	char *text = xcalloc(1, 1);
	size_t size = 0, got;

	if (!file)
		return text;
	do {
		text = xrealloc(text, size + 4096 + 1);
		got = fread(text + size, 1, 4096, file);
		size += got;
		text[size] = '\0';
	} while (got > 0);
	fclose(file);
	return text;
}

static bool write_text(const char *path, const char *text, struct err *err)
{
	FILE *file = fopen(path, "w");
	bool is_written = file && fputs(text, file) >= 0;

	if (file && fclose(file) != 0)
		is_written = false;
	return is_written || err_set(err, "%s: %s", path, strerror(errno));
}

/* Cuts off a line; "" at the end. */
static const char *next_line(const char **text, int *length)
{
	const char *line = *text;

	*length = (int)strcspn(line, "\n");
	*text = line + *length + (line[*length] == '\n');
	return line;
}

static int print_difference(const char *expected, const char *actual, char first[400])
{
	int count = 0;

	while (*expected || *actual) {
		int expected_length, actual_length;
		const char *was = next_line(&expected, &expected_length);
		const char *is = next_line(&actual, &actual_length);

		if (expected_length == actual_length &&
		    memcmp(was, is, (size_t)expected_length) == 0)
			continue;
		if (count++ == 0)
			snprintf(first, 400, "%.*s", actual_length, is);
		if (count <= DIFF_LINES)
			fprintf(stderr, "-%.*s\n+%.*s\n", expected_length, was, actual_length, is);
	}
	return count;
}

static bool report(const char *path, const char *name, const char *expected, const char *actual,
		   struct err *err)
{
	char first[400], *fresh = xasprintf("%s.screen.new", name);
	int lines;
	bool is_written;

	if (!*expected)
		fprintf(stderr, "%s: there is none yet\n", path);
	else
		fprintf(stderr, "--- %s\n+++ %s\n", path, fresh);
	lines = print_difference(expected, actual, first);
	is_written = write_text(fresh, actual, err);
	free(fresh);
	return is_written && err_set(err, "%d lines differ from %s, the first now is: %.200s",
				     lines, path, first);
}

bool golden_matches(const struct shot *shot, const char *name, struct err *err)
{
	const char *source = getenv("srcdir"), *mode = getenv("NETGLYPH_GOLDEN");
	char *path = xasprintf("%s/tests/golden/%s.screen", source && *source ? source : ".", name);
	char *actual = golden_text(shot), *expected = read_text(path);
	bool is_same = strcmp(actual, expected) == 0;

	if (!is_same && mode && strcmp(mode, "update") == 0)
		is_same = write_text(path, actual, err);
	else if (!is_same)
		report(path, name, expected, actual, err);
	free(path);
	free(actual);
	free(expected);
	return is_same;
}

bool golden_check_try(struct terminal *terminal, const char *name, struct err *err)
{
	struct shot *shot = terminal_shot(terminal);
	bool is_same = golden_matches(shot, name, err);

	shot_free(shot);
	return is_same;
}
