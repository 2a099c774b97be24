/*
 * Every row of the table of layers is what it says it is: a layer in the middle of a net is run,
 * and what comes out is compared with what its struct declares.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "nn/pass.h"
#include "support/values.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { CLASSES = 3, BATCH = 3, RELU = 0, LAYER = 1 };
static const struct shape input = {7, 9, 1};

/* One for each row, in any order. */
static const char *const examples[] = {
	"conv3x3x5",      "relu",        "leaky0.1",      "tanh",
	"sigmoid",        "gelu",        "gelutanh",      "elu0.5",
	"silu",           "pool3s2",     "dense6",        "avgpool2",
	"scale",          "dropout0.25", "globalavgpool", "normalize0.1307,0.3081",
	"relu6",          "selu",        "mish",          "hardswish",
	"hardsigmoid0.2", "softplus",    "softsign",      "pad2,0,1,3"};
enum { EXAMPLES = sizeof(examples) / sizeof(examples[0]) };

/* Behind a ReLU, a layer, and a dense one as the last. */
static struct net *make(const char *example)
{
	struct err err = {""};
	char text[64];
	struct net *net;

	snprintf(text, sizeof(text), "relu %s dense%d", example, CLASSES);
	net = net_new(text, input, CLASSES, kernel_available()[0], &err);
	assert_string_equal(err.text, "");
	net_init(net, 1);
	return net;
}

static void each_row_has_an_example_here_and_its_form_begins_with_its_word(void **state)
{
	int rows = 0;

	(void)state;
	for (const struct layer_ops *const *kind = layer_kinds; *kind; kind++, rows++) {
		bool has_example = false;

		assert_int_equal(strncmp((*kind)->form, (*kind)->word, strlen((*kind)->word)), 0);
		for (int i = 0; i < EXAMPLES; i++) {
			struct net *net = make(examples[i]);

			has_example = has_example || net->layers[LAYER].ops == *kind;
			net_free(net);
		}
		if (!has_example)
			fail_msg("no example of %s", (*kind)->form);
	}
	assert_int_equal(rows, EXAMPLES);
}

static void layers_print_what_was_read(void **state)
{
	(void)state;
	for (int i = 0; i < EXAMPLES; i++) {
		struct net *net = make(examples[i]);

		assert_string_equal(layer_text(&net->layers[LAYER]).text, examples[i]);
		net_free(net);
	}
}

static struct pass *run(const struct net *net, struct rng *dropout)
{
	struct pass *pass = pass_new(net, BATCH, false, NULL);

	for (size_t i = 0; i < BATCH * shape_size(input); i++)
		pass_input(pass)[i] = formula_value(3, (uint32_t)i);
	pass_forward(pass, BATCH, -1, dropout);
	return pass;
}

static void what_only_trains_changes_nothing_in_evaluation(void **state)
{
	(void)state;
	for (int i = 0; i < EXAMPLES; i++) {
		struct net *net = make(examples[i]);
		struct pass *pass = run(net, NULL);
		const struct layer *l = &net->layers[LAYER];
		size_t size = BATCH * shape_size(l->out);

		if (l->ops->is_training_only)
			assert_values_same(pass_output(pass, LAYER), pass_output(pass, RELU), size,
					   examples[i]);
		pass_free(pass);
		net_free(net);
	}
}

static void flat_layers_have_no_places_and_spatial_ones_may_not_follow(void **state)
{
	(void)state;
	for (int i = 0; i < EXAMPLES; i++) {
		struct net *net = make(examples[i]), *behind;
		const struct layer *l = &net->layers[LAYER];
		struct err err = {""};
		char text[64];

		assert_int_equal(l->ops->is_flat, l->out.height * l->out.width == 1);
		snprintf(text, sizeof(text), "dense4 %s dense%d", examples[i], CLASSES);
		behind = net_new(text, input, CLASSES, kernel_available()[0], &err);
		assert_int_equal(behind == NULL, l->ops->is_spatial);
		net_free(behind);
		net_free(net);
	}
}

/* The gradient by the inputs of the layer where only outputs that are 0 have one. */
static void check_zeros(const char *example, const struct net *net, struct pass *pass)
{
	const struct layer *l = &net->layers[LAYER];
	size_t outputs = BATCH * shape_size(l->out), inputs = BATCH * shape_size(l->in);
	const float *x = pass_output(pass, RELU), *y = pass_output(pass, LAYER);
	float *dy = values_zero(outputs), *dx = values_unset(inputs);
	struct layer_io io = {.n = BATCH,
			      .kernel = net->kernel,
			      .parameters = net->parameters,
			      .x = x,
			      .y = pass->outputs[LAYER + 1],
			      .saved = pass->saved[LAYER],
			      .dy = dy,
			      .dx = dx};

	for (size_t k = 0; k < outputs; k++)
		dy[k] = y[k] == 0 ? 1 : 0;
	l->ops->backward(l, &io);
	for (size_t k = 0; k < inputs; k++) {
		if (l->ops->stops_zeros && dx[k] != 0)
			fail_msg("%s: a gradient passes where the output is 0", example);
		if (l->ops->keeps_zeros && dx[k] != 0 && x[k] != 0)
			fail_msg("%s: a gradient of an output 0 reaches an input %g", example,
				 (double)x[k]);
	}
	values_free(dy);
	values_free(dx);
}

static void zeros_are_stopped_and_kept_as_declared(void **state)
{
	(void)state;
	for (int i = 0; i < EXAMPLES; i++) {
		struct net *net = make(examples[i]);
		const struct layer_ops *ops = net->layers[LAYER].ops;
		struct rng rng;
		struct pass *pass;

		rng_seed(&rng, 5, RNG_DROPOUT);
		pass = run(net, &rng);
		if (ops->stops_zeros || ops->keeps_zeros)
			check_zeros(examples[i], net, pass);
		pass_free(pass);
		net_free(net);
	}
}

/* Values that PyTorch 2.15 gives, in double precision; of pad, where the image comes to lie. */
static void activations_have_their_values(void **state)
{
	static const struct {
		const char *text;
		float x, y;
	} values[] = {
		{"relu6", -1, 0},
		{"relu6", 2, 2},
		{"relu6", 7, 6},
		{"selu", 1, 1.0507009873554805f},
		{"selu", -1, -1.1113307378125625f},
		{"mish", 1, 0.8650983882673103f},
		{"mish", -1, -0.30340146137410895f},
		{"mish", 90, 90},
		{"hardswish", 1, 0.6666666666666666f},
		{"hardswish", -2, -0.3333333333333333f},
		{"hardswish", -4, 0},
		{"hardswish", 4, 4},
		{"softplus", 1, 1.3132616875182228f},
		{"softplus", -1, 0.31326168751822286f},
		{"softplus", 90, 90},
		{"softsign", 1, 0.5f},
		{"softsign", -3, -0.75f},
		{"hardsigmoid", 1, 0.6666666666666666f},
		{"hardsigmoid", -4, 0},
		{"hardsigmoid0.2", 1, 0.7f},
		{"hardsigmoid0.2", 4, 1},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(values) / sizeof(values[0]); i++) {
		struct err err = {""};
		char text[64];
		struct net *net;
		struct pass *pass;

		snprintf(text, sizeof(text), "%s dense2", values[i].text);
		net = net_new(text, (struct shape){1, 1, 1}, 2, kernel_available()[0], &err);
		assert_string_equal(err.text, "");
		net_init(net, 1);
		pass = pass_new(net, 1, false, NULL);
		pass_input(pass)[0] = values[i].x;
		pass_forward(pass, 1, 0, NULL);
		if (!(fabsf(pass_output(pass, 0)[0] - values[i].y) <= 1e-6f * fabsf(values[i].y)))
			fail_msg("%s of %g is %.9g", values[i].text, (double)values[i].x,
				 (double)pass_output(pass, 0)[0]);
		pass_free(pass);
		net_free(net);
	}
}

static void padding_puts_zeros_around(void **state)
{
	static const float x[] = {1, 2, 3, 4},
			   y[] = {0, 0, 0, 0, 0, 0, 0, 0, 1, 2, 0, 0, 3, 4, 0, 0, 0, 0, 0, 0};
	struct err err = {""};
	struct net *net = net_new("pad2,0,1,2 dense2", (struct shape){2, 2, 1}, 2,
				  kernel_available()[0], &err);
	struct pass *pass;

	(void)state;
	assert_string_equal(err.text, "");
	net_init(net, 1);
	pass = pass_new(net, 1, false, NULL);
	memcpy(pass_input(pass), x, sizeof(x));
	pass_forward(pass, 1, 0, NULL);
	assert_values_same(pass_output(pass, 0), y, sizeof(y) / sizeof(y[0]), "pad");
	pass_free(pass);
	net_free(net);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_row_has_an_example_here_and_its_form_begins_with_its_word),
		cmocka_unit_test(layers_print_what_was_read),
		cmocka_unit_test(activations_have_their_values),
		cmocka_unit_test(padding_puts_zeros_around),
		cmocka_unit_test(what_only_trains_changes_nothing_in_evaluation),
		cmocka_unit_test(flat_layers_have_no_places_and_spatial_ones_may_not_follow),
		cmocka_unit_test(zeros_are_stopped_and_kept_as_declared),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
