/*
 * Lines of text as the network of another program, which is then identified by a few images. A line
 * is a tensor, `conv1.weight F32 4,1,3,3', whose values are made up; how large these are, `!largest
 * 1e38'; a string of the file, `@KEY VALUE'; or what a person tells, `!architecture TEXT' and
 * `!layout torch'.
 */
#include "fuzz/fuzz.h"

#include "base/xalloc.h"
#include "format/dtype.h"
#include "lab/identify.h"

#include <stdlib.h>
#include <string.h>

enum { SIDE = 6, PIXELS = SIDE * SIDE, CLASSES = 3, IMAGES = 6, LINES_MAX = 24, BYTES_MAX = 16384 };

/* What a file owns beside its tensors and strings. */
struct lines {
	char *line[LINES_MAX];
	int count;
	float largest;
	unsigned char values[BYTES_MAX];
};

static void release(void *memory)
{
	struct lines *lines = memory;

	while (lines->count > 0)
		free(lines->line[--lines->count]);
	free(lines);
}

static const struct tensor_format made = {.name = "made up", .release = release};

/* Numbers of both signs, as floats; of other types whatever these bytes are. */
static void set_values(struct lines *lines)
{
	for (size_t i = 0; i < BYTES_MAX / sizeof(float); i++) {
		float value = (float)((int)(i * 7919 % 17) - 8) / 8 * lines->largest;

		memcpy(lines->values + i * sizeof(value), &value, sizeof(value));
	}
}

static void add_string(struct tensor_file *file, char *line)
{
	char *value = strchr(line, ' ');

	if (!value || value == line)
		return;
	*value++ = '\0';
	file->strings[file->string_count++] = (struct tensor_string){line, value};
}

/* Left out where it is none, or too large. */
static void add_tensor(struct tensor_file *file, char *line, const unsigned char *values)
{
	char *name = strsep(&line, " "), *dtype = strsep(&line, " "), *number;
	struct tensor tensor = {
		.name = name, .dtype = dtype ? dtype_name(dtype) : NULL, .data = values};

	if (!tensor.dtype)
		return;
	tensor.size = dtype_size(dtype);
	while ((number = strsep(&line, ","))) {
		unsigned long dim = strtoul(number, NULL, 10);

		if (tensor.ndim == TENSOR_MAX_DIMS || dim == 0 || dim > BYTES_MAX / tensor.size)
			return;
		tensor.dim[tensor.ndim++] = dim;
		tensor.size *= dim;
	}
	file->tensors[file->count++] = tensor;
}

static void tell(struct import_told *told, struct lines *lines, char *line)
{
	char *word = strsep(&line, " ");

	if (line && strcmp(word, "architecture") == 0)
		told->architecture = line;
	if (line && strcmp(word, "largest") == 0)
		lines->largest = strtof(line, NULL);
	if (line && strcmp(word, "layout") == 0)
		told->layout = strncmp(line, "torch", 5) == 0 ? "torch" : "tensorflow,transposed";
}

static struct tensor_file *read(const uint8_t *bytes, size_t size, struct import_told *told)
{
	struct tensor_file *file = xcalloc(1, sizeof(*file));
	struct lines *lines = xcalloc(1, sizeof(*lines));

	*file = (struct tensor_file){.format = &made, .memory = lines};
	file->tensors = xcalloc(LINES_MAX, sizeof(*file->tensors));
	file->strings = xcalloc(LINES_MAX, sizeof(*file->strings));
	lines->largest = 0.5f;
	while (size > 0 && lines->count < LINES_MAX) {
		char *line = fuzz_next(&bytes, &size, '\n');

		lines->line[lines->count++] = line;
		if (line[0] == '@')
			add_string(file, line + 1);
		else if (line[0] == '!')
			tell(told, lines, line + 1);
		else
			add_tensor(file, line, lines->values);
	}
	set_values(lines);
	return file;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	static float pixels[IMAGES * PIXELS];
	static uint8_t labels[IMAGES];
	struct dataset data = {
		.name = "made up", .height = SIDE, .width = SIDE, .classes = CLASSES};
	struct import_told told = {0};
	struct identify_request request = {
		.told = &told, .path = "network", .data = &data, .is_hasty = true};
	struct tensor_file *file = read(bytes, size, &told);
	struct identification found;
	struct err err = {""};
	struct import *import;

	for (size_t i = 0; i < IMAGES * PIXELS; i++)
		pixels[i] = (float)(i * 31 % 13) / 12;
	for (size_t i = 0; i < IMAGES; i++)
		labels[i] = (uint8_t)(i % CLASSES);
	data.split[SPLIT_TRAIN] = (struct split){
		.count = IMAGES, .pixels = PIXELS, .floats = pixels, .labels = labels};
	request.kernel = kernel_choose(NULL, &err);
	import =
		import_new(file, request.path, (struct shape){SIDE, SIDE, 1}, CLASSES, &told, &err);
	if (!import || !identify(import, &request, &found, &err)) {
		fuzz_message(&err);
		return 0;
	}
	identification_clear(&found);
	return 0;
}
