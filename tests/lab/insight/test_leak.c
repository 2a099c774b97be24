/* Images that are in two splits: all of them are found, and none that only resembles another. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/xalloc.h"
#include "data/find.h"
#include "lab/insight/insight.h"

#include <stdlib.h>
#include <string.h>

enum { PIXELS = 4, TRAIN = 40, OTHER = 20 };

/* 40, 20 and 20 images of 2x2 pixels that all differ. */
struct scene {
	float pixels[(TRAIN + 2 * OTHER) * PIXELS];
	uint8_t labels[TRAIN + 2 * OTHER];
	struct dataset data;
};

static struct scene *new_scene(void)
{
	static struct scene s;

	memset(&s, 0, sizeof(s));
	for (int i = 0; i < (TRAIN + 2 * OTHER) * PIXELS; i++)
		s.pixels[i] = (float)i / 1000;
	s.data.height = s.data.width = 2;
	s.data.split[SPLIT_TRAIN] = (struct split){TRAIN, PIXELS, NULL, 0, s.pixels, s.labels};
	s.data.split[SPLIT_VALIDATION] =
		(struct split){OTHER, PIXELS, NULL, 0, s.pixels + TRAIN * PIXELS, s.labels + TRAIN};
	s.data.split[SPLIT_TEST] = (struct split){OTHER,
						  PIXELS,
						  NULL,
						  0,
						  s.pixels + (TRAIN + OTHER) * PIXELS,
						  s.labels + TRAIN + OTHER};
	return &s;
}

static void copy(struct scene *s, int to, int from)
{
	memcpy(s->pixels + to * PIXELS, s->pixels + from * PIXELS, PIXELS * sizeof(float));
}

static bool says(const struct leak *leak, const char *text)
{
	struct insight_facts facts = {
		.has = INSIGHT_LEAK, .names = &class_names_none, .leak = leak};
	struct insight_finding found[INSIGHTS_MAX];
	int count = insights_find(&facts, found);

	return text ? count == 1 && strstr(found[0].text, text) : count == 0;
}

static void splits_that_differ_leak_nothing(void **state)
{
	struct scene *s = new_scene();
	struct leak leak;

	(void)state;
	copy(s, 3, 2); /* twice in train */
	copy(s, TRAIN + 3, TRAIN + OTHER + 3);
	s->pixels[TRAIN * PIXELS] = s->pixels[0] + 0.5f; /* one pixel of four is another */
	memcpy(s->pixels + TRAIN * PIXELS + 1, s->pixels + 1, 3 * sizeof(float));
	leak = leak_find(&s->data);
	assert_int_equal(leak.split[SPLIT_VALIDATION].equal, 0);
	assert_int_equal(leak.split[SPLIT_TEST].equal, 0);
	assert_int_equal(leak.split[SPLIT_TEST].count, OTHER);
	assert_true(says(&leak, NULL));
}

static void equal_images_are_found_with_their_places(void **state)
{
	struct scene *s = new_scene();
	struct leak leak;

	(void)state;
	copy(s, 9, 7);
	copy(s, TRAIN + OTHER + 12, 7);
	copy(s, TRAIN + OTHER + 5, 7);
	copy(s, TRAIN + OTHER + 19, 30);
	s->labels[30] = 1;
	leak = leak_find(&s->data);
	assert_int_equal(leak.split[SPLIT_VALIDATION].equal, 0);
	assert_int_equal(leak.split[SPLIT_TEST].equal, 3);
	assert_int_equal(leak.split[SPLIT_TEST].image, 5);
	assert_int_equal(leak.split[SPLIT_TEST].train, 7);
	assert_int_equal(leak.split[SPLIT_TEST].contrary, 1);
	assert_true(says(&leak, "train has 3 of test's 20 images as well (its 7 is test's 5), 1 "
				"with another label"));
}

static void zero_is_zero_whatever_its_sign(void **state)
{
	struct scene *s = new_scene();
	struct leak leak;

	(void)state;
	copy(s, TRAIN, 0);
	s->pixels[0] = 0.0f;
	s->pixels[TRAIN * PIXELS] = -0.0f;
	leak = leak_find(&s->data);
	assert_int_equal(leak.split[SPLIT_VALIDATION].equal, 1);
	assert_true(says(&leak, "train has 1 of validation's 20 images"));
}

static void many_equal_images_are_soon_counted(void **state)
{
	enum { MANY = 30000 };
	float *pixels = xcalloc((size_t)MANY * PIXELS, sizeof(*pixels));
	uint8_t *labels = xcalloc(MANY, 1);
	struct dataset data = {.height = 2, .width = 2};
	struct leak leak;

	(void)state;
	for (int s = 0; s < SPLIT_COUNT; s++)
		data.split[s] = (struct split){MANY, PIXELS, NULL, 0, pixels, labels};
	leak = leak_find(&data);
	assert_int_equal(leak.split[SPLIT_TEST].equal, MANY);
	assert_int_equal(leak.split[SPLIT_VALIDATION].equal, MANY);
	free(pixels);
	free(labels);
}

static void the_sample_leaks_nothing(void **state)
{
	struct err err;
	char *path = find_dataset("sample", &err);
	struct dataset *data = path ? dataset_open(path, &err) : NULL;
	struct leak leak;

	(void)state;
	assert_non_null(data);
	leak = leak_find(data);
	assert_true(says(&leak, NULL));
	dataset_free(data);
	free(path);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(splits_that_differ_leak_nothing),
		cmocka_unit_test(equal_images_are_found_with_their_places),
		cmocka_unit_test(zero_is_zero_whatever_its_sign),
		cmocka_unit_test(many_equal_images_are_soon_counted),
		cmocka_unit_test(the_sample_leaks_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
