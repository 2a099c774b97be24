/* A small untrained net with two convolutions, for tests of lab. */
#ifndef TESTS_SUPPORT_SMALL_NET_H
#define TESTS_SUPPORT_SMALL_NET_H

#include "nn/net.h"

enum { SMALL_NET_SIDE = 8 };

/* conv3x3x4 relu pool2 conv3x3x6 relu dense5 relu dense3 on 8x8 images; the caller frees it. */
struct net *small_net(void);

#endif
