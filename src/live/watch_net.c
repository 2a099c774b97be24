/* What was told of one file is told of the next. */
#include "live/watch_net.h"

struct net *watch_net_read(struct watch_net *nets, const char *path, struct model_facts *said,
			   struct err *err)
{
	struct network_request request = {
		.path = path, .data = nets->data, .kernel = nets->kernel, .pool = nets->pool};
	struct network network;

	if (nets->way.architecture[0])
		request.told = (struct import_told){.architecture = nets->way.architecture,
						    .layout = nets->way.layout};
	if (!network_read(&request, &network, err))
		return NULL;
	if (network.way.architecture[0])
		nets->way = network.way;
	*said = network.facts;
	return network.net;
}
