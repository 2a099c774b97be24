/* What the tables of a command say together. */
#include "cli/command.h"

struct option_list command_options(const struct command *command)
{
	struct option_list list = {.count = 0};

	if (command->options)
		options_add(&list, command->options);
	common_options(&list, command->common);
	return list;
}
