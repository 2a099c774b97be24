/* Batches through a pass. */
#include "lab/asked_images.h"
#include "base/xalloc.h"
#include "format/dtype.h"
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

double asked_images_mean(const struct asked_images *images, size_t pixels)
{
	size_t count = (size_t)images->count * pixels;
	double sum = 0;

	for (size_t i = 0; i < count; i++)
		sum += (double)images->pixels[i];
	return count ? sum / (double)count : 0;
}

/* [classes, pixels]. */
static void find_means(const struct asked_images *images, size_t pixels, float *means)
{
	int counts[DATASET_MAX_CLASSES] = {0};

	for (int i = 0; i < images->count; i++)
		counts[images->labels[i]]++;
	for (int i = 0; i < images->count; i++) {
		const float *image = images->pixels + (size_t)i * pixels;
		float *mean = means + images->labels[i] * pixels;

		for (size_t k = 0; k < pixels; k++)
			mean[k] += image[k] / (float)counts[images->labels[i]];
	}
}

static float distance(const float *a, const float *b, size_t count)
{
	float sum = 0;

	for (size_t i = 0; i < count; i++)
		sum += (a[i] - b[i]) * (a[i] - b[i]);
	return sum;
}

double asked_images_nearest_mean(const struct asked_images *images, size_t pixels, int classes)
{
	float *means = xfloats((size_t)classes * pixels);
	int right = 0;

	find_means(images, pixels, means);
	for (int i = 0; i < images->count; i++) {
		const float *image = images->pixels + (size_t)i * pixels;
		float best = INFINITY;
		int nearest = 0;

		for (int c = 0; c < classes; c++) {
			float d = distance(image, means + (size_t)c * pixels, pixels);

			if (d < best) {
				best = d;
				nearest = c;
			}
		}
		right += nearest == images->labels[i];
	}
	free(means);
	return images->count ? right / (double)images->count : 0;
}

double asked_images_cost(const struct candidate *c)
{
	double operations = 0;

	/* An upper bound for the first layers, which are most of it. */
	for (int i = 0; i < c->count; i++)
		if (c->layers[i].unit)
			operations += 2.0 * (double)tensor_elements(c->layers[i].unit->weights) *
				      (c->layers[i].unit->weights->ndim == 4
					       ? c->input.height * c->input.width / 2.0
					       : 1);
	return operations;
}

int asked_images_few(const struct asked_images *images, const struct candidate *c)
{
	enum { FEW_MIN = 16 };
	static const double few_operations = 5e8;
	double few = few_operations / asked_images_cost(c);

	few = few < FEW_MIN ? FEW_MIN : few > ASKED_IMAGES_FEW ? ASKED_IMAGES_FEW : few;
	return few < images->count ? (int)few : images->count;
}

void ask_images(const struct net *net, const struct asked_images *images, int first, int count,
		struct pool *pool, float *logits)
{
	enum { BATCH = 25 }; /* little memory is touched for the first time */
	size_t pixels = shape_size(net->input), classes = (size_t)net->classes;
	int size = count - first < BATCH ? count - first : BATCH;
	struct pass *pass = pass_new(net, size, true, pool);

	for (int n; first < count; first += n) {
		n = count - first < size ? count - first : size;
		memcpy(pass_input(pass), images->pixels + (size_t)first * pixels,
		       (size_t)n * pixels * sizeof(float));
		pass_forward(pass, n, -1, NULL);
		memcpy(logits + (size_t)first * classes, pass_output(pass, -1),
		       (size_t)n * classes * sizeof(float));
	}
	pass_free(pass);
}

void asked_images_reserve(struct asked_images *images, int count, size_t pixels)
{
	*images = (struct asked_images){.pixels = xfloats((size_t)count * pixels),
					.labels = xmalloc((size_t)count)};
}

static float margin(const float *logits, int classes)
{
	float first = -INFINITY, second = -INFINITY;

	for (int i = 0; i < classes; i++) {
		if (logits[i] > first) {
			second = first;
			first = logits[i];
		} else if (logits[i] > second) {
			second = logits[i];
		}
	}
	/* Logits that overflowed tell nothing. */
	return isfinite(first - second) ? first - second : 0;
}

void asked_images_add_hard(struct asked_images *hard, const struct asked_images *images,
			   size_t pixels, int first, int end, int count, const float *logits,
			   int classes)
{
	float *margins = xfloats((size_t)end);

	for (int i = first; i < end; i++)
		margins[i] = margin(logits + (size_t)i * (size_t)classes, classes);
	count = count < end - first ? count : end - first;
	for (; count > 0; count--) {
		int least = first;

		for (int i = first; i < end; i++)
			if (margins[i] < margins[least])
				least = i;
		margins[least] = INFINITY;
		memcpy(hard->pixels + (size_t)hard->count * pixels,
		       images->pixels + (size_t)least * pixels, pixels * sizeof(float));
		hard->labels[hard->count++] = images->labels[least];
	}
	free(margins);
}
