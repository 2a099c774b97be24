/* Options for what the command has options for, keys for the rest. */
#include "tui/show_line.h"
#include "base/xalloc.h"
#include "data/find.h"
#include "model/model.h"
#include "tui/comparison.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* In single quotes, unless it is a plain word. The caller frees it. */
static char *quoted(const char *word)
{
	size_t plain = strspn(word, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
				    "_./-+:,");
	char *text = xmalloc(4 * strlen(word) + 3), *at = text;

	if (*word && !word[plain]) {
		strcpy(text, word);
		return text;
	}
	*at++ = '\'';
	for (; *word; word++) {
		if (*word == '\'') {
			memcpy(at, "'\\''", 4);
			at += 4;
		} else {
			*at++ = *word;
		}
	}
	strcpy(at, "'");
	return text;
}

/* option: NULL: an operand. The line is freed. */
static char *with_option(char *line, const char *option, const char *value)
{
	char *word = quoted(value);
	char *longer = xasprintf("%s%s%s %s", line, option ? " " : "", option ? option : "", word);

	free(line);
	free(word);
	return longer;
}

void show_line_image(const struct app *app, struct here *here)
{
	const struct sample *sample = &app->sample;

	switch (sample->source) {
	case SAMPLE_OF_SPLIT:
		here_add(here, ":split %s<Enter>:%zu<Enter>", split_names[sample->split],
			 sample->index);
		return;
	case SAMPLE_NOISE:
		here_add(here, ":noise %zu<Enter>", sample->index);
		return;
	case SAMPLE_BLANK:
		here_add(here, "Ab");
		return;
	case SAMPLE_FILE:
		here->lost = "how the picture was read";
		return;
	case SAMPLE_DRAWN:
		here->lost = "the drawing";
		return;
	case SAMPLE_ATTACKED:
		here->lost = "the attacked image";
		return;
	}
}

void show_line_screen(struct app *app, struct here *here)
{
	const struct screen *screen = app->screens[app->current];

	if (!app->is_ink_dark)
		here_add(here, "I");
	if (screen->here)
		screen->here(app, app->state[app->current], here);
}

/* The name where that finds the same file, else the file. `found` is freed. */
static const char *shortest(const char *name, const char *path, char *found)
{
	bool is_same = found && strcmp(found, path) == 0;

	free(found);
	return is_same ? name : path;
}

static const char *model_word(const struct app *app, struct here *here)
{
	const char *name = app->model->facts.name;
	struct err ignored;

	if (app->model_path)
		return shortest(name, app->model_path, model_path(name, &ignored));
	here->lost = "the network, which is in no file yet";
	return name;
}

/* The network that it is compared with. */
static char *with_comparison(char *line, const struct app *app, struct here *here)
{
	const struct app *twin = comparison_twin(app);

	return twin ? with_option(line, "--compare", model_word(twin, here)) : line;
}

static const char *data_word(const struct app *app)
{
	struct err ignored;

	return shortest(app->data->name, app->data->path, find_dataset(app->data->name, &ignored));
}

char *show_line(struct app *app, const char **lost)
{
	const struct screen *screen = app->screens[app->current];
	struct here here = {.text = ""};
	char *line, number[24], size[24];

	line = with_option(xasprintf("netglyph show %s", screen->name), NULL,
			   model_word(app, &here));
	line = with_option(line, "--data", data_word(app));
	line = with_comparison(line, app, &here);
	snprintf(size, sizeof(size), "%dx%d", app->canvas->width, app->canvas->height);
	if (strcmp(size, "80x24") != 0)
		line = with_option(line, "--size", size);
	if (app->sample.source == SAMPLE_OF_SPLIT) {
		snprintf(number, sizeof(number), "%zu", app->sample.index);
		line = with_option(line, "--split", split_names[app->sample.split]);
		line = with_option(line, "--image", number);
	} else {
		show_line_image(app, &here);
		if (app->sample.source == SAMPLE_BLANK && screen->letter != 'A')
			here_add(&here, "%c", screen->letter);
	}
	show_line_screen(app, &here);
	if (here.length > 0)
		line = with_option(line, "--keys", here.text);
	*lost = here.lost;
	return line;
}
