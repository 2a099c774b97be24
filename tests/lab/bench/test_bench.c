/* Benchmarks: which samples count, what a piece costs by definition, and that the net that is
 * measured stays as it was. No test asks how fast anything is. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/pool.h"
#include "lab/bench/bench.h"
#include "lab/feature/channel_gallery.h"
#include "lab/train/fit.h"
#include "support/bars.h"
#include "support/says.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static void the_median_is_of_an_odd_or_even_number(void **state)
{
	struct bench_sample odd[] = {{3, 1}, {1, 1}, {5, 1}};
	struct bench_sample even[] = {{3, 1}, {9, 1}, {1, 1}, {4, 1}};
	struct bench_sample one[] = {{2, 1}};
	struct bench_figure f = bench_median(odd, 3, 1);

	(void)state;
	assert_true(f.seconds == 3 && f.min == 1 && f.max == 5);
	assert_int_equal(f.taken, 3);
	assert_int_equal(f.counted, 3);
	assert_true(bench_median(even, 4, 1).seconds == 3.5);
	assert_true(bench_median(one, 1, 1).seconds == 2);
}

static void samples_of_a_slow_machine_do_not_count(void **state)
{
	struct bench_sample samples[] = {{9, 79}, {1, 80}, {2, 100}, {8, 10}, {3, 90}};
	struct bench_figure f = bench_median(samples, 5, 100);

	(void)state;
	assert_int_equal(f.taken, 5);
	assert_int_equal(f.counted, 3);
	assert_true(f.seconds == 2 && f.min == 1 && f.max == 3);
}

static void all_count_where_fewer_than_three_would(void **state)
{
	struct bench_sample samples[] = {{9, 10}, {1, 100}, {2, 100}, {8, 10}};
	struct bench_figure f = bench_median(samples, 4, 100);

	(void)state;
	assert_int_equal(f.counted, 4);
	assert_true(f.seconds == 5);
}

struct scene {
	struct dataset *data;
	struct net *net;
	struct pool *pool;
};

/* Of 12x12 pixels: 144 * 9 * 5 and 180 * 3 multiplications; 50 and 543 parameters. */
static const char architecture[] = "conv3x3x5 relu pool2 dense3";
enum { CONV = 2 * 144 * 9 * 5, DENSE = 2 * 180 * 3, PARAMETERS = 50 + 543, FIRST = 50 };

static int open_scene(void **state)
{
	static struct scene scene;
	struct err err;

	scene.data = bars_new();
	scene.net = net_new(architecture, (struct shape){BARS_SIDE, BARS_SIDE, 1}, BARS_CLASSES,
			    kernel_choose(NULL, &err), &err);
	if (!scene.net)
		return -1;
	net_init(scene.net, 3);
	scene.pool = pool_new(2);
	*state = &scene;
	return 0;
}

static int close_scene(void **state)
{
	struct scene *scene = *state;

	pool_free(scene->pool);
	net_free(scene->net);
	bars_free(scene->data);
	return 0;
}

static struct bench_figure measure(struct bench *b, enum bench_piece piece)
{
	struct err err = {""};

	assert_true(bench_start(b, piece, &err));
	for (int i = 0; i < 2; i++)
		assert_true(bench_take(b, piece, &err));
	return bench_figure(b, piece);
}

static void every_piece_has_figures_and_leaves_the_net_alone(void **state)
{
	const struct scene *scene = *state;
	struct net *before = net_copy(scene->net);
	struct bench *b = bench_new(scene->net, scene->data, scene->pool);

	for (int i = 0; i < BENCH_PIECES; i++) {
		struct bench_figure f = measure(b, i);

		assert_true(f.seconds > 0 && isfinite(f.seconds));
		assert_true(f.min <= f.seconds && f.seconds <= f.max);
		assert_int_equal(f.taken, 2);
		assert_true(f.images >= 1 && f.operations > 0 && f.bytes > 0);
		assert_true(f.peak_share > 0 && f.triad_share > 0);
		assert_memory_equal(before->parameters, scene->net->parameters,
				    before->size * sizeof(float));
	}
	bench_free(b);
	net_free(before);
}

static void costs_are_those_of_the_definition(void **state)
{
	static const struct {
		enum bench_piece piece;
		double images, operations, bytes;
	} expected[] = {
		{BENCH_TRAIN_CNN, 50, 50.0 * (2 * CONV + 3 * DENSE), 24.0 * PARAMETERS},
		{BENCH_SOFTMAX, 1e5, 1e5 * 2 * 2 * 144 * 3, 1e3 * 8 * 145 * 3},
		{BENCH_INFERENCE, 100, 100.0 * (CONV + DENSE), 4.0 * PARAMETERS},
		{BENCH_LATENCY, 1, CONV + DENSE, 4.0 * PARAMETERS},
		{BENCH_ATTACK, 1, 2.0 * (CONV + DENSE), 8.0 * PARAMETERS},
		{BENCH_FILTERS, 5 * 50, 5 * 50 * 2.0 * CONV, 5 * 50 * 8.0 * FIRST},
	};
	const struct scene *scene = *state;
	struct bench *b = bench_new(scene->net, scene->data, NULL);

	for (size_t i = 0; i < sizeof(expected) / sizeof(expected[0]); i++) {
		struct bench_figure f = measure(b, expected[i].piece);

		assert_true(f.images == expected[i].images);
		assert_true(f.operations == expected[i].operations);
		assert_true(f.bytes == expected[i].bytes);
		assert_float_equal(f.peak_share, f.operations / f.seconds / b->roofline.peak_all,
				   1e-6);
	}
	bench_free(b);
}

static void the_pieces_do_what_they_are_named_after(void **state)
{
	const struct scene *scene = *state;
	struct bench *b = bench_new(scene->net, scene->data, scene->pool);

	for (int i = 0; i < BENCH_PIECES; i++)
		measure(b, i);
	assert_true(b->cnn->step >= 3);
	assert_int_equal(b->cnn->spec.batch, 50);
	assert_int_equal(b->cnn->spec.optimizer, OPTIMIZER_ADAM);
	assert_int_equal(b->softmax->step % 1000, 0);
	assert_int_equal(b->softmax->spec.batch, 100);
	assert_int_equal(b->softmax->spec.optimizer, OPTIMIZER_SGD);
	assert_int_equal(b->gallery->spec.count, 5);
	for (int i = 0; i < 5; i++)
		assert_int_equal(b->gallery->steps[i], 50);
	bench_free(b);
}

static void filters_are_those_of_the_first_layer_with_weights(void **state)
{
	const struct scene *scene = *state;
	struct err err = {""};
	struct net *net =
		net_new("normalize0.5,0.5 dense3", (struct shape){BARS_SIDE, BARS_SIDE, 1},
			BARS_CLASSES, scene->net->kernel, &err);
	struct bench *b = bench_new(net, scene->data, NULL);

	assert_true(bench_start(b, BENCH_FILTERS, &err));
	assert_int_equal(b->gallery->spec.layer, 1);
	assert_int_equal(b->gallery->spec.count, 3);
	bench_free(b);
	net_free(net);
}

static void a_training_that_diverges_is_reported(void **state)
{
	const struct scene *scene = *state;
	struct bench *b = bench_new(scene->net, scene->data, NULL);
	struct err err = {""};

	assert_true(bench_start(b, BENCH_TRAIN_CNN, &err));
	assert_true(bench_start(b, BENCH_SOFTMAX, &err));
	/* A ReLU would swallow it further down. */
	b->cnn->net->parameters[b->cnn->net->layers[b->cnn->net->count - 1].at[LAYER_BIAS]] = NAN;
	b->softmax->net->parameters[b->softmax->net->layers[0].at[LAYER_BIAS]] = NAN;
	assert_false(bench_take(b, BENCH_TRAIN_CNN, &err));
	assert_says(&err, "diverged");
	assert_false(bench_take(b, BENCH_SOFTMAX, &err));
	bench_free(b);
}

static void samples_beyond_the_limit_replace_the_last(void **state)
{
	const struct scene *scene = *state;
	struct bench *b = bench_new(scene->net, scene->data, NULL);
	struct err err = {""};

	assert_true(bench_start(b, BENCH_LATENCY, &err));
	b->counts[BENCH_LATENCY] = BENCH_MAX_SAMPLES;
	assert_true(bench_take(b, BENCH_LATENCY, &err));
	assert_int_equal(b->counts[BENCH_LATENCY], BENCH_MAX_SAMPLES);
	assert_true(b->samples[BENCH_LATENCY][BENCH_MAX_SAMPLES - 1].seconds > 0);
	bench_free(b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_median_is_of_an_odd_or_even_number),
		cmocka_unit_test(samples_of_a_slow_machine_do_not_count),
		cmocka_unit_test(all_count_where_fewer_than_three_would),
		cmocka_unit_test(every_piece_has_figures_and_leaves_the_net_alone),
		cmocka_unit_test(costs_are_those_of_the_definition),
		cmocka_unit_test(the_pieces_do_what_they_are_named_after),
		cmocka_unit_test(filters_are_those_of_the_first_layer_with_weights),
		cmocka_unit_test(a_training_that_diverges_is_reported),
		cmocka_unit_test(samples_beyond_the_limit_replace_the_last),
	};

	return cmocka_run_group_tests(tests, open_scene, close_scene);
}
