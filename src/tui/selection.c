/* What is looked at: the model, the image, what was kept; and how they look. */
#include "base/rng.h"
#include "base/xalloc.h"
#include "tui/app.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

size_t app_pixels(const struct app *app)
{
	return (size_t)app->data->height * (size_t)app->data->width;
}

int app_classes(const struct app *app)
{
	return app->model->net->classes;
}

bool app_has_digits(const struct app *app)
{
	return strcmp(app->data->name, "mnist") == 0 || strcmp(app->data->name, "sample") == 0;
}

void app_set_model(struct app *app, const struct snapshot *model, const char *path)
{
	const struct snapshot *old = app->model;
	char *copy = path ? xstrdup(path) : NULL;

	app->model = snapshot_ref(model);
	snapshot_unref(old);
	free(app->model_path);
	app->model_path = copy;
	app->model_generation++;
}

static void set_pixels(struct app *app, const float *pixels)
{
	size_t size = app_pixels(app) * sizeof(*pixels);
	float *copy = xmalloc(size);

	memcpy(copy, pixels, size);
	free(app->sample.pixels);
	app->sample.pixels = copy;
	app->sample_generation++;
}

void app_choose_image(struct app *app, enum split_name name, size_t index)
{
	const struct split *split = &app->data->split[name];
	struct app_sample *s = &app->sample;

	if (index >= split->count)
		index = split->count - 1;
	free(s->pixels);
	s->pixels = xmalloc(app_pixels(app) * sizeof(*s->pixels));
	split_image(split, index, s->pixels);
	s->label = split->labels[index];
	s->is_of_split = true;
	s->split = name;
	s->index = index;
	snprintf(s->title, sizeof(s->title), "image %zu of %s", index, split_names[name]);
	app->sample_generation++;
}

void app_choose_pixels(struct app *app, const float *pixels, int label, const char *title)
{
	set_pixels(app, pixels);
	app->sample.label = label;
	app->sample.is_of_split = false;
	snprintf(app->sample.title, sizeof(app->sample.title), "%s", title);
}

void app_choose_class(struct app *app, int class)
{
	const struct screen *screen = app->screens[app->current];

	if (screen->choose_class && class < app_classes(app))
		screen->choose_class(app, app->state[app->current], class);
}

bool app_read_number(struct app *app, const char *text, uint64_t limit, uint64_t *number)
{
	char *end;

	*number = strtoull(text, &end, 10);
	if (*text >= '0' && *text <= '9' && !*end && *number < limit)
		return true;
	app_refuse(app, "'%s' is no number from 0 to %" PRIu64, text, limit - 1);
	return false;
}

void app_answer_image(struct app *app, const char *answer)
{
	enum split_name split = app->sample.is_of_split ? app->sample.split : app->setup.split;
	uint64_t number;

	if (app_read_number(app, answer, app->data->split[split].count, &number))
		app_choose_image(app, split, (size_t)number);
}

void app_answer_noise(struct app *app, const char *answer)
{
	uint64_t seed;
	char title[32];
	float *pixels;

	if (!app_read_number(app, *answer ? answer : "1", (uint64_t)1 << 53, &seed))
		return;
	pixels = xfloats(app_pixels(app));
	rng_noise(seed, app_pixels(app), pixels);
	snprintf(title, sizeof(title), "noise %" PRIu64, seed);
	app_choose_pixels(app, pixels, -1, title);
	free(pixels);
}

void app_keep(struct app *app, const float *pixels, int label, int target, const char *title)
{
	size_t size = app_pixels(app) * sizeof(*pixels);
	struct kept *kept;

	if (app->kept_count == KEPT_MAX) {
		free(app->kept[0].pixels);
		memmove(app->kept, app->kept + 1, sizeof(*app->kept) * (KEPT_MAX - 1));
		app->kept_count--;
	}
	kept = &app->kept[app->kept_count++];
	kept->pixels = xmalloc(size);
	memcpy(kept->pixels, pixels, size);
	kept->label = label;
	kept->target = target;
	snprintf(kept->title, sizeof(kept->title), "%s", title);
}

struct palette app_picture_palette(const struct app *app)
{
	return theme_picture(app->theme, app->is_ink_dark);
}

struct palette app_signed_palette(const struct app *app, float range)
{
	return theme_signed(app->theme, range);
}
