/* Each network gets a short name, by which tables and sentences know it. */
#include "cli/transfer_nets.h"
#include "base/xalloc.h"
#include "cli/progress.h"
#include "cli/stop.h"
#include "lab/train/evaluate.h"
#include "lab/train/fingerprint.h"
#include "lab/train/fit.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

static const uint64_t seed_max = 9007199254740991;

static bool has_room(struct command_context *context, const struct transfer_nets *nets,
		     struct err *err)
{
	return nets->count < TRANSFER_MAX_NETS ||
	       usage_error(context, err, "these are more than %d networks; compare fewer",
			   TRANSFER_MAX_NETS);
}

/* The file's name without folders and the ending of ours. */
static char *name_of(const char *operand)
{
	const char *slash = strrchr(operand, '/'), *ending = ".safetensors";
	char *name = xstrdup(slash && slash[1] ? slash + 1 : operand);
	size_t length = strlen(name);

	if (length > strlen(ending) && strcmp(name + length - strlen(ending), ending) == 0)
		name[length - strlen(ending)] = '\0';
	return name;
}

/* Takes the net over. seed, step: -1 is not known. */
static void add_net(struct transfer_nets *nets, struct net *net, const char *name, const char *file,
		    int64_t seed, int64_t step)
{
	char crc[FINGERPRINT_MAX], *architecture = net_architecture(net);
	json_t *o = json_object();

	fingerprint_net(net, crc);
	json_add(o, "name", json_text(name));
	json_add(o, "file", json_text(file));
	json_add(o, "architecture", json_text(architecture));
	json_add(o, "seed", seed >= 0 ? json_integer(seed) : json_null());
	json_add(o, "step", step >= 0 ? json_integer(step) : json_null());
	json_add(o, "crc32", json_string(crc));
	json_array_append_new(nets->facts, o);
	nets->net[nets->count++] = net;
	free(architecture);
}

static bool read_file(struct command_context *context, const char *operand,
		      struct transfer_nets *nets, struct err *err)
{
	struct net *net;
	char *name;

	context->operand = operand;
	if (!has_room(context, nets, err) || !context_read_model(context, err))
		return false;
	net = context->net;
	context->net = NULL;
	name = name_of(operand);
	add_net(nets, net, name, operand, context->facts.seed, context->facts.step);
	free(name);
	return evaluate_fits(net, context->data, operand, err);
}

/* False: stopped by a signal, or lost. */
static bool run_fit(struct command_context *context, struct fit *fit, uint64_t steps,
		    struct err *err)
{
	struct progress progress;
	bool goes_on = true;

	progress_start(&progress);
	while (goes_on && fit->step < steps && !stop_signal()) {
		goes_on = fit_step(fit, err);
		progress_fit(&progress, fit, 0, steps, false);
	}
	progress_end(&progress);
	if (!goes_on)
		return false;
	if (!stop_signal())
		return fit_check(fit, err);
	context->status = 128 + stop_signal();
	return err_set(err, "stopped while a network was trained: there is nothing to compare yet");
}

static bool train_one(struct command_context *context, const struct transfer_training *training,
		      uint64_t seed, struct transfer_nets *nets, struct err *err)
{
	struct shape input = {context->data->height, context->data->width, 1};
	struct net *build;
	struct fit_spec spec;
	struct fit *fit;
	char name[NUMBERS_TEXT_MAX];
	bool is_trained;

	if (!has_room(context, nets, err))
		return false;
	build = net_new(training->architecture, input, context->data->classes, context->kernel,
			err);
	if (!build) {
		context->status = STATUS_USAGE;
		return err_prefix(err, "--train");
	}
	spec = fit_another(build, context->data, seed);
	net_free(build);
	fit = fit_new(&spec, context->data, context->kernel, context->pool, err);
	free((char *)spec.architecture);
	is_trained = fit && run_fit(context, fit, training->steps, err);
	snprintf(name, sizeof(name), "seed %" PRIu64, seed);
	if (is_trained)
		add_net(nets, net_copy(fit->net), name, NULL, (int64_t)seed, (int64_t)fit->step);
	fit_free(fit);
	return is_trained;
}

/* The next seed of "1,2,3"; moves behind it and its comma. */
static bool next_seed(const char **list, uint64_t *seed)
{
	char *end;

	if (**list < '0' || **list > '9')
		return false;
	*seed = strtoull(*list, &end, 10);
	if (*seed > seed_max || (*end && *end != ',') || (*end == ',' && !end[1]))
		return false;
	*list = *end ? end + 1 : end;
	return true;
}

static bool train_all(struct command_context *context, const struct transfer_training *training,
		      struct transfer_nets *nets, struct err *err)
{
	uint64_t seed;

	for (const char *list = training->seeds; training->architecture && *list;) {
		if (!next_seed(&list, &seed))
			return usage_error(context, err,
					   "--seeds %s: expected whole numbers with commas between "
					   "them, such as 1,2,3",
					   training->seeds);
		if (!train_one(context, training, seed, nets, err))
			return false;
	}
	return true;
}

bool transfer_nets_read(struct command_context *context, const struct transfer_training *training,
			struct transfer_nets *nets, struct err *err)
{
	*nets = (struct transfer_nets){.facts = json_array()};
	for (int i = 0; context->operands[i]; i++)
		if (!read_file(context, context->operands[i], nets, err))
			return false;
	return train_all(context, training, nets, err);
}

void transfer_nets_clear(struct transfer_nets *nets)
{
	for (int i = 0; i < nets->count; i++)
		net_free(nets->net[i]);
	json_decref(nets->facts);
	*nets = (struct transfer_nets){0};
}
