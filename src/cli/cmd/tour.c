/* netglyph tour: the article end to end and what came after it, on what is shipped. Each station of
 * lab/story/tour has a function here. */
#include "lab/story/tour.h"
#include "base/xalloc.h"
#include "cli/command.h"
#include "cli/json.h"
#include "cli/show.h"
#include "cli/tour_stations.h"
#include "data/find.h"
#include "lab/article.h"
#include "lab/train/evaluate.h"

#include <stdlib.h>

struct tour_options {
	struct common common;
};

enum { COLUMNS = 80 };

static bool (*const visits[TOUR_STATIONS])(struct tour *, struct err *) = {
	[TOUR_SOFTMAX] = tour_visit_softmax,   [TOUR_WEIGHTS] = tour_visit_weights,
	[TOUR_MISTAKES] = tour_visit_mistakes, [TOUR_NOISE] = tour_visit_noise,
	[TOUR_SEVEN] = tour_visit_seven,       [TOUR_WHY] = tour_visit_why,
	[TOUR_RETRAIN] = tour_visit_retrain,   [TOUR_FILTERS] = tour_visit_filters,
	[TOUR_HARDENED] = tour_visit_hardened, [TOUR_SECRET] = tour_visit_secret,
};

/* What is printed for people is dropped where JSON was asked for. */
static bool visit(struct tour *tour, int station, struct err *err)
{
	struct output *out = tour_output(tour);
	char title[COLUMNS], words[TOUR_TEXT_MAX];

	snprintf(title, sizeof(title), "%d/%d  %s", station + 1, TOUR_STATIONS,
		 tour_titles[station]);
	fputs(station > 0 ? "\n\n" : "", out->file);
	show_title(out, title);
	putc('\n', out->file);
	tour_say(tour, tour_before((enum tour_station)station,
				   tour->context->data->split[SPLIT_TRAIN].count, words));
	putc('\n', out->file);
	if (!out->is_json && !output_flush(out, err))
		return false;
	if (!visits[station](tour, err))
		return false;
	return out->is_json ? output_drop(out) : output_flush(out, err);
}

/* The sample and the shipped network, whatever else this machine has. */
static bool prepare(struct command_context *context, struct err *err)
{
	char *folder = find_dataset("sample", err);

	if (folder)
		context->data = dataset_open(folder, err);
	free(folder);
	context->operand = "mnist-cnn";
	return context->data && context_read_model(context, err) &&
	       evaluate_fits(context->net, context->data, context->model, err);
}

static bool run_tour(struct command_context *context, struct err *err)
{
	struct tour tour = {.context = context, .figures = json_object()};
	struct output *out = &context->out;
	bool is_done = prepare(context, err);

	if (out->width > COLUMNS)
		out->width = COLUMNS;
	if (is_done)
		tour.fooled = xfloats(shape_size(context->net->input));
	for (int i = 0; is_done && i < TOUR_STATIONS && !out->is_closed; i++)
		is_done = visit(&tour, i, err);
	if (is_done && out->is_json)
		json_print(out, json_incref(tour.figures));
	else if (is_done)
		fputs("\nThat was the tour. 'netglyph --help' shows what you can do on your own.\n",
		      out->file);
	json_decref(tour.figures);
	fit_free(tour.fit);
	free(tour.fooled);
	return is_done;
}

const struct command tour_command = {
	.name = "tour",
	.summary = "the whole story, in about half a minute",
	.help = "Tells the whole story on the shipped digits: trains a small network, shows what "
		"it learned and where it "
		"errs, fools a larger one, trains another to see whether it is fooled as well, and "
		"looks at "
		"filters. Never waits for a key.",
	.common = COMMON_COMPUTE | COMMON_JSON | COMMON_WIDTH | COMMON_COLOR,
	.size = sizeof(struct tour_options),
	.run = run_tour,
};
