/*
 * The text form of a net: words over layers. A word is a kind and its numbers; each kind's own
 * parser reads those. Columns in messages count from 1.
 */
#include "base/text.h"
#include "base/xalloc.h"
#include "kernel/panel.h"
#include "nn/net.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What a message repeats of a text: all of it, or if that is long some of it around a place. */
enum { WHOLE = 100, AROUND = 20 };
struct excerpt {
	char text[WHOLE + 1];
};

static struct excerpt excerpt(const char *text, const char *at)
{
	struct excerpt e;
	size_t before = (size_t)(at - text), after = strlen(at);

	if (before + after <= WHOLE)
		snprintf(e.text, sizeof(e.text), "%s", text);
	else
		snprintf(e.text, sizeof(e.text), "%s%.*s%s", before > AROUND ? "..." : "",
			 (int)(before > AROUND ? AROUND : before) + AROUND,
			 before > AROUND ? at - AROUND : text, after > AROUND ? "..." : "");
	return e;
}

static bool unexpected(const char *text, const char *at, const char *expected, struct err *err)
{
	int length = (int)strcspn(at, " ");
	struct excerpt e = excerpt(text, at);

	if (length == 0)
		return err_set(err, "architecture '%s', column %d: expected %s, not its end",
			       e.text, (int)(at - text) + 1, expected);
	return err_set(err, "architecture '%s', column %d: expected %s, not '%.*s%s'", e.text,
		       (int)(at - text) + 1, expected, length < WHOLE ? length : AROUND, at,
		       length < WHOLE ? "" : "...");
}

/* Whether a kind may stand where the next layer of a net goes. */
static bool is_allowed(const struct net *net, const struct layer_ops *kind)
{
	for (int i = 0; i < net->count; i++)
		if (net->layers[i].ops->is_flat && kind->is_spatial)
			return false;
	return true;
}

/* The forms of the kinds that are allowed next; the caller frees them. */
static char *allowed_forms(const struct net *net)
{
	char *forms = NULL;

	for (const struct layer_ops *const *kind = layer_kinds; *kind; kind++)
		if (is_allowed(net, *kind))
			forms = text_listed(forms, (*kind)->form);
	return forms;
}

char *net_layer_forms(void)
{
	static const struct net none = {0};

	return allowed_forms(&none);
}

/* Says which words are expected where the next layer of a net goes. */
static bool unexpected_kind(const struct net *net, const char *text, const char *at,
			    struct err *err)
{
	char *all = net_layer_forms(), *forms = allowed_forms(net);
	const char *behind = strcmp(forms, all) == 0 ? "" : " behind a dense layer";
	char *expected = xasprintf("%s or softmax%s", forms, behind);

	unexpected(text, at, expected, err);
	free(all);
	free(forms);
	free(expected);
	return false;
}

/* The kind with the longest word that the text begins with. */
static const struct layer_ops *find_kind(const char *at)
{
	const struct layer_ops *found = NULL;

	for (const struct layer_ops *const *kind = layer_kinds; *kind; kind++) {
		size_t length = strlen((*kind)->word);

		if (strncmp(at, (*kind)->word, length) == 0 &&
		    (!found || length > strlen(found->word)))
			found = *kind;
	}
	return found;
}

static void name_layer(const struct net *net, struct layer *layer)
{
	int number = 1;

	for (int i = 0; i < net->count; i++)
		number += net->layers[i].ops == layer->ops;
	snprintf(layer->name, sizeof(layer->name), "%s%d", layer->ops->label, number);
}

/* Places a layer's parameters behind those that there are; false: they would be too many. */
static bool place_parameters(struct net *net, struct layer *layer)
{
	struct layer_parameter own[LAYER_MAX_PARAMETERS];
	int count = layer_parameters(layer, own);
	size_t needed = 0;

	for (int i = 0; i < count; i++)
		needed += (size_t)layer_parameter_rows(&own[i]) *
			  ((size_t)layer_parameter_columns(&own[i]) + PANEL_WIDTH);
	needed += layer->units && !layer->has_bias ? (size_t)layer->units + PANEL_WIDTH : 0;
	if (needed > NET_MAX_PARAMETERS / sizeof(float) - net->size)
		return false;
	for (int i = 0; i < count; i++) {
		layer->at[i] = net->size;
		net->size +=
			panel_size(layer_parameter_rows(&own[i]), layer_parameter_columns(&own[i]));
	}
	if (layer->units && !layer->has_bias) {
		layer->at[LAYER_BIAS] = net->size;
		net->size += panel_size(1, layer->units);
	}
	return true;
}

/* Whether the net with one more layer stays within its limits; places the layer's parameters. */
static bool place_layer(struct net *net, struct layer *layer)
{
	size_t activations = shape_size(net->input);

	for (int i = 0; i < net->count; i++)
		activations += shape_size(net->layers[i].out);
	activations += shape_size(layer->out);
	return activations <= NET_MAX_ACTIVATIONS / sizeof(float) && place_parameters(net, layer);
}

static bool too_large(const char *text, const char *at, struct err *err)
{
	struct excerpt e = excerpt(text, at);

	return err_set(
		err,
		"architecture '%s', column %d: too large: a net may have %zu MiB of parameters "
		"and %zu MiB of activations for an image",
		e.text, (int)(at - text) + 1, NET_MAX_PARAMETERS >> 20, NET_MAX_ACTIVATIONS >> 20);
}

/* Its text is kept in places of a fixed size. */
static bool check_length(const struct net *net, const char *text, struct err *err)
{
	struct excerpt e = excerpt(text, text);
	char *printed = net_architecture(net);
	size_t length = strlen(printed);

	free(printed);
	return length < SETTINGS_ARCHITECTURE_MAX ||
	       err_set(err, "architecture '%s': too long: %zu characters; at most %d are kept",
		       e.text, length, SETTINGS_ARCHITECTURE_MAX - 1);
}

/* Reads the word at *at, which begins with a kind's own word. */
static bool parse_layer(struct net *net, const char *text, const char **at, struct err *err)
{
	const char *start = *at, *expected;
	struct layer layer = {.ops = find_kind(start), .in = net->input};

	if (!layer.ops)
		return unexpected_kind(net, text, start, err);
	if (net->count)
		layer.in = net->layers[net->count - 1].out;
	if (net->count == NET_MAX_LAYERS)
		return unexpected(text, start, "the end (64 layers at the most)", err);
	if (!is_allowed(net, layer.ops))
		return unexpected_kind(net, text, start, err);
	*at += strlen(layer.ops->word);
	expected = layer.ops->parse(&layer, at);
	if (expected)
		return unexpected(text, *at, expected, err);
	if (**at && **at != ' ')
		return unexpected(text, *at, "a space", err);
	if (!place_layer(net, &layer))
		return too_large(text, start, err);
	name_layer(net, &layer);
	net->layers[net->count++] = layer;
	return true;
}

static bool is_word(const char *at, const char *word)
{
	size_t length = strlen(word);

	return strncmp(at, word, length) == 0 && (at[length] == '\0' || at[length] == ' ');
}

/* Whether it ends with a value for each class, and has weights. */
static bool gives_classes(const struct net *net)
{
	const struct layer *last = net->count ? &net->layers[net->count - 1] : NULL;
	bool has_weights = false;

	for (int i = 0; i < net->count; i++)
		has_weights = has_weights || net->layers[i].units;
	return has_weights && last->out.height == 1 && last->out.width == 1 &&
	       last->out.channels == net->classes;
}

static bool parse(struct net *net, const char *text, struct err *err)
{
	const char *at = text + strspn(text, " ");

	while (*at && !is_word(at, "softmax")) {
		if (!parse_layer(net, text, &at, err))
			return false;
		at += strspn(at, " ");
	}
	if (!gives_classes(net)) {
		char *expected = xasprintf("dense%d as the last layer, one unit for each class",
					   net->classes);

		unexpected(text, at, expected, err);
		free(expected);
		return false;
	}
	if (*at) {
		at += strlen("softmax");
		at += strspn(at, " ");
	}
	return *at ? unexpected(text, at, "nothing behind softmax", err)
		   : check_length(net, text, err);
}

/* What a short name stands for; NULL if it is none. The caller frees it. */
static char *expand(const char *name, int classes)
{
	if (strcmp(name, "softmax") == 0)
		return xasprintf("dense%d", classes);
	if (strcmp(name, "mlp") == 0)
		return xasprintf("dense128 relu dense%d", classes);
	if (strcmp(name, "cnn") == 0)
		return xasprintf("conv5x5x32 relu pool2 conv5x5x64 relu pool2 "
				 "dense1024 relu dropout0.5 dense%d",
				 classes);
	return NULL;
}

const char *net_short_name(const struct net *net)
{
	static const char *const names[] = {"softmax", "mlp", "cnn"};
	char *architecture = net_architecture(net);
	const char *found = NULL;

	for (size_t i = 0; !found && i < sizeof(names) / sizeof(names[0]); i++) {
		char *expanded = expand(names[i], net->classes);

		if (strcmp(expanded, architecture) == 0)
			found = names[i];
		free(expanded);
	}
	free(architecture);
	return found;
}

struct net *net_without_parameters(const char *architecture, struct shape input, int classes,
				   const struct kernel *kernel, struct err *err)
{
	struct net *net = xcalloc(1, sizeof(*net));
	char *expanded = expand(architecture, classes);

	net->kernel = kernel;
	net->input = input;
	net->classes = classes;
	if (!parse(net, expanded ? expanded : architecture, err)) {
		free(net);
		net = NULL;
	}
	free(expanded);
	return net;
}

struct net *net_new(const char *architecture, struct shape input, int classes,
		    const struct kernel *kernel, struct err *err)
{
	struct net *net = net_without_parameters(architecture, input, classes, kernel, err);

	if (net)
		net_add_parameters(net);
	return net;
}

void net_add_parameters(struct net *net)
{
	net->parameters = xfloats(net->size + KERNEL_SLACK);
}

char *net_architecture(const struct net *net)
{
	char *text = xcalloc(NET_MAX_LAYERS, LAYER_MAX_TEXT + 1);
	size_t length = 0;

	for (int i = 0; i < net->count; i++) {
		if (i)
			text[length++] = ' ';
		net->layers[i].ops->print(&net->layers[i], text + length, LAYER_MAX_TEXT);
		length += strlen(text + length);
	}
	return text;
}
