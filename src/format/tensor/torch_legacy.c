/* Legacy files are read as a whole: storages are used where they are. */
#include "format/tensor/torch_legacy.h"
#include "base/limits.h"
#include "format/stranger.h"

#include <string.h>

/* The next pickle of the file. */
static struct pickle *next_pickle(struct torch_file *torch, struct err *err)
{
	size_t used;
	struct pickle *pickle = pickle_read(torch->bytes + torch->end, torch->size - torch->end,
					    &used, torch->path, err);

	torch->end += used;
	return pickle;
}

static bool is_magic(const struct pickle_value *value)
{
	static const unsigned char magic[10] = {0x6c, 0xfc, 0x9c, 0x46, 0xf9,
						0x20, 0x6a, 0xa8, 0x50, 0x19};

	return value->kind == PICKLE_BIG_INT && value->size == sizeof(magic) &&
	       memcmp(value->text, magic, sizeof(magic)) == 0;
}

/* The protocol and the facts on the machine that saved it. */
static bool read_preamble(struct torch_file *torch, struct err *err)
{
	struct pickle *protocol = next_pickle(torch, err);
	struct pickle *facts = protocol ? next_pickle(torch, err) : NULL;
	int64_t number, is_little = 1;
	bool is_known = facts && pickle_integer(pickle_root(protocol), &number) && number == 1001;

	if (facts)
		pickle_integer(pickle_get(pickle_root(facts), "little_endian"), &is_little);
	if (facts && !is_known)
		err_set(err, "%s: is of a protocol of torch.save that is not known; save it again",
			torch->path);
	else if (facts && !is_little)
		err_set(err,
			"%s: was saved by a big-endian machine; load it in Python and save it "
			"again "
			"on another one",
			torch->path);
	pickle_free(protocol);
	pickle_free(facts);
	return is_known && is_little;
}

/* Whether a pickle names something near its beginning. */
static bool names(const struct torch_file *torch, const char *name)
{
	return memmem(torch->bytes, torch->size < 4096 ? torch->size : 4096, name, strlen(name));
}

bool torch_legacy_read(struct torch_file *torch, struct err *err)
{
	/* joblib's files are pickles between which arrays lie, so that they seem to be damaged. */
	if (names(torch, "joblib.numpy_pickle"))
		return err_set(err,
			       "%s: is a file of joblib, which is not read; in Python: m = "
			       "joblib.load('x'); %s",
			       torch->path,
			       names(torch, "MLPClassifier") ? STRANGER_MLP : STRANGER_LINEAR);
	torch->pickle = next_pickle(torch, err);
	torch->kind = "pickle";
	if (!torch->pickle || !is_magic(pickle_root(torch->pickle)))
		return torch->pickle;
	pickle_free(torch->pickle);
	torch->pickle = NULL;
	torch->kind = "PyTorch (legacy)";
	if (!read_preamble(torch, err))
		return false;
	torch->pickle = next_pickle(torch, err);
	return torch->pickle;
}

/* All storages that the pickle refers to, those of an optimizer too: they are in the file. */
static bool list_storages(const struct torch_file *torch, struct torch_storages *all,
			  struct err *err)
{
	const struct pickle_value *references = pickle_references(torch->pickle);

	for (uint32_t i = 0; i < references->count; i++) {
		struct torch_reference reference;

		if (!torch_reference_read(references->items[i], torch->path, "a tensor", &reference,
					  err))
			return false;
		torch_storages_add(all, &reference);
		if (all->count > STORAGES_MAX)
			return err_set(err, "%s: has more than %d storages, the most that is read",
				       torch->path, STORAGES_MAX);
	}
	return true;
}

/* A storage: how many values, and the values. */
static bool find_bytes(struct torch_file *torch, struct torch_storage *storage, struct err *err)
{
	const unsigned char *bytes = torch->bytes + torch->end;
	size_t left = torch->size - torch->end;
	uint64_t count = 0;

	for (int i = 8; left >= 8 && i-- > 0;)
		count = count << 8 | bytes[i];
	if (left < 8 || count > (left - 8) / storage->value_size)
		return err_set(err, "%s: is cut short at byte %zu; copy or download it again",
			       torch->path, torch->end);
	if (count * storage->value_size < storage->size)
		return err_set(
			err,
			"%s: the storage %s has fewer values than its tensors; save it again "
			"by torch.save",
			torch->path, storage->key);
	storage->bytes = bytes + 8;
	torch->end += 8 + (size_t)count * storage->value_size;
	return true;
}

static bool find_all(struct torch_file *torch, const struct pickle_value *keys,
		     struct torch_storages *all, struct err *err)
{
	for (size_t i = 0; pickle_item(keys, i); i++) {
		const char *key = pickle_text(pickle_item(keys, i));
		struct torch_storage *storage = key ? torch_storages_find(all, key) : NULL;

		if (!storage)
			return err_set(err,
				       "%s: lists a storage that no tensor has; save it again "
				       "by torch.save",
				       torch->path);
		if (!find_bytes(torch, storage, err))
			return false;
	}
	return torch->end == torch->size ||
	       err_set(err,
		       "%s: goes on after byte %zu, where its last storage ends; copy or "
		       "download it again",
		       torch->path, torch->end);
}

static bool take_those_needed(struct torch_file *torch, const struct torch_storages *all,
			      struct err *err)
{
	for (size_t i = 0; i < torch->storages.count; i++) {
		struct torch_storage *storage = &torch->storages.storages[i];

		if (storage->bytes)
			continue;
		*storage = *torch_storages_find(all, storage->key);
		if (!storage->bytes)
			return err_set(err,
				       "%s: the storage %s is not in the file; save it again "
				       "by torch.save",
				       torch->path, storage->key);
	}
	return true;
}

bool torch_legacy_find(struct torch_file *torch, struct err *err)
{
	struct torch_storages all = {0, 0, NULL};
	struct pickle *keys;
	bool is_good;

	/* After a plain pickle, of arrays, nothing follows. */
	if (pickle_references(torch->pickle)->count == 0)
		return true;
	keys = next_pickle(torch, err);
	is_good = keys && list_storages(torch, &all, err) &&
		  find_all(torch, pickle_root(keys), &all, err) &&
		  take_those_needed(torch, &all, err);
	pickle_free(keys);
	torch_storages_clear(&all);
	return is_good;
}
