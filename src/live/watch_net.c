/* What was told of one file is told of the next. */
#include "live/watch_net.h"

struct net *watch_net_read(struct watch_net *nets, const char *path, struct model_facts *said,
			   struct err *err)
{
	struct network_ways ways = {0};
	struct network_request request = {.path = path,
					  .data = nets->data,
					  .kernel = nets->kernel,
					  .pool = nets->pool,
					  .ways = &ways};
	struct network network;
	bool is_read;

	if (nets->way.architecture[0])
		request.told = (struct import_told){.architecture = nets->way.architecture,
						    .layout = nets->way.layout};
	is_read = network_read(&request, &network, err);
	nets->is_unclear = !is_read && ways.count > 0;
	if (!is_read)
		return NULL;
	if (network.way.architecture[0])
		nets->way = network.way;
	*said = network.facts;
	return network.net;
}
