/* Files that hold tensors and say no more: what names and shapes tell, and what a person does. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "format/tensor/safetensors.h"
#include "model/import/import.h"
#include "support/says.h"
#include "support/scratch.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { TENSORS = 300, TEXT = 16384 };

/* All tensors have the beginning of these bytes. */
static const float *some_values(void)
{
	static float values[784 * 784];

	for (size_t i = 0; i < sizeof(values) / sizeof(*values); i++)
		values[i] = (float)(i % 7 + 1) / 8;
	return values;
}

/* "name sizes type; ...": sizes as 4x1x3x3, or - for a number; a type may be left out, and NAN is
 * F32 without numbers. */
static size_t read_tensors(char *text, struct tensor tensors[TENSORS])
{
	static unsigned char nans[4 * 5 * 576];
	size_t count = 0;
	char *word;

	memset(nans, 0xff, sizeof(nans));
	for (char *rest = text; (text = strtok_r(rest, ";", &rest));) {
		struct tensor *t = &tensors[count++];
		size_t elements = 1;

		*t = (struct tensor){.name = strtok_r(text, " ", &text), .data = some_values()};
		word = strtok_r(text, " ", &text);
		for (char *size; *word != '-' && (size = strtok_r(word, "x", &word));)
			elements *= t->dim[t->ndim++] = strtoul(size, NULL, 10);
		t->dtype = text && *text ? text : "F32";
		if (strcmp(t->dtype, "NAN") == 0) {
			t->dtype = "F32";
			t->data = nans;
		}
		t->size = elements * (strcmp(t->dtype, "I64") == 0 ? 8
				      : strpbrk(t->dtype, "_O")    ? 1
								   : 4);
	}
	return count;
}

static struct import *import_of(void **state, const char *text, int side,
				const struct import_told *told, struct err *err)
{
	struct tensor tensors[TENSORS];
	char copy[TEXT];
	const char *path = scratch_path(state, "tensors");
	struct writer *writer = writer_open(path, err);
	struct tensor_file *file;
	size_t count;

	assert_non_null(writer);
	snprintf(copy, sizeof(copy), "%s", text);
	count = read_tensors(copy, tensors);
	assert_true(safetensors_write(writer, tensors, count, NULL, 0, err));
	assert_true(writer_commit(writer, err));
	file = tensor_file_read(path, err);
	assert_non_null(file);
	return import_new(file, path, (struct shape){side, side, 1}, 0, told, err);
}

/* A net of each candidate and choice; its parameters are the same, whether or not they are taken
 * over from the net before it. */
static void check_nets(const struct import *import)
{
	static const struct choice choices[] = {{.activation = 0},       {.is_average = true},
						{.is_pool_first = true}, {.is_norm_last = true},
						{.is_chw = true},        {.is_transposed = true},
						{.is_transposed = true}};
	struct import_net last = {.candidate = NULL};
	struct err err = {""};

	for (int i = 0; i < import->candidates.count; i++)
		for (size_t k = 0; k < sizeof(choices) / sizeof(*choices); k++) {
			const struct candidate *candidate = &import->candidates.list[i];
			const struct kernel *kernel = kernel_available()[0];
			struct net *read =
				candidate_net(candidate, &choices[k], NULL, NULL, "", kernel, &err);
			struct net *taken = candidate_net(candidate, &choices[k], NULL, &last, "",
							  kernel, &err);

			assert_int_equal(!read, !taken);
			if (!read)
				continue;
			assert_int_equal(read->size, taken->size);
			assert_memory_equal(read->parameters, taken->parameters,
					    read->size * sizeof(*read->parameters));
			net_free(read);
			net_free(last.net);
			last = (struct import_net){candidate, choices[k], taken};
		}
	net_free(last.net);
}

/* side: of images at hand; 0: none are. expected: the architecture of the first candidate, or,
 * behind "!", a part of the message. */
static void check(void **state, const char *text, int side, const struct import_told *told,
		  const char *expected)
{
	char architecture[SETTINGS_ARCHITECTURE_MAX] = "";
	const struct choice usual = {.activation = 0};
	struct err err = {""};
	struct import *import = import_of(state, text, side, told, &err);
	bool is_refused = *expected == '!';

	if (import)
		assert_true(candidate_architecture(&import->candidates.list[0], &usual, NULL,
						   architecture));
	if (is_refused == (import != NULL) || (import && strcmp(architecture, expected) != 0))
		fail_msg("%.200s gives '%s', '%s', not '%s'", text, architecture, err.text,
			 expected);
	if (is_refused)
		assert_says(&err, expected + 1);
	else
		check_nets(import);
	import_free(import);
}

struct test_case {
	const char *tensors;
	int side;
	const char *expected;
};

static void check_cases(void **state, const struct test_case *cases, size_t count)
{
	for (size_t i = 0; i < count; i++)
		check(state, cases[i].tensors, cases[i].side, &(struct import_told){0},
		      cases[i].expected);
}
#define CHECK(cases) check_cases(state, cases, sizeof(cases) / sizeof(*(cases)))

#define CONV "conv1.weight 4x1x3x3;conv1.bias 4;"
#define DENSE(inputs) "fc1.weight 5x" inputs ";fc1.bias 5"

static void shapes_tell_the_layers(void **state)
{
	static const struct test_case cases[] = {
		{CONV DENSE("3136"), 0, "conv3x3x4 relu dense5"},
		{CONV DENSE("576"), 12, "conv3x3x4 relu dense5"},
		{CONV DENSE("144"), 12, "conv3x3x4 relu pool2 dense5"},
		{CONV DENSE("4"), 12, "conv3x3x4v relu pool2 globalavgpool dense5"},
		{"conv1.weight 4x1x4x4;" DENSE("324"), 12, "conv4x4x4vn relu dense5"},
		{"conv1.weight 4x1x3x5;conv1.bias 4;" DENSE("320"), 12, "conv3x5x4v relu dense5"},
		{"conv1.weight 4x1x1x1;conv1.bias 4;" DENSE("576"), 12, "conv1x1x4v relu dense5"},
		{"conv1/kernel 5x5x1x4;conv1/bias 4;fc1/kernel 144x5;fc1/bias 5", 12,
		 "conv5x5x4 relu pool2 dense5"},
		{CONV "conv2.weight 5x4x3x3", 12, "conv3x3x4v relu pool2 conv3x3x5vn pool2v"},
		{"0.weight 4x1x3x3;2.weight 4x4x3x3;5.weight 5x576", 12,
		 "conv3x3x4n relu conv3x3x4n relu dense5n"},
		{"h.weight 8x144;o.weight 5x8", 12, "dense8n relu dense5n"},
		{"a/kernel 144x8;a.kernel 8x5", 12, "dense8n relu dense5n"},
		{"l10.weight 5x8;l9.weight 8x144", 12, "dense8n relu dense5n"},
		{"h.weight 144x144;o.weight 5x144", 12, "dense144n relu dense5n"},
		{"a.weight 4x144;b.weight 4x4;c.weight 4x4;d.weight 4x4;e.weight 4x4;f.weight 4x4;"
		 "g.weight 4x4;h.weight 4x4;i.weight 4x4;j.weight 4x4;k.weight 4x4;l.weight 4x4;"
		 "m.weight 4x4;n.weight 4x4;o.weight 4x4;p.weight 4x4;q.weight 5x4",
		 12, "!no chain of convolutions"},
		{"h1 144x8;o1 8x5;b1 8;b2 5", 12, "dense8 relu dense5"},
		{"Variable 3x3x1x4;Variable_1 4;Variable_2 576x5;Variable_3 5", 12,
		 "conv3x3x4 relu dense5"},
		{"_all_variables/0 144x5;variables/0 144x5", 12, "dense5n"},
		{"_all_variables/0 144x5;variables/0 5x144", 12, "!tells 144 classes"},
		{"_all_variables/0 144x5;variables/0 145x5;variables/1 5", 12, "!"},
	};

	CHECK(cases);
}

#define NORM(name, size)                                                                    \
	name ".weight " size ";" name ".bias " size ";" name ".running_mean " size ";" name \
	     ".running_var " size ";" name ".num_batches_tracked - I64;"

static void batch_norms_stand_where_names_and_means_tell(void **state)
{
	static const struct test_case cases[] = {
		{CONV NORM("bn1", "4") DENSE("576"), 12, "conv3x3x4 relu dense5"},
		{CONV "bn1.gamma 4;bn1.beta 4;" NORM("bn1", "4") DENSE("576"), 12,
		 "conv3x3x4 relu dense5"},
		{CONV "bn1.running_mean 4;bn1.running_var 4;" DENSE("576"), 12,
		 "conv3x3x4 relu dense5"},
		{"conv1.weight 8x1x3x3;" NORM("bn1", "8") DENSE("1152"), 12,
		 "conv3x3x8n relu scale dense5"},
		{"0.weight 4x1x3x3;" NORM("1", "4") "4.weight 5x144", 12,
		 "conv3x3x4 relu pool2 dense5n"},
		{"0.weight 4x1x3x3;" NORM("2", "4") "5.weight 5x144", 12,
		 "conv3x3x4n relu scale pool2 dense5n"},
		{NORM("bn0", "1") CONV DENSE("576"), 12, "scale conv3x3x4 relu dense5"},
		{NORM("bn0", "1") NORM("bn1", "1") CONV DENSE("576"), 12, "!belongs to no layer"},
		{CONV "bn1.running_mean 3;bn1.running_var 4;" DENSE("576"), 12,
		 "!belongs to no layer"},
		{CONV "bn1.running_mean 4;bn1.running_var 3;" DENSE("576"), 12,
		 "!belongs to no layer"},
		{CONV "bn1.gamma 3;bn1.running_mean 4;bn1.running_var 4;" DENSE("576"), 12,
		 "!belongs to no layer"},
		{CONV "bn1.beta 4x1;bn1.running_mean 4;bn1.running_var 4;" DENSE("576"), 12,
		 "!belongs to no layer"},
		{CONV "bn1.running_mean 4;" DENSE("576"), 12, "!belongs to no layer"},
		{CONV DENSE("576") ";odd.bias 7", 12, "!belongs to no layer"},
		{"v/0 3x3x1x4;v/1 4;v/2 4;v/3 4;v/4 4;v/5 4;v/6 576x5;v/7 5", 12,
		 "conv3x3x4 relu dense5"},
		{"v/0 3x3x1x4;v/1 4;v/2 4;v/3 4;v/6 576x5;v/7 5", 12, "!belongs to no layer"},
		{"v/0 7;v/1 144x5;v/2 5", 12, "dense5"},
		{"v/0 144x5;v/1 5;v/2 5;v/3 5;v/4 5;v/5 5;v/6 5;v/7 5;v/8 5;v/9 5;w/1 5", 12,
		 "!belongs to no layer"},
	};

	CHECK(cases);
}

/* Shapes tell the layers; that values can't be read shows when a net is made. */
static void values_that_are_no_numbers_make_no_net(void **state)
{
	static const char *const files[] = {
		CONV "fc1.weight 5x576 NAN;fc1.bias 5",
		CONV "fc1.weight 5x576;fc1.bias 5 NAN",
		"conv1.weight 4x1x3x3 F8_E4M3;" DENSE("576"),
		CONV "n.gamma 4 NAN;n.beta 4;n.mean 4;n.variance 4;" DENSE("576"),
		CONV "n.gamma 4;n.beta 4 NAN;n.mean 4;n.variance 4;" DENSE("576"),
		CONV "n.gamma 4;n.beta 4;n.mean 4 NAN;n.variance 4;" DENSE("576"),
		CONV "n.gamma 4;n.beta 4;n.mean 4;n.variance 4 NAN;" DENSE("576"),
		"n.gamma 1 NAN;n.beta 1;n.mean 1;n.variance 1;" CONV DENSE("576"),
	};

	for (size_t i = 0; i < sizeof(files) / sizeof(*files); i++) {
		struct err err = {""};
		struct import *import =
			import_of(state, files[i], 12, &(struct import_told){0}, &err);

		assert_non_null(import);
		assert_null(candidate_net(&import->candidates.list[0],
					  &(struct choice){.activation = 0}, NULL, NULL, "file",
					  kernel_available()[0], &err));
		assert_says(&err, "file: ");
		import_free(import);
	}
}

static void what_is_no_chain_is_refused_by_what_it_is(void **state)
{
	static const struct test_case cases[] = {
		{"count - ;index 4 I64;flags 4 BOOL", 12, "!holds no weights"},
		{"state.0.exp_avg 143x8;state.1.exp_avg_sq 9x5", 12, "!state of an optimizer"},
		{"state.0.exp_avg 143x9;fc1.weight 5x8", 12, "!no chain of convolutions"},
		{"conv/depthwise_kernel 3x3x4x1;" DENSE("576"), 12, "!depthwise, groups"},
		{CONV "conv2.weight 4x1x3x3;conv3.weight 4x4x1x1;" DENSE("576"), 12, "!depthwise"},
		{"conv1.weight 8x3x3x3;" DENSE("100"), 12, "!images of 3 channels"},
		{"conv1/kernel 5x5x3x8;fc1/kernel 100x5", 12, "!images of 3 channels"},
		{"conv1.weight 8x5x7x7;" DENSE("100"), 12, "!no chain of convolutions"},
		{"fc1.weight 1x144", 12, "!tells 1 class;"},
		{"fc1.weight 300x144", 12, "!tells 300 classes"},
		{"fc1/kernel 144x1", 12, "!tells 1 class"},
		{"x.weight 3x3x3", 12, "!no chain of convolutions"},
		{"fc1.weight 0x1048577", 12, "!no chain of convolutions"},
		{"h1 144x8;o1 8x5;b1 7", 12, "!belongs to no layer"},
		{"fc1.weight 5x0", 12, "!no chain of convolutions"},
		{"a.weight 3x7;b.weight 5x11;c.weight 3x13;d.weight 7x17;e.weight 3x11;"
		 "f.weight 5x19;g.weight 3x5",
		 12, "!f.weight 5x19, ..."},
	};

	CHECK(cases);
}

static void remedies_are_of_the_place(void **state)
{
	static const char *const remedies[] = {"!'netglyph info' lists them", "!:open FILE",
					       "!; --architecture tells one"};

	for (int i = 0; i < 3; i++)
		check(state, "a.weight 5x7", 12,
		      &(struct import_told){.place = (enum import_place)i}, remedies[i]);
}

static void told_architectures_fit_or_do_not(void **state)
{
	static const struct {
		const char *tensors, *told, *layout, *expected;
	} cases[] = {
		{CONV DENSE("400"), "conv3x3x4v tanh dense5", NULL, "conv3x3x4v tanh dense5"},
		{CONV DENSE("400"), "conv3x3x4v tanh dense5", "torch", "conv3x3x4v tanh dense5"},
		{CONV DENSE("400"), "conv3x3x4v tanh dense5", "tensorflow",
		 "conv3x3x4v tanh dense5"},
		{"conv1.weight 4x1x3x3;" DENSE("400"), "conv3x3x4vn tanh dense5", NULL,
		 "conv3x3x4vn tanh dense5"},
		{CONV DENSE("400"), "normalize0.5,1 conv3x3x4v dense5", NULL,
		 "normalize0.5,1 conv3x3x4v dense5"},
		{CONV DENSE("400"), "pad1 conv3x3x4v pool2 dense5", NULL, "!do not fit"},
		{CONV DENSE("576"), "pad1 normalize0.5,1 conv3x3x4v dense5", NULL,
		 "pad1 normalize0.5,1 conv3x3x4v dense5"},
		{CONV DENSE("400"), "scale conv3x3x4v dense5", NULL, "!do not fit"},
		{CONV DENSE("400"), "conv3x3x4v scale dense5", NULL, "!do not fit"},
		{CONV NORM("bn", "4") DENSE("400"), "conv3x3x4v scale tanh dense5", NULL,
		 "conv3x3x4v tanh dense5"},
		{CONV NORM("bn", "4") DENSE("400"), "conv3x3x4v tanh scale dense5", NULL,
		 "conv3x3x4v tanh scale dense5"},
		{CONV NORM("bn", "4") DENSE("400"), "conv3x3x4v tanh dense5", NULL,
		 "conv3x3x4v tanh dense5"},
		{CONV DENSE("400"), "dense5", NULL, "!do not fit"},
		{CONV DENSE("400"), "conv3x3x4v dense5 dense5", NULL, "!do not fit"},
		{CONV DENSE("400") ";" NORM("bn", "5") "n -", "conv3x3x4v tanh dense5", NULL,
		 "conv3x3x4v tanh dense5"},
		{CONV DENSE("400"), "dense4 dense5", NULL, "!do not fit"},
		{CONV DENSE("400"), "conv3x3x4v conv3x3x4 dense5", NULL, "!do not fit"},
		{CONV DENSE("400"), "conv3x3x4v", NULL, "!"},
		{CONV DENSE("400"), "conv3x3x4v dense4 dense5", NULL, "!do not fit"},
		{CONV DENSE("400"), "conv3x3x8v dense5", NULL, "!do not fit"},
		{CONV DENSE("400"), "conv2x3x4v dense5", NULL, "!do not fit"},
		{CONV DENSE("400"), "conv3x2x4v dense5", NULL, "!do not fit"},
		{CONV DENSE("400"), "conv3x3x4 dense5", NULL, "!do not fit"},
		{CONV DENSE("400"), "conv3x3x4v odd dense5", NULL, "!odd"},
		{"a 7", "conv3x3x4v dense5", NULL, "!none are weights of layers"},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
		check(state, cases[i].tensors, 12,
		      &(struct import_told){.architecture = cases[i].told,
					    .layout = cases[i].layout},
		      cases[i].expected);
	check(state, CONV DENSE("2704"), 0,
	      &(struct import_told){.architecture = "conv3x3x4v dense5"}, "conv3x3x4v dense5");
}

static void told_inputs_are_two_numbers(void **state)
{
	static const char *const wrong[] = {"", "1", "1,", "1,a", "1,2x", "1,0", "nan,1", "1,inf"};
	struct import_told told = {0};

	(void)state;
	assert_true(import_told_input(&told, "0.5,0.25"));
	assert_true(told.has_input && told.mean == 0.5 && told.deviation == 0.25);
	for (size_t i = 0; i < sizeof(wrong) / sizeof(*wrong); i++)
		assert_false(import_told_input(&told, wrong[i]));
}

/* Names that tell roles and names that do not. */
static void more_layers_than_there_is_room_for_are_refused(void **state)
{
	static const struct {
		const char *form;
		int tensors;
	} cases[] = {{"l%d.weight 2x2;", 1},
		     {"x%d 2x2;", 1},
		     {"v/%d 2x2;", 1},
		     {"v/%d0 4;v/%d1 4;v/%d2 5;v/%d3 5;", 4},
		     {"v/%d0 4;v/%d1 4;v/%d2 4;v/%d3 4;v/%d4 5;v/%d5 5;v/%d6 5;v/%d7 5;", 8}};
	char text[TEXT];

	for (size_t k = 0; k < sizeof(cases) / sizeof(*cases); k++) {
		size_t length = 0;

		for (int i = 100; (i - 99) * cases[k].tensors <= TENSORS; i++)
			length += (size_t)snprintf(text + length, sizeof(text) - length,
						   cases[k].form, i, i, i, i, i, i, i, i);
		check(state, text, 12, &(struct import_told){0}, "!has tensors of more than");
	}
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, scratch_setup, scratch_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(shapes_tell_the_layers),
		TEST(batch_norms_stand_where_names_and_means_tell),
		TEST(values_that_are_no_numbers_make_no_net),
		TEST(what_is_no_chain_is_refused_by_what_it_is),
		TEST(remedies_are_of_the_place),
		TEST(told_architectures_fit_or_do_not),
		TEST(told_inputs_are_two_numbers),
		TEST(more_layers_than_there_is_room_for_are_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
