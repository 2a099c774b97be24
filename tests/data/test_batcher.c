/* The batcher: epochs, the carried remainder, and what a saved one goes on with. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "data/batcher.h"

#include <stdlib.h>
#include <string.h>

enum { IMAGES = 10, PIXELS = 3 };

/* Ten images; image i has the label i and the pixels 25 i, 25 i + 1 and 25 i + 2. */
static const uint8_t labels_of_ten[IMAGES] = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9};

static struct split ten_images(float pixels[IMAGES * PIXELS])
{
	for (int i = 0; i < IMAGES * PIXELS; i++)
		pixels[i] = (float)(25 * (i / PIXELS) + i % PIXELS);
	return (struct split){
		.count = IMAGES, .pixels = PIXELS, .floats = pixels, .labels = labels_of_ten};
}

/* Takes `count` labels in batches of `batch`, which divides it. */
static void take(struct batcher *batcher, size_t count, size_t batch, uint8_t *labels)
{
	float *images = calloc(batch * PIXELS, sizeof(*images));

	for (size_t i = 0; i < count; i += batch)
		batcher_next(batcher, batch, images, labels + i);
	free(images);
}

static void assert_each_once(const uint8_t *labels)
{
	int seen[IMAGES] = {0};

	for (int i = 0; i < IMAGES; i++) {
		assert_in_range(labels[i], 0, IMAGES - 1);
		assert_int_equal(seen[labels[i]]++, 0);
	}
}

static void every_epoch_shows_every_image_once(void **state)
{
	static const size_t sizes[] = {1, 3, 4, 7, 10, 12, 20, 30};
	float pixels[IMAGES * PIXELS];
	uint8_t labels[840];
	struct split split = ten_images(pixels);
	struct batcher batcher;

	(void)state;
	for (size_t i = 0; i < sizeof(sizes) / sizeof(*sizes); i++) {
		size_t count = 840 / sizes[i] * sizes[i];

		batcher_init(&batcher, &split, i);
		take(&batcher, count, sizes[i], labels);
		for (size_t epoch = 0; epoch < count / IMAGES; epoch++)
			assert_each_once(labels + epoch * IMAGES);
		batcher_clear(&batcher);
	}
}

static void order_does_not_depend_on_batch_size(void **state)
{
	float pixels[IMAGES * PIXELS];
	uint8_t ones[60], fours[60], twenties[60];
	struct split split = ten_images(pixels);
	struct batcher batcher;

	(void)state;
	batcher_init(&batcher, &split, 5);
	take(&batcher, 60, 1, ones);
	batcher_clear(&batcher);
	batcher_init(&batcher, &split, 5);
	take(&batcher, 60, 4, fours);
	batcher_clear(&batcher);
	batcher_init(&batcher, &split, 5);
	take(&batcher, 60, 20, twenties);
	batcher_clear(&batcher);
	assert_memory_equal(ones, fours, 60);
	assert_memory_equal(ones, twenties, 60);
}

static void each_epoch_has_an_order_of_its_own(void **state)
{
	float pixels[IMAGES * PIXELS];
	uint8_t labels[3 * IMAGES];
	struct split split = ten_images(pixels);
	struct batcher batcher;

	(void)state;
	batcher_init(&batcher, &split, 1);
	take(&batcher, 3 * IMAGES, IMAGES, labels);
	batcher_clear(&batcher);
	assert_memory_not_equal(labels, labels_of_ten, IMAGES);
	assert_memory_not_equal(labels, labels + IMAGES, IMAGES);
	assert_memory_not_equal(labels + IMAGES, labels + 2 * IMAGES, IMAGES);
}

static void every_image_comes_first_equally_often(void **state)
{
	float pixels[IMAGES * PIXELS];
	uint8_t labels[IMAGES];
	struct split split = ten_images(pixels);
	int first[IMAGES] = {0};
	struct batcher batcher;

	(void)state;
	batcher_init(&batcher, &split, 2);
	for (int epoch = 0; epoch < 10000; epoch++) {
		take(&batcher, IMAGES, IMAGES, labels);
		first[labels[0]]++;
	}
	batcher_clear(&batcher);
	/* Six standard deviations of 10,000 draws at a tenth. */
	for (int i = 0; i < IMAGES; i++)
		assert_in_range(first[i], 1000 - 180, 1000 + 180);
}

static void two_images_come_in_both_orders(void **state)
{
	float pixels[IMAGES * PIXELS];
	uint8_t labels[2];
	struct split split = ten_images(pixels);
	int swapped = 0;
	struct batcher batcher;

	(void)state;
	split.count = 2;
	for (uint64_t seed = 0; seed < 100; seed++) {
		batcher_init(&batcher, &split, seed);
		take(&batcher, 2, 2, labels);
		batcher_clear(&batcher);
		swapped += labels[0];
	}
	assert_in_range(swapped, 20, 80);
}

static void seeds_give_different_orders_and_equal_seeds_equal_ones(void **state)
{
	float pixels[IMAGES * PIXELS];
	uint8_t a[IMAGES], b[IMAGES], c[IMAGES];
	struct split split = ten_images(pixels);
	uint8_t *labels[] = {a, b, c};
	struct batcher batcher;

	(void)state;
	for (int i = 0; i < 3; i++) {
		batcher_init(&batcher, &split, i < 2 ? 7 : 8);
		take(&batcher, IMAGES, IMAGES, labels[i]);
		batcher_clear(&batcher);
	}
	assert_memory_equal(a, b, IMAGES);
	assert_memory_not_equal(a, c, IMAGES);
}

static void images_come_with_their_labels(void **state)
{
	float pixels[IMAGES * PIXELS];
	uint8_t labels[7];
	struct split split = ten_images(pixels);
	float images[7 * PIXELS];
	struct batcher batcher;

	(void)state;
	batcher_init(&batcher, &split, 3);
	for (int batch = 0; batch < 5; batch++) {
		batcher_next(&batcher, 7, images, labels);
		for (int i = 0; i < 7 * PIXELS; i++) {
			int pixel = 25 * labels[i / PIXELS] + i % PIXELS;

			assert_true(images[i] == (float)pixel);
		}
	}
	batcher_clear(&batcher);
}

static void saved_batcher_goes_on_where_it_was(void **state)
{
	float pixels[IMAGES * PIXELS];
	uint8_t start[13], rest[40], again[40];
	struct split split = ten_images(pixels);
	struct batcher batcher, resumed;

	(void)state;
	batcher_init(&batcher, &split, 4);
	take(&batcher, 13, 13, start);
	batcher_init(&resumed, &split, 99);
	memcpy(resumed.order, batcher.order, IMAGES * sizeof(*resumed.order));
	resumed.rng = batcher.rng;
	resumed.cursor = batcher.cursor;
	take(&batcher, 40, 8, rest);
	take(&resumed, 40, 8, again);
	assert_memory_equal(rest, again, 40);
	batcher_clear(&batcher);
	batcher_clear(&resumed);
}

static void packed_batches_are_the_same(void **state)
{
	uint8_t bytes[IMAGES][PIXELS];
	float images[8 * PIXELS];
	const uint8_t *lie[8];
	uint8_t labels[8], again[8];
	struct packed *packed = packed_new(IMAGES, PIXELS);
	struct split split = {.count = IMAGES - 2,
			      .pixels = PIXELS,
			      .packed = packed,
			      .first = 2,
			      .labels = labels_of_ten + 2};
	struct batcher one, other;

	(void)state;
	for (int i = 0; i < IMAGES; i++) {
		memset(bytes[i], 1 + i, PIXELS);
		packed_add(packed, bytes[i]);
	}
	batcher_init(&one, &split, 3);
	batcher_init(&other, &split, 3);
	for (int batch = 0; batch < 5; batch++) {
		batcher_next(&one, 7, images, labels);
		batcher_next_packed(&other, 7, lie, again);
		assert_memory_equal(labels, again, 7);
		for (int i = 0; i < 7; i++)
			assert_ptr_equal(lie[i], packed_image(packed, labels[i]));
	}
	batcher_clear(&one);
	batcher_clear(&other);
	packed_free(packed);
}

static void split_of_one_image_repeats_it(void **state)
{
	static const float pixel = 1;
	static const uint8_t label = 6;
	struct split split = {.count = 1, .pixels = 1, .floats = &pixel, .labels = &label};
	uint8_t labels[5] = {0};
	float images[5] = {0};
	struct batcher batcher;

	(void)state;
	batcher_init(&batcher, &split, 0);
	batcher_next(&batcher, 5, images, labels);
	for (int i = 0; i < 5; i++) {
		assert_int_equal(labels[i], 6);
		assert_true(images[i] == 1.0f);
	}
	batcher_clear(&batcher);
}

static void full_epoch_leaves_the_next_one_unshuffled(void **state)
{
	float pixels[IMAGES * PIXELS];
	uint8_t labels[IMAGES];
	struct split split = ten_images(pixels);
	struct batcher batcher;
	struct rng before;

	(void)state;
	batcher_init(&batcher, &split, 4);
	before = batcher.rng;
	take(&batcher, IMAGES, 5, labels);
	assert_memory_equal(&before, &batcher.rng, sizeof(before));
	assert_int_equal(batcher.cursor, IMAGES);
	batcher_clear(&batcher);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_epoch_shows_every_image_once),
		cmocka_unit_test(order_does_not_depend_on_batch_size),
		cmocka_unit_test(each_epoch_has_an_order_of_its_own),
		cmocka_unit_test(every_image_comes_first_equally_often),
		cmocka_unit_test(two_images_come_in_both_orders),
		cmocka_unit_test(seeds_give_different_orders_and_equal_seeds_equal_ones),
		cmocka_unit_test(images_come_with_their_labels),
		cmocka_unit_test(saved_batcher_goes_on_where_it_was),
		cmocka_unit_test(packed_batches_are_the_same),
		cmocka_unit_test(split_of_one_image_repeats_it),
		cmocka_unit_test(full_epoch_leaves_the_next_one_unshuffled),
	};

	return cmocka_run_group_tests_name("data/batcher", tests, NULL, NULL);
}
