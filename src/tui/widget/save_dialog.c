/* From a name to a job, and from its answer to a message. */
#include "tui/widget/save_dialog.h"
#include "base/xalloc.h"
#include "live/save_job.h"
#include "tui/app.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static void take_answer(void *context, void *state, const struct save_answer *answer)
{
	struct app *app = context;
	struct save_dialog *dialog = state;

	if (answer->err) {
		app_complain(app, answer->err);
		return;
	}
	app_say(app, "written to %s%s", answer->path,
		answer->snapshot->facts.is_rounded
			? ", its large layers rounded to 10 bits a weight"
			: "");
	if (app->model == answer->snapshot && !app->model_path)
		app->model_path = xstrdup(answer->path);
	dialog->saved(app, dialog->state, answer->snapshot, answer->path);
}

static void start(struct app *app, struct save_dialog *dialog, bool may_overwrite)
{
	app_say(app, "writing %s ...", dialog->path);
	save_job_add(app->jobs, &(struct save_request){.snapshot = dialog->snapshot,
						       .path = dialog->path,
						       .may_overwrite = may_overwrite,
						       .owner = dialog,
						       .state = dialog,
						       .done = take_answer});
}

static void answer_overwrite(struct app *app, void *state, const char *answer)
{
	if (answer[0] == 'y' || answer[0] == 'Y')
		start(app, state, true);
	else
		app_say(app, "nothing was written");
}

static void answer_name(struct app *app, void *state, const char *answer)
{
	struct save_dialog *dialog = state;
	char question[PROMPT_QUESTION_MAX], *expanded = file_expand(answer);
	const char *name = dialog->path;

	snprintf(dialog->path, sizeof(dialog->path), "%s", expanded);
	free(expanded);
	if (!*name) {
		app_say(app, "without a name nothing is written");
	} else if (snapshot_is_folder(name)) {
		app_refuse(app, "%s is a folder: name a file", name);
	} else if (access(name, F_OK) == 0) {
		snprintf(question, sizeof(question), "%.50s is there already. Replace it? (y, n) ",
			 name);
		prompt_choose(app, question, dialog, answer_overwrite);
	} else {
		start(app, dialog, false);
	}
}

static const char *folder_word(struct app *app, int i)
{
	return prompt_file_word(app, "", FILE_MODEL, i);
}

void save_dialog_open(struct app *app, struct save_dialog *dialog, const struct snapshot *snapshot)
{
	char name[PROMPT_MAX];

	snapshot_ref(snapshot);
	snapshot_unref(dialog->snapshot);
	dialog->snapshot = snapshot;
	snprintf(name, sizeof(name), "%s-%" PRIu64 ".safetensors", snapshot->facts.name,
		 snapshot->facts.step);
	for (char *c = name; *c; c++)
		if (*c == ' ')
			*c = '-';
	prompt_open(app, "Save as: ", name, dialog, answer_name, folder_word);
}

void save_dialog_clear(struct save_dialog *dialog)
{
	snapshot_unref(dialog->snapshot);
	dialog->snapshot = NULL;
}
