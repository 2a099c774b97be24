/* Which pictures stand in the strip: maps, training images, or a change and what it makes. */
#include "tui/screen/explain/explain.h"

enum { CHANGE_TILES = 2 };

int explain_tiles(const struct explain_state *s)
{
	return s->strip == EXPLAIN_MAPS      ? s->count
	       : s->strip == EXPLAIN_NEAREST ? s->taught.count
					     : CHANGE_TILES;
}

static struct picture picture_of(const struct app *app, const float *values, struct palette palette)
{
	return (struct picture){.values = values,
				.height = app->data->height,
				.width = app->data->width,
				.palette = palette};
}

static struct tile change_tile(struct app *app, const struct explain_change *c, int i)
{
	float range = c->linf > 0 ? (float)c->linf : 1;

	if (i == 0)
		return (struct tile){picture_of(app, c->change, app_signed_palette(app, range)),
				     "change"};
	return (struct tile){picture_of(app, c->image, app_picture_palette(app)), "changed"};
}

struct tile explain_tile(struct app *app, const struct explain_state *s, int i)
{
	const struct explain_map *map = &s->maps[i];

	if (s->strip == EXPLAIN_CHANGE)
		return change_tile(app, &s->change, i);
	if (s->strip == EXPLAIN_NEAREST)
		return (struct tile){picture_of(app, s->taught.images + (size_t)i * app_pixels(app),
						app_picture_palette(app)),
				     s->taught.captions[i]};
	return (struct tile){picture_of(app, map->a.values, app_signed_palette(app, map->range)),
			     map->method->label};
}
