/* netglyph test: how good a net is, and which classes it takes for which. */
#include "base/text.h"
#include "cli/command.h"
#include "cli/json.h"
#include "lab/train/evaluate.h"

#include <inttypes.h>

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
	fprintf(file, "%*s%s", columns - text_width(name), "", name);
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

static void print_json(struct command_context *context, const struct evaluation *e)
{
	int classes = context->net->classes;
	json_t *o = json_object(), *list = json_array();

	for (int i = 0; i < classes; i++)
		json_array_append_new(list, class_json(e, context_names(context), classes, i));
	json_add(o, "model", json_text(context->model));
	json_add(o, "data", json_text(context->data->name));
	json_add(o, "split", json_text(context->common->split));
	json_add(o, "count", json_integer((json_int_t)e->count));
	json_add(o, "accuracy", json_number((double)e->correct / (double)e->count));
	json_add(o, "loss", json_number(e->loss));
	json_add(o, "confusion", confusion_json(e, classes));
	json_add(o, "classes", list);
	json_print(&context->out, o);
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

static void print_words(struct command_context *context, const struct evaluation *e)
{
	const struct class_names *names = context_names(context);
	int classes = context->net->classes, needed = label_columns(names, classes) + 6 * classes;
	int width = context->out.width;
	FILE *file = context->out.file;

	print_fitted(file, width, "%s on %s of %s\n", context->model, context->common->split,
		     context->data->name);
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
}

static bool run_test(struct command_context *context, struct err *err)
{
	struct evaluation e;

	if (!context_read_both(context, err))
		return false;
	e = evaluate(context->net, context_split(context), context->pool);
	if (context->out.is_json)
		print_json(context, &e);
	else
		print_words(context, &e);
	evaluation_clear(&e);
	return true;
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
	.common = COMMON_DATA | COMMON_COMPUTE | COMMON_JSON | COMMON_WIDTH,
	.size = sizeof(struct test_options),
	.run = run_test,
};
