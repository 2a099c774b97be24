/* An image through the layers of a net: which stages there are, what stands in them, and what their
 * channels contribute. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/xalloc.h"
#include "data/find.h"
#include "data/sample.h"
#include "lab/article.h"
#include "lab/explain/stages.h"
#include "lab/feature/activations.h"
#include "lab/train/evaluate.h"
#include "model/model.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { SIDE = 28, CLASSES = 10 };

/* The article's image through a net. */
struct passage {
	struct net *net;
	struct sample sample;
	struct stages *stages;
};

static struct sample read_image(void)
{
	struct err err = {""};
	char *folder = find_dataset("sample", &err);
	struct dataset *data = folder ? dataset_open(folder, &err) : NULL;
	struct sample sample;

	if (!data)
		fail_msg("%s", err.text);
	sample = sample_image(data, SPLIT_VALIDATION, ARTICLE_SEVEN);
	dataset_free(data);
	free(folder);
	return sample;
}

/* Takes the net over. */
static struct passage passage_of(struct net *net)
{
	struct passage p = {net, read_image(), NULL};

	p.stages = stages_new(net, p.sample.pixels);
	return p;
}

/* Of a shipped model. */
static struct passage open_shipped(const char *name)
{
	struct err err = {""};
	char *path = model_path(name, &err);
	struct net *net =
		path ? model_read(path, kernel_choose("portable", &err), NULL, &err) : NULL;

	if (!net)
		fail_msg("%s", err.text);
	free(path);
	return passage_of(net);
}

static struct net *make_net(const char *architecture)
{
	struct err err = {""};
	struct net *net = net_new(architecture, (struct shape){SIDE, SIDE, 1}, CLASSES,
				  kernel_choose("portable", &err), &err);

	if (!net)
		fail_msg("%s", err.text);
	net_init(net, 3);
	return net;
}

static struct passage open_made(const char *architecture)
{
	return passage_of(make_net(architecture));
}

static void close_passage(struct passage *p)
{
	stages_free(p->stages);
	sample_clear(&p->sample);
	net_free(p->net);
}

static void assert_names(const struct stages *stages, int count, const char *const *names)
{
	assert_int_equal(stages->count, count);
	for (int i = 0; i < count; i++)
		assert_string_equal(stages_name(stages, i), names[i]);
}

static void the_cnn_has_its_seven_stages(void **state)
{
	static const char *const names[] = {"input", "conv1", "pool1", "conv2",
					    "pool2", "fc1",   "output"};
	static const int from[] = {-1, 0, -1, 2, -1, 4, 5}, to[] = {1, 3, 3, 5, 5, 6, -1};
	struct passage p = open_shipped("mnist-cnn");
	const struct stages *stages = p.stages;

	(void)state;
	assert_names(stages, 7, names);
	for (int i = 0; i < 7; i++) {
		assert_int_equal(stages->list[i].from, from[i]);
		assert_int_equal(stages->list[i].to, to[i]);
		assert_int_equal(stages_is_last(stages, i), i == 6);
	}
	assert_int_equal(stages->list[3].shape.channels, 64);
	assert_int_equal(stages->list[4].shape.height, 7);
	close_passage(&p);
}

static void softmax_has_input_and_output_only(void **state)
{
	static const char *const names[] = {"input", "output"};
	struct passage p = open_shipped("mnist-softmax");

	(void)state;
	assert_names(p.stages, 2, names);
	close_passage(&p);
}

/* Activations belong to the layer before them; dropout changes nothing here. */
static void odd_nets_have_stages_too(void **state)
{
	static const struct {
		const char *architecture;
		int count;
		const char *names[4];
	} odd[] = {{"relu dense10", 3, {"input", "relu1", "output"}},
		   {"conv1x1x1 relu relu dense10", 3, {"input", "conv1", "output"}},
		   {"dropout0.5 dense10", 2, {"input", "output"}},
		   {"normalize0.5,0.5 dense10 scale", 2, {"input", "output"}},
		   {"conv3x3x10 scale relu globalavgpool", 3, {"input", "conv1", "output"}},
		   {"conv28x28x10v relu dropout0.5", 2, {"input", "output"}},
		   {"globalavgpool dense10", 3, {"input", "globalavg1", "output"}},
		   {"dense20 relu dense20 relu dense10", 4, {"input", "fc1", "fc2", "output"}}};

	(void)state;
	for (size_t i = 0; i < sizeof(odd) / sizeof(odd[0]); i++) {
		struct passage p = open_made(odd[i].architecture);

		assert_names(p.stages, odd[i].count, odd[i].names);
		close_passage(&p);
	}
}

static void values_are_the_activations_behind_the_relu(void **state)
{
	static const int places[] = {1, 3, 5};
	struct passage p = open_shipped("mnist-cnn");
	const struct stages *stages = p.stages;

	(void)state;
	assert_memory_equal(stages->list[0].values, p.sample.pixels, sizeof(float) * SIDE * SIDE);
	for (int i = 0; i < 3; i++) {
		const struct stage *stage = &stages->list[places[i]];
		size_t size = shape_size(stage->shape);
		float *activation = xfloats(size);

		activations_of(p.net, stage->layer, p.sample.pixels, activation);
		assert_memory_equal(stage->values, activation, size * sizeof(float));
		assert_true(stage->lo == 0 && stage->hi > 0);
		free(activation);
	}
	close_passage(&p);
}

static void means_and_ranges_are_those_of_the_values(void **state)
{
	struct passage p = open_made("conv3x3x4 dense10");

	(void)state;
	for (int i = 0; i < 2; i++) {
		const struct stage *stage = &p.stages->list[i];
		int channels = stage->shape.channels, places = SIDE * SIDE;
		float lo = INFINITY, hi = -INFINITY;

		for (int c = 0; c < channels; c++) {
			double mean = 0;

			for (int at = 0; at < places; at++) {
				float value = stage->values[at * channels + c];

				mean += (double)value / places;
				lo = fminf(lo, value);
				hi = fmaxf(hi, value);
			}
			assert_float_equal(stage->means[c], mean, 1e-5);
		}
		assert_true(stage->lo == lo && stage->hi == hi);
	}
	assert_true(p.stages->list[1].lo < 0); /* no ReLU behind it */
	close_passage(&p);
}

static void the_output_is_what_classify_says(void **state)
{
	struct passage p = open_shipped("mnist-cnn");
	const struct stages *stages = p.stages;
	float probabilities[CLASSES];

	(void)state;
	classify(p.net, p.sample.pixels, probabilities);
	for (int i = 0; i < 10; i++)
		assert_float_equal(stages->list[6].values[i], probabilities[i], 1e-5);
	close_passage(&p);
}

static void channels_stand_strongest_first(void **state)
{
	struct passage p = open_shipped("mnist-cnn");
	const struct stages *stages = p.stages;

	(void)state;
	for (int i = 1; i < 6; i++) {
		const struct stage *stage = &stages->list[i];
		bool is_seen[1024] = {0};

		for (int c = 0; c < stage->shape.channels; c++) {
			is_seen[stage->order[c]] = true;
			assert_true(c == 0 || stage->means[stage->order[c - 1]] >=
						      stage->means[stage->order[c]]);
		}
		for (int c = 0; c < stage->shape.channels; c++)
			assert_true(is_seen[c]);
	}
	for (int c = 0; c < 10; c++)
		assert_int_equal(stages->list[6].order[c], c);
	close_passage(&p);
}

/* What all channels contribute, with the bias, is what the layer puts out. */
static void assert_contributions_add_up(const struct stages *stages, int at)
{
	const struct net *net = stages->net;
	const struct stage *stage = &stages->list[at];
	int units = stage->shape.channels, places = stage->shape.height * stage->shape.width;
	int inputs = net->layers[stage->layer].in.channels;
	const float *out = pass_output(stages->pass, stage->layer);
	struct parameter bias = {.layer = NULL};
	float *biases = xfloats((size_t)units);

	for (int i = 1; bias.layer != &net->layers[stage->layer]; i += 2)
		bias = net_parameter(net, i);
	parameter_get(&bias, net->parameters, biases);
	for (int u = 0; u < units; u++) {
		double sum = (double)biases[u], mean = 0;

		for (int c = 0; c < inputs; c++)
			sum += (double)stage->contributions[c * units + u];
		for (int i = 0; i < places; i++)
			mean += (double)out[i * units + u] / places;
		assert_float_equal(sum, mean, 1e-3);
	}
	free(biases);
}

static void contributions_add_up_to_the_output(void **state)
{
	static const char *const names[] = {"input", "conv1", "conv2", "pool1", "fc1", "output"};
	struct passage p = open_shipped("mnist-cnn");

	(void)state;
	assert_contributions_add_up(p.stages, 1);
	assert_contributions_add_up(p.stages, 3);
	assert_contributions_add_up(p.stages, 5);
	assert_contributions_add_up(p.stages, 6);
	close_passage(&p);
	p = open_shipped("mnist-softmax");
	assert_contributions_add_up(p.stages, 1);
	close_passage(&p);
	p = open_made("conv3x3x5 relu conv7x7x70 relu pool2 dropout0.5 dense9 dense10");
	assert_names(p.stages, 6, names);
	assert_contributions_add_up(p.stages, 1);
	assert_contributions_add_up(p.stages, 2);
	assert_contributions_add_up(p.stages, 4);
	assert_contributions_add_up(p.stages, 5);
	close_passage(&p);
}

static void contributors_and_receivers_stand_by_how_much(void **state)
{
	struct passage p = open_shipped("mnist-cnn");
	const struct stages *stages = p.stages;
	const float *contribution = stages->list[3].contributions; /* [32, 64] */
	float before = INFINITY, value;
	int sum = 0, channel;

	(void)state;
	for (int rank = 0; rank < 32; rank++) {
		channel = stages_contributor(stages, 3, 7, rank, &value);
		assert_in_range(channel, 0, 31);
		assert_true(value == contribution[channel * 64 + 7] && value <= before);
		before = value;
		sum += channel;
	}
	assert_int_equal(sum, 31 * 32 / 2);
	assert_int_equal(stages_contributor(stages, 3, 7, 32, &value), -1);
	/* conv1 and pool1 contribute to the same. */
	channel = stages_receiver(stages, 1, 4, 0, &value);
	assert_int_equal(channel, stages_receiver(stages, 2, 4, 0, &value));
	for (int u = 0; u < 64; u++)
		assert_true(value >= contribution[4 * 64 + u]);
	assert_int_equal(stages_receiver(stages, 6, 0, 0, &value), -1);
	assert_int_equal(stages_contributor(stages, 0, 0, 0, &value), -1);
	close_passage(&p);
}

static void too_many_weights_have_no_contributions(void **state)
{
	struct passage p = open_made("dense2100 relu dense2100 relu dense10");
	float contribution;

	(void)state;
	assert_non_null(p.stages->list[1].contributions);
	assert_null(p.stages->list[2].contributions);
	assert_int_equal(stages_contributor(p.stages, 2, 0, 0, &contribution), -1);
	assert_int_equal(stages_receiver(p.stages, 1, 0, 0, &contribution), -1);
	close_passage(&p);
}

static void stages_are_alike_where_the_layers_are_the_same(void **state)
{
	static const char own[] = "conv3x3x4 relu dense10";
	static const char *const others[] = {"conv3x3x4 relu pool2 dense10",
					     "conv3x3x5 relu dense10", "conv3x3x4 tanh dense10"};
	struct passage p = open_made(own);
	struct net *net = make_net(own);
	struct err err;

	(void)state;
	assert_true(stages_are_alike(p.stages, net));
	net_free(net);
	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
		net = make_net(others[i]);
		assert_false(stages_are_alike(p.stages, net));
		net_free(net);
	}
	net = net_new(own, (struct shape){SIDE, SIDE - 1, 1}, CLASSES, p.net->kernel, &err);
	assert_false(stages_are_alike(p.stages, net));
	net_free(net);
	close_passage(&p);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_cnn_has_its_seven_stages),
		cmocka_unit_test(softmax_has_input_and_output_only),
		cmocka_unit_test(odd_nets_have_stages_too),
		cmocka_unit_test(values_are_the_activations_behind_the_relu),
		cmocka_unit_test(means_and_ranges_are_those_of_the_values),
		cmocka_unit_test(the_output_is_what_classify_says),
		cmocka_unit_test(channels_stand_strongest_first),
		cmocka_unit_test(contributions_add_up_to_the_output),
		cmocka_unit_test(contributors_and_receivers_stand_by_how_much),
		cmocka_unit_test(too_many_weights_have_no_contributions),
		cmocka_unit_test(stages_are_alike_where_the_layers_are_the_same),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
