/* The shared options' rows, and what they lead to. */
#include "cli/command_context.h"
#include "base/text.h"
#include "base/xalloc.h"
#include "cli/target.h"
#include "data/dataset.h"
#include "data/dataset_text.h"
#include "data/find.h"
#include "data/picture_file.h"
#include "format/image/png.h"
#include "format/image_file.h"
#include "lab/article.h"
#include "lab/train/evaluate.h"

#include <inttypes.h>
#include <math.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#define AT(member) offsetof(struct common, member)

#define GLYPHS_ROW                                                                                 \
	{                                                                                          \
		"glyphs", OPTION_WORD, AT(glyphs), "auto|ascii|blocks|braille",                    \
			.value = "auto",                                                           \
			.help = "what charts and pictures are drawn with; a font may lack braille" \
	}

static const struct option help_rows[] = {
	{"help", OPTION_FLAG, AT(is_help), .help = "print this and do nothing else"}, {0}};

static const struct option data_rows[] = {
	{"data", OPTION_TEXT, AT(data), "FILE|NAME", .fallback = "$NETGLYPH_DATA, else sample",
	 .help = "the data set: a folder of IDX files or of pictures by class, a .csv or .npz "
		 "file, "
		 "or a name such as sample, mnist, fashion; FOLDER:SET where one holds several",
	 .words = "sample|mnist|fashion|kmnist"},
	{0}};

/* With the data, and where a picture or a data set is the operand. */
static const struct option change_rows[] = {
	{"scale", OPTION_TEXT, AT(scale), "S",
	 .help = "multiply the data set's values with S, such as 255 or 1/255"},
	{"transpose", OPTION_FLAG, AT(is_transposed),
	 .help = "exchange rows and columns of the data set's images"},
	{"invert", OPTION_FLAG, AT(is_inverted),
	 .help = "ink for ground and ground for ink: of a picture that is given, else of the data "
		 "set"},
	{"fit", OPTION_FLAG, AT(is_fitted),
	 .help = "frame pictures of any size as MNIST's makers did: the one that is given, else "
		 "those of the data set's folder"},
	{0}};

static const struct option compute_rows[] = {
	{"threads", OPTION_WHOLE, AT(threads), "N", .min = 1, .max = POOL_MAX_THREADS,
	 .fallback = "one for each processor", .help = "threads; results do not depend on it"},
	{"isa", OPTION_TEXT, AT(isa), "NAME", .fallback = "$NETGLYPH_ISA, else the best",
	 .help = "the instruction set of the kernels: portable, avx2, avx512",
	 .words = "portable|avx2|avx512"},
	{0}};

static const struct option json_rows[] = {
	{"json", OPTION_FLAG, AT(is_json), .help = "print one JSON document and nothing else"},
	{0}};

static const struct option width_rows[] = {
	{"width", OPTION_WHOLE, AT(width), "N", .min = OUTPUT_MIN_WIDTH, .max = OUTPUT_MAX_WIDTH,
	 .fallback = "the terminal's, else 80", .help = "columns that may be filled"},
	{0}};

static const struct option color_rows[] = {
	{"color", OPTION_WORD, AT(color), "auto|always|never|none|mono|8|16|256|direct",
	 .value = "auto", .help = "how pictures are drawn: in colours, or (never) as plain text"},
	GLYPHS_ROW,
	{0}};

static const struct option png_rows[] = {{"png", OPTION_OUT, AT(png), "FILE",
					  .help = "write the pictures to FILE, do not draw them"},
					 {0}};

static const struct option split_rows[] = {{"split", OPTION_WORD, AT(split),
					    "train|validation|test", .value = "validation",
					    .help = "which part of the data set"},
					   {0}};

static const struct option shard_rows[] = {
	{"shard", OPTION_TEXT, AT(shard), "I/N",
	 .help = "with --json: part I of N (from 1) of the images, for 'netglyph merge'"},
	{0}};

static const struct option sample_rows[] = {
	{"image", OPTION_WHOLE, AT(image), "N", .max = 1e9,
	 .fallback = ARTICLE_TEXT(ARTICLE_SEVEN) ", the article's 7",
	 .help = "image N of the split, or of an IDX file"},
	{"noise", OPTION_WHOLE, AT(noise), "SEED", .max = 9007199254740991,
	 .help = "uniform noise in 0..1 instead"},
	{"file", OPTION_TEXT, AT(file), "FILE",
	 .help = "a picture (PNG, JPEG, PBM, PGM, PPM; dark is ink; - for standard input) or IDX "
		 "file of the net's size instead"},
	{0}};

static const struct option explorer_rows[] = {
	{"image", OPTION_WHOLE, AT(image), "N", .max = 1e9,
	 .fallback = ARTICLE_TEXT(ARTICLE_SEVEN) ", the article's 7",
	 .help = "the image of the split to begin with"},
	{"file", OPTION_TEXT, AT(file), "FILE",
	 .help = "a picture to begin with instead (PNG, JPEG, PBM, PGM, PPM; dark is ink)"},
	{"theme", OPTION_WORD, AT(theme), "auto|dark|light|mono|blind", .value = "auto",
	 .help = "colours of words for a dark or a light terminal (auto: as it is), none, or safe "
		 "for the colour-blind"},
	GLYPHS_ROW,
	{0}};

static const struct option model_rows[] = {
	{"architecture", OPTION_TEXT, AT(architecture), "TEXT",
	 .help = "the layers of MODEL, where its file does not tell them"},
	{"normalize", OPTION_TEXT, AT(normalize), "MEAN,DEVIATION",
	 .help = "how MODEL's images were scaled: (x - MEAN) / DEVIATION, with x in 0..1"},
	{"layout", OPTION_WORD, AT(layout),
	 "torch|tensorflow|torch,transposed|tensorflow,transposed",
	 .help = "how MODEL's weights are laid out: torch [out, in], flattened by channel; "
		 "tensorflow [in, out], by pixel; transposed: of images with rows for columns"},
	{0}};

void common_options(struct option_list *list, unsigned common)
{
	static const struct option *const tables[] = {
		data_rows,  compute_rows, json_rows,     width_rows, color_rows,  png_rows,
		split_rows, sample_rows,  explorer_rows, shard_rows, change_rows, model_rows};

	if (common & COMMON_DATA)
		common |= COMMON_CHANGE;

	for (size_t i = 0; i < sizeof(tables) / sizeof(tables[0]); i++)
		if (common & 1u << i)
			options_add(list, tables[i]);
	options_add(list, help_rows);
}

bool usage_error(struct command_context *context, struct err *err, const char *format, ...)
{
	char text[sizeof(err->text)];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	context->status = STATUS_USAGE;
	return err_set(err, "%s", text);
}

int context_threads(const struct command_context *context)
{
	int64_t threads = context->common->threads;

	return threads > 0 ? (int)threads : pool_default_threads();
}

bool context_start(struct command_context *context, struct err *err)
{
	const char *isa = context->common->isa, *variable = getenv("NETGLYPH_ISA");

	if (!isa && variable && *variable)
		isa = variable;
	context->kernel = kernel_choose(isa, err);
	if (!context->kernel) {
		context->status = STATUS_USAGE;
		return err_prefix(err, isa == variable ? "$NETGLYPH_ISA" : "--isa");
	}
	context->pool = pool_new(context_threads(context));
	return true;
}

void context_clear(struct command_context *context)
{
	output_close(&context->out);
	pool_free(context->pool);
	dataset_free(context->data);
	net_free(context->net);
	free(context->operands);
	free(context->data_text);
	free(context->model_text);
}

bool context_data_text(struct command_context *context, const char *name, bool has_picture,
		       struct err *err)
{
	const struct common *c = context->common;
	struct dataset_options options = {.scale = 1,
					  .is_inverted = c->is_inverted && !has_picture,
					  .is_transposed = c->is_transposed,
					  .is_fitted = c->is_fitted && !has_picture};
	char *behind;

	if (c->scale && !dataset_text_scale(c->scale, &options.scale))
		return usage_error(context, err,
				   "--scale %s: expected a factor that is not 0, such as 2 or "
				   "1/255",
				   c->scale);
	free(context->data_text);
	behind = dataset_text_options(&options);
	context->data_text = name || *behind ? xasprintf("%s%s", name ? name : "", behind) : NULL;
	free(behind);
	return true;
}

/* A note on a file, in one line. */
static void say(const char *name, const char *note)
{
	struct err line;

	err_set(&line, "%s: %s", name, note);
	fprintf(stderr, "netglyph: %s\n", line.text);
}

bool context_open_data(struct command_context *context, const char *text, struct err *err)
{
	char *found = find_dataset(text, err);

	if (found)
		context->data = dataset_open(found, err);
	free(found);
	return context->data && context_spares(context, "--png", context->common->png, err);
}

bool context_read_data(struct command_context *context, struct err *err)
{
	const struct common *c = context->common;

	if (!context_data_text(context, c->data, c->file, err) ||
	    !context_open_data(context, context->data_text, err))
		return false;
	if (context->data->notes)
		say(context->data->name, context->data->notes);
	return true;
}

bool context_told(struct command_context *context, struct import_told *told, struct err *err)
{
	const struct common *c = context->common;

	*told = (struct import_told){.architecture = c->architecture, .layout = c->layout};
	return !c->normalize || import_told_input(told, c->normalize) ||
	       usage_error(context, err,
			   "--normalize '%s': two numbers are needed, MEAN,DEVIATION, of which the "
			   "second is not 0, such as 0.1307,0.3081",
			   c->normalize);
}

bool context_read_model(struct command_context *context, struct err *err)
{
	struct network_request request = {
		.data = context->data, .kernel = context->kernel, .pool = context->pool};
	struct network network;
	char *path;

	free(context->model_text);
	context->model = context->model_text = text_clean(xstrdup(context->operand));
	if (!context_told(context, &request.told, err) ||
	    (!context->data &&
	     !context_data_text(context, context->common->data, context->common->file, err)))
		return false;
	request.data_name = context->data_text;
	path = model_path(context->operand, err);
	request.path = path;
	if (path && network_read(&request, &network, err)) {
		context->net = network.net;
		context->facts = network.facts;
		if (network.words[0])
			say(path, network.words);
	}
	if (!context->net && dataset_exists(context->operand))
		err_set(err, "%s: is a data set, not a network: name it with --data",
			context->operand);
	free(path);
	return context->net != NULL;
}

/* Whether net and data fit; else the message says what the net learned from, if that is known. */
static bool check_fit(struct command_context *context, struct err *err)
{
	char text[sizeof(err->text)];

	if (evaluate_fits(context->net, context->data, context->model, err))
		return true;
	if (!context->facts.data[0])
		return false;
	snprintf(text, sizeof(text), "%s", err->text);
	return err_set(err, "%s (it learned from %s)", text, context->facts.data);
}

bool context_read_both(struct command_context *context, struct err *err)
{
	if (!context_read_model(context, err) || !context_read_data(context, err) ||
	    !check_fit(context, err))
		return false;
	if (class_names_differ(context->facts.data, context->data->name))
		fprintf(stderr, "netglyph: %s learned from %s; %s shows other things\n",
			context->model, context->facts.data, context->data->name);
	return true;
}

bool context_read_another(struct command_context *context, const char *operand, struct err *err)
{
	net_free(context->net);
	context->net = NULL;
	context->facts = (struct model_facts){0};
	context->operand = operand;
	return context_read_model(context, err) && check_fit(context, err);
}

static bool check_sample(struct command_context *context, struct err *err)
{
	const struct common *c = context->common;

	if (c->noise >= 0 && (c->file || c->image >= 0))
		return usage_error(context, err,
				   "--noise and %s are two different images; choose one",
				   c->file ? "--file" : "--image");
	if ((c->is_inverted || c->is_fitted) && c->noise >= 0)
		return usage_error(context, err, "--%s is about pictures, and --noise is none",
				   c->is_fitted ? "fit" : "invert");
	return true;
}

static bool read_image(struct command_context *context, int64_t index, struct sample *sample,
		       struct err *err)
{
	size_t count;

	if (!context->data && (!context_read_data(context, err) || !check_fit(context, err)))
		return false;
	count = context_split(context)->count;
	if ((uint64_t)index >= count)
		return usage_error(context, err,
				   "--image %" PRId64 ": %s of %s has images 0 to %zu", index,
				   context->common->split, context->data->name, count - 1);
	*sample = sample_image(context->data, split_find(context->common->split), (size_t)index);
	return true;
}

/* An --image that the file does not have is the caller's mistake, not the file's. */
static bool read_file(struct command_context *context, struct sample *sample, struct err *err)
{
	const struct common *c = context->common;
	const struct picture_request request = {.path = c->file,
						.may_wait = true,
						.index = c->image,
						.is_inverted = c->is_inverted,
						.fit = c->is_fitted ? PICTURE_FITTED
								    : PICTURE_EXACT,
						.height = context->net->input.height,
						.width = context->net->input.width};
	char note[PICTURE_NOTE_MAX];

	if (sample_file(&request, sample, note, err)) {
		if (note[0])
			say(sample->title, note);
		return true;
	}
	if (c->image >= 0 && picture_file_lacks(c->file, c->image))
		context->status = STATUS_USAGE;
	return false;
}

bool context_read_sample(struct command_context *context, int usual, struct sample *sample,
			 struct err *err)
{
	const struct common *c = context->common;
	struct shape input = context->net->input;

	*sample = (struct sample){.label = -1};
	if (!check_sample(context, err))
		return false;
	if (c->file)
		return read_file(context, sample, err);
	if (c->noise < 0)
		return read_image(context, c->image >= 0 ? c->image : usual, sample, err);
	*sample = sample_noise((uint64_t)c->noise, input.height, input.width);
	return true;
}

const struct split *context_split(const struct command_context *context)
{
	return &context->data->split[split_find(context->common->split)];
}

bool context_read_names(struct command_context *context, struct err *err)
{
	return context->data || !context->common->data || context_read_data(context, err);
}

const struct class_names *context_names(const struct command_context *context)
{
	const struct class_names *names = class_names_find(context->facts.data);

	if (context->data)
		return &context->data->names;
	return context->net && context->net->classes > names->count ? &class_names_none : names;
}

bool context_read_class(struct command_context *context, const char *option, const char *text,
			int *class, struct err *err)
{
	bool is_number = strspn(text, "0123456789") == strlen(text);

	if (!context_read_names(context, err))
		return false;
	if (!context->data && !is_number && context_names(context)->count == 0 &&
	    !context_read_data(context, err))
		return false;
	if (class_names_read(context_names(context), context->net->classes, text, class, err))
		return true;
	context->status = STATUS_USAGE;
	return err_prefix(err, option);
}

static bool is_operand(const struct command_context *context, const char *path)
{
	const char **operand = context->operands;

	while (*operand && !target_is_same(path, *operand))
		operand++;
	return *operand;
}

bool context_spares(struct command_context *context, const char *option, const char *path,
		    struct err *err)
{
	if (!is_operand(context, path) && !target_is_same(path, context->common->file) &&
	    !(context->data && target_is_of_data(path, context->data)))
		return true;
	return usage_error(context, err,
			   "%s: is read here, and %s would replace it; name another file", path,
			   option);
}

bool context_check_output(struct command_context *context, const char *option, const char *path,
			  struct err *err)
{
	if (!context_spares(context, option, path, err))
		return false;
	if (image_file_is_named(path) && !image_is_png(path))
		return usage_error(context, err,
				   "%s %s: of pictures PNG alone is written; end the name in .png",
				   option, path);
	if (!target_is_output(path))
		return true;
	if (context->out.is_json)
		return usage_error(context, err,
				   "%s: is standard output, which --json fills; name a file", path);
	output_stand_aside(&context->out);
	return true;
}
