/*
 * The block of parameters in pieces, in their order: some copied, some rounded. Ten bits are kept
 * as eight and two, so that loops over a block are plain.
 */
#include "live/packed_net.h"
#include "base/xalloc.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { BLOCK = 64, QUARTER = BLOCK / 4, LARGEST = 511, ZERO = 512 };

struct block {
	float scale;
	uint8_t low[BLOCK];
	uint8_t high[QUARTER]; /* two bits each of i, i + 16, i + 32, i + 48 */
};

struct packed_net {
	struct net shape; /* without parameters */
	size_t block_count, exact_count;
	struct block *blocks;
	float *exact;
};

/* A piece of the block of parameters: a tensor with its padding. */
struct piece {
	size_t at, count;
	bool is_rounded;
};

static struct piece piece_of(const struct net *net, int i)
{
	struct parameter parameter = net_parameter(net, i);
	size_t end = i + 1 < net_parameters(net) ? net_parameter(net, i + 1).at : net->size;

	return (struct piece){parameter.at, end - parameter.at,
			      parameter_count(&parameter) >= PACKED_TENSOR_MIN};
}

static void pack(const float values[BLOCK], struct block *block)
{
	float largest = 0, inverse;
	int whole[BLOCK];

	for (int i = 0; i < BLOCK; i++)
		largest = fabsf(values[i]) > largest ? fabsf(values[i]) : largest;
	/* What is smaller has no inverse. */
	inverse = largest > 1e-30f ? LARGEST / largest : 0;
	block->scale = largest > 1e-30f ? largest / LARGEST : 0;
	for (int i = 0; i < BLOCK; i++)
		whole[i] = (int)(values[i] * inverse + (ZERO + 0.5f));
	for (int i = 0; i < BLOCK; i++)
		block->low[i] = (uint8_t)whole[i];
	for (int i = 0; i < QUARTER; i++)
		block->high[i] = (uint8_t)(whole[i] >> 8 | whole[i + QUARTER] >> 8 << 2 |
					   whole[i + 2 * QUARTER] >> 8 << 4 |
					   whole[i + 3 * QUARTER] >> 8 << 6);
}

static void unpack(const struct block *block, float values[BLOCK])
{
	for (int quarter = 0; quarter < 4; quarter++)
		for (int i = 0; i < QUARTER; i++) {
			int at = quarter * QUARTER + i;
			int high = block->high[i] >> 2 * quarter & 3;

			values[at] = (float)((block->low[at] | high << 8) - ZERO) * block->scale;
		}
}

static size_t blocks_of(size_t count)
{
	return (count + BLOCK - 1) / BLOCK;
}

static void pack_piece(const float *values, size_t count, struct block *blocks)
{
	float rest[BLOCK] = {0};
	size_t whole = count / BLOCK;

	for (size_t i = 0; i < whole; i++)
		pack(values + i * BLOCK, &blocks[i]);
	if (count % BLOCK == 0)
		return;
	memcpy(rest, values + whole * BLOCK, count % BLOCK * sizeof(float));
	pack(rest, &blocks[whole]);
}

static void unpack_piece(const struct block *blocks, size_t count, float *values)
{
	float rest[BLOCK];
	size_t whole = count / BLOCK;

	for (size_t i = 0; i < whole; i++)
		unpack(&blocks[i], values + i * BLOCK);
	if (count % BLOCK == 0)
		return;
	unpack(&blocks[whole], rest);
	memcpy(values + whole * BLOCK, rest, count % BLOCK * sizeof(float));
}

struct packed_net *packed_net_new(const struct net *net)
{
	struct packed_net *packed;
	size_t blocks = 0, exact = 0;

	for (int i = 0; i < net_parameters(net); i++) {
		struct piece piece = piece_of(net, i);

		if (piece.is_rounded)
			blocks += blocks_of(piece.count);
		else
			exact += piece.count;
	}
	if (blocks == 0)
		return NULL;
	packed = xcalloc(1, sizeof(*packed));
	packed->shape = *net;
	packed->shape.parameters = NULL;
	packed->blocks = xmalloc(blocks * sizeof(*packed->blocks));
	packed->exact = xmalloc((exact + 1) * sizeof(float));
	for (int i = 0; i < net_parameters(net); i++) {
		struct piece piece = piece_of(net, i);
		const float *values = net->parameters + piece.at;

		if (piece.is_rounded) {
			pack_piece(values, piece.count, packed->blocks + packed->block_count);
			packed->block_count += blocks_of(piece.count);
		} else {
			memcpy(packed->exact + packed->exact_count, values,
			       piece.count * sizeof(float));
			packed->exact_count += piece.count;
		}
	}
	return packed;
}

void packed_net_free(struct packed_net *packed)
{
	if (!packed)
		return;
	free(packed->blocks);
	free(packed->exact);
	free(packed);
}

struct net *packed_net_unpack(const struct packed_net *packed)
{
	struct net *net = xmalloc(sizeof(*net));
	const struct block *blocks = packed->blocks;
	const float *exact = packed->exact;

	*net = packed->shape;
	net->parameters = xfloats(net->size + KERNEL_SLACK);
	for (int i = 0; i < net_parameters(net); i++) {
		struct piece piece = piece_of(net, i);
		float *values = net->parameters + piece.at;

		if (piece.is_rounded) {
			unpack_piece(blocks, piece.count, values);
			blocks += blocks_of(piece.count);
		} else {
			memcpy(values, exact, piece.count * sizeof(float));
			exact += piece.count;
		}
	}
	return net;
}

const struct net *packed_net_shape(const struct packed_net *packed)
{
	return &packed->shape;
}

size_t packed_net_size(const struct packed_net *packed)
{
	return sizeof(*packed) + packed->block_count * sizeof(*packed->blocks) +
	       packed->exact_count * sizeof(float);
}
