/* Tensors whose names have one stem are one unit. */
#include "model/import/units.h"
#include "base/text.h"
#include "model/import/roles.h"
#include "model/import/sequence.h"

#include "base/xalloc.h"
#include "format/dtype.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* --------------------------------------------------------------------------------- collecting */

/* A unit while tensors are collected: one for each role. */
struct draft {
	char name[UNIT_NAME_MAX];
	const struct tensor *of[ROLES];
	bool is_named; /* its tensors' names told their roles */
};

struct drafts {
	int count;
	struct draft draft[UNITS_MAX];
};

static struct draft *add_draft(struct drafts *drafts, const char *name, bool is_named)
{
	struct draft *draft;

	if (drafts->count == UNITS_MAX)
		return NULL;
	draft = &drafts->draft[drafts->count++];
	memset(draft, 0, sizeof(*draft));
	snprintf(draft->name, sizeof(draft->name), "%s", name);
	draft->is_named = is_named;
	return draft;
}

/* The latest of that name which lacks the role. */
static struct draft *find_draft(struct drafts *drafts, const struct parsed_name *parsed)
{
	for (int i = drafts->count - 1; i >= 0; i--) {
		struct draft *draft = &drafts->draft[i];

		if (draft->is_named && strcmp(draft->name, parsed->stem) == 0)
			return draft->of[parsed->role] ? NULL : draft;
	}
	return NULL;
}

static bool add_named(struct drafts *drafts, const struct parsed_name *parsed,
		      const struct tensor *t)
{
	struct draft *draft = find_draft(drafts, parsed);

	if (!draft)
		draft = add_draft(drafts, parsed->stem, true);
	if (draft)
		draft->of[parsed->role] = t;
	return draft;
}

static bool is_float(const struct tensor *t)
{
	return strchr("FB", t->dtype[0]) && strcmp(t->dtype, "BOOL") != 0;
}

/* The next tensor without a role that has the same stem; NULL: there is none. */
static const struct tensor *next_unnamed(const struct tensor_file *file, const char *stem,
					 size_t *at)
{
	for (; *at < tensor_file_count(file); ++*at) {
		const struct tensor *t = tensor_file_at(file, *at);
		struct parsed_name parsed = parse_name(t->name);

		if (is_float(t) && t->ndim > 0 && parsed.role == UNKNOWN &&
		    !units_is_alias(file, t) && strcmp(parsed.stem, stem) == 0) {
			++*at;
			return t;
		}
	}
	return NULL;
}

/* Whether weights may have as many units as a vector has values. */
static bool may_have_bias(const struct tensor *weights, const struct tensor *vector)
{
	size_t size = tensor_elements(vector);

	return weights->dim[0] == size || weights->dim[weights->ndim - 1] == size;
}

/* The weights that a bias without a name is of: the first of its stem that have none. */
static struct draft *weights_of(struct drafts *drafts, const struct tensor *bias)
{
	for (int i = 0; i < drafts->count; i++) {
		struct draft *draft = &drafts->draft[i];

		if (!draft->is_named && draft->of[WEIGHTS] && !draft->of[BIAS] &&
		    may_have_bias(draft->of[WEIGHTS], bias))
			return draft;
	}
	return NULL;
}

/* Vectors of one size: a bias if they are one more than batch norms have, each of which has four:
 * gamma, beta, mean and variance, in the order of their creation. */
static bool add_vectors(struct drafts *drafts, const char *stem, const struct tensor **vectors,
			int count)
{
	int i = 0;

	if (count % 4 == 1) {
		struct draft *weights = weights_of(drafts, vectors[0]);

		if (!weights)
			return true;
		weights->of[BIAS] = vectors[i++];
	}
	for (; i + 4 <= count; i += 4) {
		struct draft *draft = add_draft(drafts, stem, false);

		if (!draft)
			return false;
		for (int role = GAMMA; role <= VARIANCE; role++)
			draft->of[role] = vectors[i + role - GAMMA];
	}
	/* A norm without gamma or without beta, and nobody says which. */
	for (; i < count; i++) {
		struct draft *draft = add_draft(drafts, stem, false);

		if (!draft)
			return false;
		draft->of[UNKNOWN] = vectors[i];
	}
	return true;
}

/* All tensors of a stem whose names do not tell their roles: weights, and vectors behind them. */
static bool add_unnamed(struct drafts *drafts, const struct tensor_file *file, const char *stem)
{
	enum { VECTORS = 9 };
	const struct tensor *vectors[VECTORS], *t;
	size_t at = 0;
	int count = 0;

	while ((t = next_unnamed(file, stem, &at))) {
		bool is_vector = t->ndim == 1;

		if (count > 0 &&
		    (!is_vector || t->dim[0] != vectors[0]->dim[0] || count == VECTORS)) {
			if (!add_vectors(drafts, stem, vectors, count))
				return false;
			count = 0;
		}
		if (is_vector) {
			vectors[count++] = t;
		} else {
			struct draft *draft = add_draft(drafts, t->name, false);

			if (!draft)
				return false;
			draft->of[WEIGHTS] = t;
		}
	}
	return add_vectors(drafts, stem, vectors, count);
}

/* Whether a stem was met before tensor i. */
static bool is_known_stem(const struct tensor_file *file, size_t i, const char *stem)
{
	while (i-- > 0) {
		struct parsed_name parsed = parse_name(tensor_file_at(file, i)->name);

		if (parsed.role == UNKNOWN && strcmp(parsed.stem, stem) == 0)
			return true;
	}
	return false;
}

bool units_is_alias(const struct tensor_file *file, const struct tensor *t)
{
	static const char second[] = "_all_variables/", first[] = "variables/";

	if (strncmp(t->name, second, sizeof(second) - 1) != 0)
		return false;
	for (size_t i = 0; i < tensor_file_count(file); i++) {
		const struct tensor *other = tensor_file_at(file, i);

		if (strncmp(other->name, first, sizeof(first) - 1) == 0 && other->ndim == t->ndim &&
		    other->size == t->size &&
		    memcmp(other->dim, t->dim, (size_t)t->ndim * sizeof(*t->dim)) == 0 &&
		    memcmp(other->data, t->data, t->size) == 0)
			return true;
	}
	return false;
}

static bool collect(const struct tensor_file *file, struct drafts *drafts)
{
	for (size_t i = 0; i < tensor_file_count(file); i++) {
		const struct tensor *t = tensor_file_at(file, i);
		struct parsed_name parsed = parse_name(t->name);

		if (!is_float(t) || t->ndim == 0 || parsed.role == IGNORED ||
		    units_is_alias(file, t))
			continue;
		if (parsed.role != UNKNOWN ? !add_named(drafts, &parsed, t)
					   : !is_known_stem(file, i, parsed.stem) &&
						     !add_unnamed(drafts, file, parsed.stem))
			return false;
	}
	return true;
}

/* ------------------------------------------------------------------------------------- units */

/* PyTorch calls gamma and beta weight and bias. */
static void settle(struct draft *draft)
{
	if (!draft->of[WEIGHTS] || draft->of[WEIGHTS]->ndim > 1)
		return;
	if (!draft->of[GAMMA])
		draft->of[GAMMA] = draft->of[WEIGHTS];
	if (!draft->of[BETA]) {
		draft->of[BETA] = draft->of[BIAS];
		draft->of[BIAS] = NULL;
	}
	draft->of[WEIGHTS] = NULL;
}

/* PyTorch's 1e-5, or Keras's 1e-3, as the names tell. */
static double usual_epsilon(const struct tensor *variance)
{
	return strstr(variance->name, "moving_var") ? 1e-3 : 1e-5;
}

static bool is_vector(const struct tensor *t, size_t size)
{
	return !t || (t->ndim == 1 && t->dim[0] == size);
}

/* Whether a draft is a whole batch norm of so many channels. */
static bool is_norm(const struct draft *draft, size_t channels)
{
	return draft->of[MEAN] && draft->of[VARIANCE] && is_vector(draft->of[MEAN], channels) &&
	       is_vector(draft->of[VARIANCE], channels) && is_vector(draft->of[GAMMA], channels) &&
	       is_vector(draft->of[BETA], channels);
}

static bool may_follow(const struct unit *unit, const struct draft *draft)
{
	const struct tensor *w = unit->weights;

	return !unit->norm.mean &&
	       (is_norm(draft, w->dim[0]) || is_norm(draft, w->dim[w->ndim - 1]));
}

/* The unit that a batch norm stands behind: the one before it in the file, else the first that has
 * none. Files that are sorted by name have all batch norms before all weights. */
static struct unit *unit_before(struct units *units, const struct draft *draft, int before)
{
	if (before > 0 && may_follow(&units->unit[before - 1], draft))
		return &units->unit[before - 1];
	for (int i = 0; i < units->count; i++)
		if (may_follow(&units->unit[i], draft))
			return &units->unit[i];
	return NULL;
}

static void leave(struct units *units, const struct tensor *t)
{
	if (t && units->left_count < UNITS_MAX)
		units->left[units->left_count++] = t;
}

/* Behind a ReLU no mean is below 0; behind weights that would be a rare chance. */
static bool is_behind_relu(const struct tensor *mean)
{
	enum { TELLING = 8 };
	size_t count = tensor_elements(mean);
	float *values = xfloats(count);
	struct err err;
	bool is_behind = count >= TELLING && tensor_floats(mean, "", values, &err);

	for (size_t i = 0; is_behind && i < count; i++)
		is_behind = values[i] >= 0;
	free(values);
	return is_behind;
}

static void place_norm(struct unit *unit, const char *name)
{
	int number = sequence_number(name, unit->name);
	int apart = number < 0 || unit->last_number < 0 ? 0 : number - unit->last_number;

	if (apart > 0)
		unit->last_number = number;
	if (apart > 1 || is_behind_relu(unit->norm.mean))
		unit->norm_place = NORM_LAST;
	else if (apart == 1)
		unit->norm_place = NORM_FIRST;
}

static void add_unit(struct units *units, const struct draft *draft)
{
	struct unit *unit = &units->unit[units->count++];

	*unit = (struct unit){.weights = draft->of[WEIGHTS],
			      .bias = draft->of[BIAS],
			      .stride = -1,
			      .padding = -1};
	snprintf(unit->name, sizeof(unit->name), "%s", draft->name);
	unit->last_number = sequence_number(unit->name, unit->name);
}

/* A bias whose name does not say of which weights (b1 beside h1, as in tutorials): the first that
 * have none. */
static bool adopt_bias(struct units *units, const struct draft *draft)
{
	for (int role = 0; role < ROLES; role++)
		if ((role == BIAS) != (draft->of[role] != NULL))
			return false;
	for (int i = 0; i < units->count; i++) {
		struct unit *unit = &units->unit[i];

		if (!unit->bias && may_have_bias(unit->weights, draft->of[BIAS])) {
			unit->bias = draft->of[BIAS];
			return true;
		}
	}
	return false;
}

/* A batch norm for the unit before it; anything else is left over. */
static void add_norm(struct units *units, const struct draft *draft, int before)
{
	struct unit *unit = unit_before(units, draft, before);
	struct batch_norm norm = {draft->of[GAMMA], draft->of[BETA], draft->of[MEAN],
				  draft->of[VARIANCE], 0};

	if (draft->of[MEAN] && is_norm(draft, draft->of[MEAN]->dim[0])) {
		struct norm_unit *named = &units->norm[units->norm_count++];

		norm.epsilon = usual_epsilon(norm.variance);
		named->norm = norm;
		snprintf(named->name, sizeof(named->name), "%s", draft->name);
	}
	if (unit) {
		unit->norm = norm;
		place_norm(unit, draft->name);
	} else if (is_norm(draft, 1) && !units->image_norm.mean) {
		norm.epsilon = usual_epsilon(norm.variance);
		units->image_norm = norm;
		return;
	}
	for (int role = 0; !unit && role < ROLES; role++)
		leave(units, draft->of[role]);
}

bool units_find(const struct tensor_file *file, struct units *units)
{
	struct drafts drafts = {0};
	int before = 0;

	units->count = units->norm_count = units->left_count = 0;
	units->image_norm.mean = NULL;
	if (!collect(file, &drafts))
		return false;
	for (int i = 0; i < drafts.count; i++) {
		settle(&drafts.draft[i]);
		if (drafts.draft[i].of[WEIGHTS])
			add_unit(units, &drafts.draft[i]);
	}
	for (int i = 0; i < drafts.count; i++)
		if (drafts.draft[i].of[WEIGHTS])
			before++;
		else if (!adopt_bias(units, &drafts.draft[i]))
			add_norm(units, &drafts.draft[i], before);
	return true;
}

bool unit_sizes(const struct tensor *weights, bool is_torch, int sizes[4])
{
	static const int torch_order[] = {2, 3, 1, 0}, dense_order[] = {1, 0};
	int n = weights->ndim;

	if (n != 2 && n != 4)
		return false;
	sizes[0] = sizes[1] = 0;
	for (int i = 0; i < n; i++) {
		int from = !is_torch ? i : n == 4 ? torch_order[i] : dense_order[i];

		if (weights->dim[from] < 1 || weights->dim[from] > IMPORT_MAX_SIZE)
			return false;
		sizes[4 - n + i] = (int)weights->dim[from];
	}
	return true;
}

char *units_text(const struct units *units)
{
	enum { DESCRIBED = 6 };
	char *text = NULL;

	for (int i = 0; i < units->count && i < DESCRIBED; i++) {
		const struct tensor *t = units->unit[i].weights;
		char shape[NUMBERS_TEXT_MAX * 2];
		size_t length = (size_t)snprintf(shape, sizeof(shape), "%.40s", t->name);

		for (int d = 0; d < t->ndim && length < sizeof(shape); d++)
			length += (size_t)snprintf(shape + length, sizeof(shape) - length, "%c%zu",
						   d ? 'x' : ' ', t->dim[d]);
		text = text_listed(text, shape);
	}
	return units->count > DESCRIBED ? text_listed(text, "...") : text;
}
