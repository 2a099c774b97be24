/* Which method an attack follows, and what it makes grow. */
#include "lab/article.h"
#include "tui/screen/attack/attack.h"
#include "tui/session_value.h"

int attack_method_steps(const struct attack_spec *spec)
{
	int i = 0;

	while (i < attack_method_count - 1 && attack_methods[i] != spec->method)
		i++;
	return i;
}

static int objective_count(void)
{
	int count = 0;

	while (attack_objectives[count])
		count++;
	return count;
}

static int objective_index(const struct attack_objective *objective)
{
	int i = 0;

	while (attack_objectives[i + 1] && attack_objectives[i] != objective)
		i++;
	return i;
}

void attack_turn(struct attack_state *state, int last, const struct attack_spec *spec)
{
	state->serial++;
	attack_rewind(state->attack, last + 1, spec);
}

struct attack_spec attack_default(const struct attack_state *state)
{
	const struct attack_method *method =
		state->attack ? state->attack->spec.method : attack_methods[0];

	return attack_method_defaults(method, ARTICLE_TARGET, state->start == ATTACK_FROM_NOISE);
}

/* Steps further in the list of objectives than the method's own is. */
int attack_objective_steps(const struct attack_spec *spec)
{
	int by;

	if (!spec->method->objective)
		return 0;
	by = objective_index(attack_objective_of(spec)) - objective_index(spec->method->objective);

	return (by + objective_count()) % objective_count();
}

static void take_next_method(const struct attack_state *state, struct attack_spec *spec)
{
	const struct attack_method *next =
		attack_methods[(attack_method_steps(spec) + 1) % attack_method_count];

	*spec = attack_method_defaults(next, spec->target, state->start == ATTACK_FROM_NOISE);
}

static void take_next_objective(struct attack_spec *spec)
{
	int next = (objective_index(attack_objective_of(spec)) + 1) % objective_count();

	spec->objective = attack_objectives[next];
	if (spec->objective == spec->method->objective)
		spec->objective = NULL;
}

void attack_next(struct app *app, struct attack_state *state, bool is_method)
{
	struct attack_spec spec = state->attack->spec;

	if (is_method) {
		take_next_method(state, &spec);
		app_say(app, "%s", spec.method->help);
	} else if (spec.method->objective) {
		take_next_objective(&spec);
		app_say(app, "What grows is %s.", attack_objective_of(&spec)->help);
	} else {
		app_say(app, "%s looks at all classes: it has no objective.", spec.method->name);
		return;
	}
	state->wanted = 0;
	attack_turn(state, 0, &spec);
}

void attack_method_to_session(const struct attack_spec *spec, json_t *o)
{
	if (spec->method != attack_methods[0])
		json_object_set_new(o, "method", json_string(spec->method->name));
	if (spec->objective)
		json_object_set_new(o, "objective", json_string(spec->objective->name));
}

void attack_method_from_session(const struct attack_state *state, const json_t *o,
				struct attack_spec *spec)
{
	const char *method = session_get_text(o, "method");
	const char *objective = session_get_text(o, "objective");
	const struct attack_method *found = method ? attack_method_find(method) : NULL;

	if (found)
		*spec = attack_method_defaults(found, spec->target,
					       state->start == ATTACK_FROM_NOISE);
	if (objective && spec->method->objective)
		spec->objective = attack_objective_find(objective);
}
