/* NumPy's arrays in pickles: both calls that make them, and arrays that lie. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "format/tensor_file.h"
#include "support/pickle_bytes.h"
#include "support/says.h"
#include "support/scratch.h"

#include <string.h>

/* An array of bytes "1234", 2 x 2, first row by row; its parts as codes of a pickle. */
#define U1 "cnumpy\ndtype\nVu1\n\x85R"
#define VALUES \
	"C\4"  \
	"1234"
#define SQUARE "K\2K\2\x86"
/* _reconstruct(ndarray, (None,), None), and its state: a version first. */
#define RECONSTRUCT(state) \
	"cnumpy._core.multiarray\n_reconstruct\ncnumpy\nndarray\nN\x85N\x87R(K\1" state "tb"
#define FROMBUFFER(arguments) "cnumpy._core.numeric\n_frombuffer\n(" arguments "tR"

static const char *write_codes(void **state, const char *codes)
{
	struct pickle_bytes pickle = {{0}, 0};

	pickle_codes(&pickle, "\x80\2");
	pickle_codes(&pickle, codes);
	pickle_codes(&pickle, ".");
	return scratch_write(state, "a.pkl", pickle.bytes, pickle.size);
}

static struct tensor_file *read_good(const char *path)
{
	struct err err;
	struct tensor_file *file = tensor_file_read(path, &err);

	if (!file)
		fail_msg("%s", err.text);
	return file;
}

static void arrays_of_all_forms_are_read(void **state)
{
	static const struct {
		const char *codes;
		int ndim;
		const char *values;
	} arrays[] = {
		{RECONSTRUCT(SQUARE U1 "\x89" VALUES), 2, "1234"},
		{RECONSTRUCT(SQUARE U1 "\x88" VALUES), 2, "1324"},
		{RECONSTRUCT("K\4\x85" U1 "\x88" VALUES), 1, "1234"},
		/* Bytes are the same in any order. */
		{RECONSTRUCT("K\4\x85" U1 "(K\3V>\ntb\x89" VALUES), 1, "1234"},
		/* Python 2 has a text for bytes. */
		{RECONSTRUCT("K\4\x85" U1 "\x89V1234\n"), 1, "1234"},
		/* Of no values another one. */
		{RECONSTRUCT("I0\n\x85" U1 "\x89N"), 1, ""},
		{RECONSTRUCT("I0\n\x85" U1), 1, ""},
		{RECONSTRUCT(")" U1 "\x89V7\n"), 0, "7"},
		{FROMBUFFER(VALUES U1 SQUARE "VC\n"), 2, "1234"},
		{FROMBUFFER(VALUES U1 SQUARE "VF\n"), 2, "1324"},
		{FROMBUFFER(VALUES U1 SQUARE), 2, "1234"},
	};

	for (size_t i = 0; i < sizeof(arrays) / sizeof(arrays[0]); i++) {
		struct tensor_file *file = read_good(write_codes(state, arrays[i].codes));
		const struct tensor *tensor = tensor_file_at(file, 0);

		assert_int_equal(tensor_file_count(file), 1);
		assert_string_equal(tensor->dtype, "U8");
		assert_int_equal(tensor->ndim, arrays[i].ndim);
		assert_int_equal(tensor->size, strlen(arrays[i].values));
		if (tensor->size > 0)
			assert_memory_equal(tensor->data, arrays[i].values, tensor->size);
		tensor_file_free(file);
	}
}

/* numpy.core.multiarray._reconstruct(ndarray, (0,), b"b"), with its state. */
static void put_array(struct pickle_bytes *pickle, const char *type, const char *order,
		      const char *shape, const char *is_fortran, const char *values, size_t size)
{
	const unsigned char code[2] = {'C', (unsigned char)size};

	pickle_put_name(pickle, "numpy.core.multiarray", "_reconstruct");
	pickle_put_name(pickle, "numpy", "ndarray");
	pickle_codes(pickle, "N\x85N\x87R(K\1");
	pickle_codes(pickle, shape);
	pickle_put_name(pickle, "numpy", "dtype");
	pickle_put_text(pickle, type);
	pickle_codes(pickle, "\x85R(K\3");
	pickle_put_text(pickle, order);
	pickle_codes(pickle, "tb");
	pickle_codes(pickle, is_fortran);
	pickle_put(pickle, code, 2);
	pickle_put(pickle, values, size);
	pickle_codes(pickle, "tb");
}

static void arrays_of_a_plain_pickle_are_read(void **state)
{
	struct pickle_bytes pickle;
	struct tensor_file *file;

	memset(&pickle, 0, sizeof(pickle));
	pickle_codes(&pickle, "\x80\2");
	pickle_codes(&pickle, "}(");
	pickle_put_text(&pickle, "W");
	put_array(&pickle, "i2", "<", "K\2K\3\x86", "\x88", "aabbccddeeff", 12);
	pickle_put_text(&pickle, "b");
	put_array(&pickle, "u1", "|", "K\3\x85", "\x89", "xyz", 3);
	pickle_put_text(&pickle, "c");
	pickle_put_name(&pickle, "numpy.core.numeric", "_frombuffer");
	pickle_codes(&pickle, "(C\4"
			      "1234");
	pickle_put_name(&pickle, "numpy", "dtype");
	pickle_put_text(&pickle, "f4");
	pickle_codes(&pickle, "\x85RK\1\x85");
	pickle_put_text(&pickle, "C");
	pickle_codes(&pickle, "tRu.");
	file = read_good(scratch_write(state, "a.pkl", pickle.bytes, pickle.size));
	assert_int_equal(tensor_file_count(file), 3);
	assert_string_equal(tensor_file_at(file, 0)->dtype, "I16");
	assert_int_equal(tensor_file_at(file, 0)->dim[1], 3);
	assert_memory_equal(tensor_file_at(file, 0)->data, "aacceebbddff", 12);
	assert_memory_equal(tensor_file_at(file, 1)->data, "xyz", 3);
	assert_string_equal(tensor_file_at(file, 2)->dtype, "F32");
	assert_memory_equal(tensor_file_at(file, 2)->data, "1234", 4);
	assert_string_equal(tensor_file_metadata(file, "container"), "pickle, state_dict");
	tensor_file_free(file);
}

static void arrays_that_lie_are_refused(void **state)
{
	static const char type[] = "'tensor' is of a type that is not read; save array.astype(";
	static const char count[] = "'tensor' has not as many values as its shape says";
	static const struct {
		const char *codes, *says;
	} bad[] = {
		{RECONSTRUCT("K\2\x85" U1 "\x89" VALUES), count},
		{RECONSTRUCT("N" U1 "\x89" VALUES), count},
		{RECONSTRUCT("]K\4a" U1 "\x89" VALUES), count},
		{RECONSTRUCT("Va\n\x85" U1 "\x89" VALUES), count},
		{RECONSTRUCT("J\xff\xff\xff\xff\x85" U1 "\x89" VALUES), count},
		{RECONSTRUCT("J\xff\xff\xff\x7fJ\xff\xff\xff\x7f\x86" U1 "\x89" VALUES), count},
		{RECONSTRUCT("(K\4K\1K\1K\1K\1K\1K\1K\1K\1t" U1 "\x89" VALUES), count},
		{RECONSTRUCT("K\4\x85" U1 "\x89K\1"), count},
		{RECONSTRUCT("K\4\x85" U1), count},
		{RECONSTRUCT("I0\n\x85" U1 "\x89" VALUES), count},
		{FROMBUFFER(VALUES U1), count},
		{RECONSTRUCT(""), type},
		{RECONSTRUCT(SQUARE "N\x89" VALUES), type},
		{RECONSTRUCT(SQUARE "cnumpy\ndtype\nK\4\x85R\x89" VALUES), type},
		{RECONSTRUCT(SQUARE "cnumpy\ndtype\nVO8\n\x85R\x89" VALUES), type},
		{RECONSTRUCT("K\1\x85"
			     "cnumpy\ndtype\nVf4\n\x85R(K\3V>\ntb\x89" VALUES),
		 type},
		{"cnumpy.random\nGenerator\n)R", "a pickle of numpy.random.Generator and holds no"},
		{"}Vw\nNQs", "a pickle that holds no tensors"},
	};
	struct err err;

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		if (tensor_file_read(write_codes(state, bad[i].codes), &err))
			fail_msg("array %zu is read; expected: %s", i, bad[i].says);
		assert_says(&err, "a.pkl: ");
		assert_says(&err, bad[i].says);
	}
}

#define in_scratch(test) cmocka_unit_test_setup_teardown(test, scratch_setup, scratch_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		in_scratch(arrays_of_all_forms_are_read),
		in_scratch(arrays_of_a_plain_pickle_are_read),
		in_scratch(arrays_that_lie_are_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
