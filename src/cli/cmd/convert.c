/* netglyph convert: a network of any program to a file of ours, or with others' names. */
#include "cli/command.h"
#include "cli/target.h"
#include "format/tensor/npz.h"
#include "format/tensor/safetensors.h"
#include "model/export.h"
#include "model/native.h"

#include <stdlib.h>
#include <string.h>

#define AT(member) offsetof(struct convert_options, member)

struct convert_options {
	struct common common;
	const char *out, *names;
	bool is_half;
};

static const struct option rows[] = {
	{"out", OPTION_OUT, AT(out), "FILE.safetensors|FILE.npz", .help = "the file to write"},
	{"names", OPTION_WORD, AT(names), "article|keras|torch", .value = "article",
	 .help = "names and layouts of the tensors: the article's W_conv1, which netglyph opens by "
		 "itself; keras: conv1/kernel; torch: conv1.weight, transposed"},
	{"half", OPTION_FLAG, AT(is_half),
	 .help = "write the weights as float16: half the size (the article's names only)"},
	{0}};

static bool has_ending(const char *path, const char *ending)
{
	size_t length = strlen(path), end = strlen(ending);

	return length > end && strcmp(path + length - end, ending) == 0;
}

static bool is_npz(const struct convert_options *o)
{
	return has_ending(o->out, ".npz");
}

static enum export_names names_of(const struct convert_options *o)
{
	return strcmp(o->names, "torch") == 0   ? EXPORT_TORCH
	       : strcmp(o->names, "keras") == 0 ? EXPORT_KERAS
						: EXPORT_ARTICLE;
}

/* With the architecture, so that netglyph needs no more than the file. */
static bool write_own(struct command_context *context, const struct convert_options *o,
		      struct writer *writer, struct err *err)
{
	const struct native_extra extra = {.is_half = o->is_half, .is_npz = is_npz(o)};

	return native_write(writer, context->net, &extra, err);
}

static bool write_named(struct command_context *context, const struct convert_options *o,
			struct writer *writer, struct err *err)
{
	enum export_names names = names_of(o);
	char *architecture = net_architecture(context->net);
	const struct tensor_string strings[] = {
		{EXPORT_ARCHITECTURE_KEY, architecture},
		{EXPORT_LAYOUT_KEY, export_layout(names)},
		/* What PyTorch's and Keras's own readers look for. */
		{"format", names == EXPORT_TORCH ? "pt" : "tf"},
	};
	struct exported e = export_new(context->net, names);
	bool is_written = is_npz(o)
				  ? npz_write(writer, e.tensors, e.count, strings, 2, err)
				  : safetensors_write(writer, e.tensors, e.count, strings, 3, err);

	export_clear(&e);
	free(architecture);
	return is_written;
}

static bool write_file(struct command_context *context, const struct convert_options *o,
		       struct target *target, struct err *err)
{
	struct writer *writer = target_open(target, err);
	bool is_written;

	if (!writer)
		return false;
	is_written = names_of(o) == EXPORT_ARTICLE ? write_own(context, o, writer, err)
						   : write_named(context, o, writer, err);
	if (is_written)
		return writer_commit(writer, err);
	writer_abort(writer);
	return false;
}

static bool check(struct command_context *context, const struct convert_options *o, struct err *err)
{
	if (!o->out)
		return usage_error(context, err,
				   "convert needs --out FILE.safetensors or FILE.npz");
	if (!has_ending(o->out, ".safetensors") && !is_npz(o))
		return usage_error(context, err,
				   "--out %s: the name has to end in .safetensors or .npz, which "
				   "says what is written",
				   o->out);
	if (o->is_half && (names_of(o) != EXPORT_ARTICLE || is_npz(o)))
		return usage_error(context, err,
				   "--half goes with --names article and a .safetensors file only");
	return true;
}

static bool run_convert(struct command_context *context, struct err *err)
{
	const struct convert_options *o = context->values;
	struct target target = {0};
	bool is_done = check(context, o, err) && target_try(&target, o->out, err) &&
		       context_read_model(context, err) && write_file(context, o, &target, err);

	target_clear(&target);
	return is_done;
}

const struct command convert_command = {
	.name = "convert",
	.operand = "MODEL",
	.summary = "a network of any program to a file of tensors",
	.help = "Reads MODEL, whatever program wrote it, and writes its tensors to a file: with "
		"the "
		"architecture for netglyph, or with the names and layouts of Keras or PyTorch.",
	.options = rows,
	.common = COMMON_DATA | COMMON_COMPUTE | COMMON_MODEL,
	.size = sizeof(struct convert_options),
	.run = run_convert,
};
