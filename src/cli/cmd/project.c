/* netglyph project: images as points of a plane, near where a layer finds them alike. */
#include "lab/project/project.h"
#include "base/text.h"
#include "base/xalloc.h"
#include "cli/command.h"
#include "cli/json.h"
#include "cli/progress.h"
#include "cli/scatter_show.h"
#include "cli/stop.h"
#include "lab/project/projection.h"

#include <stdlib.h>
#include <string.h>

struct project_options {
	struct common common;
	const char *of, *method;
	int64_t images, iterations, seed;
	double perplexity;
};

#define AT(member) offsetof(struct project_options, member)

static const struct option rows[] = {
	{"of", OPTION_TEXT, AT(of), "NAME", .fallback = "the last hidden layer, else pixels",
	 .help = "what of an image: pixels, logits, or a layer's activations by its name",
	 .words = "pixels|logits|conv1|conv2|fc1"},
	{"method", OPTION_WORD, AT(method), "tsne|pca", .value = "tsne",
	 .help = "t-SNE keeps neighbours together; PCA takes the two directions in which the "
		 "points vary most"},
	{"images", OPTION_WHOLE, AT(images), "N", .value = "1000", .min = 1,
	 .max = PROJECT_IMAGES_MAX, .help = "the first N images of the split"},
	{"perplexity", OPTION_REAL, AT(perplexity), "P", .value = "30", .min = 1, .max = 1000,
	 .help = "of t-SNE: about how many neighbours count; a third of the images at the most"},
	{"iterations", OPTION_WHOLE, AT(iterations), "N", .value = "1000", .min = 250,
	 .max = 100000, .help = "of t-SNE"},
	{"seed", OPTION_WHOLE, AT(seed), "N", .value = "0", .max = 9007199254740991,
	 .help = "of the noise that t-SNE starts with, beside PCA"},
	{0}};

struct shown {
	struct command_context *context;
	const struct split *split;
	const struct projection *projection;
	size_t count;
	int iterations; /* of t-SNE */
};

static bool is_tsne(const struct shown *s)
{
	const struct project_options *o = s->context->values;

	return strcmp(o->method, "tsne") == 0;
}

/* -1: there is no net. */
static int prediction_of(const struct shown *s, size_t i)
{
	return s->projection->predictions ? s->projection->predictions[i].prediction : -1;
}

static json_t *image_json(const struct shown *s, size_t i)
{
	const struct class_names *names = &s->context->data->names;
	const double *place = projection_plane(s->projection) + 2 * i;
	int label = s->split->labels[i], prediction = prediction_of(s, i);
	json_t *o = json_object();

	json_add(o, "index", json_integer((json_int_t)i));
	json_add(o, "x", json_number(place[0]));
	json_add(o, "y", json_number(place[1]));
	json_add(o, "label", json_integer(label));
	json_add(o, "label_name", json_class(names, label));
	json_add(o, "prediction", prediction < 0 ? json_null() : json_integer(prediction));
	json_add(o, "prediction_name", json_class(names, prediction));
	return o;
}

static json_t *explained_json(const struct shown *s)
{
	json_t *explained = json_array();

	for (size_t axis = 0; axis < 2; axis++)
		json_array_append_new(explained, json_number(s->projection->axes.explained[axis]));
	return explained;
}

static void print_json(const struct shown *s)
{
	const struct project_options *o = s->context->values;
	json_t *document = json_object(), *list = json_array();

	for (size_t i = 0; i < s->count; i++)
		json_array_append_new(list, image_json(s, i));
	json_add(document, "model", json_text(s->context->model));
	json_add(document, "data", json_text(s->context->data->path));
	json_add(document, "split", json_string(o->common.split));
	json_add(document, "of",
		 json_text(project_name(s->context->net, s->projection->spec.layer)));
	json_add(document, "method", json_string(o->method));
	json_add(document, "perplexity", is_tsne(s) ? json_number(o->perplexity) : json_null());
	json_add(document, "iterations", is_tsne(s) ? json_integer(s->iterations) : json_null());
	json_add(document, "seed", is_tsne(s) ? json_integer(o->seed) : json_null());
	json_add(document, "explained", is_tsne(s) ? json_null() : explained_json(s));
	json_add(document, "images", list);
	json_print(&s->context->out, document);
}

/* What stands above the picture. */
static void print_title(const struct shown *s)
{
	const struct project_options *o = s->context->values;
	struct output *out = &s->context->out;
	const char *of = project_name(s->context->net, s->projection->spec.layer);
	const char *model = s->context->model;
	const char *mistaken = s->projection->predictions ? "; underlined: mistaken" : "";
	char *data = text_clean(xstrdup(s->context->data->path));

	print_fitted(out->file, out->width, "%s%s%s of the first %zu images of %s (%s)\n",
		     model ? model : "", model ? ", " : "", of, s->count, o->common.split, data);
	free(data);
	if (is_tsne(s))
		print_fitted(out->file, out->width,
			     "t-SNE, perplexity %g, after %d of %d iterations%s\n\n", o->perplexity,
			     s->iterations, (int)o->iterations, mistaken);
	else
		print_fitted(out->file, out->width,
			     "PCA, with %.1f %% and %.1f %% of the variance across and up%s\n\n",
			     100 * s->projection->axes.explained[0],
			     100 * s->projection->axes.explained[1], mistaken);
}

static void print_words(const struct shown *s)
{
	int *labels = xcalloc(s->count, sizeof(int));
	uint8_t *marks = xcalloc(s->count, 1);

	for (size_t i = 0; i < s->count; i++) {
		int prediction = prediction_of(s, i);

		labels[i] = s->split->labels[i];
		marks[i] = prediction >= 0 && prediction != labels[i] ? SCATTER_MISTAKE : 0;
	}
	print_title(s);
	scatter_show(&s->context->out,
		     &(struct scatter){.plane = projection_plane(s->projection),
				       .classes = labels,
				       .marks = marks,
				       .count = s->count,
				       .look = SCATTER_GLYPHS},
		     &s->context->data->names, s->context->data->classes);
	free(labels);
	free(marks);
}

static void say(struct progress *progress, const struct projection *p)
{
	int done = p->tsne ? tsne_iteration(p->tsne) : 0, all = p->spec.tsne.iterations;

	if (p->examined < p->spec.count)
		progress_say(progress, "%zu of %zu images", p->examined, p->spec.count);
	else if (!p->is_known)
		progress_say(progress, "principal components");
	else if (p->tsne && done == 0)
		progress_say(progress, "neighbours of %zu of %zu images", tsne_known(p->tsne),
			     p->spec.count);
	else if (p->tsne)
		progress_say(progress, "iteration %d/%d, %.0f s left", done, all,
			     (seconds_now() - progress->start) / done * (all - done));
}

/* Until all is done, or a signal comes. */
static void run(struct projection *p)
{
	struct progress progress;

	progress_start(&progress);
	say(&progress, p);
	while (!stop_signal() && projection_advance(p, stop_flag()))
		say(&progress, p);
	progress_end(&progress);
}

static bool project(struct shown *s, struct projection *p, struct err *err)
{
	stop_watch();
	run(p);
	stop_settle();
	if (stop_signal())
		s->context->status = 128 + stop_signal();
	if (!p->is_known)
		return err_set(err, "stopped after %zu of %zu images: there is nothing to show yet",
			       p->examined, p->spec.count);
	s->projection = p;
	s->iterations = p->tsne ? tsne_iteration(p->tsne) : 0;
	if (s->context->out.is_json)
		print_json(s);
	else
		print_words(s);
	return true;
}

static bool run_project(struct command_context *context, struct err *err)
{
	const struct project_options *o = context->values;
	struct shown s = {.context = context, .count = (size_t)o->images};
	struct projection_spec spec = {.tsne = tsne_usual()};
	struct projection *p;
	bool is_shown;

	if (context->operand ? !context_read_both(context, err) : !context_read_data(context, err))
		return false;
	s.split = context_split(context);
	if (s.count > s.split->count)
		s.count = s.split->count;
	if (!project_find(context->net, o->of, &spec.layer, err)) {
		context->status = STATUS_USAGE;
		return false;
	}
	spec.count = s.count;
	spec.tsne.perplexity = o->perplexity;
	spec.tsne.iterations = is_tsne(&s) ? (int)o->iterations : 0;
	spec.tsne.seed = (uint64_t)o->seed;
	p = projection_new(context->net, s.split, &spec, context->pool, err);
	is_shown = p && project(&s, p, err);
	projection_free(p);
	return is_shown;
}

const struct command project_command = {
	.name = "project",
	.operand = "[MODEL]",
	.summary = "images as points: what a layer finds alike",
	.help = "Draws each image of a split as a point of a plane, with the sign of its class. "
		"Images are near each other whose pixels, or whose activations in a layer of the "
		"network, are alike. Without MODEL it takes the pixels. Ctrl-C shows what t-SNE "
		"has "
		"reached so far.",
	.options = rows,
	.common = COMMON_DATA | COMMON_COMPUTE | COMMON_MODEL | COMMON_JSON | COMMON_WIDTH |
		  COMMON_COLOR | COMMON_SPLIT,
	.size = sizeof(struct project_options),
	.run = run_project,
};
