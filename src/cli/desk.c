/* The shared options' rows, and what they lead to. */
#include "cli/desk.h"
#include "base/xalloc.h"
#include "data/find.h"
#include "lab/evaluate.h"
#include "nn/netfile.h"

#include <assert.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

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
	 .help = "the instruction set of the kernels: portable, avx2"},
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

bool desk_start(struct desk *desk, struct err *err)
{
	const char *isa = desk->common->isa, *variable = getenv("NETGLYPH_ISA");
	int64_t threads = desk->common->threads;

	if (!isa && variable && *variable)
		isa = variable;
	desk->kernel = kernel_choose(isa, err);
	if (!desk->kernel) {
		desk->status = STATUS_USAGE;
		return err_prefix(err, isa == variable ? "$NETGLYPH_ISA" : "--isa");
	}
	desk->pool = pool_new(threads > 0 ? (int)threads : pool_default_threads());
	return true;
}

void desk_clear(struct desk *desk)
{
	output_close(&desk->out);
	pool_free(desk->pool);
	dataset_free(desk->data);
	net_free(desk->net);
	free(desk->model);
}

bool desk_read_data(struct desk *desk, struct err *err)
{
	char *folder = find_dataset(desk->common->data, err);

	if (folder)
		desk->data = dataset_open(folder, err);
	free(folder);
	return desk->data != NULL;
}

static const char *const shipped[] = {"mnist-softmax", "mnist-cnn"};

bool model_is_shipped(const char *name)
{
	return strcmp(name, shipped[0]) == 0 || strcmp(name, shipped[1]) == 0;
}

char *model_path(const char *operand, struct err *err)
{
	struct stat status;
	char file[64];

	if (stat(operand, &status) == 0)
		return xstrdup(operand);
	if (model_is_shipped(operand)) {
		snprintf(file, sizeof(file), "%s.safetensors", operand);
		return find_shipped(file, err);
	}
	if (strpbrk(operand, "/."))
		return xstrdup(operand);
	err_set(err, "%s: no such file, and no shipped network; those are %s and %s", operand,
		shipped[0], shipped[1]);
	return NULL;
}

bool desk_read_model(struct desk *desk, struct err *err)
{
	struct safetensors *file = NULL;
	const char *name;

	desk->model = model_path(desk->operand, err);
	if (!desk->model)
		return false;
	desk->net = netfile_read(desk->model, desk->kernel, &file, err);
	if (!desk->net)
		return false;
	name = safetensors_metadata(file, "data");
	snprintf(desk->trained_on, sizeof(desk->trained_on), "%s", name ? name : "");
	safetensors_free(file);
	return true;
}

bool desk_read_both(struct desk *desk, struct err *err)
{
	return desk_read_model(desk, err) && desk_read_data(desk, err) &&
	       evaluate_fits(desk->net, desk->data, desk->model, err);
}

const struct split *desk_split(const struct desk *desk)
{
	return &desk->data->split[split_find(desk->common->split)];
}

bool desk_has_digits(const struct desk *desk)
{
	const char *name = desk->data ? desk->data->name : desk->trained_on;

	return strcmp(name, "mnist") == 0 || strcmp(name, "sample") == 0;
}
