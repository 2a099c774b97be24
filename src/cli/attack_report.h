/* What is said of the same attack on many images, of whichever process carried it out. */
#ifndef CLI_ATTACK_REPORT_H
#define CLI_ATTACK_REPORT_H

#include "cli/shard.h"
#include "lab/attack/attack_images.h"

/* Attacks the images of a shard, writes them to `out` (NULL: does not) as IDX of float32, and
 * prints what came of it, or of the part. */
bool attack_report_run(struct command_context *, const struct attack_spec *, int steps,
		       const struct shard *, const char *out, struct err *);

#endif
