/* From a name to whoever writes the file. */
#include "tui/widget/name_dialog.h"
#include "format/file.h"
#include "tui/app.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static void choose(struct app *app, struct name_dialog *dialog, bool may_overwrite)
{
	app_say(app, "writing %s ...", dialog->path);
	dialog->chosen(app, dialog->state, dialog->path, may_overwrite);
}

static void answer_overwrite(struct app *app, void *state, const char *answer)
{
	if (answer[0] == 'y' || answer[0] == 'Y')
		choose(app, state, true);
	else
		app_say(app, "nothing was written");
}

static void answer_name(struct app *app, void *state, const char *answer)
{
	struct name_dialog *dialog = state;
	char question[PROMPT_QUESTION_MAX], *expanded = file_expand(answer);
	const char *name = dialog->path;

	snprintf(dialog->path, sizeof(dialog->path), "%s", expanded);
	free(expanded);
	if (!*name) {
		app_say(app, "without a name nothing is written");
	} else if (file_is_folder(name)) {
		app_refuse(app, "%s is a folder: name a file", name);
	} else if (access(name, F_OK) == 0) {
		snprintf(question, sizeof(question), "%.50s is there already. Replace it? (y, n) ",
			 name);
		prompt_choose(app, question, dialog, answer_overwrite);
	} else {
		choose(app, dialog, false);
	}
}

static const char *folder_word(struct app *app, int i)
{
	/* The prompt's caller is the dialog: its state says which kinds. */
	const struct name_dialog *dialog = app->prompt.state;

	return prompt_file_word(app, "", dialog->kinds, i);
}

void name_dialog_open(struct app *app, struct name_dialog *dialog, const char *proposal)
{
	prompt_open(app, "Save as: ", proposal, dialog, answer_name, folder_word);
}
