/* The explorer's setup, from the options that explore and show share. */
#include "cli/explorer_setup.h"

#include <stdlib.h>

bool explorer_setup(struct command_context *context, const char *model, struct app_setup *setup,
		    struct err *err)
{
	const struct common *common = context->common;

	*setup = (struct app_setup){.model = model,
				    .data = context->data_text,
				    .split = split_find(common->split),
				    .image = common->image,
				    .file = common->file,
				    .file_fit = common->is_fitted ? PICTURE_FITTED : PICTURE_EXACT,
				    .is_file_inverted = common->is_inverted,
				    .theme = common->theme,
				    .ground = ground_of_colorfgbg(getenv("COLORFGBG")),
				    .kernel = context->kernel,
				    .threads = context_threads(context)};
	return context_told(context, &setup->told, err);
}
