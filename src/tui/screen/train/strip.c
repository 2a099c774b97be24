/* Columns of the line to snapshots, and their answers as a list by step. */
#include "tui/screen/train/strip.h"
#include "base/xalloc.h"
#include "lab/train/evaluate.h"
#include "live/classify_job.h"
#include "nn/loss.h"
#include "tui/screen/train/runs.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LABEL = 8, WORDS = 38, GAP = 2, BATCH = 8 };

/* ------------------------------------------------------------------------------------ columns */

/* How the line shows a history: `columns` of it have a snapshot, the i-th of them at column_of().
 */
struct line {
	int width, count, shown;
};

static struct line line_of(const struct app *app, const struct train_state *t)
{
	struct line line = {app_body(app).columns - LABEL - WORDS - GAP, 0, 0};

	line.width = line.width > 1 ? line.width : 1;
	line.count = history_count(train_history(t));
	line.shown = line.count < line.width ? line.count : line.width;
	return line;
}

static int column_of(const struct line *line, int i)
{
	return line->shown > 1 ? i * (line->width - 1) / (line->shown - 1) : 0;
}

/* The index in the history of the i-th that is shown. */
static int index_of(const struct line *line, int i)
{
	return line->shown > 1 ? (int)((int64_t)i * (line->count - 1) / (line->shown - 1)) : 0;
}

static const struct snapshot *snapshot_at(const struct train_state *t, const struct line *line,
					  int i)
{
	return history_at(train_history(t), index_of(line, i));
}

/* ------------------------------------------------------------------------------------ answers */

/* The first entry of a step, or beyond it. */
static int find(const struct train_strip *strip, uint64_t step)
{
	int low = 0, high = strip->count;

	while (low < high) {
		int middle = low + (high - low) / 2;

		if (strip->said[middle].step < step)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

int train_strip_at(const struct train_state *t, uint64_t step)
{
	const struct train_strip *strip = &t->strip;
	int at = find(strip, step);

	return at < strip->count && strip->said[at].step == step ? strip->said[at].prediction : -1;
}

static void keep(struct train_strip *strip, uint64_t step, int prediction)
{
	int at = find(strip, step);

	if (strip->count == strip->room) {
		strip->room = strip->room ? 2 * strip->room : 64;
		strip->said = xrealloc(strip->said, (size_t)strip->room * sizeof(*strip->said));
	}
	memmove(&strip->said[at + 1], &strip->said[at],
		(size_t)(strip->count - at) * sizeof(*strip->said));
	strip->said[at].step = step;
	strip->said[at].prediction = prediction;
	strip->count++;
}

static void take_answer(void *context, void *state, const struct classify_answer *answer)
{
	struct train_state *t = state;
	uint64_t step = answer->model->facts.step;
	int classes = snapshot_shape(answer->model)->classes;

	(void)context;
	if (train_strip_at(t, step) < 0)
		keep(&t->strip, step, argmax(classes, answer->probabilities));
}

static void ask(struct app *app, struct train_state *t, const struct snapshot *snapshot)
{
	float probabilities[DATASET_MAX_CLASSES];

	/* One layer takes less time than a job. */
	if (snapshot->net && snapshot->net->count == 1) {
		classify(snapshot->net, app->sample.pixels, probabilities);
		keep(&t->strip, snapshot->facts.step,
		     argmax(snapshot->net->classes, probabilities));
		return;
	}
	classify_job_add(app->jobs,
			 &(struct classify_request){.model = snapshot,
						    .images = (const float *[]){app->sample.pixels},
						    .count = 1,
						    .owner = &t->strip,
						    .state = t,
						    .done = take_answer});
}

/* Asks unless it is known; false: it has to wait. room: for so many more questions. */
static bool is_known(struct app *app, struct train_state *t, int index, int *room)
{
	const struct snapshot *snapshot = history_at(train_history(t), index);

	if (train_strip_at(t, snapshot->facts.step) >= 0)
		return true;
	if (*room == 0 && !(snapshot->net && snapshot->net->count == 1))
		return false;
	*room -= *room > 0;
	ask(app, t, snapshot);
	return train_strip_at(t, snapshot->facts.step) >= 0;
}

static bool is_right(const struct app *app, const struct train_state *t, int index)
{
	return app->sample.label >= 0 &&
	       train_strip_at(t, history_at(train_history(t), index)->facts.step) ==
		       app->sample.label;
}

/* How many there are without those at the end that were not asked yet. */
static int count_known(const struct train_state *t)
{
	struct history *history = train_history(t);
	int count = history_count(history);

	while (count > 0 && train_strip_at(t, history_at(history, count - 1)->facts.step) < 0)
		count--;
	return count;
}

/* Asks back from the latest until one is wrong: since then the image is learned. */
static void ask_back(struct app *app, struct train_state *t, int *room)
{
	int i = count_known(t);

	while (i > 0 && is_known(app, t, i - 1, room) && is_right(app, t, i - 1))
		i--;
}

static void follow(struct app *app, struct train_state *t)
{
	struct train_strip *strip = &t->strip;

	if (strip->run == t->here_number && strip->sample_generation == app->sample_generation)
		return;
	jobs_cancel(app->jobs, strip);
	strip->count = 0;
	strip->run = t->here_number;
	strip->sample_generation = app->sample_generation;
}

void train_strip_update(struct app *app, struct train_state *t)
{
	bool is_complete = true;
	struct line line;
	int room;

	if (!t->shown)
		return;
	follow(app, t);
	/* One batch at a time, so that nothing else waits for long. */
	room = jobs_pending(app->jobs, &t->strip) > 0 ? 0 : BATCH;
	line = line_of(app, t);
	for (int i = 0; i < line.shown; i++)
		is_complete = is_known(app, t, index_of(&line, i), &room) && is_complete;
	if (is_complete)
		ask_back(app, t, &room);
}

void train_strip_clear(struct train_state *t)
{
	free(t->strip.said);
	t->strip = (struct train_strip){0};
}

bool train_strip_learned(const struct app *app, const struct train_state *t, uint64_t *step)
{
	struct history *history = train_history(t);
	int last = count_known(t), i = last;

	while (i > 0 && is_right(app, t, i - 1))
		i--;
	*step = i < last ? history_at(history, i)->facts.step : UINT64_MAX;
	return i == 0 || train_strip_at(t, history_at(history, i - 1)->facts.step) >= 0;
}

/* -------------------------------------------------------------------------------------- looks */

static void draw_line(struct app *app, const struct train_state *t, struct area area)
{
	struct line line = line_of(app, t);
	int here = history_nearest(train_history(t), t->shown->facts.step), column;
	uint32_t glyph = medium_has_utf8(area.canvas->medium) ? 0x2500 : '-';
	char text[96], step[TEXT_NUMBER_MAX];

	text_grouped(t->shown->facts.step, step);
	snprintf(text, sizeof(text), "step %9s  %4d of %-4d %s", step, here + 1, line.count,
		 t->is_scrubbed ? "      " : "latest");
	canvas_right(area.canvas, area.row, area.column + area.columns, app->theme->plain, text);
	canvas_text(area.canvas, area.row, area.column, app->theme->plain, "history");
	column = area.column + LABEL;
	canvas_fill(area.canvas, area.row, column, 1, line.width, app->theme->faint, glyph);
	for (int i = 0; i < line.shown && 2 * line.shown <= line.width; i++)
		canvas_put(area.canvas, area.row, column + column_of(&line, i), app->theme->plain,
			   'o');
	for (int i = 0; i < line.shown; i++) {
		int at = column_of(&line, i);
		int next = i + 1 < line.shown ? column_of(&line, i + 1) : at + 1;

		app_spot(app, area.row, column + at, 1, next - at, index_of(&line, i));
	}
	here = line.count > 1 ? (int)((int64_t)here * (line.shown - 1) / (line.count - 1)) : 0;
	canvas_put(area.canvas, area.row, column + column_of(&line, here), app->theme->cursor, 'O');
}

/* The first letter of a class's name, where no other begins so; else 0. */
static uint32_t initial(const struct app *app, int class)
{
	const char *const *names = class_names_list(app_names(app), app_classes(app));
	const char *name = names ? names[class] : "";
	uint32_t letter = *name ? text_next(&name) : 0;

	for (int i = 0; letter && i < app_classes(app); i++) {
		const char *other = names[i];

		if (i != class && *other && text_next(&other) == letter)
			return 0;
	}
	return letter;
}

/* A letter or a digit; of more classes than ten whether it is right. */
static uint32_t glyph_of(const struct app *app, int prediction)
{
	uint32_t letter = prediction < 0 ? '.' : initial(app, prediction);

	if (letter)
		return letter;
	if (app_classes(app) <= 10)
		return '0' + (uint32_t)prediction;
	return prediction == app->sample.label ? '+' : '-';
}

static void draw_learned(struct app *app, const struct train_state *t, struct area area)
{
	uint64_t since;
	char text[SENTENCE_MAX], step[TEXT_NUMBER_MAX];
	const char *name;

	if (app->sample.label < 0 || t->strip.count == 0 || !train_strip_learned(app, t, &since))
		return;
	text_grouped(since, step);
	name = class_name(app_names(app), app->sample.label);
	if (since == UINT64_MAX)
		snprintf(text, sizeof(text), "not yet read as %s", name);
	else
		snprintf(text, sizeof(text), "%s%s since step %s",
			 app_names(app)->are_digits ? "a " : "", name, step);
	canvas_clip(area.canvas, area.row, area.column + area.columns - WORDS + 5,
		    area.column + area.columns, app->theme->plain, text);
}

void train_strip_draw(struct app *app, const struct train_state *t, struct area area)
{
	struct line line = line_of(app, t);

	draw_line(app, t, area);
	if (area.rows < 2)
		return;
	area.row++;
	canvas_text(area.canvas, area.row, area.column, app->theme->plain, "read as");
	for (int i = 0; i < line.shown; i++) {
		int said = train_strip_at(t, snapshot_at(t, &line, i)->facts.step);

		canvas_put(area.canvas, area.row, area.column + LABEL + column_of(&line, i),
			   said >= 0 && said == app->sample.label ? app->theme->strong
								  : app->theme->faint,
			   glyph_of(app, said));
	}
	draw_learned(app, t, area);
}
