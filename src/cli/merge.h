/* What `netglyph merge' calls: of each command that takes --shard, the print of all its parts. */
#ifndef CLI_MERGE_H
#define CLI_MERGE_H

#include "cli/shard.h"

bool test_merge(struct command_context *, const struct shards *, struct err *);
bool mistakes_merge(struct command_context *, const struct shards *, struct err *);
bool attack_merge(struct command_context *, const struct shards *, struct err *);
bool robust_merge(struct command_context *, const struct shards *, struct err *);
bool transfer_merge(struct command_context *, const struct shards *, struct err *);

#endif
