/* Sums over what a file's name does not say: pixels, labels, parameters. */
#include "lab/train/fingerprint.h"
#include "base/xalloc.h"
#include "data/packed.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

static void write_crc(uLong crc, char text[FINGERPRINT_MAX])
{
	snprintf(text, FINGERPRINT_MAX, "%08lx", crc);
}

void fingerprint_split(const struct split *split, char text[FINGERPRINT_MAX])
{
	size_t pixels = split->pixels;
	uLong crc = crc32_z(0, split->labels, split->count);
	Bytef image[DATASET_MAX_SIDE * DATASET_MAX_SIDE];

	for (size_t i = 0; split->packed && i < split->count; i++) {
		packed_bytes(split->packed, split->first + i, image);
		crc = crc32_z(crc, image, pixels);
	}
	if (split->floats)
		crc = crc32_z(crc, (const Bytef *)split->floats,
			      split->count * pixels * sizeof(float));
	write_crc(crc, text);
}

void fingerprint_net(const struct net *net, char text[FINGERPRINT_MAX])
{
	char *architecture = net_architecture(net);
	uLong crc = crc32_z(0, (const Bytef *)architecture, strlen(architecture));

	for (int i = 0; i < net_parameters(net); i++) {
		struct parameter parameter = net_parameter(net, i);
		size_t count = parameter_count(&parameter);
		float *values = xfloats(count);

		parameter_get(&parameter, net->parameters, values);
		crc = crc32_z(crc, (const Bytef *)values, count * sizeof(*values));
		free(values);
	}
	free(architecture);
	write_crc(crc, text);
}
