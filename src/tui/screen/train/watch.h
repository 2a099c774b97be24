/* Runs of other programs, which Train follows in folders: as many at once as RUNS_WATCHED_MAX. */
#ifndef TUI_SCREEN_TRAIN_WATCH_H
#define TUI_SCREEN_TRAIN_WATCH_H

#include "live/run_list.h"
#include "live/run_source.h"

struct app;
struct train_state;

struct train_watched {
	char *path;                /* owned */
	struct run *run;           /* owned */
	struct run_record *record; /* in the list */
	unsigned curves_at;        /* those that the record has */
};

struct train_watches {
	int count;
	struct train_watched list[RUNS_WATCHED_MAX];
	bool has_begun; /* those that the explorer was started with are followed */
};

/* The one that follows a run of the list; NULL: none does. */
struct train_watched *train_watched(struct train_state *, const struct run_record *);
/* Takes what was published. */
void train_watch_poll(struct app *, struct train_state *);
/* No longer follows it; the run stays in the list. */
void train_watch_end(struct app *, struct train_state *, struct train_watched *);
bool train_watch_is_busy(struct train_state *);
void train_watch_free(struct train_state *);
/* "Watching runs/a: 12 checkpoints, the last 3 s ago.", or what can't be read. */
void train_watch_words(const struct app *, struct train_state *, char *text, size_t size);
/* How the files of a run (NULL: none) are read, as images told, with the runner-up, in `room`
 * columns; false: they say it themselves, or nobody knows yet. */
bool train_watch_reading(const struct run_record *, int room, char words[NETWORK_WORDS_MAX]);

#endif
