/*
 * What the name of a file tells that some program writes while it trains: whether it holds a
 * network, of which step or epoch, and which files are of one series. Nothing here opens a file.
 *
 *	epoch_3.pt  ckpt-1200.index  model.12-0.05.h5  epoch=3-step=1200.ckpt
 *	checkpoint-500/model.safetensors  latest.pt
 */
#ifndef LIVE_CHECKPOINT_NAME_H
#define LIVE_CHECKPOINT_NAME_H

#include "base/limits.h"

#include <stdbool.h>
#include <stdint.h>

enum watched_kind { WATCHED_OTHER, WATCHED_MODEL, WATCHED_EVENTS, WATCHED_TABLE };

/* By the ending, or, of event files, what TensorBoard looks for in a name. What holds an
 * optimizer's memory only, by its name, is another kind. */
enum watched_kind checkpoint_name_kind(const char *name);

/* The number that a path tells, below the folder that is watched. */
struct checkpoint_number {
	enum { NUMBER_NONE, NUMBER_ANY, NUMBER_STEP, NUMBER_EPOCH } kind;
	/* It does not stand apart ("lenet5.pt"): it counts only where others of the series have
	 * other numbers. */
	bool is_doubtful;
	uint64_t number;
};
/* The last part of the path that has a number: behind the word step (or iter) where there is one,
 * else behind epoch; else the first whole number that stands apart, unless it is part of a date or
 * stands behind a word that tells runs apart (run, seed, lr). */
struct checkpoint_number checkpoint_name_number(const char *path);
/* The path with # for the numbers that differ within a run: the same for all files of a series.
 * Folders above the part that has the number tell runs apart, and so do numbers behind words such
 * as run, seed and lr: "a1/run_2-epoch_#.pt". What is longer is cut off. */
void checkpoint_name_series(const char *path, char series[CHECKPOINT_SERIES_MAX]);
/* What a series is called in a list: without the ending, and without what only says where
 * checkpoints lie or what they count: "lr0.1" of "lr0.1/checkpoints/epoch_#.pt". */
void checkpoint_name_label(const char *series, char label[CHECKPOINT_SERIES_MAX]);

#endif
