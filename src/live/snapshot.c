/* Snapshots: counting references, and writing one as `train --out` does. */
#include "live/snapshot.h"
#include "base/text.h"
#include "base/xalloc.h"
#include "lab/story/sentences.h"
#include "model/model.h"
#include "model/native.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

const struct snapshot *snapshot_new(struct net *net, const struct snapshot_facts *facts)
{
	struct snapshot *snapshot = xcalloc(1, sizeof(*snapshot));

	snapshot->net = net;
	snapshot->facts = *facts;
	atomic_init(&snapshot->references, 1);
	return snapshot;
}

const struct snapshot *snapshot_of_fit(const struct fit *fit, const char *name)
{
	struct snapshot_facts facts = {.step = fit->step,
				       .loss = fit->step > 0 ? fit->loss : NAN,
				       .accuracy = fit->step > 0 ? fit->accuracy : NAN,
				       .validation = fit->validation >= 0 ? fit->validation : NAN,
				       .validated_at = fit->validated_at,
				       .seed = fit->spec.seed,
				       .has_seed = true};

	snprintf(facts.name, sizeof(facts.name), "%s", name);
	snprintf(facts.data, sizeof(facts.data), "%s", fit->data->name);
	return snapshot_new(net_copy(fit->net), &facts);
}

/* The accuracy that the file tells was measured on other images where the data are others. */
static bool accuracy_holds(const struct snapshot_facts *facts, const char *data)
{
	return !isnan(facts->validation) &&
	       (!*facts->data || strcmp(facts->data, data) == 0 ||
		(classes_are_digits(facts->data) && classes_are_digits(data)));
}

void snapshot_title(const struct snapshot *snapshot, const char *data, int room,
		    char text[SNAPSHOT_TITLE_MAX])
{
	const struct snapshot_facts *facts = &snapshot->facts;
	size_t length = strlen(facts->data);
	const char *name = facts->name;

	if (length && strncmp(name, facts->data, length) == 0 && name[length] == '-')
		name += length + 1;
	snprintf(text, SNAPSHOT_TITLE_MAX, "%s", name);
	if (accuracy_holds(facts, data))
		snprintf(text, SNAPSHOT_TITLE_MAX, "%s %.1f%%", name, facts->validation * 100);
	if (text_width(text) > room)
		snprintf(text, SNAPSHOT_TITLE_MAX, "%s", name);
	if (text_width(text) > room)
		snprintf(text, SNAPSHOT_TITLE_MAX, "%.*s", room < 3 ? 0 : room, name);
}

/* The file's name without folders and ending. */
static void set_name(struct snapshot_facts *facts, const char *path)
{
	static const char ending[] = ".safetensors";
	size_t length = strlen(path), begin;

	/* A SavedModel is a folder. */
	while (length > 1 && path[length - 1] == '/')
		length--;
	for (begin = length; begin > 0 && path[begin - 1] != '/'; begin--)
		;
	path += begin;
	length -= begin;
	if (length >= sizeof(ending) &&
	    strncmp(path + length - sizeof(ending) + 1, ending, sizeof(ending) - 1) == 0)
		length -= sizeof(ending) - 1;
	snprintf(facts->name, sizeof(facts->name), "%.*s", (int)length, path);
}

/* Of a net that was read from a file. */
static const struct snapshot *of_file(struct net *net, const char *path,
				      const struct model_facts *said)
{
	struct snapshot_facts facts = {.loss = NAN, .accuracy = NAN, .is_saved = true};

	set_name(&facts, path);
	snprintf(facts.data, sizeof(facts.data), "%s", said->data);
	facts.validation = said->accuracy < 0 ? NAN : said->accuracy;
	facts.step = facts.validated_at = said->step < 0 ? 0 : (uint64_t)said->step;
	facts.has_seed = said->seed >= 0;
	facts.seed = facts.has_seed ? (uint64_t)said->seed : 0;
	return snapshot_new(net, &facts);
}

const struct snapshot *snapshot_read(const char *path, const struct kernel *kernel, struct err *err)
{
	struct model_facts said;
	struct net *net = model_read(path, kernel, &said, err);

	return net ? of_file(net, path, &said) : NULL;
}

const struct snapshot *snapshot_open(const struct network_request *request,
				     char words[NETWORK_WORDS_MAX], bool *is_provisional,
				     struct err *err)
{
	struct network network;
	struct snapshot *snapshot;

	if (!network_read(request, &network, err))
		return NULL;
	memcpy(words, network.words, NETWORK_WORDS_MAX);
	*is_provisional = network.is_provisional;
	snapshot = (struct snapshot *)of_file(network.net, request->path, &network.facts);
	if (network.reading.architecture[0]) {
		snapshot->architecture = xstrdup(network.reading.architecture);
		snapshot->layout = xstrdup(network.reading.layout);
	}
	return snapshot;
}

/* The count is the one thing about a snapshot that changes. */
static atomic_int *count_of(const struct snapshot *snapshot)
{
	return &((struct snapshot *)snapshot)->references;
}

const struct snapshot *snapshot_ref(const struct snapshot *snapshot)
{
	atomic_fetch_add(count_of(snapshot), 1);
	return snapshot;
}

void snapshot_unref(const struct snapshot *snapshot)
{
	if (!snapshot || atomic_fetch_sub(count_of(snapshot), 1) > 1)
		return;
	net_free(snapshot->net);
	packed_net_free(snapshot->packed);
	free(snapshot->architecture);
	free(snapshot->layout);
	free((struct snapshot *)snapshot);
}

size_t snapshot_size(const struct snapshot *snapshot)
{
	if (snapshot->packed)
		return sizeof(*snapshot) + packed_net_size(snapshot->packed);
	return sizeof(*snapshot) + sizeof(*snapshot->net) + snapshot->net->size * sizeof(float);
}

bool snapshot_can_be_packed(const struct snapshot *snapshot)
{
	const struct net *net = snapshot->net;

	for (int i = 0; net && i < net_parameters(net); i++) {
		struct parameter parameter = net_parameter(net, i);

		if (parameter_count(&parameter) >= PACKED_TENSOR_MIN)
			return true;
	}
	return false;
}

const struct snapshot *snapshot_pack(const struct snapshot *snapshot)
{
	struct snapshot *packed = (struct snapshot *)snapshot_new(NULL, &snapshot->facts);

	packed->packed = packed_net_new(snapshot->net);
	packed->facts.is_rounded = true;
	return packed;
}

const struct net *snapshot_shape(const struct snapshot *snapshot)
{
	return snapshot->net ? snapshot->net : packed_net_shape(snapshot->packed);
}

const struct snapshot *snapshot_unpack(const struct snapshot *snapshot)
{
	if (!snapshot->packed)
		return snapshot_ref(snapshot);
	return snapshot_new(packed_net_unpack(snapshot->packed), &snapshot->facts);
}

/* What is known, as lab's fit_write_model() has it. */
static bool write_net(const struct snapshot *snapshot, struct writer *writer, struct err *err)
{
	const struct snapshot_facts *facts = &snapshot->facts;
	struct tensor_string strings[4];
	struct native_extra extra = {.strings = strings};
	char seed[24], step[24], accuracy[32];

	snprintf(seed, sizeof(seed), "%" PRIu64, facts->seed);
	snprintf(step, sizeof(step), "%" PRIu64, facts->step);
	snprintf(accuracy, sizeof(accuracy), "%.6f", facts->validation);
	if (facts->data[0])
		strings[extra.string_count++] = (struct tensor_string){"data", facts->data};
	if (facts->has_seed)
		strings[extra.string_count++] = (struct tensor_string){"seed", seed};
	if (facts->has_seed || facts->step > 0)
		strings[extra.string_count++] = (struct tensor_string){"step", step};
	/* What was measured is the net as it was before it was rounded. */
	if (isfinite(facts->validation) && facts->validated_at == facts->step && !facts->is_rounded)
		strings[extra.string_count++] = (struct tensor_string){"accuracy", accuracy};
	return native_write(writer, snapshot->net, &extra, err);
}

bool snapshot_write(const struct snapshot *snapshot, const char *path, bool may_overwrite,
		    struct err *err)
{
	struct stat status;
	struct writer *writer;

	if (!may_overwrite && lstat(path, &status) == 0)
		return err_set(err,
			       "%s: is there already: name another file, or agree to replace it",
			       path);
	writer = writer_open(path, err);
	if (!writer)
		return false;
	if (!write_net(snapshot, writer, err)) {
		writer_abort(writer);
		return false;
	}
	return writer_commit(writer, err);
}
