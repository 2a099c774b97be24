/* What a training run looks like from outside at one moment. */
#ifndef LIVE_RUN_VIEW_H
#define LIVE_RUN_VIEW_H

#include "base/err.h"
#include "base/limits.h"
#include "lab/network.h"

#include <stdbool.h>
#include <stdint.h>

/* PAUSED and RUNNING say what was requested; is_busy whether something still computes. */
enum run_state {
	RUN_STARTING, /* allocating; what is requested in the meantime is done then */
	RUN_PAUSED,
	RUN_RUNNING,
	RUN_DONE,    /* all steps done and validated; run_extend() leads on */
	RUN_FAILED,  /* for good: see the message. The snapshots taken before stay good */
	RUN_WATCHING /* another program trains: nothing that is requested starts or stops it */
};
extern const char *const run_state_names[]; /* "starting", "paused", ... */

struct run_view {
	enum run_state state;
	uint64_t step, steps;  /* done; in all */
	double loss, accuracy; /* of the last step's batch; NAN before the first */
	double validation;     /* when last measured; NAN: not yet */
	uint64_t validated_at;
	double images_per_second; /* smoothed, validations included; NAN: not known yet */
	double seconds_left;      /* NAN: not known */
	bool is_busy;    /* false: nothing will change, and all snapshots are there to be taken */
	bool has_news;   /* there is a snapshot to be taken */
	struct err err;  /* where FAILED; where WATCHING, what can't be read; else "" */
	bool is_waiting; /* err is of a file that can be read once a later one tells how */
	/* Where WATCHING: */
	uint64_t checkpoints;       /* read so far */
	double age;                 /* seconds since the latest was written; NAN: none */
	unsigned curves_at, looks;  /* go up with other curves, with each look at the folder */
	char tags[RUN_TAGS_MAX];    /* of the logs that curves are of; "": none */
	bool is_loss_of_validation; /* nobody logs that of the training */
	char series[CHECKPOINT_SERIES_MAX]; /* that is followed; "": none yet */
	/* How its files are read, as images told; without an architecture: they say it. */
	struct network_reading reading;
};

#endif
