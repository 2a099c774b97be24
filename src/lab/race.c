/* Losses are compared image by image, so that few images tell. */
#include "lab/race.h"
#include "base/xalloc.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
	BLOCK = IDENTIFY_IMAGES, /* images that the leader is asked at a time */
	HARD = 200,              /* of a block: all that run are asked these */
	BLOCKS = (IDENTIFY_MORE_IMAGES + BLOCK - 1) / BLOCK
};

struct runner {
	struct trial trial; /* as to the hard images */
	bool is_running;
	float *logits; /* [BLOCKS * HARD, classes] */
	double losses[BLOCKS * HARD];
};

struct race {
	struct trial_setting *setting;
	struct asked_images hard;
	int count;
	struct runner *runners; /* [count] */
	struct trial whole;     /* one of them, as to all images */
	float *logits;          /* its: [images, classes] */
	double *losses;
};

/* Those that read far fewer of the first few images than the best do not start. */
static void start(struct race *r, struct trial_setting *setting, const struct identification *found)
{
	static const double far = 0.3;
	const struct candidate *candidate = found->trials[0].candidate;
	size_t classes = (size_t)candidate->classes, images = (size_t)setting->images.count;

	*r = (struct race){.setting = setting,
			   .count = found->count,
			   .runners = xmalloc((size_t)found->count * sizeof(*r->runners)),
			   .logits = xfloats(images * classes),
			   .losses = xcalloc(images, sizeof(*r->losses))};
	for (int i = 0; i < r->count; i++) {
		struct runner *runner = &r->runners[i];
		const struct trial *trial = &found->trials[i];

		runner->trial = *trial;
		runner->is_running = trial->count == found->trials[0].count &&
				     trial->accuracy >= found->trials[0].accuracy - far;
		if (runner->is_running)
			runner->trial.count = 0;
		runner->trial.behind = runner->trial.excess = INFINITY;
		runner->logits = xfloats(BLOCKS * HARD * classes);
	}
	asked_images_reserve(&r->hard, BLOCKS * HARD, shape_size(candidate->input));
}

static void clear(struct race *r)
{
	for (int i = 0; i < r->count; i++)
		free(r->runners[i].logits);
	free(r->runners);
	free(r->logits);
	free(r->losses);
	asked_images_clear(&r->hard);
}

/* The running one with the lowest loss; all were asked as many images. Before: the first. */
static const struct runner *leader(const struct race *r)
{
	const struct runner *best = NULL;

	for (int i = 0; i < r->count; i++)
		if (r->runners[i].is_running &&
		    (!best ||
		     (r->runners[i].trial.count && trial_weighted_loss(&r->runners[i].trial) <
							   trial_weighted_loss(&best->trial))))
			best = &r->runners[i];
	return best;
}

/* Of those that run the most usual; of these the one that reads best. */
static const struct runner *most_usual(const struct race *r)
{
	const struct runner *answer = leader(r);

	for (int i = 0; i < r->count; i++) {
		const struct runner *other = &r->runners[i];
		int more = trial_unusual(&other->trial) - trial_unusual(&answer->trial);

		if (other->is_running &&
		    (more < 0 || (more == 0 && trial_weighted_loss(&other->trial) <
						       trial_weighted_loss(&answer->trial))))
			answer = other;
	}
	return answer;
}

/* Asks one all images until `end`. */
static void ask_whole(struct race *r, const struct trial *trial, int end)
{
	struct trial_setting *setting = r->setting;
	struct err err;
	const struct net *net = trial_net(setting, trial, &err);

	if (!trial_is_same(&r->whole, trial)) {
		r->whole = *trial;
		r->whole.count = 0;
	}
	trial_ask(setting, net, &setting->images, end, &r->whole, r->logits, r->losses);
}

/* All that run are asked the hard images until `count`. */
static void ask_hard(struct race *r, int count)
{
	for (int i = 0; i < r->count; i++) {
		struct runner *runner = &r->runners[i];
		struct err err;

		if (runner->is_running)
			trial_ask(r->setting, trial_net(r->setting, &runner->trial, &err), &r->hard,
				  count, &runner->trial, runner->logits, runner->losses);
	}
}

/* Whether all images that there are could tell whether one is better than the other, if it goes on
 * as it is. */
static bool may_be_told(const struct race *r, const struct runner *one, const struct runner *other)
{
	struct trial trial = one->trial;
	double more = r->setting->images.count / (double)r->whole.count;

	trial_compare_losses(&trial, one->losses, other->losses);
	trial.excess = fabs(trial.excess) * more;
	trial.behind = fabs(trial.behind) * sqrt(more);
	return !trial_comes_near(&trial);
}

/* Those stop that are clearly behind the leader, and, at the end of a block, those that are less
 * usual than the answer, unless they are better and that may yet be told. */
static void stop_some(struct race *r, bool is_block_over)
{
	const struct runner *best = leader(r), *answer;

	for (int i = 0; i < r->count; i++) {
		struct runner *runner = &r->runners[i];

		if (!runner->is_running)
			continue;
		trial_compare_losses(&runner->trial, runner->losses, best->losses);
		runner->is_running = is_block_over ? trial_comes_near(&runner->trial)
						   : !trial_is_hopeless(&runner->trial);
	}
	answer = most_usual(r);
	for (int i = 0; is_block_over && i < r->count; i++) {
		struct runner *runner = &r->runners[i];

		if (runner->is_running &&
		    trial_unusual(&runner->trial) > trial_unusual(&answer->trial) &&
		    (trial_weighted_loss(&runner->trial) >= trial_weighted_loss(&answer->trial) ||
		     !may_be_told(r, runner, answer))) {
			runner->is_running = false;
			runner->trial.is_alike = true;
		}
	}
}

/* A block more. */
static void run(struct race *r, int first, int end)
{
	enum { FIRST = 25 };
	int before = r->hard.count;

	ask_whole(r, &leader(r)->trial, end);
	asked_images_add_hard(&r->hard, &r->setting->images, shape_size(r->whole.candidate->input),
			      first, end, HARD, r->logits, r->whole.candidate->classes);
	for (int count = FIRST; before < r->hard.count; count *= 2) {
		int next = before + count < r->hard.count ? before + count : r->hard.count;

		ask_hard(r, next);
		stop_some(r, next == r->hard.count);
		if (next == r->hard.count)
			return;
	}
}

/* Whether more images may tell what is not told yet. */
static bool is_open(const struct race *r, const struct runner *answer)
{
	for (int i = 0; i < r->count; i++)
		if (r->runners[i].is_running && &r->runners[i] != answer &&
		    may_be_told(r, &r->runners[i], answer))
			return true;
	return false;
}

/* Whether no other one that runs is as usual as the answer. */
static bool is_decided(const struct race *r, const struct runner *answer)
{
	for (int i = 0; i < r->count; i++)
		if (r->runners[i].is_running && &r->runners[i] != answer &&
		    trial_unusual(&r->runners[i].trial) <= trial_unusual(&answer->trial))
			return false;
	return true;
}

/* A trial as if it had been asked all that the answer was: of the images that are not hard it is as
 * certain. */
static void make_whole(const struct race *r, const struct runner *answer, struct trial *trial)
{
	double share = trial->count / (double)r->whole.count;

	if (!isfinite(trial->excess) || trial->count == 0)
		return;
	/* Both as to the hard images that it was asked. */
	trial->loss = r->whole.loss + (trial->excess - answer->trial.excess) * share;
	trial->accuracy = r->whole.accuracy + (trial->accuracy - answer->trial.accuracy) * share;
	trial->accuracy = fmin(fmax(trial->accuracy, 0), 1);
}

/* The answer first, the others by how far they were behind when they stopped. */
static void put(const struct race *r, const struct runner *answer, struct identification *found)
{
	int count = 1;

	found->trials[0] = r->whole;
	for (int i = 0; i < r->count; i++) {
		r->runners[i].trial.is_alike |= r->runners[i].is_running;
		if (&r->runners[i] != answer)
			found->trials[count++] = r->runners[i].trial;
	}
	qsort(found->trials + 1, (size_t)found->count - 1, sizeof(*found->trials),
	      trial_compare_excess);
	for (int i = 1; i < found->count; i++)
		make_whole(r, answer, &found->trials[i]);
}

void race(struct trial_setting *setting, double enough, struct identification *found)
{
	int most = setting->images.count, end = 0;
	const struct runner *answer;
	struct race r;

	start(&r, setting, found);
	do {
		int first = end;

		end = first + BLOCK < most ? first + BLOCK : most;
		run(&r, first, end);
		answer = most_usual(&r);
	} while (end < most && is_open(&r, answer) && r.whole.accuracy >= enough &&
		 !(setting->is_over && setting->is_over(setting->context)));
	ask_whole(&r, &answer->trial, end);
	found->is_clear = r.whole.accuracy >= enough && !trial_is_odd(&answer->trial) &&
			  is_decided(&r, answer);
	put(&r, answer, found);
	clear(&r);
}
