/*
 * Keras (saving_lib.py) calls a layer's group after its class, in snake case: the first of a class
 * conv2d, the next conv2d_1, whatever the layer itself is called; models in models likewise.
 * Variables are numbered in the order in which the layer makes them. Newer versions keep the
 * layer's name as an attribute of the group of its variables.
 */
#include "format/tensor/keras_layers.h"
#include "base/xalloc.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { WEIGHTS_MAX = 4, CLASS_MAX = 64 };

/* What layers call their variables. One that a setting of the layer turns off is not there. */
static const struct class
{
	const char *group;
	struct variable {
		const char *name, *setting; /* the setting of the config that leaves it out */
	} variables[WEIGHTS_MAX];
} classes[] = {
	{"conv1d", {{"kernel", NULL}, {"bias", "use_bias"}}},
	{"conv2d", {{"kernel", NULL}, {"bias", "use_bias"}}},
	{"conv3d", {{"kernel", NULL}, {"bias", "use_bias"}}},
	{"conv2d_transpose", {{"kernel", NULL}, {"bias", "use_bias"}}},
	{"depthwise_conv2d", {{"kernel", NULL}, {"bias", "use_bias"}}},
	{"separable_conv2d",
	 {{"depthwise_kernel", NULL}, {"pointwise_kernel", NULL}, {"bias", "use_bias"}}},
	{"dense", {{"kernel", NULL}, {"bias", "use_bias"}}},
	{"batch_normalization",
	 {{"gamma", "scale"},
	  {"beta", "center"},
	  {"moving_mean", NULL},
	  {"moving_variance", NULL}}},
	{"layer_normalization", {{"gamma", "scale"}, {"beta", "center"}}},
	{"group_normalization", {{"gamma", "scale"}, {"beta", "center"}}},
	{"normalization", {{"mean", NULL}, {"variance", NULL}, {"count", NULL}}},
	{"p_re_lu", {{"alpha", NULL}}},
	{"embedding", {{"embeddings", NULL}}},
};

/* Groups that hold layers, one for each. The second is Keras 2.12's. */
static const char *const containers[] = {"layers/", "_layer_checkpoint_dependencies/"};

/* Where a path has been followed to. */
struct place {
	const struct stream *stream;
	const char *path, *rest; /* all of it, and what is not followed yet */
	const json_t *layers;    /* of the model that it is in; NULL: not known */
	const json_t *layer;     /* of the layer that it is in, its config; or NULL */
	char class[CLASS_MAX];   /* of that layer, in snake case */
	char *name;              /* so far; owned */
};

/* As Keras does it: a word begins at a capital that a small letter follows, and at one that follows
 * a small letter. */
static void snake_case(const char *name, char snake[CLASS_MAX])
{
	size_t length = 0;

	for (size_t i = 0; name[i] && length + 2 < CLASS_MAX; i++) {
		unsigned char c = (unsigned char)name[i], next = (unsigned char)name[i + 1];

		if (i > 0 && isupper(c) && (islower(next) || islower((unsigned char)name[i - 1])) &&
		    snake[length - 1] != '_')
			snake[length++] = '_';
		snake[length++] = (char)tolower(c);
	}
	snake[length] = '\0';
}

/* Without the number of a group behind its class: conv2d_1 is a conv2d. */
static void class_of_group(const char *group, size_t length, char class[CLASS_MAX])
{
	size_t end = length;

	while (end > 0 && isdigit((unsigned char)group[end - 1]))
		end--;
	if (end > 1 && end < length && group[end - 1] == '_')
		length = end - 1;
	snprintf(class, CLASS_MAX, "%.*s", (int)length, group);
}

static const struct class *find_class(const char *group)
{
	for (size_t i = 0; i < sizeof(classes) / sizeof(classes[0]); i++)
		if (strcmp(classes[i].group, group) == 0)
			return &classes[i];
	return NULL;
}

static const json_t *layers_of(const json_t *model)
{
	const json_t *config = json_object_get(model, "config");

	/* The oldest versions have the list itself there. */
	return json_is_array(config) ? config : json_object_get(config, "layers");
}

/* The layer of a model that has this group, or NULL. */
static const json_t *find_layer(const json_t *layers, const char *group, size_t length)
{
	char class[CLASS_MAX], snake[CLASS_MAX], number[CLASS_MAX];
	int count = 0;

	class_of_group(group, length, class);
	for (size_t i = 0; i < json_array_size(layers); i++) {
		const json_t *layer = json_array_get(layers, i);
		const char *name = json_string_value(json_object_get(layer, "class_name"));

		snake_case(name ? name : "", snake);
		if (strcmp(snake, class) != 0)
			continue;
		if (count == 0)
			snprintf(number, sizeof(number), "%s", class);
		else
			snprintf(number, sizeof(number), "%.50s_%d", class, count);
		if (strlen(number) == length && strncmp(number, group, length) == 0)
			return layer;
		count++;
	}
	return NULL;
}

static const char *layer_name(const json_t *layer)
{
	const char *name =
		json_string_value(json_object_get(json_object_get(layer, "config"), "name"));

	return name ? name : json_string_value(json_object_get(layer, "name"));
}

/* The name that a group's variables have kept, or NULL. */
static const char *kept_name(const struct place *place, size_t end)
{
	char *owner = xasprintf("%.*s/vars", (int)end, place->path);
	const char *name = stream_attribute(place->stream, owner, "name");

	free(owner);
	return name && *name ? name : NULL;
}

static void append(struct place *place, const char *text, size_t length)
{
	char *longer =
		xasprintf("%s%s%.*s", place->name, *place->name ? "/" : "", (int)length, text);

	free(place->name);
	place->name = longer;
}

/* Into the layer that the rest begins with. In a container its group is called after its class;
 * elsewhere after what holds it in its model, which is a better name than the layer's own. */
static void enter(struct place *place, size_t length, bool is_container)
{
	size_t end = (size_t)(place->rest - place->path) + length;
	const char *kept = kept_name(place, end), *name = NULL;

	place->layer = is_container ? find_layer(place->layers, place->rest, length) : NULL;
	place->layers = layers_of(place->layer);
	if (is_container)
		name = place->layer ? layer_name(place->layer) : kept;
	if (is_container || !kept)
		class_of_group(place->rest, length, place->class);
	else
		class_of_group(kept, strlen(kept), place->class);
	if (name)
		append(place, name, strlen(name));
	else
		append(place, place->rest, length);
	place->rest += length + (place->rest[length] == '/');
}

/* As far as there are groups of layers: up to the variables. */
static void follow(struct place *place)
{
	while (strncmp(place->rest, "vars/", 5) != 0) {
		bool is_container = false;
		const char *slash;

		for (size_t i = 0; i < sizeof(containers) / sizeof(containers[0]); i++) {
			size_t length = strlen(containers[i]);

			if (strncmp(place->rest, containers[i], length) != 0)
				continue;
			is_container = true;
			place->rest += length;
			break;
		}
		slash = strchr(place->rest, '/');
		if (!slash)
			return;
		enter(place, (size_t)(slash - place->rest), is_container);
	}
}

static size_t count_variables(const struct place *place)
{
	size_t length = (size_t)(place->rest - place->path), count = 0;

	for (size_t i = 0; i < place->stream->tensor_count; i++)
		count += strncmp(place->stream->tensors[i].name, place->path, length) == 0 &&
			 strncmp(place->stream->tensors[i].name + length, "vars/", 5) == 0;
	return count;
}

static bool is_off(const struct place *place, const struct variable *variable)
{
	const json_t *config = json_object_get(place->layer, "config");

	return variable->setting && json_is_false(json_object_get(config, variable->setting));
}

/* The name of variable N of the layer, or NULL where that is not clear: where others come after it
 * and one is missing, which one is it? */
static const char *variable_name(const struct place *place, size_t n)
{
	const struct class *class = find_class(place->class);
	const char *names[WEIGHTS_MAX];
	size_t count = 0, all = 0, last_optional = 0;

	for (size_t i = 0; class && i < WEIGHTS_MAX && class->variables[i].name; i++) {
		all++;
		if (is_off(place, &class->variables[i]))
			continue;
		names[count++] = class->variables[i].name;
		if (class->variables[i].setting)
			last_optional = i + 1;
	}
	if (n >= count)
		return NULL;
	if (count != count_variables(place) && last_optional < all)
		return NULL;
	return names[n];
}

char *keras_layer_weight(const struct stream *stream, const char *path, const json_t *config)
{
	struct place place = {.stream = stream,
			      .path = path,
			      .rest = path,
			      .layers = layers_of(config),
			      .name = xstrdup("")};
	const char *name = NULL;

	follow(&place);
	if (strncmp(place.rest, "vars/", 5) == 0) {
		char *end;
		unsigned long n = strtoul(place.rest + 5, &end, 10);

		if (isdigit((unsigned char)place.rest[5]) && *end == '\0')
			name = variable_name(&place, n);
	}
	if (!name)
		name = place.rest;
	append(&place, name, strlen(name));
	return place.name;
}
