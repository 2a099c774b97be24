/*
 * What kinds of attacks there are: each is an objective, a step rule and a projection, in a const
 * struct of its own file, and a row of the table in methods.c.
 *
 * At each image the objective says which way the outputs shall go; its gradient by the pixels goes
 * to the step rule, which makes a direction of it. The next image is the projection of
 * image + rate * direction.
 */
#ifndef LAB_ATTACK_METHOD_H
#define LAB_ATTACK_METHOD_H

#include "nn/pass.h"

struct attack_spec {
	const struct attack_method *method;
	int target;      /* the class the image shall be taken for */
	float rate;      /* what the direction is multiplied with */
	bool is_clipped; /* keep pixels within [0,1]; the article does not */
};

/* One image of an attack, as its method sees it. Borrowed for the call. */
struct attack_point {
	const struct attack_spec *spec;
	/* Has run forward on the image: pass_output(pass, -1) are the logits, and pass_backward()
	 * gives any further gradient that a method needs. */
	struct pass *pass;
	const float *start, *image; /* [pixels] */
	const float *probabilities; /* [classes] */
	size_t pixels;
	int classes;
	int index;     /* steps from the start to here */
	float *memory; /* [method->memory, pixels]: in, as the step before left it (0 at the start);
			  out, for the next one. So going back and on again is exact */
};

struct attack_method {
	const char *name; /* one word, as an option takes it */
	const char *help; /* one line */
	/* Defaults; the second rate is for an attack that starts from noise. */
	float rate, noise_rate;
	int steps;
	int memory; /* images of floats carried from step to step: 0, or 1 for a momentum */
	/* The gradient by the logits of what shall grow; dlogits: [classes]. */
	void (*objective)(const struct attack_point *, float *dlogits);
	/* The step rule: in, the objective's gradient by the pixels; out, the direction. */
	void (*step)(const struct attack_point *, float *direction);
	/* Brings an image back to where the spec allows it to be, in place. */
	void (*project)(const struct attack_spec *, const float *start, size_t pixels,
			float *image);
};

/* THE table. The first one is the default. */
extern const struct attack_method *const attack_methods[];
extern const int attack_method_count;

extern const struct attack_method gradient_ascent;

/* NULL: there is none of that name. */
const struct attack_method *attack_method_find(const char *name);
/* The method's own settings, unclipped. is_noise: the attack starts from noise. */
struct attack_spec attack_method_defaults(const struct attack_method *, int target, bool is_noise);

/* In objective.c, for methods to share: p(target). */
void objective_probability(const struct attack_point *, float *dlogits);
/* In projection.c, likewise: onto [0,1] where the spec is clipped, else none. */
void project_pixels(const struct attack_spec *, const float *start, size_t pixels, float *image);

#endif
