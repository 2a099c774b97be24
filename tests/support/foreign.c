/* Nets through export_new() into safetensors. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "format/tensor/safetensors.h"
#include "nn/pass.h"
#include "support/foreign.h"
#include "support/scratch.h"
#include "support/values.h"

#include <stdlib.h>

struct net *foreign_net(const char *architecture, struct shape input, int classes)
{
	struct err err = {""};
	struct net *net = net_new(architecture, input, classes, kernel_available()[0], &err);

	assert_string_equal(err.text, "");
	net_init(net, 1);
	for (int i = 0; i < net_parameters(net); i++) {
		struct parameter p = net_parameter(net, i);
		size_t count = parameter_count(&p);
		float *values = values_new(count, (uint32_t)(100 + i));

		for (size_t k = 0; k < count; k++)
			values[k] *= 0.3f;
		parameter_set(&p, net->parameters, values);
		values_free(values);
	}
	return net;
}

const char *foreign_write(void **state, const char *name, const struct net *net,
			  enum export_names names, const char *key, const char *text)
{
	const char *path = scratch_path(state, name);
	struct exported e = export_new(net, names);
	const struct tensor_string string = {key, text};
	struct err err = {""};
	struct writer *writer = writer_open(path, &err);

	assert_non_null(writer);
	assert_true(safetensors_write(writer, e.tensors, e.count, &string, key ? 1 : 0, &err));
	assert_true(writer_commit(writer, &err));
	export_clear(&e);
	return path;
}

void assert_same_outputs(const struct net *actual, const struct net *expected)
{
	enum { IMAGES = 3 };
	size_t pixels = shape_size(expected->input), classes = (size_t)expected->classes;
	struct pass *a = pass_new(actual, IMAGES, true, NULL),
		    *b = pass_new(expected, IMAGES, true, NULL);
	double *outputs = malloc(IMAGES * classes * sizeof(*outputs));

	assert_int_equal(actual->classes, expected->classes);
	for (size_t i = 0; i < IMAGES * pixels; i++)
		pass_input(a)[i] = pass_input(b)[i] = 0.5f + 0.5f * formula_value(7, (uint32_t)i);
	pass_forward(a, IMAGES, -1, NULL);
	pass_forward(b, IMAGES, -1, NULL);
	for (size_t i = 0; i < IMAGES * classes; i++)
		outputs[i] = (double)pass_output(b, -1)[i];
	assert_values_near(pass_output(a, -1), outputs, IMAGES * classes, 1e-5, "outputs");
	free(outputs);
	pass_free(a);
	pass_free(b);
}
