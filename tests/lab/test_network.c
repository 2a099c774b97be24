/* Which network a file is, told by the shipped sample's images. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "lab/network.h"
#include "lab/trial.h"
#include "model/native.h"
#include "support/foreign.h"
#include "support/says.h"
#include "support/scratch.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct net *shipped(const char *name)
{
	struct err err = {""};
	char *path = model_path(name, &err);
	struct net *net = path ? model_read(path, kernel_choose(NULL, &err), NULL, &err) : NULL;

	assert_string_equal(err.text, "");
	free(path);
	return net;
}

static bool read(const char *path, const struct import_told *told, struct network *network,
		 struct err *err)
{
	const struct network_request request = {.path = path,
						.told = *told,
						.data_name = "sample",
						.kernel = kernel_choose(NULL, err)};

	return network_read(&request, network, err);
}

static void assert_is_told(void **state, const char *name, enum export_names names,
			   const char *architecture)
{
	struct net *net = shipped(name);
	const char *path = foreign_write(state, "net", net, names, NULL, NULL);
	struct network network;
	struct err err = {""};
	char *text;

	assert_true(read(path, &(struct import_told){0}, &network, &err));
	text = net_architecture(network.net);
	assert_string_equal(text, architecture);
	assert_non_null(strstr(network.words, architecture));
	assert_non_null(strstr(network.words, "images right"));
	assert_same_outputs(network.net, net);
	free(text);
	net_free(network.net);
	net_free(net);
}

static void a_network_is_told_by_its_shapes_and_by_digits(void **state)
{
	assert_is_told(state, "mnist-softmax", EXPORT_TORCH, "dense10");
	assert_is_told(state, "mnist-softmax", EXPORT_KERAS, "dense10");
	assert_is_told(state, "mnist-cnn", EXPORT_TORCH,
		       "conv5x5x32 relu pool2 conv5x5x64 relu pool2 dense1024 relu dense10");
}

/* Trained for images whose ink is 0 and whose ground is 1. */
static void a_scaling_is_told_by_digits(void **state)
{
	struct net *net = shipped("mnist-softmax");
	struct parameter weights = net_weights(net, 0);
	size_t count = parameter_count(&weights);
	float *values = malloc(count * sizeof(*values)), bias[10];
	struct parameter b = net_parameter(net, 1);
	const char *path;
	struct network network;
	struct err err = {""};
	char *text;

	parameter_get(&weights, net->parameters, values);
	parameter_get(&b, net->parameters, bias);
	for (size_t i = 0; i < count; i++) {
		bias[i % 10] += values[i];
		values[i] = -values[i];
	}
	parameter_set(&weights, net->parameters, values);
	parameter_set(&b, net->parameters, bias);
	path = foreign_write(state, "net", net, EXPORT_TORCH, NULL, NULL);
	assert_true(read(path, &(struct import_told){0}, &network, &err));
	text = net_architecture(network.net);
	assert_string_equal(text, "normalize1,-1 dense10");
	free(text);
	free(values);
	net_free(network.net);
	net_free(net);
}

static void where_nothing_is_clearly_best_the_choice_is_a_persons(void **state)
{
	struct net *net = foreign_net("dense20 relu dense10", (struct shape){28, 28, 1}, 10);
	const char *path = foreign_write(state, "net", net, EXPORT_TORCH, NULL, NULL);
	struct network network;
	struct err err = {""};

	assert_false(read(path, &(struct import_told){0}, &network, &err));
	assert_says(&err, path);
	assert_says(&err, "no way to read it gets more than");
	assert_says(&err, "--architecture");
	net_free(net);
}

/* Finite, but what they compute is not, whatever is tried. */
static void weights_that_overflow_end_in_one_line(void **state)
{
	static const char *const architectures[] = {"dense10", "dense20 relu dense10",
						    "conv3x3x4v relu pool2 dense10"};
	static const float scales[] = {1e20f, 1e38f};

	for (size_t i = 0; i < 6; i++) {
		struct net *net = foreign_net(architectures[i / 2], (struct shape){28, 28, 1}, 10);
		struct network network;
		struct err err = {""};
		const char *path;

		for (size_t k = 0; k < net->size; k++)
			net->parameters[k] = net->parameters[k] == 0 ? 0
					     : k % 3                 ? scales[i % 2]
								     : -scales[i % 2];
		path = foreign_write(state, "net", net, EXPORT_TORCH, NULL, NULL);
		assert_false(read(path, &(struct import_told){0}, &network, &err));
		assert_says(&err, path);
		assert_says(&err, "no way to read it gets more than");
		net_free(net);
	}
}

/* A file of ours is not tried, but run. */
static void our_own_file_whose_outputs_overflow_is_refused(void **state)
{
	struct net *net = foreign_net("dense20 relu dense10", (struct shape){28, 28, 1}, 10);
	const char *path = scratch_path(state, "net");
	struct network network;
	struct err err = {""};

	for (int i = 0; i < 2; i++) {
		struct writer *writer = writer_open(path, &err);

		for (size_t k = 0; i > 0 && k < net->size; k++)
			net->parameters[k] *= 1e20f;
		assert_true(native_write(writer, net, &(struct native_extra){0}, &err));
		assert_true(writer_commit(writer, &err));
		assert_int_equal(read(path, &(struct import_told){0}, &network, &err), i == 0);
		if (i == 0)
			net_free(network.net);
	}
	assert_says(&err, path);
	assert_says(&err, "its outputs are no finite numbers");
	assert_says(&err, "a smaller rate");
	net_free(net);
}

/* An activation that is none of those that are tried looks most like another unusual one. */
static void what_is_best_but_odd_is_not_taken(void **state)
{
	struct trial trial = {.candidate = &(struct candidate){.cost = 0}};

	(void)state;
	assert_false(trial_is_odd(&trial));
	trial.choice.activation = IMPORT_USUAL_ACTIVATIONS - 1;
	assert_false(trial_is_odd(&trial));
	trial.choice.activation = IMPORT_USUAL_ACTIVATIONS;
	assert_true(trial_is_odd(&trial));
	trial.choice = (struct choice){.is_norm_last = true};
	assert_true(trial_is_odd(&trial));
}

static void our_own_file_is_not_told(void **state)
{
	struct err err = {""};
	char *path = model_path("mnist-softmax", &err);
	struct network network;

	(void)state;
	assert_false(read(path, &(struct import_told){.layout = "torch"}, &network, &err));
	assert_says(&err, "says itself what it is");
	free(path);
}

static void what_a_person_tells_is_not_asked(void **state)
{
	struct net *net = foreign_net("dense20 relu dense10", (struct shape){28, 28, 1}, 10);
	const char *path = foreign_write(state, "net", net, EXPORT_TORCH, NULL, NULL);
	const struct import_told told = {.architecture = "dense20 tanh dense10",
					 .layout = "torch",
					 .has_input = true,
					 .mean = 0.5,
					 .deviation = 0.25};
	struct network network;
	struct err err = {""};
	char *text;

	assert_true(read(path, &told, &network, &err));
	text = net_architecture(network.net);
	assert_string_equal(text, "normalize0.5,0.25 dense20 tanh dense10");
	free(text);
	net_free(network.net);
	net_free(net);
}

/* A file of the same tensors needs no images, even where none could tell. */
static void what_was_told_of_one_file_is_told_of_all_like_it(void **state)
{
	const struct shape input = {28, 28, 1};
	struct net *net = shipped("mnist-softmax"), *fresh = foreign_net("dense10", input, 10);
	struct net *other = foreign_net("dense20 relu dense10", input, 10);
	struct err err = {""};
	struct network_request request = {.data_name = "sample",
					  .kernel = kernel_choose(NULL, &err)};
	struct network network;
	struct network_reading known;
	char words[NETWORK_WORDS_MAX];

	request.path = foreign_write(state, "net", net, EXPORT_TORCH, NULL, NULL);
	assert_true(network_read(&request, &network, &err));
	assert_false(network.is_known);
	known = network.reading;
	net_free(network.net);
	assert_string_equal(known.architecture, "dense10");
	assert_in_range(known.images, 100, 500);
	assert_true(known.accuracy > 0.85 && known.next_loss > known.loss);
	network_reading_words(&known, NETWORK_WORDS_MAX, words);
	assert_int_equal(strncmp(words, "dense10: ", 9), 0);
	assert_non_null(strstr(words, " images right, loss "));
	assert_non_null(strstr(words, "; next "));
	network_reading_words(&known, 20, words);
	assert_int_equal(strncmp(words, "...: ", 5), 0);

	request.known = &known;
	request.known_count = 1;
	request.path = foreign_write(state, "fresh", fresh, EXPORT_TORCH, NULL, NULL);
	assert_true(network_read(&request, &network, &err));
	assert_true(network.is_known);
	assert_same_outputs(network.net, fresh);
	net_free(network.net);
	request.path = foreign_write(state, "other", other, EXPORT_TORCH, NULL, NULL);
	assert_false(network_read(&request, &network, &err));
	request.known_count = 0;
	request.path = foreign_write(state, "fresh", fresh, EXPORT_TORCH, NULL, NULL);
	assert_false(network_read(&request, &network, &err));
	net_free(net);
	net_free(fresh);
	net_free(other);
}

static bool is_counted_down(void *context)
{
	int *left = context;

	return (*left)-- <= 0;
}

static void a_search_can_be_given_up(void **state)
{
	struct net *net = foreign_net("dense20 relu dense10", (struct shape){28, 28, 1}, 10);
	struct err err = {""};
	int left = 0;
	struct network_request request = {.data_name = "sample",
					  .kernel = kernel_choose(NULL, &err),
					  .is_over = is_counted_down,
					  .context = &left};
	struct network_ways ways = {0};
	struct network network;

	request.ways = &ways;
	request.path = foreign_write(state, "net", net, EXPORT_TORCH, NULL, NULL);
	assert_false(network_read(&request, &network, &err));
	assert_says(&err, "was not asked to the end");
	/* Of those that it would have tried, three. */
	left = 3;
	assert_false(network_read(&request, &network, &err));
	assert_int_equal(ways.count, 3);
	assert_in_range(-left, 1, 100);
	net_free(net);
}

/* A net that has learned nothing, in a file of Keras that says its layers; images: "[null,28,28]".
 */
static const char *untrained(void **state, const char *images, const char *scaling)
{
	static const char form[] =
		"{\"class_name\":\"Sequential\",\"config\":{\"layers\":["
		"{\"class_name\":\"InputLayer\",\"config\":{\"batch_shape\":%s}},%s"
		"{\"class_name\":\"Dense\",\"config\":{\"name\":\"fc1\"}}]}}";
	struct net *net = foreign_net("dense10", (struct shape){28, 28, 1}, 10);
	const char *path;
	char text[1024];

	snprintf(text, sizeof(text), form, images, scaling);
	path = foreign_write(state, "net", net, EXPORT_KERAS, "keras_config", text);
	net_free(net);
	return path;
}

static void a_graph_that_scales_images_itself_is_read_however_badly_it_reads(void **state)
{
	static const char scaling[] =
		"{\"class_name\":\"Rescaling\",\"config\":{\"scale\":0.00392156862745098}},";
	struct network network;
	struct err err = {""};
	char *text;

	assert_true(read(untrained(state, "[null,28,28,1]", scaling), &(struct import_told){0},
			 &network, &err));
	text = net_architecture(network.net);
	assert_string_equal(text, "dense10");
	assert_non_null(strstr(network.words, "images right"));
	free(text);
	net_free(network.net);
	assert_false(read(untrained(state, "[null,28,28,1]", ""), &(struct import_told){0},
			  &network, &err));
	assert_says(&err, "--normalize 0,1 takes images as they are");
	assert_true(read(untrained(state, "[null,28,28,1]", ""),
			 &(struct import_told){.has_input = true, .deviation = 1}, &network, &err));
	net_free(network.net);
}

static void images_of_another_size_are_named(void **state)
{
	struct network network;
	struct err err = {""};

	assert_false(read(untrained(state, "[null,56,14,1]", ""), &(struct import_told){0},
			  &network, &err));
	assert_says(&err, "takes images of 14x56 for 10 classes");
	assert_says(&err, "how images are scaled with --normalize (0,1: as they are)");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_network_is_told_by_its_shapes_and_by_digits,
						scratch_setup, scratch_teardown),
		cmocka_unit_test_setup_teardown(a_scaling_is_told_by_digits, scratch_setup,
						scratch_teardown),
		cmocka_unit_test_setup_teardown(
			where_nothing_is_clearly_best_the_choice_is_a_persons, scratch_setup,
			scratch_teardown),
		cmocka_unit_test_setup_teardown(what_was_told_of_one_file_is_told_of_all_like_it,
						scratch_setup, scratch_teardown),
		cmocka_unit_test_setup_teardown(a_search_can_be_given_up, scratch_setup,
						scratch_teardown),
		cmocka_unit_test_setup_teardown(weights_that_overflow_end_in_one_line,
						scratch_setup, scratch_teardown),
		cmocka_unit_test_setup_teardown(our_own_file_whose_outputs_overflow_is_refused,
						scratch_setup, scratch_teardown),
		cmocka_unit_test(what_is_best_but_odd_is_not_taken),
		cmocka_unit_test(our_own_file_is_not_told),
		cmocka_unit_test_setup_teardown(
			a_graph_that_scales_images_itself_is_read_however_badly_it_reads,
			scratch_setup, scratch_teardown),
		cmocka_unit_test_setup_teardown(images_of_another_size_are_named, scratch_setup,
						scratch_teardown),
		cmocka_unit_test_setup_teardown(what_a_person_tells_is_not_asked, scratch_setup,
						scratch_teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
