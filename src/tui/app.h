/*
 * What the explorer is made of, and the services that screens use. Its life - new, press, update,
 * draw - is tui/explorer.h's, which screens do not see.
 */
#ifndef TUI_APP_H
#define TUI_APP_H

#include "data/dataset.h"
#include "data/picture_file.h"
#include "draw/theme.h"
#include "live/jobs.h"
#include "live/run_list.h"
#include "live/snapshot.h"
#include "tui/prompt.h"
#include "tui/screen.h"
#include "tui/selection.h"
#include "tui/spots.h"

/* What the explorer starts with. Texts are borrowed for the explorer's life. */
struct app_setup {
	const char *model;                   /* a file or a shipped model's name; NULL: mnist-cnn */
	struct import_told told, watch_told; /* of the model; of what is watched; if foreign */
	const char *data;                    /* as --data; NULL: the default */
	enum split_name split;
	int64_t image;    /* -1: 15, the article's 7, where there are so many */
	const char *file; /* a picture to begin with instead, and how it is taken; NULL: none */
	enum picture_fit file_fit;
	bool is_file_inverted, may_ask; /* may_ask: a person is there to choose */
	const char *const *watch;       /* folders to follow on Train; ends with NULL; NULL: none */
	const char *theme, *compare;    /* NULL: auto; compare: a second network, or NULL */
	enum ground ground;             /* as far as the environment tells */
	struct medium medium;
	const struct kernel *kernel;
	int threads;
	const struct screen *const *screens; /* ends with NULL; NULL: the program's own */
	bool is_clock_fixed;                 /* rates and times read as if none passed: for tests */
};

enum { APP_MESSAGE_MAX = ERR_TEXT_MAX }; /* what can be complained about can be said */
struct app {
	struct app_setup setup;
	struct medium medium;
	const struct theme *theme;
	const char *theme_name; /* as it was chosen: auto and blind fit the ground */
	enum ground ground;
	bool is_ink_dark; /* pictures: on white paper; else bright on black. `I` flips it */
	struct notify_pipe notify;
	struct jobs *jobs;
	struct run_list *runs; /* what was trained: Train and Retrain add to it */
	/* Both NULL until they are read, and the screens' functions are not called before. */
	struct dataset *data;
	const struct snapshot *model;
	struct shown_names names;  /* of the data, for app_names() */
	struct dataset *retired;   /* replaced, and freed when no job can read it any more */
	char *model_path;          /* NULL: in no file */
	unsigned model_generation; /* goes up whenever the model or the data is another */
	bool is_provisional;       /* the model: jobs of this owner compare ways to read its file */
	bool is_followed;          /* the model is the newest of one that is being trained */
	struct sample sample;
	unsigned sample_generation;
	struct kept kept[KEPT_MAX];
	int kept_count;

	const struct screen *const *screens;
	const struct binding *global_keys;                      /* the same on every screen */
	int screen_count, current, *past, past_count, past_max; /* past: where q goes back to */
	void **state;                                           /* of each screen */
	struct prompt prompt;
	struct picker *picker; /* of files; NULL: it is closed, as are the */
	struct ways *ways;     /* to read a network */
	struct prompt_past prompt_past;
	struct prompt_fitting prompt_fitting;
	bool is_help, is_insights; /* is_insights: the help lists what stands out instead */
	int help_scroll;
	struct insights_found *insights; /* tui/insights.h; NULL: nobody asked */
	struct comparison *comparison;   /* tui/comparison.h; NULL: it is one's second network */
	int station, caption_rows;       /* of the tour: -1: none; rows above the status line */
	struct session *session;         /* tui/session.h; NULL: none is kept */
	void (*opened)(struct app *);    /* once what is being opened is there; or NULL */
	void (*export_to)(struct app *, const char *path); /* that of tui/export.h */
	/* Keys that are typed for the person when nothing computes; the tour's come first. */
	const char *tour_keys, *start_keys;
	char message[APP_MESSAGE_MAX]; /* instead of the status line; may be "" */
	bool is_error, is_mouse_on;    /* is_mouse_on: the terminal is to tell of the mouse */
	struct mouse mouse;
	struct spots spots;

	struct canvas *canvas;
	bool is_over, is_redraw;       /* is_redraw: all of the screen is to be sent again */
	double tick_at;                /* when the current screen's tick is due; NAN: no tick */
	char failure[APP_MESSAGE_MAX]; /* why it is over, where that is worth exit 1, or "" */
};

/* False: there is no such theme, and nothing changed. name: as for theme_find(), and lasting. */
bool app_set_theme(struct app *, const char *name);
/* What the terminal says its ground is. */
void app_set_ground(struct app *, struct rgb ground);
double app_now(const struct app *);              /* seconds, for rates and ticks */
enum { APP_ROWS_ABOVE = 1, APP_ROWS_BELOW = 2 }; /* of the frame, around a screen */
/* Where the current screen draws. */
struct area app_body(const struct app *);
bool app_is_ready(const struct app *); /* model and data are read */

/* The index of a screen, and its state, by letter or name; -1 and NULL: there is no such screen. */
int app_screen(const struct app *, const char *name);
void *app_state(const struct app *, const char *name);
void app_go(struct app *, int screen); /* -1: to none */
/* Tells the current screen that it is shown. */
void app_enter(struct app *);
/* Ends the explorer; asks first where a screen has unsaved work. */
void app_leave(struct app *);

void app_say(struct app *, const char *format, ...) __attribute__((format(printf, 2, 3)));
void app_complain(struct app *, const struct err *);
/* As app_say, for what was refused: a prompt that asked for it stays open. */
void app_refuse(struct app *, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* The current screen's tick() in so many seconds; NAN: not any more. */
void app_tick_after(struct app *, double seconds);

#endif
