/* Waiting for jobs as a loop would, and reading the canvas. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tui/driver.h"

#include "base/text.h"
#include "data/find.h"
#include "support/scratch.h"
#include "tui/session.h"

#include <math.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>

void driver_rest(struct app *app)
{
	struct pollfd notify = {notify_pipe_fd(&app->notify), POLLIN, 0};

	bool is_busy = true;

	/* What ended between an update and the look at it is taken by one more update. */
	for (explorer_update(app); !app->is_over && (is_busy || explorer_is_busy(app));
	     explorer_update(app)) {
		is_busy = explorer_is_busy(app);
		if (is_busy)
			poll(&notify, 1, isnan(app->tick_at) ? 100 : 1);
	}
}

static struct app *open_at_rest(struct app_setup *setup)
{
	struct err err = {""};
	struct app *app;

	setup->data = "sample";
	setup->split = SPLIT_VALIDATION;
	setup->image = -1;
	setup->threads = 2;
	setup->is_clock_fixed = true;
	setup->kernel = kernel_choose("portable", &err);
	app = explorer_new(setup, &err);
	if (!app)
		fail_msg("%s", err.text);
	driver_rest(app);
	if (app->failure[0])
		fail_msg("%s", app->failure);
	return app;
}

struct app *driver_open_on(const char *model, struct medium medium)
{
	return open_at_rest(&(struct app_setup){.model = model, .medium = medium});
}

struct app *driver_open(const char *model)
{
	return driver_open_on(model, (struct medium){COLOR_256, GLYPHS_BRAILLE});
}

struct app *driver_open_table(const struct screen *const *table)
{
	return open_at_rest(&(struct app_setup){
		.model = "mnist-softmax", .medium = {COLOR_256, GLYPHS_BRAILLE}, .screens = table});
}

struct app *driver_open_made(const char *architecture, struct medium medium)
{
	struct app *app = driver_open_on("mnist-softmax", medium);
	struct snapshot_facts facts = {.name = "made", .validation = NAN};
	const struct snapshot *model;
	struct err err = {""};
	struct net *net =
		net_new(architecture, app->model->net->input, 10, app->model->net->kernel, &err);

	if (!net)
		fail_msg("%s", err.text);
	net_init(net, 3);
	model = snapshot_new(net, &facts);
	app_set_model(app, model, NULL);
	snapshot_unref(model);
	driver_rest(app);
	return app;
}

static void press(struct app *app, const char *keys, bool is_at_rest)
{
	int key;

	while (*keys) {
		keys = key_read(keys, &key);
		assert_true(key > 0);
		explorer_press(app, key);
		if (is_at_rest)
			driver_rest(app);
	}
	driver_rest(app);
}

void driver_press(struct app *app, const char *keys)
{
	press(app, keys, true);
}

void driver_press_fast(struct app *app, const char *keys)
{
	press(app, keys, false);
}

const char *driver_row(struct app *app, int row)
{
	static char text[4 * DATASET_MAX_SIDE * 16 + 1];
	size_t length = 0;

	for (int column = 0; column < app->canvas->width && length + 4 < sizeof(text); column++) {
		char bytes[TEXT_GLYPH_MAX];

		/* Nothing of a cell that a wide letter covers. */
		text_put(canvas_at(app->canvas, row, column)->glyph, bytes);
		memcpy(text + length, bytes, strlen(bytes));
		length += strlen(bytes);
	}
	text[length] = '\0';
	return text;
}

bool driver_shows(struct app *app, const char *text)
{
	explorer_draw(app);
	for (int row = 0; row < app->canvas->height; row++)
		if (strstr(driver_row(app, row), text))
			return true;
	return false;
}

int driver_isolate(void **state)
{
	if (scratch_setup(state) != 0)
		return -1;
	return setenv("XDG_STATE_HOME", scratch_path(state, ""), 1);
}

struct app *driver_begin_session(void)
{
	struct app *app = driver_open("mnist-softmax");

	session_begin(app);
	return app;
}

void driver_keep_session(struct app *app)
{
	struct err err;

	if (!session_keep(app, &err))
		fail_msg("%s", err.text);
	explorer_free(app);
}
