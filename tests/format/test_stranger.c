/* Files of other programs are named, with what to do, by each of the readers. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "format/idx.h"
#include "format/image_file.h"
#include "format/stranger.h"
#include "format/tensor_file.h"
#include "support/says.h"
#include "support/scratch.h"

#include <string.h>

#define BYTES(text) text, sizeof(text) - 1
static const char lfs[] = "version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 1\n";

static const struct {
	const char *name;
	const char *bytes;
	size_t size;
	const char *says;
} strangers[] = {
	{"x", BYTES(""), "is empty (0 bytes)"},
	{"x.h5", BYTES(lfs), "is a Git LFS pointer, not the file itself; run `git lfs pull'"},
	{"x.pt", BYTES("\n <!DOCTYPE HTML>\n<html>"), "is a page of the web (HTML)"},
	{"x.pt", BYTES("\xef\xbb\xbf<html lang=en>"), "is a page of the web (HTML)"},
	{"x", BYTES("\x1c\0\0\0TFL3\x14\0 \0"), "is a TensorFlow Lite model"},
	{"x", BYTES("GGUF\3\0\0\0 and more"), "is a language model in GGUF"},
	{"x", BYTES("model_checkpoint_path: \"a\""), "names checkpoints of TensorFlow"},
	{"saved_model.pb", BYTES("\x08\x01\x12\x80\x20 and more"), "without its folder variables/"},
	{"x.meta", BYTES("\x0a\x80\x20 and a graph"), "is the graph of a TensorFlow checkpoint"},
	{"x.pb", BYTES("\x0a\x20\x0a\x05input"), "is a graph of TensorFlow (GraphDef)"},
	{"x.pkl", BYTES("\x80\x04\x95\x10\0\0\0\0\0\0\0\x8c\x15sklearn.neural"), "scikit-learn"},
	{"x.joblib", BYTES("\x78\x9c anything packed"),
	 "is a model of scikit-learn, which is not read; in Python: m = joblib.load('x'); of a "
	 "linear "
	 "one " STRANGER_LINEAR "; of an MLPClassifier " STRANGER_MLP},
	{"x",
	 BYTES("\x81\xa6params\x82\xa7"
	       "Dense_0\x82"),
	 "is MessagePack, as Flax saves"},
	{"x",
	 BYTES("\xde\0\x10\xa5"
	       "conv1\x82"),
	 "is MessagePack, as Flax saves"},
	{"x.mlmodel", BYTES("\x08\x04\x12\x20\x0a\x0b in"), "is a Core ML model"},
	{"x.xml", BYTES("<?xml version=\"1.0\"?>\n<net name=\"a\">"), "is a graph of OpenVINO"},
	{"x.xml", BYTES("<?xml version=\"1.0\"?>\n<svg>"), "is XML"},
	{"x", BYTES("\x18\0\0\0\0\0\0\0\xa3\x7f\x4b\x22 brain.Event:2"), "is an event file"},
	{"x", BYTES("\x18\0\0\0\0\0\0\0\xa3\x7f\x4b\x22 something"), "is a TFRecord file"},
	{"x", BYTES("\x93NUMPY\1\0v\0{'descr': '<f4'"), "is one array of NumPy"},
	{"x", BYTES("MATLAB 5.0 MAT-file"), "is a file of MATLAB"},
	{"x", BYTES("PAR1\x15\4\x15"), "is Parquet"},
	{"_CHECKPOINT_METADATA", BYTES("{\"item_handlers\""), "is of a checkpoint of Orbax"},
	{"manifest.ocdbt", BYTES("\0\x0c\xdb\x3a\x2a"), "is of a checkpoint of Orbax"},
	{"x", BYTES("Rar!\x1a\7\1\0"), "is a RAR archive"},
	{"x", BYTES("7z\xbc\xaf\x27\x1c\0\4"), "is a 7z archive"},
	{"x",
	 BYTES("\xfd"
	       "7zXZ\0\0"),
	 "is packed by xz"},
	{"x", BYTES("BZh91AY&SY"), "is packed by bzip2"},
	{"x", BYTES("\x28\xb5\x2f\xfd\4\0\0"), "is packed by zstd"},
	{"x", BYTES("%PDF-1.5 and so on"), "is a PDF"},
	{"x",
	 BYTES("\x7f"
	       "ELF\2\1\1\0"),
	 "is a program"},
	{"model.json", BYTES("{\"class_name\": \"Sequential\""), "is JSON, which has no weights"},
	{"model.json", BYTES("{\n  \"class_name\""), "is JSON, which has no weights"},
	{"model.json", BYTES("{ \"class_name\""), "is JSON, which has no weights"},
	{"x", BYTES("<head><title>"), "is a page of the web (HTML)"},
	{"x.pkl", BYTES("\x80\x04\x95\x10\0\0\0\0\0\0\0\x8c\x15joblib.numpy_pickle"),
	 "scikit-learn"},
};

static void each_is_named_with_what_to_do(void **state)
{
	for (size_t i = 0; i < sizeof(strangers) / sizeof(strangers[0]); i++) {
		const char *path = scratch_write(state, strangers[i].name, strangers[i].bytes,
						 strangers[i].size);
		struct err err = {""};

		if (!stranger_tell_file(path, &err))
			fail_msg("row %zu is told by nobody; expected: %s", i, strangers[i].says);
		assert_says(&err, path);
		assert_says(&err, strangers[i].says);
	}
}

/* A reader that finds another format in them would say less. */
static void no_reader_of_tensors_takes_them(void **state)
{
	for (size_t i = 0; i < sizeof(strangers) / sizeof(strangers[0]); i++) {
		const char *path = scratch_write(state, strangers[i].name, strangers[i].bytes,
						 strangers[i].size);
		struct err err = {""};

		/* A pickle has a reader, which tells more of it. */
		if (strcmp(strangers[i].name, "x.pkl") == 0)
			continue;
		assert_null(tensor_file_read(path, &err));
		assert_says(&err, strangers[i].says);
	}
}

static void readers_of_images_say_the_same(void **state)
{
	const char *path = scratch_write(state, "images", lfs, sizeof(lfs) - 1);
	struct image image;
	struct idx idx;
	struct err err = {""};

	assert_false(idx_read(path, &idx, &err));
	assert_says(&err, "is a Git LFS pointer");
	assert_false(image_file_read(path, &image, &err));
	assert_says(&err, "is a Git LFS pointer");
}

/* A name alone tells nothing. */
static void names_of_strangers_are_not_enough(void **state)
{
	static const char *const names[] = {"saved_model.pb", "x.pb", "x.meta", "x.mlmodel"};
	struct err err;

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		assert_false(stranger_tell_file(scratch_write(state, names[i], "other", 5), &err));
	assert_false(stranger_tell_file(scratch_write(state, "x", "\x81\xc1word", 6), &err));
}

static void what_nobody_knows_is_left_to_the_readers(void **state)
{
	static const char *const others[] = {"hello",
					     "<",
					     "{",
					     "\x80\x02",
					     "\x08",
					     "\x81",
					     "\x81\xa6par",
					     "\x81\xa3"
					     "a\tb",
					     "\x81\xa0",
					     "\x90\xa1"
					     "a",
					     "PK\3\4 and more"};
	struct err err = {"as it was"};

	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
		assert_false(stranger_tell_file(
			scratch_write(state, "x", others[i], strlen(others[i])), &err));
	assert_false(stranger_tell_file(scratch_path(state, "none"), &err));
	assert_false(stranger_tell_file(scratch_path(state, ""), &err));
	assert_string_equal(err.text, "as it was");
}

#define in_scratch(test) cmocka_unit_test_setup_teardown(test, scratch_setup, scratch_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		in_scratch(each_is_named_with_what_to_do),
		in_scratch(no_reader_of_tensors_takes_them),
		in_scratch(readers_of_images_say_the_same),
		in_scratch(names_of_strangers_are_not_enough),
		in_scratch(what_nobody_knows_is_left_to_the_readers),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
