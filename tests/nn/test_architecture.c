/* The text form of nets: what is read, what is printed, and what is refused, where and in which
 * words. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "nn/net.h"
#include "support/says.h"

#include <stdio.h>
#include <stdlib.h>

static struct net *parse(const char *text, struct shape input, int classes, struct err *err)
{
	*err = (struct err){""};
	return net_new(text, input, classes, kernel_available()[0], err);
}

static struct net *parse_mnist(const char *text, struct err *err)
{
	return parse(text, (struct shape){28, 28, 1}, 10, err);
}

static void names_stand_for_the_usual_nets(void **state)
{
	static const char *const names[][2] = {
		{"softmax", "dense10"},
		{"mlp", "dense128 relu dense10"},
		{"cnn", "conv5x5x32 relu pool2 conv5x5x64 relu pool2 dense1024 relu dropout0.5 "
			"dense10"},
	};

	(void)state;
	for (int i = 0; i < 3; i++) {
		struct err err;
		struct net *net = parse_mnist(names[i][0], &err);
		char *text;

		assert_non_null(net);
		text = net_architecture(net);
		assert_string_equal(text, names[i][1]);
		free(text);
		net_free(net);
	}
}

static void names_have_as_many_units_as_there_are_classes(void **state)
{
	struct err err;
	struct net *net = parse("mlp", (struct shape){16, 20, 1}, 26, &err);
	char *text;

	(void)state;
	assert_non_null(net);
	text = net_architecture(net);
	assert_string_equal(text, "dense128 relu dense26");
	assert_int_equal(net->layers[0].in.height * net->layers[0].in.width, 320);
	free(text);
	net_free(net);
}

static void what_is_printed_reads_as_the_same_net(void **state)
{
	static const char *const texts[][2] = {
		{"  dense10  ", "dense10"},
		{"dense10 softmax", "dense10"},
		{"conv1x1x1   pool2 dense10 softmax ", "conv1x1x1 pool2 dense10"},
		{"conv63x63x1 dense10", "conv63x63x1 dense10"},
		{"pool2s2 pool3s3 pool4s1 pool2s4 dense10", "pool2 pool3 pool4s1 pool2s4 dense10"},
		{"avgpool2s2 avgpool3s2 avgpool4 dense10", "avgpool2 avgpool3s2 avgpool4 dense10"},
		{"leaky dense10", "leaky dense10"},
		{"leaky0.2 leaky0.10 leaky0 dense10", "leaky leaky0.1 leaky0 dense10"},
		{"tanh sigmoid dense10 tanh dense10", "tanh sigmoid dense10 tanh dense10"},
		{"dropout0 dense10", "dropout0 dense10"},
		{"dropout0.0 dense10", "dropout0 dense10"},
		{"dropout0.1 dropout00.250 dense10", "dropout0.1 dropout0.25 dense10"},
		{"dropout0.00001 dense10", "dropout0.00001 dense10"},
		{"dropout0.0000000000001 dense10", "dropout0.0000000000001 dense10"},
		{"dropout0.1234567 dense10", "dropout0.1234567 dense10"},
		{"dropout0.9999999 dense10", "dropout0.9999999 dense10"},
		{"conv3x3x8v conv2x4x8 conv5x5x4p2 dense10",
		 "conv3x3x8v conv2x4x8 conv5x5x4p2 dense10"},
		{"conv3x3x8s2 conv3x3x8s1 conv3x3x8s2x1 dense10",
		 "conv3x3x8s2 conv3x3x8 conv3x3x8s2x1 dense10"},
		{"conv3x3x8n conv2x2x8s2vn conv3x3x2s2p1n dense10n",
		 "conv3x3x8n conv2x2x8s2vn conv3x3x2s2p1n dense10n"},
		{"conv3x3x8p0,0,1,1 conv3x3x8p1,1,1,1 conv3x3x8p0 dense10",
		 "conv3x3x8p0,0,1,1 conv3x3x8p1 conv3x3x8p0 dense10"},
		{"pool2v pool3x2 pool3x2s3x2 avgpool3s1p1 dense10",
		 "pool2v pool3x2 pool3x2 avgpool3s1p1 dense10"},
		{"pool2x3s2 pool2x3s2x1 pool3x3 avgpool2s2v dense10",
		 "pool2x3s2 pool2x3s2x1 pool3 avgpool2v dense10"},
		{"gelu gelutanh elu elu1.0 elu0.5 silu scale dense10",
		 "gelu gelutanh elu elu elu0.5 silu scale dense10"},
		{"pad2 pad1,1,1,1 pad2,0,1,3 selu hardsigmoid hardsigmoid0.2 dense10",
		 "pad2 pad1 pad2,0,1,3 selu hardsigmoid hardsigmoid0.2 dense10"},
		{"normalize0.130660474,0.308107793 dense10",
		 "normalize0.13066047,0.3081078 dense10"},
		{"normalize-1,-0.50 dense10", "normalize-1,-0.5 dense10"},
		{"normalize0,0.00392156886 dense10", "normalize0,0.003921569 dense10"},
		{"normalize33.3184204,78.5674896 dense10", "normalize33.31842,78.56749 dense10"},
		{"conv3x3x10s4 globalavgpool softmax", "conv3x3x10s4 globalavgpool"},
		{"conv28x28x10v", "conv28x28x10v"},
		{"dense10 scale relu", "dense10 scale relu"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		struct err err;
		struct net *net = parse_mnist(texts[i][0], &err), *again;
		char *text;

		assert_string_equal(err.text, "");
		assert_non_null(net);
		text = net_architecture(net);
		assert_string_equal(text, texts[i][1]);
		again = parse_mnist(text, &err);
		assert_non_null(again);
		assert_memory_equal(again->layers, net->layers, sizeof(net->layers));
		free(text);
		net_free(again);
		net_free(net);
	}
}

static void pools_round_up_by_their_stride(void **state)
{
	struct err err;
	struct net *net =
		parse("pool3s2 avgpool2s3 pool2s1 dense2", (struct shape){9, 28, 1}, 2, &err);

	(void)state;
	assert_non_null(net);
	assert_int_equal(net->layers[0].out.height, 5);
	assert_int_equal(net->layers[0].out.width, 14);
	assert_int_equal(net->layers[1].out.height, 2);
	assert_int_equal(net->layers[1].out.width, 5);
	assert_int_equal(net->layers[2].out.height, 2);
	assert_int_equal(net->layers[2].out.width, 5);
	assert_string_equal(net->layers[1].name, "avg1");
	assert_string_equal(net->layers[2].name, "pool2");
	net_free(net);
}

static void pool2_rounds_up(void **state)
{
	struct err err;
	struct net *net =
		parse("conv3x3x2 pool2 pool2 pool2 dense2", (struct shape){5, 9, 1}, 2, &err);

	(void)state;
	assert_non_null(net);
	assert_int_equal(net->layers[1].out.height, 3);
	assert_int_equal(net->layers[1].out.width, 5);
	assert_int_equal(net->layers[2].out.height, 2);
	assert_int_equal(net->layers[2].out.width, 3);
	assert_int_equal(net->layers[3].out.height, 1);
	assert_int_equal(net->layers[3].out.width, 2);
	assert_int_equal(net->layers[3].out.channels, 2);
	net_free(net);
}

static void assert_output(const struct net *net, int layer, int height, int width, int channels)
{
	const struct shape *out = &net->layers[layer].out;

	if (out->height != height || out->width != width || out->channels != channels)
		fail_msg("%s: %dx%dx%d, not %dx%dx%d", layer_text(&net->layers[layer]).text,
			 out->height, out->width, out->channels, height, width, channels);
}

static void windows_make_outputs_as_the_frameworks_count_them(void **state)
{
	struct err err;
	struct net *net = parse("conv3x3x4v conv5x5x4p2 conv2x2x4 conv3x3x4s2 conv3x3x4s2v pool2v "
				"conv3x4x6s2x1p1 pool2s1p1 avgpool3s2p1,0,1,1 globalavgpool dense2",
				(struct shape){28, 25, 1}, 2, &err);

	(void)state;
	assert_string_equal(err.text, "");
	assert_output(net, 0, 26, 23, 4);
	assert_output(net, 1, 26, 23, 4);
	assert_output(net, 2, 26, 23, 4);
	assert_output(net, 3, 13, 12, 4);
	assert_output(net, 4, 6, 5, 4);
	assert_output(net, 5, 3, 2, 4);
	assert_output(net, 6, 2, 1, 6);
	assert_output(net, 7, 3, 2, 6);
	assert_output(net, 9, 1, 1, 6);
	net_free(net);
}

static const char sizes[] = "a filter size of 1x1 to 63x63, as in conv5x5x32";
static const char filters[] = "a number of filters of 1 to 4096, as in conv5x5x32";
static const char too_small[] = "a window no larger than what comes in with its padding";
static const char sides[] = "a convolution whose output has at most 128 rows and columns";
static const char padding[] =
	"a padding of less than the window's size, as in p1, or four for top, left, "
	"bottom and right, as in p0,0,1,1";
static const char affine[] = "a mean and a deviation that is not 0, as in normalize0.1307,0.3081";
static const char deviation[] = "a deviation that is not 0, as in normalize0.1307,0.3081";
static const char factor[] = "a factor of 0 or more, as in elu0.5, or none: 1";
static const char zeros[] = "0 to 64 rows and columns of zeros, as in pad2, or four numbers for "
			    "top, left, bottom and right, as in pad2,2,1,1";
static const char hard[] = "a slope above 0, as in hardsigmoid0.2, or none: 1/6";
static const char units[] = "a number of units of 1 to 65536, as in dense128";
static const char drop[] = "a probability from 0 to below 1, as in dropout0.5";
static const char window[] = "a window of 1 to 64, as in pool2";
static const char stride[] = "a stride of 1 to 64, as in s2";
static const char slope[] = "a slope from 0 to below 1, as in leaky0.1, or none: 0.2";
static const char last[] = "dense10 as the last layer, one unit for each class";
static const char any[] =
	"convHxWxN, relu, relu6, leakyA, tanh, sigmoid, hardsigmoidA, gelu, gelutanh, eluA, selu, "
	"silu, hardswish, mish, softplus, softsign, poolKsS, avgpoolKsS, globalavgpool, padP, "
	"denseN, scale, normalizeM,S, dropoutP or softmax";
static const char behind[] =
	"relu, relu6, leakyA, tanh, sigmoid, hardsigmoidA, gelu, gelutanh, "
	"eluA, selu, silu, hardswish, mish, softplus, softsign, denseN, scale, "
	"normalizeM,S, dropoutP "
	"or softmax behind a dense layer";

static const struct refusal {
	const char *text;
	int column;
	const char *expected, *found;
} refusals[] = {
	{"", 1, last, "its end"},
	{"   ", 4, last, "its end"},
	{"dense128", 9, last, "its end"},
	{"dense9 relu", 12, last, "its end"},
	{"globalavgpool", 14, last, "its end"},
	{"conv27x28x10v", 14, last, "its end"},
	{"softmax softmax", 1, last, "'softmax'"},
	{" softmax", 2, last, "'softmax'"},
	{"dense9 softmax", 8, last, "'softmax'"},
	{"dense10 softmax dense10", 17, "nothing behind softmax", "'dense10'"},
	{"linear10", 1, any, "'linear10'"},
	{"relu Dense10", 6, any, "'Dense10'"},
	{"relu, dense10", 5, "a space", "','"},
	{"relu7 dense10", 5, "a space", "'7'"},
	{"pad dense10", 4, zeros, "its end"},
	{"pad1,2 dense10", 4, zeros, "'1,2'"},
	{"pad65 dense10", 4, zeros, "'65'"},
	{"hardsigmoid0 dense10", 12, hard, "'0'"},
	{"dense10\tsoftmax", 8, "a space", "'?softmax'"},
	{"dense", 6, units, "its end"},
	{"relu dense0", 11, units, "'0'"},
	{"dense-5", 6, units, "'-5'"},
	{"dense 10", 6, units, "its end"},
	{"dense65537", 6, units, "'65537'"},
	{"dense99999999999999999999", 6, units, "'99999999999999999999'"},
	{"dense010", 6, units, "'010'"},
	{"dense10x", 8, "a space", "'x'"},
	{"conv", 5, sizes, "its end"},
	{"conv5", 5, sizes, "'5'"},
	{"conv5x", 5, sizes, "'5x'"},
	{"conv5x64x8 dense10", 5, sizes, "'5x64x8'"},
	{"conv0x0x8 dense10", 5, sizes, "'0x0x8'"},
	{"conv65x65x8 dense10", 5, sizes, "'65x65x8'"},
	{"conv5x5 dense10", 8, filters, "its end"},
	{"conv5x5x dense10", 9, filters, "its end"},
	{"conv5x5x0 dense10", 9, filters, "'0'"},
	{"conv5x5x4097 dense10", 9, filters, "'4097'"},
	{"conv5x5x8x dense10", 10, "a space", "'x'"},
	{"conv5x5x8nv dense10", 11, "a space", "'v'"},
	{"conv5x5x8vp2 dense10", 11, "a space", "'p2'"},
	{"conv5x5x8s dense10", 11, stride, "its end"},
	{"conv5x5x8s2x dense10", 13, stride, "its end"},
	{"conv5x5x8p dense10", 11, padding, "its end"},
	{"conv5x5x8p5 dense10", 11, padding, "'5'"},
	{"conv5x5x8p1,2 dense10", 11, padding, "'1,2'"},
	{"conv5x5x8p1,2,3,5 dense10", 11, padding, "'1,2,3,5'"},
	{"conv5x5x8p01 dense10", 12, "a space", "'1'"},
	{"conv29x3x8v dense10", 11, too_small, "'v'"},
	{"conv63x3x8p2 dense10", 11, too_small, "'p2'"},
	{"pool8 conv5x5x8v dense10", 16, too_small, "'v'"},
	{"conv63x63x1p62 conv63x63x1p62 dense10", 20, sides, "'63x63x1p62'"},
	{"pool dense10", 5, window, "its end"},
	{"pool0 dense10", 5, window, "'0'"},
	{"pool65 dense10", 5, window, "'65'"},
	{"pool2x dense10", 5, window, "'2x'"},
	{"pool2x3x4 dense10", 8, "a space", "'x4'"},
	{"pool29v dense10", 7, too_small, "'v'"},
	{"pool2p2 dense10", 7, padding, "'2'"},
	{"pool2n dense10", 6, "a space", "'n'"},
	{"pool3s dense10", 7, stride, "its end"},
	{"pool3s0 dense10", 7, stride, "'0'"},
	{"pool3s65 dense10", 7, stride, "'65'"},
	{"pool3s2s2 dense10", 8, "a space", "'s2'"},
	{"avgpool dense10", 8, window, "its end"},
	{"avgpool2s99 dense10", 10, stride, "'99'"},
	{"leaky1 dense10", 6, slope, "'1'"},
	{"leaky-0.1 dense10", 6, slope, "'-0.1'"},
	{"leakyrelu dense10", 6, slope, "'relu'"},
	{"leaky0.1x dense10", 9, "a space", "'x'"},
	{"tanhh dense10", 5, "a space", "'h'"},
	{"sigmoid2 dense10", 8, "a space", "'2'"},
	{"elu-1 dense10", 4, factor, "'-1'"},
	{"gelu2 dense10", 5, "a space", "'2'"},
	{"scale2 dense10", 6, "a space", "'2'"},
	{"globalavgpool2 dense10", 14, "a space", "'2'"},
	{"normalize dense10", 10, affine, "its end"},
	{"normalize0.5 dense10", 13, affine, "its end"},
	{"normalize0.5, dense10", 14, affine, "its end"},
	{"normalize0.5,0 dense10", 15, deviation, "its end"},
	{"normalize0.5,-0 dense10", 16, deviation, "its end"},
	{"normalize0.5,0.5,0.5 dense10", 17, "a space", "',0.5'"},
	{"normalize--1,1 dense10", 10, affine, "'--1,1'"},
	{"normalize1e-3,1 dense10", 11, affine, "'e-3,1'"},
	{"dropout dense10", 8, drop, "its end"},
	{"dropout1 dense10", 8, drop, "'1'"},
	{"dropout1.5 dense10", 8, drop, "'1.5'"},
	{"dropout.5 dense10", 8, drop, "'.5'"},
	{"dropout-0.5 dense10", 8, drop, "'-0.5'"},
	{"dropout0.5.5 dense10", 8, drop, "'0.5.5'"},
	{"dropoutnan dense10", 8, drop, "'nan'"},
	{"dropout0.99999999 dense10", 8, drop, "'0.99999999'"},
	{"dropout0.50000000000000 dense10", 8, drop, "'0.50000000000000'"},
	{"dropout1e-3 dense10", 8, drop, "'1e-3'"},
	{"dropout0e-3 dense10", 9, "a space", "'e-3'"},
	{"dense20 pool2 dense10", 9, behind, "'pool2'"},
	{"dense20 avgpool2 dense10", 9, behind, "'avgpool2'"},
	{"dense20 relu conv3x3x2 dense10", 14, behind, "'conv3x3x2'"},
};

static void wrong_text_gets_the_column_and_what_was_expected_there(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(refusals) / sizeof(refusals[0]); i++) {
		const struct refusal *r = &refusals[i];
		char message[512], shown[64];
		struct err err;

		snprintf(shown, sizeof(shown), "%s", r->text);
		if (strchr(shown, '\t'))
			*strchr(shown, '\t') = '?';
		snprintf(message, sizeof(message),
			 "architecture '%s', column %d: expected %s, not %s", shown, r->column,
			 r->expected, r->found);
		assert_null(parse_mnist(r->text, &err));
		assert_string_equal(err.text, message);
	}
}

static void long_text_is_shown_around_the_column(void **state)
{
	enum { LENGTH = 100000, AT = 50000 };
	char *text = malloc(LENGTH + 1);
	struct err err;

	(void)state;
	assert_non_null(text);
	memset(text, ' ', LENGTH);
	text[LENGTH] = '\0';
	memcpy(text + AT - 9, "relu relu cosh relu relu", 24);
	memcpy(text, "relu", 4);
	assert_null(parse_mnist(text, &err));
	assert_string_equal(err.text,
			    "architecture '...          relu relu cosh relu relu      "
			    "...', column 50002: expected convHxWxN, relu, relu6, "
			    "leakyA, tanh, sigmoid, hardsigmoidA, gelu, gelutanh, eluA, "
			    "selu, silu, hardswish, mish, softplus, softsign, poolKsS, "
			    "avgpoolKsS, globalavgpool, padP, denseN, scale, normalizeM,S, "
			    "dropoutP or softmax, not 'cosh'");
	memset(text, 'x', LENGTH);
	assert_null(parse_mnist(text, &err));
	assert_string_equal(
		err.text,
		"architecture 'xxxxxxxxxxxxxxxxxxxx...', column 1: expected "
		"convHxWxN, relu, relu6, leakyA, tanh, sigmoid, "
		"hardsigmoidA, gelu, gelutanh, eluA, selu, silu, hardswish, "
		"mish, softplus, softsign, poolKsS, avgpoolKsS, "
		"globalavgpool, padP, denseN, scale, normalizeM,S, dropoutP or softmax, not "
		"'xxxxxxxxxxxxxxxxxxxx...'");
	free(text);
}

static void assert_too_large(const char *text, struct shape input, int column)
{
	char message[256];
	struct err err;

	snprintf(message, sizeof(message),
		 "architecture '%s', column %d: too large: a net may have 256 MiB of parameters "
		 "and 64 MiB of activations for an image",
		 text, column);
	assert_null(parse(text, input, 10, &err));
	assert_string_equal(err.text, message);
}

/* Each would need from hundreds of megabytes to 16 GiB: allocating first would show. */
static void too_large_nets_are_refused_before_anything_is_allocated(void **state)
{
	const struct shape small = {28, 28, 1}, large = {64, 64, 1};

	(void)state;
	assert_too_large("dense65536 dense65536 dense10", small, 12);
	assert_too_large("dense65536 dense65536 dense10", large, 1);
	assert_too_large("conv63x63x4096 dense10", small, 16);
	assert_too_large("conv1x1x4096 dense10", large, 1);
	assert_too_large("conv1x1x4095 dense10", large, 14);
	assert_too_large("conv1x1x2000 conv1x1x2000 conv1x1x100 dense10", large, 27);
	assert_too_large("dense7000 dense7000 dense7000 dense10", small, 21);
}

/* Of which most are allowed. */
static void a_text_that_no_place_holds_is_refused(void **state)
{
	enum { LAYERS = 50 };
	static const char word[] = "normalize0.123456789,0.5 ";
	char text[LAYERS * sizeof(word) + 8] = "";
	struct err err;

	(void)state;
	for (int i = 0; i < LAYERS; i++)
		memcpy(text + strlen(text), word, sizeof(word));
	memcpy(text + strlen(text), "dense10", 8);
	assert_null(parse_mnist(text, &err));
	assert_says(&err, "too long: 1207 characters; at most 1023 are kept");
	assert_non_null(strstr(err.text, "..."));
	net_free(parse_mnist(text + 10 * (sizeof(word) - 1), &err));
	assert_string_equal(err.text, "");
}

static void at_most_64_layers_are_read(void **state)
{
	char text[512] = "";
	struct err err;
	struct net *net;

	(void)state;
	for (int i = 0; i < 63; i++)
		memcpy(text + 5 * i, "relu ", 6);
	memcpy(text + 5 * 63, "dense10", 8);
	net = parse_mnist(text, &err);
	assert_non_null(net);
	assert_int_equal(net->count, 64);
	assert_string_equal(net->layers[62].name, "relu63");
	net_free(net);
	memcpy(text + 5 * 63, "relu dense10", 13);
	assert_null(parse_mnist(text, &err));
	assert_says(&err, "column 321: expected the end (64 layers at the most), not 'dense10'");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names_stand_for_the_usual_nets),
		cmocka_unit_test(names_have_as_many_units_as_there_are_classes),
		cmocka_unit_test(what_is_printed_reads_as_the_same_net),
		cmocka_unit_test(pool2_rounds_up),
		cmocka_unit_test(pools_round_up_by_their_stride),
		cmocka_unit_test(windows_make_outputs_as_the_frameworks_count_them),
		cmocka_unit_test(wrong_text_gets_the_column_and_what_was_expected_there),
		cmocka_unit_test(long_text_is_shown_around_the_column),
		cmocka_unit_test(too_large_nets_are_refused_before_anything_is_allocated),
		cmocka_unit_test(a_text_that_no_place_holds_is_refused),
		cmocka_unit_test(at_most_64_layers_are_read),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
