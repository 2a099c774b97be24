/* The list of runs as a table, a row each; the one that is looked at is in sight. */
#include "tui/screen/train/runs.h"
#include "tui/widget/scroll.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>

enum { HEAD = 1, STATED = 78, WIDE = 90 };

/* A net's name has what the other columns leave. */
static int name_columns(struct area area)
{
	return area.columns >= WIDE ? 16 : 8;
}

static void draw_head(struct app *app, struct area area)
{
	char text[160];

	snprintf(text, sizeof(text), "  %-3s %-*s %-4s %7s %5s %5s %9s %6s %6s %s", "run",
		 name_columns(area), "net", "by", "rate", "batch", "seed", "step", "loss", "valid.",
		 "time");
	canvas_clip(area.canvas, area.row, area.column, area.column + area.columns,
		    app->theme->faint, text);
}

/* The settings of another program's training are not known. */
static void draw_watched(struct app *app, const struct train_state *t,
			 const struct run_record *record, struct area area)
{
	const struct theme *theme = app->theme;
	char text[240], step[TEXT_NUMBER_MAX], loss[16], validation[16], age[TEXT_NUMBER_MAX];

	text_grouped(record->view.step, step);
	train_number(loss, "%6.4f", record->view.loss);
	train_number(validation, "%5.3f", record->view.validation);
	train_duration(age, record->view.age);
	snprintf(text, sizeof(text), "%c%c%-3d %-*.*s %9s %6s %6s %-6s %s, %" PRIu64 " file%s",
		 record == t->here ? '>' : ' ', record->is_marked ? '*' : ' ', record->number,
		 name_columns(area) + 25, name_columns(area) + 25, record->name, step, loss,
		 validation, age, train_state_word(record), record->view.checkpoints,
		 record->view.checkpoints == 1 ? "" : "s");
	canvas_clip(area.canvas, area.row, area.column, area.column + area.columns,
		    record == t->here ? theme->accent
		    : record->is_live ? theme->strong
				      : theme->plain,
		    text);
}

static void draw_record(struct app *app, const struct train_state *t,
			const struct run_record *record, struct area area)
{
	const struct fit_settings *s = &record->settings;
	const struct theme *theme = app->theme;
	char text[240], seed[24], step[TEXT_NUMBER_MAX], loss[16], validation[16],
		time[TEXT_NUMBER_MAX];

	snprintf(seed, sizeof(seed), "%" PRIu64, s->seed);
	if (record->is_watched) {
		draw_watched(app, t, record, area);
		return;
	}
	text_grouped(record->view.step, step);
	train_number(loss, "%6.4f", record->view.loss);
	train_number(validation, "%5.3f", record->view.validation);
	train_duration(time, app->setup.is_clock_fixed ? NAN : record->seconds);
	snprintf(text, sizeof(text), "%c%c%-3d %-*.*s %-4.4s %7.5g %5d %5.5s %9s %6s %6s %-6s %s%s",
		 record == t->here ? '>' : ' ', record->is_marked ? '*' : ' ', record->number,
		 name_columns(area), name_columns(area), s->architecture,
		 optimizer_names[s->optimizer], (double)s->rate, s->batch, seed, step, loss,
		 validation, time, area.columns >= STATED ? train_state_word(record) : "",
		 record->is_unsaved || area.columns < STATED ? "" : ", saved");
	canvas_clip(area.canvas, area.row, area.column, area.column + area.columns,
		    record == t->here ? theme->accent
		    : record->is_live ? theme->strong
				      : theme->plain,
		    text);
}

void train_draw_table(struct app *app, const struct train_state *t, struct area area)
{
	const struct run_list *runs = app->runs;
	int rows = area.rows - HEAD, here = t->here ? run_list_index(runs, t->here) : 0;
	int first = rows > 0 ? scroll_centered(here, rows, runs->count) : 0;

	draw_head(app, area);
	for (int i = 0; i < rows && first + i < runs->count; i++) {
		struct area row = area;

		row.row += HEAD + i;
		row.rows = 1;
		draw_record(app, t, runs->records[first + i], row);
	}
}
