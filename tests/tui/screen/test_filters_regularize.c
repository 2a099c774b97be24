/* The Filters screen's keys for regularizers and starts: its images are what lab's gallery finds.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tui/driver.h"
#include "tui/screen/filters/filters.h"

#include <stdlib.h>
#include <string.h>

static const struct screen *screen_of(struct app *app)
{
	return app->screens[app->current];
}

static struct filters_state *state_of(struct app *app)
{
	return app_state(app, "Filters");
}

/* By number, with ten steps. */
static struct app *open_quickly(void)
{
	struct app *app = driver_open_made("conv5x5x6 relu pool2 conv3x3x4 relu pool2 dense10",
					   (struct medium){COLOR_256, GLYPHS_BRAILLE});

	driver_press(app, "Fo--");
	return app;
}

static void assert_maximized(struct app *app, struct regularizer regularizer,
			     enum channel_gallery_start start)
{
	struct filters_state *s = state_of(app);
	struct channel_gallery_spec spec = channel_gallery_defaults(app->model->net, s->layer);
	struct channel_gallery *g;
	struct picture picture;

	spec.first = spec.count = 1;
	spec.steps = 10;
	spec.regularizer = regularizer;
	spec.start = start;
	g = channel_gallery_new(app->model->net, &spec, app->sample.pixels);
	channel_gallery_maximize(g, app->model->net, 0, NULL);
	assert_true(filters_picture(app, s, FILTERS_IMAGE, 1, &picture));
	assert_memory_equal(picture.values, g->images,
			    (size_t)(picture.height * picture.width) * sizeof(float));
	channel_gallery_free(g);
}

static void each_regularizer_is_switched_by_a_key(void **state)
{
	struct app *app = open_quickly();

	(void)state;
	driver_press(app, "r");
	assert_shows(app, "Jitter: up to 2 pixels");
	assert_maximized(app, (struct regularizer){.jitter = 2}, CHANNEL_GALLERY_NOISE);
	driver_press(app, "rb");
	assert_maximized(app, (struct regularizer){.blur = 0.7f}, CHANNEL_GALLERY_NOISE);
	driver_press(app, "bv");
	assert_maximized(app, (struct regularizer){.total_variation = 0.1f}, CHANNEL_GALLERY_NOISE);
	driver_press(app, "vd");
	assert_maximized(app, (struct regularizer){.decay = 0.01f}, CHANNEL_GALLERY_NOISE);
	driver_press(app, "rbvf");
	assert_shows(app, "Maximizing starts from grey");
	assert_maximized(app, (struct regularizer){2, 0.7f, 0.1f, 0.01f}, CHANNEL_GALLERY_GREY);
	driver_press(app, "l");
	assert_shows(app, "from grey with jitter, blur, variation, decay");
	driver_press(app, "rbvdff");
	assert_maximized(app, (struct regularizer){0}, CHANNEL_GALLERY_NOISE);
	explorer_free(app);
}

static void a_session_keeps_them(void **state)
{
	struct app *app = open_quickly();
	json_t *session;

	(void)state;
	driver_press(app, "rdf");
	session = screen_of(app)->to_session(app, state_of(app));
	memset(&state_of(app)->regularizer, 0, sizeof(struct regularizer));
	state_of(app)->start = CHANNEL_GALLERY_NOISE;
	screen_of(app)->from_session(app, state_of(app), session);
	json_decref(session);
	assert_int_equal(state_of(app)->start, CHANNEL_GALLERY_GREY);
	assert_true(state_of(app)->regularizer.decay > 0 && state_of(app)->regularizer.jitter == 2);
	assert_false(state_of(app)->regularizer.blur > 0);
	explorer_free(app);
}

static void from_the_image_another_image_begins_anew(void **state)
{
	struct app *app = open_quickly();

	(void)state;
	driver_press(app, "ff");
	assert_shows(app, "Maximizing starts from the image");
	assert_maximized(app, (struct regularizer){0}, CHANNEL_GALLERY_IMAGE);
	driver_press(app, ":12<Enter>");
	assert_maximized(app, (struct regularizer){0}, CHANNEL_GALLERY_IMAGE);
	driver_press(app, "]");
	driver_press(app, ":15<Enter>");
	driver_press(app, "[");
	assert_maximized(app, (struct regularizer){0}, CHANNEL_GALLERY_IMAGE);
	explorer_free(app);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_regularizer_is_switched_by_a_key),
		cmocka_unit_test(a_session_keeps_them),
		cmocka_unit_test(from_the_image_another_image_begins_anew),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
