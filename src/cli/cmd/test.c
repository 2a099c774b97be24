/* netglyph test: how good a net is, and which classes it takes for which. */
#include "base/text.h"
#include "base/xalloc.h"
#include "cli/command.h"
#include "cli/insights_show.h"
#include "cli/merge.h"
#include "lab/train/evaluate.h"

#include <stdlib.h>

struct test_options {
	struct common common;
};

static const struct option rows[] = {
	{"split", OPTION_WORD, offsetof(struct test_options, common.split), "train|validation|test",
	 .value = "test", .help = "which part of the data set"},
	{0}};

enum { MAX_NAME = 16 };

/* At the right of so many columns, as numbers are. */
static void print_name(FILE *file, const char *name, int columns)
{
	fprintf(file, "%*s%s", text_padding(name, columns), "", name);
}

/* Figures of one class; a ratio without cases is NaN. */
struct class_figures {
	size_t count;             /* images of this class */
	size_t correct, answered; /* of them told right; images taken for this class */
	double precision, recall;
};

static struct class_figures class_figures(const struct evaluation *e, int classes, int class)
{
	struct class_figures f = {0};

	for (int i = 0; i < classes; i++) {
		f.count += e->confusion[class * classes + i];
		f.answered += e->confusion[i * classes + class];
	}
	f.correct = e->confusion[class * classes + class];
	f.precision = (double)f.correct / (double)f.answered;
	f.recall = (double)f.correct / (double)f.count;
	return f;
}

static json_t *confusion_json(const struct evaluation *e, int classes)
{
	json_t *rows_json = json_array();

	for (int i = 0; i < classes; i++) {
		json_t *row = json_array();

		for (int j = 0; j < classes; j++)
			json_array_append_new(
				row, json_integer((json_int_t)e->confusion[i * classes + j]));
		json_array_append_new(rows_json, row);
	}
	return rows_json;
}

static json_t *class_json(const struct evaluation *e, const struct class_names *names, int classes,
			  int class)
{
	struct class_figures f = class_figures(e, classes, class);
	json_t *o = json_object();

	json_add(o, "class", json_integer(class));
	json_add(o, "count", json_integer((json_int_t)f.count));
	json_add(o, "precision", json_number(f.precision));
	json_add(o, "recall", json_number(f.recall));
	json_add(o, "name", json_class(names, class));
	return o;
}

/* Predictions of a split, and what is known beside them. */
struct tested {
	const struct report *report;
	const struct prediction *predictions;
	size_t count;
	bool has_certainty;
	struct insight_certainty certainty;
	const struct leak *leak; /* NULL: nobody looked */
};

/* What was found of it. */
struct told {
	const struct report *report;
	struct evaluation evaluation;
	struct insight_facts facts;
};

static void print_json(struct output *out, const struct told *told)
{
	const struct report *report = told->report;
	const struct evaluation *e = &told->evaluation;
	int classes = report->classes;
	json_t *o = json_object(), *list = json_array();

	for (int i = 0; i < classes; i++)
		json_array_append_new(list, class_json(e, &report->names, classes, i));
	json_add(o, "model", json_text(report->model));
	json_add(o, "data", json_text(report->data));
	json_add(o, "split", json_text(report->split));
	json_add(o, "count", json_integer((json_int_t)e->count));
	json_add(o, "accuracy", json_number((double)e->correct / (double)e->count));
	json_add(o, "loss", json_number(e->loss));
	json_add(o, "confusion", confusion_json(e, classes));
	json_add(o, "classes", list);
	json_add(o, "insights", insights_json(&told->facts));
	json_print(out, o);
}

/* Columns of a class's name before its row. */
static int label_columns(const struct class_names *names, int classes)
{
	int width = class_names_width(names, classes, MAX_NAME);

	return width < 5 ? 5 : width;
}

static void print_confusion(FILE *file, const struct evaluation *e, const struct class_names *names,
			    int classes)
{
	int label = label_columns(names, classes);
	char name[CLASS_NAME_MAX];

	fputs("\nconfusion: a row for each true class, a column for each answer\n\n", file);
	fprintf(file, "%*s", label, "");
	for (int j = 0; j < classes; j++)
		print_name(file, class_name_cut(names, j, 5, name), 6);
	putc('\n', file);
	for (int i = 0; i < classes; i++) {
		print_name(file, class_name_cut(names, i, label, name), label);
		for (int j = 0; j < classes; j++) {
			size_t count = e->confusion[i * classes + j];

			if (count)
				fprintf(file, "%6zu", count);
			else
				fputs("     .", file);
		}
		putc('\n', file);
	}
}

/* Columns of the table of classes: count; a ratio. */
enum { LABELS = 8, RATIO = 11 };

static void print_ratio(FILE *file, double ratio)
{
	if (ratio >= 0)
		fprintf(file, "%11.4f", ratio);
	else
		fputs("          -", file);
}

/* As many columns as there is room for. */
static void print_classes(FILE *file, const struct evaluation *e, const struct class_names *names,
			  int classes, int width)
{
	int label = label_columns(names, classes), left = width - LABELS - label;
	bool has_precision = left >= RATIO, has_recall = left >= 2 * RATIO;
	char name[CLASS_NAME_MAX];

	fprintf(file, "\n%*s  images%s%s\n", label, "class", has_precision ? "  precision" : "",
		has_recall ? "     recall" : "");
	for (int i = 0; i < classes; i++) {
		struct class_figures f = class_figures(e, classes, i);

		print_name(file, class_name_cut(names, i, label, name), label);
		fprintf(file, "%8zu", f.count);
		if (has_precision)
			print_ratio(file, f.precision);
		if (has_recall)
			print_ratio(file, f.recall);
		putc('\n', file);
	}
}

static void print_words(struct output *out, const struct told *told)
{
	const struct report *report = told->report;
	const struct evaluation *e = &told->evaluation;
	const struct class_names *names = &report->names;
	int classes = report->classes, needed = label_columns(names, classes) + 6 * classes;
	int width = out->width;
	FILE *file = out->file;

	print_fitted(file, width, "%s on %s of %s\n", report->model, report->split, report->data);
	print_fitted(file, width, "accuracy %.4f (%zu of %zu right), loss %.4f\n",
		     (double)e->correct / (double)e->count, e->correct, e->count, e->loss);
	if (needed <= width)
		print_confusion(file, e, names, classes);
	else
		print_fitted(file, width,
			     "\nconfusion: %d classes take %d columns; see them with --width %d, "
			     "or with --json\n",
			     classes, needed, needed);
	print_classes(file, e, names, classes, width);
	insights_show(out, &told->facts);
}

static void print(struct output *out, const struct tested *t)
{
	const struct report *report = t->report;
	struct told told = {report, evaluation_of(t->predictions, t->count, report->classes), {0}};

	told.facts = (struct insight_facts){.has = INSIGHT_CONFUSION |
						   (t->has_certainty ? INSIGHT_CERTAINTY : 0) |
						   (t->leak ? INSIGHT_LEAK : 0),
					    .names = &report->names,
					    .classes = report->classes,
					    .confusion = told.evaluation.confusion,
					    .split = report->split,
					    .certainty = t->certainty,
					    .leak = t->leak};
	if (out->is_json)
		print_json(out, &told);
	else
		print_words(out, &told);
	evaluation_clear(&told.evaluation);
}

/* What evaluation_of() needs of each image of a part: a list for each. */
static json_t *results_json(const struct prediction *predictions, size_t count)
{
	json_t *labels = json_array(), *answers = json_array(), *losses = json_array();
	json_t *o = json_object();

	for (size_t i = 0; i < count; i++) {
		json_array_append_new(labels, json_integer(predictions[i].label));
		json_array_append_new(answers, json_integer(predictions[i].prediction));
		json_array_append_new(losses, json_exact((double)predictions[i].loss));
	}
	json_add(o, "labels", labels);
	json_add(o, "predictions", answers);
	json_add(o, "losses", losses);
	json_add(o, "certain",
		 json_integer((json_int_t)insight_certainty_of(predictions, count).certain));
	return o;
}

static void print_whole(struct command_context *context, const struct prediction *predictions,
			size_t count)
{
	struct report report = report_of(context);
	struct leak leak = leak_find(context->data);

	print(&context->out, &(struct tested){&report, predictions, count, true,
					      insight_certainty_of(predictions, count), &leak});
}

static bool run_test(struct command_context *context, struct err *err)
{
	struct shard shard;
	struct prediction *predictions;

	if (!context_read_both(context, err) ||
	    !shard_choose(context, context_split(context)->count, &shard, err))
		return false;
	predictions = xcalloc(shard.count, sizeof(*predictions));
	evaluate_images(context->net, context_split(context), shard.first, shard.count,
			context->pool, predictions);
	if (shard.is_part)
		shard_print(context, "test", &shard, json_object(),
			    results_json(predictions, shard.count));
	else
		print_whole(context, predictions, shard.count);
	free(predictions);
	return true;
}

/* The predictions of all parts read so far. */
struct joined {
	struct prediction *predictions;
	size_t count, last_class;
	struct insight_certainty certainty; /* of the parts that say it */
};

static bool read_prediction(const json_t *label, const json_t *answer, const json_t *loss,
			    size_t last_class, struct prediction *prediction)
{
	size_t classes[2];

	if (!shard_whole(label, last_class, &classes[0]) ||
	    !shard_whole(answer, last_class, &classes[1]) || !shard_float(loss, &prediction->loss))
		return false;
	prediction->label = (int)classes[0];
	prediction->prediction = (int)classes[1];
	return true;
}

static bool read_results(void *context, const struct shard *shard, const json_t *results)
{
	struct joined *joined = context;
	const json_t *labels = json_object_get(results, "labels");
	const json_t *answers = json_object_get(results, "predictions");
	const json_t *losses = json_object_get(results, "losses");
	const json_t *certain = json_object_get(results, "certain");
	size_t count = shard->count, certain_count;

	if (json_array_size(labels) != count || json_array_size(answers) != count ||
	    json_array_size(losses) != count)
		return false;
	joined->predictions = xrealloc(joined->predictions,
				       (joined->count + count + 1) * sizeof(*joined->predictions));
	for (size_t i = 0; i < count; i++) {
		struct prediction prediction = {0};

		if (!read_prediction(json_array_get(labels, i), json_array_get(answers, i),
				     json_array_get(losses, i), joined->last_class, &prediction))
			return false;
		joined->predictions[joined->count++] = prediction;
	}
	if (shard_whole(certain, count, &certain_count)) {
		joined->certainty.images += count;
		joined->certainty.certain += certain_count;
	}
	return true;
}

bool test_merge(struct command_context *context, const struct shards *shards, struct err *err)
{
	struct joined joined = {.last_class = (size_t)shards->report.classes - 1};
	bool is_read = shards_each(shards, read_results, &joined, err);

	if (is_read)
		print(&context->out,
		      &(struct tested){&shards->report, joined.predictions, joined.count,
				       joined.certainty.images == joined.count, joined.certainty,
				       NULL});
	free(joined.predictions);
	return is_read;
}

const struct command test_command = {
	.name = "test",
	.operand = "MODEL",
	.summary = "its accuracy, and what it takes for what",
	.help = "Classifies every image of a split: accuracy, loss, the confusion "
		"matrix, and for each class "
		"its precision (how often an answer is right) and recall (how many of the class "
		"are found).",
	.options = rows,
	.common = COMMON_DATA | COMMON_COMPUTE | COMMON_MODEL | COMMON_JSON | COMMON_WIDTH |
		  COMMON_SHARD,
	.size = sizeof(struct test_options),
	.run = run_test,
};
