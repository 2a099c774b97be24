/* The networks of a run that is watched: once images have told how one is to be read, all others
 * of the same tensors are read alike, and nothing is asked again. */
#ifndef LIVE_WATCH_NET_H
#define LIVE_WATCH_NET_H

#include "lab/network.h"

enum { WATCH_READINGS_MAX = 4 };

struct watch_net {
	const struct dataset *data; /* whose images tell; or NULL */
	const struct kernel *kernel;
	struct pool *pool;
	struct import_told told;
	bool (*is_over)(void *context); /* as of struct network_request */
	void *context;
	struct network_reading known[WATCH_READINGS_MAX]; /* the latest last */
	int known_count;
	/* Of the latest: */
	bool is_unclear; /* it failed, and can be read in several ways: a later one may tell */
	bool is_new;     /* it told how others are to be read */
	struct network_reading reading;
};

/* The net of a file, which the caller frees; NULL: it can't be read, or not yet. is_hasty: as of
 * struct network_request. */
struct net *watch_net_read(struct watch_net *, const char *path, bool is_hasty,
			   struct model_facts *, struct err *);

#endif
