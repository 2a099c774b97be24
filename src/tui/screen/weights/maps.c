/* What the maps are of, and what they make of the chosen image. */
#include "tui/screen/weights/weights.h"

bool weights_see_image(const struct app *app, const struct weights_state *s)
{
	return s->maps.count > 0 && app->model->net->layers[s->maps.layer].ops->is_flat &&
	       net_sees_image(app->model->net, s->maps.layer);
}

bool weights_are_of_classes(const struct app *app, const struct weights_state *s)
{
	const struct net *net = app->model->net;

	if (!weights_see_image(app, s) || s->maps.count != app_classes(app))
		return false;
	for (int i = s->maps.layer + 1; i < net->count; i++)
		if (net->layers[i].units)
			return false;
	return true;
}

struct evidence weights_evidence(const struct app *app, const struct weights_state *s, int map)
{
	size_t size = app_pixels(app);

	return weight_pixel_evidence(s->maps.values + (size_t)map * size, app->sample.pixels, size,
				     s->biases[map]);
}
