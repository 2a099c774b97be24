/* A row of three tiles for each channel. */
#include "cli/channel_gallery_show.h"
#include "base/xalloc.h"
#include "cli/show.h"

#include <stdlib.h>

enum { KINDS = 3, NAME = 12, CAPTION = CLASS_NAME_MAX + 32 };

/* As the article's imshow: each picture over its own range, smallest light, largest dark. */
static struct picture own_range(const float *values, int i, int height, int width)
{
	size_t size = (size_t)height * (size_t)width;
	const float *own;

	if (size == 0)
		return (struct picture){0};
	own = values + (size_t)i * size;
	return (struct picture){own, height, width, 1, 0, palette_fit(PALETTE_GREYS, own, size, 1)};
}

static void fill_tiles(const struct channel_gallery *g, const struct class_names *names, int i,
		       struct tile tiles[KINDS], char captions[KINDS][CAPTION])
{
	char name[CLASS_NAME_MAX];
	struct shape activation = g->activation_shape, image = g->image_shape;

	tiles[0].picture = own_range(g->weights, i, g->weights_height, g->weights_width);
	tiles[1].picture = own_range(g->activations, i, activation.height, activation.width);
	tiles[2].picture = own_range(g->images, i, image.height, image.width);
	class_name_cut(names, g->spec.first + i, NAME, name);
	snprintf(captions[0], CAPTION, "%s: weights", name);
	snprintf(captions[1], CAPTION, "%s: activation", name);
	snprintf(captions[2], CAPTION, "%s: maximum, %.2f", name, g->reached[i]);
	for (int k = 0; k < KINDS; k++)
		tiles[k].caption = captions[k];
}

bool channel_gallery_show(const struct channel_gallery *g, const struct class_names *names,
			  const int *entries, int count, struct output *out, struct err *err)
{
	int rows = entries ? count : g->spec.count;
	struct tile *tiles = xcalloc((size_t)rows * KINDS, sizeof(*tiles));
	char(*captions)[KINDS][CAPTION] = xcalloc((size_t)rows, sizeof(*captions));
	struct sheet sheet = {tiles, rows * KINDS, KINDS, true};
	bool is_shown;

	for (int i = 0; i < rows; i++)
		fill_tiles(g, names, entries ? entries[i] : i, tiles + (size_t)i * KINDS,
			   captions[i]);
	is_shown = show_sheet(out, &sheet, err);
	free(captions);
	free(tiles);
	return is_shown;
}
