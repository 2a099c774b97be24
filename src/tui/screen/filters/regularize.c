/* The regularizers that keys switch, what maximizing starts from, and how both are told. */
#include "tui/screen/filters/filters.h"
#include "tui/session_value.h"

#include <stdio.h>

/* Of the shipped network's logits, these give strokes instead of specks. */
static const struct regularizer on = {
	.jitter = 2, .blur = 0.7f, .total_variation = 0.1f, .decay = 0.01f};

/* In a session. */
enum { SWITCHES = 4, STARTS = CHANNEL_GALLERY_IMAGE + 1 };
static const char *const switches[SWITCHES] = {"has_jitter", "has_blur", "has_total_variation",
					       "has_decay"};

const char *filters_start_name(const struct filters_state *s)
{
	static const char *const names[STARTS] = {[CHANNEL_GALLERY_NOISE] = "noise",
						  [CHANNEL_GALLERY_GREY] = "grey",
						  [CHANNEL_GALLERY_IMAGE] = "the image"};

	return names[s->start];
}

/* No image is what it would be now. */
static void begin_anew(struct app *app, struct filters_state *s)
{
	filters_halt(app, s);
	for (struct filters_page *page = s->pages; page; page = page->next)
		for (int i = 0; page->gallery && i < page->gallery->spec.count; i++)
			page->gallery->steps[i] = -1;
}

void filters_start_update(struct app *app, struct filters_state *s)
{
	if (s->start == CHANNEL_GALLERY_IMAGE && s->start_generation != app->sample_generation)
		begin_anew(app, s);
	s->start_generation = app->sample_generation;
}

void filters_switch(struct app *app, struct filters_state *s, int key)
{
	struct regularizer *r = &s->regularizer;

	begin_anew(app, s);
	if (key == 'r') {
		r->jitter = r->jitter > 0 ? 0 : on.jitter;
		app_say(app, r->jitter > 0 ? "Jitter: up to %d pixels in each step." : "No jitter.",
			on.jitter);
	} else if (key == 'b') {
		r->blur = r->blur > 0 ? 0 : on.blur;
		app_say(app,
			r->blur > 0 ? "Blur: %.1f pixels after every fourth step." : "No blur.",
			(double)on.blur);
	} else if (key == 'v') {
		r->total_variation = r->total_variation > 0 ? 0 : on.total_variation;
		app_say(app,
			r->total_variation > 0 ? "Total variation: weight %.1f."
					       : "No penalty for total variation.",
			(double)on.total_variation);
	} else if (key == 'd') {
		r->decay = r->decay > 0 ? 0 : on.decay;
		app_say(app,
			r->decay > 0 ? "Decay: %.0f %% of each pixel in each step." : "No decay.",
			100 * (double)on.decay);
	} else {
		s->start = (enum channel_gallery_start)((s->start + 1) % STARTS);
		s->start_generation = app->sample_generation;
		app_say(app, "Maximizing starts from %s.", filters_start_name(s));
	}
}

const char *filters_regularizers(const struct filters_state *s, char text[FILTERS_REGULARIZERS])
{
	const struct regularizer *r = &s->regularizer;
	const char *const names[] = {r->jitter > 0 ? "jitter" : NULL, r->blur > 0 ? "blur" : NULL,
				     r->total_variation > 0 ? "variation" : NULL,
				     r->decay > 0 ? "decay" : NULL};
	size_t length = 0;

	text[0] = '\0';
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (names[i])
			length += (size_t)snprintf(text + length, FILTERS_REGULARIZERS - length,
						   "%s%s", length ? ", " : "", names[i]);
	return text;
}

void filters_regularizers_here(const struct filters_state *s, struct here *here)
{
	const struct regularizer *r = &s->regularizer;

	here_repeat(here, "r", r->jitter > 0);
	here_repeat(here, "b", r->blur > 0);
	here_repeat(here, "v", r->total_variation > 0);
	here_repeat(here, "d", r->decay > 0);
	here_repeat(here, "f", (int)s->start);
}

json_t *filters_regularizers_json(const struct filters_state *s)
{
	const struct regularizer *r = &s->regularizer;

	return json_pack("{s:i, s:f, s:f, s:f}", "jitter", r->jitter, "blur", (double)r->blur,
			 "total_variation", (double)r->total_variation, "decay", (double)r->decay);
}

void filters_regularizers_save(const struct filters_state *s, json_t *o)
{
	const struct regularizer *r = &s->regularizer;
	const bool is_on[] = {r->jitter > 0, r->blur > 0, r->total_variation > 0, r->decay > 0};

	for (int i = 0; i < SWITCHES; i++)
		if (is_on[i])
			json_object_set_new(o, switches[i], json_true());
	if (s->start)
		json_object_set_new(o, "start", json_integer(s->start));
}

void filters_regularizers_load(struct filters_state *s, const json_t *o)
{
	bool is_on[SWITCHES] = {false};
	int start = CHANNEL_GALLERY_NOISE;

	for (int i = 0; i < SWITCHES; i++)
		session_get_bool(o, switches[i], &is_on[i]);
	s->regularizer =
		(struct regularizer){is_on[0] ? on.jitter : 0, is_on[1] ? on.blur : 0,
				     is_on[2] ? on.total_variation : 0, is_on[3] ? on.decay : 0};
	session_get_int(o, "start", 0, STARTS - 1, &start);
	s->start = (enum channel_gallery_start)start;
}
