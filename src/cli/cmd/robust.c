/* netglyph robust: how many images networks still have right, by the strength of an attack. */
#include "base/text.h"
#include "base/xalloc.h"
#include "cli/attack_spec.h"
#include "cli/command.h"
#include "cli/merge.h"
#include "cli/progress.h"
#include "cli/robust_print.h"
#include "cli/stop.h"
#include "cli/target.h"
#include "lab/train/fingerprint.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

struct robust_options {
	struct common common;
	int64_t steps, images;
	struct attack_request request;
	const char *eps;
	bool is_csv;
};

#define AT(member) offsetof(struct robust_options, member)

static const struct option rows[] = {
	{"split", OPTION_WORD, AT(common.split), "train|validation|test", .value = "test",
	 .help = "which part of the data set"},
	{"method", OPTION_TEXT, AT(request.method), "NAME", .value = "pgd",
	 .help = "how each image is attacked: fgsm, bim, pgd, mi-fgsm, few-pixel, "
		 "gradient-ascent once for each strength; deepfool, carlini-wagner, jsma once for "
		 "all, by the smallest change "
		 "they find",
	 .words = "fgsm|bim|pgd|mi-fgsm|deepfool|carlini-wagner|jsma|few-pixel|gradient-ascent"},
	{"objective", OPTION_WORD, AT(request.objective), "probability|logit|loss|margin",
	 .fallback = "the method's", .help = "what of the image's class shall fall"},
	{"norm", OPTION_WORD, AT(request.norm), "linf|l2",
	 .fallback = "linf, or l2 of smallest changes", .help = "the norm that strengths are in"},
	{"eps", OPTION_TEXT, AT(eps), "STRENGTHS", .fallback = "0:0.4:0.05, or 0:4:0.5 in l2",
	 .help = "strengths, LOW:HIGH:STEP or numbers between commas; at 0 images are as they "
		 "are"},
	{"images", OPTION_WHOLE, AT(images), "N", .value = "1000", .min = 1, .max = 1e9,
	 .help = "the first N images of the split"},
	{"steps", OPTION_WHOLE, AT(steps), "N", .min = 1, .max = ATTACK_MAX_STEPS,
	 .fallback = "the method's; 40 of pgd", .help = "how many steps"},
	{"rate", OPTION_REAL, AT(request.rate), "R", .min = 1e-6, .max = 1000,
	 .fallback = "the method's, in proportion to the strength",
	 .help = "what a step is multiplied with; of pgd it is 0.01 at strength 0.3"},
	{"seed", OPTION_WHOLE, AT(request.seed), "N", .max = ATTACK_MAX_SEED, .fallback = "1",
	 .help = "of random starts"},
	{"csv", OPTION_FLAG, AT(is_csv), .help = "print a table of numbers as CSV"},
	{0}};

/* Images at a time, between looks at whether to stop: fewer where each takes long. */
enum { PIECE = 100, SLOW_PIECE = 20, SLOW_STEPS = 60 };

struct run {
	struct command_context *context;
	struct robust_report report;
	struct net *nets[ROBUSTNESS_MAX_MODELS]; /* owned */
	struct shard shard;
};

static bool counts_pixels(const struct attack_method *method)
{
	struct robustness_spec usual = robustness_usual(method, ATTACK_NORMS);

	return robustness_counts_pixels(&usual);
}

static bool read_spec(struct command_context *context, struct robustness_spec *spec,
		      struct err *err)
{
	const struct robust_options *o = context->values;
	struct attack_request request = o->request;
	enum attack_norm norm = !request.norm                     ? ATTACK_NORMS
				: strcmp(request.norm, "l2") == 0 ? ATTACK_L2
								  : ATTACK_LINF;

	context->status = STATUS_USAGE;
	request.eps = NAN;
	if (!attack_request_check(&request, err))
		return false;
	*spec = robustness_usual(attack_method_find(request.method), norm);
	if (norm != ATTACK_NORMS && counts_pixels(spec->attack.method))
		return err_set(err, "--norm: strengths of %s are numbers of pixels; leave it out",
			       request.method);
	if (o->eps && !robustness_read_eps(spec, o->eps, err))
		return err_prefix(err, "--eps");
	spec->attack.objective =
		request.objective ? attack_objective_find(request.objective) : NULL;
	spec->attack.seed = request.seed >= 0 ? (uint64_t)request.seed : spec->attack.seed;
	spec->steps = o->steps == OPTION_UNSET ? spec->steps : (int)o->steps;
	spec->rate = isnan(request.rate) ? 0 : (float)request.rate;
	context->status = 0;
	return true;
}

static bool check_output(struct command_context *context, struct err *err)
{
	const struct robust_options *o = context->values;
	int count = 0;

	while (context->operands[count])
		count++;
	if (count > ROBUSTNESS_MAX_MODELS)
		return usage_error(context, err, "%s: there is room for %d networks in a chart",
				   context->operands[ROBUSTNESS_MAX_MODELS], ROBUSTNESS_MAX_MODELS);
	if (o->is_csv && context->out.is_json && !context->common->shard)
		return usage_error(context, err,
				   "--csv and --json contradict each other; choose one");
	if (o->is_csv && target_is_output(context->common->png))
		return usage_error(context, err,
				   "%s: is standard output, which --csv fills; name a file",
				   context->common->png);
	return true;
}

static bool read_nets(struct run *run, struct err *err)
{
	struct command_context *context = run->context;

	if (!context_read_data(context, err))
		return false;
	for (int i = 0; context->operands[i]; i++) {
		if (!context_read_another(context, context->operands[i], err))
			return false;
		run->nets[i] = context->net;
		context->net = NULL;
		run->report.models[i].name = context->operands[i];
		run->report.count = i + 1;
	}
	return true;
}

static void say(struct progress *progress, const struct run *run, int model,
		const struct robustness *r)
{
	double seconds = seconds_now() - progress->start;
	size_t left = robustness_left(r);
	char name[32];

	text_cut_middle(run->report.models[model].name, 24, name, sizeof(name));
	if (r->attacked == 0)
		progress_say(progress, "%s: as they are, image %zu/%zu", name, r->at, r->count);
	else if (r->spec.attack.method->is_minimal)
		progress_say(progress, "%s: image %zu/%zu, %.0f s left", name, r->at, r->count,
			     seconds / (double)r->attacked * (double)left);
	else
		progress_say(progress, "%s: strength %.4g, image %zu/%zu, at most %.0f s left",
			     name, (double)r->spec.eps[r->known < r->spec.count ? r->known : 0],
			     r->at, r->count, seconds / (double)r->attacked * (double)left);
}

/* Until all is known, or a signal comes. */
static void compute(struct run *run, int model)
{
	struct robust_model *m = &run->report.models[model];
	struct progress progress;
	int piece = run->report.spec.steps < SLOW_STEPS ? PIECE : SLOW_PIECE;
	struct robustness *r =
		robustness_new(run->nets[model], context_split(run->context), &run->report.spec,
			       run->shard.first, run->shard.count);

	progress_start(&progress);
	while (!stop_signal() && robustness_advance(r, piece, run->context->pool))
		say(&progress, run, model, r);
	progress_end(&progress);
	m->least = r->least;
	m->examined = robustness_examined(r);
	/* What was looked at of a search for smallest changes is known at all strengths. */
	m->known = r->spec.attack.method->is_minimal && m->examined > 0 ? r->spec.count : r->known;
	r->least = NULL;
	robustness_free(r);
}

static void print_part(struct run *run)
{
	const char *crc32[ROBUSTNESS_MAX_MODELS];
	char text[ROBUSTNESS_MAX_MODELS][FINGERPRINT_MAX];
	struct command_context *context = run->context;

	for (int i = 0; i < run->report.count; i++) {
		fingerprint_net(run->nets[i], text[i]);
		crc32[i] = text[i];
	}
	/* The document's own network is the first one. */
	context->net = run->nets[0];
	context->model = run->report.models[0].name;
	shard_print(context, "robust", &run->shard, robust_settings_json(&run->report, crc32),
		    robust_results_json(&run->report, run->shard.first));
	context->net = NULL;
}

static bool compute_all(struct run *run, struct err *err)
{
	struct robust_report *r = &run->report;

	r->images = run->shard.count;
	stop_watch();
	for (int i = 0; i < r->count; i++)
		compute(run, i);
	r->is_stopped = stop_signal() != 0;
	stop_settle();
	if (r->is_stopped)
		run->context->status = 128 + stop_signal();
	if (!run->shard.is_part)
		return robust_print(&run->context->out, r, err);
	if (r->is_stopped)
		return err_set(err, "stopped: a part is printed whole or not at all");
	print_part(run);
	return true;
}

static bool run_robust(struct command_context *context, struct err *err)
{
	const struct robust_options *o = context->values;
	struct run run = {.context = context, .report = {.is_csv = o->is_csv}};
	size_t count;
	bool is_done = read_spec(context, &run.report.spec, err) && check_output(context, err) &&
		       read_nets(&run, err);

	if (is_done) {
		count = context_split(context)->count;
		count = (uint64_t)o->images < count ? (size_t)o->images : count;
		run.report.data = context->data->name;
		run.report.split = context->common->split;
		is_done = shard_choose(context, count, &run.shard, err) && compute_all(&run, err);
	}
	for (int i = 0; i < ROBUSTNESS_MAX_MODELS; i++)
		net_free(run.nets[i]);
	robust_report_clear(&run.report);
	return is_done;
}

const struct command robust_command = {
	.name = "robust",
	.operand = "MODEL...",
	.summary = "accuracy against the strength of attacks",
	.help = "Attacks the first images of a split, each away from its class, with rising "
		"strength, and draws how many each network still has right: all networks in one "
		"chart. An image that is fooled at some strength counts as fooled at all larger "
		"ones. deepfool, carlini-wagner and jsma have no strength: they run once, and "
		"right at a strength is an image whose smallest change found is longer. Ctrl-C "
		"shows what is known so far.",
	.options = rows,
	.common = COMMON_DATA | COMMON_COMPUTE | COMMON_MODEL | COMMON_JSON | COMMON_PICTURES |
		  COMMON_SHARD,
	.size = sizeof(struct robust_options),
	.run = run_robust,
};
