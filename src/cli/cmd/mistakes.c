/* netglyph mistakes: cell 4 of the article. */
#include "base/xalloc.h"
#include "cli/command.h"
#include "cli/insights_show.h"
#include "cli/merge.h"
#include "cli/mistakes_show.h"
#include "lab/train/fingerprint.h"

#include <stdlib.h>
#include <string.h>

struct mistakes_options {
	struct common common;
	int64_t first;
	bool has_all, is_small;
	const char *sort;
};

#define AT(member) offsetof(struct mistakes_options, member)

static const struct option rows[] = {
	{"first", OPTION_WHOLE, AT(first), "N", .fallback = "200", .min = 1, .max = 1e9,
	 .help = "classify the first N images of the split"},
	{"all", OPTION_FLAG, AT(has_all), .help = "classify all of them"},
	{"sort", OPTION_WORD, AT(sort), "loss|confidence|index", .value = "index",
	 .help = "worst first, by either; or in the split's own order"},
	{"small", OPTION_FLAG, AT(is_small), .help = "pictures of half the size"},
	{0}};

/* So many are drawn, and printed, at a time; most numbers of columns divide it. */
enum { PIECE = 840 };

enum { EXAMINED = 200 }; /* the article's, and the default that --first names */

/* What is said of mistakes, of whichever process found them. */
struct told {
	struct output *out;
	struct report report;
	bool is_small;
};

static json_t *mistake_json(const struct mistake *mistake, const struct class_names *names,
			    json_t *(*number)(double))
{
	json_t *entry = json_object();

	json_add(entry, "index", json_integer((json_int_t)mistake->index));
	json_add(entry, "label", json_integer(mistake->prediction.label));
	json_add(entry, "prediction", json_integer(mistake->prediction.prediction));
	json_add(entry, "label_name", json_class(names, mistake->prediction.label));
	json_add(entry, "prediction_name", json_class(names, mistake->prediction.prediction));
	json_add(entry, "confidence", number((double)mistake->prediction.confidence));
	json_add(entry, "loss", number((double)mistake->prediction.loss));
	return entry;
}

static json_t *list_json(const struct mistakes *m, json_t *(*number)(double))
{
	json_t *list = json_array();

	for (size_t i = 0; i < m->count; i++)
		json_array_append_new(list, mistake_json(&m->list[i], m->names, number));
	return list;
}

/* Of the mistakes alone: what was told right is not in it. The caller frees it. */
static size_t *confusion_of(const struct told *told, const struct mistakes *m)
{
	size_t classes = (size_t)told->report.classes;
	size_t *confusion = xcalloc(classes * classes, sizeof(*confusion));

	for (size_t i = 0; i < m->count; i++)
		confusion[(size_t)m->list[i].prediction.label * classes +
			  (size_t)m->list[i].prediction.prediction]++;
	return confusion;
}

static struct insight_facts facts_of(const struct told *told, const size_t *confusion)
{
	return (struct insight_facts){.has = INSIGHT_CONFUSION,
				      .names = &told->report.names,
				      .classes = told->report.classes,
				      .confusion = confusion,
				      .split = told->report.split};
}

static void print_json(const struct told *told, const struct mistakes *m)
{
	json_t *o = json_object();
	size_t *confusion = confusion_of(told, m);
	struct insight_facts facts = facts_of(told, confusion);

	json_add(o, "model", json_text(told->report.model));
	json_add(o, "data", json_text(told->report.data));
	json_add(o, "split", json_text(told->report.split));
	json_add(o, "examined", json_integer((json_int_t)m->examined));
	json_add(o, "mistakes", list_json(m, json_number));
	json_add(o, "insights", insights_json(&facts));
	json_print(told->out, o);
	free(confusion);
}

static bool show_all(const struct told *told, const struct mistakes *m, struct err *err)
{
	struct output *out = told->out;
	size_t piece = out->png ? m->count : PIECE;

	for (size_t first = 0; first < m->count && !out->is_closed; first += piece) {
		size_t left = m->count - first;

		if (first > 0)
			putc('\n', out->file);
		if (!mistakes_show(m, out, first, left < piece ? left : piece,
				   told->is_small ? -2 : 0, err) ||
		    !output_flush(out, err))
			return false;
	}
	return true;
}

static void print_insights(const struct told *told, const struct mistakes *m)
{
	size_t *confusion = confusion_of(told, m);
	struct insight_facts facts = facts_of(told, confusion);

	insights_show(told->out, &facts);
	free(confusion);
}

static bool print(const struct told *told, const struct mistakes *m, struct err *err)
{
	const struct report *report = &told->report;
	struct output *out = told->out;

	if (out->png && m->count == 0)
		return err_set(err,
			       "%s: not written: none of the first %zu images of %s is mistaken; "
			       "--first or --all classifies more",
			       out->png, m->examined, report->split);
	if (out->is_json) {
		bool is_shown = !out->png || show_all(told, m, err);

		print_json(told, m);
		return is_shown;
	}
	print_fitted(out->file, out->width,
		     "%s: %zu of the first %zu images of %s (%s) are mistaken%s\n", report->model,
		     m->count, m->examined, report->split, report->data,
		     m->count ? "\nunder each: #image, true class>answer, how sure it is of that\n"
			      : "");
	if (!show_all(told, m, err))
		return false;
	print_insights(told, m);
	return true;
}

static enum mistake_order order_of(const char *word)
{
	if (strcmp(word, "loss") == 0)
		return BY_LOSS;
	return strcmp(word, "confidence") == 0 ? BY_CONFIDENCE : BY_INDEX;
}

static void print_part(struct command_context *context, const struct shard *shard,
		       const struct mistakes *m)
{
	const struct mistakes_options *o = context->values;
	json_t *settings = json_object();

	json_add(settings, "sort", json_string(o->sort));
	json_add(settings, "small", json_boolean(o->is_small));
	shard_print(context, "mistakes", shard, settings, list_json(m, json_exact));
}

static bool find(struct command_context *context, const struct shard *shard, struct err *err)
{
	const struct mistakes_options *o = context->values;
	struct told told = {&context->out, report_of(context), o->is_small};
	struct mistakes m = mistakes_new(context->data, context_split(context), shard->count);
	bool is_printed = true;

	m.first = shard->first;
	while (mistakes_examine(&m, context->net, context->pool))
		;
	mistakes_sort(&m, order_of(o->sort));
	if (shard->is_part)
		print_part(context, shard, &m);
	else
		is_printed = print(&told, &m, err);
	mistakes_clear(&m);
	return is_printed;
}

static bool run_mistakes(struct command_context *context, struct err *err)
{
	const struct mistakes_options *o = context->values;
	size_t count = o->first > 0 ? (size_t)o->first : EXAMINED;
	struct shard shard;

	if (o->has_all && o->first > 0)
		return usage_error(context, err,
				   "--all and --first contradict each other; choose one");
	if (!context_read_both(context, err))
		return false;
	if (o->has_all || count > context_split(context)->count)
		count = context_split(context)->count;
	return shard_choose(context, count, &shard, err) && find(context, &shard, err);
}

/* ------------------------------------------------------------------------------------- merge */

struct joined {
	struct mistakes *mistakes;
	size_t last_class;
};

static bool read_mistake(const json_t *json, const struct shard *shard, size_t last_class,
			 struct mistake *mistake)
{
	size_t classes[2];

	*mistake = (struct mistake){0};
	if (!shard_whole(json_object_get(json, "index"), shard->total, &mistake->index) ||
	    mistake->index - shard->first >= shard->count ||
	    !shard_whole(json_object_get(json, "label"), last_class, &classes[0]) ||
	    !shard_whole(json_object_get(json, "prediction"), last_class, &classes[1]) ||
	    !shard_float(json_object_get(json, "confidence"), &mistake->prediction.confidence) ||
	    !shard_float(json_object_get(json, "loss"), &mistake->prediction.loss))
		return false;
	mistake->prediction.label = (int)classes[0];
	mistake->prediction.prediction = (int)classes[1];
	return true;
}

static bool read_results(void *context, const struct shard *shard, const json_t *results)
{
	const struct joined *joined = context;
	struct mistakes *m = joined->mistakes;
	size_t count = json_array_size(results);

	if (!json_is_array(results) || count > shard->count)
		return false;
	m->list = xrealloc(m->list, (m->count + count + 1) * sizeof(*m->list));
	for (size_t i = 0; i < count; i++)
		if (!read_mistake(json_array_get(results, i), shard, joined->last_class,
				  &m->list[m->count++]))
			return false;
	m->examined += shard->count;
	return true;
}

/* The images, where they are to be drawn: the same that the parts are of. */
static bool read_images(struct command_context *context, const struct shards *shards,
			struct mistakes *m, struct err *err)
{
	const char *expected = json_string_value(json_object_get(shards->of, "images_crc32"));
	char found[FINGERPRINT_MAX];

	if (context->out.is_json && !context->out.png)
		return true;
	if (!context_read_data(context, err))
		return false;
	m->split = &context->data->split[split_find(shards->report.split)];
	m->height = context->data->height;
	m->width = context->data->width;
	fingerprint_split(m->split, found);
	return (expected && strcmp(found, expected) == 0 && shards->total <= m->split->count) ||
	       err_set(err,
		       "%s: has other images than '%s', of which the parts are: name those with "
		       "--data, or say --json, which draws none",
		       context->data->path, shards->report.data);
}

bool mistakes_merge(struct command_context *context, const struct shards *shards, struct err *err)
{
	const char *sort = json_string_value(json_object_get(shards->of, "sort"));
	struct mistakes m = {.names = &shards->report.names};
	struct joined joined = {&m, (size_t)shards->report.classes - 1};
	struct told told = {&context->out, shards->report,
			    json_is_true(json_object_get(shards->of, "small"))};
	bool is_printed = shards_each(shards, read_results, &joined, err) &&
			  read_images(context, shards, &m, err);

	if (is_printed) {
		mistakes_sort(&m, order_of(sort ? sort : "index"));
		is_printed = print(&told, &m, err);
	}
	mistakes_clear(&m);
	return is_printed;
}

const struct command mistakes_command = {
	.name = "mistakes",
	.operand = "MODEL",
	.summary = "the images it gets wrong",
	.help = "Classifies the first images of a split and shows those that the network gets "
		"wrong, with the true class, the prediction and its probability.",
	.options = rows,
	.common = COMMON_DATA | COMMON_COMPUTE | COMMON_MODEL | COMMON_JSON | COMMON_PICTURES |
		  COMMON_SPLIT | COMMON_SHARD,
	.size = sizeof(struct mistakes_options),
	.run = run_mistakes,
};
