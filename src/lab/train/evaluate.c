/* Running a net over a split, a batch at a time. */
#include "lab/train/evaluate.h"
#include "base/xalloc.h"
#include "nn/loss.h"
#include "nn/pass.h"

#include <math.h>
#include <stdlib.h>

/* Images at a time: so many, or as many as fit into memory, but one in any case. */
enum { BATCH = 100, BATCH_MIB = 256 };

static bool fits(const struct net *net, const struct dataset *data, const char *net_path,
		 const char *remedy, struct err *err)
{
	bool has_size = net->input.height == data->height && net->input.width == data->width;

	if (has_size && net->classes == data->classes)
		return true;
	if (data->may_be_fitted && net->classes == data->classes &&
	    net->input.height == FITTED_SIDE && net->input.width == FITTED_SIDE)
		return err_set(err,
			       "%s: takes images of %dx%d, but the pictures in %s are %dx%d: frame "
			       "them with --data '%s --fit'",
			       net_path, net->input.height, net->input.width, data->path,
			       data->height, data->width, data->path);
	return err_set(
		err, "%s: takes images of %dx%d and tells %d classes, but %s has %dx%d and %d: %s",
		net_path, net->input.height, net->input.width, net->classes, data->path,
		data->height, data->width, data->classes, remedy);
}

bool evaluate_fits(const struct net *net, const struct dataset *data, const char *net_path,
		   struct err *err)
{
	return fits(net, data, net_path, "name fitting data with --data", err);
}

bool evaluate_fits_here(const struct net *net, const struct dataset *data, const char *net_path,
			struct err *err)
{
	return fits(net, data, net_path, "look at fitting data first, with :data", err);
}

static struct prediction judge(const struct net *net, const float *logits, int label)
{
	float p[DATASET_MAX_CLASSES];
	struct prediction prediction = {.label = label};

	softmax(1, net->classes, logits, p);
	prediction.prediction = argmax(net->classes, p);
	prediction.confidence = p[prediction.prediction];
	prediction.loss =
		(float)cross_entropy(1, net->classes, logits, &(uint8_t){(uint8_t)label}, NULL);
	return prediction;
}

/* What is said of an image does not depend on the batch it is in (kernel.h), so this is free to
 * choose. */
static int batch_for(const struct net *net, size_t count)
{
	int max = count < BATCH ? (int)count : BATCH;

	while (max > 1 && pass_memory(net, max) >> 20 > BATCH_MIB)
		max /= 2;
	return max;
}

void evaluate_images(const struct net *net, const struct split *split, size_t first, size_t count,
		     struct pool *pool, struct prediction *predictions)
{
	int max = batch_for(net, count);
	struct pass *pass = count > 0 ? pass_new(net, max, true, pool) : NULL;

	for (size_t at = 0; at < count; at += (size_t)max) {
		int n = count - at < (size_t)max ? (int)(count - at) : max;
		const float *logits;

		for (int i = 0; i < n; i++)
			split_image(split, first + at + (size_t)i,
				    pass_input(pass) + (size_t)i * split->pixels);
		pass_forward(pass, n, -1, NULL);
		logits = pass_output(pass, -1);
		for (int i = 0; i < n; i++)
			predictions[at + (size_t)i] =
				judge(net, logits + (size_t)(i * net->classes),
				      split->labels[first + at + (size_t)i]);
	}
	pass_free(pass);
}

size_t evaluate_correct(const struct net *net, const struct split *split, size_t first,
			size_t count, struct pool *pool)
{
	struct prediction *predictions = xcalloc(count, sizeof(*predictions));
	size_t correct = 0;

	evaluate_images(net, split, first, count, pool, predictions);
	for (size_t i = 0; i < count; i++)
		correct += predictions[i].prediction == predictions[i].label;
	free(predictions);
	return correct;
}

struct evaluation evaluation_of(const struct prediction *predictions, size_t count, int classes)
{
	struct evaluation e = {.count = count};

	e.confusion = xcalloc((size_t)classes * (size_t)classes, sizeof(*e.confusion));
	for (size_t i = 0; i < count; i++) {
		e.correct += predictions[i].prediction == predictions[i].label;
		e.loss += (double)predictions[i].loss / (double)count;
		e.confusion[predictions[i].label * classes + predictions[i].prediction]++;
	}
	return e;
}

struct evaluation evaluate(const struct net *net, const struct split *split, struct pool *pool)
{
	struct prediction *predictions = xcalloc(split->count, sizeof(*predictions));
	struct evaluation e;

	evaluate_images(net, split, 0, split->count, pool, predictions);
	e = evaluation_of(predictions, split->count, net->classes);
	free(predictions);
	return e;
}

void evaluation_clear(struct evaluation *e)
{
	free(e->confusion);
	*e = (struct evaluation){0};
}

void classify(const struct net *net, const float *image, float *probabilities)
{
	struct pass *pass = pass_new(net, 1, true, NULL);
	float *input = pass_input(pass);

	for (size_t i = 0; i < shape_size(net->input); i++)
		input[i] = image[i];
	pass_forward(pass, 1, -1, NULL);
	softmax(1, net->classes, pass_output(pass, -1), probabilities);
	pass_free(pass);
}
