/* Names for the tensors of Keras's files, from what a file says of them: paths, lists, kept names
 * and the model's config. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/xalloc.h"
#include "format/tensor/keras_names.h"
#include "support/says.h"

#include <stdlib.h>
#include <string.h>

enum { MAX = 8 };

struct attribute {
	const char *owner, *name, *value;
};

/* What a file has, and the names that are to come of it; both lists end with NULL. */
struct file {
	const char *paths[MAX];
	struct attribute attributes[MAX];
	const char *config; /* or NULL */
	const char *names[MAX];
};

static void fill(struct stream *stream, const struct file *file)
{
	stream->tensors = xcalloc(MAX, sizeof(*stream->tensors));
	stream->attributes = xcalloc(MAX, sizeof(*stream->attributes));
	for (size_t i = 0; i < MAX && file->paths[i]; i++)
		stream->tensors[stream->tensor_count++] = (struct tensor){
			.name = xstrdup(file->paths[i]), .dtype = "F32", .ndim = 1, .dim = {3}};
	for (size_t i = 0; i < MAX && file->attributes[i].name; i++)
		stream->attributes[stream->attribute_count++] = (struct stream_attribute){
			xstrdup(file->attributes[i].owner), xstrdup(file->attributes[i].name),
			xstrdup(file->attributes[i].value)};
}

static void free_filled(struct stream *stream)
{
	for (size_t i = 0; i < stream->tensor_count; i++)
		free((void *)(uintptr_t)stream->tensors[i].name);
	for (size_t i = 0; i < stream->attribute_count; i++) {
		free(stream->attributes[i].owner);
		free(stream->attributes[i].name);
		free(stream->attributes[i].value);
	}
	free(stream->tensors);
	free(stream->attributes);
}

static void assert_named(const struct file *file, enum keras_kind kind)
{
	struct stream stream = {0};
	struct keras_names names;
	struct err err = {""};

	fill(&stream, file);
	if (!keras_names_find(&stream, file->config, "a.h5", &names, &err))
		fail_msg("%s", err.text);
	assert_int_equal(names.kind, kind);
	for (size_t i = 0; i < names.count; i++)
		assert_string_equal(names.names[i].name, file->names[i] ? file->names[i] : "none");
	assert_null(file->names[names.count]);
	keras_names_clear(&names);
	free_filled(&stream);
}

#define LAYER(name)                     \
	{                               \
		"", "layer_names", name \
	}
#define WEIGHT(layer, name)                 \
	{                                   \
		layer, "weight_names", name \
	}

static void a_listed_weight_is_called_after_its_layer(void **state)
{
	static const struct {
		const char *layer, *weight, *name;
	} cases[] = {
		{"dense", "dense/kernel:0", "dense/kernel"},
		{"dense", "kernel", "dense/kernel"},
		{"dense", "model/dense/kernel:12", "dense/kernel"},
		/* The last one that is the layer, as a whole component. */
		{"dense", "dense/dense/kernel", "dense/kernel"},
		{"dense", "mydense/kernel", "dense/mydense/kernel"},
		{"dense", "densest/kernel", "dense/densest/kernel"},
		{"dense", "some/inner/kernel", "dense/some/inner/kernel"},
		/* Built twice in one session. */
		{"dense", "dense_1/kernel:0", "dense/kernel"},
		{"dense", "dense_last/kernel:0", "dense/dense_last/kernel"},
		/* What only looks like the number of an output. */
		{"dense", "dense/kernel:", "dense/kernel:"},
		{"dense", "dense/kernel:0x", "dense/kernel:0x"},
		{"dense", "model:0/dense/kernel", "dense/kernel"},
		{"dense", ":0", "dense/:0"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		char *path = xasprintf("%s/%s", cases[i].layer, cases[i].weight);
		const struct file file = {.paths = {path},
					  .attributes = {LAYER(cases[i].layer),
							 WEIGHT(cases[i].layer, cases[i].weight)},
					  .names = {cases[i].name}};

		assert_named(&file, KERAS_LISTED);
		free(path);
	}
}

static void lists_give_the_order_and_what_they_leave_out_follows(void **state)
{
	const struct file file = {
		.paths = {"model_weights/a/w", "model_weights/b/v", "model_weights/b/w", "other"},
		.attributes = {{"model_weights", "layer_names", "b"},
			       {"model_weights", "layer_names", "a"},
			       {"elsewhere", "layer_names", "c"},
			       WEIGHT("model_weights/b", "w"),
			       WEIGHT("model_weights/b", "v"),
			       WEIGHT("model_weights/b", "w"),
			       WEIGHT("model_weights/a", "w")},
		.names = {"b/w", "b/v", "a/w", "other"}};

	(void)state;
	assert_named(&file, KERAS_LISTED);
}

static void a_listed_weight_that_is_missing_is_named(void **state)
{
	const struct file file = {
		.paths = {"dense/kernel"},
		.attributes = {LAYER("dense"), WEIGHT("dense", "kernel"), WEIGHT("dense", "bias")}};
	struct stream stream = {0};
	struct keras_names names;
	struct err err = {""};

	(void)state;
	fill(&stream, &file);
	assert_false(keras_names_find(&stream, NULL, "a.h5", &names, &err));
	assert_says(&err, "a.h5: the weight 'bias' of the layer 'dense' is not in it");
	keras_names_clear(&names);
	free_filled(&stream);
}

/* Names are a tensor's alone, and text: else its path stands. */
static void equal_names_and_such_as_cannot_be_shown_give_way_to_paths(void **state)
{
	const struct file equal = {.paths = {"a/a/w", "a/a_1/w", "a/b"},
				   .attributes = {LAYER("a"), WEIGHT("a", "a/w"),
						  WEIGHT("a", "a_1/w"), WEIGHT("a", "b")},
				   .names = {"a/a/w", "a/a_1/w", "a/b"}};
	const struct file unprintable = {
		.paths = {"layers/dense/vars/0", "layers/dense_1/vars/0"},
		.config = "{\"config\": {\"layers\": ["
			  "{\"class_name\": \"Dense\", \"config\": {\"name\": \"a\\u0007\"}},"
			  "{\"class_name\": \"Dense\", \"config\": {\"name\": \"b\"}}]}}",
		.names = {"layers/dense/vars/0", "b/kernel"}};

	(void)state;
	assert_named(&equal, KERAS_LISTED);
	assert_named(&unprintable, KERAS_GROUPED);
}

static void other_files_keep_their_paths(void **state)
{
	const struct file file = {.paths = {"a", "b/vars"}, .names = {"a", "b/vars"}};

	(void)state;
	assert_named(&file, KERAS_PLAIN);
}

/* Without a config layers are called after their groups, and variables after what the class of a
 * group has. */
static void variables_are_known_by_the_class_of_their_group(void **state)
{
	static const struct file files[] = {
		{.paths = {"vars/0"}, .names = {"vars/0"}},
		{.paths = {"layers/conv2d/vars/0", "layers/conv2d/vars/1",
			   "layers/conv2d_12/vars/0"},
		 .names = {"conv2d/kernel", "conv2d/bias", "conv2d_12/kernel"}},
		{.paths = {"_layer_checkpoint_dependencies/dense/vars/0"},
		 .names = {"dense/kernel"}},
		/* More than the class has, and no class. */
		{.paths = {"layers/dense/vars/2", "layers/mine/vars/0"},
		 .names = {"dense/vars/2", "mine/vars/0"}},
		/* Not only a class and a number. */
		{.paths = {"layers/dense2/vars/0", "layers/_1/vars/0", "layers/12/vars/0"},
		 .names = {"dense2/vars/0", "_1/vars/0", "12/vars/0"}},
		/* No number of a variable. */
		{.paths = {"layers/dense/vars/x", "layers/dense/vars/0x", "layers/dense/vars/ 1"},
		 .names = {"dense/vars/x", "dense/vars/0x", "dense/vars/ 1"}},
		/* One of four is missing: which? */
		{.paths = {"layers/batch_normalization/vars/0", "layers/batch_normalization/vars/1",
			   "layers/batch_normalization/vars/2"},
		 .names = {"batch_normalization/vars/0", "batch_normalization/vars/1",
			   "batch_normalization/vars/2"}},
		/* A layer of its own class that holds others: their variables are not its own. */
		{.paths = {"layers/mine/dense/vars/0", "layers/mine/vars/0",
			   "layers/dense/mine/vars/0", "layers/dense/vars/0", "layers/count"},
		 .names = {"mine/dense/kernel", "mine/vars/0", "dense/mine/vars/0", "dense/kernel",
			   "count"}},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++)
		assert_named(&files[i], KERAS_GROUPED);
}

/* An attribute of the group of variables. */
static void names_that_groups_have_kept_are_taken(void **state)
{
	static const struct file file = {
		.paths = {"layers/mine/vars/0", "layers/dense/vars/0", "layers/other/first/vars/0"},
		.attributes = {{"layers/mine/vars", "name", "dense_3"},
			       {"layers/dense/vars", "name", ""},
			       {"layers/other/first/vars", "name", "dense_7"}},
		.names = {"dense_3/vars/0", "dense/kernel", "other/first/kernel"}};

	(void)state;
	assert_named(&file, KERAS_GROUPED);
}

#define LAYERS(list) "{\"class_name\": \"Sequential\", \"config\": {\"layers\": [" list "]}}"
#define CLASS(class, config) "{\"class_name\": \"" class "\", \"config\": {" config "}}"

static void the_config_names_layers_and_says_what_they_have(void **state)
{
	static const struct file files[] = {
		/* The second of its class, whatever stands between. */
		{.paths = {"layers/conv2d/vars/0", "layers/conv2d_1/vars/0",
			   "layers/conv2d_2/vars/0", "layers/conv2d_x/vars/0"},
		 .config = LAYERS(CLASS("Conv2D", "\"name\": \"first\"") ", " CLASS(
			 "Dense", "\"name\": \"between\"") ", " CLASS("Conv2D",
								      "\"name\": \"second\"")),
		 .names = {"first/kernel", "second/kernel", "conv2d_2/kernel", "conv2d_x/vars/0"}},
		/* Keras 1: the list itself, and the name beside the config. */
		{.paths = {"layers/dense/vars/0"},
		 .config = "{\"config\": [{\"class_name\": \"Dense\", \"name\": \"old\"}]}",
		 .names = {"old/kernel"}},
		/* Layers without a name or a class. */
		{.paths = {"layers/dense/vars/0"},
		 .config = LAYERS("{\"name\": \"none\"}, " CLASS("Dense", "")),
		 .names = {"dense/kernel"}},
		/* Settings leave variables out. */
		{.paths = {"layers/batch_normalization/vars/0", "layers/batch_normalization/vars/1",
			   "layers/batch_normalization/vars/2"},
		 .config = LAYERS(CLASS("BatchNormalization",
					"\"name\": \"norm\", \"center\": true, \"scale\": false")),
		 .names = {"norm/beta", "norm/moving_mean", "norm/moving_variance"}},
		/* A model in a model. */
		{.paths = {"layers/sequential/layers/dense/vars/0"},
		 .config = LAYERS(
			 "{\"class_name\": \"Sequential\", \"config\": {\"name\": \"inner\", "
			 "\"layers\": [" CLASS("Dense", "\"name\": \"last\"") "]}}"),
		 .names = {"inner/last/kernel"}},
		/* Words as Keras parts them. */
		{.paths = {"layers/p_re_lu/vars/0", "layers/my_dense/vars/0",
			   "layers/rms_norm/vars/0"},
		 .config = LAYERS(CLASS("PReLU", "\"name\": \"a\"") ", " CLASS(
			 "My_Dense", "\"name\": \"b\"") ", " CLASS("RMSNorm", "\"name\": \"c\"")),
		 .names = {"a/alpha", "b/vars/0", "c/vars/0"}},
		/* More than a class may have. */
		{.paths = {"layers/dense/vars/0"},
		 .config = LAYERS(
			 CLASS("Aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
			       "aaaaaaaa",
			       "\"name\": \"a\"") ", " CLASS("Dense", "\"name\": \"b\"")),
		 .names = {"b/kernel"}},
		/* No JSON: as if there were none. */
		{.paths = {"layers/dense/vars/0"}, .config = "{", .names = {"dense/kernel"}},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++)
		assert_named(&files[i], KERAS_GROUPED);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_listed_weight_is_called_after_its_layer),
		cmocka_unit_test(lists_give_the_order_and_what_they_leave_out_follows),
		cmocka_unit_test(a_listed_weight_that_is_missing_is_named),
		cmocka_unit_test(equal_names_and_such_as_cannot_be_shown_give_way_to_paths),
		cmocka_unit_test(other_files_keep_their_paths),
		cmocka_unit_test(variables_are_known_by_the_class_of_their_group),
		cmocka_unit_test(names_that_groups_have_kept_are_taken),
		cmocka_unit_test(the_config_names_layers_and_says_what_they_have),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
