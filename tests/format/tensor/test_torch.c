/*
 * PyTorch's files, put together by hand: which tensors of a pickle are taken and how they are
 * named, views of storages, the two kinds of files, what is refused, and that nothing in a pickle
 * is run.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/limits.h"
#include "format/stranger.h"
#include "format/tensor_file.h"
#include "support/damage.h"
#include "support/pickle_bytes.h"
#include "support/says.h"
#include "support/scratch.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Values of a storage of bytes 0, 1, 2, ... as floats begin so. */
static const unsigned char counting[64] = {
	0,  1,  2,  3,  4,  5,  6,  7,  8,  9,  10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21,
	22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 32, 33, 34, 35, 36, 37, 38, 39, 40, 41, 42, 43,
	44, 45, 46, 47, 48, 49, 50, 51, 52, 53, 54, 55, 56, 57, 58, 59, 60, 61, 62, 63};
static const size_t sizes[2] = {24, 40};
static const struct pickle_tensor weight = {"0", 6, 0, 2, {2, 3}, {3, 1}};
static const struct pickle_tensor bias = {"1", 10, 4, 1, {3}, {1}};

static void begin(struct pickle_bytes *pickle)
{
	memset(pickle, 0, sizeof(*pickle));
	pickle_codes(pickle, "\x80\2");
}

static void put_entry(struct pickle_bytes *pickle, const char *name,
		      const struct pickle_tensor *tensor)
{
	pickle_put_text(pickle, name);
	pickle_put_tensor(pickle, tensor);
}

/* A dictionary of two tensors, their names behind a prefix. */
static void put_state_dict(struct pickle_bytes *pickle, const char *prefix)
{
	char name[64];

	pickle_codes(pickle, "}(");
	snprintf(name, sizeof(name), "%sfc.weight", prefix);
	put_entry(pickle, name, &weight);
	snprintf(name, sizeof(name), "%sfc.bias", prefix);
	put_entry(pickle, name, &bias);
	pickle_codes(pickle, "u");
}

static struct tensor_file *read_good(const char *path)
{
	struct err err;
	struct tensor_file *file = tensor_file_read(path, &err);

	if (!file)
		fail_msg("%s", err.text);
	return file;
}

static void assert_container(const struct tensor_file *file, const char *words)
{
	assert_string_equal(tensor_file_metadata(file, "container"), words);
}

/* The two of put_state_dict, in their order. */
static void assert_both(struct tensor_file *file, const char *words)
{
	const struct tensor *first = tensor_file_at(file, 0), *second = tensor_file_at(file, 1);

	assert_int_equal(tensor_file_count(file), 2);
	assert_string_equal(first->name, "fc.weight");
	assert_string_equal(first->dtype, "F32");
	assert_int_equal(first->ndim, 2);
	assert_int_equal(first->dim[0], 2);
	assert_int_equal(first->dim[1], 3);
	assert_int_equal(first->size, 24);
	assert_memory_equal(first->data, counting, 24);
	assert_string_equal(second->name, "fc.bias");
	assert_int_equal(second->ndim, 1);
	assert_memory_equal(second->data, counting + 16, 12);
	assert_container(file, words);
	tensor_file_free(file);
}

#ifdef HAVE_ZIP

static struct tensor_file *read_zip(void **state, struct pickle_bytes *pickle)
{
	pickle_codes(pickle, ".");
	return read_good(pickle_write_zip(state, "net.pt", pickle, sizes, 2));
}

static void state_dict_is_read(void **state)
{
	struct pickle_bytes pickle;
	struct tensor_file *header;
	struct err err;

	begin(&pickle);
	put_state_dict(&pickle, "");
	assert_both(read_zip(state, &pickle), "PyTorch zip, state_dict");
	header = tensor_file_read_header(scratch_path(state, "net.pt"), &err);
	assert_int_equal(tensor_file_count(header), 2);
	tensor_file_free(header);
}

static void prefixes_of_wrapped_modules_are_left_out(void **state)
{
	static const char *const prefixes[] = {"module.", "_orig_mod.", "module._orig_mod.",
					       "_orig_mod.module."};
	struct pickle_bytes pickle;

	for (size_t i = 0; i < 4; i++) {
		begin(&pickle);
		put_state_dict(&pickle, prefixes[i]);
		assert_both(read_zip(state, &pickle), "PyTorch zip, state_dict");
	}
}

/* What Adam keeps has the shapes of a network. */
static void an_optimizers_state_is_no_network(void **state)
{
	struct pickle_bytes pickle;
	struct err err;

	begin(&pickle);
	pickle_codes(&pickle, "}(");
	pickle_put_text(&pickle, "state");
	put_state_dict(&pickle, "exp_avg.");
	pickle_put_text(&pickle, "param_groups");
	pickle_codes(&pickle, "]u.");
	assert_null(tensor_file_read(pickle_write_zip(state, "opt.pt", &pickle, sizes, 2), &err));
	assert_says(&err, "opt.pt: holds the state of an optimizer and no network; in Python");
	/* Only together are they an optimizer's. */
	begin(&pickle);
	pickle_codes(&pickle, "}(");
	pickle_put_text(&pickle, "state");
	put_state_dict(&pickle, "");
	pickle_codes(&pickle, "u");
	assert_both(read_zip(state, &pickle), "PyTorch zip, checkpoint['state']");
}

static void checkpoint_gives_its_network_without_the_optimizer(void **state)
{
	struct pickle_bytes pickle;
	struct tensor_file *file;

	begin(&pickle);
	pickle_codes(&pickle, "}(");
	pickle_put_text(&pickle, "epoch");
	pickle_codes(&pickle, "K\14");
	pickle_put_text(&pickle, "lr");
	pickle_put(&pickle, "G\x3f\xe0\0\0\0\0\0\0", 9);
	pickle_put_text(&pickle, "amp");
	pickle_codes(&pickle, "\x88");
	pickle_put_text(&pickle, "arch");
	pickle_put_text(&pickle, "mlp");
	pickle_put_text(&pickle, "architecture");
	pickle_put_text(&pickle, "dense10");
	pickle_put_text(&pickle, "optimizer");
	put_state_dict(&pickle, "state.");
	put_entry(&pickle, "best_acc1", &(struct pickle_tensor){"0", 6, 0, 0, {0}, {0}});
	pickle_put_text(&pickle, "model_state_dict");
	put_state_dict(&pickle, "");
	pickle_codes(&pickle, "u");
	file = read_zip(state, &pickle);
	assert_string_equal(tensor_file_metadata(file, "epoch"), "12");
	assert_string_equal(tensor_file_metadata(file, "lr"), "0.5");
	assert_string_equal(tensor_file_metadata(file, "amp"), "true");
	assert_string_equal(tensor_file_metadata(file, "arch"), "mlp");
	assert_null(tensor_file_metadata(file, "architecture"));
	assert_both(file, "PyTorch zip, checkpoint['model_state_dict']");
}

static void only_dictionary_with_tensors_is_the_network(void **state)
{
	struct pickle_bytes pickle;

	begin(&pickle);
	pickle_codes(&pickle, "}(");
	pickle_put_text(&pickle, "mine");
	pickle_codes(&pickle, "}(");
	pickle_put_text(&pickle, "net");
	put_state_dict(&pickle, "");
	pickle_codes(&pickle, "u");
	pickle_put_text(&pickle, "Adam");
	put_state_dict(&pickle, "");
	pickle_codes(&pickle, "u");
	assert_both(read_zip(state, &pickle), "PyTorch zip, checkpoint['mine']['net']");
}

static void nested_names_are_joined(void **state)
{
	struct pickle_bytes pickle;
	struct tensor_file *file;

	begin(&pickle);
	pickle_codes(&pickle, "}(");
	pickle_put_text(&pickle, "encoder");
	put_state_dict(&pickle, "");
	pickle_codes(&pickle, "N](");
	pickle_put_name(&pickle, "torch.nn.parameter", "Parameter");
	pickle_put_tensor(&pickle, &bias);
	pickle_codes(&pickle, "\x85R");
	pickle_put_name(&pickle, "m", "C");
	pickle_codes(&pickle, ")\x81}");
	put_entry(&pickle, "w", &bias);
	pickle_codes(&pickle, "sbe");
	pickle_codes(&pickle, "K\7");
	pickle_put_tensor(&pickle, &bias);
	pickle_codes(&pickle, "C\2by");
	pickle_put_tensor(&pickle, &bias);
	put_entry(&pickle, "a\377", &bias);
	pickle_codes(&pickle, "u");
	file = read_zip(state, &pickle);
	assert_int_equal(tensor_file_count(file), 7);
	assert_string_equal(tensor_file_at(file, 0)->name, "encoder.fc.weight");
	assert_string_equal(tensor_file_at(file, 2)->name, "#1.0");
	assert_string_equal(tensor_file_at(file, 3)->name, "#1.1.w");
	assert_string_equal(tensor_file_at(file, 4)->name, "7");
	assert_string_equal(tensor_file_at(file, 5)->name, "by");
	assert_string_equal(tensor_file_at(file, 6)->name, "#4");
	tensor_file_free(file);
	begin(&pickle);
	pickle_put_tensor(&pickle, &weight);
	file = read_zip(state, &pickle);
	assert_string_equal(tensor_file_at(file, 0)->name, "tensor");
	assert_container(file, "PyTorch zip, a tensor");
	tensor_file_free(file);
	begin(&pickle);
	pickle_codes(&pickle, "]");
	pickle_put_tensor(&pickle, &weight);
	pickle_codes(&pickle, "a");
	file = read_zip(state, &pickle);
	assert_string_equal(tensor_file_at(file, 0)->name, "0");
	assert_container(file, "PyTorch zip, a list");
	tensor_file_free(file);
}

/* torch._utils._rebuild_parameter(tensor, True, OrderedDict()) */
static void put_parameter(struct pickle_bytes *pickle, const char *name,
			  const struct pickle_tensor *tensor)
{
	pickle_put_text(pickle, name);
	pickle_put_name(pickle, "torch._utils", "_rebuild_parameter");
	pickle_codes(pickle, "(");
	pickle_put_tensor(pickle, tensor);
	pickle_codes(pickle, "\x88}tR");
}

static void begin_module(struct pickle_bytes *pickle, const char *module, const char *class)
{
	pickle_put_name(pickle, module, class);
	pickle_codes(pickle, ")\x81}(");
	pickle_put_text(pickle, "training");
	pickle_codes(pickle, "\x89");
	pickle_put_text(pickle, "_hidden");
	pickle_codes(pickle, "K\1");
}

static void put_linear(struct pickle_bytes *pickle)
{
	begin_module(pickle, "torch.nn.modules.linear", "Linear");
	pickle_put_text(pickle, "_parameters");
	pickle_codes(pickle, "}(");
	put_parameter(pickle, "weight", &weight);
	put_parameter(pickle, "bias", &bias);
	pickle_codes(pickle, "u");
	pickle_put_text(pickle, "_buffers");
	pickle_codes(pickle, "}(");
	put_entry(pickle, "kept", &bias);
	put_entry(pickle, "not", &bias);
	pickle_codes(pickle, "u");
	pickle_put_text(pickle, "_non_persistent_buffers_set");
	pickle_put_name(pickle, "__builtin__", "set");
	pickle_codes(pickle, "](");
	pickle_put_text(pickle, "not");
	pickle_codes(pickle, "e\x85R");
	pickle_put_text(pickle, "_modules");
	pickle_codes(pickle, "}");
	pickle_put_text(pickle, "in_features");
	pickle_codes(pickle, "K\3");
	pickle_put_text(pickle, "pair");
	pickle_codes(pickle, "K\1K\2\x86");
	pickle_put_text(pickle, "odd");
	pickle_codes(pickle, "}\x85");
	pickle_put_text(pickle, "eps");
	pickle_put(pickle, "G\x3f\xe0\0\0\0\0\0\0", 9);
	pickle_put_text(pickle, "mode");
	pickle_put_text(pickle, "zeros");
	pickle_put_text(pickle, "none");
	pickle_codes(pickle, "N");
	pickle_put_text(pickle, "long");
	pickle_codes(pickle, "(KKKKKKKKKKKKKKKKKKKKKKKKKKKKKKKKKKKKt");
	pickle_codes(pickle, "K\1N");
	pickle_codes(pickle, "ub");
}

static void put_sequential(struct pickle_bytes *pickle, const char *child)
{
	begin_module(pickle, "torch.nn.modules.container", "Sequential");
	pickle_put_text(pickle, "_parameters");
	pickle_codes(pickle, "}");
	pickle_put_text(pickle, "_modules");
	pickle_codes(pickle, "}(");
	pickle_put_text(pickle, child);
	put_linear(pickle);
	pickle_codes(pickle, "uub");
}

static void whole_module_gives_tensors_and_tree(void **state)
{
	struct pickle_bytes pickle;
	struct tensor_file *file;

	begin(&pickle);
	put_sequential(&pickle, "0");
	file = read_zip(state, &pickle);
	assert_int_equal(tensor_file_count(file), 3);
	assert_string_equal(tensor_file_at(file, 0)->name, "0.weight");
	assert_string_equal(tensor_file_at(file, 1)->name, "0.bias");
	assert_string_equal(tensor_file_at(file, 2)->name, "0.kept");
	assert_container(file, "PyTorch zip, torch.nn.modules.container.Sequential");
	assert_string_equal(
		tensor_file_metadata(file, "torch_modules"),
		"{\"class\":\"torch.nn.modules.container.Sequential\",\"name\":\"\","
		"\"settings\":{\"training\":false},\"modules\":["
		"{\"class\":\"torch.nn.modules.linear.Linear\",\"name\":\"0\","
		"\"settings\":{\"training\":false,\"in_features\":3,\"pair\":[1,2],\"eps\":0.5,"
		"\"mode\":\"zeros\",\"none\":null},"
		"\"modules\":[]}]}");
	tensor_file_free(file);
}

static void wrapped_module_is_unwrapped(void **state)
{
	struct pickle_bytes pickle;
	struct tensor_file *file;

	begin(&pickle);
	pickle_codes(&pickle, "}");
	pickle_put_text(&pickle, "model");
	put_sequential(&pickle, "module");
	pickle_codes(&pickle, "s");
	file = read_zip(state, &pickle);
	assert_string_equal(tensor_file_at(file, 0)->name, "weight");
	assert_container(file, "PyTorch zip, checkpoint['model'], "
			       "torch.nn.modules.container.Sequential");
	assert_memory_equal(tensor_file_metadata(file, "torch_modules"),
			    "{\"class\":\"torch.nn.modules.linear.Linear\",\"name\":\"\",", 52);
	tensor_file_free(file);
}

static void script_gives_its_class_but_no_tree(void **state)
{
	struct pickle_bytes pickle;
	struct tensor_file *file;

	begin(&pickle);
	pickle_put_name(&pickle, "__torch__", "Net");
	pickle_codes(&pickle, ")\x81}(");
	pickle_put_text(&pickle, "fc");
	pickle_put_name(&pickle, "__torch__.torch.nn.modules.linear.___torch_mangle_12", "Linear");
	pickle_codes(&pickle, ")\x81}");
	put_entry(&pickle, "weight", &weight);
	pickle_codes(&pickle, "sbub");
	file = read_zip(state, &pickle);
	assert_string_equal(tensor_file_at(file, 0)->name, "fc.weight");
	assert_container(file, "PyTorch zip, Net");
	/* What it does not say of strides and paddings must not pass for their usual values. */
	assert_null(tensor_file_metadata(file, "torch_modules"));
	tensor_file_free(file);
}

static void views_are_read_row_by_row(void **state)
{
	static const struct pickle_tensor views[] = {
		{"0", 6, 0, 2, {3, 2}, {1, 3}},
		{"0", 6, 2, 2, {2, 2}, {0, 1}},
		{"0", 6, 1, 1, {3}, {2}},
		{"0", 6, 5, 0, {0}, {0}},
		{"0", 6, 6, 2, {0, 60000}, {1, 1}},
		{"0", 6, 2, 3, {1, 2, 1}, {9, 1, 9}},
		{"0", 6, 0, 4, {1, 2, 1, 3}, {6, 3, 3, 1}},
	};
	static const struct {
		size_t count;
		unsigned char first_bytes[6]; /* of each value */
	} wanted[] = {
		{6, {0, 12, 4, 16, 8, 20}},
		{4, {8, 12, 8, 12}},
		{3, {4, 12, 20}},
		{1, {20}},
		{0, {0}},
		{2, {8, 12}},
		{6, {0, 4, 8, 12, 16, 20}},
	};
	struct pickle_bytes pickle;
	struct tensor_file *file;

	begin(&pickle);
	pickle_codes(&pickle, "](");
	for (size_t i = 0; i < 7; i++)
		pickle_put_tensor(&pickle, &views[i]);
	pickle_codes(&pickle, "e");
	file = read_zip(state, &pickle);
	for (size_t i = 0; i < 7; i++) {
		const struct tensor *tensor = tensor_file_at(file, i);
		const unsigned char *bytes = tensor->data;

		assert_int_equal(tensor->size, 4 * wanted[i].count);
		assert_int_equal(tensor->ndim, views[i].ndim);
		for (size_t j = 0; j < tensor->size; j++)
			assert_int_equal(bytes[j], wanted[i].first_bytes[j / 4] + j % 4);
	}
	tensor_file_free(file);
}

/* The call `name` of one tensor's arguments, and what is said of it. */
static void assert_refused(void **state, struct pickle_bytes *pickle, const char *says)
{
	const char *path;
	struct err err = {""};

	pickle_codes(pickle, ".");
	path = pickle_write_zip(state, "bad.pt", pickle, sizes, 2);
	if (tensor_file_read(path, &err))
		fail_msg("is read; expected: %s", says);
	assert_says(&err, path);
	assert_says(&err, says);
}

static void tensors_that_lie_are_refused(void **state)
{
	static const struct {
		struct pickle_tensor tensor;
		const char *says;
	} bad[] = {
		{{"2", 6, 0, 1, {6}, {1}}, "the storage 2 is not in the archive"},
		{{"0", 5, 0, 1, {5}, {1}}, "the storage 0 has 24 bytes, but its tensors need 20"},
		{{"0", 6, 0, 1, {7}, {1}}, "'0' reaches beyond its storage"},
		{{"0", 6, 6, 1, {1}, {1}}, "'0' reaches beyond its storage"},
		{{"0", 6, 0, 2, {2, 2}, {5, 1}}, "'0' reaches beyond its storage"},
		{{"0", 6, 0, 2, {60000, 60000}, {0, 0}}, "the shape of '0'"},
		{{"0", 6, 0, 2, {60000, 300}, {0, 0}}, "'0' repeats its values to 72000000 bytes"},
	};
	struct pickle_bytes pickle;

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		begin(&pickle);
		pickle_codes(&pickle, "]");
		pickle_put_tensor(&pickle, &bad[i].tensor);
		pickle_codes(&pickle, "a");
		assert_refused(state, &pickle, bad[i].says);
	}
}

static void other_tensors_are_refused_by_name(void **state)
{
	static const struct {
		const char *call, *says;
	} bad[] = {
		{"_rebuild_sparse_tensor", "'w' is sparse; save tensor.to_dense()"},
		{"_rebuild_qtensor", "'w' is quantised; save tensor.dequantize()"},
		{"_rebuild_meta_tensor_no_storage", "'w' is on the device 'meta'"},
		{"_rebuild_tensor_v2", "'w' has no storage"},
		{"_rebuild_tensor_v9", "holds no tensors"},
	};
	struct pickle_bytes pickle;

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		begin(&pickle);
		pickle_codes(&pickle, "}");
		pickle_put_text(&pickle, "w");
		pickle_put_name(&pickle, "torch._utils", bad[i].call);
		pickle_codes(&pickle, "N\x85Rs");
		assert_refused(state, &pickle, bad[i].says);
	}
}

static void pickles_without_tensors_say_what_they_are(void **state)
{
	struct pickle_bytes pickle;

	begin(&pickle);
	pickle_put_name(&pickle, "sklearn.svm", "SVC");
	pickle_codes(&pickle, ")\x81");
	assert_refused(state, &pickle,
		       "a pickle of sklearn.svm.SVC, which is not read; netglyph opens linear "
		       "models and MLPClassifier");
	begin(&pickle);
	pickle_put_name(&pickle, "m", "C");
	assert_refused(state, &pickle, "a pickle of m.C and holds no tensors");
	begin(&pickle);
	pickle_codes(&pickle, "}");
	assert_refused(state, &pickle, "a pickle that holds no tensors of PyTorch; save");
	begin(&pickle);
	pickle_codes(&pickle, "}(");
	pickle_put_text(&pickle, "optimizer_state_dict");
	pickle_codes(&pickle, "}u");
	assert_refused(state, &pickle, "holds the state of an optimizer and no network; in Python");
}

static void walks_without_end_are_refused(void **state)
{
	struct pickle_bytes pickle;

	/* A list that holds itself. */
	begin(&pickle);
	pickle_codes(&pickle, "]q\1h\1a");
	assert_refused(state, &pickle, "too deep, too often");
	/* Thirty lists of twice the list before: 2^30 ways to one tensor that is none. */
	begin(&pickle);
	pickle_codes(&pickle, "]q\1");
	for (int i = 0; i < 30; i++)
		pickle_codes(&pickle, "0](h\1h\1eq\1");
	assert_refused(state, &pickle, "too deep, too often");
	begin(&pickle);
	for (int i = 0; i < TORCH_DEPTH_MAX + 1; i++)
		pickle_codes(&pickle, "]");
	for (int i = 0; i < TORCH_DEPTH_MAX; i++)
		pickle_codes(&pickle, "a");
	assert_refused(state, &pickle, "too deep, too often");
}

static void same_names_are_refused(void **state)
{
	struct pickle_bytes pickle;

	begin(&pickle);
	pickle_codes(&pickle, "}(");
	put_entry(&pickle, "w", &weight);
	put_entry(&pickle, "w", &bias);
	pickle_codes(&pickle, "u");
	assert_refused(state, &pickle, "has two tensors 'w'");
}

static void damage_of_an_archive_is_noticed(void **state)
{
	struct pickle_bytes pickle;

	begin(&pickle);
	put_state_dict(&pickle, "");
	pickle_codes(&pickle, ".");
	damage_try(&(struct damage){.path = pickle_write_zip(state, "net.pt", &pickle, sizes, 2),
				    .read = damage_read_tensors});
}

#endif

static const char *write_legacy(void **state)
{
	struct pickle_bytes pickle;

	begin(&pickle);
	pickle_codes(&pickle, "}(");
	pickle_put_text(&pickle, "net");
	put_state_dict(&pickle, "");
	pickle_put_text(&pickle, "optimizer");
	pickle_codes(&pickle, "}(K\1");
	pickle_put_tensor(&pickle, &(struct pickle_tensor){"2", 2, 0, 1, {2}, {1}});
	pickle_codes(&pickle, "uu.");
	return pickle_write_legacy(state, "net.pth", &pickle, (const size_t[]){24, 40, 8}, 3);
}

static void legacy_file_is_read(void **state)
{
	assert_both(read_good(write_legacy(state)), "PyTorch (legacy), checkpoint['net']");
}

static void damage_of_a_legacy_file_breaks_nothing(void **state)
{
	const char *path = write_legacy(state);
	size_t size;

	free(scratch_read(path, &size));
	damage_try(
		&(struct damage){.path = path, .read = damage_read_tensors, .unchecked_end = size});
}

static void legacy_files_that_lie_are_refused(void **state)
{
	struct pickle_bytes pickle;
	struct err err;

	begin(&pickle);
	put_state_dict(&pickle, "");
	pickle_codes(&pickle, ".");
	assert_null(
		tensor_file_read(pickle_write_legacy(state, "few.pth", &pickle, sizes, 1), &err));
	assert_says(&err, "few.pth: the storage 1 is not in the file");
	assert_null(tensor_file_read(
		pickle_write_legacy(state, "more.pth", &pickle, (const size_t[]){24, 40, 4}, 3),
		&err));
	assert_says(&err, "more.pth: lists a storage that no tensor has");
	assert_null(tensor_file_read(
		pickle_write_legacy(state, "short.pth", &pickle, (const size_t[]){24, 36}, 2),
		&err));
	assert_says(&err, "short.pth: the storage 1 has fewer values");
}

static void other_files_are_told(void **state)
{
	static const char old[] = "\x80\2\x8a\x0a\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19."
				  "\x80\2M\xe8\3.\x80\2}.";
	static const char big[] = "\x80\2\x8a\x0a\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19."
				  "\x80\2M\xe9\3.\x80\2}Vlittle_endian\n\x89s.";
	static const char joblib[] = "\x80\3cjoblib.numpy_pickle\nNumpyArrayWrapper\n.";
	static const char layers[] = "\x80\3csklearn.neural_network\nMLPClassifier\n"
				     "cjoblib.numpy_pickle\nNumpyArrayWrapper\n.";
	static const char linear[] = "\x80\3csklearn.linear_model\nSGDClassifier\n)\x81.";
	static const char mlp[] = "\x80\3csklearn.neural_network\nMLPClassifier\n)\x81.";
	char tar[512] = "sys_info";
	struct err err;

	assert_null(tensor_file_read(scratch_write(state, "tar", tar, sizeof(tar)), &err));
	assert_says(&err, "tar: is a tar archive of PyTorch before 0.1.10");
	assert_null(tensor_file_read(scratch_write(state, "old", old, sizeof(old) - 1), &err));
	assert_says(&err, "old: is of a protocol of torch.save that is not known");
	assert_null(tensor_file_read(scratch_write(state, "big", big, sizeof(big) - 1), &err));
	assert_says(&err, "big: was saved by a big-endian machine");
	assert_null(
		tensor_file_read(scratch_write(state, "job", joblib, sizeof(joblib) - 1), &err));
	assert_says(&err, "job: is a file of joblib");
	assert_says(&err, "in Python: m = joblib.load('x'); " STRANGER_LINEAR);
	assert_null(
		tensor_file_read(scratch_write(state, "job", layers, sizeof(layers) - 1), &err));
	assert_says(&err, "in Python: m = joblib.load('x'); " STRANGER_MLP);
	assert_null(
		tensor_file_read(scratch_write(state, "svm", linear, sizeof(linear) - 1), &err));
	assert_says(&err,
		    "svm: is a pickle of sklearn.linear_model.SGDClassifier, which is not read; "
		    "in Python: m = joblib.load('x'); " STRANGER_LINEAR);
	assert_null(tensor_file_read(scratch_write(state, "mlp", mlp, sizeof(mlp) - 1), &err));
	assert_says(&err, "mlp: is a pickle of sklearn.neural_network.MLPClassifier, which is not "
			  "read; in Python: m = joblib.load('x'); " STRANGER_MLP);
}

static void gzip_bomb_is_refused(void **state)
{
	enum { SIZE = 40 << 20 };
	unsigned char *bytes = calloc(1, SIZE);
	const char *path;
	struct err err;

	assert_non_null(bytes);
	memcpy(bytes, "\x80\2B\xf0\xff\x7f\2", 7);
	path = scratch_write_gzip(state, "bomb.pkl", bytes, SIZE);
	free(bytes);
	assert_null(tensor_file_read(path, &err));
	assert_says(&err, "bomb.pkl: unpacks to more than 32 times its size");
}

/* A pickle is a program. Were one of these run, the folder would hold one file more. */
static void nothing_in_a_pickle_is_run(void **state)
{
	static const char *const names[][2] = {
		{"os", "system"},        {"posix", "system"},         {"os", "popen"},
		{"os", "mkdir"},         {"posix", "mkdir"},          {"subprocess", "call"},
		{"subprocess", "Popen"}, {"builtins", "eval"},        {"builtins", "exec"},
		{"builtins", "open"},    {"__builtin__", "execfile"}, {"torch", "load"},
		{"torch.hub", "load"},   {"runpy", "run_path"},       {"pty", "spawn"},
	};
	int before = scratch_entries(state) + 1; /* that of the pickle */
	struct pickle_bytes pickle;
	char text[1200];
	struct err err;

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		for (int form = 0; form < 3; form++) {
			const char *made = scratch_path(state, "made");

			snprintf(text, sizeof(text), form == 0 ? "touch %s" : "%s", made);
			begin(&pickle);
			pickle_put_name(&pickle, names[i][0], names[i][1]);
			pickle_codes(&pickle, "(");
			pickle_put_text(&pickle, text);
			if (form == 2)
				pickle_put_text(&pickle, "w");
			pickle_codes(&pickle, "tR.");
			assert_null(tensor_file_read(
				scratch_write(state, "hostile", pickle.bytes, pickle.size), &err));
			assert_says(&err, "hostile: is a pickle of ");
			assert_says(&err, names[i][1]);
			assert_int_equal(scratch_entries(state), before);
		}
}

#define in_scratch(test) cmocka_unit_test_setup_teardown(test, scratch_setup, scratch_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
#ifdef HAVE_ZIP
		in_scratch(state_dict_is_read),
		in_scratch(prefixes_of_wrapped_modules_are_left_out),
		in_scratch(an_optimizers_state_is_no_network),
		in_scratch(checkpoint_gives_its_network_without_the_optimizer),
		in_scratch(only_dictionary_with_tensors_is_the_network),
		in_scratch(nested_names_are_joined),
		in_scratch(whole_module_gives_tensors_and_tree),
		in_scratch(wrapped_module_is_unwrapped),
		in_scratch(script_gives_its_class_but_no_tree),
		in_scratch(views_are_read_row_by_row),
		in_scratch(tensors_that_lie_are_refused),
		in_scratch(other_tensors_are_refused_by_name),
		in_scratch(pickles_without_tensors_say_what_they_are),
		in_scratch(walks_without_end_are_refused),
		in_scratch(same_names_are_refused),
		in_scratch(damage_of_an_archive_is_noticed),
#endif
		in_scratch(legacy_file_is_read),
		in_scratch(damage_of_a_legacy_file_breaks_nothing),
		in_scratch(legacy_files_that_lie_are_refused),
		in_scratch(other_files_are_told),
		in_scratch(gzip_bomb_is_refused),
		in_scratch(nothing_in_a_pickle_is_run),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
