/* From a name to a job, and from its answer to a message. */
#include "tui/widget/save_dialog.h"
#include "base/xalloc.h"
#include "live/save_job.h"
#include "tui/app.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

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

static void start(struct app *app, void *state, const char *path, bool may_overwrite)
{
	struct save_dialog *dialog = state;

	save_job_add(app->jobs, &(struct save_request){.snapshot = dialog->snapshot,
						       .path = path,
						       .may_overwrite = may_overwrite,
						       .owner = dialog,
						       .state = dialog,
						       .done = take_answer});
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
	dialog->name.chosen = start;
	dialog->name.state = dialog;
	dialog->name.kinds = FILE_MODEL;
	name_dialog_open(app, &dialog->name, name);
}

void save_dialog_clear(struct save_dialog *dialog)
{
	snapshot_unref(dialog->snapshot);
	dialog->snapshot = NULL;
}
