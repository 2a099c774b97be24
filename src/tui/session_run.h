/*
 * A training run between the list of runs and a session: its name, settings, time and curves. A run
 * that comes back has ended; its network is a file of its own.
 */
#ifndef TUI_SESSION_RUN_H
#define TUI_SESSION_RUN_H

#include "live/run_list.h"

#include <jansson.h>

/* Adds what is known of a run to its network's object: name, a text for each setting, seconds, and
 * curve and validations, three numbers a point: step, loss, accuracy; null for none. */
void session_run_add(json_t *network, const struct run_record *);
/* Adds the run to the list, with its network. Of what is not as it should be, the curves are left
 * out, and settings are the architecture's own. */
void session_run_take(struct run_list *, const json_t *network, const struct snapshot *);

#endif
