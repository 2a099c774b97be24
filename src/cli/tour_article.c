/* The stations of the tour that tell the article. */
#include "base/xalloc.h"
#include "cli/attack_show.h"
#include "cli/channel_gallery_show.h"
#include "cli/json.h"
#include "cli/mistakes_show.h"
#include "cli/progress.h"
#include "cli/show.h"
#include "cli/tour_stations.h"
#include "cli/weight_maps_show.h"
#include "lab/article.h"
#include "lab/feature/channel_weights.h"
#include "lab/story/sentences.h"
#include "lab/train/evaluate.h"
#include "lab/train/seed.h"
#include "nn/loss.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum {
	EXAMINED = 200,
	SHOWN = 10, /* mistakes */
	FILTERS = 4,
	SECOND_STEPS = 250
};
static const float second_rate = 1e-3f;

static bool report(void *context, struct fit *fit)
{
	uint64_t *steps = ((void **)context)[1];

	progress_fit(((void **)context)[0], fit, 0, *steps, false);
	return true;
}

/* Trains a network on the sample; returns the seconds it took, or -1. */
static double train(struct tour *tour, const struct fit_spec *spec, uint64_t steps, struct err *err)
{
	struct progress progress;
	void *context[2] = {&progress, &steps};
	double seconds;
	bool is_trained;

	fit_free(tour->fit);
	tour->fit =
		fit_new(spec, tour->context->data, tour->context->kernel, tour->context->pool, err);
	if (!tour->fit)
		return -1;
	progress_start(&progress);
	is_trained = fit_run(tour->fit, steps, steps, report, context, err);
	seconds = seconds_now() - progress.start;
	progress_end(&progress);
	return is_trained ? seconds : -1;
}

bool tour_visit_softmax(struct tour *tour, struct err *err)
{
	uint64_t steps;
	struct fit_spec spec = fit_defaults("softmax", &steps);
	double seconds = train(tour, &spec, steps, err);
	struct evaluation e;

	if (seconds < 0)
		return false;
	e = evaluate(tour->fit->net, &tour->context->data->split[SPLIT_TEST], tour->context->pool);
	fprintf(tour_output(tour)->file,
		"That took %.1f seconds. Of %zu test images it never saw, it reads %.1f %% "
		"right.\n",
		seconds, e.count, 100.0 * (double)e.correct / (double)e.count);
	json_add(tour->figures, "softmax", json_number((double)e.correct / (double)e.count));
	evaluation_clear(&e);
	return true;
}

bool tour_visit_weights(struct tour *tour, struct err *err)
{
	struct weight_maps maps;
	bool is_shown = weight_maps_read(tour->fit->net, 0, 0, &maps, err) &&
			weight_maps_show(&maps, &class_names_none, tour_output(tour), 0.5f, err);

	weight_maps_clear(&maps);
	return is_shown;
}

bool tour_visit_mistakes(struct tour *tour, struct err *err)
{
	const struct dataset *data = tour->context->data;
	struct mistakes m = mistakes_find(tour->fit->net, data, &data->split[SPLIT_VALIDATION],
					  EXAMINED, BY_INDEX, tour->context->pool);
	bool is_shown =
		mistakes_show(&m, tour_output(tour), 0, m.count < SHOWN ? m.count : SHOWN, -2, err);

	fprintf(tour_output(tour)->file, "\nIn all it gets %zu of these %d wrong.\n", m.count,
		EXAMINED);
	json_add(tour->figures, "mistakes", json_integer((json_int_t)m.count));
	mistakes_clear(&m);
	return is_shown;
}

static json_t *steps_json(const struct attack *a)
{
	json_t *list = json_array();

	for (int i = 0; i < a->count; i++)
		json_array_append_new(
			list, json_number((double)a->steps[i].probabilities[ARTICLE_TARGET]));
	return list;
}

bool tour_visit_noise(struct tour *tour, struct err *err)
{
	struct command_context *context = tour->context;
	struct attack_spec spec = attack_method_defaults(&gradient_ascent, ARTICLE_TARGET, true);
	struct sample noise = sample_noise(ARTICLE_NOISE_SEED, context->net->input.height,
					   context->net->input.width);
	const struct class_names *names = &tour->context->data->names;
	struct attack *a;

	(void)err;
	a = attack_new(context->net, noise.pixels, &spec, context->pool);
	attack_run(a, ARTICLE_STEPS, 1, NULL);
	attack_show(tour_output(tour), a, 0, &noise, names);
	putc('\n', tour_output(tour)->file);
	for (int i = 1; i < ARTICLE_STEPS; i++)
		attack_print(tour_output(tour), a, i, &noise, names);
	attack_show(tour_output(tour), a, ARTICLE_STEPS, &noise, names);
	json_add(tour->figures, "noise", steps_json(a));
	attack_free(a);
	sample_clear(&noise);
	return true;
}

bool tour_visit_seven(struct tour *tour, struct err *err)
{
	struct sample seven = sample_image(tour->context->data, SPLIT_VALIDATION, ARTICLE_SEVEN);
	const struct class_names *names = &tour->context->data->names;
	struct attack *a;

	(void)err;
	a = tour_fool(tour->context->net, seven.pixels);
	for (int i = 0; i < a->count; i++)
		attack_show(tour_output(tour), a, i, &seven, names);
	if (attack_first(a) > 0)
		fprintf(tour_output(tour)->file,
			"\nIt took %d steps to turn the 7 into a 3 for the network.\n",
			attack_first(a));
	memcpy(tour->fooled, a->steps[a->count - 1].image, a->pixels * sizeof(float));
	json_add(tour->figures, "seven", steps_json(a));
	json_add(tour->figures, "flips",
		 attack_first(a) >= 0 ? json_integer(attack_first(a)) : json_null());
	attack_free(a);
	sample_clear(&seven);
	return true;
}

/* What the second network's answer to the fooled 7 means. */
static const char *second_words(int prediction)
{
	if (prediction == ARTICLE_TARGET)
		return "It is fooled as well: both networks learned from digits of the same kind, "
		       "and have some weaknesses in common.";
	if (prediction == 7)
		return "It is not fooled: what we added was made for the weights of the first "
		       "network, and another one, which reads digits just as we would expect, does "
		       "not mind it.";
	return "It does not see the 3 that we aimed at: what we added was made for the weights of "
	       "the first network. But the 7 is spoilt for it too, and it takes it for something "
	       "else.";
}

static void tell_second(struct tour *tour, const float *probabilities)
{
	const struct net *net = tour->fit->net;
	struct answer answer = {
		tour->fooled, NULL, net->input.height, net->input.width, probabilities,
		net->classes, NULL};
	int prediction = argmax(net->classes, probabilities);
	char words[SENTENCE_MAX];

	putc('\n', tour_output(tour)->file);
	show_answer(tour_output(tour), &answer);
	prediction_sentence(words, sizeof(words), &tour->context->data->names, 7, NULL, prediction,
			    (double)probabilities[prediction]);
	fprintf(tour_output(tour)->file, "%s\n\n", words);
	tour_say(tour, second_words(prediction));
	json_add(tour->figures, "second_prediction", json_integer(prediction));
	json_add(tour->figures, "second_probabilities",
		 json_floats(probabilities, (size_t)net->classes));
}

/* Not the first network's: see lab/train/seed.h. */
static uint64_t second_seed(const struct tour *tour)
{
	int64_t first = tour->context->facts.seed;

	return seed_unused(&(uint64_t){(uint64_t)first}, first >= 0);
}

bool tour_visit_retrain(struct tour *tour, struct err *err)
{
	uint64_t steps;
	char *architecture = net_architecture(tour->context->net);
	struct fit_spec spec = fit_defaults(architecture, &steps);
	double seconds;
	float *probabilities;

	spec.rate = second_rate;
	spec.seed = second_seed(tour);
	seconds = train(tour, &spec, SECOND_STEPS, err);
	free(architecture);
	if (seconds < 0)
		return false;
	fprintf(tour_output(tour)->file,
		"Its initial weights are of seed %" PRIu64 ", which is not the first one's.\n"
		"After %d steps (%.0f seconds) it reads %.1f %% of the validation images right.\n",
		spec.seed, SECOND_STEPS, seconds, 100 * tour->fit->validation);
	json_add(tour->figures, "second_seed", json_integer((json_int_t)spec.seed));
	json_add(tour->figures, "second", json_number(tour->fit->validation));
	probabilities = xfloats((size_t)tour->fit->net->classes);
	classify(tour->fit->net, tour->fooled, probabilities);
	tell_second(tour, probabilities);
	free(probabilities);
	return true;
}

bool tour_visit_filters(struct tour *tour, struct err *err)
{
	struct channel_gallery_spec spec;
	struct channel_gallery *gallery;
	struct sample three;
	int entries[FILTERS], count;
	bool is_shown;
	int layer = channel_weights_layer(tour->context->net, "conv1", err);

	if (layer < 0)
		return false;
	spec = channel_gallery_defaults(tour->context->net, layer);
	three = sample_image(tour->context->data, SPLIT_VALIDATION, ARTICLE_THREE);
	gallery = channel_gallery_new(tour->context->net, &spec, three.pixels);
	channel_gallery_maximize_all(gallery, tour->context->net, tour->context->pool, NULL);
	count = channel_gallery_boldest(gallery, FILTERS, entries);
	is_shown = channel_gallery_show(gallery, &class_names_none, entries, count,
					tour_output(tour), err);
	channel_gallery_free(gallery);
	sample_clear(&three);
	return is_shown;
}
