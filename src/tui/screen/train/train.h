/*
 * What the Train screen knows: its form, the run that the form began, which run of the list
 * (app->runs) one looks at, and which snapshot of that. Keys are in train.c.
 */
#ifndef TUI_SCREEN_TRAIN_TRAIN_H
#define TUI_SCREEN_TRAIN_TRAIN_H

#include "lab/insight/insight.h"
#include "lab/train/settings.h"
#include "live/history.h"
#include "live/run_source.h"
#include "tui/app.h"
#include "tui/screen/train/strip.h"
#include "tui/screen/train/watch.h"
#include "tui/widget/save_dialog.h"

enum train_field {
	TRAIN_ARCHITECTURE,
	TRAIN_DATA, /* only shown: `:data` changes it */
	TRAIN_STEPS,
	TRAIN_BATCH,
	TRAIN_RATE,
	TRAIN_OPTIMIZER,
	TRAIN_SEED,
	TRAIN_FIELDS
};

/* What to do as soon as there is a run with the form's settings. */
enum train_wish { TRAIN_RUN, TRAIN_ONE_STEP, TRAIN_TEN_STEPS };

struct train_state {
	struct fit_settings form; /* what the next run begins with */
	bool is_filled, is_form;  /* form has values; it has the keys */
	bool is_table;            /* the list of runs has the keys */
	enum train_field field;   /* where the form's cursor is */
	bool is_linear;           /* the loss, else logarithmic */
	bool is_followed;         /* other screens use the newest snapshot */
	int class;                /* that lists are scrolled to; -1: none was chosen */

	struct run *run;         /* that can go on; NULL: none */
	struct run_record *live; /* its record, in the list; NULL: none */
	uint64_t curves_at;      /* steps and validations that are in its curves */
	uint64_t safe_step;      /* up to which leaving loses nothing of it */
	double looked_at;        /* when, for the time that it takes */

	struct train_watches watches; /* runs of other programs that are followed */

	struct run_record *here;      /* the run that is looked at, in the list; NULL: none */
	int here_number;              /* its number: the record may be gone */
	const struct dataset *data;   /* that runs were last compared with */
	struct run_view view;         /* here's */
	const struct snapshot *shown; /* a reference, never packed; NULL: there is none yet */
	float range;                  /* of its maps */
	bool is_scrubbed;             /* shown stays; else it is always the latest */

	const struct snapshot *queried; /* about the chosen image, last; a reference */
	unsigned queried_generation;    /* of that image */
	bool is_answered;               /* what it says is in probabilities */
	bool has_probabilities;         /* they are at least those of an earlier step */
	float probabilities[DATASET_MAX_CLASSES];

	struct train_strip strip;
	struct save_dialog saving;
	int saved_run;        /* the number of the run whose network is being saved */
	enum train_wish wish; /* once it is agreed to begin anew */
};

/* The form, for the `:train` command: settings of the article for softmax, cnn, mlp or layers;
 * begins nothing. */
void train_set_architecture(struct app *, void *state, const char *architecture);

/* `:run N`: all screens use the latest network of that run. */
void train_use_run(struct app *, void *state, int number);
/* `:watch DIR`: follows what another program writes there, and looks at it. */
void train_watch(struct app *, void *state, const char *path);
/* `:step N`: what the history has nearest to it; its message says which that is. */
void train_go_to_step(struct app *, void *state, uint64_t step);

/* In form.c. */
const char *train_label(enum train_field);
void train_show(const struct app *, const struct fit_settings *, enum train_field,
		char text[SETTING_TEXT_MAX]);
void train_move(struct train_state *, int key);
void train_edit(struct app *, struct train_state *, int key);

/* In run.c. */
void train_wish(struct app *, struct train_state *, enum train_wish);
void train_poll(struct app *, void *state);
/* The run ends, and stays in the list. */
void train_end_run(struct app *, struct train_state *);
/* Whether the form's settings are those of another run than the one that can go on. */
bool train_is_other(const struct train_state *);
void train_save(struct app *, struct train_state *);
void train_end(struct app *, void *state);

/* In query.c: what the snapshot shown says of the chosen image. */
void train_update(struct app *, void *state);
/* Whether probabilities are shown's, of that image. */
bool train_is_answered(const struct app *, const struct train_state *);
/* Drops the query under way, and the answer. */
void train_forget(struct app *, struct train_state *);

/* In report.c, as of struct screen. */
void train_status_line(struct app *, void *state, char *text, size_t size);
void train_facts(struct app *, void *state, struct insight_facts *);
json_t *train_to_json(struct app *, void *state);
bool train_export(struct app *, void *state, struct export_sheet *);
/* ", rounded to 10 bits" or "". */
const char *train_rounding(const struct snapshot *);

/* In curves.c: both; the loss alone; both accuracies in a row. */
void train_draw_curves(struct app *, const struct train_state *, struct area);
void train_draw_loss(struct app *, const struct train_state *, struct area);
void train_draw_accuracies(struct app *, const struct train_state *, struct area);
/* A number in at most six columns; "-" for what is none. */
void train_number(char text[16], const char *format, double value);
/* In view.c. */
void train_draw(struct app *, void *state, struct area);

#endif
