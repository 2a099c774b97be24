/*
 * A screen: one const struct in a folder of its own under tui/screen/. It draws into a canvas and
 * never waits: what takes longer than a keystroke may is a job (live/jobs.h), started in update().
 */
#ifndef TUI_SCREEN_H
#define TUI_SCREEN_H

#include "draw/canvas.h"
#include "draw/sheet.h"
#include "tui/here.h"
#include "tui/keys.h"

#include <jansson.h>

struct insight_facts;

/* The part of a canvas that a screen draws into: cells [row, row + rows) x [column, column +
 * columns). At least AREA_MIN_ROWS x AREA_MIN_COLUMNS; 21 x 80 in a terminal of 80x24. */
struct area {
	struct canvas *canvas;
	int row, column, rows, columns;
};
enum { AREA_MIN_ROWS = 14, AREA_MIN_COLUMNS = 60 };
/* Two beside each other: columns between them, and with those at both ends. */
enum { COMPARE_GAP = 1, COMPARE_MARGINS = COMPARE_GAP + 2 };

/* What `e` writes: the pictures that are shown, at most EXPORT_TILES_MAX. */
enum { EXPORT_TILES_MAX = 128, EXPORT_NAME_MAX = 64 };
struct export_sheet {
	struct tile tiles[EXPORT_TILES_MAX];
	int count, columns;         /* columns as of struct sheet */
	char name[EXPORT_NAME_MAX]; /* the file's name without its ending: "attack-15-to-3-step-4"
				     */
};

/* A sign that a screen draws, and what it means: for the help. */
struct legend {
	const char *sign;    /* at most 20 columns */
	const char *meaning; /* one phrase, no full stop */
};

/* All functions may be NULL. They run on the explorer's thread, with app->model, app->data and
 * app->sample in place; state is zero at first and lives as long as the explorer. */
struct screen {
	const char *name;    /* "Attack" */
	char letter;         /* 'A', a letter of its name */
	const char *purpose; /* what one does here, one sentence, for help and man page */
	size_t state_size;
	const struct binding *keys;
	const struct legend *legend; /* ends with a sign of NULL; NULL: there are none */
	/* Shown from now on, or again (after another screen). */
	void (*enter)(struct app *, void *state);
	void (*leave)(struct app *, void *state);
	/* At the end of the program: frees what the state owns. Jobs are gone by then. */
	void (*end)(struct app *, void *state);
	/* Before each draw while shown: sees what changed (model_generation, sample_generation),
	 * starts jobs and takes what they found. Cheap where nothing did. */
	void (*update)(struct app *, void *state);
	void (*draw)(struct app *, void *state, struct area);
	/* The footer's word for a row of keys that has a label, as things are now; NULL: the key is
	 * of no use now, and not offered. Without this function: its label. */
	const char *(*label)(struct app *, void *state, const struct binding *);
	/* Esc: closes what was opened on the screen, such as a close-up; false: nothing was. */
	bool (*cancel)(struct app *, void *state);
	/* The line above the footer: what one sees. */
	void (*status_line)(struct app *, void *state, char *text, size_t size);
	/* A class was named, by a digit key or `:class NAME`; below the model's classes. */
	void (*choose_class)(struct app *, void *state, int class);
	/* The mouse pressed a cell that was made a spot (app_spot()) when the area was drawn. */
	void (*choose_spot)(struct app *, void *state, int what);
	/* For more than spots: the mouse pressed this cell of the area that was drawn last, or
	 * moved there while it is pressed. */
	void (*click)(struct app *, void *state, int row, int column, bool is_drag);
	/* What may be typed at `/`, a line that is shown meanwhile. */
	const char *filter_syntax;
	/* `/` was answered; "" takes the filter away. False and a message: not understood. */
	bool (*filter)(struct app *, void *state, const char *text, struct err *);
	/* The time that app_tick_after() asked for has come. */
	void (*tick)(struct app *, void *state);
	/* What `e` and `show --format png` write. False: no pictures here, text is written. */
	bool (*export)(struct app *, void *state, struct export_sheet *);
	/* What `show --format json` adds: an object, new. */
	json_t *(*to_json)(struct app *, void *state);
	/* What a session keeps of the state (tui/session.h), as an object, new; NULL: nothing.
	 */
	json_t *(*to_session)(struct app *, void *state);
	/* The same as it comes back, model, data and image being there: whatever is in it may be
	 * missing or wrong (tui/session_value.h), and is then left as it is. */
	void (*from_session)(struct app *, void *state, const json_t *);
	/* Before each draw, shown or not, and before update(): takes what threads of the screen's
	 * own have for it, such as a training run. */
	void (*poll)(struct app *, void *state);
	/* Keys that bring a new screen to what this one shows. NULL: none are needed. */
	void (*here)(struct app *, void *state, struct here *);
	/* Adds what the screen knows to what insights look at (lab/insight/insight.h). */
	void (*facts)(struct app *, void *state, struct insight_facts *);
	/* It shows several networks or runs by itself, and is not drawn twice to compare two. */
	bool is_of_several;
	unsigned insights; /* the facts whose insights belong to this screen */
	/* What would be lost if the program ended now, as a sentence; NULL: nothing. */
	const char *(*unsaved)(struct app *, void *state);
	/* Whether a thread of the screen's own computes, or has something for poll(). */
	bool (*is_busy)(struct app *, void *state);
	/* Whether what its keys act on is still computed for the first time: they wait for it, for
	 * a second at most. */
	bool (*is_building)(struct app *, void *state);
	const char *hasty; /* its keys that do not wait, as they begin anew; NULL: none */
	/* Why the data set can't be replaced now, as a sentence that says how to change that; NULL:
	 * it can. */
	const char *(*holds_data)(struct app *, void *state);
};

/* The index of a screen by its letter or its name (case does not count) in a table that ends with
 * NULL; -1: none. */
int screen_find(const struct screen *const *table, const char *name);

#endif
