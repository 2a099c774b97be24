/*
 * Evaluations that are cut into parts: one process does part I of N of the images, and
 * `netglyph merge' joins what all of them print to what one process would have printed.
 *
 * A part's document says what it is a part of ("of": the network, the images and the settings, with
 * their sums), which part it is, and the results of its images one by one. So nothing is summed
 * before all of it is there, and the sums do not depend on the number of parts.
 */
#ifndef CLI_SHARD_H
#define CLI_SHARD_H

#include "cli/command_context.h"
#include "cli/json.h"

/* Images first..first+count-1 of `total`; the whole is part 1 of 1. */
struct shard {
	int index, parts; /* from 1 */
	size_t total, first, count;
	bool is_part; /* --shard was given */
};

struct shard shard_part(int index, int parts, size_t total);
/* The part of `total` images that --shard names, which needs --json and draws nothing. */
bool shard_choose(struct command_context *, size_t total, struct shard *, struct err *);
/* Prints a part's document. Takes over the settings (an object: all of the command that results or
 * print depend on) and the results. */
void shard_print(struct command_context *, const char *command, const struct shard *,
		 json_t *settings, json_t *results);

/* What a report says that it is of. Texts are borrowed. */
struct report {
	const char *model, *data, *split;
	int classes;
	struct class_names names; /* of the classes */
};
/* Of what a command has read. */
struct report report_of(const struct command_context *);

/* All parts of one evaluation. Texts live as long as they do. */
struct shards {
	const char *command;
	struct report report;
	const json_t *of; /* what they are of, settings included */
	size_t total;     /* images; no more than the documents say, so nothing is sized by it */
	int parts;
	const char **names;               /* behind the report's; owned */
	struct shard_document *documents; /* [parts] by index; owned */
};

/* Reads files (a list that ends with NULL): all parts of one evaluation, each once, in any order.
 * The caller clears `shards`, after a failure too. */
bool shards_read(const char *const *paths, struct shards *, struct err *);
void shards_clear(struct shards *);
/* Calls read() with the results of each part, in order; false from it is a damaged document. */
bool shards_each(const struct shards *,
		 bool (*read)(void *context, const struct shard *, const json_t *results),
		 void *context, struct err *);

/* For read(): whole numbers within 0..max, and floats as json_exact() writes them. */
bool shard_whole(const json_t *, size_t max, size_t *value);
bool shard_float(const json_t *, float *value);
/* A float that is read back as the same one: a number, or "nan", "inf" or "-inf". */
json_t *json_exact(double);

#endif
