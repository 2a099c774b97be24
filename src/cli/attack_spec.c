/* Attacks as options, words and JSON. */
#include "cli/attack_spec.h"
#include "base/xalloc.h"
#include "cli/shard.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static bool no_such_method(const char *name, struct err *err)
{
	char names[256] = "";

	for (int i = 0; i < attack_method_count; i++) {
		size_t length = strlen(names);

		snprintf(names + length, sizeof(names) - length, "%s%s", i > 0 ? ", " : "",
			 attack_methods[i]->name);
	}
	return err_set(err, "--method %.40s: there is no such method; there are %s", name, names);
}

static const struct attack_method *method_of(const struct attack_request *r)
{
	return r->method ? attack_method_find(r->method) : attack_methods[0];
}

static bool is_counting_pixels(const struct attack_request *r, const struct attack_method *method)
{
	return r->norm ? strcmp(r->norm, attack_norm_names[ATTACK_L0]) == 0
		       : method->norm == ATTACK_L0;
}

bool attack_request_check(const struct attack_request *r, struct err *err)
{
	const struct attack_method *method = method_of(r);

	if (!method)
		return no_such_method(r->method, err);
	if (!isnan(r->eps) && r->eps > 0 && r->eps < 1 && is_counting_pixels(r, method))
		return err_set(err,
			       "--eps %g: of the norm l0 it is a number of pixels; give 1 or more",
			       r->eps);
	if (r->restarts > 0 && !method->begin)
		return err_set(err, "--restarts: %s has no random start, as pgd has; leave it out",
			       method->name);
	return !r->objective || method->objective ||
	       err_set(err, "--objective: %s has none, as it looks at all classes; leave it out",
		       method->name);
}

static bool find_norm(const char *name, struct attack_spec *spec)
{
	for (int i = 0; i < ATTACK_NORMS; i++)
		if (strcmp(attack_norm_names[i], name) == 0) {
			spec->norm = (enum attack_norm)i;
			return true;
		}
	return false;
}

/* A step of FGSM is as long as its budget. */
static float default_rate(const struct attack_spec *spec)
{
	return spec->method->steps == 1 && spec->eps > 0 ? spec->eps : spec->rate;
}

/* In another norm than the method's own; of L0 it is that of few-pixel. */
static float default_budget(const struct attack_spec *spec)
{
	enum { FEW = 5 };

	if (spec->norm == ATTACK_L0)
		return spec->method->norm == ATTACK_L0 ? spec->method->eps : FEW;
	return spec->method->norm == ATTACK_L0 ? 0 : spec->method->eps;
}

struct attack_spec attack_request_spec(const struct attack_request *r, int target, bool is_noise)
{
	struct attack_spec s = attack_method_defaults(method_of(r), target, is_noise);

	s.is_untargeted = r->is_untargeted;
	s.is_clipped = s.is_clipped || r->is_clipped;
	if (r->seed >= 0)
		s.seed = (uint64_t)r->seed;
	if (r->restarts > 0)
		s.restarts = (int)r->restarts;
	if (r->norm && find_norm(r->norm, &s))
		s.eps = default_budget(&s);
	if (!isnan(r->eps))
		s.eps = (float)r->eps;
	s.rate = isnan(r->rate) ? default_rate(&s) : (float)r->rate;
	s.objective = r->objective ? attack_objective_find(r->objective) : NULL;
	return s;
}

const char *attack_spec_words(const struct attack_spec *spec, const struct class_names *names,
			      char *text, size_t size)
{
	char budget[64] = "", method[64] = "", objective[64] = "", aim[CLASS_PHRASE_MAX + 16];

	if (spec->method != attack_methods[0])
		snprintf(method, sizeof(method), ", %s", spec->method->name);
	if (spec->eps > 0)
		snprintf(budget, sizeof(budget), ", %s at most %g", attack_norm_names[spec->norm],
			 (double)spec->eps);
	if (spec->objective)
		snprintf(objective, sizeof(objective), ", by the %s", spec->objective->name);
	if (spec->is_untargeted)
		snprintf(aim, sizeof(aim), "away from %s",
			 spec->target >= 0 ? class_name(names, spec->target) : "the label");
	else
		snprintf(aim, sizeof(aim), "towards %s",
			 spec->target >= 0 ? class_name(names, spec->target) : "a random class");
	snprintf(text, size, "%s%s%s, rate %g%s%s", aim, method, objective, (double)spec->rate,
		 budget, spec->is_clipped ? ", clipped" : "");
	return text;
}

void attack_spec_json(json_t *o, const struct attack_spec *spec)
{
	const struct attack_objective *objective = attack_objective_of(spec);

	json_add(o, "target", spec->target >= 0 ? json_integer(spec->target) : json_null());
	json_add(o, "rate", json_exact((double)spec->rate));
	json_add(o, "clip", json_boolean(spec->is_clipped));
	json_add(o, "untargeted", json_boolean(spec->is_untargeted));
	json_add(o, "method", json_text(spec->method->name));
	json_add(o, "objective", objective ? json_text(objective->name) : json_null());
	json_add(o, "norm", json_text(attack_norm_names[spec->norm]));
	json_add(o, "eps", spec->eps > 0 ? json_exact((double)spec->eps) : json_null());
	json_add(o, "seed", json_integer((json_int_t)spec->seed));
	json_add(o, "restarts", json_integer(spec->restarts));
}

/* null of a method without one. */
static bool read_objective(const json_t *json, struct attack_spec *spec)
{
	const char *name = json_string_value(json);
	const struct attack_objective *found = name ? attack_objective_find(name) : NULL;

	spec->objective = found == spec->method->objective ? NULL : found;
	return spec->method->objective ? found != NULL : json_is_null(json);
}

bool attack_method_read(struct attack_spec *spec, const json_t *o)
{
	const char *name = json_string_value(json_object_get(o, "method"));
	const char *norm = json_string_value(json_object_get(o, "norm"));
	const struct attack_method *method = name ? attack_method_find(name) : NULL;
	size_t seed;

	if (!method || !norm)
		return false;
	*spec = attack_method_defaults(method, -1, false);
	spec->is_untargeted = true;
	if (!find_norm(norm, spec) || !read_objective(json_object_get(o, "objective"), spec) ||
	    !shard_whole(json_object_get(o, "seed"), ATTACK_MAX_SEED, &seed))
		return false;
	spec->seed = seed;
	return true;
}

bool attack_spec_read(struct attack_spec *spec, const json_t *o, int classes)
{
	const json_t *eps = json_object_get(o, "eps"), *target = json_object_get(o, "target");
	size_t class, restarts;

	if (!attack_method_read(spec, o))
		return false;
	spec->eps = 0;
	spec->is_untargeted = json_is_true(json_object_get(o, "untargeted"));
	spec->is_clipped = json_is_true(json_object_get(o, "clip"));
	if (!shard_float(json_object_get(o, "rate"), &spec->rate))
		return false;
	if (!json_is_null(eps) && !shard_float(eps, &spec->eps))
		return false;
	if (!shard_whole(json_object_get(o, "restarts"), ATTACK_MAX_RESTARTS, &restarts))
		return false;
	spec->restarts = (int)restarts;
	spec->target = -1;
	if (spec->is_untargeted || json_is_null(target))
		return json_is_null(target);
	if (!shard_whole(target, (size_t)classes - 1, &class))
		return false;
	spec->target = (int)class;
	return true;
}
