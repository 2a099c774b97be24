/* A part of an evaluation: which images, and its document. */
#include "cli/shard.h"
#include "lab/train/fingerprint.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

struct shard shard_part(int index, int parts, size_t total)
{
	size_t first = total / (size_t)parts * (size_t)(index - 1);
	size_t left = total % (size_t)parts, before = (size_t)(index - 1);

	/* The first `left` parts have one image more. */
	first += before < left ? before : left;
	return (struct shard){.index = index,
			      .parts = parts,
			      .total = total,
			      .first = first,
			      .count = total / (size_t)parts + (before < left)};
}

/* 1..SHARDS_MAX, up to `end`; 0: something else. */
static int read_part(const char *text, char end, const char **rest)
{
	char *after;
	long value = *text >= '1' && *text <= '9' ? strtol(text, &after, 10) : 0;

	if (value < 1 || value > SHARDS_MAX || *after != end)
		return 0;
	*rest = after + 1;
	return (int)value;
}

bool shard_choose(struct command_context *context, size_t total, struct shard *shard,
		  struct err *err)
{
	const char *text = context->common->shard, *rest = text;
	int index, parts;

	*shard = shard_part(1, 1, total);
	if (!text)
		return true;
	index = read_part(text, '/', &rest);
	parts = index ? read_part(rest, '\0', &rest) : 0;
	if (parts < index || parts == 0)
		return usage_error(context, err,
				   "--shard %s: expected I/N, part I of N parts, with I from 1 to "
				   "N and N at most %d",
				   text, SHARDS_MAX);
	if (!context->out.is_json || context->out.png)
		return usage_error(context, err,
				   "--shard %s: a part is printed as JSON and has no pictures; say "
				   "--json and not --png, and 'netglyph merge' draws them",
				   text);
	*shard = shard_part(index, parts, total);
	shard->is_part = true;
	return true;
}

struct report report_of(const struct command_context *context)
{
	return (struct report){context->model, context->data->name, context->common->split,
			       context->net->classes, *context_names(context)};
}

static json_t *names_json(const struct class_names *names, int classes)
{
	json_t *list = json_array();

	for (int i = 0; i < names->count && i < classes; i++)
		json_array_append_new(list, json_text(names->name[i]));
	return list;
}

void shard_print(struct command_context *context, const char *command, const struct shard *shard,
		 json_t *settings, json_t *results)
{
	struct report report = report_of(context);
	char model[FINGERPRINT_MAX], images[FINGERPRINT_MAX];
	json_t *document = json_object(), *of = json_object();

	fingerprint_net(context->net, model);
	fingerprint_split(context_split(context), images);
	json_add(of, "model", json_text(report.model));
	json_add(of, "model_crc32", json_string(model));
	json_add(of, "data", json_text(report.data));
	json_add(of, "split", json_string(report.split));
	json_add(of, "images_crc32", json_string(images));
	json_add(of, "classes", json_integer(report.classes));
	json_add(of, "class_names", names_json(&report.names, report.classes));
	json_add(of, "isa", json_string(context->kernel->name));
	json_add(of, "images", json_integer((json_int_t)shard->total));
	json_object_update(of, settings);
	json_decref(settings);
	json_add(document, "command", json_string(command));
	json_add(document, "shard", json_integer(shard->index));
	json_add(document, "shards", json_integer(shard->parts));
	json_add(document, "of", of);
	json_add(document, "results", results);
	json_print(&context->out, document);
}

json_t *json_exact(double value)
{
	if (isfinite(value))
		return json_real(value);
	return json_string(isnan(value) ? "nan" : value > 0 ? "inf" : "-inf");
}

bool shard_float(const json_t *json, float *value)
{
	const char *text = json_string_value(json);

	*value = (float)json_number_value(json);
	if (!text)
		return json_is_number(json) && isfinite(*value);
	*value = strcmp(text, "nan") == 0 ? NAN : strcmp(text, "-inf") == 0 ? -INFINITY : INFINITY;
	return isnan(*value) || *value < 0 || strcmp(text, "inf") == 0;
}

bool shard_whole(const json_t *json, size_t max, size_t *value)
{
	json_int_t whole = json_integer_value(json);

	*value = (size_t)whole;
	return json_is_integer(json) && whole >= 0 && (unsigned long long)whole <= max;
}
