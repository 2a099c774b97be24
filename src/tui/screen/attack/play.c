/* Playing: a step each moment, until the network is sure of the target or nothing moves. */
#include "tui/screen/attack/attack.h"

#include <math.h>

enum { PLAY_STEPS = 50 };
static const double play_seconds = 0.15, sure = 0.99;

void attack_stop_playing(struct app *app, struct attack_state *state)
{
	if (state->is_playing)
		app_tick_after(app, NAN);
	state->is_playing = false;
}

static bool is_arrived(const struct attack_state *state)
{
	const struct attack_step *shown = attack_shown(state);
	int target = state->attack->spec.target;

	return shown && shown->prediction == target && (double)shown->probabilities[target] > sure;
}

static bool is_far(const struct attack_state *state)
{
	return state->wanted >= ATTACK_STEPS_MAX - 1;
}

void attack_play(struct app *app, struct attack_state *state)
{
	if (state->is_playing) {
		attack_stop_playing(app, state);
		return;
	}
	/* Where it ended before, it is seen once more. */
	if (is_arrived(state) || is_far(state))
		state->wanted = 0;
	state->is_playing = true;
	state->play_end = state->wanted + PLAY_STEPS;
	app_tick_after(app, play_seconds);
}

void attack_tick(struct app *app, void *at)
{
	struct attack_state *state = at;
	bool is_there = state->wanted < state->attack->count;

	if (!state->is_playing)
		return;
	if (is_there && (is_arrived(state) || attack_is_stuck(state) || is_far(state) ||
			 state->wanted >= state->play_end)) {
		state->is_playing = false;
		return;
	}
	state->wanted += is_there;
	attack_walk(state, app->jobs);
	app_tick_after(app, play_seconds);
}
