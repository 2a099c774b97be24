/* The table of tensor formats, and what is the same for all of them. */
#include "format/tensor_file.h"
#include "base/text.h"
#include "base/xalloc.h"
#include "format/container/zip.h"
#include "format/file.h"
#include "format/stranger.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

extern const struct tensor_format keras_format;
extern const struct tensor_format npz_format;
extern const struct tensor_format onnx_format;
extern const struct tensor_format safetensors_format;
extern const struct tensor_format tensorflow_format;
extern const struct tensor_format torch_format;

static const struct tensor_format *const formats[] = {
	&safetensors_format, &tensorflow_format, &torch_format,
	&npz_format,         &onnx_format,       &keras_format,
};
enum { FORMATS = sizeof(formats) / sizeof(formats[0]) };

/* The row whose probe takes the file, or NULL. */
static const struct tensor_format *find_format(const unsigned char *head, size_t size)
{
	for (size_t i = 0; i < FORMATS; i++)
		if (formats[i]->probe(head, size))
			return formats[i];
	return NULL;
}

bool tensor_file_is_known(const unsigned char *head, size_t size)
{
	return find_format(head, size) || zip_is_like(head, size);
}

static bool has_member_of(const struct zip_archive *zip, const struct tensor_format *format)
{
	for (size_t i = 0; format->probe_member && i < zip_archive_count(zip); i++)
		if (format->probe_member(zip_archive_name(zip, i)))
			return true;
	return false;
}

/* The row whose members a ZIP archive has. */
static const struct tensor_format *find_in_zip(const char *path, struct err *err)
{
	struct zip_archive *zip = zip_archive_open(path, err);
	const struct tensor_format *found = NULL;

	for (size_t i = 0; zip && !found && i < FORMATS; i++)
		if (has_member_of(zip, formats[i]))
			found = formats[i];
	if (zip && !found)
		err_set(err,
			"%s: is a ZIP archive without a network; unpack it and open what is in it",
			path);
	zip_archive_close(zip);
	return found;
}

/* The row that finds several files there, and the path that its reader takes, which the caller
 * frees; or NULL. */
static const struct tensor_format *locate(const char *path, char **located)
{
	for (size_t i = 0; i < FORMATS; i++)
		if (formats[i]->locate && (*located = formats[i]->locate(path)))
			return formats[i];
	return NULL;
}

char *tensor_file_locate(const char *path)
{
	char *located = NULL;

	return locate(path, &located) ? located : NULL;
}

bool tensor_file_is_several(const char *path)
{
	char *located = tensor_file_locate(path);
	bool is_several = located != NULL;

	free(located);
	return is_several;
}

static struct tensor_file *read_with(const struct tensor_format *format, const char *path,
				     bool is_header_only, struct err *err)
{
	struct tensor_file *file = xcalloc(1, sizeof(*file));

	file->is_header_only = is_header_only;
	file->format = format;
	if (format->read(path, file, err))
		return file;
	free(file);
	return NULL;
}

static bool is_named(const char *path, const char *ending)
{
	size_t length = strlen(path), size = strlen(ending);

	return length > size && strcasecmp(path + length - size, ending) == 0;
}

static const char native[] = "safetensors";

/* What is inside, by the name; NULL: it promises nothing. */
static const char *promised(const char *path)
{
	static const char *const endings[][2] = {
		{".safetensors", native}, {".h5", "HDF5"},    {".hdf5", "HDF5"},
		{".keras", "Keras"},      {".pt", "PyTorch"}, {".pth", "PyTorch"},
		{".onnx", "ONNX"},        {".npz", "npz"},    {".png", "PNG"},
		{".jpg", "JPEG"},         {".jpeg", "JPEG"},
	};

	for (size_t i = 0; i < sizeof(endings) / sizeof(endings[0]); i++)
		if (is_named(path, endings[i][0]))
			return endings[i][1];
	return NULL;
}

/* Damaged, or cut short: where a header's size would be is none of more than 16 MiB. */
static bool may_be_native(const char *path, const unsigned char *head, size_t size)
{
	const char *name = promised(path);

	for (size_t i = 3; i < 8 && i < size; i++)
		if (head[i])
			return false;
	return !name || name == native;
}

bool tensor_file_fail_unknown(const char *path, const char *known, struct err *err)
{
	const char *name = promised(path);

	if (name)
		return err_set(
			err,
			"%s: is no %s file, whatever its name says, and no other that netglyph "
			"knows, which are %s",
			path, name, known);
	return err_set(err, "%s: is no file that netglyph knows, which are %s", path, known);
}

char *tensor_file_formats(void)
{
	char *list = NULL;

	for (size_t i = 0; i < FORMATS; i++)
		list = text_listed(list, formats[i]->name);
	return list;
}

/* No network, where one is needed. */
static struct tensor_file *fail_network(const char *path, struct err *err)
{
	char *list = tensor_file_formats(), *known = xasprintf("networks (%s)", list);

	tensor_file_fail_unknown(path, known, err);
	free(known);
	free(list);
	return NULL;
}

static struct tensor_file *read_file(const char *path, bool is_header_only, struct err *err)
{
	unsigned char head[TENSOR_PROBE_BYTES];
	char *located = NULL;
	const struct tensor_format *format = locate(path, &located);
	struct tensor_file *file;
	size_t size;

	if (format) {
		file = read_with(format, located, is_header_only, err);
		free(located);
		return file;
	}
	if (!file_head(path, head, sizeof(head), &size, err))
		return NULL;
	format = find_format(head, size);
	if (!format && zip_is_like(head, size)) {
		format = find_in_zip(path, err);
		if (!format)
			return NULL;
	}
	if (!format && stranger_tell(path, head, size, err))
		return NULL;
	if (!format && may_be_native(path, head, size))
		format = formats[0];
	return format ? read_with(format, path, is_header_only, err) : fail_network(path, err);
}

struct tensor_file *tensor_file_read(const char *path, struct err *err)
{
	return read_file(path, false, err);
}

struct tensor_file *tensor_file_read_header(const char *path, struct err *err)
{
	return read_file(path, true, err);
}

void tensor_file_free(struct tensor_file *file)
{
	if (!file)
		return;
	file->format->release(file->memory);
	free(file->tensors);
	free(file->strings);
	free(file);
}

size_t tensor_file_count(const struct tensor_file *file)
{
	return file->count;
}

const struct tensor *tensor_file_at(const struct tensor_file *file, size_t i)
{
	return &file->tensors[i];
}

const struct tensor *tensor_file_find(const struct tensor_file *file, const char *name)
{
	for (size_t i = 0; i < file->count; i++)
		if (strcmp(file->tensors[i].name, name) == 0)
			return &file->tensors[i];
	return NULL;
}

const char *tensor_file_metadata(const struct tensor_file *file, const char *key)
{
	for (size_t i = 0; i < file->string_count; i++)
		if (strcmp(file->strings[i].key, key) == 0)
			return file->strings[i].value;
	return NULL;
}
