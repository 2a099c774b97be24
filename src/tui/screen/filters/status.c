/* The line that says in words what one sees: in 60 columns where names are short. */
#include "lab/feature/channel_weights.h"
#include "lab/story/sentences.h"
#include "tui/screen/filters/filters.h"

#include <stdio.h>

/* All steps are done, and its activation is 0 as it was: its ReLU passes no gradient. */
static bool is_inactive(const struct filters_state *s, int channel)
{
	const struct filters_page *page = filters_page(s, s->layer, channel);
	int i = channel % FILTERS_PAGE;

	return page && page->gallery->steps[i] == s->steps && !(page->gallery->reached[i] != 0);
}

void filters_status_line(struct app *app, const struct filters_state *s, char *text, size_t size)
{
	const struct net *net = app->model->net;
	const struct layer *layer = filters_layer(app, s);
	int number = filters_channel(app, s, s->cursor);
	char unit[CLASS_NAME_MAX], name[CLASS_PHRASE_MAX],
		channel[LAYER_MAX_NAME + CLASS_NAME_MAX + 8], regularizers[FILTERS_REGULARIZERS];

	class_phrase(name, sizeof(name), app_names(app), number);
	filters_channel_name(app, s, number, CLASS_PHRASE_COLUMNS, unit);
	snprintf(channel, sizeof(channel), "%s of %s", unit, layer->name);
	sentence_begin(channel, app_names(app), s->layer == net->count - 1 ? number : -1);
	filters_regularizers(s, regularizers);
	if (s->study.kind != FILTERS_NO_STUDY)
		filters_study_words(app, s, text, size);
	else if (s->is_paused)
		snprintf(text, size, "Paused: Space continues with %s.", layer->name);
	else if (is_inactive(s, number))
		snprintf(text, size, "%s is inactive: no gradient from this noise.", channel);
	else if (*regularizers)
		snprintf(text, size, "%s, from %s with %s.", channel, filters_start_name(s),
			 regularizers);
	else if (s->layer == net->count - 1)
		snprintf(text, size, "The logit of %s here, and the image that maximizes it.",
			 name);
	else if (layer->ops->is_flat)
		snprintf(text, size, "%s: one number, and the image that maximizes it.", channel);
	else if (layer->in.channels == 1)
		snprintf(text, size, "%s: weights, activation, maximizing image.", channel);
	else
		snprintf(text, size, "%s sees maps of %s, not the image itself.", channel,
			 net->layers[channel_weights_source(net, s->layer)].name);
}
