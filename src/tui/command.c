/* The table of commands. */
#include "tui/command.h"
#include "base/xalloc.h"
#include "data/dataset_text.h"
#include "tui/app.h"
#include "tui/compare.h"
#include "tui/open.h"
#include "tui/picker.h"
#include "tui/screen/train/train.h"
#include "tui/session.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void run_split(struct app *app, const char *argument)
{
	enum split_name split = split_find(argument);

	if (split == SPLIT_COUNT)
		app_refuse(app, "'%s' is no split; there are train, validation and test", argument);
	else
		app_choose_image(app, split,
				 app->sample.source == SAMPLE_OF_SPLIT ? app->sample.index : 0);
}

static void run_class(struct app *app, const char *argument)
{
	const struct screen *screen = app->screens[app->current];
	struct err err;
	int class;

	if (!screen->choose_class)
		app_say(app, "no class can be chosen on this screen");
	else if (class_names_read(&app->data->names, app_classes(app), argument, &class, &err))
		app_choose_class(app, class);
	else
		app_refuse(app, "%s", err.text);
}

/* One option of :open, whose value reaches to the next one; false: it is none, or has no value. */
static bool read_told(const char *option, char *value, struct import_told *told)
{
	if (!value || !*value)
		return false;
	if (strcmp(option, "architecture") == 0)
		told->architecture = value;
	else if (strcmp(option, "layout") == 0)
		told->layout = value;
	else
		return strcmp(option, "normalize") == 0 && import_told_input(told, value);
	return true;
}

/* Cuts the options behind a file off the text. The name of the file may have blanks in it. */
static bool take_told(struct app *app, char *text, struct import_told *told)
{
	char *option = strstr(text, " --"), *next, *value;

	for (; option; option = next) {
		*option = '\0';
		option += strlen(" --");
		next = strstr(option, " --");
		if (next)
			*next = '\0';
		value = option + strcspn(option, " ");
		value = *value ? value + 1 : NULL;
		if (value)
			value[-1] = '\0';
		if (!read_told(option, value, told)) {
			app_refuse(app, ":open FILE takes --architecture LAYERS, --normalize "
					"MEAN,DEVIATION and --layout torch|tensorflow behind it");
			return false;
		}
	}
	return true;
}

static void open_model_file(struct app *app, const char *argument)
{
	struct import_told told = {.architecture = NULL};
	char *text = xstrdup(argument), *path;

	if (!*argument) {
		picker_open(app);
	} else if (take_told(app, text, &told)) {
		path = file_expand(text);
		open_told(app, path, NULL, &told);
		free(path);
	}
	free(text);
}

static void run_data(struct app *app, const char *argument)
{
	struct dataset_options ignored;
	struct err err;
	char *path = file_expand(argument), *base, *text;

	/* Options alone are about the data set that is looked at. */
	if (strncmp(argument, "--", 2) == 0 &&
	    dataset_text_read(app->data->path, &base, &ignored, &err)) {
		text = xasprintf("%s %s", base, argument);
		free(base);
		free(path);
		path = text;
	}
	open_start(app, NULL, path);
	free(path);
}

static void run_train(struct app *app, const char *argument)
{
	train_set_architecture(app, app_state(app, "Train"), argument);
}

static void run_watch(struct app *app, const char *argument)
{
	char *path = file_expand(argument);

	train_watch(app, app_state(app, "Train"), path);
	free(path);
}

static void use_run(struct app *app, const char *argument)
{
	uint64_t number;

	if (app_read_number(app, argument, INT_MAX, &number))
		train_use_run(app, app_state(app, "Train"), (int)number);
}

static void go_to_step(struct app *app, const char *argument)
{
	uint64_t step;

	if (app_read_number(app, argument, (uint64_t)FIT_MAX_STEPS + 1, &step))
		train_go_to_step(app, app_state(app, "Train"), step);
}

static const char *const theme_words[] = {"auto", "dark", "light", "mono", "blind", NULL};

static void run_theme(struct app *app, const char *argument)
{
	/* The argument goes with the prompt; its word in the list stays. */
	for (const char *const *word = theme_words; *word; word++)
		if (strcmp(*word, argument) == 0 && app_set_theme(app, *word))
			return;
	app_refuse(app, "'%s' is no theme; there are auto, dark, light, mono and blind", argument);
}

static void run_mouse(struct app *app, const char *argument)
{
	bool is_on = strcmp(argument, "on") == 0 || (!*argument && !app->mouse.is_on);

	if (*argument && !is_on && strcmp(argument, "off") != 0) {
		app_refuse(app, "the mouse is on or off, not '%s'", argument);
		return;
	}
	app->mouse.is_on = is_on;
	app_say(app, is_on ? "The mouse chooses what it presses; :mouse off gives it back to the "
			     "terminal."
			   : "The mouse is the terminal's again.");
}

static void run_screen(struct app *app, const char *argument)
{
	int screen = app_screen(app, argument);

	if (screen < 0)
		app_refuse(app, "'%s' is no screen", argument);
	else
		app_go(app, screen);
}

static void run_export(struct app *app, const char *argument)
{
	char *path = file_expand(argument);

	app->export_to(app, path);
	free(path);
}

static void run_insights(struct app *app, const char *argument)
{
	(void)argument;
	app->is_help = app->is_insights = true;
	app->help_scroll = 0;
	app->prompt_past.sought[0] = '\0';
}

static void run_compare(struct app *app, const char *argument)
{
	if (strcmp(argument, "off") == 0)
		compare_end(app);
	else
		compare_with(app, argument);
}

static void run_quit(struct app *app, const char *argument)
{
	(void)argument;
	session_leave(app);
}

static const char *const split_words[] = {"train", "validation", "test", NULL};
static const char *const model_words[] = {"mnist-cnn", "mnist-robust", "mnist-softmax", NULL};
static const char *const compare_words[] = {"mnist-cnn", "mnist-robust", "mnist-softmax", "off",
					    NULL};
static const char *const data_words[] = {"sample", "mnist", "fashion", "kmnist", NULL};
static const char *const architecture_words[] = {"softmax", "cnn", "mlp", NULL};
static const char *const mouse_words[] = {"on", "off", NULL};

const struct command_row command_rows[] = {
	{"image", "N", "look at image N of the split (or just :N)", app_answer_image, NULL, 0},
	{"split", "NAME", "look at another split: train, validation or test", run_split,
	 split_words, 0},
	{"noise", "[SEED]", "look at uniform noise", app_answer_noise, NULL, 0},
	{"file", "PICTURE",
	 "look at a picture; --fit behind it frames one of any size, --invert "
	 "takes light for ink",
	 app_answer_file, NULL, FILE_PICTURE},
	{"class", "NAME",
	 "choose a class by its name or number, as the digit keys do for 0 to 9; Tab lists them",
	 run_class, NULL, 0},
	{"open", "[MODEL]",
	 "use another network: a file, or a shipped one's name; --architecture LAYERS, "
	 "--normalize MEAN,DEVIATION and --layout NAME behind it tell how to read a file; none: a "
	 "list",
	 open_model_file, model_words, FILE_MODEL},
	{"compare", "[MODEL]",
	 "draw each screen for another network too; none: the one before this; off: no longer",
	 run_compare, compare_words, FILE_MODEL},
	{"data", "PATH",
	 "look at another data set: a folder, a file or a name; --invert, --transpose, --scale S "
	 "and --fit behind it, or alone, change it",
	 run_data, data_words, FILE_DATA},
	{"train", "ARCHITECTURE", "set up Train for softmax, cnn, mlp or layers of your own",
	 run_train, architecture_words, 0},
	{"watch", "DIR", "follow the checkpoints and logs that another program writes to a folder",
	 run_watch, NULL, FILE_FOLDER | FILE_MODEL},
	{"step", "N", "look at step N of the training run, or the nearest that is kept", go_to_step,
	 NULL, 0},
	{"run", "N", "use the network of run N of the list that r shows on Train", use_run, NULL,
	 0},
	{"theme", "NAME", "colours: auto (as the ground is), dark, light, mono or blind", run_theme,
	 theme_words, 0},
	{"mouse", "[on|off]", "let the mouse choose what it presses, or give it back", run_mouse,
	 mouse_words, 0},
	{"export", "FILE", "write the whole screen to a new file: .txt, .ansi, .svg or .png",
	 run_export, NULL, 0},
	{"insights", NULL, "list what stands out in network, run and data, and where to see it",
	 run_insights, NULL, 0},
	{"screen", "NAME", "go to a screen", run_screen, NULL, 0},
	{"quit", NULL, "leave, as Q does", run_quit, NULL, 0},
	{0}};

static const struct command_row *find_row(const char *name, size_t length)
{
	for (const struct command_row *row = command_rows; row->name; row++)
		if (strlen(row->name) == length && strncmp(row->name, name, length) == 0)
			return row;
	return NULL;
}

void command_run(struct app *app, const char *line)
{
	size_t length;
	const struct command_row *row;
	const char *argument;

	line += strspn(line, " ");
	length = strcspn(line, " ");
	argument = line + length + strspn(line + length, " ");
	row = find_row(line, length);
	if (!*line)
		return;
	if (*line >= '0' && *line <= '9')
		row = find_row("image", 5), argument = line;
	if (!row)
		app_refuse(app, "there is no command '%.*s': ? lists them", (int)length, line);
	else if (!*argument && row->argument && row->argument[0] != '[')
		app_refuse(app, ":%s needs its %s", row->name, row->argument);
	else if (!app_is_ready(app))
		app_say(app, "still opening: try again in a moment");
	else
		row->run(app, argument);
}

const char *command_hint(struct app *app)
{
	const char *typed = app->prompt.text;
	const struct command_row *row = find_row(typed, strcspn(typed, " "));
	static const char any[] = "a number: that image; else a command's name: Tab lists them";

	if (!row)
		return any;
	snprintf(app->prompt.candidate, PROMPT_MAX, "%s%s%s: %s", row->name,
		 row->argument ? " " : "", row->argument ? row->argument : "", row->help);
	return app->prompt.candidate;
}

static int count_words(const char *const *words)
{
	int count = 0;

	while (words && words[count])
		count++;
	return count;
}

/* The i-th argument of a command. */
static const char *argument_word(struct app *app, const struct command_row *row, int i)
{
	char before[PROMPT_MAX];
	int words = count_words(row->words);

	if (row->run == run_class)
		return app_is_ready(app) && i < app_classes(app) ? class_name(app_names(app), i)
								 : NULL;
	if (row->run == run_screen)
		return i < app->screen_count ? app->screens[i]->name : NULL;
	if (i < words)
		return row->words[i];
	if (!row->files)
		return NULL;
	snprintf(before, sizeof(before), "%s ", row->name);
	return prompt_file_word(app, before, row->files, i - words);
}

const char *command_word(struct app *app, int i)
{
	char *line = app->prompt.candidate;
	const char *typed = app->prompt.typed, *space = strchr(typed, ' '), *word;
	const struct command_row *row;

	if (!space) {
		for (row = command_rows; row->name && i > 0; row++)
			i--;
		if (!row->name)
			return NULL;
		snprintf(line, PROMPT_MAX, "%s%s", row->name, row->argument ? " " : "");
		return line;
	}
	row = find_row(typed, (size_t)(space - typed));
	word = row ? argument_word(app, row, i) : NULL;
	if (word && word != line)
		snprintf(line, PROMPT_MAX, "%s %s", row->name, word);
	return word ? line : NULL;
}
