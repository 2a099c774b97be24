/* netglyph info: what a file or folder is. */
#include "cli/info.h"
#include "base/xalloc.h"
#include "cli/command.h"
#include "data/find.h"
#include "format/file.h"
#include "format/stranger.h"
#include "lab/train/evaluate.h"
#include "model/native.h"

#include <stdlib.h>
#include <sys/stat.h>

struct info_options {
	struct common common;
};

enum { SHORT = 9 }; /* bytes: of less nothing can be told */

static bool print_dataset(struct command_context *context, const char *name, struct err *err)
{
	if (!context_data_text(context, name, false, err) ||
	    !context_open_data(context, context->data_text, err))
		return false;
	info_dataset(&context->out, context->data);
	return true;
}

static bool print_idx(struct command_context *context, const char *path, struct err *err)
{
	struct idx idx;

	if (!idx_read(path, &idx, err))
		return false;
	info_idx(&context->out, path, &idx);
	idx_clear(&idx);
	return true;
}

static bool print_picture(struct command_context *context, const char *path, struct err *err)
{
	struct image image;

	if (!image_file_read(path, &image, err))
		return false;
	info_picture(&context->out, path, &image);
	image_clear(&image);
	return true;
}

/* Images that a network takes: of the data set that is named or the default one. NULL: there are
 * none. */
static const struct dataset *fitting_data(struct command_context *context, const struct net *net)
{
	struct err ignored;

	if (!net || !context_read_data(context, &ignored) ||
	    !evaluate_fits(net, context->data, "", &ignored))
		return NULL;
	return context->data;
}

/* A file that says itself what it is, or, where `why` says something, that is no network. Takes it
 * over. */
static bool print_own(struct command_context *context, const char *path, struct tensor_file *file,
		      struct err *why)
{
	struct info_network network = {.path = path, .file = file, .pool = context->pool};

	if (!why->text[0])
		network.net = context->net = native_net(file, path, context->kernel, why);
	network.why = why->text;
	network.data = fitting_data(context, network.net);
	info_model(&context->out, &network);
	tensor_file_free(file);
	return true;
}

/* One of another program. Takes it over. */
static bool print_foreign(struct command_context *context, const char *path,
			  struct tensor_file *file, struct err *err)
{
	struct network_request request = {.path = path,
					  .data_name = context->common->data,
					  .kernel = context->kernel,
					  .pool = context->pool};
	struct identification found;
	struct err why = {""};

	if (!context_told(context, &request.told, err)) {
		tensor_file_free(file);
		return false;
	}
	request.told.place = IMPORT_FOR_INFO;
	if (!network_identify(file, &request, &found, &why)) {
		/* Its tensors are told nevertheless. */
		file = tensor_file_read(path, err);
		return file && print_own(context, path, file, &why);
	}
	info_model(&context->out, &(struct info_network){.path = path,
							 .file = found.import->file,
							 .net = found.net,
							 .found = &found,
							 .told = &request.told,
							 .data = fitting_data(context, found.net),
							 .pool = context->pool});
	identification_clear(&found);
	return true;
}

static bool print_model(struct command_context *context, const char *path, struct err *err)
{
	struct tensor_file *file = tensor_file_read(path, err);
	struct err why = {""};

	if (!file)
		return false;
	return tensor_file_metadata(file, "architecture") ? print_own(context, path, file, &why)
							  : print_foreign(context, path, file, err);
}

static bool fail_unknown(const char *path, struct err *err)
{
	char *networks = tensor_file_formats(), *sets = dataset_formats();
	char *known = xasprintf("networks (%s), data sets (%s) and pictures (%s)", networks, sets,
				image_file_formats);

	tensor_file_fail_unknown(path, known, err);
	free(known);
	free(sets);
	free(networks);
	return false;
}

/* What a file is, told by its first bytes, unpacked. What is too short to tell is taken for a
 * network, whose reader says what is missing. */
static bool print_file(struct command_context *context, const char *path, struct err *err)
{
	unsigned char head[TENSOR_PROBE_BYTES];
	size_t size;

	if (tensor_file_is_several(path))
		return print_model(context, path, err);
	if (!file_head(path, head, sizeof(head), &size, err))
		return false;
	if (image_file_is_known(head, size))
		return print_picture(context, path, err);
	if (idx_is_like(head, size))
		return print_idx(context, path, err);
	if (size >= SHORT && !tensor_file_is_known(head, size))
		return !stranger_tell(path, head, size, err) && fail_unknown(path, err);
	return print_model(context, path, err);
}

/* A file or a folder where there is one; else a shipped model's name or a data set's. */
static bool run_info(struct command_context *context, struct err *err)
{
	struct stat status;
	char *path;
	bool is_told;

	if (dataset_exists(context->operand))
		return print_dataset(context, context->operand, err);
	if (stat(context->operand, &status) == 0)
		return S_ISDIR(status.st_mode) && !tensor_file_is_several(context->operand)
			       ? print_dataset(context, context->operand, err)
			       : print_file(context, context->operand, err);
	path = model_path(context->operand, err);
	if (path || model_is_shipped(context->operand)) {
		is_told = path && print_file(context, path, err);
	} else {
		path = find_dataset(context->operand, err);
		is_told = path ? print_dataset(context, context->operand, err)
			       : err_prefix(err, "no such file, and no shipped network");
	}
	free(path);
	return is_told;
}

const struct command info_command = {
	.name = "info",
	.operand = "FILE",
	.summary = "what a model or data file is",
	.help = "Tells what FILE is, by its contents: a network (its layers, its tensors and where "
		"it comes from), a data "
		"set's folder (which set, how many images of each class), an IDX file or a "
		"picture. The names of "
		"shipped networks and of data sets work as well.",
	.common = COMMON_DATA | COMMON_COMPUTE | COMMON_MODEL | COMMON_JSON,
	.size = sizeof(struct info_options),
	.run = run_info,
};
