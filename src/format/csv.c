/*
 * Reading CSV. A data set has tens of millions of cells, nearly all of which are whole numbers of
 * one to three digits: these have a loop of their own. Fractions are a whole number divided by a
 * power of ten, both exact as doubles, so that the quotient is rounded once; what has more digits,
 * or an exponent, is left to strtod.
 */
#include "format/csv.h"
#include "base/limits.h"
#include "base/xalloc.h"
#include "format/file.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PIECE = 64 * 1024, CELL_MAX = 64, EXACT_DIGITS = 15 };

struct csv {
	struct reader *reader;
	char *path;
	char separator;
	int columns, aside; /* aside: how many of them do not count as bytes or not */
	char **names;       /* [columns], owned; NULL: there is no header */
	size_t line;        /* of the file, from 1: the next one's */
	char *bytes;        /* [room + 1]: what was read and not looked at yet: */
	size_t at, end;     /* behind it stands a 0 */
	size_t room;        /* PIECE and what a line had before it, CSV_MAX_LINE at most */
	bool is_at_end;
};

static const char separators[] = ",;\t";

/* Cells of a line up to `end`, for each separator; the most frequent one. */
static char find_separator(const char *line, const char *end, int *cells)
{
	char found = separators[0];

	*cells = 0;
	for (const char *s = separators; *s; s++) {
		int count = 1;

		for (const char *at = line; at < end; at++)
			count += *at == *s;
		if (count > *cells) {
			*cells = count;
			found = *s;
		}
	}
	return found;
}

bool csv_is_like(const unsigned char *head, size_t size)
{
	const unsigned char *end = memchr(head, '\n', size);
	int cells;

	size = end ? (size_t)(end - head) : size;
	for (size_t i = 0; i < size; i++)
		if ((head[i] < 0x20 && head[i] != '\t' && head[i] != '\r') || head[i] == 0x7f)
			return false;
	find_separator((const char *)head, (const char *)head + size, &cells);
	return cells >= CSV_LIKE_CELLS;
}

/* ------------------------------------------------------------------------------------- lines */

/* Moves what is left to the front and reads more behind it. */
static bool fill(struct csv *csv, struct err *err)
{
	size_t left = csv->end - csv->at, count;

	memmove(csv->bytes, csv->bytes + csv->at, left);
	if (left + PIECE > csv->room) {
		csv->room = left + PIECE;
		csv->bytes = xrealloc(csv->bytes, csv->room + 1);
	}
	csv->at = 0;
	csv->end = left;
	if (!reader_some(csv->reader, csv->bytes + left, PIECE, &count, err))
		return false;
	csv->end += count;
	csv->bytes[csv->end] = '\0';
	csv->is_at_end = count == 0;
	return true;
}

/* The next line, [*line, *end) without its LF or CRLF; *line is NULL at the end. */
static bool next_line(struct csv *csv, char **line, char **end, struct err *err)
{
	char *lf;

	while (!(lf = memchr(csv->bytes + csv->at, '\n', csv->end - csv->at)) && !csv->is_at_end) {
		if (csv->end - csv->at > CSV_MAX_LINE)
			return err_set(err, "%s: line %zu is longer than %d bytes", csv->path,
				       csv->line, CSV_MAX_LINE);
		if (!fill(csv, err))
			return false;
	}
	*line = csv->at < csv->end ? csv->bytes + csv->at : NULL;
	*end = lf ? lf : csv->bytes + csv->end;
	csv->at = lf ? (size_t)(lf + 1 - csv->bytes) : csv->end;
	csv->line++;
	if (*line && *end > *line && (*end)[-1] == '\r')
		--*end;
	return true;
}

static bool is_blank(const char *line, const char *end)
{
	while (line < end && (*line == ' ' || *line == '\t'))
		line++;
	return line == end;
}

/* Past what is blank, to the end of the file. */
static bool only_blank_is_left(struct csv *csv, struct err *err)
{
	size_t line = csv->line - 1;
	char *at, *end;

	do {
		if (!next_line(csv, &at, &end, err))
			return false;
		if (at && !is_blank(at, end))
			return err_set(err, "%s: line %zu is blank, and others follow it",
				       csv->path, line);
	} while (at);
	return true;
}

/* ----------------------------------------------------------------------------------- numbers */

/* As strtod reads it, of what the loops below do not take. Moves *at behind it. */
static bool read_any_number(const char **at, const char *end, double *value)
{
	char cell[CELL_MAX], *rest;
	size_t length = 0;

	while (*at + length < end && length < CELL_MAX - 1 &&
	       strchr("0123456789+-.eEinfatyINFATY", (*at)[length]))
		length++;
	memcpy(cell, *at, length);
	cell[length] = '\0';
	*value = strtod(cell, &rest);
	*at += rest - cell;
	return rest != cell;
}

/* What may stand between a number and the next separator. */
static inline bool is_dress(char c)
{
	return c == ' ' || c == '"' || c == '\t';
}

/* A number, and whether it is a whole one from 0 to 255. Moves *at behind it. */
static inline bool read_number(const char **at, const char *end, char separator, double *value,
			       bool *is_byte)
{
	static const double tens[] = {1,   1e1, 1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
				      1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15};
	const char *s = *at;
	uint64_t digits = 0;
	int fraction = 0;

	for (; s < end && (unsigned)(*s - '0') < 10 && s - *at < EXACT_DIGITS; s++)
		digits = digits * 10 + (uint64_t)(*s - '0');
	*is_byte = digits <= UINT8_MAX && (s == end || *s == separator || is_dress(*s));
	if (s > *at && s < end && *s == '.')
		for (s++; s < end && (unsigned)(*s - '0') < 10 && s - *at <= EXACT_DIGITS; s++) {
			digits = digits * 10 + (uint64_t)(*s - '0');
			fraction++;
		}
	if (s == *at || (s < end && *s != separator && !is_dress(*s)))
		return read_any_number(at, end, value);
	*at = s;
	*value = (double)digits / tens[fraction];
	return true;
}

static const char *skip_blanks(const char *at, const char *end, char separator)
{
	while (at < end && (*at == ' ' || (*at == '\t' && separator != '\t')))
		at++;
	return at;
}

/* A cell with quotes or blanks about its number. Moves *at behind it, to a separator or the end. */
static bool read_dressed(const char **at, const char *end, char separator, double *value,
			 bool *is_byte)
{
	const char *s = skip_blanks(*at, end, separator);
	bool is_quoted = s < end && *s == '"';

	s = skip_blanks(s + is_quoted, end, separator);
	if (!read_number(&s, end, separator, value, is_byte))
		return false;
	s = skip_blanks(s, end, separator);
	if (is_quoted && (s == end || *s++ != '"'))
		return false;
	s = skip_blanks(s, end, separator);
	if (s < end && *s != separator)
		return false;
	*at = s;
	return true;
}

static bool is_whole_byte(double value)
{
	return value >= 0 && value <= UINT8_MAX && value == floor(value);
}

/* Reads a line's cells; returns how many, or minus the number, from 1, of the one that is no
 * number. *at is behind the last one that was read well. */
static int read_cells(const struct csv *csv, const char **at, const char *end, double *values,
		      bool *are_bytes)
{
	char separator = csv->separator;
	int count = 0;

	*are_bytes = true;
	for (;;) {
		const char *cell = *at;
		bool is_byte;

		if (count == CSV_MAX_COLUMNS)
			return count + 1;
		if (!read_number(at, end, separator, &values[count], &is_byte) ||
		    (*at < end && **at != separator)) {
			*at = cell;
			if (!read_dressed(at, end, separator, &values[count], &is_byte))
				return -(count + 1);
		}
		if (!is_byte && count >= csv->aside)
			*are_bytes = *are_bytes && (count == csv->aside || *at == end) &&
				     is_whole_byte(values[count]);
		count++;
		if (*at == end)
			return count;
		++*at;
	}
}

/* ------------------------------------------------------------------------------------ the file */

/* A cell of the header without blanks and quotes about it. */
static char *name_of(const char *cell, const char *end)
{
	while (cell < end && strchr(" \t\"", *cell))
		cell++;
	while (end > cell && strchr(" \t\"", end[-1]))
		end--;
	return xasprintf("%.*s", (int)(end - cell), cell);
}

static void read_header(struct csv *csv, const char *line, const char *end)
{
	csv->names = xcalloc((size_t)csv->columns, sizeof(*csv->names));
	for (int i = 0; i < csv->columns; i++) {
		const char *cell = line;

		while (line < end && *line != csv->separator)
			line++;
		csv->names[i] = name_of(cell, line);
		line += line < end;
	}
}

/* The first line tells columns and separator; where it is no header it is read again. */
static bool read_first(struct csv *csv, struct err *err)
{
	static const char mark[] = "\xef\xbb\xbf"; /* of UTF-8, as some programs begin with */
	double values[CSV_MAX_COLUMNS];
	char *line, *end;
	const char *at;
	bool ignored;

	if (!next_line(csv, &line, &end, err))
		return false;
	if (!line || is_blank(line, end))
		return err_set(err, "%s: has no first line; CSV begins with a header or numbers",
			       csv->path);
	if (end - line >= 3 && memcmp(line, mark, 3) == 0)
		line += 3;
	csv->separator = find_separator(line, end, &csv->columns);
	if (csv->columns > CSV_MAX_COLUMNS)
		return err_set(err, "%s: has %d columns; %d can be used", csv->path, csv->columns,
			       CSV_MAX_COLUMNS);
	at = line;
	if (read_cells(csv, &at, end, values, &ignored) < 0) {
		read_header(csv, line, end);
	} else {
		csv->at = (size_t)(line - csv->bytes);
		csv->line--;
	}
	return true;
}

struct csv *csv_open(const char *path, struct err *err)
{
	struct reader *reader = reader_open(path, err);
	struct csv *csv;

	if (!reader)
		return NULL;
	csv = xcalloc(1, sizeof(*csv));
	csv->reader = reader;
	csv->path = xstrdup(path);
	csv->line = 1;
	csv->room = PIECE;
	csv->bytes = xmalloc(csv->room + 1);
	csv->bytes[0] = '\0';
	if (read_first(csv, err))
		return csv;
	csv_close(csv);
	return NULL;
}

void csv_close(struct csv *csv)
{
	if (!csv)
		return;
	for (int i = 0; csv->names && i < csv->columns; i++)
		free(csv->names[i]);
	free(csv->names);
	reader_close(csv->reader);
	free(csv->bytes);
	free(csv->path);
	free(csv);
}

int csv_columns(const struct csv *csv)
{
	return csv->columns;
}

const char *csv_name(const struct csv *csv, int column)
{
	return csv->names ? csv->names[column] : NULL;
}

void csv_set_aside(struct csv *csv, int columns)
{
	csv->aside = columns;
}

static enum csv_row fail_cell(const struct csv *csv, int column, const char *cell, const char *end,
			      struct err *err)
{
	const char *stop = memchr(cell, csv->separator, (size_t)(end - cell));
	int length = (int)((stop ? stop : end) - cell);

	err_set(err, "%s: line %zu, column %d: '%.*s' is no number", csv->path, csv->line - 1,
		column, length < 40 ? length : 40, cell);
	return CSV_FAILED;
}

enum csv_row csv_read(struct csv *csv, double *values, struct err *err)
{
	char *line, *end;
	const char *at;
	bool are_bytes;
	int count;

	if (!next_line(csv, &line, &end, err))
		return CSV_FAILED;
	if (!line)
		return CSV_END;
	at = line;
	count = read_cells(csv, &at, end, values, &are_bytes);
	if (count == csv->columns)
		return are_bytes ? CSV_BYTES : CSV_NUMBERS;
	if (is_blank(line, end))
		return only_blank_is_left(csv, err) ? CSV_END : CSV_FAILED;
	if (count < 0)
		return fail_cell(csv, -count, at, end, err);
	err_set(err, "%s: line %zu has %d columns, but the first line %d", csv->path, csv->line - 1,
		count, csv->columns);
	return CSV_FAILED;
}
