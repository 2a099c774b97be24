/* Tensors as PyTorch's versions describe them: calls, types of storages, persistent ids that lie.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "format/container/zip_writer.h"
#include "format/tensor/torch_storage.h"
#include "format/tensor_file.h"
#include "support/pickle_bytes.h"
#include "support/says.h"
#include "support/scratch.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void dtypes_have_names_and_sizes(void **state)
{
	static const struct {
		const char *name, *dtype;
		size_t size;
	} types[] = {
		{"torch.float32", "F32", 4},
		{"torch.FloatStorage", "F32", 4},
		{"torch.cuda.HalfStorage", "F16", 2},
		{"torch.bfloat16", "BF16", 2},
		{"torch.BoolStorage", "BOOL", 1},
		{"torch.int64", "I64", 8},
		{"uint16", "U16", 2},
		{"torch.float8_e5m2", "F8_E5M2", 1},
	};
	size_t size;

	(void)state;
	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++) {
		assert_string_equal(torch_dtype(types[i].name, &size), types[i].dtype);
		assert_int_equal(size, types[i].size);
	}
	assert_null(torch_dtype("torch.complex128", &size));
}

#ifdef HAVE_ZIP

/* What stands in the places of a call, as codes of a pickle; NULL: what is usual. */
struct call {
	const char *before, *function; /* before: what is wrapped around it */
	const char *id, *offset, *dims, *strides, *more, *after;
};

#define FLOATS "(Vstorage\nctorch\nFloatStorage\nV0\nVcpu\nK\6t"

static const char *usual(const char *codes, const char *else_codes)
{
	return codes ? codes : else_codes;
}

static const char *write_call(void **state, const struct call *call)
{
	static const size_t sizes[1] = {24};
	struct pickle_bytes pickle = {{0}, 0};

	pickle_codes(&pickle, "\x80\2}Vw\n");
	pickle_codes(&pickle, usual(call->before, ""));
	pickle_codes(&pickle, usual(call->function, "ctorch._utils\n_rebuild_tensor_v2\n"));
	pickle_codes(&pickle, "(");
	pickle_codes(&pickle, usual(call->id, FLOATS "Q"));
	pickle_codes(&pickle, usual(call->offset, "K\1"));
	pickle_codes(&pickle, usual(call->dims, "K\2\x85"));
	pickle_codes(&pickle, usual(call->strides, "K\2\x85"));
	pickle_codes(&pickle, usual(call->more, "\x89}"));
	pickle_codes(&pickle, "tR");
	pickle_codes(&pickle, usual(call->after, ""));
	pickle_codes(&pickle, "s.");
	return pickle_write_zip(state, "w.pt", &pickle, sizes, 1);
}

static void all_calls_give_the_same_values(void **state)
{
	static const struct call calls[] = {
		{.function = NULL},
		{.function = "ctorch._utils\n_rebuild_tensor\n", .more = ""},
		{.function = "ctorch._utils\n_rebuild_tensor_v3\n",
		 .id = "(Vstorage\nctorch.storage\nUntypedStorage\nV0\nVcpu\nK\x18tQ",
		 .more = "\x89}ctorch\nfloat32\n"},
		{.before = "ctorch._utils\n_rebuild_parameter\n(", .after = "\x88}tR"},
		{.before = "ctorch._utils\n_rebuild_parameter_with_state\n(", .after = "\x88}}tR"},
		{.id = "(Vstorage\nctorch\nFloatStorage\nV0\nVcpu\nK\6(Vview\nK\1K\5ttQ",
		 .offset = "I0\n"},
	};

	for (size_t i = 0; i < sizeof(calls) / sizeof(calls[0]); i++) {
		struct err err = {""};
		struct tensor_file *file;

		file = tensor_file_read(write_call(state, &calls[i]), &err);
		if (!file)
			fail_msg("call %zu: %s", i, err.text);
		assert_int_equal(tensor_file_at(file, 0)->size, 8);
		assert_memory_equal(tensor_file_at(file, 0)->data, "\4\5\6\7\14\15\16\17", 8);
		tensor_file_free(file);
	}
}

static void call_of_a_class_of_its_own_is_looked_into(void **state)
{
	static const size_t sizes[1] = {24};
	struct pickle_bytes pickle = {{0}, 0};
	struct tensor_file *file;
	struct err err;

	pickle_codes(&pickle, "\x80\2}Vw\nctorch._tensor\n_rebuild_from_type_v2\n("
			      "ctorch._utils\n_rebuild_tensor_v2\nctorch\nTensor\n(" FLOATS
			      "QI0\nK\2\x85K\1\x85\x89}t}tRs.");
	file = tensor_file_read(pickle_write_zip(state, "w.pt", &pickle, sizes, 1), &err);
	assert_non_null(file);
	assert_memory_equal(tensor_file_at(file, 0)->data, "\0\1\2\3\4\5\6\7", 8);
	tensor_file_free(file);
}

static void calls_that_lie_are_refused(void **state)
{
	static const struct {
		struct call call;
		const char *says;
	} bad[] = {
		{{.id = "N"}, "'w' has no storage"},
		{{.id = "NQ"}, "'w' has no storage"},
		{{.id = FLOATS}, "'w' has no storage"},
		{{.id = "(Vstorage\nVFloatStorage\nV0\nVcpu\nK\6tQ"}, "'w' has no storage"},
		{{.id = "(Vstorage\nctorch\nFloatStorage\nK\1Vcpu\nK\6tQ"}, "'w' has no storage"},
		{{.id = "(Vstorage\nctorch\nFloatStorage\nV0\nVcpu\nVx\ntQ"}, "'w' has no storage"},
		{{.id = "(Vstorage\nctorch\nComplexDoubleStorage\nV0\nVcpu\nK\6tQ"},
		 "'w' is of type torch.ComplexDoubleStorage, which is not read"},
		{{.id = "(Vstorage\nctorch\nUntypedStorage\nV0\nVcpu\nK\x18tQ"},
		 "'w' is of a type that is not read"},
		{{.id = "(Vstorage\nctorch\nUntypedStorage\nV0\nVcpu\nK\x18tQ",
		  .more = "\x89}ctorch\ncomplex128\n"},
		 "'w' is of a type that is not read"},
		{{.id = "(Vstorage\nctorch\nFloatStorage\nV0\nVcpu\nJ\xff\xff\xff\xfftQ"},
		 "the storage of 'w' has more than"},
		{{.id = "(Vstorage\nctorch\nFloatStorage\nV0\nVcpu\nJ\xff\xff\xff\x7ftQ"},
		 "the storage of 'w' has more than"},
		{{.id = "(Vstorage\nctorch\nFloatStorage\nV0\nVcpu\nK\6(Vv\nJ\xff\xff\xff\xffttQ"},
		 "the storage of 'w' is a view outside"},
		{{.offset = "J\xff\xff\xff\xff"}, "the shape of 'w'"},
		{{.offset = "N"}, "the shape of 'w'"},
		{{.dims = "N"}, "the shape of 'w'"},
		{{.strides = "N"}, "the shape of 'w'"},
		{{.dims = "K\2K\2\x86"}, "the shape of 'w'"},
		{{.dims = "N\x85"}, "the shape of 'w'"},
		{{.dims = "J\xff\xff\xff\xff\x85"}, "the shape of 'w'"},
		{{.strides = "N\x85"}, "the shape of 'w'"},
		{{.strides = "J\xff\xff\xff\xff\x85"}, "the shape of 'w'"},
		{{.strides = "\x8a\7\1\1\1\1\1\1\1\x85"}, "the shape of 'w'"},
		{{.dims = "(K\1K\1K\1K\1K\1K\1K\1K\1K\1t",
		  .strides = "(K\1K\1K\1K\1K\1K\1K\1K\1K\1t"},
		 "the shape of 'w'"},
		{{.dims = "K\7\x85"}, "'w' reaches beyond its storage"},
		{{.function = "ctorch._utils\n_rebuild_nested_tensor\n"}, "'w' is nested"},
		{{.function = "ctorch._utils\n_rebuild_wrapper_subclass\n"}, "a class of its own"},
	};

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		struct err err = {""};

		if (tensor_file_read(write_call(state, &bad[i].call), &err))
			fail_msg("call %zu is read; expected: %s", i, bad[i].says);
		assert_says(&err, "w.pt: ");
		assert_says(&err, bad[i].says);
	}
}

static void parameters_in_parameters_without_end_are_no_tensor(void **state)
{
	struct pickle_bytes pickle = {{0}, 0};
	struct err err;

	pickle_codes(&pickle, "\x80\2");
	for (int i = 0; i < 6; i++)
		pickle_put_name(&pickle, "torch._utils", "_rebuild_parameter");
	pickle_codes(&pickle, "N");
	for (int i = 0; i < 6; i++)
		pickle_codes(&pickle, "\x85R");
	pickle_codes(&pickle, ".");
	assert_null(tensor_file_read(pickle_write_zip(state, "w.pt", &pickle, NULL, 0), &err));
	assert_says(&err, "holds no tensors");
}

/* ---- Archives */

struct member {
	const char *name, *bytes;
	size_t size;
};

static const char *write_members(void **state, const struct member *members, size_t count)
{
	const char *path = scratch_path(state, "made.pt");
	struct err err;
	struct writer *writer = writer_open(path, &err);
	struct zip_writer *zip = zip_writer_new(writer);

	for (size_t i = 0; i < count; i++)
		assert_true(zip_writer_add(zip, members[i].name, NULL, 0, members[i].bytes,
					   members[i].size, &err));
	assert_true(zip_writer_end(zip, &err));
	zip_writer_free(zip);
	assert_true(writer_commit(writer, &err));
	return path;
}

#define PICKLED \
	"\x80\2}Vw\nctorch._utils\n_rebuild_tensor_v2\n(" FLOATS "QK\1K\1\x85K\1\x85\x89}tRs."

static void shortest_pickle_is_the_one_and_its_folder_counts(void **state)
{
	static const struct member members[] = {
		{"a/b/data.pkl", "N.", 2},    {"x/data.pkl", PICKLED, sizeof(PICKLED) - 1},
		{"z/b/c/data.pkl", "N.", 2},  {"x/constants.pkl", "N.", 2},
		{"x/byteorder", "little", 6}, {"x/data/0", "aaaabbbbccccddddeeeeffff", 24},
	};
	struct err err;
	struct tensor_file *file = tensor_file_read(write_members(state, members, 6), &err);

	if (!file)
		fail_msg("%s", err.text);
	assert_memory_equal(tensor_file_at(file, 0)->data, "bbbb", 4);
	assert_string_equal(tensor_file_metadata(file, "container"), "TorchScript, state_dict");
	tensor_file_free(file);
}

static void archives_that_are_not_read_say_why(void **state)
{
	static const struct {
		struct member members[3];
		size_t count;
		const char *says;
	} bad[] = {
		{{{"data.pkl", PICKLED, sizeof(PICKLED) - 1}, {"byteorder", "big", 3}},
		 2,
		 "saved by a big-endian machine"},
		{{{"data.pkl", PICKLED, sizeof(PICKLED) - 1}, {"byteorder", "b", 1}},
		 2,
		 "byteorder has fewer bytes"},
		{{{"data.pkl", PICKLED, sizeof(PICKLED) - 1}}, 1, "the storage 0 is not in"},
		{{{"data.pkl", PICKLED, 9}}, 1, "is cut short"},
		{{{"net/archive_format", "pt2", 3}}, 1, "is an archive of torch.export"},
		{{{"serialized_exported_program.json", "{}", 2}}, 1, "an archive of torch.export"},
	};
	struct err err;

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		const char *path = write_members(state, bad[i].members, bad[i].count);

		assert_null(tensor_file_read(path, &err));
		assert_says(&err, path);
		assert_says(&err, bad[i].says);
	}
}

#endif

#define in_scratch(test) cmocka_unit_test_setup_teardown(test, scratch_setup, scratch_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(dtypes_have_names_and_sizes),
#ifdef HAVE_ZIP
		in_scratch(all_calls_give_the_same_values),
		in_scratch(call_of_a_class_of_its_own_is_looked_into),
		in_scratch(calls_that_lie_are_refused),
		in_scratch(parameters_in_parameters_without_end_are_no_tensor),
		in_scratch(shortest_pickle_is_the_one_and_its_folder_counts),
		in_scratch(archives_that_are_not_read_say_why),
#endif
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
