/* The bars. One block of images and labels is cut into the three splits. */
#include "support/bars.h"
#include "base/rng.h"
#include "base/xalloc.h"

#include <stdio.h>
#include <stdlib.h>

static void draw_bar(struct rng *rng, int label, uint8_t *image)
{
	int middle = 3 + (int)rng_below(rng, 6);

	for (int i = 0; i < BARS_SIDE * BARS_SIDE; i++)
		image[i] = (uint8_t)rng_below(rng, 60);
	for (int i = 1; i < BARS_SIDE - 1; i++) {
		int row = label == 1 ? middle : i, column = label == 0 ? middle : i;

		image[row * BARS_SIDE + column] = (uint8_t)(180 + rng_below(rng, 76));
	}
}

struct dataset *bars_new(void)
{
	struct dataset *data = xcalloc(1, sizeof(*data));
	size_t pixels = BARS_SIDE * BARS_SIDE, count = BARS_TRAIN + 2 * BARS_OTHER;
	struct packed *images = packed_new(count, pixels);
	uint8_t image[BARS_SIDE * BARS_SIDE], *labels = xmalloc(count);
	struct rng rng;

	rng_seed(&rng, 7, RNG_NOISE);
	for (size_t i = 0; i < count; i++) {
		labels[i] = (uint8_t)(i % BARS_CLASSES);
		draw_bar(&rng, labels[i], image);
		packed_add(images, image);
	}
	snprintf(data->name, sizeof(data->name), "bars");
	data->path = xstrdup("memory");
	data->height = data->width = BARS_SIDE;
	data->classes = BARS_CLASSES;
	data->part[0].packed = images;
	data->part[0].labels = labels;
	for (int s = 0; s < SPLIT_COUNT; s++) {
		size_t first = s == SPLIT_TRAIN  ? 0
			       : s == SPLIT_TEST ? BARS_TRAIN
						 : BARS_TRAIN + BARS_OTHER;

		data->split[s] = (struct split){.count = s == SPLIT_TRAIN ? BARS_TRAIN : BARS_OTHER,
						.pixels = pixels,
						.first = first,
						.packed = images,
						.labels = labels + first};
	}
	return data;
}

void bars_free(struct dataset *data)
{
	packed_free(data->part[0].packed);
	free(data->part[0].labels);
	free(data->path);
	free(data);
}
