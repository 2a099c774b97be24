/* What the tables say, for people: entries of a usage, lines that fit, and the name that was
 * probably meant. */
#include "base/text.h"
#include "base/xalloc.h"
#include "cli/options.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

enum { USAGE_WIDTH = 80, USAGE_INDENT = 22, LONGEST_NAME = 32 };

static void wrap(FILE *file, int width, int indent, int column, const char *text)
{
	const char *gap = "";

	while (*text) {
		int length = (int)strcspn(text, " ");

		if (column + (int)strlen(gap) + length > width && *gap) {
			fprintf(file, "\n%*s", indent, "");
			column = indent;
			gap = "";
		}
		fprintf(file, "%s%.*s", gap, length, text);
		column += (int)strlen(gap) + length;
		text += length;
		text += strspn(text, " ");
		gap = " ";
	}
	putc('\n', file);
}

void print_wrapped(FILE *file, int indent, int column, const char *text)
{
	wrap(file, USAGE_WIDTH, indent, column, text);
}

void print_fitted(FILE *file, int width, const char *format, ...)
{
	va_list args, again;
	size_t size;
	char *text;

	va_start(args, format);
	va_copy(again, args);
	size = (size_t)vsnprintf(NULL, 0, format, args) + 1;
	text = xmalloc(size);
	vsnprintf(text, size, format, again);
	va_end(again);
	va_end(args);
	for (char *line = text, *end; *line; line = end) {
		end = line + strcspn(line, "\n");
		if (*end)
			*end++ = '\0';
		wrap(file, width, 0, 0, text_clean(line));
	}
	free(text);
}

/* " (1 to 100; default 5)", as far as there is something to say. */
static void limits_text(const struct option *row, char *text, size_t size)
{
	const char *usual = row->fallback ? row->fallback : row->value;
	bool has_limits = row->kind == OPTION_WHOLE || row->kind == OPTION_REAL;
	char limits[NUMBERS_TEXT_MAX] = "";

	if (has_limits)
		snprintf(limits, sizeof(limits), "%.16g to %.16g", row->min, row->max);
	if (has_limits || usual)
		snprintf(text, size, " (%s%s%s%s)", limits, has_limits && usual ? "; " : "",
			 usual ? "default " : "", usual ? usual : "");
	else
		*text = '\0';
}

static void print_row(FILE *file, const struct option *row)
{
	char limits[OPTION_LIMITS_MAX], text[OPTION_HELP_MAX];
	int column = fprintf(file, "  --%s%s%s", row->name, row->argument ? " " : "",
			     row->argument ? row->argument : "");

	limits_text(row, limits, sizeof(limits));
	snprintf(text, sizeof(text), "%s%s", row->help, limits);
	if (column > USAGE_INDENT - 2) {
		putc('\n', file);
		column = 0;
	}
	fprintf(file, "%*s", USAGE_INDENT - column, "");
	print_wrapped(file, USAGE_INDENT, USAGE_INDENT, text);
}

void options_print(FILE *file, const struct option_list *list)
{
	for (int i = 0; i < list->count; i++)
		print_row(file, list->rows[i]);
}

static int min_of(int a, int b, int c)
{
	int ab = a < b ? a : b;

	return ab < c ? ab : c;
}

/* Letters to insert, remove or replace (Levenshtein). Both shorter than LONGEST_NAME. */
static int distance(const char *a, const char *b)
{
	int row[LONGEST_NAME + 1], length = (int)strlen(b);

	for (int j = 0; j <= length; j++)
		row[j] = j;
	for (int i = 1; a[i - 1]; i++) {
		int diagonal = row[0];

		row[0] = i;
		for (int j = 1; j <= length; j++) {
			int above = row[j];

			row[j] = min_of(above + 1, row[j - 1] + 1,
					diagonal + (a[i - 1] != b[j - 1]));
			diagonal = above;
		}
	}
	return row[length];
}

const char *nearest_name(const char *word, const char *const *names, int count)
{
	size_t length = strlen(word);
	int best = (int)length / 2 + 2;
	const char *nearest = NULL;

	if (length == 0 || length >= LONGEST_NAME)
		return NULL;
	for (int i = 0; i < count; i++) {
		int far = strncmp(names[i], word, length) == 0 ? 0 : distance(word, names[i]);

		if (far < best) {
			best = far;
			nearest = names[i];
		}
	}
	return nearest;
}
