/* One range for all maps of a layer: only so can they be compared. */
#include "cli/weight_maps.h"
#include "base/xalloc.h"
#include "cli/show.h"
#include "lab/feature.h"

#include <math.h>
#include <stdlib.h>

enum { CAPTION = 16, MANY = 10, IN_A_ROW = 5 };

/* The size of a channel's picture, at most: a filter, or what the layer sees. */
static size_t most_values(const struct layer *layer)
{
	size_t filter = (size_t)layer->size * (size_t)layer->size;
	size_t image = (size_t)layer->in.height * (size_t)layer->in.width;

	return filter > image ? filter : image;
}

bool weight_maps_read(const struct net *net, int layer, int input_channel, struct weight_maps *maps,
		      struct err *err)
{
	const struct layer *l = &net->layers[layer];
	size_t size = most_values(l);
	float *one = xfloats(size);

	*maps = (struct weight_maps){.layer = layer, .count = l->units};
	for (int i = 0; i < l->units; i++) {
		if (!feature_weights(net, layer, input_channel, i, one, &maps->height,
				     &maps->width)) {
			free(one);
			return err_set(err,
				       "the weights of %s are no pictures: it does not see the "
				       "image itself, "
				       "but what the layers before it make of it",
				       l->name);
		}
		size = (size_t)maps->height * (size_t)maps->width;
		if (i == 0)
			maps->values = xfloats((size_t)l->units * size);
		for (size_t j = 0; j < size; j++) {
			maps->values[(size_t)i * size + j] = one[j];
			maps->least = fminf(maps->least, one[j]);
			maps->most = fmaxf(maps->most, one[j]);
		}
	}
	free(one);
	return true;
}

void weight_maps_clear(struct weight_maps *maps)
{
	free(maps->values);
	maps->values = NULL;
}

bool weight_maps_show(const struct weight_maps *maps, struct output *out, float range,
		      struct err *err)
{
	size_t size = (size_t)maps->height * (size_t)maps->width;
	struct tile *tiles = xcalloc((size_t)maps->count, sizeof(*tiles));
	char(*captions)[CAPTION] = xcalloc((size_t)maps->count, CAPTION);
	bool is_ten = maps->count == MANY && maps->width > MANY;
	struct sheet sheet = {tiles, maps->count, is_ten ? IN_A_ROW : 0, true};
	struct palette palette = palette_signed(range);
	bool is_shown;

	for (int i = 0; i < maps->count; i++) {
		snprintf(captions[i], CAPTION, "%d", i);
		tiles[i].caption = captions[i];
		tiles[i].picture = (struct picture){
			maps->values + (size_t)i * size, maps->height, maps->width, 1, 0, palette};
	}
	is_shown = show_sheet(out, &sheet, err);
	if (is_shown && !out->is_json && !out->png) {
		putc('\n', out->file);
		show_legend(out, &palette, "weights: below 0 against, above 0 for");
	}
	free(captions);
	free(tiles);
	return is_shown;
}
