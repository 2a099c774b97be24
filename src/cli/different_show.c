/* Channels are independent of each other: each is a part of work for the pool. */
#include "cli/different_show.h"
#include "base/pool.h"
#include "base/xalloc.h"
#include "cli/json.h"
#include "cli/show.h"

#include <stdlib.h>
#include <string.h>

enum { NAME = 12, CAPTION = CLASS_NAME_MAX + 32 };

static void make_channel(void *context, int i)
{
	struct different *all = context;
	const struct channel_gallery_spec *spec = &all->spec;
	size_t pixels = shape_size(all->net->input), first = (size_t)i * (size_t)all->count;
	int channel = spec->first + i;
	struct maximization_spec of_channel = {.objective = spec->is_neuron ? MAXIMIZE_NEURON
									    : MAXIMIZE_CHANNEL,
					       .place = spec->place,
					       .layer = spec->layer,
					       .channel = channel,
					       .rate = spec->rate,
					       .regularizer = spec->regularizer,
					       .seed = spec->seed + (uint64_t)channel};
	float *images = all->images + first * pixels;
	struct diversity *d;

	diversity_starts(spec->start, of_channel.seed, all->start, all->count, pixels, images);
	d = diversity_new(all->net, &of_channel, all->count, all->weight, images);
	for (int step = 0; step < spec->steps; step++)
		diversity_advance(d);
	for (int k = 0; k < all->count; k++) {
		memcpy(images + (size_t)k * pixels, d->images[k]->image, pixels * sizeof(float));
		all->reached[first + (size_t)k] = d->images[k]->reached;
	}
	all->likeness[i] = diversity_likeness(d);
	diversity_free(d);
}

void different_make(struct different *all, struct pool *pool)
{
	size_t rows = (size_t)all->spec.count, images = rows * (size_t)all->count;

	all->images = xfloats(images * shape_size(all->net->input));
	all->reached = xcalloc(images, sizeof(*all->reached));
	all->likeness = xcalloc(rows, sizeof(*all->likeness));
	pool_run(pool, all->spec.count, make_channel, all);
}

void different_clear(struct different *all)
{
	free(all->images);
	free(all->reached);
	free(all->likeness);
	all->images = NULL;
	all->reached = all->likeness = NULL;
}

bool different_show(const struct different *all, const struct class_names *names,
		    struct output *out, struct err *err)
{
	size_t pixels = shape_size(all->net->input);
	int tiles = all->spec.count * all->count;
	struct tile *list = xcalloc((size_t)tiles, sizeof(*list));
	char(*captions)[CAPTION] = xcalloc((size_t)tiles, sizeof(*captions));
	struct sheet sheet = {list, tiles, all->count, true};
	bool is_shown;

	for (int i = 0; i < tiles; i++) {
		const float *image = all->images + (size_t)i * pixels;
		char name[CLASS_NAME_MAX];

		list[i].picture =
			(struct picture){.values = image,
					 .height = all->net->input.height,
					 .width = all->net->input.width,
					 .palette = palette_fit(PALETTE_GREYS, image, pixels, 1)};
		class_name_cut(names, all->spec.first + i / all->count, NAME, name);
		snprintf(captions[i], CAPTION, "%s: %.3g", name, all->reached[i]);
		list[i].caption = captions[i];
	}
	is_shown = show_sheet(out, &sheet, err);
	free(captions);
	free(list);
	return is_shown;
}

json_t *different_json(const struct different *all, const struct class_names *names)
{
	struct shape shape = all->net->input;
	json_t *list = json_array();

	for (int i = 0; i < all->spec.count; i++) {
		json_t *o = json_object(), *images = json_array();

		for (int k = i * all->count; k < (i + 1) * all->count; k++) {
			json_t *image = json_object();

			json_add(image, "excitation",
				 json_map(all->images + (size_t)k * shape_size(shape), shape.height,
					  shape.width, 1));
			json_add(image, "reached", json_number(all->reached[k]));
			json_array_append_new(images, image);
		}
		json_add(o, "channel", json_integer(all->spec.first + i));
		json_add(o, "name", json_class(names, all->spec.first + i));
		json_add(o, "likeness", json_number(all->likeness[i]));
		json_add(o, "images", images);
		json_array_append_new(list, o);
	}
	return list;
}
