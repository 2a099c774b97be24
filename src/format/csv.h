/*
 * CSV: lines of numbers, as Kaggle has data sets. Cells are separated by commas, semicolons or
 * tabs, whichever the first line has; may stand in double quotes and have blanks around them; lines
 * end in LF or CRLF. A first line with a cell that is no number is the header; blank lines may only
 * stand at the end. Gzipped or not. Strict: every line has as many cells as the first.
 */
#ifndef FORMAT_CSV_H
#define FORMAT_CSV_H

#include "base/err.h"
#include "base/limits.h"

#include <stdbool.h>
#include <stddef.h>

struct csv;

/* Whether a file begins as one does: text, and a first line of CSV_LIKE_CELLS cells at least, as
 * far as it is there. */
enum { CSV_LIKE_CELLS = 8 };
bool csv_is_like(const unsigned char *head, size_t size);

/* Reads the first line. Lines of more than CSV_MAX_COLUMNS cells are refused. */
struct csv *csv_open(const char *path, struct err *);
void csv_close(struct csv *);

int csv_columns(const struct csv *);
/* A cell of the header, without quotes; NULL: there is no header. */
const char *csv_name(const struct csv *, int column);

/* The cells of the first `columns` may be any numbers in a line of bytes: they are none of them. */
void csv_set_aside(struct csv *, int columns);

enum csv_row {
	CSV_FAILED,
	CSV_END,
	CSV_BYTES, /* whole numbers from 0 to 255; the first and the last one, of which one may be a
		    * label, in any notation (5.0), the others in digits only */
	CSV_NUMBERS
};
/* The next line of numbers. values: room for CSV_MAX_COLUMNS. */
enum csv_row csv_read(struct csv *, double *values, struct err *);

#endif
