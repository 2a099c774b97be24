/*
 * PyTorch's files: what torch.save, torch.jit.save and pickle.dump write. A pickle says which
 * tensors there are (format/container/pickle.h; nothing in it is run); their bytes are members of a
 * ZIP archive, or follow the pickles of a legacy file. Storages are read once, into their final
 * memory; tensors that are not row after row in them are copied.
 */
#include "format/tensor/torch_file.h"

#include "base/limits.h"
#include "base/xalloc.h"
#include "format/container/zip.h"
#include "format/file.h"
#include "format/stranger.h"
#include "format/tensor/torch_array.h"
#include "format/tensor/torch_modules.h"
#include "format/tensor/torch_tensor.h"
#include "format/tensor/torch_walk.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- Tensors */

static void add_string(struct torch_file *torch, struct tensor_file *file, const char *key,
		       char *value)
{
	if (value)
		file->strings[file->string_count++] = (struct tensor_string){
			torch_keep(torch, xstrdup(key)), torch_keep(torch, value)};
}

/* What was taken, in words: "PyTorch zip, checkpoint['model']". */
static char *describe(const struct torch_file *torch, const struct torch_walk *walk)
{
	char *class = torch_class(walk->network), *words;

	if (walk->is_single)
		words = xasprintf("%s, a tensor", torch->kind);
	else if (class && *walk->place)
		words = xasprintf("%s, checkpoint%s, %s", torch->kind, walk->place, class);
	else if (class)
		words = xasprintf("%s, %s", torch->kind, class);
	else if (*walk->place)
		words = xasprintf("%s, checkpoint%s", torch->kind, walk->place);
	else
		words = xasprintf("%s, %s", torch->kind,
				  walk->network->kind == PICKLE_DICT ? "state_dict" : "a list");
	free(class);
	return words;
}

/* What to do with a model of scikit-learn; NULL: it is none. */
static const char *sklearn_remedy(const struct pickle_value *root)
{
	const struct pickle_record *record = pickle_record(root);

	if (!record || strncmp(record->name, "sklearn.", 8) != 0)
		return NULL;
	if (strstr(record->name, ".MLP"))
		return "in Python: m = joblib.load('x'); " STRANGER_MLP;
	if (strstr(record->name, ".linear_model.") || strstr(record->name, ".LinearSVC"))
		return "in Python: m = joblib.load('x'); " STRANGER_LINEAR;
	return "netglyph opens linear models and MLPClassifier, as .npz; of a Pipeline its last "
	       "step";
}

/* A pickle without tensors: most often it is scikit-learn's. */
static bool refuse(const struct pickle_value *root, const char *path, struct err *err)
{
	char *class = torch_class(root);

	if (torch_walk_is_optimizer(root) || torch_walk_has_optimizer(root))
		err_set(err,
			"%s: holds the state of an optimizer and no network; in Python: "
			"torch.save(model.state_dict(), FILE)",
			path);
	else if (sklearn_remedy(root))
		err_set(err, "%s: is a pickle of %s, which is not read; %s", path, class,
			sklearn_remedy(root));
	else if (class)
		err_set(err,
			"%s: is a pickle of %s and holds no tensors of PyTorch; save "
			"model.state_dict() by torch.save, or arrays by numpy.savez",
			path, class);
	else
		err_set(err,
			"%s: is a pickle that holds no tensors of PyTorch; save model.state_dict() "
			"by torch.save, or arrays by numpy.savez",
			path);
	free(class);
	return false;
}

static bool read_views(struct torch_file *torch, const struct torch_walk *walk,
		       struct torch_view *views, struct err *err)
{
	for (size_t i = 0; i < walk->count; i++) {
		const char *name = walk->entries[i].name;

		const struct pickle_value *value = walk->entries[i].value;

		if (!(torch_is_array(value) ? torch_array_read : torch_view_read)(
			    value, torch->path, name, &torch->storages, &views[i], err))
			return false;
		for (size_t j = 0; j < i; j++)
			if (strcmp(walk->entries[j].name, name) == 0)
				return err_set(err,
					       "%s: has two tensors '%s'; save "
					       "model.state_dict()",
					       torch->path, name);
	}
	return true;
}

/* Copies what isn't row after row; a small storage may stand for a large tensor, but not for any.
 */
static bool copy_views(struct torch_file *torch, const struct torch_view *views, size_t count,
		       struct tensor *tensors, struct err *err)
{
	size_t room = TORCH_COPIES_FREE + torch->size;

	/* Arrays, whose key is empty, are in the pickle, and one may be there many times. */
	for (size_t i = 0; i < torch->storages.count; i++)
		if (torch->storages.storages[i].key[0])
			room += torch->storages.storages[i].size;
	for (size_t i = 0; i < count; i++) {
		const struct torch_view *view = &views[i];
		const unsigned char *bytes = torch->storages.storages[view->storage].bytes;
		unsigned char *copy;

		tensors[i].data = view->size > 0 ? bytes + view->offset * view->value_size : bytes;
		if (view->is_contiguous || view->size == 0)
			continue;
		if (view->size > room)
			return err_set(err,
				       "%s: '%s' repeats its values to %zu bytes; save "
				       "tensor.contiguous()",
				       torch->path, tensors[i].name, view->size);
		room -= view->size;
		copy = torch_keep(torch, xmalloc(view->size));
		torch_view_copy(view, bytes, copy);
		tensors[i].data = copy;
	}
	return true;
}

static void hand_over(struct torch_file *torch, struct torch_walk *walk,
		      const struct torch_view *views, struct tensor_file *file)
{
	file->count = walk->count;
	file->tensors = xcalloc(walk->count, sizeof(*file->tensors));
	for (size_t i = 0; i < walk->count; i++) {
		struct tensor *tensor = &file->tensors[i];

		tensor->name = torch_keep(torch, walk->entries[i].name);
		walk->entries[i].name = NULL;
		tensor->dtype = views[i].dtype;
		tensor->ndim = views[i].ndim;
		memcpy(tensor->dim, views[i].dim, sizeof(tensor->dim));
		tensor->size = views[i].size;
	}
	file->strings = xcalloc(walk->fact_count + 2, sizeof(*file->strings));
	add_string(torch, file, "container", describe(torch, walk));
	add_string(torch, file, "torch_modules", torch_modules_json(walk->network));
	for (size_t i = 0; i < walk->fact_count; i++)
		add_string(torch, file, walk->facts[i].key, xstrdup(walk->facts[i].value));
}

static bool read_tensors(struct torch_file *torch, struct torch_walk *walk,
			 struct tensor_file *file, struct err *err)
{
	const struct pickle_value *root = pickle_root(torch->pickle);
	struct torch_view *views;
	bool is_good;

	if (!torch_walk(root, torch->path, walk, err))
		return false;
	if (walk->count == 0 || sklearn_remedy(root) || torch_walk_is_optimizer(root))
		return refuse(root, torch->path, err);
	views = xcalloc(walk->count, sizeof(*views));
	is_good = read_views(torch, walk, views, err) &&
		  torch_load_storages(torch, file->is_header_only, err);
	if (is_good) {
		hand_over(torch, walk, views, file);
		is_good = file->is_header_only ||
			  copy_views(torch, views, file->count, file->tensors, err);
	}
	free(views);
	return is_good;
}

/* ---- The format */

static bool probe(const unsigned char *head, size_t size)
{
	static const char *const tar_members[] = {"sys_info", "pickle", "storages", "tensors"};

	for (size_t i = 0; i < sizeof(tar_members) / sizeof(tar_members[0]); i++)
		if (size > 9 &&
		    strncmp((const char *)head, tar_members[i], strlen(tar_members[i]) + 1) == 0)
			return true;
	return pickle_is_like(head, size);
}

static bool probe_member(const char *name)
{
	static const char *const endings[] = {"data.pkl", "archive_format",
					      "serialized_exported_program.json"};

	for (size_t i = 0; i < sizeof(endings) / sizeof(endings[0]); i++)
		if (torch_ends_in(name, endings[i]))
			return true;
	return false;
}

static bool read_file(const char *path, struct tensor_file *file, struct err *err)
{
	struct torch_file *torch = torch_file_open(path, err);
	struct torch_walk walk = {.place = NULL};
	bool is_good;

	if (!torch)
		return false;
	is_good = read_tensors(torch, &walk, file, err);
	torch_walk_clear(&walk);
	torch_file_close(torch);
	if (is_good) {
		file->memory = torch;
		return true;
	}
	free(file->tensors);
	free(file->strings);
	torch_file_free(torch);
	return false;
}

const struct tensor_format torch_format = {.name = "PyTorch",
					   .probe = probe,
					   .probe_member = probe_member,
					   .read = read_file,
					   .release = torch_file_free};
