/* The report as JSON and CSV, and the parts of it that merge joins. */
#include "cli/robust_print.h"
#include "base/xalloc.h"
#include "cli/attack_spec.h"
#include "cli/merge.h"
#include "cli/robust_show.h"

#include <math.h>
#include <stdlib.h>

static double share(size_t right, size_t count)
{
	return count > 0 ? (double)right / (double)count : 0;
}

/* As a person wrote it: 0.15 for the float next to it. */
static double written(float eps)
{
	double rounded = round((double)eps * 1e6) / 1e6;

	return (float)rounded == eps ? rounded : (double)eps;
}

static json_t *eps_json(const struct robust_report *r)
{
	json_t *list = json_array();

	for (int i = 0; i < r->spec.count; i++)
		json_array_append_new(list, json_real(written(r->spec.eps[i])));
	return list;
}

/* ------------------------------------------------------------------------------------- print */

static json_t *least_json(float least)
{
	return json_number(isfinite(least) ? written(least) : NAN);
}

static json_t *model_json(const struct robust_report *r, int model)
{
	const struct robust_model *m = &r->models[model];
	json_t *o = json_object(), *right = json_array(), *accuracy = json_array();
	json_t *least = json_array();

	for (int i = 0; i < m->known; i++) {
		size_t count = robust_right(r, model, i);

		json_array_append_new(right, json_integer((json_int_t)count));
		json_array_append_new(accuracy, json_number(share(count, m->examined)));
	}
	for (size_t i = 0; i < m->examined; i++)
		json_array_append_new(least, least_json(m->least[i]));
	json_add(o, "model", json_text(m->name));
	json_add(o, "examined", json_integer((json_int_t)m->examined));
	json_add(o, "right", right);
	json_add(o, "accuracy", accuracy);
	json_add(o, "median", least_json(robustness_median(m->least, m->examined)));
	json_add(o, "least", least);
	return o;
}

static json_t *spec_json(const struct robust_report *r)
{
	const struct attack_spec *attack = &r->spec.attack;
	const struct attack_objective *objective = attack_objective_of(attack);
	json_t *o = json_object();

	json_add(o, "method", json_text(attack->method->name));
	json_add(o, "objective", objective ? json_text(objective->name) : json_null());
	json_add(o, "norm", json_text(attack_norm_names[attack->norm]));
	json_add(o, "max_steps", json_integer(r->spec.steps));
	json_add(o, "rate", r->spec.rate > 0 ? json_exact((double)r->spec.rate) : json_null());
	json_add(o, "seed", json_integer((json_int_t)attack->seed));
	json_add(o, "eps", eps_json(r));
	return o;
}

static void print_json(struct output *out, const struct robust_report *r)
{
	json_t *o = json_object(), *models = json_array(), *spec = spec_json(r);

	for (int m = 0; m < r->count; m++)
		json_array_append_new(models, model_json(r, m));
	json_add(o, "data", json_text(r->data));
	json_add(o, "split", json_text(r->split));
	json_add(o, "images", json_integer((json_int_t)r->images));
	json_object_update(o, spec);
	json_decref(spec);
	json_add(o, "stopped", json_boolean(r->is_stopped));
	json_add(o, "models", models);
	json_print(out, o);
}

static void print_csv(struct output *out, const struct robust_report *r)
{
	fputs("model,method,norm,eps,images,right,accuracy\n", out->file);
	for (int m = 0; m < r->count; m++)
		for (int i = 0; i < r->models[m].known; i++) {
			size_t right = robust_right(r, m, i), images = r->models[m].examined;

			print_csv_text(out->file, r->models[m].name);
			fprintf(out->file, ",%s,%s,%.9g,%zu,%zu,%.6f\n",
				r->spec.attack.method->name, attack_norm_names[r->spec.attack.norm],
				written(r->spec.eps[i]), images, right, share(right, images));
		}
}

bool robust_print(struct output *out, const struct robust_report *r, struct err *err)
{
	if (out->png && !robust_show_png(out, r, err))
		return false;
	if (out->is_json)
		print_json(out, r);
	else if (r->is_csv)
		print_csv(out, r);
	else
		robust_show(out, r);
	return true;
}

/* ------------------------------------------------------------------------------------- parts */

json_t *robust_settings_json(const struct robust_report *r, const char *const *crc32)
{
	json_t *o = spec_json(r), *models = json_array();

	for (int m = 0; m < r->count; m++) {
		json_t *model = json_object();

		json_add(model, "model", json_text(r->models[m].name));
		json_add(model, "crc32", json_string(crc32[m]));
		json_array_append_new(models, model);
	}
	json_add(o, "models", models);
	json_add(o, "csv", json_boolean(r->is_csv));
	return o;
}

json_t *robust_results_json(const struct robust_report *r, size_t first)
{
	json_t *list = json_array();

	for (size_t i = 0; i < r->images; i++) {
		json_t *o = json_object(), *least = json_array();

		for (int m = 0; m < r->count; m++)
			json_array_append_new(least, json_exact((double)r->models[m].least[i]));
		json_add(o, "index", json_integer((json_int_t)(first + i)));
		json_add(o, "least", least);
		json_array_append_new(list, o);
	}
	return list;
}

static bool read_image(struct robust_report *r, const json_t *json, size_t index, size_t at)
{
	const json_t *least = json_object_get(json, "least");
	size_t whole;

	if (!shard_whole(json_object_get(json, "index"), index, &whole) || whole != index ||
	    json_array_size(least) != (size_t)r->count)
		return false;
	for (int m = 0; m < r->count; m++)
		if (!shard_float(json_array_get(least, (size_t)m), &r->models[m].least[at]) ||
		    !(r->models[m].least[at] >= 0))
			return false;
	return true;
}

static bool read_results(void *context, const struct shard *shard, const json_t *results)
{
	struct robust_report *r = context;

	if (!json_is_array(results) || json_array_size(results) != shard->count)
		return false;
	for (int m = 0; m < r->count; m++)
		r->models[m].least = xrealloc(r->models[m].least,
					      (r->images + shard->count + 1) * sizeof(float));
	for (size_t i = 0; i < shard->count; i++)
		if (!read_image(r, json_array_get(results, i), shard->first + i, r->images + i))
			return false;
	r->images += shard->count;
	return true;
}

static bool read_models(struct robust_report *r, const json_t *list)
{
	if (json_array_size(list) < 1 || json_array_size(list) > ROBUSTNESS_MAX_MODELS)
		return false;
	for (size_t m = 0; m < json_array_size(list); m++) {
		const json_t *model = json_array_get(list, m);

		r->models[m].name = json_string_value(json_object_get(model, "model"));
		if (!r->models[m].name)
			return false;
	}
	r->count = (int)json_array_size(list);
	return true;
}

static bool read_eps(struct robustness_spec *spec, const json_t *list)
{
	size_t count = json_array_size(list);

	if (count < 1 || count > ROBUSTNESS_MAX_STRENGTHS)
		return false;
	for (size_t i = 0; i < count; i++)
		if (!shard_float(json_array_get(list, i), &spec->eps[i]) ||
		    !(spec->eps[i] >= 0 && spec->eps[i] <= ROBUSTNESS_MAX_EPS) ||
		    (i > 0 && !(spec->eps[i] > spec->eps[i - 1])))
			return false;
	spec->count = (int)count;
	return true;
}

static bool read_settings(struct robust_report *r, const json_t *of)
{
	const json_t *rate = json_object_get(of, "rate");
	size_t steps;

	if (!attack_method_read(&r->spec.attack, of) ||
	    !shard_whole(json_object_get(of, "max_steps"), ATTACK_MAX_STEPS, &steps) ||
	    (!json_is_null(rate) && !shard_float(rate, &r->spec.rate)) ||
	    !read_eps(&r->spec, json_object_get(of, "eps")) ||
	    !read_models(r, json_object_get(of, "models")))
		return false;
	r->spec.steps = (int)steps;
	r->is_csv = json_is_true(json_object_get(of, "csv"));
	return true;
}

bool robust_merge(struct command_context *context, const struct shards *shards, struct err *err)
{
	struct robust_report r = {.data = shards->report.data, .split = shards->report.split};
	bool is_done;

	if (!read_settings(&r, shards->of))
		return err_set(err, "%s: its settings are damaged; print the parts again",
			       context->operand);
	is_done = shards_each(shards, read_results, &r, err);
	for (int m = 0; m < r.count; m++) {
		r.models[m].known = r.spec.count;
		r.models[m].examined = r.images;
	}
	is_done = is_done && robust_print(&context->out, &r, err);
	robust_report_clear(&r);
	return is_done;
}
