/* Which channel of the layer stands at which place. */
#ifndef TUI_SCREEN_FILTERS_ORDER_H
#define TUI_SCREEN_FILTERS_ORDER_H

#include "tui/app.h"

struct filters_state;

/* What an order is of. */
struct filters_order_key {
	int layer, units;
	char model[NETWORK_NAME_MAX];
};

struct filters_order {
	struct filters_order_key of, requested;
	int *channels, *places; /* [units] by place, by channel; owned; NULL: not known yet */
};

/* Requests the order of the layer that is shown, where that is not known. */
void filters_order_update(struct app *, struct filters_state *);
void filters_order_clear(struct filters_order *);
/* Whether it is known where the layer's channels stand; and that it is by structure. */
bool filters_is_ordered(const struct app *, const struct filters_state *);
bool filters_is_by_structure(const struct app *, const struct filters_state *);
/* The channel at a place, and the place of a channel; the same number before it is known. */
int filters_channel(const struct app *, const struct filters_state *, int place);
int filters_place(const struct app *, const struct filters_state *, int channel);

#endif
