/* netglyph project: images as points of a plane, near where a layer finds them alike. */
#include "lab/project/project.h"
#include "base/xalloc.h"
#include "cli/command.h"
#include "cli/json.h"
#include "cli/progress.h"
#include "cli/scatter_show.h"
#include "cli/stop.h"
#include "lab/project/pca.h"
#include "lab/project/tsne.h"
#include "lab/train/evaluate.h"

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

struct projection {
	struct command_context *context;
	const struct split *split;
	int layer;
	size_t count;
	double *plane;                  /* [count, 2] */
	double explained[2];            /* of PCA */
	int iterations;                 /* of t-SNE; 0: of PCA */
	struct prediction *predictions; /* [count]; NULL: without a net */
};

static bool is_tsne(const struct projection *p)
{
	const struct project_options *o = p->context->values;

	return strcmp(o->method, "tsne") == 0;
}

static json_t *image_json(const struct projection *p, size_t i)
{
	const struct class_names *names = &p->context->data->names;
	int label = p->split->labels[i];
	int prediction = p->predictions ? p->predictions[i].prediction : -1;
	json_t *o = json_object();

	json_add(o, "index", json_integer((json_int_t)i));
	json_add(o, "x", json_number(p->plane[2 * i]));
	json_add(o, "y", json_number(p->plane[2 * i + 1]));
	json_add(o, "label", json_integer(label));
	json_add(o, "label_name", json_class(names, label));
	json_add(o, "prediction", prediction < 0 ? json_null() : json_integer(prediction));
	json_add(o, "prediction_name", json_class(names, prediction));
	return o;
}

static void print_json(const struct projection *p)
{
	const struct project_options *o = p->context->values;
	json_t *document = json_object(), *list = json_array(), *explained = json_array();

	for (size_t i = 0; i < p->count; i++)
		json_array_append_new(list, image_json(p, i));
	for (size_t axis = 0; axis < 2; axis++)
		json_array_append_new(explained, json_number(p->explained[axis]));
	json_add(document, "model", json_text(p->context->model));
	json_add(document, "data", json_text(p->context->data->path));
	json_add(document, "split", json_string(o->common.split));
	json_add(document, "of", json_text(project_name(p->context->net, p->layer)));
	json_add(document, "method", json_string(o->method));
	json_add(document, "perplexity", is_tsne(p) ? json_number(o->perplexity) : json_null());
	json_add(document, "iterations", is_tsne(p) ? json_integer(p->iterations) : json_null());
	json_add(document, "seed", is_tsne(p) ? json_integer(o->seed) : json_null());
	json_add(document, "explained", is_tsne(p) ? json_null() : explained);
	if (is_tsne(p))
		json_decref(explained);
	json_add(document, "images", list);
	json_print(&p->context->out, document);
}

/* What stands above the picture. */
static void print_title(const struct projection *p)
{
	const struct project_options *o = p->context->values;
	struct output *out = &p->context->out;
	const char *of = project_name(p->context->net, p->layer);
	const char *model = p->context->model;

	print_fitted(out->file, out->width, "%s%s%s of the first %zu images of %s (%s)\n",
		     model ? model : "", model ? ", " : "", of, p->count, o->common.split,
		     p->context->data->path);
	if (is_tsne(p))
		print_fitted(out->file, out->width,
			     "t-SNE, perplexity %g, after %d of %d iterations%s\n\n", o->perplexity,
			     p->iterations, (int)o->iterations,
			     p->predictions ? "; underlined: mistaken" : "");
	else
		print_fitted(out->file, out->width,
			     "PCA, with %.1f %% and %.1f %% of the variance across and up%s\n\n",
			     100 * p->explained[0], 100 * p->explained[1],
			     p->predictions ? "; underlined: mistaken" : "");
}

static void print_words(const struct projection *p)
{
	struct scatter s = {.plane = p->plane,
			    .count = p->count,
			    .names = &p->context->data->names,
			    .classes = p->context->data->classes};
	int *labels = xcalloc(p->count, sizeof(int));
	bool *is_mistake = xcalloc(p->count, sizeof(bool));

	for (size_t i = 0; i < p->count; i++) {
		labels[i] = p->split->labels[i];
		is_mistake[i] = p->predictions && p->predictions[i].prediction != labels[i];
	}
	s.labels = labels;
	s.is_mistake = is_mistake;
	print_title(p);
	scatter_show(&p->context->out, &s);
	free(labels);
	free(is_mistake);
}

/* Until all is done, or a signal comes. */
static void run_tsne(struct projection *p, const float *points, int size)
{
	const struct project_options *o = p->context->values;
	struct tsne_spec spec = tsne_usual();
	struct progress progress;
	struct tsne *t;

	spec.perplexity = o->perplexity;
	spec.iterations = (int)o->iterations;
	spec.seed = (uint64_t)o->seed;
	progress_start(&progress);
	progress_say(&progress, "principal components");
	t = tsne_new(points, p->count, size, &spec, p->context->pool);
	while (!stop_signal() && tsne_advance(t)) {
		double seconds = seconds_now() - progress.start;
		int done = tsne_iteration(t);

		if (done == 0)
			progress_say(&progress, "neighbours of %zu of %zu images", tsne_known(t),
				     p->count);
		else
			progress_say(&progress, "iteration %d/%d, %.0f s left", done,
				     spec.iterations, seconds / done * (spec.iterations - done));
	}
	progress_end(&progress);
	p->iterations = tsne_iteration(t);
	memcpy(p->plane, tsne_plane(t), 2 * p->count * sizeof(*p->plane));
	tsne_free(t);
}

static bool compute(struct projection *p, struct err *err)
{
	const struct net *net = p->context->net;
	int size = project_size(net, p->split, p->layer);
	float *points = project_points(net, p->split, p->layer, p->count, p->context->pool, err);

	if (!points)
		return false;
	p->plane = xcalloc(2 * p->count, sizeof(*p->plane));
	if (is_tsne(p))
		run_tsne(p, points, size);
	else
		pca_project(points, p->count, size, p->context->pool, p->plane, p->explained);
	free(points);
	if (net) {
		p->predictions = xcalloc(p->count, sizeof(*p->predictions));
		evaluate_images(net, p->split, 0, p->count, p->context->pool, p->predictions);
	}
	return true;
}

static bool project(struct projection *p, struct err *err)
{
	stop_watch();
	if (!compute(p, err))
		return false;
	stop_settle();
	if (p->context->out.is_json)
		print_json(p);
	else
		print_words(p);
	if (stop_signal())
		p->context->status = 128 + stop_signal();
	free(p->plane);
	free(p->predictions);
	return true;
}

static bool run_project(struct command_context *context, struct err *err)
{
	const struct project_options *o = context->values;
	struct projection p = {.context = context, .count = (size_t)o->images};

	if (context->operand ? !context_read_both(context, err) : !context_read_data(context, err))
		return false;
	p.split = context_split(context);
	if (p.count > p.split->count)
		p.count = p.split->count;
	if (!project_find(context->net, o->of, &p.layer, err)) {
		context->status = STATUS_USAGE;
		return false;
	}
	return project(&p, err);
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
