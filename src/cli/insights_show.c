/* Each insight is a sentence, and below it where one sees it in the explorer. */
#include "cli/insights_show.h"
#include "cli/shard.h"

void insights_show(struct output *out, const struct insight_facts *facts)
{
	struct insight_finding found[INSIGHTS_MAX];
	int count = insights_find(facts, found);

	for (int i = 0; i < count; i++)
		print_fitted(out->file, out->width, "\n%s\n%s\nSee it in the explorer: %s.\n",
			     found[i].text, found[i].insight->meaning, found[i].where);
}

json_t *insights_json(const struct insight_facts *facts)
{
	struct insight_finding found[INSIGHTS_MAX];
	int count = insights_find(facts, found);
	json_t *list = json_array();

	for (int i = 0; i < count; i++) {
		json_t *o = json_object();

		json_add(o, "name", json_text(found[i].insight->name));
		json_add(o, "text", json_text(found[i].text));
		json_add(o, "meaning", json_text(found[i].insight->meaning));
		json_add(o, "where", json_text(found[i].where));
		json_array_append_new(list, o);
	}
	return list;
}
