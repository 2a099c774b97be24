/* netglyph merge: the parts of an evaluation to what one process would have printed. */
#include "cli/merge.h"
#include "cli/command.h"

#include <string.h>

struct merge_options {
	struct common common;
};

/* The commands that take --shard. */
static const struct {
	const char *command;
	bool (*merge)(struct command_context *, const struct shards *, struct err *);
} mergers[] = {{"test", test_merge},
	       {"mistakes", mistakes_merge},
	       {"attack", attack_merge},
	       {"robust", robust_merge},
	       {"transfer", transfer_merge}};

static bool run_merge(struct command_context *context, struct err *err)
{
	struct shards shards;
	bool is_done = shards_read(context->operands, &shards, err);
	size_t i = 0;

	while (is_done && i < sizeof(mergers) / sizeof(mergers[0]) &&
	       strcmp(mergers[i].command, shards.command) != 0)
		i++;
	if (is_done && i == sizeof(mergers) / sizeof(mergers[0]))
		is_done = err_set(err, "%s: is a part of '%s', which merge does not know",
				  context->operand, shards.command);
	is_done = is_done && mergers[i].merge(context, &shards, err);
	shards_clear(&shards);
	return is_done;
}

const struct command merge_command = {
	.name = "merge",
	.operand = "FILE...",
	.summary = "join the parts that --shard I/N prints",
	.help = "Reads what 'netglyph test', 'mistakes', 'attack --images', 'robust' or 'transfer' "
		"printed with --shard I/N "
		"--json for all I from 1 to N, in any order, and prints what the one command "
		"prints "
		"without --shard: the same bytes. Parts of different networks, images or options "
		"are refused. Mistakes need their --data again where they are drawn.",
	.common = COMMON_DATA | COMMON_JSON | COMMON_PICTURES,
	.size = sizeof(struct merge_options),
	.run = run_merge,
};
