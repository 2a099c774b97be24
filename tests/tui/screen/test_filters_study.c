/* Deep dreams and images that differ on the Filters screen: they are what lab computes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/xalloc.h"
#include "lab/article.h"
#include "tui/driver.h"
#include "tui/screen/filters/filters.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

extern const struct screen filters_screen;

static struct filters_state *state_of(struct app *app)
{
	return app_state(app, "Filters");
}

/* By number, with ten steps: four of a dream. */
static struct app *open_quickly(void)
{
	struct app *app = driver_open_made("conv5x5x6 relu pool2 conv3x3x4 relu pool2 dense10",
					   (struct medium){COLOR_256, GLYPHS_BRAILLE});

	driver_press(app, "Fo--");
	return app;
}

static void assert_dreams(struct app *app, int layer, int steps, struct regularizer regularizer)
{
	const struct filters_study *study = &state_of(app)->study;
	struct maximization *m =
		maximization_new(app->model->net,
				 &(struct maximization_spec){.objective = MAXIMIZE_LAYER,
							     .layer = layer,
							     .rate = (float)DREAM_RATE,
							     .regularizer = regularizer,
							     .seed = ARTICLE_NOISE_SEED},
				 app->sample.pixels);

	assert_true(fabs(study->before - m->reached) < 1e-12);
	maximization_run(m, steps, NULL);
	assert_int_equal(study->step, steps);
	assert_memory_equal(study->images, m->image, m->pixels * sizeof(float));
	assert_true(m->reached > study->before);
	maximization_free(m);
}

static void a_dream_is_of_the_layer_and_the_image(void **state)
{
	struct app *app = open_quickly();

	(void)state;
	driver_press(app, "m");
	assert_dreams(app, 0, 4, (struct regularizer){0});
	assert_shows(app, "conv1: a deep dream");
	assert_shows(app, "step 4/4");
	assert_shows(app, "Whatever conv1 finds becomes more");
	driver_press(app, "r");
	assert_dreams(app, 0, 4, (struct regularizer){.jitter = 2});
	driver_press(app, "r+");
	assert_dreams(app, 0, 8, (struct regularizer){0});
	driver_press(app, "]");
	assert_dreams(app, 3, 8, (struct regularizer){0});
	driver_press(app, ":image 3<Enter>-");
	assert_dreams(app, 3, 4, (struct regularizer){0});
	driver_press(app, "<Esc>");
	assert_hides(app, "a deep dream");
	explorer_free(app);
}

static void images_differ_as_lab_makes_them(void **state)
{
	struct app *app = open_quickly();
	size_t pixels = app_pixels(app);
	float *starts = xfloats(FILTERS_IMAGES * pixels);
	struct diversity *d;

	(void)state;
	driver_press(app, "1i");
	diversity_noise(ARTICLE_NOISE_SEED + 1, FILTERS_IMAGES, pixels, starts);
	d = diversity_new(app->model->net,
			  &(struct maximization_spec){.channel = 1,
						      .rate = ARTICLE_MAXIMIZE_RATE,
						      .seed = ARTICLE_NOISE_SEED + 1},
			  FILTERS_IMAGES, 0.5F, starts);
	for (int step = 0; step < 10; step++)
		diversity_advance(d);
	assert_int_equal(state_of(app)->study.step, 10);
	assert_int_equal(state_of(app)->study.subject.channel, 1);
	for (int i = 0; i < FILTERS_IMAGES; i++)
		assert_memory_equal(state_of(app)->study.images + (size_t)i * pixels,
				    d->images[i]->image, pixels * sizeof(float));
	assert_true(fabs(state_of(app)->study.likeness - diversity_likeness(d)) < 1e-12);
	assert_shows(app, "conv1, filter 1: images that maximize it and differ, alike by ");
	driver_press(app, "ff++<Space>");
	assert_shows(app, "Paused");
	driver_press(app, "<Space>i");
	assert_hides(app, "images that maximize it and differ");
	diversity_free(d);
	free(starts);
	explorer_free(app);
}

static void keys_and_sessions_lead_back(void **state)
{
	struct app *app = open_quickly();
	struct here here = {.length = 0};
	json_t *kept;

	(void)state;
	assert_shows(app, "m dream  i four");
	driver_press(app, "m");
	assert_shows(app, "m filters  i four");
	filters_screen.here(app, state_of(app), &here);
	assert_non_null(strchr(here.text, 'm'));
	kept = filters_screen.to_session(app, state_of(app));
	driver_press(app, "m");
	assert_int_equal(state_of(app)->study.kind, FILTERS_NO_STUDY);
	filters_screen.from_session(app, state_of(app), kept);
	driver_rest(app);
	assert_int_equal(state_of(app)->study.kind, FILTERS_DREAM);
	assert_int_equal(state_of(app)->study.step, 4);
	driver_press(app, "A");
	driver_press(app, "F");
	assert_shows(app, "a deep dream");
	json_decref(kept);
	explorer_free(app);
}

static void softmax_has_one_layer_and_dreams_too(void **state)
{
	struct app *app = driver_open("mnist-softmax");

	(void)state;
	driver_press(app, "Fm");
	assert_shows(app, "fc1: a deep dream");
	driver_press(app, "i");
	assert_shows(app, "images that maximize it and differ");
	assert_int_equal(state_of(app)->study.step, ARTICLE_MAXIMIZE_STEPS);
	explorer_free(app);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_dream_is_of_the_layer_and_the_image),
		cmocka_unit_test(images_differ_as_lab_makes_them),
		cmocka_unit_test(keys_and_sessions_lead_back),
		cmocka_unit_test(softmax_has_one_layer_and_dreams_too),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
