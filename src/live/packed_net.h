/*
 * A net whose large layers are rounded, so that a history holds many of it.
 *
 * The parameters of a tensor of PACKED_TENSOR_MIN values or more are rounded to 10 bits: each block
 * of 64 neighbours (4 rows of a panel of 16 columns) has one scale, a float, and its values are
 * whole multiples of it from -511 to 511; so none is off by more than a 1022nd of the largest of
 * its block. That makes 10.5 bits a value. Smaller tensors - convolutions, biases, the last layer -
 * stay exact. The article's net takes 4.5 MB instead of 13.1: 63 of them fit into 300 MB where the
 * first and the latest are not packed.
 *
 * What it costs: of the shipped network's probabilities of 200 images none changes by more than
 * 0.0012 (tests/live/test_packed_net.c bounds it at 0.005). It takes 3 ms to pack that network, and
 * 4 to 8 ms to unpack it. Packing is for finite values.
 */
#ifndef LIVE_PACKED_NET_H
#define LIVE_PACKED_NET_H

#include "nn/net.h"

enum { PACKED_TENSOR_MIN = 1 << 16 };

/* Never changed once it is made. */
struct packed_net;

/* NULL where no tensor is large enough. */
struct packed_net *packed_net_new(const struct net *);
void packed_net_free(struct packed_net *);
/* A net with the rounded parameters, for the caller. */
struct net *packed_net_unpack(const struct packed_net *);
/* The net without parameters, borrowed: its layers, input and classes. */
const struct net *packed_net_shape(const struct packed_net *);
/* The bytes of memory that it takes. */
size_t packed_net_size(const struct packed_net *);

#endif
