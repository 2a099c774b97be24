/* The networks of `netglyph transfer': those of files, and those that are trained for it. */
#ifndef CLI_TRANSFER_NETS_H
#define CLI_TRANSFER_NETS_H

#include "cli/command_context.h"
#include "cli/json.h"

struct transfer_nets {
	int count;
	struct net *net[TRANSFER_MAX_NETS]; /* owned */
	/* [count] objects, owned: name, file, architecture, seed and step (null: not known), and
	 * the CRC-32 of the network. */
	json_t *facts;
};

/* What is to be trained. */
struct transfer_training {
	const char *architecture; /* NULL: nothing */
	const char *seeds;        /* "1,2,3" */
	uint64_t steps;
};

/* Reads the operands, and trains the others on the context's data, each from its own seed, with the
 * settings of Retrain. The caller clears `nets`, after a failure too. Ctrl-C is a failure with the
 * context's status set. */
bool transfer_nets_read(struct command_context *, const struct transfer_training *,
			struct transfer_nets *, struct err *);
void transfer_nets_clear(struct transfer_nets *);

#endif
