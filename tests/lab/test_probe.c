/* What files are: told by their beginnings, whatever their names, in one line. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "format/idx.h"
#include "lab/probe.h"
#include "support/scratch.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static int isolate(void **state)
{
	if (scratch_setup(state) != 0)
		return -1;
	unsetenv("NETGLYPH_DATA");
	return 0;
}

/* Of that kind, with these words in its line; path: what opens it, or NULL: what was asked for. */
static void assert_probe(const char *name, enum probe_kind kind, const char *words,
			 const char *path)
{
	struct probe probe = probe_file(name);

	if (probe.kind != kind || !strstr(probe.words, words) || strchr(probe.words, '\n'))
		fail_msg("%s is a '%s': %s; expected: %s", name, probe_kind_names[probe.kind],
			 probe.words, words);
	assert_string_equal(probe.path, path ? path : name);
	probe_clear(&probe);
}

static void write_idx(const char *path, enum idx_type type, uint32_t count, uint32_t side)
{
	uint8_t bytes[20 * 16] = {0};
	struct idx idx = {type, side ? 3 : 1, {count, side ? side : 1, side ? side : 1, 1}, bytes};
	struct err err;

	assert_true(idx_write(path, &idx, &err));
}

static void networks_tell_their_layers_and_accuracy(void **state)
{
	const char *path = scratch_source(state, "data/mnist-softmax.safetensors");

	assert_probe(path, PROBE_MODEL, "28x28, 10 classes, dense10", NULL);
	assert_probe("mnist-cnn", PROBE_MODEL, "conv5x5x32 relu pool2", NULL);
	assert_probe("mnist-cnn", PROBE_MODEL, "% right of ", NULL);
}

static void data_sets_tell_their_counts_and_size(void **state)
{
	char *folder = strdup(scratch_source(state, "data/sample"));

	assert_probe(folder, PROBE_DATA, "5,000 images of 28x28", NULL);
	assert_probe("sample", PROBE_DATA, "5,000 images of 28x28", NULL);
	assert_probe(scratch_write(state, "t.csv", "1,2,3,4,5,6,7,8,9,10\n", 21), PROBE_DATA,
		     "images and labels", NULL);
	free(folder);
}

static void a_file_of_a_data_set_stands_for_all_of_it(void **state)
{
	const char *folder;

	mkdir(scratch_path(state, "set"), 0700);
	write_idx(scratch_path(state, "set/train-images-idx3-ubyte"), IDX_U8, 20, 4);
	write_idx(scratch_path(state, "set/train-labels-idx1-ubyte"), IDX_U8, 20, 0);
	write_idx(scratch_path(state, "set/t10k-images-idx3-ubyte"), IDX_U8, 10, 4);
	write_idx(scratch_path(state, "set/t10k-labels-idx1-ubyte"), IDX_U8, 10, 0);
	folder = scratch_path(state, "set");
	assert_probe(folder, PROBE_DATA, "20 + 10 images of 4x4", NULL);
	assert_probe(scratch_path(state, "set/t10k-labels-idx1-ubyte"), PROBE_DATA,
		     "20 + 10 images of 4x4", folder);
}

static void pictures_tell_their_format_and_size(void **state)
{
	static const char pgm[] = "P2 3 2 255 0 255 51 255 255 255";
	const char *idx = scratch_path(state, "one");

	assert_probe(scratch_write(state, "x.safetensors", pgm, strlen(pgm)), PROBE_PICTURE,
		     ", 2x3", NULL);
	write_idx(idx, IDX_U8, 2, 5);
	assert_probe(idx, PROBE_PICTURE, "IDX, 5x5", NULL);
}

static void what_is_damaged_or_nothing_says_why(void **state)
{
	const char *cut = scratch_path(state, "cut"), *pipe = scratch_path(state, "pipe");
	size_t size;
	unsigned char *bytes =
		scratch_read(scratch_source(state, "data/mnist-softmax.safetensors"), &size);

	scratch_write(state, "cut", bytes, size - 1);
	free(bytes);
	assert_probe(cut, PROBE_UNKNOWN, "is cut short", NULL);
	assert_probe(scratch_write(state, "text", "hello world, this is text", 25), PROBE_UNKNOWN,
		     "is neither a network nor a data set nor a picture", NULL);
	assert_probe(scratch_write(state, "empty", "", 0), PROBE_UNKNOWN, "is empty", NULL);
	assert_probe(scratch_write(state, "p", "P2 3 2 255 0", 12), PROBE_UNKNOWN, "missing", NULL);
	assert_probe(scratch_path(state, ""), PROBE_UNKNOWN, "is a folder without IDX files", NULL);
	assert_probe(scratch_path(state, "none"), PROBE_UNKNOWN, "No such file", NULL);
	assert_probe("no-such-name-at-all", PROBE_UNKNOWN, "no data set", NULL);
	assert_probe("", PROBE_UNKNOWN, "can't be opened", NULL);
	assert_int_equal(mkfifo(pipe, 0600), 0);
	assert_probe(pipe, PROBE_UNKNOWN, "is a device or a pipe", NULL);
}

/* A terminal takes all of it as text. */
static void names_and_facts_are_printable(void **state)
{
	struct probe probe;

	probe = probe_file(scratch_write(state, "a\033[31mb", "??", 2));
	assert_null(strchr(probe.words, '\033'));
	probe_clear(&probe);
}

#define isolated(test) cmocka_unit_test_setup_teardown(test, isolate, scratch_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		isolated(networks_tell_their_layers_and_accuracy),
		isolated(data_sets_tell_their_counts_and_size),
		isolated(a_file_of_a_data_set_stands_for_all_of_it),
		isolated(pictures_tell_their_format_and_size),
		isolated(what_is_damaged_or_nothing_says_why),
		isolated(names_and_facts_are_printable),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
