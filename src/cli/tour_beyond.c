/* The stations of the tour that go beyond the article: why, a hardened network, a secret. */
#include "base/xalloc.h"
#include "cli/attack_show.h"
#include "cli/json.h"
#include "cli/show.h"
#include "cli/tour_stations.h"
#include "lab/article.h"
#include "lab/attack/attack_images.h"
#include "lab/explain/explanation.h"
#include "lab/stego/stego.h"
#include "lab/story/sentences.h"
#include "lab/train/evaluate.h"
#include "model/model.h"
#include "nn/loss.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
	SEVEN = 7,
	STRONGEST = 10, /* pixels */
	ATTACKED = 100, /* images */
	SHOWN = 2       /* of the secret's */
};
static const char secret[] = "HELLO";

/* ------------------------------------------------------------------------------------- why */

static int by_size(const void *a, const void *b)
{
	float x = fabsf(*(const float *)a), y = fabsf(*(const float *)b);

	return (x < y) - (x > y);
}

/* The share that the strongest pixels have of all contributions. */
static double share_of_strongest(const struct attribution *a)
{
	size_t pixels = shape_size(a->shape);
	float *sorted = xfloats(pixels);
	double all = 0, strongest = 0;

	memcpy(sorted, a->values, pixels * sizeof(float));
	qsort(sorted, pixels, sizeof(float), by_size);
	for (size_t i = 0; i < pixels; i++) {
		all += (double)fabsf(sorted[i]);
		strongest += i < STRONGEST ? (double)fabsf(sorted[i]) : 0;
	}
	free(sorted);
	return all > 0 ? strongest / all : 0;
}

static float largest(const float *values, size_t count)
{
	float most = 0;

	for (size_t i = 0; i < count; i++)
		most = fmaxf(most, fabsf(values[i]));
	return most > 0 ? most : 1;
}

static struct picture picture_of(const struct net *net, const float *values, bool is_signed)
{
	size_t pixels = shape_size(net->input);

	return (struct picture){values,
				net->input.height,
				net->input.width,
				1,
				0,
				is_signed ? palette_signed(largest(values, pixels))
					  : ink_palette(values, pixels)};
}

bool tour_visit_why(struct tour *tour, struct err *err)
{
	const struct net *net = tour->context->net;
	struct sample seven = sample_image(tour->context->data, SPLIT_VALIDATION, ARTICLE_SEVEN);
	struct explanation_query query = {.net = net,
					  .image = tour->fooled,
					  .layer = net->count - 1,
					  .unit = ARTICLE_TARGET,
					  .has_against = true,
					  .against = SEVEN,
					  .baseline = seven.pixels};
	struct attribution a = explanation_find("integrated gradients")->compute(&query);
	struct tile tiles[] = {
		{.caption = "a 3 to the network", .picture = picture_of(net, tour->fooled, false)},
		{.caption = "3 against 7", .picture = picture_of(net, a.values, true)}};
	struct sheet sheet = {tiles, 2, 2, true};
	double share = share_of_strongest(&a);
	char words[SENTENCE_MAX];
	bool is_shown = show_sheet(tour_output(tour), &sheet, err);

	putc('\n', tour_output(tour)->file);
	snprintf(words, sizeof(words),
		 "In all it is a step of %.1f in the logits. The %d strongest pixels make %.0f %% "
		 "of it, the others the rest.",
		 a.value - a.bias, STRONGEST, 100 * share);
	tour_say(tour, words);
	json_add(tour->figures, "why_strongest", json_number(share));
	attribution_clear(&a);
	sample_clear(&seven);
	return is_shown;
}

/* -------------------------------------------------------------------------------- hardened */

/* How many of the first images are read right after an attack. */
static int right_after(struct tour *tour, const struct net *net, const char *method)
{
	struct attack_spec spec = attack_method_defaults(attack_method_find(method), 0, false);
	struct attack_outcome outcomes[ATTACKED];
	int right = 0;

	spec.is_untargeted = true;
	attack_images(net, &tour->context->data->split[SPLIT_VALIDATION], &spec, spec.method->steps,
		      0, ATTACKED, tour->context->pool, outcomes);
	for (int i = 0; i < ATTACKED; i++)
		right += outcomes[i].first < 0;
	return right;
}

/* What the article's steps do to the 7 on both networks, as pictures; the hardened one's answer. */
static bool show_steps(struct tour *tour, const struct net *hardened, const float *seven,
		       struct err *err)
{
	const struct net *nets[] = {tour->context->net, hardened};
	struct attack *attacks[2];
	struct tile tiles[2];
	struct sheet sheet = {tiles, 2, 2, true};
	const struct attack_step *last;
	bool is_shown;

	for (int i = 0; i < 2; i++) {
		attacks[i] = tour_fool(nets[i], seven);
		tiles[i].caption = i == 0 ? "the first wants" : "the hardened one wants";
		tiles[i].picture = picture_of(nets[i], attacks[i]->steps[0].direction, true);
	}
	is_shown = show_sheet(tour_output(tour), &sheet, err);
	last = &attacks[1]->steps[attacks[1]->count - 1];
	fprintf(tour_output(tour)->file,
		"\nThe same steps, %d of them, and the hardened network says %d (%.1f %%).\n",
		attacks[1]->count - 1, last->prediction,
		100 * (double)last->probabilities[last->prediction]);
	json_add(tour->figures, "hardened_prediction", json_integer(last->prediction));
	for (int i = 0; i < 2; i++)
		attack_free(attacks[i]);
	return is_shown;
}

static void tell_accuracy(struct tour *tour, const struct net *hardened)
{
	int first = right_after(tour, tour->context->net, "pgd");
	int second = right_after(tour, hardened, "pgd");
	char words[SENTENCE_MAX];

	snprintf(words, sizeof(words),
		 "Of %d images, each attacked with all of 0.3 a pixel, the first network reads %d "
		 "right and the hardened one %d.",
		 ATTACKED, first, second);
	tour_say(tour, words);
	json_add(tour->figures, "attacked_right", json_integer(first));
	json_add(tour->figures, "hardened_right", json_integer(second));
}

bool tour_visit_hardened(struct tour *tour, struct err *err)
{
	char *path = model_path("mnist-robust", err);
	struct net *hardened = path ? model_read(path, tour->context->kernel, NULL, err) : NULL;
	struct sample seven = sample_image(tour->context->data, SPLIT_VALIDATION, ARTICLE_SEVEN);
	bool is_shown = hardened && evaluate_fits(hardened, tour->context->data, path, err) &&
			show_steps(tour, hardened, seven.pixels, err);

	if (is_shown)
		tell_accuracy(tour, hardened);
	sample_clear(&seven);
	net_free(hardened);
	free(path);
	return is_shown;
}

/* ---------------------------------------------------------------------------------- secret */

/* "The first network reads 2 2 5", what each image is taken for, appended to the words. */
static void name_digits(char *words, size_t size, const struct net *net, const struct stego *stego)
{
	float *image = xfloats(stego->pixels), *probabilities = xfloats((size_t)net->classes);

	for (int i = 0; i < stego->count; i++) {
		size_t length = strlen(words);

		for (size_t k = 0; k < stego->pixels; k++)
			image[k] = (float)stego->images[(size_t)i * stego->pixels + k] / 255;
		classify(net, image, probabilities);
		snprintf(words + length, size - length, " %d", argmax(net->classes, probabilities));
	}
	free(image);
	free(probabilities);
}

static bool show_noise(struct tour *tour, const struct stego *stego, struct err *err)
{
	const struct net *net = tour->context->net;
	float *images = xfloats(SHOWN * stego->pixels);
	struct tile tiles[SHOWN] = {0};
	struct sheet sheet = {tiles, SHOWN, SHOWN, true};
	bool is_shown;

	for (int i = 0; i < SHOWN; i++) {
		float *image = images + (size_t)i * stego->pixels;

		for (size_t k = 0; k < stego->pixels; k++)
			image[k] = (float)stego->images[(size_t)i * stego->pixels + k] / 255;
		tiles[i].caption = i == 0 ? "the first image" : "the second one";
		tiles[i].picture = picture_of(net, image, false);
	}
	is_shown = show_sheet(tour_output(tour), &sheet, err);
	free(images);
	return is_shown;
}

static void tell_readers(struct tour *tour, const struct stego *stego)
{
	const struct net *nets[] = {tour->context->net, tour->fit->net};
	const char *const who[] = {"The first network reads", "The second one reads"};
	const char *const figures[] = {"secret", "secret_second"};
	char text[STEGO_TEXT_MAX + 1], words[SENTENCE_MAX];
	struct err refusal;
	size_t size;

	for (int i = 0; i < 2; i++) {
		bool is_read =
			stego_reveal(nets[i], stego, tour->context->pool, text, &size, &refusal);
		size_t length;

		snprintf(words, sizeof(words), "%s", who[i]);
		name_digits(words, sizeof(words), nets[i], stego);
		length = strlen(words);
		snprintf(words + length, sizeof(words) - length, "%s%.80s.",
			 is_read ? ", which spells "
				 : ": the checksum says that this is not for it",
			 is_read ? text : "");
		tour_say(tour, words);
		json_add(tour->figures, figures[i], is_read ? json_text(text) : json_null());
	}
}

bool tour_visit_secret(struct tour *tour, struct err *err)
{
	struct stego stego = {0};
	bool is_shown = stego_hide(tour->context->net, secret, strlen(secret), 1,
				   tour->context->pool, &stego, err) &&
			show_noise(tour, &stego, err);

	if (is_shown) {
		fprintf(tour_output(tour)->file,
			"\n%d images hold %zu letters, their number and a "
			"checksum.\n",
			stego.count, strlen(secret));
		tell_readers(tour, &stego);
	}
	stego_clear(&stego);
	return is_shown;
}
