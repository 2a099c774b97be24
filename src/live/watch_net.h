/* The networks of a run that is watched. They are of one architecture: once one of another
 * program's was told by images, the others are read like it. */
#ifndef LIVE_WATCH_NET_H
#define LIVE_WATCH_NET_H

#include "lab/network.h"

struct watch_net {
	const struct dataset *data; /* whose images tell; or NULL */
	const struct kernel *kernel;
	struct pool *pool;
	struct network_way way; /* empty: not known yet */
	bool is_unclear; /* what failed last can be read in several ways: a later one may tell */
};

/* The net of a file, which the caller frees; NULL: it can't be read, or not yet. */
struct net *watch_net_read(struct watch_net *, const char *path, struct model_facts *,
			   struct err *);

#endif
