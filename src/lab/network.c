/* A file that has an architecture of ours is read by it; any other is identified. */
#include "lab/network.h"
#include "base/text.h"
#include "base/xalloc.h"
#include "data/find.h"
#include "lab/asked_images.h"
#include "model/export.h"
#include "model/native.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool is_native(const struct tensor_file *file)
{
	return tensor_file_metadata(file, "architecture");
}

/* Whether values are about 0..1 with little ink, as nets are asked: what is inverted, or of another
 * range, would be taken for the net's own scaling. */
static bool is_usual(const struct dataset *data)
{
	enum { LOOKED_AT = 50 };
	const struct split *split = &data->split[SPLIT_TRAIN];
	float *image = xfloats(split->pixels), max = 0;
	double sum = 0;
	size_t count = split->count < LOOKED_AT ? split->count : LOOKED_AT;

	for (size_t i = 0; i < count; i++) {
		split_image(split, i * (split->count / count), image);
		for (size_t k = 0; k < split->pixels; k++) {
			max = image[k] > max ? image[k] : max;
			sum += (double)image[k];
		}
	}
	free(image);
	return max > 0.1f && max < 1.01f && sum < 0.5 * (double)(count * split->pixels);
}

static struct dataset *open_data(const char *name)
{
	struct err ignored;
	char *path = find_dataset(name, &ignored);
	struct dataset *data = path ? dataset_open(path, &ignored) : NULL;

	free(path);
	return data;
}

/* What a person tells, else what a file that convert wrote says. */
static struct import_told told_of(const struct tensor_file *file, const struct import_told *told)
{
	struct import_told all = *told;

	if (told->architecture || told->layout || told->has_input)
		return all;
	all.architecture = tensor_file_metadata(file, EXPORT_ARCHITECTURE_KEY);
	all.layout = all.architecture ? tensor_file_metadata(file, EXPORT_LAYOUT_KEY) : NULL;
	return all;
}

/* Takes the file over. */
static bool identify_file(struct tensor_file *file, const struct network_request *request,
			  struct identification *found, struct err *err)
{
	struct dataset *own = request->data ? NULL : open_data(request->data_name);
	const struct dataset *data = own ? own : request->data;
	struct shape input = {data ? data->height : 0, data ? data->width : 0, 1};
	struct import_told told = told_of(file, &request->told);
	struct import *import =
		import_new(file, request->path, input, data ? data->classes : 0, &told, err);
	bool is_found = import;

	if (import && (!asked_images_fit(data, &import->candidates.list[0]) || !is_usual(data))) {
		dataset_free(own);
		data = own = open_data("sample");
	}
	if (import)
		is_found = identify(import, &told, request->path, data, request->kernel,
				    request->pool, found, err);
	dataset_free(own);
	return is_found;
}

bool network_identify(const struct network_request *request, struct identification *found,
		      struct err *err)
{
	struct tensor_file *file = tensor_file_read(request->path, err);

	if (file && is_native(file)) {
		tensor_file_free(file);
		return err_set(err, "%s: says itself what it is", request->path);
	}
	return file && identify_file(file, request, found, err);
}

/* Why no way to read a file is taken, and what one can do there. */
static bool refuse(const struct identification *found, const struct network_request *request,
		   struct err *err)
{
	bool is_explorer = request->told.place == IMPORT_FOR_EXPLORER;
	const char *path = request->path;
	char best[TEXT_NUMBER_MAX], next[TEXT_NUMBER_MAX];

	if (found->trials[0].count == 0)
		return err_set(
			err,
			"%s: can be read in %d way%s, and there are no images of its size and "
			"%d classes to ask: %s",
			path, found->count, found->count == 1 ? "" : "s",
			found->trials[0].candidate->classes,
			is_explorer ? "look at such data with :data, or choose one with :open"
				    : "name a data set with --data, or tell --architecture and "
				      "--normalize; 'netglyph info' lists the ways");
	text_percent(found->trials[0].accuracy, 1, best);
	if (found->trials[0].accuracy < 0.5)
		return err_set(err,
			       "%s: no way to read it gets more than %s of the images right: it "
			       "learned from others (%s), or is of layers that its file does not "
			       "tell (%s--architecture, --normalize)",
			       path, best, is_explorer ? ":data" : "name them with --data",
			       is_explorer ? ":open FILE " : "");
	return err_set(err,
		       "%s: can be read in several ways, none of which is clearly best (%s right, "
		       "then %s): %s",
		       path, best, text_percent(found->trials[1].accuracy, 1, next),
		       is_explorer ? "choose one with :open, or look at its data with :data"
				   : "choose one that 'netglyph info' lists with --architecture "
				     "and --layout, or name its data set with --data");
}

static void set_way(const struct identification *found, int trial, const struct import_told *told,
		    struct network_way *way)
{
	identification_told(found, trial, told, way->architecture, way->layout);
	way->images = found->trials[trial].count;
	way->accuracy = found->trials[trial].accuracy;
}

static void list_ways(const struct identification *found, const struct import_told *told,
		      struct network_ways *ways)
{
	ways->count = found->count;
	for (int i = 0; i < found->count; i++)
		set_way(found, i, told, &ways->way[i]);
}

static bool read_foreign(struct tensor_file *file, const struct network_request *request,
			 struct network *network, struct err *err)
{
	struct identification found;
	const char *notes;

	if (!identify_file(file, request, &found, err))
		return false;
	if (found.is_clear) {
		notes = found.import->notes;
		snprintf(network->words, sizeof(network->words), "%s%s%s", found.words,
			 *notes ? "; " : "", notes);
		network->facts = model_facts_of(found.import->file);
		set_way(&found, 0, &request->told, &network->way);
		network->net = found.net;
		found.net = NULL;
	} else {
		refuse(&found, request, err);
		if (request->ways)
			list_ways(&found, &request->told, request->ways);
	}
	identification_clear(&found);
	return network->net;
}

/* Names tensors beside a net of ours that it does not use. A checkpoint has others. */
static void note_unused(const struct tensor_file *file, struct network *network)
{
	char *names = NULL;

	for (size_t i = 0; i < tensor_file_count(file); i++) {
		const struct tensor *t = tensor_file_at(file, i);
		bool is_used = false;

		for (int k = 0; k < net_parameters(network->net) && !is_used; k++)
			is_used = strcmp(net_parameter(network->net, k).name, t->name) == 0;
		if (!is_used)
			names = text_listed(names, t->name);
	}
	if (names)
		snprintf(network->words, sizeof(network->words), "not used: %s", names);
	free(names);
}

bool network_read(const struct network_request *request, struct network *network, struct err *err)
{
	struct tensor_file *file = tensor_file_read(request->path, err);

	*network = (struct network){0};
	if (!file)
		return false;
	if (!is_native(file))
		return read_foreign(file, request, network, err);
	if (request->told.architecture || request->told.layout || request->told.has_input) {
		tensor_file_free(file);
		return err_set(err,
			       "%s: says itself what it is; --architecture, --normalize and "
			       "--layout are for files of other programs",
			       request->path);
	}
	network->net = native_net(file, request->path, request->kernel, err);
	if (network->net)
		network->facts = model_facts_of(file);
	if (network->net && !tensor_file_metadata(file, "optimizer"))
		note_unused(file, network);
	tensor_file_free(file);
	return network->net;
}
