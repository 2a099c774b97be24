/* netglyph info: what a file or folder is. */
#include "cli/info.h"
#include "cli/command.h"
#include "data/find.h"
#include "format/file.h"
#include "model/native.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

struct info_options {
	struct common common;
};

enum { START = 9 }; /* bytes that tell what a file is */

static bool tell_dataset(struct command_context *context, const char *folder, struct err *err)
{
	context->data = dataset_open(folder, err);
	if (!context->data)
		return false;
	info_dataset(&context->out, context->data);
	return true;
}

static bool tell_idx(struct command_context *context, const char *path, struct err *err)
{
	struct idx idx;

	if (!idx_read(path, &idx, err))
		return false;
	info_idx(&context->out, path, &idx);
	idx_clear(&idx);
	return true;
}

static bool tell_picture(struct command_context *context, const char *path, struct err *err)
{
	struct image image;

	if (!image_read_grey(path, &image, err))
		return false;
	info_picture(&context->out, path, &image);
	image_clear(&image);
	return true;
}

static bool tell_model(struct command_context *context, const char *path, struct err *err)
{
	struct tensor_file *file = tensor_file_read(path, err);
	struct err why;

	if (!file)
		return false;
	context->net = native_read(path, context->kernel, NULL, &why);
	info_model(&context->out, path, file, context->net, why.text);
	tensor_file_free(file);
	return true;
}

/* Whether a file may be safetensors, told by its first bytes: the length of its header in eight,
 * which is below 2^32, or a header. */
static bool is_like_model(const unsigned char start[START])
{
	return memcmp(start + 4, "\0\0\0\0", 4) == 0 || start[8] == '{';
}

/* The first bytes, unpacked, tell: pictures by their marks; IDX by two zeros and a small number of
 * dimensions, where a safetensors file has the length of its header. */
static bool tell_file(struct command_context *context, const char *path, struct err *err)
{
	struct reader *reader = reader_open(path, err);
	unsigned char start[START] = {0};
	bool is_read, is_longer;
	struct err ignored;

	if (!reader)
		return false;
	is_read = reader_read(reader, start, 4, err);
	is_longer = is_read && reader_read(reader, start + 4, START - 4, &ignored);
	reader_close(reader);
	if (!is_read)
		return false;
	if (memcmp(start, "\x89PNG", 4) == 0 || memcmp(start, "P2", 2) == 0 ||
	    memcmp(start, "P5", 2) == 0)
		return tell_picture(context, path, err);
	if (start[0] == 0 && start[1] == 0 && start[2] >= IDX_U8 && start[2] <= IDX_F64)
		return tell_idx(context, path, err);
	if (is_longer && !is_like_model(start))
		return err_set(err,
			       "%s: is no file that netglyph knows, which are networks, IDX files, "
			       "PNG and PGM",
			       path);
	return tell_model(context, path, err);
}

/* A file or a folder where there is one; else a shipped model's name or a data set's. */
static bool run_info(struct command_context *context, struct err *err)
{
	struct stat status;
	char *path;
	bool is_told;

	if (stat(context->operand, &status) == 0)
		return S_ISDIR(status.st_mode) ? tell_dataset(context, context->operand, err)
					       : tell_file(context, context->operand, err);
	path = model_path(context->operand, err);
	if (path || model_is_shipped(context->operand)) {
		is_told = path && tell_file(context, path, err);
	} else {
		path = find_dataset(context->operand, err);
		is_told = path ? tell_dataset(context, path, err)
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
	.common = COMMON_COMPUTE | COMMON_JSON,
	.size = sizeof(struct info_options),
	.run = run_info,
};
