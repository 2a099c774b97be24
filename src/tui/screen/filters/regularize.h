/* The regularizers that keys switch, and what maximizing starts from. */
#ifndef TUI_SCREEN_FILTERS_REGULARIZE_H
#define TUI_SCREEN_FILTERS_REGULARIZE_H

#include "tui/app.h"

struct filters_state;

/* "jitter, blur, variation, decay" */
enum { FILTERS_REGULARIZERS = 48 };

/* r, b, v, d: jitter, blur, total variation, decay, on or off; f: the next start. All images begin
 * anew. */
void filters_switch(struct app *, struct filters_state *, int key);
/* Begins anew where images start from the chosen one, and that is another now. */
void filters_start_update(struct app *, struct filters_state *);
/* "noise", "grey", "the image" */
const char *filters_start_name(const struct filters_state *);
/* Those that are on, in words; "" where none is. Returns `text`. */
const char *filters_regularizers(const struct filters_state *, char text[FILTERS_REGULARIZERS]);
void filters_regularizers_here(const struct filters_state *, struct here *);
json_t *filters_regularizers_json(const struct filters_state *);
/* To and from a session: what is on. */
void filters_regularizers_save(const struct filters_state *, json_t *);
void filters_regularizers_load(struct filters_state *, const json_t *);

#endif
