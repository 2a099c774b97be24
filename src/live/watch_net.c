/* A short list of readings: a series may change its layers when a training begins anew. */
#include "live/watch_net.h"

#include <string.h>

static void know(struct watch_net *nets, const struct network_reading *reading)
{
	if (nets->known_count == WATCH_READINGS_MAX) {
		memmove(&nets->known[0], &nets->known[1],
			(WATCH_READINGS_MAX - 1) * sizeof(nets->known[0]));
		nets->known_count--;
	}
	nets->known[nets->known_count++] = *reading;
}

struct net *watch_net_read(struct watch_net *nets, const char *path, bool is_hasty,
			   struct model_facts *said, struct err *err)
{
	struct network_ways ways = {0};
	struct network_request request = {.path = path,
					  .told = nets->told,
					  .data = nets->data,
					  .kernel = nets->kernel,
					  .pool = nets->pool,
					  .ways = &ways,
					  .known = nets->known,
					  .known_count = nets->known_count,
					  .is_hasty = is_hasty,
					  .is_over = nets->is_over,
					  .context = nets->context};
	struct network network;
	bool is_read = network_read(&request, &network, err);

	nets->is_unclear = !is_read && ways.count > 0;
	nets->is_new = is_read && network.reading.architecture[0] && !network.is_known;
	if (!is_read)
		return NULL;
	if (nets->is_new)
		know(nets, &network.reading);
	nets->reading = network.reading;
	*said = network.facts;
	return network.net;
}
