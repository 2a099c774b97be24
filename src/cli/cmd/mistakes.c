/* netglyph mistakes: cell 4 of the article. */
#include "cli/command.h"
#include "cli/json.h"
#include "cli/mistakes_show.h"

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

static void print_json(struct command_context *context, const struct mistakes *m)
{
	json_t *o = json_object(), *list = json_array();

	for (size_t i = 0; i < m->count; i++) {
		const struct mistake *mistake = &m->list[i];
		json_t *entry = json_object();

		json_add(entry, "index", json_integer((json_int_t)mistake->index));
		json_add(entry, "label", json_integer(mistake->prediction.label));
		json_add(entry, "prediction", json_integer(mistake->prediction.prediction));
		json_add(entry, "label_name",
			 json_class(context_names(context), mistake->prediction.label));
		json_add(entry, "prediction_name",
			 json_class(context_names(context), mistake->prediction.prediction));
		json_add(entry, "confidence", json_number((double)mistake->prediction.confidence));
		json_add(entry, "loss", json_number((double)mistake->prediction.loss));
		json_array_append_new(list, entry);
	}
	json_add(o, "model", json_text(context->model));
	json_add(o, "data", json_text(context->data->name));
	json_add(o, "split", json_text(context->common->split));
	json_add(o, "examined", json_integer((json_int_t)m->examined));
	json_add(o, "mistakes", list);
	json_print(&context->out, o);
}

static bool show_all(struct command_context *context, const struct mistakes *m, struct err *err)
{
	const struct mistakes_options *o = context->values;
	struct output *out = &context->out;
	size_t piece = out->png ? m->count : PIECE;

	for (size_t first = 0; first < m->count && !out->is_closed; first += piece) {
		size_t left = m->count - first;

		if (first > 0)
			putc('\n', out->file);
		if (!mistakes_show(m, out, first, left < piece ? left : piece, o->is_small ? -2 : 0,
				   err) ||
		    !output_flush(out, err))
			return false;
	}
	return true;
}

static bool print(struct command_context *context, const struct mistakes *m, struct err *err)
{
	if (context->out.png && m->count == 0)
		return err_set(err,
			       "%s: not written: none of the first %zu images of %s is mistaken; "
			       "--first or --all classifies more",
			       context->out.png, m->examined, context->common->split);
	if (context->out.is_json) {
		bool is_shown = !context->out.png || show_all(context, m, err);

		print_json(context, m);
		return is_shown;
	}
	print_fitted(context->out.file, context->out.width,
		     "%s: %zu of the first %zu images of %s (%s) are mistaken%s\n", context->model,
		     m->count, m->examined, context->common->split, context->data->name,
		     m->count ? "\nunder each: #image, true class>answer, how sure it is of that\n"
			      : "");
	return show_all(context, m, err);
}

static enum mistake_order order_of(const char *word)
{
	if (strcmp(word, "loss") == 0)
		return BY_LOSS;
	return strcmp(word, "confidence") == 0 ? BY_CONFIDENCE : BY_INDEX;
}

static bool run_mistakes(struct command_context *context, struct err *err)
{
	const struct mistakes_options *o = context->values;
	const struct split *split;
	struct mistakes m;
	size_t count = o->first > 0 ? (size_t)o->first : EXAMINED;
	bool is_printed;

	if (o->has_all && o->first > 0)
		return usage_error(context, err,
				   "--all and --first contradict each other; choose one");
	if (!context_read_both(context, err))
		return false;
	split = context_split(context);
	if (o->has_all || count > split->count)
		count = split->count;
	m = mistakes_find(context->net, context->data, split, count, order_of(o->sort),
			  context->pool);
	is_printed = print(context, &m, err);
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
	.common = COMMON_DATA | COMMON_COMPUTE | COMMON_JSON | COMMON_PICTURES | COMMON_SPLIT,
	.size = sizeof(struct mistakes_options),
	.run = run_mistakes,
};
