/* Each seed that is taken can rule out one candidate only. */
#include "lab/train/seed.h"

#include <stdbool.h>

static bool is_among(const uint64_t *seeds, int count, uint64_t seed)
{
	for (int i = 0; i < count; i++)
		if (seeds[i] == seed)
			return true;
	return false;
}

uint64_t seed_unused(const uint64_t *seeds, int count)
{
	uint64_t seed = 1;

	while (is_among(seeds, count, seed))
		seed++;
	return seed;
}
