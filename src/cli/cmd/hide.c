/* netglyph hide: a text in images of noise. */
#include "base/text.h"
#include "cli/command.h"
#include "cli/json.h"
#include "cli/progress.h"
#include "cli/show.h"
#include "cli/target.h"
#include "format/file.h"
#include "lab/stego/stego_file.h"

#include <stdlib.h>
#include <string.h>

struct hide_options {
	struct common common;
	int64_t seed;
	const char *out;
};

#define AT(member) offsetof(struct hide_options, member)

static const struct option rows[] = {
	{"out", OPTION_OUT, AT(out), "FILE",
	 .help = "where the images go: IDX of bytes, or by the ending .png a PNG sheet; has to be "
		 "given"},
	{"seed", OPTION_WHOLE, AT(seed), "N", .value = "1", .max = 1e9,
	 .help = "of the noise that the images begin with"},
	{0}};

static void print(struct command_context *context, const struct stego *stego, size_t size,
		  int tolerance)
{
	const struct hide_options *o = context->values;
	json_t *document;

	if (!context->out.is_json) {
		print_fitted(context->out.file, context->out.width,
			     "%zu bytes in %d images, each read with p >= %.4f: %s\n"
			     "Uniform noise of up to %d/255 a pixel changes no symbol.\n"
			     "This is hiding, not encryption: who has the network's file reads "
			     "the text, and images of noise are conspicuous.\n",
			     size, stego->count, (double)stego->lowest, o->out, tolerance);
		return;
	}
	document = json_object();
	json_add(document, "model", json_text(context->model));
	json_add(document, "file", json_text(o->out));
	json_add(document, "bytes", json_integer((json_int_t)size));
	json_add(document, "images", json_integer(stego->count));
	json_add(document, "lowest_probability", json_number((double)stego->lowest));
	json_add(document, "noise_tolerance", json_integer(tolerance));
	json_print(&context->out, document);
}

static bool make(struct command_context *context, struct progress *progress, struct stego *stego,
		 struct err *err)
{
	progress_say(progress, "image 0/%d", stego->count);
	while (stego->made < stego->count) {
		if (!stego_advance(context->net, context->pool, stego, err))
			return err_prefix(err, context->model);
		progress_say(progress, "image %d/%d, %.0f s left", stego->made, stego->count,
			     (seconds_now() - progress->start) / stego->made *
				     (stego->count - stego->made));
	}
	return true;
}

static bool hide(struct command_context *context, const void *text, size_t size, struct err *err)
{
	const struct hide_options *o = context->values;
	struct stego stego;
	struct progress progress;
	int tolerance = 0;
	bool is_done = stego_begin(context->net, text, size, (uint64_t)o->seed, &stego, err);

	progress_start(&progress);
	is_done = is_done && make(context, &progress, &stego, err) &&
		  stego_file_write(o->out, context->net, &stego, err);
	if (is_done)
		tolerance = stego_tolerance(context->net, &stego, context->pool);
	progress_end(&progress);
	if (is_done)
		print(context, &stego, size, tolerance);
	stego_clear(&stego);
	return is_done;
}

static bool check(struct command_context *context, const struct hide_options *o, struct err *err)
{
	if (!o->out)
		return usage_error(context, err, "hide needs --out FILE, where the images go");
	if (!stego_file_check(o->out, err))
		return false;
	if (target_is_same(o->out, context->operand))
		return usage_error(context, err,
				   "%s: is read here, and --out would replace it; name another "
				   "file",
				   o->out);
	if (target_is_output(o->out) && context->common->is_json)
		return usage_error(context, err,
				   "%s: is standard output, which --json fills; name a file",
				   o->out);
	if (target_is_output(o->out))
		output_stand_aside(&context->out);
	return true;
}

static bool run_hide(struct command_context *context, struct err *err)
{
	const char *text = context->second;
	unsigned char *read = NULL;
	size_t size = text ? strlen(text) : 0;
	bool is_done;

	if (!check(context, context->values, err) || !context_read_model(context, err))
		return false;
	if ((!text || strcmp(text, "-") == 0) &&
	    !file_read_stream("-", STEGO_TEXT_MAX, &read, &size, err))
		return false;
	is_done = hide(context, read ? (const void *)read : text, size, err);
	free(read);
	return is_done;
}

const struct command hide_command = {
	.name = "hide",
	.operand = "MODEL [TEXT]",
	.summary = "a text in images of noise that only this network reads",
	.help = "Makes images that look like noise, each of which the network takes for one class "
		"with certainty: together they are the text (else standard input), with a "
		"checksum. This is no encryption: who has the network's file reads it.",
	.options = rows,
	.common = COMMON_COMPUTE | COMMON_MODEL | COMMON_JSON | COMMON_WIDTH,
	.size = sizeof(struct hide_options),
	.run = run_hide,
};
