/* Attacks on many images, as figures: a line for each image, and how many were taken for it. */
#include "cli/attack_report.h"
#include "base/text.h"
#include "base/xalloc.h"
#include "cli/attack_spec.h"
#include "cli/merge.h"
#include "format/idx.h"

#include <stdlib.h>

struct attack_report {
	struct report of;
	struct attack_spec spec;
	int steps; /* at most */
	size_t count;
	struct attack_outcome *outcomes; /* [count]; owned */
};

/* Each image has a class of its own that it shall be taken for. */
static bool is_target_random(const struct attack_report *r)
{
	return !r->spec.is_untargeted && r->spec.target < 0;
}

/* How many images are taken for the target from the start, from a later step, and never. */
struct tally {
	size_t start, later, never;
};

static struct tally tally_of(const struct attack_report *r)
{
	struct tally t = {0};

	for (size_t i = 0; i < r->count; i++) {
		t.start += r->outcomes[i].first == 0;
		t.later += r->outcomes[i].first > 0;
		t.never += r->outcomes[i].first < 0;
	}
	return t;
}

/* The settings, with which a part's document begins as well. */
static json_t *settings_json(const struct attack_report *r)
{
	json_t *o = json_object();

	attack_spec_json(o, &r->spec);
	json_add(o, "max_steps", json_integer(r->steps));
	return o;
}

static json_t *outcomes_json(const struct attack_report *r, size_t first, json_t *(*number)(double))
{
	json_t *list = json_array();

	for (size_t i = 0; i < r->count; i++) {
		const struct attack_outcome *outcome = &r->outcomes[i];
		json_t *o = json_object();

		json_add(o, "index", json_integer((json_int_t)(first + i)));
		json_add(o, "label", json_integer(outcome->label));
		json_add(o, "prediction", json_integer(outcome->prediction));
		json_add(o, "label_name", json_class(&r->of.names, outcome->label));
		json_add(o, "prediction_name", json_class(&r->of.names, outcome->prediction));
		json_add(o, "first",
			 outcome->first >= 0 ? json_integer(outcome->first) : json_null());
		json_add(o, "restart", json_integer(outcome->restart));
		json_add(o, "l0", number((double)outcome->l0));
		json_add(o, "l2", number((double)outcome->l2));
		json_add(o, "linf", number((double)outcome->linf));
		json_add(o, "probability", number((double)outcome->probability));
		json_add(o, "target", json_integer(outcome->target));
		json_add(o, "ssim", number((double)outcome->ssim));
		json_array_append_new(list, o);
	}
	return list;
}

static void print_json(struct output *out, const struct attack_report *r)
{
	struct tally tally = tally_of(r);
	json_t *o = json_object(), *settings = settings_json(r);

	json_add(o, "model", json_text(r->of.model));
	json_add(o, "data", json_text(r->of.data));
	json_add(o, "split", json_text(r->of.split));
	json_object_update(o, settings);
	json_decref(settings);
	json_add(o, "target_name",
		 json_class(&r->of.names, r->spec.is_untargeted ? -1 : r->spec.target));
	json_add(o, "random_target", json_boolean(is_target_random(r)));
	json_add(o, "from_start", json_integer((json_int_t)tally.start));
	json_add(o, "from_later_step", json_integer((json_int_t)tally.later));
	json_add(o, "never", json_integer((json_int_t)tally.never));
	json_add(o, "images", outcomes_json(r, 0, json_number));
	json_print(out, o);
}

enum { COLUMNS = 7, FIELD = CLASS_NAME_MAX };

/* As many fields of a row as there is room for. */
static void print_row(struct output *out, char fields[COLUMNS][FIELD])
{
	static const int widths[COLUMNS] = {6, 7, 11, 7, 10, 10, 10};
	int column = 0;

	for (int i = 0; i < COLUMNS && column + widths[i] <= out->width; i++) {
		fprintf(out->file, "%*s%s", text_padding(fields[i], widths[i]), "", fields[i]);
		column += widths[i];
	}
	putc('\n', out->file);
}

static void print_outcome(struct output *out, const struct attack_report *r, size_t i)
{
	const struct attack_outcome *outcome = &r->outcomes[i];
	char fields[COLUMNS][FIELD] = {[3] = "never"};

	snprintf(fields[0], FIELD, "%zu", i);
	class_name_cut(&r->of.names, outcome->label, 6, fields[1]);
	class_name_cut(&r->of.names, outcome->prediction, 10, fields[2]);
	if (outcome->first >= 0)
		snprintf(fields[3], FIELD, "%d", outcome->first);
	snprintf(fields[4], FIELD, "%.4f", (double)outcome->l2);
	snprintf(fields[5], FIELD, "%.4f", (double)outcome->linf);
	snprintf(fields[6], FIELD, "%.4f", (double)outcome->probability);
	print_row(out, fields);
}

static void print_words(struct output *out, const struct attack_report *r)
{
	struct tally tally = tally_of(r);
	char heading[COLUMNS][FIELD] = {"image",  "class",   "prediction", "step",
					"length", "largest", "p"};

	char words[SENTENCE_MAX];

	print_fitted(out->file, out->width,
		     "%s: the first %zu images of %s (%s) %s, at most %d steps\n", r->of.model,
		     r->count, r->of.split, r->of.data,
		     attack_spec_words(&r->spec, &r->of.names, words, sizeof(words)), r->steps);
	print_row(out, heading);
	for (size_t i = 0; i < r->count; i++)
		print_outcome(out, r, i);
	if (r->spec.is_untargeted)
		print_fitted(out->file, out->width,
			     "still right: %zu of %zu (%.2f %%); wrong from the start: %zu; wrong "
			     "from a later step on: %zu\n",
			     tally.never, r->count,
			     r->count > 0 ? 100 * (double)tally.never / (double)r->count : 0.0,
			     tally.start, tally.later);
	else
		print_fitted(
			out->file, out->width,
			"taken for %s: %zu from the start, %zu from a later step on, %zu never\n",
			is_target_random(r) ? "the target"
					    : class_name(&r->of.names, r->spec.target),
			tally.start, tally.later, tally.never);
}

static void print(struct output *out, const struct attack_report *r)
{
	if (out->is_json)
		print_json(out, r);
	else
		print_words(out, r);
}

/* [count, height, width]. */
static bool keep_images(const struct command_context *context, const char *out, size_t count,
			float *images, struct err *err)
{
	const struct shape *input = &context->net->input;
	struct idx idx = {
		.type = IDX_F32,
		.ndim = 3,
		.dim = {(uint32_t)count, (uint32_t)input->height, (uint32_t)input->width, 1},
		.values = images};

	return !out || idx_write(out, &idx, err);
}

bool attack_report_run(struct command_context *context, const struct attack_spec *spec, int steps,
		       const struct shard *shard, const char *out, struct err *err)
{
	size_t pixels = shape_size(context->net->input);
	float *images = out ? xfloats(shard->count * pixels) : NULL;
	bool is_kept;
	struct attack_report r = {.of = report_of(context),
				  .spec = *spec,
				  .steps = steps,
				  .count = shard->count,
				  .outcomes = xcalloc(shard->count, sizeof(*r.outcomes))};

	attack_images_into(context->net, context_split(context), spec, steps, shard->first,
			   shard->count, context->pool, r.outcomes, images);
	is_kept = keep_images(context, out, shard->count, images, err);
	if (is_kept && shard->is_part)
		shard_print(context, "attack", shard, settings_json(&r),
			    outcomes_json(&r, shard->first, json_exact));
	else if (is_kept)
		print(&context->out, &r);
	free(r.outcomes);
	free(images);
	return is_kept;
}

/* ------------------------------------------------------------------------------------- merge */

static bool read_first_step(const json_t *json, int steps, int *first)
{
	size_t step = 0;
	bool is_read = json_is_null(json) || shard_whole(json, (size_t)steps, &step);

	*first = json_is_null(json) ? -1 : (int)step;
	return is_read;
}

static bool read_outcome(const json_t *json, size_t index, const struct attack_report *r,
			 struct attack_outcome *outcome)
{
	size_t last_class = (size_t)r->of.classes - 1, restarts = (size_t)r->spec.restarts;
	size_t whole, classes[2], target;

	*outcome = (struct attack_outcome){0};
	if (!shard_whole(json_object_get(json, "index"), index, &whole) || whole != index ||
	    !shard_whole(json_object_get(json, "label"), last_class, &classes[0]) ||
	    !shard_whole(json_object_get(json, "prediction"), last_class, &classes[1]) ||
	    !read_first_step(json_object_get(json, "first"), r->steps, &outcome->first) ||
	    !shard_float(json_object_get(json, "l0"), &outcome->l0) ||
	    !shard_float(json_object_get(json, "l2"), &outcome->l2) ||
	    !shard_float(json_object_get(json, "linf"), &outcome->linf) ||
	    !shard_float(json_object_get(json, "probability"), &outcome->probability) ||
	    !shard_whole(json_object_get(json, "target"), last_class, &target) ||
	    !shard_float(json_object_get(json, "ssim"), &outcome->ssim))
		return false;
	if (!shard_whole(json_object_get(json, "restart"), restarts, &whole))
		return false;
	outcome->restart = (int)whole;
	outcome->label = (int)classes[0];
	outcome->prediction = (int)classes[1];
	outcome->target = (int)target;
	return true;
}

static bool read_results(void *context, const struct shard *shard, const json_t *results)
{
	struct attack_report *r = context;

	if (!json_is_array(results) || json_array_size(results) != shard->count)
		return false;
	r->outcomes = xrealloc(r->outcomes, (r->count + shard->count + 1) * sizeof(*r->outcomes));
	for (size_t i = 0; i < shard->count; i++)
		if (!read_outcome(json_array_get(results, i), shard->first + i, r,
				  &r->outcomes[r->count++]))
			return false;
	return true;
}

static bool read_settings(struct attack_report *r, const json_t *of)
{
	size_t steps;

	if (!attack_spec_read(&r->spec, of, r->of.classes) ||
	    !shard_whole(json_object_get(of, "max_steps"), ATTACK_MAX_STEPS, &steps))
		return false;
	r->steps = (int)steps;
	return true;
}

bool attack_merge(struct command_context *context, const struct shards *shards, struct err *err)
{
	struct attack_report r = {.of = shards->report};
	bool is_read;

	if (context->out.png)
		return usage_error(context, err,
				   "--png: attacks on many images are figures, without pictures");
	if (!read_settings(&r, shards->of))
		return err_set(err, "%s: its settings are damaged; print the parts again",
			       context->operand);
	is_read = shards_each(shards, read_results, &r, err);
	if (is_read)
		print(&context->out, &r);
	free(r.outcomes);
	return is_read;
}
