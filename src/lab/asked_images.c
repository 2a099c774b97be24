/* Batches through a pass. */
#include "lab/asked_images.h"
#include "base/xalloc.h"
#include "format/dtype.h"
#include "nn/loss.h"
#include "nn/pass.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

bool asked_images_fit(const struct dataset *data, const struct candidate *candidate)
{
	return data && data->height == candidate->input.height &&
	       data->width == candidate->input.width && data->classes == candidate->classes;
}

void asked_images_take(struct asked_images *images, const struct dataset *data,
		       const struct candidate *candidate)
{
	const struct split *split;
	size_t pixels = shape_size(candidate->input);

	if (!asked_images_fit(data, candidate))
		return;
	split = &data->split[SPLIT_TRAIN];
	images->count =
		split->count < IDENTIFY_MORE_IMAGES ? (int)split->count : IDENTIFY_MORE_IMAGES;
	images->pixels = xfloats((size_t)images->count * pixels);
	images->labels = xmalloc((size_t)images->count);
	for (int i = 0; i < images->count; i++) {
		/* Multiples of the golden section lie evenly, however many of them are taken. */
		double place = (i + 1) * 0.6180339887498949;
		size_t at = (size_t)((place - floor(place)) * (double)split->count);

		split_image(split, at, images->pixels + (size_t)i * pixels);
		images->labels[i] = split->labels[at];
	}
}

void asked_images_clear(struct asked_images *images)
{
	free(images->pixels);
	free(images->labels);
	*images = (struct asked_images){0};
}

int asked_images_few(const struct asked_images *images, const struct candidate *c)
{
	enum { FEW_MIN = 16 };
	static const double few_operations = 5e8;
	double operations = 0;
	int few;

	/* An upper bound for the first layers, which are most of it. */
	for (int i = 0; i < c->count; i++)
		if (c->layers[i].unit)
			operations += 2.0 * (double)tensor_elements(c->layers[i].unit->weights) *
				      (c->layers[i].unit->weights->ndim == 4
					       ? c->input.height * c->input.width / 2.0
					       : 1);
	few = operations * ASKED_IMAGES_FEW > few_operations ? (int)(few_operations / operations)
							     : ASKED_IMAGES_FEW;
	few = few < FEW_MIN ? FEW_MIN : few;
	return few < images->count ? few : images->count;
}

static double entropy(const float *logits, int classes)
{
	float probabilities[DATASET_MAX_CLASSES];
	double sum = 0;

	softmax(1, classes, logits, probabilities);
	for (int i = 0; i < classes; i++)
		if (probabilities[i] > 0)
			sum -= (double)probabilities[i] * log((double)probabilities[i]);
	return sum;
}

void ask_images(const struct net *net, const struct asked_images *images, int first, int count,
		struct pool *pool, struct trial *trial, double *losses, double *entropies)
{
	enum { BATCH = 25 }; /* little memory is touched for the first time */
	size_t pixels = shape_size(net->input);
	int size = count - first < BATCH ? count - first : BATCH;
	struct pass *pass = pass_new(net, size, true, pool);
	double correct = trial->accuracy * first, sum = trial->loss * first;

	for (int n; first < count; first += n) {
		const float *logits;

		n = count - first < size ? count - first : size;
		memcpy(pass_input(pass), images->pixels + (size_t)first * pixels,
		       (size_t)n * pixels * sizeof(float));
		pass_forward(pass, n, -1, NULL);
		logits = pass_output(pass, -1);
		for (int i = 0; i < n; i++) {
			const float *row = logits + (size_t)i * (size_t)net->classes;
			const uint8_t *label = images->labels + first + i;
			double loss = cross_entropy(1, net->classes, row, label, NULL);

			correct += argmax(net->classes, row) == *label;
			sum += loss;
			if (losses)
				losses[first + i] = loss;
			if (entropies)
				entropies[first + i] = entropy(row, net->classes);
		}
	}
	trial->count = count;
	trial->accuracy = correct / count;
	trial->loss = sum / count;
	pass_free(pass);
}

void asked_images_reserve(struct asked_images *images, int count, size_t pixels)
{
	*images = (struct asked_images){.pixels = xfloats((size_t)count * pixels),
					.labels = xmalloc((size_t)count)};
}

void asked_images_hardest(const struct asked_images *images, const struct net *net, int first,
			  int end, int count, struct pool *pool, struct trial *trial,
			  struct asked_images *hard)
{
	size_t pixels = shape_size(net->input);
	double *entropies = xcalloc((size_t)end, sizeof(*entropies));

	ask_images(net, images, first, end, pool, trial, NULL, entropies);
	for (; count > 0 && first < end; count--) {
		int most = first;

		for (int i = first; i < end; i++)
			if (entropies[i] > entropies[most])
				most = i;
		if (entropies[most] < 0)
			break;
		entropies[most] = -1;
		memcpy(hard->pixels + (size_t)hard->count * pixels,
		       images->pixels + (size_t)most * pixels, pixels * sizeof(float));
		hard->labels[hard->count++] = images->labels[most];
	}
	free(entropies);
}
