/*
 * One pass that keeps every layer's output, and what each channel gave to the next ones.
 *
 * A convolution's output at a place sums weight x activation over its window and the channels of
 * its input. The sum over one channel alone, as the mean over all places, is what that channel
 * gave. In place of moving the window over the map, each weight is multiplied with the sum of the
 * values that it meets.
 */
#include "base/xalloc.h"
#include "kernel/panel.h"
#include "nn/loss.h"
#include "tui/screen/layers/layers.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Above this many floats it is not kept what a layer's channels gave: some 16 MB. */
static const size_t max_contribution = (size_t)1 << 22;

/* ---------------------------------------------------------------------------------- giving */

/* given[columns] += x * one row of a layer's weights. */
static void add_row(const struct net *net, const struct layer *l, int row, float x,
		    float *contribution)
{
	const float *weights = net->parameters + l->at[LAYER_WEIGHTS];
	int rows = layer_weight_rows(l);

	for (int p = 0; p < panel_count(l->units); p++) {
		int first = p * PANEL_WIDTH, left = l->units - first;
		const float *w = weights + panel_index(rows, row, first);

		for (int i = 0; i < left && i < PANEL_WIDTH; i++)
			contribution[first + i] += x * w[i];
	}
}

/* The mean over all places of channel c's values at (dy, dx) from there; 0 outside the map. */
static float shifted_mean(const float *x, struct shape in, int c, int dy, int dx)
{
	double sum = 0;

	for (int y = dy > 0 ? dy : 0; y < in.height + (dy < 0 ? dy : 0); y++)
		for (int at = dx > 0 ? dx : 0; at < in.width + (dx < 0 ? dx : 0); at++)
			sum += (double)
				x[(size_t)(y * in.width + at) * (size_t)in.channels + (size_t)c];
	return (float)(sum / in.height / in.width);
}

static void give_through_conv(const struct net *net, const struct layer *l, const float *x, int c,
			      float *contribution)
{
	int half = l->size / 2;

	for (int dy = 0; dy < l->size; dy++)
		for (int dx = 0; dx < l->size; dx++)
			add_row(net, l, (dy * l->size + dx) * l->in.channels + c,
				shifted_mean(x, l->in, c, dy - half, dx - half), contribution);
}

static void give_through_dense(const struct net *net, const struct layer *l, const float *x, int c,
			       float *contribution)
{
	for (int at = 0; at < l->in.height * l->in.width; at++) {
		int row = at * l->in.channels + c;

		if (x[row] != 0) /* behind a ReLU many are */
			add_row(net, l, row, x[row], contribution);
	}
}

static float *give(const struct net *net, const struct layer *l, const float *x)
{
	size_t units = (size_t)l->units;
	float *contribution;

	if (!l->units || (size_t)l->in.channels * units > max_contribution)
		return NULL;
	contribution = xfloats((size_t)l->in.channels * units);
	for (int c = 0; c < l->in.channels; c++) {
		if (l->ops->is_spatial)
			give_through_conv(net, l, x, c, contribution + (size_t)c * units);
		else
			give_through_dense(net, l, x, c, contribution + (size_t)c * units);
	}
	return contribution;
}

/* ---------------------------------------------------------------------------------- stages */

struct ranked {
	float mean;
	int channel;
};

static int compare_means(const void *left, const void *right)
{
	const struct ranked *a = left, *b = right;

	if (a->mean != b->mean)
		return a->mean < b->mean ? 1 : -1;
	return a->channel - b->channel;
}

static void put_in_order(struct layers_stage *stage)
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

static void measure(struct layers_stage *stage)
{
	struct shape s = stage->shape;
	int places = s.height * s.width;

	stage->means = xfloats((size_t)s.channels);
	stage->order = xcalloc((size_t)s.channels, sizeof(*stage->order));
	stage->lo = stage->hi = stage->values[0];
	for (int c = 0; c < s.channels; c++) {
		double sum = 0;

		for (int i = 0; i < places; i++) {
			float value = stage->values[(size_t)i * (size_t)s.channels + (size_t)c];

			sum += (double)value;
			stage->lo = fminf(stage->lo, value);
			stage->hi = fmaxf(stage->hi, value);
		}
		stage->means[c] = (float)(sum / places);
		stage->order[c] = c;
	}
}

/* An activation belongs to the layer before it; what acts in training only changes nothing here. */
static bool is_stage(const struct net *net, int i)
{
	const struct layer_ops *ops = net->layers[i].ops;

	return !ops->is_training_only && (i == 0 || !ops->is_activation);
}

static void add_stage(struct layers_walk *walk, int layer)
{
	const struct net *net = walk->model->net;
	struct layers_stage *stage = &walk->stages[walk->count++];
	bool is_last = layer == net->count - 1;

	*stage = (struct layers_stage){.layer = layer, .shape = net->input, .from = -1, .to = -1};
	if (layer >= 0)
		stage->shape = net->layers[layer].out;
	if (is_last)
		stage->values = walk->probabilities;
	else
		stage->values = layer < 0 ? pass_input(walk->pass)
					  : pass_output(walk->pass, net_activation(net, layer));
	measure(stage);
	if (!is_last)
		put_in_order(stage);
	if (layer >= 0)
		stage->contribution =
			give(net, &net->layers[layer],
			     layer ? pass_output(walk->pass, layer - 1) : pass_input(walk->pass));
}

/* Channels stay what they are through pooling, so what leads to the next weights is the stage
 * itself or a pooling behind it. */
static void link_stages(struct layers_walk *walk)
{
	const struct net *net = walk->model->net;

	for (int i = 1, first = 0; i < walk->count; i++) {
		if (!net->layers[walk->stages[i].layer].units)
			continue;
		walk->stages[i].from = i - 1;
		for (int j = first; j < i; j++)
			walk->stages[j].to = i;
		first = i;
	}
}

struct layers_walk *layers_walk(const struct snapshot *model, const float *image)
{
	struct layers_walk *walk = xcalloc(1, sizeof(*walk));
	const struct net *net = model->net;

	walk->model = snapshot_ref(model);
	walk->pass = pass_new(net, 1, false, NULL);
	memcpy(pass_input(walk->pass), image, shape_size(net->input) * sizeof(float));
	pass_forward(walk->pass, 1, -1, NULL);
	softmax(1, net->classes, pass_output(walk->pass, -1), walk->probabilities);
	add_stage(walk, -1);
	for (int i = 0; i < net->count; i++)
		if (is_stage(net, i))
			add_stage(walk, i);
	link_stages(walk);
	return walk;
}

void layers_walk_free(struct layers_walk *walk)
{
	if (!walk)
		return;
	for (int i = 0; i < walk->count; i++) {
		free(walk->stages[i].means);
		free(walk->stages[i].order);
		free(walk->stages[i].contribution);
	}
	pass_free(walk->pass);
	snapshot_unref(walk->model);
	free(walk);
}

/* ------------------------------------------------------------------------------- questions */

bool layers_is_last(const struct layers_walk *walk, int stage)
{
	return stage == walk->count - 1;
}

const char *layers_name(const struct layers_walk *walk, int stage)
{
	if (stage == 0)
		return "input";
	return layers_is_last(walk, stage)
		       ? "output"
		       : walk->model->net->layers[walk->stages[stage].layer].name;
}

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

int layers_contributor(const struct layers_walk *walk, int stage, int channel, int rank,
		       float *contribution)
{
	const struct layers_stage *s = &walk->stages[stage];

	if (s->from < 0 || !s->contribution)
		return -1;
	return ranked(s->contribution + channel, walk->stages[s->from].shape.channels,
		      s->shape.channels, rank, contribution);
}

int layers_receiver(const struct layers_walk *walk, int stage, int channel, int rank,
		    float *contribution)
{
	int next = walk->stages[stage].to;
	const struct layers_stage *to = &walk->stages[next < 0 ? 0 : next];

	if (!to->contribution) /* the input has none */
		return -1;
	return ranked(to->contribution + (size_t)channel * (size_t)to->shape.channels,
		      to->shape.channels, 1, rank, contribution);
}
