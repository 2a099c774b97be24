/* npz, in and out. */
#include "format/tensor/npz.h"
#include "base/limits.h"
#include "base/text.h"
#include "base/xalloc.h"
#include "format/container/npy.h"
#include "format/container/zip.h"
#include "format/container/zip_writer.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* What names, values and texts lie in. */
struct blocks {
	size_t count;
	void *blocks[];
};

/* An archive that is read. */
struct parsing {
	const char *path;
	struct zip_archive *zip;
	struct tensor_file *file;
	struct blocks *blocks;
	size_t total; /* bytes of values */
};

static bool probe(const unsigned char *head, size_t size)
{
	(void)head;
	(void)size;
	return false; /* as any archive: its members tell */
}

static bool probe_member(const char *name)
{
	size_t length = strlen(name);

	return length > 4 && strcmp(name + length - 4, ".npy") == 0;
}

static void *keep(struct parsing *parsing, void *block)
{
	parsing->blocks->blocks[parsing->blocks->count++] = block;
	return block;
}

/* An array of one text of 32-bit characters. */
static char *make_text(const struct npy *npy, const unsigned char *values)
{
	size_t characters = npy->size / 4, length = 0;
	char *text = xmalloc(characters * (TEXT_GLYPH_MAX - 1) + 1);

	for (size_t i = 0; i < characters; i++) {
		const unsigned char *b = values + 4 * i;
		uint32_t glyph = (uint32_t)b[0] | (uint32_t)b[1] << 8 | (uint32_t)b[2] << 16 |
				 (uint32_t)b[3] << 24;
		char bytes[TEXT_GLYPH_MAX];

		if (glyph == 0 || glyph > 0x10ffff || (glyph >= 0xd800 && glyph < 0xe000))
			break;
		text_put(glyph, bytes);
		memcpy(text + length, bytes, strlen(bytes));
		length += strlen(bytes);
	}
	text[length] = '\0';
	return text;
}

static bool is_there(const struct tensor_file *file, const char *name)
{
	for (size_t i = 0; i < file->count; i++)
		if (strcmp(file->tensors[i].name, name) == 0)
			return true;
	return false;
}

static bool is_utf8(const char *text)
{
	while (*text)
		if (text_next(&text) == 0)
			return false;
	return true;
}

static bool add(struct parsing *parsing, const char *name, const struct npy *npy,
		const unsigned char *values, struct err *err)
{
	struct tensor_file *file = parsing->file;
	struct tensor *tensor = &file->tensors[file->count];

	if (!npy->dtype && npy->ndim == 0 && values) {
		file->strings[file->string_count++] =
			(struct tensor_string){name, keep(parsing, make_text(npy, values))};
		return true;
	}
	if (!npy->dtype)
		return npy->ndim == 0 ||
		       err_set(err, "%s: '%s' is an array of texts; save the others without it",
			       parsing->path, name);
	if (is_there(file, name) || !is_utf8(name))
		return err_set(err,
			       "%s: array %zu has the name of another one, or one that is no "
			       "UTF-8; save it again by numpy.savez",
			       parsing->path, file->count);
	tensor->name = name;
	tensor->dtype = npy->dtype;
	tensor->ndim = npy->ndim;
	memcpy(tensor->dim, npy->dim, sizeof(tensor->dim));
	tensor->size = npy->size;
	tensor->data = values;
	file->count++;
	return true;
}

/* The values of a member that was read, in a block of their own where they have to be turned. */
static const unsigned char *plain_values(struct parsing *parsing, const struct npy *npy,
					 const unsigned char *bytes)
{
	unsigned char *copy;

	if (npy_is_plain(npy))
		return bytes + npy->begin;
	copy = keep(parsing, xmalloc(npy->size));
	npy_copy(npy, bytes + npy->begin, copy);
	return copy;
}

static bool read_member(struct parsing *parsing, size_t i, struct err *err)
{
	const char *member = zip_archive_name(parsing->zip, i);
	char *name = xstrdup(member);
	size_t size, head;
	unsigned char *bytes;
	struct npy npy;

	keep(parsing, name);
	name[strlen(name) - 4] = '\0';
	if (!zip_archive_size(parsing->zip, i, SAFETENSORS_DATA_MAX - parsing->total, &size, err))
		return false;
	parsing->total += size;
	head = !parsing->file->is_header_only ? size : size < NPY_HEAD_MAX ? size : NPY_HEAD_MAX;
	bytes = keep(parsing, xmalloc(head));
	if (parsing->file->is_header_only
		    ? !zip_archive_read_head(parsing->zip, i, bytes, head, err)
		    : !zip_archive_read(parsing->zip, i, bytes, head, err))
		return false;
	if (!npy_parse(bytes, head < NPY_HEAD_MAX ? head : NPY_HEAD_MAX, parsing->path, member,
		       &npy, err))
		return false;
	if (size - npy.begin != npy.size)
		return err_set(err,
			       "%s: %s has %zu bytes of values, but its shape makes %zu; save it "
			       "again by numpy.savez",
			       parsing->path, member, size - npy.begin, npy.size);
	return add(parsing, name, &npy,
		   parsing->file->is_header_only ? NULL : plain_values(parsing, &npy, bytes), err);
}

static void release(void *memory)
{
	struct blocks *blocks = memory;

	for (size_t i = 0; i < blocks->count; i++)
		free(blocks->blocks[i]);
	free(blocks);
}

static bool read_members(struct parsing *parsing, struct err *err)
{
	size_t count = zip_archive_count(parsing->zip);

	if (count > TENSORS_MAX)
		return err_set(err, "%s: has more than %d arrays, the most that is read",
			       parsing->path, TENSORS_MAX);
	for (size_t i = 0; i < count; i++)
		if (probe_member(zip_archive_name(parsing->zip, i)) &&
		    !read_member(parsing, i, err))
			return false;
	return true;
}

static bool read_file(const char *path, struct tensor_file *file, struct err *err)
{
	struct parsing parsing = {path, zip_archive_open(path, err), file, NULL, 0};
	size_t count;
	bool is_good;

	if (!parsing.zip)
		return false;
	count = zip_archive_count(parsing.zip);
	/* For each member its name, its bytes, its values turned or its text. */
	parsing.blocks = xcalloc(1, sizeof(*parsing.blocks) + 4 * count * sizeof(void *));
	file->tensors = xcalloc(count, sizeof(*file->tensors));
	file->strings = xcalloc(count + 1, sizeof(*file->strings));
	file->strings[file->string_count++] = (struct tensor_string){"container", "NumPy npz"};
	is_good = read_members(&parsing, err);
	zip_archive_close(parsing.zip);
	file->memory = parsing.blocks;
	if (is_good)
		return true;
	release(parsing.blocks);
	free(file->tensors);
	free(file->strings);
	return false;
}

const struct tensor_format npz_format = {.name = "npz",
					 .probe = probe,
					 .probe_member = probe_member,
					 .read = read_file,
					 .release = release};

/* ---- Writing */

static bool write_tensor(struct zip_writer *zip, const struct tensor *tensor, const char *path,
			 struct err *err)
{
	char header[NPY_HEADER_MAX];
	size_t length = npy_header(tensor->dtype, tensor->ndim, tensor->dim, header);
	char *member = xasprintf("%s.npy", tensor->name);
	bool is_written;

	if (length == 0)
		is_written = err_set(err,
				     "%s: '%s' is of dtype %s, which NumPy does not have; write "
				     "safetensors instead",
				     path, tensor->name, tensor->dtype);
	else
		is_written = zip_writer_add(zip, member, header, length, tensor->data, tensor->size,
					    err);
	free(member);
	return is_written;
}

/* As NumPy has texts: 32-bit characters. */
static bool write_string(struct zip_writer *zip, const struct tensor_string *string,
			 const char *path, struct err *err)
{
	char header[NPY_HEADER_MAX], *member = xasprintf("%s.npy", string->key);
	unsigned char *glyphs = xmalloc(4 * strlen(string->value) + 4);
	size_t count = 0, length;
	bool is_written;

	if (!is_utf8(string->value)) {
		is_written = err_set(err, "%s: the text of '%s' is no UTF-8", path, string->key);
	} else {
		for (const char *at = string->value; *at; count++) {
			uint32_t glyph = text_next(&at);

			for (int i = 0; i < 4; i++)
				glyphs[4 * count + (size_t)i] = (unsigned char)(glyph >> 8 * i);
		}
		length = npy_text_header(count, header);
		is_written = zip_writer_add(zip, member, header, length, glyphs, 4 * count, err);
	}
	free(glyphs);
	free(member);
	return is_written;
}

bool npz_write(struct writer *writer, const struct tensor *tensors, size_t count,
	       const struct tensor_string *strings, size_t string_count, struct err *err)
{
	struct zip_writer *zip = zip_writer_new(writer);
	bool is_good = true;

	for (size_t i = 0; is_good && i < count; i++)
		is_good = write_tensor(zip, &tensors[i], writer_path(writer), err);
	for (size_t i = 0; is_good && i < string_count; i++)
		is_good = write_string(zip, &strings[i], writer_path(writer), err);
	is_good = is_good && zip_writer_end(zip, err);
	zip_writer_free(zip);
	return is_good;
}
