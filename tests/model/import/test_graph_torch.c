/* What PyTorch's modules say is computed so, or refused by its name. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "support/graph_file.h"
#include "support/scratch.h"

#include <stdio.h>
#include <string.h>

#define CONV \
	MODULE("conv.Conv2d", "conv1", "\"kernel_size\":[3,3],\"stride\":[1,1],\"padding\":[0,0]%s")
#define LINEAR MODULE("linear.Linear", "fc1", "")

static const struct graph_file torch_file = {
	.key = "torch_modules", .names = EXPORT_TORCH, .net = "conv3x3x4v relu dense5"};

static void check_torch(void **state, const char *conv, const char *between, const char *expected)
{
	static const char form[] =
		"{\"class\":\"%s\",\"name\":\"\",\"modules\":[" CONV ",%s," LINEAR "]}";
	static const char *const roots[] = {"torch.nn.modules.container.Sequential",
					    "__main__.Net"};
	struct graph_file file = torch_file;
	char text[GRAPH_TEXT_MAX];

	/* It tells no size of images: tensors have to be of the layers' sizes. */
	if (expected[0] != '!')
		file.net = expected;

	for (int i = 0; i < 2; i++) {
		snprintf(text, sizeof(text), form, roots[i], conv, between);
		check_graph(state, &file, text, expected);
	}
}

static void pytorchs_activations_are_what_they_are(void **state)
{
	static const struct {
		const char *module, *expected;
	} cases[] = {
		{MODULE("activation.ReLU", "a", ""), "conv3x3x4v relu dense5"},
		{MODULE("activation.ReLU6", "a", "\"min_val\":0.0,\"max_val\":6.0"),
		 "conv3x3x4v relu6 dense5"},
		{MODULE("activation.Hardtanh", "a", "\"min_val\":0,\"max_val\":6"),
		 "conv3x3x4v relu6 dense5"},
		{MODULE("activation.Hardtanh", "a", "\"min_val\":-1,\"max_val\":1"),
		 "!layer 'a': it does not cut at 0 and 6"},
		{MODULE("activation.LeakyReLU", "a", "\"negative_slope\":0.1"),
		 "conv3x3x4v leaky0.1 dense5"},
		{MODULE("activation.LeakyReLU", "a", "\"negative_slope\":-0.1"),
		 "!layer 'a': its slope"},
		{MODULE("activation.LeakyReLU", "a", ""), "!its negative_slope is not a number"},
		{MODULE("activation.GELU", "a", "\"approximate\":\"tanh\""),
		 "conv3x3x4v gelutanh dense5"},
		{MODULE("activation.ELU", "a", "\"alpha\":0.5"), "conv3x3x4v elu0.5 dense5"},
		{MODULE("activation.CELU", "a", "\"alpha\":1.0"), "conv3x3x4v elu1 dense5"},
		{MODULE("activation.CELU", "a", "\"alpha\":2.0"), "!its alpha is not 1"},
		{MODULE("activation.SELU", "a", ""), "conv3x3x4v selu dense5"},
		{MODULE("activation.Hardswish", "a", ""), "conv3x3x4v hardswish dense5"},
		{MODULE("activation.Hardsigmoid", "a", ""), "conv3x3x4v hardsigmoid dense5"},
		{MODULE("activation.Mish", "a", ""), "conv3x3x4v mish dense5"},
		{MODULE("activation.Softsign", "a", ""), "conv3x3x4v softsign dense5"},
		{MODULE("activation.Softplus", "a", "\"beta\":1.0,\"threshold\":20.0"),
		 "conv3x3x4v softplus dense5"},
		{MODULE("activation.Softplus", "a", "\"beta\":2.0,\"threshold\":20.0"),
		 "!its beta or threshold"},
		{MODULE("activation.Hardshrink", "a", "\"lambd\":0.5"),
		 "!layer 'a' is torch.nn.Hardshrink, which netglyph does not know"},
		{"{\"class\":\"__main__.Swish\",\"name\":\"a\"}",
		 "!layer 'a' is __main__.Swish, whose forward() is not in the file"},
		{"{\"class\":\"__main__.ReLU\",\"name\":\"a\"}", "!layer 'a' is __main__.ReLU"},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		check_torch(state, "", cases[i].module, cases[i].expected);
}

static void pytorchs_settings_are_computed_or_refused(void **state)
{
	static const char relu[] = MODULE("activation.ReLU", "a", "");
	static const struct {
		const char *settings, *expected;
	} convs[] = {
		{",\"groups\":1,\"dilation\":[1,1],\"padding_mode\":\"zeros\"",
		 "conv3x3x4v relu dense5"},
		{",\"groups\":2", "!layer 'conv1': it has a dilation or groups"},
		{",\"dilation\":[2,2]", "!dilation"},
		{",\"padding_mode\":\"circular\"", "!padded with other than zeros"},
		{",\"transposed\":true", "!transposed"},
	};
	static const struct {
		const char *module, *expected;
	} behind[] = {
		{MODULE("pooling.MaxPool2d", "p", "\"kernel_size\":2,\"stride\":2,\"padding\":0"),
		 "conv3x3x4v relu pool2v dense5"},
		{MODULE("pooling.MaxPool2d", "p", "\"kernel_size\":2,\"stride\":[2,1]"),
		 "conv3x3x4v relu pool2s2x1v dense5"},
		{MODULE("pooling.MaxPool2d", "p", "\"kernel_size\":2,\"ceil_mode\":true"),
		 "!layer 'p': it has ceil_mode"},
		{MODULE("pooling.MaxPool2d", "p", "\"kernel_size\":2,\"return_indices\":true"),
		 "!return_indices"},
		{MODULE("pooling.AvgPool2d", "p",
			"\"kernel_size\":3,\"stride\":2,\"padding\":1,\"count_include_pad\":true"),
		 "conv3x3x4v relu avgpool3s2p1 dense5"},
		{MODULE("pooling.AvgPool2d", "p",
			"\"kernel_size\":3,\"stride\":2,\"padding\":1,\"count_include_pad\":false"),
		 "!its average leaves the padding out"},
		{MODULE("pooling.AvgPool2d", "p", "\"kernel_size\":2,\"divisor_override\":3"),
		 "!divisor_override"},
		{MODULE("pooling.AdaptiveAvgPool2d", "p", "\"output_size\":7"), "!not 1x1"},
		{MODULE("pooling.AdaptiveMaxPool2d", "p", "\"output_size\":1"),
		 "!torch.nn.AdaptiveMaxPool2d, which netglyph does not know"},
		{MODULE("batchnorm.BatchNorm2d", "n", "\"eps\":0.001"), "!no running mean"},
		{MODULE("padding.ZeroPad2d", "z", "\"padding\":[1,2,3,0]"),
		 "conv3x3x4v relu pad3,1,0,2 dense5"},
		{MODULE("padding.ConstantPad2d", "z", "\"padding\":[1,1,1,1],\"value\":0.5"),
		 "!padded with other than zeros"},
		{MODULE("flatten.Flatten", "f", "\"start_dim\":2,\"end_dim\":-1"), "!flatten"},
		{MODULE("activation.Softmax", "s", "\"dim\":0"), "!not over the classes"},
	};
	char text[512];

	for (size_t i = 0; i < sizeof(convs) / sizeof(convs[0]); i++)
		check_torch(state, convs[i].settings, relu, convs[i].expected);
	for (size_t i = 0; i < sizeof(behind) / sizeof(behind[0]); i++) {
		snprintf(text, sizeof(text), "%s,%s", relu, behind[i].module);
		check_torch(state, "", text, behind[i].expected);
	}
}

static void a_softmax_in_the_middle_is_refused(void **state)
{
	char text[GRAPH_TEXT_MAX];

	snprintf(text, sizeof(text),
		 "{\"class\":\"torch.nn.modules.container.Sequential\",\"name\":\"\",\"modules\":"
		 "[" CONV ",%s," LINEAR "]}",
		 "", MODULE("activation.Softmax", "s", "\"dim\":1"));
	check_graph(state, &torch_file, text, "!layer 's': it is a softmax in the middle");
}

/* Convolutions of a class of one's own, whose padding is told, with poolings of functions: images
 * of 28x28 come to its dense layer's size only if they are padded to 32x32, or are pooled
 * unusually. */
static void modules_of_lenets_size_get_images_padded(void **state)
{
	static const struct shape mnist = {28, 28, 1}, lenet = {32, 32, 1};
	static const char form[] = "{\"class\":\"__main__.Net\",\"name\":\"\",\"modules\":[" MODULE(
		"conv.Conv2d", "conv1",
		"\"kernel_size\":[5,5],\"stride\":[1,1],\"padding\":[0,0]") "," MODULE("conv."
										       "Conv2d",
										       "conv2",
										       "\"kernel_"
										       "size\":[5,"
										       "5],"
										       "\"stride\":"
										       "[1,1],"
										       "\"padding\""
										       ":[0,0]") "," MODULE("linear.Linear",
													    "fc1",
													    "") "%s]}";
	static const char pool[] =
		"," MODULE("pooling.MaxPool2d", "p", "\"kernel_size\":2,\"stride\":2");
	const struct choice usual = {.activation = 0};
	struct net *net =
		foreign_net("conv5x5x2v relu pool2 conv5x5x3v relu pool2 dense5", lenet, 5);
	bool is_unusual_found = false;
	char text[GRAPH_TEXT_MAX], architecture[SETTINGS_ARCHITECTURE_MAX];

	for (int has_pool = 0; has_pool < 2; has_pool++) {
		struct err err = {""};
		const char *path;
		struct import *import;

		snprintf(text, sizeof(text), form, has_pool ? pool : "");
		path = foreign_write(state, "net", net, EXPORT_TORCH, "torch_modules", text);
		import = import_new(tensor_file_read(path, &err), path, mnist, 5,
				    &(struct import_told){0}, &err);
		assert_string_equal(err.text, "");
		assert_non_null(strstr(import->notes, "one activation is taken for all layers"));
		assert_true(candidate_architecture(&import->candidates.list[0], &usual, NULL,
						   architecture));
		assert_string_equal(
			architecture,
			has_pool ? "pad2 conv5x5x2v relu pool2v conv5x5x3v relu pool2v dense5"
				 : "pad2 conv5x5x2v relu pool2 conv5x5x3v relu pool2 dense5");
		for (int i = 0; i < import->candidates.count; i++) {
			assert_true(candidate_architecture(&import->candidates.list[i], &usual,
							   NULL, architecture));
			if (has_pool)
				assert_null(strstr(architecture, "pool4"));
			else
				is_unusual_found |= strstr(architecture, "pool4") != NULL;
		}
		import_free(import);
	}
	assert_true(is_unusual_found);
	net_free(net);
}

static void activations_without_their_places_are_refused(void **state)
{
	static const char text[] = "{\"class\":\"__main__.Net\",\"name\":\"\",\"modules\":[" MODULE(
		"activation.ReLU", "r",
		"") "," MODULE("activation.Tanh", "t",
			       "") "," MODULE("conv.Conv2d", "conv1",
					      "\"kernel_size\":[3,3],\"stride\":[1,1],\"padding\":["
					      "0,0]") "," MODULE("linear.Linear", "fc1", "") "]}";

	check_graph(state, &torch_file, text, "!has activations of several kinds (relu, tanh)");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(pytorchs_activations_are_what_they_are,
						scratch_setup, scratch_teardown),
		cmocka_unit_test_setup_teardown(pytorchs_settings_are_computed_or_refused,
						scratch_setup, scratch_teardown),
		cmocka_unit_test_setup_teardown(a_softmax_in_the_middle_is_refused, scratch_setup,
						scratch_teardown),
		cmocka_unit_test_setup_teardown(modules_of_lenets_size_get_images_padded,
						scratch_setup, scratch_teardown),
		cmocka_unit_test_setup_teardown(activations_without_their_places_are_refused,
						scratch_setup, scratch_teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
