/*
 * The curves of a run that another program trains: from the numbers that it logs, by tag, and from
 * what is measured here.
 *
 * A tag is taken for the loss or the accuracy by its words ("epoch_loss", "Loss/train", "val_acc",
 * "evaluation_loss_vs_iterations"), and for that of validation where one of them, or of the folder
 * of its file, says so. Of several tags for the same the shortest in words is taken, one that
 * counts what the checkpoints count before others. Where no loss of the training is logged, the
 * loss of the validation stands for it.
 */
#ifndef LIVE_WATCH_CURVES_H
#define LIVE_WATCH_CURVES_H

#include "format/log_value.h"
#include "live/curves.h"

#include <stddef.h>

struct watch_curves;

struct watch_curves *watch_curves_new(void);
void watch_curves_free(struct watch_curves *);
/* A logged number. folder: that of its file, below the one that is watched, or "". A step before
 * the last of its tag says that the run began anew there. */
void watch_curves_log(struct watch_curves *, const char *folder, const struct log_value *);
/* Forgets all that was logged. */
void watch_curves_forget(struct watch_curves *);
/* What was measured here of the checkpoint of a step: loss and accuracy on the validation split. */
void watch_curves_measure(struct watch_curves *, uint64_t step, double loss, double accuracy);
/* Whether something came since the last watch_curves_draw(). */
bool watch_curves_is_new(const struct watch_curves *);
/* The curves as they are now. unit: what the checkpoints count. */
void watch_curves_draw(struct watch_curves *, enum log_unit unit, struct curves *);
/* The tags that were taken, "train/loss, val_acc", or "" where nothing is logged; true: the loss is
 * that of the validation. */
bool watch_curves_tags(const struct watch_curves *, char *text, size_t size);
/* The latest numbers of the training that were drawn; NAN: none. And the last step. */
uint64_t watch_curves_last(const struct watch_curves *, double *loss, double *accuracy);

#endif
