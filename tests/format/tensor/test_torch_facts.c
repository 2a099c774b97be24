/* What a checkpoint of PyTorch says beside its tensors, and names that are none. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "format/tensor_file.h"
#include "support/pickle_bytes.h"
#include "support/says.h"
#include "support/scratch.h"

#include <stdio.h>
#include <string.h>

#ifdef HAVE_ZIP

static const size_t sizes[1] = {24};
static const struct pickle_tensor weight = {"0", 6, 0, 2, {2, 3}, {3, 1}};

static void begin(struct pickle_bytes *pickle)
{
	memset(pickle, 0, sizeof(*pickle));
	pickle_codes(pickle, "\x80\2}(");
}

static struct tensor_file *read_end(void **state, struct pickle_bytes *pickle, struct err *err)
{
	pickle_codes(pickle, "u.");
	return tensor_file_read(pickle_write_zip(state, "net.pt", pickle, sizes, 1), err);
}

static void put_network(struct pickle_bytes *pickle)
{
	pickle_put_text(pickle, "state_dict");
	pickle_codes(pickle, "}(");
	pickle_put_text(pickle, "fc.weight");
	pickle_put_tensor(pickle, &weight);
	pickle_codes(pickle, "u");
}

static void values_of_all_kinds_are_facts_or_left_out(void **state)
{
	static const char half[] = "G\x3f\xe0\0\0\0\0\0\0";
	static const struct {
		const char *key, *value;
	} expected[] = {{"on", "true"}, {"off", "false"},       {"rate", "0.5"},
			{"5", "7"},     {"none", NULL},         {"long", NULL},
			{"odd", NULL},  {"architecture", NULL}, {"list", NULL}};
	struct pickle_bytes pickle;
	struct tensor_file *file;
	struct err err = {""};
	char text[600];

	begin(&pickle);
	put_network(&pickle);
	pickle_put_text(&pickle, "on");
	pickle_codes(&pickle, "\x88");
	pickle_put_text(&pickle, "off");
	pickle_codes(&pickle, "\x89");
	pickle_put_text(&pickle, "rate");
	pickle_put(&pickle, half, 9);
	pickle_put_number(&pickle, 5);
	pickle_put_number(&pickle, 7);
	pickle_put_text(&pickle, "none");
	pickle_codes(&pickle, "N");
	pickle_put_text(&pickle, "long");
	memset(text, 'x', sizeof(text));
	text[sizeof(text) - 1] = '\0';
	pickle_put_text(&pickle, text);
	pickle_put_text(&pickle, text);
	pickle_codes(&pickle, "\x88");
	pickle_put_text(&pickle, "odd");
	pickle_put_text(&pickle, "\xff");
	pickle_put_text(&pickle, "\xfe");
	pickle_codes(&pickle, "\x88");
	pickle_put_text(&pickle, "architecture");
	pickle_put_text(&pickle, "dense10");
	pickle_put_text(&pickle, "list");
	pickle_codes(&pickle, "]");
	file = read_end(state, &pickle, &err);
	if (!file)
		fail_msg("%s", err.text);
	for (size_t i = 0; i < sizeof(expected) / sizeof(*expected); i++) {
		const char *value = tensor_file_metadata(file, expected[i].key);

		if (!expected[i].value != !value ||
		    (value && strcmp(value, expected[i].value) != 0))
			fail_msg("%s is %s", expected[i].key, value ? value : "not there");
	}
	tensor_file_free(file);
}

static void more_facts_than_are_kept_are_left_out(void **state)
{
	struct pickle_bytes pickle;
	struct tensor_file *file;
	struct err err = {""};
	char key[16];

	begin(&pickle);
	put_network(&pickle);
	for (unsigned i = 0; i < 70; i++) {
		snprintf(key, sizeof(key), "k%u", i);
		pickle_put_text(&pickle, key);
		pickle_put_number(&pickle, i);
	}
	file = read_end(state, &pickle, &err);
	if (!file)
		fail_msg("%s", err.text);
	assert_string_equal(tensor_file_metadata(file, "k0"), "0");
	assert_null(tensor_file_metadata(file, "k69"));
	tensor_file_free(file);
}

/* Dictionaries in dictionaries, each with a key of 100 bytes, and a tensor in the innermost. */
static void names_that_are_too_long_are_refused(void **state)
{
	struct pickle_bytes pickle;
	struct err err = {""};
	char key[101];

	memset(key, 'k', sizeof(key));
	key[100] = '\0';
	begin(&pickle);
	for (int i = 0; i < 6; i++) {
		pickle_put_text(&pickle, "other");
		pickle_put_tensor(&pickle, &weight);
		pickle_put_text(&pickle, key);
		pickle_codes(&pickle, "}(");
	}
	pickle_put_text(&pickle, "w");
	pickle_put_tensor(&pickle, &weight);
	pickle_codes(&pickle, "uuuuuu");
	assert_null(read_end(state, &pickle, &err));
	assert_says(&err, "net.pt");
}

static void halves_of_an_optimizer_are_none(void **state)
{
	static const char *const keys[][2] = {
		{"state", "other"}, {"param_groups", "other"}, {"optimizer", "lr"}};

	for (size_t i = 0; i < 3; i++) {
		struct pickle_bytes pickle;
		struct err err = {""};

		begin(&pickle);
		for (int k = 0; k < 2; k++) {
			pickle_put_text(&pickle, keys[i][k]);
			pickle_codes(&pickle, k ? "\x88" : "}");
		}
		assert_null(read_end(state, &pickle, &err));
		assert_says(&err, "net.pt");
	}
}

#endif

int main(void)
{
#ifdef HAVE_ZIP
#define TEST(name) cmocka_unit_test_setup_teardown(name, scratch_setup, scratch_teardown)
	const struct CMUnitTest tests[] = {
		TEST(values_of_all_kinds_are_facts_or_left_out),
		TEST(more_facts_than_are_kept_are_left_out),
		TEST(names_that_are_too_long_are_refused),
		TEST(halves_of_an_optimizer_are_none),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
#else
	return 77;
#endif
}
