/* One pass, its stages in order, and who contributes to whom. */
#include "lab/explain/stages.h"
#include "base/xalloc.h"
#include "lab/explain/weight_activation.h"
#include "nn/loss.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---------------------------------------------------------------------------------- stages */

struct ranked {
	float mean;
	int channel;
};

static int compare_means(const void *left, const void *right)
{
	const struct ranked *a = left, *b = right;

	/* A mean that is no number comes last. */
	if (isnan(a->mean) != isnan(b->mean))
		return isnan(a->mean) ? 1 : -1;
	if (a->mean != b->mean && !isnan(a->mean))
		return a->mean < b->mean ? 1 : -1;
	return a->channel - b->channel;
}

static void put_in_order(struct stage *stage)
{
	int count = stage->shape.channels;
	struct ranked *ranked = xcalloc((size_t)count, sizeof(*ranked));

	for (int c = 0; c < count; c++)
		ranked[c] = (struct ranked){stage->means[c], c};
	qsort(ranked, (size_t)count, sizeof(*ranked), compare_means);
	for (int c = 0; c < count; c++)
		stage->order[c] = ranked[c].channel;
	free(ranked);
}

static void measure(struct stage *stage)
{
	struct shape s = stage->shape;
	int places = s.height * s.width;

	stage->means = xfloats((size_t)s.channels);
	stage->order = xcalloc((size_t)s.channels, sizeof(*stage->order));
	stage->lo = INFINITY;
	stage->hi = -INFINITY;
	for (int c = 0; c < s.channels; c++) {
		double sum = 0;

		for (int i = 0; i < places; i++) {
			float value = stage->values[(size_t)i * (size_t)s.channels + (size_t)c];

			sum += (double)value;
			stage->lo = isfinite(value) ? fminf(stage->lo, value) : stage->lo;
			stage->hi = isfinite(value) ? fmaxf(stage->hi, value) : stage->hi;
		}
		stage->means[c] = (float)(sum / places);
		stage->order[c] = c;
	}
	if (stage->lo > stage->hi)
		stage->lo = stage->hi = 0;
}

/* An activation belongs to the layer before it; what acts in training only changes nothing here,
 * and an image behind an affine layer looks like the one before it. */
static bool is_stage(const struct net *net, int i)
{
	const struct layer_ops *ops = net->layers[i].ops;

	return !ops->is_training_only && !ops->is_affine && (i == 0 || !ops->is_activation);
}

static bool is_last_stage(const struct net *net, int layer)
{
	while (++layer < net->count)
		if (is_stage(net, layer))
			return false;
	return true;
}

static void add_stage(struct stages *stages, int layer)
{
	const struct net *net = stages->net;
	struct stage *stage = &stages->list[stages->count++];
	bool is_last = is_last_stage(net, layer);

	*stage = (struct stage){.layer = layer, .shape = net->input, .from = -1, .to = -1};
	if (layer >= 0)
		stage->shape = net->layers[layer].out;
	if (is_last)
		stage->values = stages->probabilities;
	else
		stage->values = layer < 0 ? pass_input(stages->pass)
					  : pass_output(stages->pass, net_activation(net, layer));
	measure(stage);
	if (!is_last)
		put_in_order(stage);
	if (layer >= 0)
		stage->contributions = channel_contributions(
			net, layer,
			layer ? pass_output(stages->pass, layer - 1) : pass_input(stages->pass));
}

/* Channels stay what they are through pooling, so what leads to the next weights is the stage
 * itself or a pooling behind it. */
static void link_stages(struct stages *stages)
{
	const struct net *net = stages->net;

	for (int i = 1, first = 0; i < stages->count; i++) {
		if (!net->layers[stages->list[i].layer].units)
			continue;
		stages->list[i].from = i - 1;
		for (int j = first; j < i; j++)
			stages->list[j].to = i;
		first = i;
	}
}

struct stages *stages_new(const struct net *net, const float *image)
{
	struct stages *stages = xcalloc(1, sizeof(*stages));

	stages->net = net;
	stages->probabilities = xfloats((size_t)net->classes);
	stages->pass = pass_new(net, 1, false, NULL);
	memcpy(pass_input(stages->pass), image, shape_size(net->input) * sizeof(float));
	pass_forward(stages->pass, 1, -1, NULL);
	softmax(1, net->classes, pass_output(stages->pass, -1), stages->probabilities);
	add_stage(stages, -1);
	for (int i = 0; i < net->count; i++)
		if (is_stage(net, i))
			add_stage(stages, i);
	link_stages(stages);
	return stages;
}

void stages_free(struct stages *stages)
{
	if (!stages)
		return;
	for (int i = 0; i < stages->count; i++) {
		free(stages->list[i].means);
		free(stages->list[i].order);
		free(stages->list[i].contributions);
	}
	free(stages->probabilities);
	pass_free(stages->pass);
	free(stages);
}

bool stages_are_alike(const struct stages *stages, const struct net *net)
{
	const struct net *own = stages->net;

	if (own->count != net->count)
		return false;
	for (int i = 0; i < net->count; i++)
		if (own->layers[i].ops != net->layers[i].ops ||
		    memcmp(&own->layers[i].out, &net->layers[i].out, sizeof(struct shape)) != 0)
			return false;
	return own->input.height == net->input.height && own->input.width == net->input.width;
}

bool stages_is_last(const struct stages *stages, int stage)
{
	return stage == stages->count - 1;
}

const char *stages_name(const struct stages *stages, int stage)
{
	if (stage == 0)
		return "input";
	return stages_is_last(stages, stage) ? "output"
					     : stages->net->layers[stages->list[stage].layer].name;
}

/* ------------------------------------------------------------------------------- contributions */

/* The index of the rank-th largest of values, which stand `step` apart; of equal ones the first. */
static int ranked(const float *values, int count, int step, int rank, float *value)
{
	int best = -1, last = -1;

	if (rank >= count)
		return -1;
	for (int r = 0; r <= rank; r++, last = best) {
		best = -1;
		for (int i = 0; i < count; i++) {
			float v = values[(size_t)i * (size_t)step];
			float before = last < 0 ? 0 : values[(size_t)last * (size_t)step];

			if (last >= 0 && (v > before || (v == before && i <= last)))
				continue;
			if (best < 0 || v > values[(size_t)best * (size_t)step])
				best = i;
		}
		if (best < 0)
			return -1; /* a value that is no number */
	}
	*value = values[(size_t)best * (size_t)step];
	return best;
}

int stages_contributor(const struct stages *stages, int stage, int channel, int rank,
		       float *contribution)
{
	const struct stage *s = &stages->list[stage];

	if (s->from < 0 || !s->contributions)
		return -1;
	return ranked(s->contributions + channel, stages->list[s->from].shape.channels,
		      s->shape.channels, rank, contribution);
}

int stages_receiver(const struct stages *stages, int stage, int channel, int rank,
		    float *contribution)
{
	int next = stages->list[stage].to;
	const struct stage *to = &stages->list[next < 0 ? 0 : next];

	if (!to->contributions) /* the input has none */
		return -1;
	return ranked(to->contributions + (size_t)channel * (size_t)to->shape.channels,
		      to->shape.channels, 1, rank, contribution);
}
