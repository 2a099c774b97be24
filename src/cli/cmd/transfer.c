/* netglyph transfer: who is fooled by whose images. */
#include "cli/attack_spec.h"
#include "cli/command.h"
#include "cli/progress.h"
#include "cli/stop.h"
#include "cli/target.h"
#include "cli/transfer_nets.h"
#include "cli/transfer_show.h"

#include <string.h>

struct transfer_options {
	struct common common;
	int64_t steps, images, train_steps;
	struct attack_request request;
	const char *target, *train, *seeds;
	bool is_csv;
};

#define AT(member) offsetof(struct transfer_options, member)

enum { PIECE = 50 }; /* images at a time */

static const struct option rows[] = {
	{"train", OPTION_TEXT, AT(train), "ARCHITECTURE",
	 .help = "train networks of these layers as well (softmax, cnn, mlp or a line of layers), "
		 "one for each of --seeds",
	 .words = "softmax|cnn|mlp"},
	{"seeds", OPTION_TEXT, AT(seeds), "N,N,...", .fallback = "1,2",
	 .help = "of what is trained: initial weights and order of images"},
	{"train-steps", OPTION_WHOLE, AT(train_steps), "N", .value = "300", .min = 1, .max = 1e9,
	 .help = "how many steps each is trained"},
	{"images", OPTION_WHOLE, AT(images), "N", .value = "100", .min = 1, .max = 1e9,
	 .help = "the first N images of the split; those count that all networks read right"},
	{"method", OPTION_TEXT, AT(request.method), "NAME", .value = "pgd",
	 .help = "how images are changed: gradient-ascent is the article's; fgsm, bim, pgd, "
		 "mi-fgsm, deepfool, carlini-wagner, jsma, few-pixel",
	 .words = "gradient-ascent|fgsm|bim|pgd|mi-fgsm|deepfool|carlini-wagner|jsma|few-pixel"},
	{"target", OPTION_TEXT, AT(target), "CLASS",
	 .fallback = "none: away from each image's class",
	 .help = "the class that images shall be taken for: its name, or its number from 0"},
	{"objective", OPTION_WORD, AT(request.objective), "probability|logit|loss|margin",
	 .fallback = "the method's", .help = "what of the class shall grow"},
	{"norm", OPTION_WORD, AT(request.norm), "linf|l2", .fallback = "linf",
	 .help = "the norm of the budget, and of steps"},
	{"eps", OPTION_REAL, AT(request.eps), "E", .max = 1000,
	 .fallback = "0.3 where the method needs one",
	 .help = "the budget: the change in all is no longer than that; 0 is no limit"},
	{"steps", OPTION_WHOLE, AT(steps), "N", .max = ATTACK_MAX_STEPS, .fallback = "the method's",
	 .help = "how many steps of the attack; all are done"},
	{"rate", OPTION_REAL, AT(request.rate), "R", .min = 1e-6, .max = 1000,
	 .fallback = "the method's", .help = "what a step is multiplied with"},
	{"clip", OPTION_FLAG, AT(request.is_clipped),
	 .help = "keep pixels within 0..1, which gradient-ascent does not and all others do"},
	{"seed", OPTION_WHOLE, AT(request.seed), "N", .max = ATTACK_MAX_SEED, .fallback = "1",
	 .help = "of random starts and of the noise"},
	{"csv", OPTION_FLAG, AT(is_csv),
	 .help = "print lines of CSV, one for each pair of networks, and nothing else"},
	{0}};

/* What is known before anything is read. */
static bool check(struct command_context *context, const struct transfer_options *o,
		  struct err *err)
{
	if (!attack_request_check(&o->request, err)) {
		context->status = STATUS_USAGE;
		return false;
	}
	if (!context->operand && !o->train)
		return usage_error(context, err,
				   "transfer needs networks: MODEL..., or --train ARCHITECTURE "
				   "with --seeds 1,2,3, or both");
	if (o->seeds && !o->train)
		return usage_error(context, err,
				   "--seeds are of what is trained: say --train ARCHITECTURE too");
	if (o->is_csv && context->out.is_json)
		return usage_error(context, err,
				   "--csv and --json contradict each other; choose one");
	if (o->is_csv && target_is_output(context->common->png))
		return usage_error(context, err,
				   "%s: is standard output, which --csv fills; name a file",
				   context->common->png);
	return !o->is_csv || !context->common->shard ||
	       usage_error(context, err, "--shard: a part is printed as JSON; leave out --csv");
}

static bool read_networks(struct command_context *context, const struct transfer_options *o,
			  struct transfer_nets *nets, struct err *err)
{
	const struct transfer_training training = {.architecture = o->train,
						   .seeds = o->seeds ? o->seeds : "1,2",
						   .steps = (uint64_t)o->train_steps};

	if (!transfer_nets_read(context, &training, nets, err))
		return false;
	/* Of which the report of a part is, beside all in its settings. */
	context->net = nets->net[0];
	context->model = json_string_value(json_object_get(json_array_get(nets->facts, 0), "name"));
	return true;
}

static bool make_spec(struct command_context *context, const struct transfer_options *o,
		      const struct transfer_nets *nets, struct transfer_spec *spec, struct err *err)
{
	struct attack_request request = o->request;
	int target = -1;

	if (o->target && !context_read_class(context, "--target", o->target, &target, err))
		return false;
	request.is_untargeted = !o->target;
	*spec = (struct transfer_spec){.count = nets->count,
				       .split = context_split(context),
				       .attack = attack_request_spec(&request, target, false),
				       .piece = PIECE};
	memcpy(spec->nets, nets->net, sizeof(nets->net));
	spec->steps = o->steps == OPTION_UNSET ? spec->attack.method->steps : (int)o->steps;
	return true;
}

static void run(struct transfer *t)
{
	struct progress progress;

	progress_start(&progress);
	progress_say(&progress, "attacking");
	while (!stop_signal() && transfer_advance(t)) {
		double share = transfer_share(t);

		progress_say(&progress, "attacking: %.0f %%, %.0f s left", 100 * share,
			     (seconds_now() - progress.start) / share * (1 - share));
	}
	progress_end(&progress);
}

/* Prints what was found out, of as many images as there was time for. */
static bool print(struct command_context *context, const struct shard *shard,
		  struct transfer_report *r, struct err *err)
{
	const struct transfer_options *o = context->values;

	if (r->image_count < r->wanted)
		context->status = 128 + stop_signal();
	if (r->image_count < r->wanted && (shard->is_part || r->image_count == 0))
		return err_set(err, "stopped after %zu of %zu images%s", r->image_count, r->wanted,
			       shard->is_part ? ": a part is printed whole or not at all" : "");
	if (shard->is_part) {
		shard_print(context, "transfer", shard, transfer_settings(r),
			    transfer_results(r, shard->first, json_exact));
		return true;
	}
	return transfer_print(&context->out, r, o->is_csv, err);
}

static bool transfer(struct command_context *context, const struct transfer_nets *nets,
		     struct err *err)
{
	const struct transfer_options *o = context->values;
	struct transfer_spec spec;
	struct transfer_report report;
	struct transfer *t;
	struct shard shard;
	bool is_printed;
	size_t count = context_split(context)->count;

	if (!make_spec(context, o, nets, &spec, err) ||
	    !shard_choose(context, (uint64_t)o->images < count ? (size_t)o->images : count, &shard,
			  err))
		return false;
	spec.first = shard.first;
	spec.images = shard.count;
	t = transfer_new(&spec, context->pool);
	run(t);
	stop_settle();
	report = (struct transfer_report){.of = report_of(context),
					  .attack = spec.attack,
					  .steps = spec.steps,
					  .wanted = spec.images,
					  .count = nets->count,
					  .facts = nets->facts};
	report.images = transfer_images(t, &report.image_count);
	is_printed = print(context, &shard, &report, err);
	transfer_free(t);
	return is_printed;
}

static bool run_transfer(struct command_context *context, struct err *err)
{
	const struct transfer_options *o = context->values;
	struct transfer_nets nets = {0};
	bool is_done;

	stop_watch();
	if (!check(context, o, err) || !context_read_data(context, err))
		return false;
	is_done = read_networks(context, o, &nets, err) && transfer(context, &nets, err);
	context->net = NULL; /* one of nets */
	transfer_nets_clear(&nets);
	return is_done;
}

const struct command transfer_command = {
	.name = "transfer",
	.operand = "[MODEL...]",
	.summary = "who is fooled by whose images",
	.help = "Changes images so that they fool one network, for each of several networks in "
		"turn, and shows how many of them fool the others. Images count that all networks "
		"read right; of those made on a network, the ones that fool it. Controls: noise of "
		"the same length (L2) instead, and the error on the images as they are. Networks "
		"are MODELs, or trained here from several seeds, or both. Ctrl-C shows what is "
		"known so far.",
	.options = rows,
	.common = COMMON_DATA | COMMON_COMPUTE | COMMON_MODEL | COMMON_JSON | COMMON_PICTURES |
		  COMMON_SPLIT | COMMON_SHARD,
	.size = sizeof(struct transfer_options),
	.run = run_transfer,
};
