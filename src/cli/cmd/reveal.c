/* netglyph reveal: the text that netglyph hide put into images. */
#include "cli/command.h"
#include "cli/json.h"
#include "lab/stego/stego_file.h"

#include <stdio.h>
#include <string.h>

struct reveal_options {
	struct common common;
};

static void print_json(struct command_context *context, const char *text, size_t size)
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

static bool run_reveal(struct command_context *context, struct err *err)
{
	struct stego stego = {0};
	char text[STEGO_TEXT_MAX + 1];
	size_t size = 0;
	bool is_read;

	if (!context->second)
		return usage_error(context, err, "reveal needs MODEL and FILE, what hide wrote");
	is_read = context_read_model(context, err) &&
		  stego_file_read(context->second, context->net, &stego, err);
	if (is_read && !stego_reveal(context->net, &stego, context->pool, text, &size, err))
		is_read = err_prefix(err, context->second);
	stego_clear(&stego);
	if (is_read && context->out.is_json)
		print_json(context, text, size);
	else if (is_read)
		print_text(context->out.file, text, size);
	return is_read;
}

const struct command reveal_command = {
	.name = "reveal",
	.operand = "MODEL [FILE]",
	.summary = "the text that hide put into a file",
	.help = "Reads the images of FILE, IDX or a PNG sheet, and prints the text. To a network "
		"other than the one that hid it, the checksum does not match.",
	.common = COMMON_COMPUTE | COMMON_MODEL | COMMON_JSON,
	.size = sizeof(struct reveal_options),
	.run = run_reveal,
};
