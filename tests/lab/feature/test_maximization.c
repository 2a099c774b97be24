/* Activation maximisation: activations grow, in any pieces, and it stops when told to. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/rng.h"
#include "lab/feature/activations.h"
#include "lab/feature/channel_weights.h"
#include "lab/feature/maximization.h"
#include "lab/gradient.h"
#include "support/small_net.h"

#include <math.h>
#include <string.h>

enum { SIDE = SMALL_NET_SIDE, PIXELS = SIDE * SIDE, MAX = SIDE * SIDE * 6 };

static int make_net(void **state)
{
	*state = small_net();
	return 0;
}

static int free_net(void **state)
{
	net_free(*state);
	return 0;
}

static struct maximization *begin(const struct net *net, const char *name, float rate)
{
	struct err err;
	float start[PIXELS];
	int layer = channel_weights_layer(net, name, &err);

	assert_true(layer >= 0);
	rng_noise(5, PIXELS, start);
	return maximization_new(
		net, &(struct maximization_spec){.layer = layer, .channel = 1, .rate = rate},
		start);
}

static const char *const names[] = {"conv1", "conv2", "fc1", "fc2"};

static void it_raises_the_activation_in_every_kind_of_layer(void **state)
{
	for (int i = 0; i < 4; i++) {
		struct maximization *m = begin(*state, names[i], 0.1f);
		float start[PIXELS];
		double before = m->reached;

		rng_noise(5, PIXELS, start);
		assert_memory_equal(m->image, start, sizeof(start));
		assert_int_equal(m->step, 0);
		maximization_run(m, 20, NULL);
		assert_int_equal(m->step, 20);
		assert_true(m->reached > before);
		maximization_free(m);
	}
}

static void what_it_reached_is_the_mean_activation_for_its_image(void **state)
{
	const struct net *net = *state;

	for (int i = 0; i < 4; i++) {
		struct maximization *m = begin(net, names[i], 0.1f);
		struct shape out = net->layers[m->spec.layer].out;
		float activation[MAX];

		for (int step = 0; step < 3; step++) {
			double mean = 0;

			activations_of(net, m->spec.layer, m->image, activation);
			for (int j = 0; j < out.height * out.width; j++)
				mean += (double)activation[j * out.channels + 1] /
					(out.height * out.width);
			assert_true(fabs(m->reached - mean) < 1e-9);
			maximization_advance(m);
		}
		maximization_free(m);
	}
}

/* How the mean activation changes along the gradient, by central differences. */
static void it_follows_the_gradient(void **state)
{
	const struct net *net = *state;
	struct maximization *m = begin(net, "conv2", 0.01f);
	const float h = 1e-3f;
	double d[PIXELS], product = 0, left = 0, right = 0;
	float start[PIXELS], moved[PIXELS];

	memcpy(start, m->image, sizeof(start));
	for (int i = 0; i < PIXELS; i++) {
		struct maximization *up, *down;

		memcpy(moved, start, sizeof(moved));
		moved[i] = start[i] + h;
		up = maximization_new(net, &m->spec, moved);
		moved[i] = start[i] - h;
		down = maximization_new(net, &m->spec, moved);
		d[i] = up->reached - down->reached;
		maximization_free(up);
		maximization_free(down);
	}
	maximization_advance(m);
	for (int i = 0; i < PIXELS; i++) {
		double change = (double)m->image[i] - (double)start[i];

		product += change * d[i];
		left += change * change;
		right += d[i] * d[i];
	}
	assert_true(product / sqrt(left * right) > 0.99);
	maximization_free(m);
}

static void pieces_give_the_same_bytes_as_one_go(void **state)
{
	struct maximization *whole = begin(*state, "conv2", 1), *pieces = begin(*state, "conv2", 1);

	maximization_run(whole, 9, NULL);
	maximization_advance(pieces);
	maximization_run(pieces, 4, NULL);
	maximization_run(pieces, 3, NULL);
	assert_int_equal(pieces->step, 4);
	maximization_run(pieces, 9, NULL);
	assert_memory_equal(pieces->image, whole->image, PIXELS * sizeof(float));
	assert_true(pieces->reached == whole->reached);
	maximization_free(whole);
	maximization_free(pieces);
}

static struct maximization *begin_objective(const struct net *net, const char *name,
					    enum maximization_objective objective)
{
	struct err err;
	struct maximization_spec spec = {.objective = objective,
					 .layer = channel_weights_layer(net, name, &err),
					 .channel = 1,
					 .rate = 0.1f};
	const struct shape *out = &net->layers[spec.layer].out;
	float start[PIXELS];

	spec.place = out->height * out->width / 2;
	rng_noise(5, PIXELS, start);
	return maximization_new(net, &spec, start);
}

static double objective_of(const struct maximization *m)
{
	struct shape out = m->net->layers[m->spec.layer].out;
	float activation[MAX];
	double sum = 0;

	activations_of(m->net, m->spec.layer, m->image, activation);
	if (m->spec.objective == MAXIMIZE_NEURON)
		return (double)activation[m->spec.place * out.channels + 1];
	for (size_t i = 0; i < shape_size(out); i++)
		sum += (double)activation[i] * (double)activation[i] / 2;
	return sum;
}

static void a_neuron_and_a_whole_layer_can_be_maximized(void **state)
{
	for (int i = 0; i < 8; i++) {
		struct maximization *m = begin_objective(*state, names[i / 2],
							 i % 2 ? MAXIMIZE_LAYER : MAXIMIZE_NEURON);
		double before = m->reached;

		for (int step = 0; step < 20; step++) {
			assert_true(fabs(m->reached - objective_of(m)) <= 1e-9 * fabs(m->reached));
			maximization_advance(m);
		}
		assert_true(m->reached > before);
		maximization_free(m);
	}
}

/* By central differences. */
static void a_layer_rises_along_its_gradient(void **state)
{
	const struct net *net = *state;
	const float h = 1e-3f;
	struct maximization *m = begin_objective(net, "conv2", MAXIMIZE_LAYER);
	double product = 0, left = 0, right = 0;
	float start[PIXELS];

	memcpy(start, m->image, sizeof(start));
	maximization_advance(m);
	for (int i = 0; i < PIXELS; i++) {
		double change = (double)m->image[i] - (double)start[i], d;
		struct maximization *up, *down;
		float old = start[i];

		start[i] = old + h;
		up = maximization_new(net, &m->spec, start);
		start[i] = old - h;
		down = maximization_new(net, &m->spec, start);
		start[i] = old;
		d = up->reached - down->reached;
		product += change * d;
		left += change * change;
		right += d * d;
		maximization_free(up);
		maximization_free(down);
	}
	assert_true(product / sqrt(left * right) > 0.99);
	maximization_free(m);
}

static void it_stops_when_told_to(void **state)
{
	struct maximization *m = begin(*state, "conv1", 1);
	atomic_bool stop = true;

	maximization_run(m, 1000000000, &stop);
	assert_int_equal(m->step, 0);
	atomic_store(&stop, false);
	maximization_run(m, 2, &stop);
	assert_int_equal(m->step, 2);
	maximization_free(m);
}

/* With biases so low that the ReLU lets nothing of the noise through. */
static void a_silent_unit_wakes(void **state)
{
	struct net *net = net_copy(*state);
	float bias[5] = {-3, -3, -3, -3, -3};
	struct err err;
	struct maximization_spec spec = {.layer = channel_weights_layer(net, "fc1", &err),
					 .rate = 0.3f};

	for (int i = 0; i < net_parameters(net); i++) {
		struct parameter p = net_parameter(net, i);

		if (strcmp(p.layer->name, "fc1") == 0 && p.ndim == 1)
			parameter_set(&p, net->parameters, bias);
	}
	for (int channel = 0; channel < 5; channel++) {
		struct maximization *m;
		float start[PIXELS];

		rng_noise(5, PIXELS, start);
		spec.channel = channel;
		m = maximization_new(net, &spec, start);
		assert_true(m->reached == 0);
		maximization_run(m, 50, NULL);
		assert_true(m->reached > 0);
		maximization_free(m);
	}
	net_free(net);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(it_raises_the_activation_in_every_kind_of_layer),
		cmocka_unit_test(what_it_reached_is_the_mean_activation_for_its_image),
		cmocka_unit_test(it_follows_the_gradient),
		cmocka_unit_test(pieces_give_the_same_bytes_as_one_go),
		cmocka_unit_test(a_neuron_and_a_whole_layer_can_be_maximized),
		cmocka_unit_test(a_layer_rises_along_its_gradient),
		cmocka_unit_test(it_stops_when_told_to),
		cmocka_unit_test(a_silent_unit_wakes),
	};

	return cmocka_run_group_tests(tests, make_net, free_net);
}
