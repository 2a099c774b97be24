/* The two kinds of PyTorch's files, and what is said of kinds that are not read. */
#include "format/tensor/torch_file.h"
#include "base/limits.h"
#include "base/xalloc.h"
#include "format/container/zip.h"
#include "format/file.h"
#include "format/tensor/torch_legacy.h"

#include <stdlib.h>
#include <string.h>

void *torch_keep(struct torch_file *torch, void *block)
{
	if (torch->block_count == torch->block_capacity) {
		torch->block_capacity = torch->block_capacity ? torch->block_capacity * 2 : 64;
		torch->blocks =
			xrealloc(torch->blocks, torch->block_capacity * sizeof(*torch->blocks));
	}
	torch->blocks[torch->block_count++] = block;
	return block;
}

bool torch_ends_in(const char *name, const char *ending)
{
	size_t length = strlen(name), part = strlen(ending);

	return length >= part && strcmp(name + length - part, ending) == 0 &&
	       (length == part || name[length - part - 1] == '/');
}

void torch_file_close(struct torch_file *torch)
{
	zip_archive_close(torch->zip);
	torch->zip = NULL;
	torch_storages_clear(&torch->storages);
	memset(&torch->storages, 0, sizeof(torch->storages));
	free(torch->folder);
	torch->folder = NULL;
}

void torch_file_free(void *torch_file)
{
	struct torch_file *torch = torch_file;

	torch_file_close(torch);
	pickle_free(torch->pickle);
	for (size_t i = 0; i < torch->block_count; i++)
		free(torch->blocks[i]);
	free(torch->blocks);
	free(torch);
}

/* ---- ZIP archives */

/* The member whose path ends so and is the shortest. */
static bool find_member(const struct zip_archive *zip, const char *ending, size_t *found)
{
	bool is_found = false;
	size_t length = 0;

	for (size_t i = 0; i < zip_archive_count(zip); i++) {
		const char *name = zip_archive_name(zip, i);

		if (!torch_ends_in(name, ending) || (is_found && strlen(name) >= length))
			continue;
		*found = i;
		length = strlen(name);
		is_found = true;
	}
	return is_found;
}

static bool find_in_folder(const struct torch_file *torch, const char *name, size_t *found)
{
	char *path = xasprintf("%s%s", torch->folder, name);
	bool is_found = zip_archive_find(torch->zip, path, found);

	free(path);
	return is_found;
}

static bool check_byte_order(struct torch_file *torch, struct err *err)
{
	char order[3];
	size_t member;

	if (!find_in_folder(torch, "byteorder", &member))
		return true;
	if (!zip_archive_read_head(torch->zip, member, order, sizeof(order), err))
		return false;
	return memcmp(order, "big", 3) != 0 ||
	       err_set(err,
		       "%s: was saved by a big-endian machine; load it in Python and save it "
		       "again on another one",
		       torch->path);
}

static bool open_zip(struct torch_file *torch, struct err *err)
{
	size_t member, ignored;
	const char *name;

	torch->zip = zip_archive_open(torch->path, err);
	if (!torch->zip)
		return false;
	if (!find_member(torch->zip, "data.pkl", &member))
		return err_set(err,
			       "%s: is an archive of torch.export, which is not read; in Python: "
			       "torch.save(torch.export.load('%s').state_dict, 'model.pt')",
			       torch->path, torch->path);
	name = zip_archive_name(torch->zip, member);
	torch->folder = xasprintf("%.*s", (int)(strlen(name) - strlen("data.pkl")), name);
	torch->kind =
		find_in_folder(torch, "constants.pkl", &ignored) ? "TorchScript" : "PyTorch zip";
	if (!check_byte_order(torch, err))
		return false;
	torch->bytes = torch_keep(
		torch, zip_archive_load(torch->zip, member, PICKLE_FILE_MAX, &torch->size, err));
	if (!torch->bytes)
		return false;
	torch->pickle = pickle_read(torch->bytes, torch->size, &torch->end, torch->path, err);
	return torch->pickle;
}

static bool load_member(struct torch_file *torch, struct torch_storage *storage, size_t *total,
			bool is_header_only, struct err *err)
{
	char *name = xasprintf("data/%s", storage->key);
	size_t member, size;
	bool is_found = find_in_folder(torch, name, &member);

	free(name);
	if (!is_found)
		return err_set(err, "%s: the storage %s is not in the archive; download it again",
			       torch->path, storage->key);
	if (!zip_archive_size(torch->zip, member, SAFETENSORS_DATA_MAX - *total, &size, err))
		return false;
	if (size != storage->size)
		return err_set(
			err,
			"%s: the storage %s has %zu bytes, but its tensors need %zu; save it "
			"again by torch.save",
			torch->path, storage->key, size, storage->size);
	*total += size;
	if (is_header_only)
		return true;
	storage->bytes = torch_keep(torch, xmalloc(size));
	return zip_archive_read(torch->zip, member, (unsigned char *)storage->bytes, size, err);
}

bool torch_load_storages(struct torch_file *torch, bool is_header_only, struct err *err)
{
	size_t total = 0;

	if (!torch->zip)
		return torch_legacy_find(torch, err);
	for (size_t i = 0; i < torch->storages.count; i++)
		if (!torch->storages.storages[i].bytes &&
		    !load_member(torch, &torch->storages.storages[i], &total, is_header_only, err))
			return false;
	return true;
}

/* ---- Other files */

static bool open_plain(struct torch_file *torch, struct err *err)
{
	if (!file_read(torch->path, SAFETENSORS_DATA_MAX, &torch->bytes, &torch->size, err))
		return false;
	torch_keep(torch, torch->bytes);
	if (torch->size > 0 && torch->bytes[0] != 0x80)
		return err_set(err,
			       "%s: is a tar archive of PyTorch before 0.1.10, which is not read; "
			       "load it by torch.load and save it again by torch.save",
			       torch->path);
	return torch_legacy_read(torch, err);
}

struct torch_file *torch_file_open(const char *path, struct err *err)
{
	struct torch_file *torch = xcalloc(1, sizeof(*torch));
	unsigned char head[4];
	size_t size;

	torch->path = path;
	if (file_head(path, head, sizeof(head), &size, err) &&
	    (zip_is_like(head, size) ? open_zip(torch, err) : open_plain(torch, err)))
		return torch;
	torch_file_free(torch);
	return NULL;
}
