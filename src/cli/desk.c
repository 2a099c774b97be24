/* The shared options' rows, and what they lead to. */
#include "cli/desk.h"
#include "base/xalloc.h"
#include "data/find.h"
#include "data/picture_file.h"
#include "lab/evaluate.h"
#include "lab/words.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdlib.h>

#define AT(member) offsetof(struct common, member)

static const struct option help_rows[] = {
	{"help", OPTION_FLAG, AT(is_help), .help = "print this and do nothing else"}, {0}};

static const struct option data_rows[] = {
	{"data", OPTION_TEXT, AT(data), "DIR|NAME", .fallback = "$NETGLYPH_DATA, else sample",
	 .help = "the data set: a folder of IDX files, or a name such as sample, mnist, fashion"},
	{0}};

static const struct option compute_rows[] = {
	{"threads", OPTION_WHOLE, AT(threads), "N", .least = 1, .most = POOL_MAX_THREADS,
	 .fallback = "one for each processor", .help = "threads; results do not depend on it"},
	{"isa", OPTION_TEXT, AT(isa), "NAME", .fallback = "$NETGLYPH_ISA, else the best",
	 .help = "the instruction set of the kernels: portable, avx2, avx512"},
	{0}};

static const struct option json_rows[] = {
	{"json", OPTION_FLAG, AT(is_json), .help = "print one JSON document and nothing else"},
	{0}};

static const struct option width_rows[] = {{"width", OPTION_WHOLE, AT(width), "N",
					    .least = OUTPUT_LEAST_WIDTH, .most = OUTPUT_MOST_WIDTH,
					    .fallback = "the terminal's, else 80",
					    .help = "columns that may be filled"},
					   {0}};

static const struct option color_rows[] = {
	{"color", OPTION_WORD, AT(color), "auto|always|never|none|mono|8|16|256|direct",
	 .value = "auto", .help = "how pictures are drawn: in colours, or (never) as plain text"},
	{0}};

static const struct option png_rows[] = {{"png", OPTION_TEXT, AT(png), "FILE",
					  .help = "write the pictures to FILE, do not draw them"},
					 {0}};

static const struct option split_rows[] = {{"split", OPTION_WORD, AT(split),
					    "train|validation|test", .value = "validation",
					    .help = "which part of the data set"},
					   {0}};

static const struct option subject_rows[] = {
	{"image", OPTION_WHOLE, AT(image), "N", .most = 1e9, .fallback = "15, the article's 7",
	 .help = "image N of the split, or of an IDX file"},
	{"noise", OPTION_WHOLE, AT(noise), "SEED", .most = 9007199254740991,
	 .help = "uniform noise in 0..1 instead"},
	{"file", OPTION_TEXT, AT(file), "FILE",
	 .help = "a PNG, PGM or IDX file of the net's size instead; in PNG and PGM dark is ink"},
	{"invert", OPTION_FLAG, AT(is_inverted),
	 .help = "with --file: ink for ground and ground for ink"},
	{0}};

void common_options(struct option_list *list, unsigned common)
{
	static const struct option *const tables[] = {data_rows,  compute_rows, json_rows,
						      width_rows, color_rows,   png_rows,
						      split_rows, subject_rows};

	for (size_t i = 0; i < sizeof(tables) / sizeof(tables[0]); i++)
		if (common & 1u << i)
			options_add(list, tables[i]);
	options_add(list, help_rows);
}

bool usage_error(struct desk *desk, struct err *err, const char *format, ...)
{
	char text[sizeof(err->text)];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	desk->status = STATUS_USAGE;
	return err_set(err, "%s", text);
}

int desk_threads(const struct desk *desk)
{
	int64_t threads = desk->common->threads;

	return threads > 0 ? (int)threads : pool_default_threads();
}

bool desk_start(struct desk *desk, struct err *err)
{
	const char *isa = desk->common->isa, *variable = getenv("NETGLYPH_ISA");

	if (!isa && variable && *variable)
		isa = variable;
	desk->kernel = kernel_choose(isa, err);
	if (!desk->kernel) {
		desk->status = STATUS_USAGE;
		return err_prefix(err, isa == variable ? "$NETGLYPH_ISA" : "--isa");
	}
	desk->pool = pool_new(desk_threads(desk));
	return true;
}

void desk_clear(struct desk *desk)
{
	output_close(&desk->out);
	pool_free(desk->pool);
	dataset_free(desk->data);
	net_free(desk->net);
}

bool desk_read_data(struct desk *desk, struct err *err)
{
	char *folder = find_dataset(desk->common->data, err);

	if (folder)
		desk->data = dataset_open(folder, err);
	free(folder);
	return desk->data != NULL;
}

bool desk_read_model(struct desk *desk, struct err *err)
{
	char *path = model_path(desk->operand, err);

	desk->model = desk->operand;
	if (path)
		desk->net = model_read(path, desk->kernel, &desk->facts, err);
	free(path);
	return desk->net != NULL;
}

bool desk_read_both(struct desk *desk, struct err *err)
{
	return desk_read_model(desk, err) && desk_read_data(desk, err) &&
	       evaluate_fits(desk->net, desk->data, desk->model, err);
}

static bool check_subject(struct desk *desk, struct err *err)
{
	const struct common *c = desk->common;

	if (c->noise >= 0 && (c->file || c->image >= 0))
		return usage_error(desk, err, "--noise and %s are two different images; choose one",
				   c->file ? "--file" : "--image");
	if (c->is_inverted && !c->file)
		return usage_error(desk, err, "--invert is about --file FILE, which is missing");
	return true;
}

static bool read_image(struct desk *desk, int64_t index, struct subject *subject, struct err *err)
{
	size_t count;

	if (!desk->data &&
	    (!desk_read_data(desk, err) || !evaluate_fits(desk->net, desk->data, desk->model, err)))
		return false;
	count = desk_split(desk)->count;
	if ((uint64_t)index >= count)
		return usage_error(desk, err, "--image %" PRId64 ": %s of %s has images 0 to %zu",
				   index, desk->common->split, desk->data->name, count - 1);
	*subject = subject_image(desk->data, split_find(desk->common->split), (size_t)index);
	return true;
}

/* An --image that the file does not have is the caller's mistake, not the file's. */
static bool read_file(struct desk *desk, struct subject *subject, struct err *err)
{
	const struct common *c = desk->common;

	if (subject_file(c->file, c->image, c->is_inverted, desk->net->input, subject, err))
		return true;
	if (c->image >= 0 && picture_file_lacks(c->file, c->image))
		desk->status = STATUS_USAGE;
	return false;
}

bool desk_read_subject(struct desk *desk, int usual, struct subject *subject, struct err *err)
{
	const struct common *c = desk->common;
	struct shape input = desk->net->input;

	*subject = (struct subject){.label = -1};
	if (!check_subject(desk, err))
		return false;
	if (c->file)
		return read_file(desk, subject, err);
	if (c->noise < 0)
		return read_image(desk, c->image >= 0 ? c->image : usual, subject, err);
	*subject = subject_noise((uint64_t)c->noise, input);
	return true;
}

const struct split *desk_split(const struct desk *desk)
{
	return &desk->data->split[split_find(desk->common->split)];
}

bool desk_has_digits(const struct desk *desk)
{
	return words_have_digits(desk->data ? desk->data->name : desk->facts.data);
}
