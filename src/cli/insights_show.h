/* Insights (lab/insight/insight.h) behind what a command prints, and as JSON. */
#ifndef CLI_INSIGHTS_SHOW_H
#define CLI_INSIGHTS_SHOW_H

#include "cli/json.h"
#include "lab/insight/insight.h"

/* Nothing where there are none. */
void insights_show(struct output *, const struct insight_facts *);
/* A list of objects: name, text, meaning, where. */
json_t *insights_json(const struct insight_facts *);

#endif
