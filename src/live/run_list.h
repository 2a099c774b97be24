/*
 * The training runs of a session: each with its settings, its curves, the network that came of it
 * and the history of how it came, in the order in which they began.
 *
 * Memory is bounded. The live runs, those that can still go on, share HISTORY_BYTES for their
 * histories equally. All others share RUNS_BYTES: their histories are thinned (live/history.h), and
 * keep their first and latest network. When that is not enough, or there are RUNS_MAX runs, the
 * oldest go. A list belongs to one thread.
 */
#ifndef LIVE_RUN_LIST_H
#define LIVE_RUN_LIST_H

#include "lab/train/settings.h"
#include "live/curves.h"
#include "live/history.h"
#include "live/run_source.h"

struct run_record {
	int number;                   /* from 1; no other run of the list ever had it */
	char name[NETWORK_NAME_MAX];  /* for people: "softmax" */
	char data[DATASET_NAME_MAX];  /* what it learned from */
	struct fit_settings settings; /* what it began with; steps: as extended since */
	struct run_view view;         /* as last looked at */
	double seconds;               /* that it took so far; NAN: not known */
	bool is_live;                 /* it can still go on */
	bool is_watched;              /* another program trains or trained it: of the settings only
					 the architecture is known */
	bool is_unsaved;              /* the latest network is in no file */
	bool is_marked;               /* its curves are among those compared */
	struct curves curves;         /* empty where nobody drew them up */
	struct history *history;      /* owned; the latest is the network that came of it */
};

struct run_list {
	int count, last_number;
	struct run_record *records[RUNS_MAX]; /* owned, by number */
};

struct run_list *run_list_new(void);
void run_list_free(struct run_list *);

/* A new record, live, saved and empty, after room was made for it. The list owns it. */
struct run_record *run_list_add(struct run_list *, const char *name, const char *data,
				const struct fit_settings *);
/* The live runs' histories get equal shares: for whoever has added one. */
void run_list_share(struct run_list *);
/* One that has ended, with the network that came of it, which is in no file. */
struct run_record *run_list_add_ended(struct run_list *, const char *name, const char *data,
				      const struct fit_settings *, const struct snapshot *);
/* The one that goes when another is added; NULL: none has to. */
const struct run_record *run_list_next_to_go(const struct run_list *);
void run_list_remove(struct run_list *, struct run_record *);
/* It ends: its history is thinned to its share. */
void run_list_end(struct run_list *, struct run_record *);
/* NULL: there is no run of that number (any more). */
struct run_record *run_list_find(const struct run_list *, int number);
/* Its index; -1: it is not in the list. */
int run_list_index(const struct run_list *, const struct run_record *);
/* The latest snapshot, which is never packed: borrowed until the history changes; NULL: none. */
const struct snapshot *run_record_model(const struct run_record *);
/* A snapshot was written to a file: a run whose network it is has nothing to lose. */
void run_list_saved(struct run_list *, const struct snapshot *);

#endif
