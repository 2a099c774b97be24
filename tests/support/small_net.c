/* The small net. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "support/small_net.h"

struct net *small_net(void)
{
	struct err err;
	struct net *net = net_new("conv3x3x4 relu pool2 conv3x3x6 relu dense5 relu dense3",
				  (struct shape){SMALL_NET_SIDE, SMALL_NET_SIDE, 1}, 3,
				  kernel_choose(NULL, &err), &err);

	assert_non_null(net);
	net_init(net, 11);
	return net;
}
