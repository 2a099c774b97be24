/* How options, words and JSON say what an attack does (struct attack_spec). */
#ifndef CLI_ATTACK_SPEC_H
#define CLI_ATTACK_SPEC_H

#include "cli/json.h"
#include "data/classes.h"
#include "lab/attack/method.h"

/* The largest seed: a double of JSON has it exactly. */
#define ATTACK_MAX_SEED 9007199254740991
enum { ATTACK_MAX_RESTARTS = 10000 };

/* What was asked for. Numbers that were not given are NaN, texts NULL. */
struct attack_request {
	const char *method, *objective, *norm;
	double rate, eps;
	bool is_clipped, is_untargeted;
	int64_t seed, restarts;
};

/* Whether there is such a method, and it takes what is asked for. */
bool attack_request_check(const struct attack_request *, struct err *);
/* Of one that was checked: what is asked for, and the method's own settings where nothing is. */
struct attack_spec attack_request_spec(const struct attack_request *, int target, bool is_noise);
/* "towards 3, rate 0.02"; of another method than the article's all that differs. Returns `text`. */
const char *attack_spec_words(const struct attack_spec *, const struct class_names *, char *text,
			      size_t size);
/* Adds the target (null: of many images, each has its own class to leave), the method and its
 * settings. */
void attack_spec_json(json_t *, const struct attack_spec *);
/* Method, objective, norm and seed back, with the method's defaults for all else; false: damaged.
 */
bool attack_method_read(struct attack_spec *, const json_t *);
/* All of it back; false: damaged. */
bool attack_spec_read(struct attack_spec *, const json_t *, int classes);

#endif
