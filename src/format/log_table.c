/* Lines of numbers. Nothing of a line is trusted to be what its heading says. */
#include "format/log_table.h"
#include "base/limits.h"
#include "base/xalloc.h"
#include "format/tail.h"

#include <jansson.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { WINDOW = 1 << 16, MAX_COLUMNS = 64 };

struct log_table {
	struct tail tail; /* which is at the next line */
	char *window;     /* [WINDOW + 1]: what stands there */
	uint64_t line;    /* lines of values read so far */
	bool has_heading;
	char heading[MAX_COLUMNS][LOG_TAG_MAX];
	int columns;
	char separator;
};

static const char *const step_names[] = {"step", "global_step", "iteration", "iter", "epoch"};
enum { STEP_NAMES = sizeof(step_names) / sizeof(step_names[0]), EPOCH = STEP_NAMES - 1 };

/* step_names' index; STEP_NAMES: another name. */
static int step_rank(const char *name)
{
	int rank = 0;

	while (rank < STEP_NAMES && strcmp(name, step_names[rank]) != 0)
		rank++;
	return rank;
}

/* A step; false: the number is none. */
static bool step_of(double number, uint64_t *step)
{
	if (!(number >= 0 && number <= FIT_MAX_STEPS))
		return false;
	*step = (uint64_t)number;
	return true;
}

struct log_table *log_table_new(const char *path)
{
	struct log_table *table = xcalloc(1, sizeof(*table));

	tail_init(&table->tail, path);
	table->window = xmalloc(WINDOW + 1);
	return table;
}

void log_table_free(struct log_table *table)
{
	if (!table)
		return;
	tail_clear(&table->tail);
	free(table->window);
	free(table);
}

/* ------------------------------------------------------------------------------ JSON Lines */

static void take_object(struct log_table *t, const char *line, const struct log_sink *sink)
{
	json_t *object = json_loads(line, 0, NULL), *value;
	struct log_value found = {.step = ++t->line, .unit = LOG_STEPS};
	int best = STEP_NAMES;
	const char *key;

	json_object_foreach (object, key, value) {
		int rank = step_rank(key);

		if (rank < best && json_is_number(value) &&
		    step_of(json_number_value(value), &found.step))
			best = rank;
	}
	if (best == EPOCH)
		found.unit = LOG_EPOCHS;
	json_object_foreach (object, key, value) {
		if (!json_is_number(value) || step_rank(key) < STEP_NAMES ||
		    strlen(key) >= LOG_TAG_MAX)
			continue;
		found.tag = key;
		found.value = json_number_value(value);
		sink->take(sink->context, &found);
	}
	json_decref(object);
}

/* ------------------------------------------------------------------------------------- CSV */

/* The next cell, without blanks and quotes around it; NULL: the line ends. */
static char *next_cell(char **rest, char separator)
{
	char *cell = *rest, *end;

	if (!cell)
		return NULL;
	end = strchr(cell, separator);
	*rest = end ? end + 1 : NULL;
	if (!end)
		end = cell + strlen(cell);
	*end = '\0';
	cell += strspn(cell, " \t\"");
	for (end = cell + strlen(cell); end > cell && strchr(" \t\r\"", end[-1]);)
		*--end = '\0';
	return cell;
}

/* All of the cell; NAN: it is no number, or none that counts. */
static double number_of(const char *cell)
{
	char *end;
	double value = strtod(cell, &end);

	return *cell && !*end ? value : NAN;
}

static void take_heading(struct log_table *t, char *line)
{
	static const char separators[] = ",;\t";
	size_t most = 0;
	char *cell;

	t->separator = ',';
	for (const char *s = separators; *s; s++) {
		size_t count = 0;

		for (const char *c = line; *c; c++)
			count += *c == *s;
		if (count > most)
			t->separator = *s;
		most = count > most ? count : most;
	}
	t->columns = 0;
	t->has_heading = true;
	while (t->columns < MAX_COLUMNS && (cell = next_cell(&line, t->separator))) {
		char *heading = t->heading[t->columns++];
		size_t length = strlen(cell);

		/* A column of numbers has no name: its values are passed over. */
		length = length < LOG_TAG_MAX && isnan(number_of(cell)) ? length : 0;
		memcpy(heading, cell, length);
		heading[length] = '\0';
	}
}

static void take_cells(struct log_table *t, char *line, const struct log_sink *sink)
{
	struct log_value found = {.step = ++t->line, .unit = LOG_STEPS};
	double values[MAX_COLUMNS];
	int count = 0, best = STEP_NAMES;
	char *cell;

	while (count < t->columns && (cell = next_cell(&line, t->separator)))
		values[count++] = number_of(cell);
	for (int i = 0; i < count; i++) {
		int rank = step_rank(t->heading[i]);

		if (rank < best && step_of(values[i], &found.step))
			best = rank;
	}
	if (best == EPOCH)
		found.unit = LOG_EPOCHS;
	for (int i = 0; i < count; i++) {
		found.tag = t->heading[i];
		found.value = values[i];
		if (*found.tag && !isnan(found.value) && step_rank(found.tag) == STEP_NAMES)
			sink->take(sink->context, &found);
	}
}

/* ----------------------------------------------------------------------------------- lines */

static void take_line(struct log_table *t, char *line, const struct log_sink *sink)
{
	line += strspn(line, " \t\r");
	if (*line == '{')
		take_object(t, line, sink);
	else if (*line && !t->has_heading)
		take_heading(t, line);
	else if (*line && t->columns > 1)
		take_cells(t, line, sink);
}

/* The whole lines of the window; returns their bytes. A line that is longer than the window is
 * passed over. */
static size_t take_lines(struct log_table *t, size_t size, const struct log_sink *sink)
{
	char *line = t->window, *end = t->window + size, *newline;

	while (line < end && (newline = memchr(line, '\n', (size_t)(end - line)))) {
		*newline = '\0';
		if (strlen(line) == (size_t)(newline - line))
			take_line(t, line, sink);
		line = newline + 1;
	}
	return line == t->window && size == WINDOW ? size : (size_t)(line - t->window);
}

bool log_table_read(struct log_table *t, const struct log_sink *sink, struct err *err)
{
	bool is_new, is_read;
	int file = tail_open(&t->tail, &is_new, err);
	size_t size, used;

	if (file < 0)
		return false;
	if (is_new) {
		t->has_heading = false;
		t->line = 0;
	}
	do {
		used = 0;
		is_read = tail_read(&t->tail, file, t->window, WINDOW, &size, err);
		if (is_read)
			used = take_lines(t, size, sink);
		t->tail.at += used;
	} while (used > 0);
	close(file);
	return is_read;
}
