/* Which run of the list is looked at, and which snapshot of its history. */
#ifndef TUI_SCREEN_TRAIN_RUNS_H
#define TUI_SCREEN_TRAIN_RUNS_H

#include "base/text.h"
#include "tui/screen/train/train.h"

/* The history that is looked at; NULL: none. */
struct history *train_history(const struct train_state *);
/* Shows a snapshot, packed or not. */
void train_show_snapshot(struct train_state *, const struct snapshot *);
/* Looks at a run of the list; NULL: none. */
void train_go(struct app *, struct train_state *, struct run_record *);
/* Looks elsewhere where the run has gone from the list, or is of other data. */
void train_check(struct app *, struct train_state *);
/* To the next run (by 1) or the one before (-1); to the first or the last. */
void train_turn(struct app *, struct train_state *, int by);
void train_turn_to_end(struct app *, struct train_state *, bool is_last);
void train_scrub(struct train_state *, int by);
void train_scrub_to_end(struct train_state *, bool is_last);

/* "running", "ended" or the like. */
const char *train_state_word(const struct run_record *);
/* "12 s" or the like; "-" for what is not known. */
void train_duration(char text[TEXT_NUMBER_MAX], double seconds);
/* In table.c: the list of runs. */
void train_draw_table(struct app *, const struct train_state *, struct area);

#endif
