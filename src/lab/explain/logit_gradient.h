/* The value that explanations by the pixels explain, a logit or the difference of two, and its
 * gradient, for many images at once. */
#ifndef LAB_EXPLAIN_LOGIT_GRADIENT_H
#define LAB_EXPLAIN_LOGIT_GRADIENT_H

#include "lab/explain/explanation.h"
#include "nn/pass.h"

struct logit_gradient {
	const struct explanation_query *query; /* borrowed */
	struct pass *pass;                     /* pass_input(): where the images go, [n, pixels] */
	float *dy;                             /* [batch, classes] */
	size_t pixels;
};

/* is_fused: fastest; else pass_output() has the output of every layer. */
void logit_gradient_open(struct logit_gradient *, const struct explanation_query *, int batch,
			 bool is_fused);
void logit_gradient_close(struct logit_gradient *);
/* Runs the first n images of the input. */
void logit_gradient_forward(struct logit_gradient *, int n);
/* The value of image i of the last run. */
double logit_gradient_value(const struct logit_gradient *, int i);
/* That of the query's own image, which is run. */
double logit_gradient_of_query(struct logit_gradient *);
/* Its gradient by the pixels, for all of the last run: dx [n, pixels]. */
void logit_gradient_backward(struct logit_gradient *, float *dx);
/* Whether the layer is the net's last: all that these explanations apply to. */
bool logit_gradient_applies(const struct net *, int layer);
/* Of the query's image: an attribution with the gradient as its values, and the value. */
struct attribution logit_gradient_of_image(const struct explanation_query *);

#endif
