/* netglyph bench: how fast everything is here, and how near to what the machine can do. */
#include "lab/bench/bench.h"
#include "cli/command.h"
#include "cli/json.h"
#include "cli/progress.h"
#include "lab/feature/channel_gallery.h"
#include "nn/plan.h"

#include <math.h>
#include <string.h>

struct bench_options {
	struct common common;
	double seconds;
	const char *only;
};

#define AT(member) offsetof(struct bench_options, member)

static const struct option rows[] = {
	{"seconds", OPTION_REAL, AT(seconds), "S", .value = "10", .min = 0, .max = 3600,
	 .help = "measure for that long, at least one round"},
	{"only", OPTION_WORD, AT(only), "train|softmax|inference|latency|attack|filters",
	 .fallback = "all of them", .help = "measure nothing but this (and the machine)"},
	{0}};

/* A piece's row in the table, and its key in the JSON document. */
static const struct label {
	const char *row, *key;
} labels[BENCH_PIECES] = {
	[BENCH_TRAIN_CNN] = {"train: a step of 50", "train_cnn_ms"},
	[BENCH_SOFTMAX] = {"train softmax: 1,000 of 100", "softmax_1000_ms"},
	[BENCH_INFERENCE] = {"classify: a batch of 100", "inference_batch_ms"},
	[BENCH_LATENCY] = {"classify: one image", "latency_ms"},
	[BENCH_ATTACK] = {"attack: one step", "attack_ms"},
	[BENCH_FILTERS] = {"filters of %s: %d x %d", "filters_ms"},
};

static bool is_wanted(const struct command_context *context, int piece)
{
	const struct bench_options *o = context->values;

	return !o->only || strcmp(o->only, bench_name(piece)) == 0;
}

static bool run_round(struct command_context *context, struct bench *bench,
		      struct progress *progress, int round, struct err *err)
{
	for (int i = 0; i < BENCH_PIECES; i++) {
		if (!is_wanted(context, i))
			continue;
		progress_say(progress, "bench: round %d, %s", round, bench_name(i));
		if (round == 0 ? !bench_start(bench, i, err) : !bench_take(bench, i, err))
			return false;
	}
	roofline_measure(&bench->roofline);
	return true;
}

/* Round 0 warms up. All pieces take turns, so that a slow minute is shared by all. */
static bool measure(struct command_context *context, struct bench *bench, struct err *err)
{
	const struct bench_options *o = context->values;
	struct progress progress;
	bool is_done = true;

	progress_start(&progress);
	for (int round = 0; is_done; round++) {
		is_done = run_round(context, bench, &progress, round, err);
		if (round > 0 && seconds_now() - progress.start >= o->seconds)
			break;
	}
	progress_end(&progress);
	return is_done;
}

/* What runs as one: the names of its layers, and their texts. */
static json_t *steps_json(const struct net *net, const struct plan *plan)
{
	json_t *list = json_array();

	for (int i = 0; i < plan->count; i++) {
		const struct layer *first = &net->layers[plan->steps[i].first];
		json_t *o = json_object(), *names = json_array(), *texts = json_array();

		for (int k = 0; k < plan->steps[i].count; k++) {
			json_array_append_new(names, json_text(first[k].name));
			json_array_append_new(texts, json_text(layer_text(&first[k]).text));
		}
		json_add(o, "names", names);
		json_add(o, "layers", texts);
		json_add(o, "loops", json_text(layer_loops(first)));
		json_array_append_new(list, o);
	}
	return list;
}

static json_t *piece_json(const struct bench *bench, int piece, const struct bench_figure *f)
{
	json_t *o = json_object();
	struct plan plan;
	const struct net *net = bench_plan(bench, piece, &plan);

	json_add(o, "name", json_text(bench_name(piece)));
	json_add(o, "ms", json_number(1e3 * f->seconds));
	json_add(o, "least_ms", json_number(1e3 * f->min));
	json_add(o, "most_ms", json_number(1e3 * f->max));
	json_add(o, "samples", json_integer(f->taken));
	json_add(o, "counted", json_integer(f->counted));
	json_add(o, "images_per_s", json_number(f->images / f->seconds));
	json_add(o, "operations", json_number(f->operations));
	json_add(o, "bytes", json_number(f->bytes));
	json_add(o, "peak_share", json_number(f->peak_share));
	json_add(o, "triad_share", json_number(f->triad_share));
	json_add(o, "steps", steps_json(net, &plan));
	return o;
}

static json_t *roofline_json(const struct roofline *r)
{
	json_t *o = json_object();

	json_add(o, "peak_gflops_one", json_number(1e-9 * r->peak_one));
	json_add(o, "peak_gflops", json_number(1e-9 * r->peak_all));
	json_add(o, "triad_gb_per_s_one", json_number(1e-9 * r->triad_one));
	json_add(o, "triad_gb_per_s", json_number(1e-9 * r->triad_all));
	return o;
}

static void print_json(struct command_context *context, const struct bench *bench)
{
	json_t *o = json_object(), *list = json_array();
	struct plan plan;

	plan_make(&plan, context->net, true);
	json_add(o, "model", json_text(context->model));
	json_add(o, "data", json_text(context->data->name));
	json_add(o, "isa", json_text(context->kernel->name));
	json_add(o, "threads", json_integer(context_threads(context)));
	for (int i = 0; i < BENCH_PIECES; i++) {
		struct bench_figure f;

		if (!is_wanted(context, i))
			continue;
		f = bench_figure(bench, i);
		json_add(o, labels[i].key, json_number(1e3 * f.seconds));
		if (i == BENCH_TRAIN_CNN)
			json_add(o, "train_cnn_images_per_s", json_number(f.images / f.seconds));
		if (i == BENCH_INFERENCE)
			json_add(o, "inference_images_per_s", json_number(f.images / f.seconds));
		json_array_append_new(list, piece_json(bench, i, &f));
	}
	json_add(o, "pieces", list);
	json_add(o, "steps", steps_json(context->net, &plan));
	json_add(o, "roofline", roofline_json(&bench->roofline));
	json_print(&context->out, o);
}

/* Three digits that count. */
static void print_ms(FILE *file, double ms)
{
	fprintf(file, "%9.*f ms", ms >= 99.95 ? 0 : ms >= 9.995 ? 1 : ms >= 0.9995 ? 2 : 3, ms);
}

static void print_piece(FILE *file, const struct bench *bench, int piece,
			const struct bench_figure *f)
{
	const struct channel_gallery_spec *spec = bench->gallery ? &bench->gallery->spec : NULL;
	char row[64];

	if (piece == BENCH_FILTERS)
		snprintf(row, sizeof(row), "filters of %s: %d x %d",
			 bench->net->layers[spec->layer].name, spec->count, spec->steps);
	else
		snprintf(row, sizeof(row), "%s", labels[piece].row);
	fprintf(file, "%-28s", row);
	print_ms(file, 1e3 * f->seconds);
	if (piece == BENCH_FILTERS || piece == BENCH_ATTACK)
		fputs("             ", file);
	else
		fprintf(file, " %12.0f", f->images / f->seconds);
	fprintf(file, " %8.1f %% %8.1f %%\n", 100 * f->peak_share, 100 * f->triad_share);
}

static void print_steps(FILE *file, const struct net *net)
{
	struct plan plan;

	plan_make(&plan, net, true);
	fprintf(file, "%-28s%s\n", "layers that run as one", "loops");
	for (int i = 0; i < plan.count; i++) {
		const struct layer *first = &net->layers[plan.steps[i].first];
		int columns = 0;

		for (int k = 0; k < plan.steps[i].count; k++)
			columns += fprintf(file, "%s ", first[k].name);
		fprintf(file, "%*s%s\n", columns < 28 ? 28 - columns : 0, "", layer_loops(first));
	}
	print_wrapped(file, 0, 0,
		      "fast: the kernels of the instruction set; winograd: convolutions by "
		      "transforms; reference: plain loops.");
	fputc('\n', file);
}

static void print_table(struct command_context *context, const struct bench *bench)
{
	const struct roofline *r = &bench->roofline;
	FILE *file = context->out.file;
	int threads = context_threads(context), taken = 0, counted = 0;

	fprintf(file, "%s on %s: %s, %d thread%s\n\n", context->model, context->data->name,
		context->kernel->name, threads, threads == 1 ? "" : "s");
	fprintf(file, "%-28s%12s %12s %10s %10s\n", "", "time", "images/s", "of peak", "of triad");
	for (int i = 0; i < BENCH_PIECES; i++) {
		struct bench_figure f;

		if (!is_wanted(context, i))
			continue;
		f = bench_figure(bench, i);
		print_piece(file, bench, i, &f);
		taken += f.taken;
		counted += f.counted;
	}
	fprintf(file, "\npeak:  %8.1f GFLOP/s, on one thread %8.1f\n", 1e-9 * r->peak_all,
		1e-9 * r->peak_one);
	fprintf(file, "triad: %8.1f GB/s,    on one thread %8.1f\n\n", 1e-9 * r->triad_all,
		1e-9 * r->triad_one);
	print_steps(file, context->net);
	print_wrapped(
		file, 0, 0,
		"Of peak: operations by definition, as a share of multiplying and adding in "
		"registers; what is zero and transforms save some, and of filters all channels of "
		"the layer but one. Of triad: each weight moved once a pass, as a share of "
		"a = b + 3 c in memory; caches may do better.");
	fprintf(file, "Medians of %d samples; %d more were taken while the machine was slow.\n",
		counted, taken - counted);
}

static bool run_bench(struct command_context *context, struct err *err)
{
	struct bench *bench;
	bool is_done;

	if (!context->operand)
		context->operand = "mnist-cnn";
	if (!context_read_both(context, err))
		return false;
	bench = bench_new(context->net, context->data, context->pool);
	is_done = measure(context, bench, err);
	if (is_done && context->out.is_json)
		print_json(context, bench);
	else if (is_done)
		print_table(context, bench);
	bench_free(bench);
	return is_done;
}

const struct command bench_command = {
	.name = "bench",
	.operand = "[MODEL]",
	.summary = "how fast this machine trains and classifies",
	.help = "Measures training, classifying, attacks and filters with the article's networks, "
		"or with MODEL and its architecture, and says which loops run its layers; "
		"beside them the limits of this machine: how fast it multiplies and "
		"adds, and how fast it moves memory. Nothing is written; Ctrl-C ends it.",
	.options = rows,
	.common = COMMON_DATA | COMMON_COMPUTE | COMMON_MODEL | COMMON_JSON,
	.size = sizeof(struct bench_options),
	.run = run_bench,
};
