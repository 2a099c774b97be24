/*
 * Tables of numbers, as Kaggle has MNIST: a line an image, its label first or last, its pixels row
 * by row in the others; a file, or a folder with train.csv and test.csv. What has no labels, as
 * Kaggle's test.csv, is no part of a data set.
 *
 * The label's column is told by its name in the header, else by what is in the first and the last
 * column: labels are small whole numbers, and the corner of an image hardly ever changes.
 *
 * Where there is one column more, the first one counts the lines, as pandas writes it: it is left
 * out.
 *
 * Whole numbers from 0 to 255 are bytes; where one cell is another number, all are floats.
 */
#include "base/text.h"
#include "base/xalloc.h"
#include "data/dataset_format.h"
#include "format/csv.h"
#include "format/file.h"

#include <dirent.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { FIRST_ROWS = 1024, HEAD = 4096 };

/* A file's cells: bytes until one is none. */
struct table {
	struct csv *csv;
	const char *path;
	size_t first;                    /* column of the file: those before it are left out */
	size_t count, columns, capacity; /* rows */
	uint8_t *bytes;                  /* [count, columns], or NULL, and then */
	float *floats;
	double index; /* of the last row, where there is one */
};

/* The side of square images of so many pixels; 0: they are not square. */
static int side_of(size_t pixels)
{
	int side = (int)lrint(sqrt((double)pixels));

	return (size_t)side * (size_t)side == pixels ? side : 0;
}

/* A file's name without its folder. */
static const char *last_word(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

/* ------------------------------------------------------------------------------------- reading */

static bool make_room(struct table *table, struct err *err)
{
	size_t size = table->floats ? sizeof(float) : 1;

	if (table->count < table->capacity)
		return true;
	if (!source_check_count(table->path, table->count + 1, table->columns, table->floats, err))
		return false;
	table->capacity = table->capacity ? table->capacity * 2 : FIRST_ROWS;
	if (table->capacity > PACKED_MAX_BYTES / size / table->columns)
		table->capacity = PACKED_MAX_BYTES / size / table->columns;
	if (table->floats)
		table->floats =
			xrealloc(table->floats, table->capacity * table->columns * sizeof(float));
	else
		table->bytes = xrealloc(table->bytes, table->capacity * table->columns);
	return true;
}

/* From the first number on that is no byte. */
static bool turn_to_floats(struct table *table, struct err *err)
{
	size_t cells = table->count * table->columns;
	float *floats;

	if (!source_check_count(table->path, table->count + 1, table->columns, true, err))
		return false;
	table->capacity = table->count + 1;
	floats = xfloats(table->capacity * table->columns);
	for (size_t i = 0; i < cells; i++)
		floats[i] = table->bytes[i];
	free(table->bytes);
	table->bytes = NULL;
	table->floats = floats;
	return true;
}

static bool add_row(struct table *table, const double *values, bool are_bytes, struct err *err)
{
	size_t at = table->count * table->columns;

	if (!are_bytes && !table->floats && !turn_to_floats(table, err))
		return false;
	if (!make_room(table, err))
		return false;
	at = table->count++ * table->columns;
	for (size_t i = 0; table->bytes && i < table->columns; i++)
		table->bytes[at + i] = (uint8_t)values[i];
	for (size_t i = 0; table->floats && i < table->columns; i++)
		table->floats[at + i] = (float)values[i];
	return true;
}

static bool fail_columns(const struct table *table, struct err *err)
{
	return err_set(err,
		       "%s: has %d columns; a label and a square number of pixels are needed, such "
		       "as 1 + 784",
		       table->path, csv_columns(table->csv));
}

/* The name that pandas gives to a column of numbers of lines, or people do. */
static bool names_an_index(const char *name)
{
	return name && (!*name || strncmp(name, "Unnamed", 7) == 0 ||
			strcasecmp(name, "index") == 0 || strcasecmp(name, "id") == 0);
}

/* Whether the first column numbers the lines, as far as the first line tells. */
static bool has_index(const struct csv *csv)
{
	size_t columns = (size_t)csv_columns(csv);

	return columns > 2 &&
	       (side_of(columns - 2) || (side_of(columns - 1) && names_an_index(csv_name(csv, 0))));
}

/* One that is not named as such has to count on. */
static bool check_index(struct table *table, double value, struct err *err)
{
	bool counts_on = table->count == 0 || value == table->index + 1;

	table->index = value;
	return counts_on || names_an_index(csv_name(table->csv, 0)) || fail_columns(table, err);
}

static bool read_rows(struct table *table, struct err *err)
{
	double values[CSV_MAX_COLUMNS];
	enum csv_row row;

	while ((row = csv_read(table->csv, values, err)) > CSV_END) {
		if (table->first && !check_index(table, values[0], err))
			return false;
		if (!add_row(table, values + table->first, row == CSV_BYTES, err))
			return false;
	}
	return row == CSV_END;
}

/* The name of a column that is left; NULL: there are no names. */
static const char *name_of(const struct table *table, size_t column)
{
	return csv_name(table->csv, (int)(table->first + column));
}

/* ------------------------------------------------------------------------------------ the label */

static double cell(const struct table *table, size_t row, size_t column)
{
	size_t at = row * table->columns + column;

	return table->floats ? (double)table->floats[at] : table->bytes[at];
}

static bool names_a_label(const char *name)
{
	static const char *const names[] = {"label", "labels", "class", "target", "digit", "y"};

	for (size_t i = 0; name && i < sizeof(names) / sizeof(names[0]); i++)
		if (strcasecmp(name, names[i]) == 0)
			return true;
	return false;
}

/* How many labels a column holds; 0: there is something else in it. */
static int count_labels(const struct table *table, size_t column)
{
	bool is_there[DATASET_MAX_CLASSES] = {false};
	int count = 0;

	for (size_t i = 0; i < table->count; i++) {
		double value = cell(table, i, column);

		if (!(value >= 0 && value < DATASET_MAX_CLASSES && value == floor(value)))
			return 0;
		count += !is_there[(int)value];
		is_there[(int)value] = true;
	}
	return count;
}

static size_t label_column(const struct table *table)
{
	size_t last = table->columns - 1;

	if (names_a_label(name_of(table, last)) && !names_a_label(name_of(table, 0)))
		return last;
	if (names_a_label(name_of(table, 0)))
		return 0;
	return count_labels(table, last) > count_labels(table, 0) ? last : 0;
}

/* ------------------------------------------------------------------------------------- the part */

static bool take_labels(const struct table *table, size_t column, struct dataset_part *part,
			struct err *err)
{
	part->labels = xmalloc(table->count ? table->count : 1);
	for (size_t i = 0; i < table->count; i++)
		if (!source_take_label(part, table->path, i, cell(table, i, column), err))
			return false;
	return true;
}

/* Takes the table's floats over: the pixels move together where the label was. */
static bool take_floats(struct table *table, size_t first, struct dataset_part *part,
			struct err *err)
{
	size_t pixels = table->columns - 1;

	part->floats = table->floats;
	table->floats = NULL;
	for (size_t i = 0; i < part->count; i++)
		memmove(part->floats + i * pixels, part->floats + i * table->columns + first,
			pixels * sizeof(float));
	for (size_t i = 0; i < part->count * pixels; i++)
		if (!source_take_pixel(part, i, (double)part->floats[i], err))
			return false;
	return true;
}

static bool take_table(struct table *table, struct dataset_part *part, struct err *err)
{
	size_t pixels = table->columns - 1, column = label_column(table);

	part->count = table->count;
	part->height = part->width = side_of(pixels);
	if (!source_check_size(table->path, (size_t)part->height, (size_t)part->width, err) ||
	    !source_check_count(table->path, part->count, pixels, table->floats, err) ||
	    !take_labels(table, column, part, err))
		return false;
	if (table->floats)
		return take_floats(table, column == 0, part, err);
	part->packed = packed_new(part->count, pixels);
	for (size_t i = 0; i < part->count; i++)
		packed_add(part->packed, table->bytes + i * table->columns + (column == 0));
	packed_trim(part->packed);
	return true;
}

/* Whether a column is left beside square images. */
static bool check_columns(const struct table *table, struct err *err)
{
	size_t columns = table->columns;

	if (side_of(columns - 1))
		return true;
	if (side_of(columns))
		return err_set(err,
			       "%s: has %zu columns, which are the pixels of %dx%d images, and no "
			       "labels; a data set needs them",
			       table->path, columns, side_of(columns), side_of(columns));
	return fail_columns(table, err);
}

static bool read_table(const char *path, struct dataset_source *source, enum part_name which,
		       struct err *err)
{
	struct dataset_part *part = &source->part[which];
	struct table table = {.csv = csv_open(path, err), .path = path};
	bool is_read;

	if (!table.csv)
		return false;
	table.first = has_index(table.csv);
	csv_set_aside(table.csv, (int)table.first);
	table.columns = (size_t)csv_columns(table.csv) - table.first;
	if (table.first)
		source_note(source, "the first column of %s numbers its lines: it was left out",
			    last_word(path));
	part->images_path = xstrdup(path);
	is_read = check_columns(&table, err) && read_rows(&table, err) &&
		  take_table(&table, part, err);
	csv_close(table.csv);
	free(table.bytes);
	free(table.floats);
	return is_read;
}

/* ------------------------------------------------------------------------------------- the files
 */

static bool is_csv_name(const char *name)
{
	size_t length = strlen(name);

	length -= length > 3 && strcasecmp(name + length - 3, ".gz") == 0 ? 3 : 0;
	return name[0] != '.' && length > 4 && strncasecmp(name + length - 4, ".csv", 4) == 0;
}

static bool is_table(const char *path)
{
	unsigned char head[HEAD];
	struct err ignored;
	size_t size;

	return file_is_regular(path) && file_head(path, head, sizeof(head), &size, &ignored) &&
	       csv_is_like(head, size);
}

/* The CSV files of a folder that have a part's word in their names. Owned. */
struct names {
	char *name[PART_COUNT];
	bool is_clash; /* there are two for one part */
};

static struct names read_names(const char *path)
{
	static const char *const words[PART_COUNT] = {"train", "test"};
	struct names names = {.is_clash = false};
	DIR *dir = opendir(path);
	struct dirent *entry;

	while (dir && (entry = readdir(dir)))
		for (int i = 0; i < PART_COUNT && is_csv_name(entry->d_name); i++) {
			if (!text_has_word(entry->d_name, words[i]))
				continue;
			names.is_clash = names.is_clash || names.name[i];
			free(names.name[i]);
			names.name[i] = xasprintf("%s/%s", path, entry->d_name);
		}
	if (dir)
		closedir(dir);
	return names;
}

static void names_clear(struct names *names)
{
	for (int i = 0; i < PART_COUNT; i++)
		free(names->name[i]);
}

static bool probe(const char *path)
{
	struct names names;
	bool is_it;

	if (!file_is_folder(path))
		return is_table(path);
	names = read_names(path);
	is_it = names.name[PART_TRAIN] && is_table(names.name[PART_TRAIN]);
	names_clear(&names);
	return is_it;
}

/* Kaggle's test.csv is what competitors hand in labels for. */
static bool has_labels(const char *path)
{
	struct err ignored;
	struct csv *csv = csv_open(path, &ignored);
	bool has_some = !csv || !side_of((size_t)csv_columns(csv) - has_index(csv));

	csv_close(csv);
	return has_some;
}

static bool read_files(const struct names *names, const char *path, struct dataset_source *source,
		       struct err *err)
{
	const char *test = names->name[PART_TEST];

	if (names->is_clash)
		return err_set(err,
			       "%s: has more than one .csv file for training, or for testing; name "
			       "one file",
			       path);
	if (!read_table(names->name[PART_TRAIN], source, PART_TRAIN, err))
		return false;
	if (test && !has_labels(test))
		source_note(source, "%s has no labels: it was left out", last_word(test));
	else if (test)
		return read_table(test, source, PART_TEST, err);
	return true;
}

static bool read_path(const char *path, struct dataset_source *source, struct err *err)
{
	struct names names;
	bool is_read;

	if (!file_is_folder(path))
		return read_table(path, source, PART_TRAIN, err);
	names = read_names(path);
	is_read = read_files(&names, path, source, err);
	names_clear(&names);
	return is_read;
}

const struct dataset_format csv_table_format = {.name = "CSV", .probe = probe, .read = read_path};
