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

/* The largest change, the Euclidean length, the number of changed pixels. */
enum attack_norm { ATTACK_LINF, ATTACK_L2, ATTACK_L0, ATTACK_NORMS };
extern const char *const attack_norm_names[ATTACK_NORMS]; /* "linf", "l2", "l0" */

struct attack_spec {
	const struct attack_method *method;
	/* The class the image shall be taken for; see is_untargeted. Of many images, -1: another
	 * than its label for each, at random. */
	int target;
	float rate;         /* what the direction is multiplied with */
	bool is_clipped;    /* keep pixels within [0,1]; the article does not */
	bool is_untargeted; /* `target` is the class to leave instead */
	const struct attack_objective *objective; /* NULL: the method's own, if it has one */
	/* The budget: the change is never longer than that in this norm. 0: there is no limit. */
	float eps;
	enum attack_norm norm;
	uint64_t seed; /* of random starts */
	/* How many further random starts there may be, and which one this is: where no step from
	 * one fools the net, the attack is begun again from the next. */
	int restarts, restart;
};

/* One image of an attack, as its method sees it. Borrowed for the call. */
struct attack_point {
	const struct attack_spec *spec;
	/* Has run forward on the image, so that pass_backward()
	 * gives any further gradient that a method needs. NULL for a method that is_batched. */
	struct pass *pass;
	const float *start, *image;          /* [pixels] */
	const float *logits, *probabilities; /* [classes] */
	size_t pixels;
	int classes;
	int index;     /* steps from the start to here */
	float *memory; /* [method->memory, pixels], then [method->numbers]: in, as the step before
			  left it (0 at the start); out, for the next one. So going back and on
			  again is exact */
};

/* What shall grow, towards a target; for an untargeted attack it shall fall. */
struct attack_objective {
	const char *name; /* one word, as an option takes it */
	const char *help; /* one line */
	/* Its gradient by the logits; dlogits: [classes]. */
	void (*gradient)(int classes, const float *logits, const float *probabilities, int target,
			 float *dlogits);
};

struct attack_method {
	const char *name; /* one word, as an option takes it */
	const char *help; /* one line */
	/* Defaults; the second rate is for an attack that starts from noise. */
	float rate, noise_rate;
	int steps;
	float eps; /* 0: no limit */
	enum attack_norm norm;
	bool is_clipped;
	const struct attack_objective *objective; /* NULL: its step finds gradients of its own */
	int memory;  /* images of floats carried from step to step: 0, or 1 for a momentum */
	int numbers; /* floats carried beside them */
	/* Looks for the smallest change: goes on once the net is fooled, and the smallest change
	 * that fools it is the answer. Else the first one is. */
	bool is_minimal;
	/* Steps are found by chance: after one that leads nowhere, another one may lead on. */
	bool is_random;
	/* The direction holds only for the rate, budget, clipping and seed it was found with. */
	bool depends_on_settings;
	/* The objective counts only until the net is fooled: then the step gets a gradient of 0. */
	bool is_hinge;
	/* The step does without point->pass, so that one pass may run on many images. */
	bool is_batched;
	/* Where the first step begins instead of at the image, whose gradient it then takes there;
	 * NULL, or false where the spec asks for none: at the image. */
	bool (*begin)(const struct attack_spec *, const float *start, size_t pixels, float *image);
	/* The step rule: in, the objective's gradient by the pixels (0 without one); out, the
	 * direction. Unless is_batched, it may use the pass for other images. */
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
/* The method's own settings. is_noise: the attack starts from noise. */
struct attack_spec attack_method_defaults(const struct attack_method *, int target, bool is_noise);
/* Whether the net's prediction is what the attack is after. */
static inline bool attack_is_fooled(const struct attack_spec *spec, int prediction)
{
	return (prediction == spec->target) != spec->is_untargeted;
}

/* What the attack makes grow, or NULL. */
static inline const struct attack_objective *attack_objective_of(const struct attack_spec *spec)
{
	return spec->objective ? spec->objective : spec->method->objective;
}

/* Objectives, in objective.c; the table ends with NULL. */
extern const struct attack_objective *const attack_objectives[];
extern const struct attack_objective objective_probability, objective_logit, objective_loss,
	objective_margin;
const struct attack_objective *attack_objective_find(const char *name);
/* For those who run attacks. The gradient by the logits of what shall grow; false, and 0, where
 * the step does without one. dlogits: [classes]. In objective.c. */
bool attack_find_dlogits(const struct attack_spec *, int classes, const float *logits,
			 const float *probabilities, float *dlogits);
/* In step.c: to the next image, in place. */
void attack_move(const struct attack_spec *, const float *start, const float *direction,
		 size_t pixels, float *image);
/* Adds the way to where the first step begins to its direction from there. */
void attack_add_beginning(const struct attack_spec *, const float *start, const float *beginning,
			  size_t pixels, float *direction);
/* Whether this is the direction of a search for the smallest change that has ended: 0. */
bool attack_has_ended(const struct attack_spec *, const float *direction, size_t pixels);

/* For methods to share, in step.c. A seed for random numbers: of the spec's and the start, so that
 * other images have other numbers. */
uint64_t attack_seed(const struct attack_spec *, const float *start, size_t pixels);
/* A step rule: the steepest step of length 1 in the spec's norm, which is the sign (Linf;
 * Goodfellow et al., 2014), or the gradient over its Euclidean length (L2). Of L0 it is the sign of
 * as many pixels as the budget has, those with the largest gradients. */
void steepest_step(const struct attack_point *, float *gradient);
/* In projection.c: into the budget around the start, then onto [0,1] where the spec is clipped. */
void project_pixels(const struct attack_spec *, const float *start, size_t pixels, float *image);
/* Sets all but the `count` largest values to 0, by their absolute value; the first of equal ones
 * stay. */
void keep_largest(size_t pixels, size_t count, float *values);

#endif
