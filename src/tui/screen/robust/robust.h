/*
 * What the Robust screen knows: networks, of each how many images it still has right by the
 * strength of an attack, and the image that all screens look at, attacked at the cursor's strength.
 *
 * The network that all screens look at is one of them; others stay in the chart where they were
 * kept or added. Keys are in robust.c, networks in row.c, computing in job.c.
 */
#ifndef TUI_SCREEN_ROBUST_ROBUST_H
#define TUI_SCREEN_ROBUST_ROBUST_H

#include "lab/attack/robustness.h"
#include "tui/app.h"

/* The chosen image, attacked. */
struct robust_example {
	bool is_known,
		is_fooled; /* is_known: once; it may be of another strength or image by now */
	int strength;      /* of which; -1: of all, the smallest change */
	unsigned serial, sample_generation; /* what it was about */
	float *image;                       /* [pixels]; owned */
	size_t pixels;
	int prediction;
	float p, length; /* p(prediction); of the change, in the norm */
};

/* A network. Lives on the heap: its jobs know it by its address. */
struct robust_row {
	struct robust_state *state;
	char name[NETWORK_NAME_MAX];
	const struct snapshot *model;    /* held; NULL: its file is being read */
	int look;                        /* of its curve */
	bool is_kept;                    /* stays when another network is opened */
	bool is_computing, is_attacking; /* jobs are out: for the curve; for the example */
	struct robustness *work;         /* owned; NULL: not begun, or with the job */
	int piece;                       /* images at a time, so that a piece is short */
	double seconds;                  /* of computing */
	/* As of the last piece: */
	float *least; /* [count]; owned */
	float shares[ROBUSTNESS_MAX_STRENGTHS];
	int known;                                  /* strengths */
	size_t count, examined, at, attacked, left; /* images; images; images; attacks */
	bool is_done;
	struct robust_example example;
};

struct robust_state {
	struct robust_row *rows[ROBUSTNESS_MAX_MODELS];
	int row_count, row;          /* row, cursor: where the cursor is */
	struct robustness_spec spec; /* count 0: nothing was begun yet */
	size_t images;               /* wanted */
	int cursor;                  /* a strength */
	bool is_paused;
	unsigned serial; /* goes up when the settings or the data become others */
	enum split_name split;
	const struct dataset *data; /* that all this is about; only compared */
};

/* In row.c. */
struct robust_row *robust_row_add(struct robust_state *, const char *name);
void robust_row_free(struct app *, struct robust_row *);
void robust_row_remove(struct app *, struct robust_row *);
void robust_row_set_model(struct app *, struct robust_row *, const struct snapshot *);
/* Reads the network of a file into a row of its own. */
void robust_row_open(struct app *, struct robust_state *, const char *path);
/* The same, unless that name was opened before: for the tour. */
void robust_row_open_once(struct app *, struct robust_state *, const char *name);
/* The app's network is among the rows, and no other that was not kept. */
void robust_follow_model(struct app *, struct robust_state *);
/* All curves begin anew. */
void robust_begin_anew(struct app *, struct robust_state *);
/* The row under the cursor; NULL: there is none. */
struct robust_row *robust_row_here(const struct robust_state *);

/* In job.c: requests what is missing of a row, a piece of its curve or the example. */
void robust_row_compute(struct app *, struct robust_row *);
void robust_row_attack(struct app *, struct robust_row *);
/* Stops what it computes. */
void robust_row_stop(struct app *, struct robust_row *);
/* Whether the example is of what is looked at now. */
bool robust_example_is_current(const struct app *, const struct robust_row *);
size_t robust_images(const struct app *, const struct robust_state *);

/* In report.c and view.c, as of struct screen. */
void robust_status_line(struct app *, void *state, char *text, size_t size);
json_t *robust_to_json(struct app *, void *state);
bool robust_export(struct app *, void *state, struct export_sheet *);
void robust_draw(struct app *, void *state, struct area);
/* In strip.c: the image as it is, and as the other networks see it attacked, beside each other in
 * an area that has robust_strip_rows(); 0: there is no room for it among so many rows and columns.
 */
int robust_strip_rows(const struct app *, int rows, int columns);
void robust_draw_strip(struct app *, const struct robust_state *, struct area);
/* What choose_spot() is given for a strength; smaller numbers are rows. */
enum { ROBUST_SPOT_STRENGTH = 100 };

#endif
