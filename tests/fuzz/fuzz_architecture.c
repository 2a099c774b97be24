/* Any text as an architecture: what it is read as is printed, reads back as the same, and where it
 * is small computes within its memory, forward and backward. */
#include "fuzz/fuzz.h"

#include "base/xalloc.h"
#include "nn/optimizer.h"
#include "nn/pass.h"

#include <stdlib.h>
#include <string.h>

enum { SMALL = 2000, SMALL_OPERATIONS = 20000 };

/* Two images through it and back. What comes out is not looked at. */
static void run(struct net *net, bool is_fused)
{
	struct pass *pass = pass_new(net, 2, is_fused, NULL);
	float *gradient = xfloats(net->size), *dx = xfloats(2 * shape_size(net->input)),
	      *dy = xfloats(2 * (size_t)net->classes + KERNEL_SLACK);
	struct store store = store_to(gradient);

	for (size_t i = 0; i < 2 * shape_size(net->input); i++)
		pass_input(pass)[i] = (float)(i % 3) / 2;
	pass_forward(pass, 2, -1, NULL);
	fuzz_touch(pass_output(pass, -1), 2 * (size_t)net->classes * sizeof(float));
	for (int i = 0; i < 2 * net->classes; i++)
		dy[i] = (float)(i % 2) - 0.5f;
	pass_backward(pass, -1, dy, &store.sink, dx);
	pass_free(pass);
	free(gradient);
	free(dx);
	free(dy);
}

static void compute(struct net *net)
{
	double operations = 0;

	for (int i = 0; i < net->count; i++)
		if (net->layers[i].ops->operations)
			operations += net->layers[i].ops->operations(&net->layers[i]);
	if (net->size > SMALL || pass_memory(net, 2) > 64 * SMALL || operations > SMALL_OPERATIONS)
		return;
	net_add_parameters(net);
	net_init(net, 1);
	run(net, true);
	run(net, false);
}

static void read(const char *text, struct shape input, const struct kernel *kernel)
{
	struct err err = {""};
	struct net *net = net_without_parameters(text, input, 3, kernel, &err), *again;
	char *printed, *reprinted;

	if (!net) {
		fuzz_message(&err);
		return;
	}
	printed = net_architecture(net);
	again = net_without_parameters(printed, input, 3, kernel, &err);
	reprinted = again ? net_architecture(again) : NULL;
	if (!reprinted || strcmp(printed, reprinted) != 0 || again->size != net->size)
		abort();
	compute(net);
	free(printed);
	free(reprinted);
	net_free(again);
	net_free(net);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	struct err err;
	const struct kernel *kernel = kernel_choose(NULL, &err);
	char *text = fuzz_text(bytes, size);

	read(text, (struct shape){6, 7, 1}, kernel);
	read(text, (struct shape){1, 1, 1}, kernel);
	free(text);
	return 0;
}
