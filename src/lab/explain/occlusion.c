/*
 * Occlusion (Zeiler and Fergus, 2014): how far the logit falls when a window of the image is
 * replaced by the baseline; for each pixel the mean over the windows that cover it.
 */
#include "base/xalloc.h"
#include "lab/explain/logit_gradient.h"

#include <stdlib.h>
#include <string.h>

extern const struct explanation occlusion;

enum { WINDOW = 5 };

struct window {
	int top, left, height, width;
};

static int smaller(int a, int b)
{
	return a < b ? a : b;
}

/* One row of the places that a window can have: an image for each. */
static void put_row(struct logit_gradient *g, struct window w, int places)
{
	const struct explanation_query *q = g->query;
	size_t columns = (size_t)q->net->input.width;

	for (w.left = 0; w.left < places; w.left++) {
		float *x = pass_input(g->pass) + (size_t)w.left * g->pixels;

		memcpy(x, q->image, g->pixels * sizeof(float));
		for (int i = 0; i < w.height * w.width; i++) {
			size_t at = (size_t)(w.top + i / w.width) * columns +
				    (size_t)(w.left + i % w.width);

			x[at] = q->baseline ? q->baseline[at] : 0;
		}
	}
}

static void add_window(struct window w, size_t columns, double fall, double *sums, int *covers)
{
	for (int i = 0; i < w.height * w.width; i++) {
		size_t at =
			(size_t)(w.top + i / w.width) * columns + (size_t)(w.left + i % w.width);

		sums[at] += fall;
		covers[at]++;
	}
}

static struct attribution compute(const struct explanation_query *q)
{
	struct attribution a = {.shape = q->net->input};
	struct shape s = a.shape;
	struct window w = {0, 0, smaller(WINDOW, s.height), smaller(WINDOW, s.width)};
	int places = s.width - w.width + 1;
	struct logit_gradient g;
	double *sums = xcalloc(shape_size(s), sizeof(*sums));
	int *covers = xcalloc(shape_size(s), sizeof(*covers));

	logit_gradient_open(&g, q, places, true);
	a.values = xfloats(g.pixels);
	a.value = logit_gradient_of_query(&g);
	for (w.top = 0; w.top + w.height <= s.height && !explanation_is_stopped(q); w.top++) {
		put_row(&g, w, places);
		logit_gradient_forward(&g, places);
		for (w.left = 0; w.left < places; w.left++)
			add_window(w, (size_t)s.width, a.value - logit_gradient_value(&g, w.left),
				   sums, covers);
	}
	for (size_t i = 0; i < g.pixels; i++)
		a.values[i] = (float)(sums[i] / covers[i]);
	free(sums);
	free(covers);
	logit_gradient_close(&g);
	attribution_sum(&a);
	return a;
}

const struct explanation occlusion = {
	.name = "occlusion",
	.label = "occlusion",
	.purpose = "How far the class's logit falls when a window of 5x5 pixels is blank",
	.is_of_pixels = true,
	.has_baseline = true,
	.applies = logit_gradient_applies,
	.compute = compute,
};
