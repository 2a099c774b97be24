/*
 * Insights: what somebody with experience would say of a network, a run or a data set, in one
 * sentence with its numbers, and where one sees it. Each is one const struct in a file of its own
 * and one row of the table; it is a function of facts that others have gathered, and of nothing
 * else. Thresholds stand at the top of each file, with the reason for them.
 */
#ifndef LAB_INSIGHT_INSIGHT_H
#define LAB_INSIGHT_INSIGHT_H

#include "data/classes.h"
#include "lab/feature/dead_units.h"
#include "lab/insight/certainty.h"
#include "lab/insight/curve_point.h"
#include "lab/insight/leak.h"

/* What is known; bits of struct insight_facts' `has`. */
enum insight_fact {
	INSIGHT_RUN = 1 << 0,
	INSIGHT_CONFUSION = 1 << 1,
	INSIGHT_CERTAINTY = 1 << 2,
	INSIGHT_UNITS = 1 << 3,
	INSIGHT_LEAK = 1 << 4,
};

/* A training run. Losses and accuracies of batches, and of validation. */
struct insight_run {
	const struct curve_point *points, *validations; /* by step; a validation has no loss */
	int count, validation_count;
	size_t validation_images; /* that a validation asks */
	bool is_lost;             /* it ended because a number was no longer finite */
	bool is_adversarial;      /* it learns from attacked images */
};

/* All borrowed. What `has` does not name is not read. */
struct insight_facts {
	unsigned has;
	const struct class_names *names; /* of the classes, with run and confusion */
	int classes;
	struct insight_run run;
	const size_t *confusion; /* [classes (true), classes (predicted)], */
	const char *split;       /* of the images of that split */
	struct insight_certainty certainty;
	const struct net *net; /* of the units, as the next three */
	const struct dead_units *units;
	int unit_layers, unit_images;
	const struct leak *leak;
};

enum { INSIGHT_TEXT_MAX = 512, INSIGHT_WHERE_MAX = 5 * CLASS_NAME_MAX };

/* What an insight says. */
struct insight_finding {
	const struct insight *insight;
	char text[INSIGHT_TEXT_MAX];   /* a sentence, of some 75 columns */
	char where[INSIGHT_WHERE_MAX]; /* keys that lead there: "M, then /4>9" */
};

struct insight {
	const char *name;    /* for programs: "dead-units" */
	const char *meaning; /* what follows from it, a sentence for people */
	unsigned needs;      /* facts */
	/* False: it has nothing to say. Writes text and where. */
	bool (*look)(const struct insight_facts *, struct insight_finding *);
};

/* The table, ended by NULL (insights.c). */
extern const struct insight *const insights[];
enum { INSIGHTS_MAX = 16 };
/* What all insights say whose facts are there, in the table's order; how many. */
int insights_find(const struct insight_facts *, struct insight_finding found[INSIGHTS_MAX]);

#endif
