/* Running a plan forward and backward over buffers that are allocated once. */
#include "nn/pass.h"
#include "base/xalloc.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

static const struct layer *step_layer(const struct pass *pass, int step)
{
	return &pass->net->layers[pass->plan.steps[step].first];
}

/* The index in outputs[] of what a step computes. */
static int step_output(const struct pass *pass, int step)
{
	return pass->plan.steps[step].first + pass->plan.steps[step].count;
}

static size_t largest_output(const struct net *net)
{
	size_t largest = shape_size(net->input);

	for (int i = 0; i < net->count; i++) {
		size_t size = shape_size(net->layers[i].out);

		largest = size > largest ? size : largest;
	}
	return largest;
}

static size_t largest_scratch(const struct net *net, const struct plan *plan, int n)
{
	size_t largest = 0;

	for (int i = 0; i < plan->count; i++) {
		const struct step *step = &plan->steps[i];
		size_t size = step->ops->scratch ? step->ops->scratch(&net->layers[step->first],
								      net->kernel, n)
						 : 0;

		largest = size > largest ? size : largest;
	}
	return largest;
}

struct pass *pass_new(const struct net *net, int batch, bool is_fused, struct pool *pool)
{
	struct pass *pass = xcalloc(1, sizeof(*pass));

	pass->net = net;
	pass->batch = batch;
	pass->pool = pool;
	plan_make(&pass->plan, net, is_fused);
	pass->outputs[0] = xfloats((size_t)batch * shape_size(net->input) + KERNEL_SLACK);
	pass->values[0] = pass->outputs[0];
	for (int i = 0; i < pass->plan.count; i++) {
		const struct layer *l = step_layer(pass, i);
		const struct layer_ops *ops = pass->plan.steps[i].ops;
		int output = step_output(pass, i);
		size_t size = (size_t)batch * shape_size(net->layers[output - 1].out);

		pass->outputs[output] = xfloats(size + KERNEL_SLACK);
		pass->values[output] = pass->outputs[output];
		if (ops->saved_for_backward)
			pass->saved[i] = xfloats(ops->saved_for_backward(l, net->kernel, batch));
	}
	return pass;
}

void pass_free(struct pass *pass)
{
	if (!pass)
		return;
	for (int i = 0; i <= NET_MAX_LAYERS; i++)
		free(pass->outputs[i]);
	for (int i = 0; i < NET_MAX_LAYERS; i++)
		free(pass->saved[i]);
	free(pass->gradients[0]);
	free(pass->gradients[1]);
	free(pass->scratch);
	free(pass->packed);
	free(pass);
}

size_t pass_memory(const struct net *net, int batch)
{
	struct plan plan;
	size_t floats;

	plan_make(&plan, net, true);
	floats = (size_t)batch * (shape_size(net->input) + 2 * largest_output(net)) +
		 largest_scratch(net, &plan, batch);
	for (int i = 0; i < plan.count; i++) {
		const struct step *step = &plan.steps[i];
		const struct layer *last = &net->layers[step->first + step->count - 1];

		floats += (size_t)batch * shape_size(last->out);
		floats += step->ops->saved_for_backward
				  ? step->ops->saved_for_backward(&net->layers[step->first],
								  net->kernel, batch)
				  : 0;
	}
	return floats * sizeof(float);
}

float *pass_input(struct pass *pass)
{
	return pass->outputs[0];
}

bool pass_read_packed(struct pass *pass)
{
	const struct layer *first = &pass->net->layers[0];

	if (!first->ops->reads_packed || !first->ops->reads_packed(first))
		return false;
	pass->packed = xcalloc((size_t)pass->batch, sizeof(*pass->packed));
	return true;
}

static struct layer_io step_io(const struct pass *pass, int step)
{
	return (struct layer_io){.n = pass->n,
				 .kernel = pass->net->kernel,
				 .pool = pass->pool,
				 .parameters = pass->net->parameters,
				 .x = pass->values[pass->plan.steps[step].first],
				 .packed = step == 0 ? pass->packed : NULL,
				 .y = pass->outputs[step_output(pass, step)],
				 .saved = pass->saved[step],
				 .is_exact = pass->is_exact,
				 .is_x_relu = pass->plan.steps[step].is_behind_relu,
				 .scratch = pass->scratch};
}

static bool was_passed_on(const struct pass *pass, int step)
{
	return pass->values[step_output(pass, step)] == pass->values[pass->plan.steps[step].first];
}

static int last_layer(const struct pass *pass, int layer)
{
	return layer < 0 ? pass->net->count - 1 : layer;
}

void pass_forward(struct pass *pass, int n, int last, struct rng *dropout)
{
	last = last_layer(pass, last);
	pass->n = n;
	for (int i = 0; i < pass->plan.count && pass->plan.steps[i].first <= last; i++) {
		const struct layer_ops *ops = pass->plan.steps[i].ops;
		bool is_passed_on = ops->is_training_only && !dropout;
		struct layer_io io = step_io(pass, i);

		io.dropout = dropout;
		pass->values[step_output(pass, i)] = is_passed_on ? io.x : io.y;
		if (!is_passed_on)
			ops->forward(step_layer(pass, i), &io);
	}
}

const float *pass_output(const struct pass *pass, int layer)
{
	return pass->values[last_layer(pass, layer) + 1];
}

static void make_gradients(struct pass *pass)
{
	size_t size = (size_t)pass->batch * largest_output(pass->net) + KERNEL_SLACK;

	pass->gradients[0] = xfloats(size);
	pass->gradients[1] = xfloats(size);
	pass->scratch = xfloats(largest_scratch(pass->net, &pass->plan, pass->batch));
}

/* The step that computes the output of a layer, which must not lie inside a group. */
static int step_of(const struct pass *pass, int layer)
{
	int step = 0;

	assert(pass->outputs[layer + 1]);
	while (step_output(pass, step) != layer + 1)
		step++;
	return step;
}

static size_t output_bytes(const struct pass *pass, int layer)
{
	return (size_t)pass->n * shape_size(pass->net->layers[layer].out) * sizeof(float);
}

/* From the output of a layer down through step `first`. */
static void run_back(struct pass *pass, int last, const float *dy, int first,
		     const struct layer_io *of_all)
{
	float *from, *to;

	if (!pass->scratch)
		make_gradients(pass);
	from = pass->gradients[0];
	to = pass->gradients[1];
	memcpy(from, dy, output_bytes(pass, last));
	for (int i = step_of(pass, last); i >= first; i--) {
		struct layer_io io = step_io(pass, i);
		float *used = from;

		io.dy = from;
		io.dx = i > first ? to : of_all->dx;
		io.sink = of_all->sink;
		io.is_x_relu = io.is_x_relu && of_all->is_x_relu;
		if (!was_passed_on(pass, i))
			pass->plan.steps[i].ops->backward(step_layer(pass, i), &io);
		else if (io.dx)
			memcpy(io.dx, io.dy, output_bytes(pass, step_output(pass, i) - 1));
		from = to;
		to = used;
	}
}

void pass_backward(struct pass *pass, int last, const float *dy, struct sink *sink, float *dx)
{
	run_back(pass, last_layer(pass, last), dy, 0,
		 &(struct layer_io){.dx = dx, .sink = sink, .is_x_relu = true});
}

void pass_backward_to(struct pass *pass, int last, const float *dy, int to, float *dx)
{
	last = last_layer(pass, last);
	if (to == last)
		memcpy(dx, dy, output_bytes(pass, last));
	else
		run_back(pass, last, dy, step_of(pass, to) + 1, &(struct layer_io){.dx = dx});
}
