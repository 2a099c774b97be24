/* Attacks as options, words and JSON. */
#include "cli/attack_spec.h"
#include "base/xalloc.h"
#include "cli/shard.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

const struct attack_method *attack_request_method(const struct attack_request *r, struct err *err)
{
	const struct attack_method *method =
		r->method ? attack_method_find(r->method) : attack_methods[0];
	char names[256] = "";

	if (method)
		return method;
	for (int i = 0; i < attack_method_count; i++) {
		size_t length = strlen(names);

		snprintf(names + length, sizeof(names) - length, "%s%s", i > 0 ? ", " : "",
			 attack_methods[i]->name);
	}
	err_set(err, "--method %.40s: there is no such method; there are %s", r->method, names);
	return NULL;
}

static bool find_objective(const char *name, struct attack_spec *spec, struct err *err)
{
	spec->objective = name ? attack_objective_find(name) : NULL;
	return !name || spec->objective ||
	       err_set(err,
		       "--objective %.40s: there is no such objective; there are probability, "
		       "logit, loss and margin",
		       name);
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

bool attack_request_spec(const struct attack_request *r, int target, bool is_noise,
			 struct attack_spec *spec, struct err *err)
{
	const struct attack_method *method = attack_request_method(r, err);

	if (!method)
		return false;
	*spec = attack_method_defaults(method, target, is_noise);
	spec->is_untargeted = r->is_untargeted;
	spec->is_clipped = spec->is_clipped || r->is_clipped;
	if (r->seed >= 0)
		spec->seed = (uint64_t)r->seed;
	if (r->norm)
		find_norm(r->norm, spec);
	if (!isnan(r->eps))
		spec->eps = (float)r->eps;
	spec->rate = isnan(r->rate) ? default_rate(spec) : (float)r->rate;
	return find_objective(r->objective, spec, err);
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
		snprintf(aim, sizeof(aim), "towards %s", class_name(names, spec->target));
	snprintf(text, size, "%s%s%s, rate %g%s%s", aim, method, objective, (double)spec->rate,
		 budget, spec->is_clipped ? ", clipped" : "");
	return text;
}

void attack_spec_json(json_t *o, const struct attack_spec *spec)
{
	json_add(o, "target", spec->target >= 0 ? json_integer(spec->target) : json_null());
	json_add(o, "rate", json_exact((double)spec->rate));
	json_add(o, "clip", json_boolean(spec->is_clipped));
	json_add(o, "untargeted", json_boolean(spec->is_untargeted));
	json_add(o, "method", json_text(spec->method->name));
	json_add(o, "objective",
		 json_text((spec->objective ? spec->objective : spec->method->objective)->name));
	json_add(o, "norm", json_text(attack_norm_names[spec->norm]));
	json_add(o, "eps", spec->eps > 0 ? json_exact((double)spec->eps) : json_null());
	json_add(o, "seed", json_integer((json_int_t)spec->seed));
}

bool attack_spec_read(struct attack_spec *spec, const json_t *o, int classes)
{
	const char *method = json_string_value(json_object_get(o, "method"));
	const char *objective = json_string_value(json_object_get(o, "objective"));
	const char *norm = json_string_value(json_object_get(o, "norm"));
	const json_t *eps = json_object_get(o, "eps"), *target = json_object_get(o, "target");
	size_t class, seed;

	*spec = (struct attack_spec){.method = method ? attack_method_find(method) : NULL};
	spec->is_untargeted = json_is_true(json_object_get(o, "untargeted"));
	if (!spec->method || !objective || !norm || !find_norm(norm, spec))
		return false;
	spec->objective = attack_objective_find(objective);
	if (spec->objective == spec->method->objective)
		spec->objective = NULL;
	else if (!spec->objective)
		return false;
	spec->is_clipped = json_is_true(json_object_get(o, "clip"));
	if (!shard_float(json_object_get(o, "rate"), &spec->rate))
		return false;
	if (!json_is_null(eps) && !shard_float(eps, &spec->eps))
		return false;
	if (!shard_whole(json_object_get(o, "seed"), ATTACK_MAX_SEED, &seed))
		return false;
	spec->seed = seed;
	spec->target = -1;
	if (spec->is_untargeted)
		return json_is_null(target);
	if (!shard_whole(target, (size_t)classes - 1, &class))
		return false;
	spec->target = (int)class;
	return true;
}
