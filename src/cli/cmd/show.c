/* netglyph show: a screen of the explorer without a terminal. */
#include "base/xalloc.h"
#include "cli/command.h"
#include "cli/explorer_setup.h"
#include "cli/target.h"
#include "tui/headless.h"
#include "tui/screens.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct show_options {
	struct common common;
	const char *size, *format, *keys, *out, *compare;
};

#define AT(member) offsetof(struct show_options, member)

static const struct option rows[] = {
	{"keys", OPTION_TEXT, AT(keys), "KEYS",
	 .help = "keys to type first, such as nnn or :12<Enter>; each waits for what computes"},
	{"compare", OPTION_TEXT, AT(compare), "MODEL",
	 .help = "a second network, for which the screen is drawn too"},
	{"size", OPTION_TEXT, AT(size), "COLUMNSxROWS", .value = "80x24",
	 .help = "the terminal that is imagined"},
	{"format", OPTION_WORD, AT(format), "text|ansi|svg|json|png|screenshot", .value = "text",
	 .help = "plain text, text with colours, a vector picture, numbers, a PNG of the "
		 "screen's pictures alone, or one of the whole screen"},
	{"out", OPTION_OUT, AT(out), "FILE",
	 .help = "where it goes, in place of standard output; a PNG has to have one"},
	{"color", OPTION_WORD, AT(common.color), "mono|8|16|256|direct", .value = "256",
	 .help = "the colours of --format ansi"},
	{0}};

static bool read_size(struct command_context *context, const char *text, struct headless_spec *spec,
		      struct err *err)
{
	char end;

	if (strlen(text) < 10 && sscanf(text, "%dx%d%c", &spec->columns, &spec->rows, &end) == 2 &&
	    spec->columns >= 1 && spec->columns <= HEADLESS_MAX_COLUMNS && spec->rows >= 1 &&
	    spec->rows <= HEADLESS_MAX_ROWS)
		return true;
	return usage_error(context, err,
			   "--size %s: expected COLUMNSxROWS, such as 120x40, at most %dx%d", text,
			   HEADLESS_MAX_COLUMNS, HEADLESS_MAX_ROWS);
}

static bool read_keys(struct command_context *context, const char *keys, struct err *err)
{
	const char *rest = keys, *at = keys;
	int key = 1;

	while (keys && key > 0) {
		at = rest;
		rest = key_read(rest, &key);
	}
	return !keys || key == PRESS_NONE ||
	       usage_error(context, err,
			   "--keys: there is no key '%.*s'; names stand as in <Space>, <Enter>, "
			   "<Left>",
			   (int)(rest - at), at);
}

static bool read_screen(struct command_context *context, struct headless_spec *spec,
			struct err *err)
{
	char *names = NULL;
	size_t size;
	FILE *list;

	spec->screen = screen_find(screens, context->operand);
	if (spec->screen >= 0)
		return true;
	list = xmemory_open(&names, &size);
	for (int i = 0; screens[i]; i++)
		fprintf(list, "%s%s", i ? ", " : "", screens[i]->name);
	xmemory_close(list, &names);
	usage_error(context, err, "there is no screen '%s'; there are %s", context->operand, names);
	free(names);
	return false;
}

static bool is_png(const struct headless_spec *spec)
{
	return spec->format == HEADLESS_PNG || spec->format == HEADLESS_SCREENSHOT;
}

static bool read_format(struct command_context *context, struct headless_spec *spec,
			struct err *err)
{
	static const char *const words[] = {"text", "ansi", "svg", "json", "png", "screenshot"};
	const struct show_options *o = context->values;
	const char *glyphs = o->common.glyphs;

	while (strcmp(words[spec->format], o->format) != 0)
		spec->format++;
	spec->path = o->out;
	if (is_png(spec) && !o->out)
		return usage_error(context, err, "--format %s needs --out FILE", o->format);
	if (target_is_same(o->out, context->second) || target_is_same(o->out, o->compare) ||
	    target_is_same(o->out, o->common.file))
		return usage_error(context, err,
				   "%s: is read here, and --out would replace it; name another "
				   "file",
				   o->out);
	/* Pictures have braille whatever the locale is. */
	if ((spec->format == HEADLESS_SVG || is_png(spec)) && strcmp(glyphs, "auto") == 0)
		glyphs = "braille";
	return medium_choose(&spec->app.medium, o->common.color, glyphs, true, err);
}

/* Written whole, or not at all. */
static bool write_file(const struct headless_spec *spec, struct err *err)
{
	struct target target;
	struct writer *writer = NULL;
	char *bytes = NULL;
	size_t size = 0;
	FILE *file;
	bool is_done = target_try(&target, spec->path, err);

	if (!is_done)
		return false;
	file = xmemory_open(&bytes, &size);
	is_done = headless_run(spec, file, err);
	xmemory_close(file, &bytes);
	is_done = is_done && (writer = target_open(&target, err)) &&
		  writer_write(writer, bytes, size, err);
	if (is_done)
		is_done = writer_commit(writer, err);
	else
		writer_abort(writer);
	target_clear(&target);
	free(bytes);
	return is_done;
}

static bool run_show(struct command_context *context, struct err *err)
{
	const struct show_options *o = context->values;
	struct headless_spec spec = {.keys = o->keys, .format = HEADLESS_TEXT};

	if (!context_data_text(context, o->common.data, o->common.file, err) ||
	    !explorer_setup(context, context->second, &spec.app, err))
		return false;
	spec.app.is_clock_fixed = true;
	spec.app.compare = o->compare;
	if (!read_screen(context, &spec, err) || !read_size(context, o->size, &spec, err) ||
	    !read_keys(context, o->keys, err) || !read_format(context, &spec, err))
		return false;
	return spec.path && !is_png(&spec) ? write_file(&spec, err)
					   : headless_run(&spec, context->out.file, err);
}

const struct command show_command = {
	.name = "show",
	.operand = "SCREEN [MODEL]",
	.summary = "print a screen of the explorer",
	.help = "Prints what a screen of the explorer shows, without a terminal: Train, Weights, "
		"Mistakes, Layers, Filters, Attack, roBust, Retrain, eXplain, Project, Secrets "
		"or Draw. Without MODEL it shows the shipped mnist-cnn.",
	.saves_here = true,
	.options = rows,
	.common = COMMON_DATA | COMMON_COMPUTE | COMMON_MODEL | COMMON_SPLIT | COMMON_EXPLORER,
	.size = sizeof(struct show_options),
	.run = run_show,
};
