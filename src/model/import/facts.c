/* Candidates against modules, kind by kind. */
#include "model/import/facts.h"
#include "base/xalloc.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { POOLS_MAX = 8 };

struct facts {
	const char *activation; /* NULL: not told */
	const char *other;      /* one of another kind; NULL: there is none */
	int pool_count;
	const char *pools[POOLS_MAX]; /* "pool2v"; each once */
};

static void add_pool(struct facts *facts, const char *text)
{
	for (int i = 0; i < facts->pool_count; i++)
		if (strcmp(facts->pools[i], text) == 0)
			return;
	if (facts->pool_count < POOLS_MAX)
		facts->pools[facts->pool_count++] = text;
}

/* A sigmoid may be that of the output, which is none of a candidate's. */
static struct facts facts_of(const struct candidate *modules)
{
	struct facts facts = {0};

	for (int i = 0; i < modules->count; i++) {
		const struct import_layer *layer = &modules->layers[i];

		if (layer->kind == IMPORT_POOL)
			add_pool(&facts, layer->text);
		if (layer->kind != IMPORT_ACTIVATION || strcmp(layer->text, "sigmoid") == 0)
			continue;
		if (!facts.activation)
			facts.activation = layer->text;
		else if (strcmp(facts.activation, layer->text) != 0)
			facts.other = layer->text;
	}
	return facts;
}

/* The size and the stride of "2x3s1v"; padding is not looked at. */
static void read_window(const char *text, long numbers[4])
{
	char *at;

	numbers[0] = numbers[1] = strtol(text, &at, 10);
	if (*at == 'x')
		numbers[1] = strtol(at + 1, &at, 10);
	numbers[2] = numbers[0];
	numbers[3] = numbers[1];
	if (*at == 's')
		numbers[2] = numbers[3] = strtol(at + 1, &at, 10);
	if (*at == 'x')
		numbers[3] = strtol(at + 1, &at, 10);
}

/* The pooling of the modules that a candidate's is; NULL: none. */
static const char *find_pool(const struct facts *facts, const char *text, bool used[POOLS_MAX])
{
	long wanted[4], told[4];

	read_window(text, wanted);
	for (int i = 0; i < facts->pool_count; i++) {
		read_window(facts->pools[i] + strcspn(facts->pools[i], "0123456789"), told);
		if (memcmp(wanted, told, sizeof(told)) != 0)
			continue;
		used[i] = true;
		return facts->pools[i];
	}
	return NULL;
}

/* Sets what the facts say; false: they say something else than the candidate. */
static bool set(struct candidate *candidate, const struct facts *facts)
{
	bool used[POOLS_MAX] = {false}, is_right = true;

	for (int i = 0; i < candidate->count && is_right; i++) {
		struct import_layer *layer = &candidate->layers[i];
		const char *text = NULL;

		if (!layer->is_open)
			continue;
		if (layer->kind == IMPORT_ACTIVATION)
			text = facts->activation;
		if (layer->kind == IMPORT_POOL && facts->pool_count) {
			text = find_pool(facts, layer->text, used);
			is_right = text;
		}
		if (!text)
			continue;
		snprintf(layer->text, sizeof(layer->text), "%s", text);
		layer->is_open = false;
	}
	for (int i = 0; i < facts->pool_count; i++)
		is_right &= used[i];
	candidate->has_open_activation &= !facts->activation;
	candidate->has_open_pooling &= !facts->pool_count;
	return is_right;
}

/* Whether a candidate before it is the same: paddings that made a difference are told now. texts:
 * the architectures of those, to which its own is added where it is not. */
static bool is_double(const struct candidates *candidates, int count, const struct candidate *c,
		      char *texts[])
{
	const struct choice usual = {.activation = 0};
	char text[SETTINGS_ARCHITECTURE_MAX];

	if (!candidate_architecture(c, &usual, NULL, text))
		text[0] = '\0';
	for (int i = 0; i < count && text[0]; i++)
		if (candidate_is_torch(&candidates->list[i]) == candidate_is_torch(c) &&
		    strcmp(text, texts[i]) == 0)
			return true;
	texts[count] = xstrdup(text);
	return false;
}

bool facts_apply(const struct candidate *modules, struct candidates *candidates, const char *path,
		 struct err *err)
{
	struct facts facts = facts_of(modules);
	char *texts[CANDIDATES_MAX];
	struct err ignored;
	int count = 0;

	if (facts.other)
		return err_set(
			err,
			"%s: has activations of several kinds (%s, %s), and forward(), which "
			"has their order, is not in the file; tell it with --architecture",
			path, facts.activation, facts.other);
	for (int i = 0; i < candidates->count; i++) {
		struct candidate *candidate = &candidates->list[i];

		if (!set(candidate, &facts) || !candidate_fits(candidate, path, &ignored) ||
		    is_double(candidates, count, candidate, texts))
			continue;
		if (count != i)
			candidates->list[count] = *candidate;
		count++;
	}
	candidates->count = count;
	for (int i = 0; i < count; i++)
		free(texts[i]);
	return count > 0 ||
	       err_set(err,
		       "%s: its modules fit no order of layers that netglyph knows, and forward(), "
		       "which has it, is not in the file; tell it with --architecture",
		       path);
}
