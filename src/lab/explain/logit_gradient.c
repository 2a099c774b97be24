/* One pass with the gradient of one logit, or of one less another. */
#include "lab/explain/logit_gradient.h"
#include "base/xalloc.h"

#include <stdlib.h>
#include <string.h>

void logit_gradient_open(struct logit_gradient *g, const struct explanation_query *q, int batch,
			 bool is_fused)
{
	size_t classes = (size_t)q->net->classes;

	g->query = q;
	g->pixels = shape_size(q->net->input);
	g->pass = pass_new(q->net, batch, is_fused, NULL);
	/* What is rounded to the other side of a ReLU's kink has another gradient altogether. */
	g->pass->is_exact = true;
	g->dy = xfloats((size_t)batch * classes);
	for (size_t i = 0; i < (size_t)batch; i++) {
		g->dy[i * classes + (size_t)q->unit] += 1;
		if (q->has_against)
			g->dy[i * classes + (size_t)q->against] -= 1;
	}
}

void logit_gradient_close(struct logit_gradient *g)
{
	pass_free(g->pass);
	free(g->dy);
}

void logit_gradient_forward(struct logit_gradient *g, int n)
{
	pass_forward(g->pass, n, -1, NULL);
}

double logit_gradient_value(const struct logit_gradient *g, int i)
{
	const struct explanation_query *q = g->query;
	const float *logits = pass_output(g->pass, -1) + (size_t)i * (size_t)q->net->classes;

	return (double)logits[q->unit] - (q->has_against ? (double)logits[q->against] : 0);
}

double logit_gradient_of_query(struct logit_gradient *g)
{
	memcpy(pass_input(g->pass), g->query->image, g->pixels * sizeof(float));
	logit_gradient_forward(g, 1);
	return logit_gradient_value(g, 0);
}

void logit_gradient_backward(struct logit_gradient *g, float *dx)
{
	pass_backward(g->pass, -1, g->dy, NULL, dx);
}

bool logit_gradient_applies(const struct net *net, int layer)
{
	return layer == net->count - 1;
}

struct attribution logit_gradient_of_image(const struct explanation_query *q)
{
	struct logit_gradient g;
	struct attribution a = {.shape = q->net->input};

	logit_gradient_open(&g, q, 1, true);
	a.values = xfloats(g.pixels);
	a.value = logit_gradient_of_query(&g);
	logit_gradient_backward(&g, a.values);
	logit_gradient_close(&g);
	return a;
}
