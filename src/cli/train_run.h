/* A training run of the command line: what was typed, what is trained, and what came of it. */
#ifndef CLI_TRAIN_RUN_H
#define CLI_TRAIN_RUN_H

#include "cli/command.h"
#include "cli/progress.h"
#include "cli/target.h"
#include "cli/train_log.h"
#include "lab/train/fit.h"

struct train_options {
	struct common common;
	int64_t steps, batch, seed, every;
	double rate;
	const char *optimizer, *out, *checkpoint, *resume, *log, *adversarial;
	bool is_half;
};

struct train_run {
	struct command_context *context;
	const struct train_options *options;
	struct fit *fit;
	uint64_t from, steps, every; /* the step it began after, and goes to */
	struct target out, checkpoint;
	bool has_out, has_checkpoint; /* whether they were written, with all steps that were done */
	struct train_log *log;        /* NULL: none was asked for */
	struct progress progress;
	struct err err; /* of a checkpoint or a log that could not be written on the way */
	bool has_failed;
	double test; /* accuracy; NaN where it was not measured */
	double seconds;
};

/* In train_run_start.c. What is wrong with the options, as far as it is known before data are read.
 */
bool train_run_check(struct command_context *, const struct train_options *, struct err *);
/* A new fit, or that of a checkpoint; its steps; targets that can be written. */
bool train_run_start(struct train_run *, struct err *);

/* In train_run_show.c. In words: figures, files, and after a stop how to go on. */
void train_run_show(const struct train_run *, FILE *);
void train_run_show_json(const struct train_run *, struct output *);

#endif
