/* What is looked at: the model, the image, what was kept; and how they look. */
#include "base/xalloc.h"
#include "lab/story/sentences.h"
#include "tui/app.h"
#include "tui/comparison.h"
#include "tui/files.h"

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
	return classes_are_digits(app->data->name);
}

const struct class_names *app_names(const struct app *app)
{
	return &app->names.names;
}

/* The digit that a class's name is; -1: it is another text. */
static int named_digit(const struct app *app, int class)
{
	const char *name = class < app->data->names.count ? app->data->names.name[class] : "";

	return name[0] >= '0' && name[0] <= '9' && !name[1] ? name[0] - '0' : -1;
}

int app_class_of_digit(const struct app *app, int digit)
{
	for (int i = 0; i < app->data->names.count; i++)
		if (named_digit(app, i) == digit)
			return i;
	return digit;
}

int app_digit_of_class(const struct app *app, int class)
{
	int digit = named_digit(app, class);

	return digit < 0 ? class : digit;
}

void app_name_classes(struct app *app)
{
	struct shown_names *shown = &app->names;

	shown->names = app->data->names;
	shown->names.name = shown->name;
	for (int i = 0; i < shown->names.count; i++) {
		const char *name = app->data->names.name[i];

		shown->name[i] = canvas_can_show(app->medium, name)
					 ? name
					 : class_name(&class_names_none, i);
	}
}

void app_set_model(struct app *app, const struct snapshot *model, const char *path)
{
	const struct snapshot *old = app->model;
	char *copy = path ? xstrdup(path) : NULL;

	comparison_remember(app);
	if (app->is_provisional)
		jobs_cancel(app->jobs, &app->is_provisional);
	app->is_provisional = false;
	app->model = snapshot_ref(model);
	snapshot_unref(old);
	free(app->model_path);
	app->model_path = copy;
	app->model_generation++;
	app->is_followed = false;
}

void app_follow_model(struct app *app, const struct snapshot *model)
{
	app_set_model(app, model, NULL);
	app->is_followed = true;
}

static void set_sample(struct app *app, struct sample sample)
{
	if (sample.source != SAMPLE_OF_SPLIT)
		sample.split = app->sample.split; /* where one goes on afterwards */
	sample_clear(&app->sample);
	app->sample = sample;
	app->sample_generation++;
}

void app_choose_image(struct app *app, enum split_name name, size_t index)
{
	size_t count = app->data->split[name].count;

	set_sample(app, sample_image(app->data, name, index < count ? index : count - 1));
}

/* The copy comes first: the pixels may be the sample's own. */
void app_choose_pixels(struct app *app, const float *pixels, int label, enum sample_source source,
		       const char *title)
{
	set_sample(app, sample_copy(pixels, app_pixels(app), label, source, title));
}

void app_copy_sample(struct app *app, const struct sample *sample)
{
	struct sample copy = *sample;
	size_t size = app_pixels(app) * sizeof(*copy.pixels);

	copy.pixels = xmalloc(size);
	memcpy(copy.pixels, sample->pixels, size);
	set_sample(app, copy);
}

void app_choose_class(struct app *app, int class)
{
	const struct screen *screen = app->screens[app->current];

	if (screen->choose_class && class < app_classes(app))
		screen->choose_class(app, app->state[app->current], class);
	if (comparison_is_shown(app))
		app_choose_class(comparison_twin(app), class);
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
	enum split_name split =
		app->sample.source == SAMPLE_OF_SPLIT ? app->sample.split : app->setup.split;
	uint64_t number;

	if (app_read_number(app, answer, app->data->split[split].count, &number))
		app_choose_image(app, split, (size_t)number);
}

void app_answer_noise(struct app *app, const char *answer)
{
	uint64_t seed;
	struct sample noise;

	if (!app_read_number(app, *answer ? answer : "1", (uint64_t)1 << 53, &seed))
		return;
	noise = sample_noise(seed, app->data->height, app->data->width);
	snprintf(noise.title, sizeof(noise.title), "noise %" PRIu64, seed);
	set_sample(app, noise);
}

bool app_open_picture(struct app *app, const char *path, enum picture_fit fit, bool is_inverted,
		      struct err *err)
{
	const struct picture_request request = {.path = path,
						.index = -1,
						.is_inverted = is_inverted,
						.fit = fit,
						.height = app->data->height,
						.width = app->data->width};
	char note[PICTURE_NOTE_MAX];
	struct sample sample;

	if (!sample_file(&request, &sample, note, err))
		return false;
	set_sample(app, sample);
	if (note[0])
		app_say(app, "%s: %s", path, note);
	return true;
}

/* Takes a word off an end of the text, where it stands there by itself. */
static bool take_word(char *text, const char *word)
{
	size_t length = strlen(text), size = strlen(word);

	if (length > size && strcmp(text + length - size, word) == 0 &&
	    text[length - size - 1] == ' ') {
		text[length - size - 1] = '\0';
		return true;
	}
	if (strncmp(text, word, size) != 0 || text[size] != ' ')
		return false;
	memmove(text, text + size + 1, length - size);
	return true;
}

void app_answer_file(struct app *app, const char *answer)
{
	char path[PROMPT_MAX], *full;
	bool is_fitted = false, is_inverted = false;
	struct err err;

	snprintf(path, sizeof(path), "%s", answer);
	for (int i = 0; i < 2; i++) {
		is_fitted |= take_word(path, "--fit");
		is_inverted |= take_word(path, "--invert");
	}
	full = file_expand(path);
	if (!app_open_picture(app, full, is_fitted ? PICTURE_FITTED : PICTURE_EXACT, is_inverted,
			      &err))
		app_refuse(app, "%s", err.text);
	free(full);
}

void kept_clear(struct kept *kept)
{
	sample_clear(&kept->sample);
	free(kept->original);
	kept->original = NULL;
}

void app_keep(struct app *app, const float *pixels, const float *original, int label, int target,
	      const char *title)
{
	size_t count = app_pixels(app);
	struct kept kept = {.sample = sample_copy(pixels, count, label, SAMPLE_ATTACKED, title),
			    .original = xfloats(count),
			    .target = target};

	memcpy(kept.original, original, count * sizeof(float));
	if (app->kept_count == KEPT_MAX) {
		kept_clear(&app->kept[0]);
		memmove(app->kept, app->kept + 1, sizeof(*app->kept) * (KEPT_MAX - 1));
		app->kept_count--;
	}
	app->kept[app->kept_count++] = kept;
}

struct palette app_picture_palette(const struct app *app)
{
	return theme_picture(app->is_ink_dark);
}

struct picture app_picture(const struct app *app, const float *values, int scale)
{
	return (struct picture){.values = values,
				.height = app->data->height,
				.width = app->data->width,
				.scale = scale,
				.palette = app_picture_palette(app)};
}

struct palette app_signed_palette(const struct app *app, float range)
{
	return theme_signed(app->theme, app->is_ink_dark, range);
}

void app_step_image(struct app *app, void *state, int key)
{
	const struct sample *sample = &app->sample;
	size_t count;

	(void)state;
	if (sample->source != SAMPLE_OF_SPLIT) {
		app_say(app, "This is no image of the data set: :0 goes to its first.");
		return;
	}
	count = app->data->split[sample->split].count;
	if (key == 'n' && sample->index + 1 < count)
		app_choose_image(app, sample->split, sample->index + 1);
	else if (key == 'p' && sample->index > 0)
		app_choose_image(app, sample->split, sample->index - 1);
}
