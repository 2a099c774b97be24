/* Each insight: facts for which it has to speak, and some for which it must not. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "lab/insight/insight.h"
#include "support/small_net.h"

#include <math.h>
#include <string.h>

enum { POINTS = 400, VALIDATIONS = 20 };

/* A run of 400 steps with a validation of 1,000 images after each 20th. */
struct scene {
	struct curve_point points[POINTS], validations[VALIDATIONS];
	size_t confusion[100];
	struct insight_facts facts;
};

static struct scene *scene_of_run(double (*loss)(int), double (*accuracy)(int),
				  double (*validation)(int))
{
	static struct scene scene;

	scene = (struct scene){.facts = {.has = INSIGHT_RUN, .names = &class_names_none}};
	for (int i = 0; i < POINTS; i++)
		scene.points[i] =
			(struct curve_point){(uint64_t)i + 1, (float)loss(i), (float)accuracy(i)};
	for (int i = 0; i < VALIDATIONS; i++)
		scene.validations[i] =
			(struct curve_point){(uint64_t)(i + 1) * 20, 0, (float)validation(i)};
	scene.facts.classes = 10;
	scene.facts.run = (struct insight_run){.points = scene.points,
					       .validations = scene.validations,
					       .count = POINTS,
					       .validation_count = VALIDATIONS,
					       .validation_images = 1000};
	return &scene;
}

/* What the insight of that name says; "": nothing. */
static const char *says(const struct insight_facts *facts, const char *name)
{
	static struct insight_finding found[INSIGHTS_MAX];
	int count = insights_find(facts, found);

	for (int i = 0; i < count; i++)
		if (strcmp(found[i].insight->name, name) == 0) {
			assert_true(strlen(found[i].where) > 0);
			return found[i].text;
		}
	return "";
}

static void assert_quiet(const struct insight_facts *facts)
{
	struct insight_finding found[INSIGHTS_MAX];
	int count = insights_find(facts, found);

	if (count)
		fail_msg("%s", found[0].text);
}

/* Learns as the article's networks do, with the swings of batches. */
static double falling(int i)
{
	return 2.3 * exp(-i / 60.0) + 0.1 + 0.05 * sin(i);
}

static double rising(int i)
{
	return 0.97 - 0.87 * exp(-i / 60.0) + 0.02 * sin(i);
}

static double rising_to_one(int i)
{
	return i < 200 ? 0.9 : 1;
}

static double level(int i)
{
	return 0.93 + 0.003 * sin(i);
}

static double sinking(int i)
{
	return i < 5 ? 0.95 : 0.95 - 0.004 * (i - 5);
}

static double exploding(int i)
{
	return i < 200 ? falling(i) : 0.1 + 0.02 * (i - 200);
}

static double guessing(int i)
{
	return 2.302 - 0.0001 * i;
}

static double above_guessing(int i)
{
	return 40 + 5 * sin(i);
}

static double jumping(int i)
{
	return i == 2 ? 31 : 2.31 + 0.05 * sin(i);
}

static double tenth(int i)
{
	return 0.1 + 0.01 * sin(i);
}

static void a_run_that_learns_needs_no_words(void **state)
{
	struct scene *scene = scene_of_run(falling, rising, level);

	(void)state;
	assert_quiet(&scene->facts);
	/* All batches right is no fault as long as validation stays. */
	scene = scene_of_run(falling, rising_to_one, level);
	assert_quiet(&scene->facts);
	/* Nor is a beginning of a few steps, whatever it does. */
	scene = scene_of_run(above_guessing, tenth, level);
	scene->facts.run.count = 20;
	scene->facts.run.validation_count = 1;
	assert_quiet(&scene->facts);
	scene->facts.run.count = scene->facts.run.validation_count = 0;
	assert_quiet(&scene->facts);
}

static void overfitting_is_a_validation_that_falls(void **state)
{
	struct scene *scene = scene_of_run(falling, rising_to_one, sinking);

	(void)state;
	assert_string_equal(
		says(&scene->facts, "overfitting"),
		"Overfitting: batches 1.00, and validation fell from 95.0 % at step 40 to 89.8 %.");
	/* Of few images as much is chance. */
	scene->facts.run.validation_images = 40;
	assert_quiet(&scene->facts);
	/* And batches that are not right yet can still be learned. */
	scene = scene_of_run(falling, rising, sinking);
	assert_quiet(&scene->facts);
}

static void a_rate_too_high_is_told_by_the_loss(void **state)
{
	struct scene *scene = scene_of_run(exploding, rising, level);

	(void)state;
	assert_non_null(strstr(says(&scene->facts, "rate-too-high"), "the loss rose to 3.59"));
	scene = scene_of_run(above_guessing, tenth, level);
	assert_non_null(strstr(says(&scene->facts, "rate-too-high"), "guessing has 2.30"));
	assert_string_equal(says(&scene->facts, "rate-too-low"), "");
	scene = scene_of_run(jumping, tenth, tenth);
	assert_non_null(strstr(says(&scene->facts, "rate-too-high"), "jumped to 31.0, and stays"));
	scene = scene_of_run(falling, rising, level);
	scene->facts.run.is_lost = true;
	assert_non_null(strstr(says(&scene->facts, "rate-too-high"), "no longer a finite"));
	scene->facts.run.is_lost = false;
	scene->points[POINTS - 1].loss = NAN;
	assert_non_null(strstr(says(&scene->facts, "rate-too-high"), "no longer a finite"));
}

static void a_rate_too_low_is_a_loss_that_stays(void **state)
{
	struct scene *scene = scene_of_run(guessing, tenth, tenth);

	(void)state;
	assert_string_equal(
		says(&scene->facts, "rate-too-low"),
		"The rate is too low: in 400 steps the loss went from 2.30 to 2.26 only.");
	assert_string_equal(says(&scene->facts, "rate-too-high"), "");
	/* Attacked images keep a net on such a plateau for thousands of steps. */
	scene->facts.run.is_adversarial = true;
	assert_quiet(&scene->facts);
	scene->facts.run.is_adversarial = false;
	scene->facts.run.count = 150;
	assert_quiet(&scene->facts);
}

static struct scene *scene_of_confusion(void)
{
	static struct scene scene;

	scene = (struct scene){.facts = {.has = INSIGHT_CONFUSION,
					 .names = &class_names_none,
					 .classes = 10,
					 .confusion = scene.confusion,
					 .split = "test"}};
	for (int i = 0; i < 10; i++)
		for (int j = 0; j < 10; j++)
			scene.confusion[i * 10 + j] = i == j ? 90 : 1;
	return &scene;
}

static void a_pair_is_confused_in_both_directions(void **state)
{
	struct scene *scene = scene_of_confusion();

	(void)state;
	assert_quiet(&scene->facts);
	scene->confusion[49] = 9;
	assert_quiet(&scene->facts); /* in one direction */
	scene->confusion[94] = 7;
	assert_string_equal(
		says(&scene->facts, "confused-pair"),
		"4 and 9 are confused both ways: 4>9 9 times, 9>4 7 times, of 104 mistakes.");
	memset(scene->confusion, 0, sizeof(scene->confusion));
	assert_quiet(&scene->facts);
	/* Two classes have no other pair to be compared with. */
	scene->facts.classes = 2;
	scene->confusion[1] = scene->confusion[2] = 50;
	assert_quiet(&scene->facts);
}

static void dead_units_are_told_of_the_worst_layer(void **state)
{
	struct net *net = small_net();
	struct dead_units units[] = {{0, 4, 0}, {3, 6, 2}, {5, 1200, 70}};
	struct insight_facts facts = {.has = INSIGHT_UNITS,
				      .names = &class_names_none,
				      .classes = 10,
				      .net = net,
				      .units = units,
				      .unit_layers = 3,
				      .unit_images = 500};

	(void)state;
	assert_string_equal(says(&facts, "dead-units"),
			    "Dead units: 2 of conv2's 6 units are 0 for all 500 images asked.");
	units[1].dead = 0;
	assert_non_null(strstr(says(&facts, "dead-units"), "70 of fc1's 1,200"));
	units[2].dead = 59;
	assert_quiet(&facts);
	facts.unit_layers = 0;
	assert_quiet(&facts);
	net_free(net);
}

static void a_softmax_is_saturated_where_probabilities_are_one(void **state)
{
	struct prediction predictions[100] = {{0}};
	struct insight_facts facts = {.has = INSIGHT_CERTAINTY, .names = &class_names_none};

	(void)state;
	for (int i = 0; i < 100; i++)
		predictions[i].confidence = i < 9 ? 1.0f : nextafterf(1, 0);
	facts.certainty = insight_certainty_of(predictions, 100);
	assert_int_equal(facts.certainty.certain, 9);
	assert_quiet(&facts);
	predictions[9].confidence = 1;
	facts.certainty = insight_certainty_of(predictions, 100);
	assert_non_null(strstr(says(&facts, "saturated-softmax"), "for 10 of 100 images"));
	facts.certainty = insight_certainty_of(predictions, 1);
	assert_non_null(strstr(says(&facts, "saturated-softmax"), "the probability is exactly 1"));
	facts.certainty = insight_certainty_of(predictions, 0);
	assert_quiet(&facts);
}

static void without_facts_nothing_is_said(void **state)
{
	struct insight_facts facts = {.names = &class_names_none, .classes = 10};

	(void)state;
	assert_quiet(&facts);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_run_that_learns_needs_no_words),
		cmocka_unit_test(overfitting_is_a_validation_that_falls),
		cmocka_unit_test(a_rate_too_high_is_told_by_the_loss),
		cmocka_unit_test(a_rate_too_low_is_a_loss_that_stays),
		cmocka_unit_test(a_pair_is_confused_in_both_directions),
		cmocka_unit_test(dead_units_are_told_of_the_worst_layer),
		cmocka_unit_test(a_softmax_is_saturated_where_probabilities_are_one),
		cmocka_unit_test(without_facts_nothing_is_said),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
