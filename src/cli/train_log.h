/*
 * The log of a training run: a folder with an event file for TensorBoard and a table for everything
 * else. Both are new files that grow as the run goes; what is in the folder already is left alone.
 *
 * events.out.tfevents...: train/loss and train/accuracy of each step's batch, validation/accuracy
 * where it was measured, and there the weights of each layer that are pictures as weights/LAYER.
 * log.csv, log-2.csv, ...: step,loss,accuracy,validation, a line for each step; the shortest
 * decimals that give the same doubles; validation is empty where it was not measured.
 */
#ifndef CLI_TRAIN_LOG_H
#define CLI_TRAIN_LOG_H

#include "lab/train/fit.h"

struct train_log;

/* Makes the folder and the files, and logs the weights that the fit begins with. */
struct train_log *train_log_open(const char *folder, const struct fit *, struct err *);
/* After each step. */
bool train_log_step(struct train_log *, const struct fit *, struct err *);
/* The event file's path. */
const char *train_log_events(const struct train_log *);
/* The table's. */
const char *train_log_table(const struct train_log *);
/* NULL is ignored. */
bool train_log_close(struct train_log *, struct err *);

#endif
