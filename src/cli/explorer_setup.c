/* The explorer's setup, from the options that explore and show share. */
#include "cli/explorer_setup.h"

#include <stdlib.h>

struct app_setup explorer_setup(const struct command_context *context, const char *model)
{
	const struct common *common = context->common;

	return (struct app_setup){.model = model,
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
}
