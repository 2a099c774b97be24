/* netglyph reveal: the text that netglyph hide put into images. */
#include "base/xalloc.h"
#include "cli/command.h"
#include "cli/json.h"
#include "lab/stego/stego_file.h"
#include "model/model.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct reveal_options {
	struct common common;
};

/* What one of the other networks, those behind the file, reads. */
struct other {
	const char *model;
	int same; /* images that it takes for what they hide */
	bool is_read;
};

static bool ask(struct command_context *context, const struct stego *stego, const int *symbols,
		struct other *other, struct err *err)
{
	char *path = model_path(other->model, err), text[STEGO_TEXT_MAX + 1];
	struct net *net = path ? model_read(path, context->kernel, NULL, err) : NULL;
	bool fits = net && net->input.height == context->net->input.height &&
		    net->input.width == context->net->input.width &&
		    net->classes == context->net->classes;
	size_t size;
	struct err refused;

	if (net && !fits)
		err_set(err, "%s: takes other images than %s, or has other classes", other->model,
			context->model);
	for (int i = 0; fits && i < stego->count; i++) {
		float p;

		other->same += symbols[i] ==
			       stego_read(net, stego->images + (size_t)i * stego->pixels, 0, i, &p);
	}
	other->is_read = fits && stego_reveal(net, stego, context->pool, text, &size, &refused);
	net_free(net);
	free(path);
	return fits;
}

static bool ask_others(struct command_context *context, const struct stego *stego, const char *text,
		       size_t size, struct other *others, struct err *err)
{
	int count = stego_images(context->net->classes, size);
	struct stego used = *stego; /* without the rest of a sheet's last row */
	int *symbols = xcalloc((size_t)count, sizeof(int));
	bool is_done = true;

	used.count = count;
	stego_symbols(context->net, text, size, symbols);
	for (struct other *other = others; is_done && other->model; other++)
		is_done = ask(context, &used, symbols, other, err);
	free(symbols);
	return is_done;
}

static json_t *others_json(const struct other *others)
{
	json_t *list = json_array();

	for (; others->model; others++) {
		json_t *o = json_object();

		json_add(o, "model", json_text(others->model));
		json_add(o, "same", json_integer(others->same));
		json_add(o, "reads", json_boolean(others->is_read));
		json_array_append_new(list, o);
	}
	return list;
}

static void print_json(struct command_context *context, const char *text, size_t size,
		       const struct other *others)
{
	json_t *document = json_object();
	char hex[2 * STEGO_TEXT_MAX + 1] = "";

	for (size_t i = 0; i < size; i++)
		snprintf(hex + 2 * i, 3, "%02x", (unsigned)(unsigned char)text[i]);
	json_add(document, "model", json_text(context->model));
	json_add(document, "file", json_text(context->second));
	json_add(document, "bytes", json_integer((json_int_t)size));
	json_add(document, "text", json_text(text));
	json_add(document, "hex", json_text(hex));
	if (others->model)
		json_add(document, "others", others_json(others));
	json_print(&context->out, document);
}

/* Control characters could command the terminal: the text is a stranger's. */
static void print_text(FILE *file, const char *text, size_t size)
{
	for (size_t i = 0; i < size; i++) {
		unsigned char c = (unsigned char)text[i];

		putc((c < ' ' && c != '\n' && c != '\t') || c == 127 ? '?' : c, file);
	}
	if (size == 0 || text[size - 1] != '\n')
		putc('\n', file);
}

static void print_others(struct command_context *context, const struct other *others, int images)
{
	for (; others->model; others++)
		print_fitted(context->out.file, context->out.width,
			     "%s: %s (%d of %d images as hidden)\n", others->model,
			     others->is_read ? "reads it too" : "not for this network",
			     others->same, images);
}

/* Ends with one without a model. */
static struct other *others_of(const struct command_context *context)
{
	struct other *others;
	size_t count = 0;

	while (context->operands[2 + count])
		count++;
	others = xcalloc(count + 1, sizeof(*others));
	for (size_t i = 0; i < count; i++)
		others[i].model = context->operands[2 + i];
	return others;
}

static bool run_reveal(struct command_context *context, struct err *err)
{
	struct stego stego = {0};
	char text[STEGO_TEXT_MAX + 1];
	size_t size = 0;
	struct other *others;
	bool is_read;

	if (!context->operand || !context->second)
		return usage_error(context, err, "reveal needs MODEL and FILE, what hide wrote");
	others = others_of(context);
	is_read = context_read_model(context, err) &&
		  stego_file_read(context->second, context->net, &stego, err);
	if (is_read && !stego_reveal(context->net, &stego, context->pool, text, &size, err))
		is_read = err_prefix(err, context->second);
	is_read = is_read && ask_others(context, &stego, text, size, others, err);
	stego_clear(&stego);
	if (is_read && context->out.is_json) {
		print_json(context, text, size, others);
	} else if (is_read) {
		print_text(context->out.file, text, size);
		print_others(context, others, stego_images(context->net->classes, size));
	}
	free(others);
	return is_read;
}

const struct command reveal_command = {
	.name = "reveal",
	.operand = "MODEL FILE [MODEL...]",
	.summary = "the text that hide put into a file",
	.help = "Reads the images of FILE, IDX or a PNG sheet, and prints the text. To a network "
		"other than the one that hid it, the checksum does not match. Further networks "
		"are asked too: a line each says what they make of the images.",
	.common = COMMON_COMPUTE | COMMON_MODEL | COMMON_JSON | COMMON_WIDTH,
	.size = sizeof(struct reveal_options),
	.run = run_reveal,
};
