/* A file that has an architecture of ours is read by it; any other is identified. */
#include "lab/network.h"
#include "base/text.h"
#include "base/xalloc.h"
#include "data/find.h"
#include "data/sample.h"
#include "lab/asked_images.h"
#include "model/export.h"
#include "model/native.h"
#include "nn/pass.h"

#include <math.h>
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

/* A foreign file that is being read. */
struct foreign {
	struct import_told told;
	struct import *import;       /* owned */
	struct dataset *own;         /* owned; NULL: the data are the request's */
	struct network_reading like; /* of its tensors and the images at hand */
};

/* FNV-1a. */
static uint64_t add_bytes(uint64_t sum, const void *bytes, size_t size)
{
	const unsigned char *at = bytes;

	while (size--)
		sum = (sum ^ *at++) * 1099511628211u;
	return sum;
}

static uint64_t checksum(const struct tensor_file *file)
{
	uint64_t sum = 14695981039346656037u;

	for (size_t i = 0; i < tensor_file_count(file); i++) {
		const struct tensor *t = tensor_file_at(file, i);

		sum = add_bytes(sum, t->name, strlen(t->name) + 1);
		sum = add_bytes(sum, t->dtype, strlen(t->dtype) + 1);
		sum = add_bytes(sum, t->dim, (size_t)t->ndim * sizeof(t->dim[0]));
	}
	return sum;
}

static const struct dataset *data_of(const struct foreign *f, const struct network_request *request)
{
	return f->own ? f->own : request->data;
}

/* Takes the file over, in any case. */
static bool open_foreign(struct tensor_file *file, const struct network_request *request,
			 struct foreign *f, struct err *err)
{
	const struct dataset *data;

	*f = (struct foreign){.told = told_of(file, &request->told),
			      .own = request->data ? NULL : open_data(request->data_name)};
	data = data_of(f, request);
	f->like.tensors = checksum(file);
	f->like.input = (struct shape){data ? data->height : 0, data ? data->width : 0, 1};
	f->like.classes = data ? data->classes : 0;
	f->import = import_new(file, request->path, f->like.input, f->like.classes, &f->told, err);
	if (!f->import)
		dataset_free(f->own);
	return f->import;
}

/* Takes the import over. */
static bool identify_foreign(struct foreign *f, const struct network_request *request,
			     struct identification *found, struct err *err)
{
	struct identify_request asked = {.told = &f->told,
					 .path = request->path,
					 .kernel = request->kernel,
					 .pool = request->pool,
					 .is_hasty = request->is_hasty,
					 .wants_first = request->wants_first,
					 .is_over = request->is_over,
					 .context = request->context};
	bool is_found;

	asked.data = data_of(f, request);
	if (!asked_images_fit(asked.data, &f->import->candidates.list[0]) ||
	    !is_usual(asked.data)) {
		dataset_free(f->own);
		asked.data = f->own = open_data("sample");
	}
	is_found = identify(f->import, &asked, found, err);
	dataset_free(f->own);
	return is_found;
}

bool network_identify(struct tensor_file *file, const struct network_request *request,
		      struct identification *found, struct err *err)
{
	struct foreign foreign;

	return open_foreign(file, request, &foreign, err) &&
	       identify_foreign(&foreign, request, found, err);
}

/* There were no images to ask. */
static bool refuse_unasked(const struct identification *found,
			   const struct network_request *request, struct err *err)
{
	const struct candidate *c = found->trials[0].candidate;
	const struct dataset *data = request->data;
	char others[ERR_TEXT_MAX / 2] = "none are at hand";
	const char *remedy = "name such data with --data, or tell --architecture and --normalize; "
			     "'netglyph info' lists the ways";

	if (data)
		snprintf(others, sizeof(others), "those of %.100s are %dx%d, of %d classes",
			 data->name, data->width, data->height, data->classes);
	if (request->told.place == IMPORT_FOR_EXPLORER)
		remedy = "look at such data with :data, or choose a way with :open";
	else if (found->import->is_followed || request->told.architecture)
		remedy = "name such data with --data, or tell how images are scaled with "
			 "--normalize (0,1: as they are)";
	return err_set(err,
		       "%s: takes images of %dx%d for %d classes, which tell how it reads them; "
		       "%s: %s",
		       request->path, c->input.width, c->input.height, c->classes, others, remedy);
}

/* Why no way to read a file is taken, and what one can do there. */
static bool refuse(const struct identification *found, const struct network_request *request,
		   struct err *err)
{
	bool is_explorer = request->told.place == IMPORT_FOR_EXPLORER;
	const char *path = request->path;
	char best[TEXT_NUMBER_MAX], next[TEXT_NUMBER_MAX];

	if (found->trials[0].count == 0)
		return refuse_unasked(found, request, err);
	text_percent(found->trials[0].accuracy, 1, best);
	if (found->trials[0].accuracy < 0.5 && found->import->is_followed)
		return err_set(
			err,
			"%s: its layers are in the file, but not how images are scaled, and "
			"with no usual scaling it gets more than %s of them right: it learned "
			"from others (%s) or little; %s--normalize 0,1 takes images as they are",
			path, best, is_explorer ? ":data" : "name them with --data",
			is_explorer ? ":open FILE " : "");
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

static void set_reading(const struct identification *found, const struct import_told *told,
			struct network_reading *reading)
{
	const struct trial *trial = &found->trials[0];

	reading->candidate = (int)(trial->candidate - found->import->candidates.list);
	reading->choice = trial->choice;
	reading->images = trial->count;
	reading->accuracy = trial->accuracy;
	reading->loss = trial->loss;
	reading->next_accuracy = found->count > 1 ? found->trials[1].accuracy : NAN;
	reading->next_loss = found->count > 1 ? found->trials[1].loss : NAN;
	identification_told(found, 0, told, reading->architecture, reading->layout);
}

static void take_identified(struct identification *found, const struct network_request *request,
			    struct network *network)
{
	const char *notes = found->import->notes;

	snprintf(network->words, sizeof(network->words), "%s%s%s", found->words, *notes ? "; " : "",
		 notes);
	network->facts = model_facts_of(found->import->file);
	set_reading(found, &request->told, &network->reading);
	network->is_provisional = found->is_provisional;
	network->net = found->net;
	found->net = NULL;
}

/* How a file of the same tensors was read, as far as images of that kind were asked; or NULL. */
static const struct network_reading *known_reading(const struct foreign *f,
						   const struct network_request *request,
						   const struct import_input *input)
{
	for (int i = 0; i < request->known_count; i++) {
		const struct network_reading *r = &request->known[i];
		char text[SETTINGS_ARCHITECTURE_MAX];

		if (r->tensors == f->like.tensors && r->classes == f->like.classes &&
		    r->input.height == f->like.input.height &&
		    r->input.width == f->like.input.width &&
		    r->candidate < f->import->candidates.count &&
		    candidate_architecture(&f->import->candidates.list[r->candidate], &r->choice,
					   input, text) &&
		    strcmp(text, r->architecture) == 0)
			return r;
	}
	return NULL;
}

/* Takes the import over. */
static bool read_alike(struct foreign *f, const struct network_reading *known,
		       const struct import_input *input, const struct network_request *request,
		       struct network *network, struct err *err)
{
	struct import_net none = {0};

	network->net = candidate_net(&f->import->candidates.list[known->candidate], &known->choice,
				     input, &none, request->path, request->kernel, err);
	network->facts = model_facts_of(f->import->file);
	network->reading = *known;
	network->is_known = true;
	import_free(f->import);
	dataset_free(f->own);
	return network->net;
}

static bool read_foreign(struct tensor_file *file, const struct network_request *request,
			 struct network *network, struct err *err)
{
	const struct import_told *told = &request->told;
	const struct import_input input = {.mean = told->mean, .deviation = told->deviation},
				  *is_told = told->has_input ? &input : NULL;
	const struct network_reading *known;
	struct identification found;
	struct foreign foreign;

	if (!open_foreign(file, request, &foreign, err))
		return false;
	known = known_reading(&foreign, request, is_told);
	if (known)
		return read_alike(&foreign, known, is_told, request, network, err);
	network->reading = foreign.like;
	if (!identify_foreign(&foreign, request, &found, err))
		return false;
	if (found.is_clear) {
		take_identified(&found, request, network);
	} else {
		refuse(&found, request, err);
		if (request->ways)
			list_ways(&found, told, request->ways);
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

/* Whether the answer to an image is one. Noise has much ink everywhere: what overflows for any
 * usual image does for this one. */
static bool is_answering(const struct net *net)
{
	struct sample noise = sample_noise(1, net->input.height, net->input.width);
	struct pass *pass = pass_new(net, 1, true, NULL);
	bool is_finite = true;

	memcpy(pass_input(pass), noise.pixels, shape_size(net->input) * sizeof(*noise.pixels));
	pass_forward(pass, 1, -1, NULL);
	for (int c = 0; c < net->classes; c++)
		is_finite = is_finite && isfinite(pass_output(pass, -1)[c]);
	pass_free(pass);
	sample_clear(&noise);
	return is_finite;
}

/* Takes the file over. */
static bool read_native(struct tensor_file *file, const struct network_request *request,
			struct network *network, struct err *err)
{
	if (request->told.architecture || request->told.layout || request->told.has_input) {
		tensor_file_free(file);
		return err_set(err,
			       "%s: says itself what it is; --architecture, --normalize and "
			       "--layout are for files of other programs",
			       request->path);
	}
	network->net = native_net(file, request->path, request->kernel, err);
	if (network->net && !is_answering(network->net)) {
		net_free(network->net);
		network->net = NULL;
		err_set(err,
			"%s: its outputs are no finite numbers, as its weights are too large: its "
			"training diverged; train it again with a smaller rate",
			request->path);
	}
	if (network->net)
		network->facts = model_facts_of(file);
	if (network->net && !tensor_file_metadata(file, "optimizer"))
		note_unused(file, network);
	tensor_file_free(file);
	return network->net;
}

bool network_read(const struct network_request *request, struct network *network, struct err *err)
{
	struct tensor_file *file = tensor_file_read(request->path, err);

	*network = (struct network){0};
	if (!file)
		return false;
	return is_native(file) ? read_native(file, request, network, err)
			       : read_foreign(file, request, network, err);
}

void network_reading_words(const struct network_reading *r, int room, char words[NETWORK_WORDS_MAX])
{
	char right[TEXT_NUMBER_MAX], next[TEXT_NUMBER_MAX], figures[160] = "";
	int length = 0, size = (int)strlen(r->architecture);
	bool is_whole;

	if (r->images)
		length = snprintf(figures, sizeof(figures), ": %s of %d images right, loss %.3g",
				  text_percent(r->accuracy, 1, right), r->images, r->loss);
	if (r->images && isfinite(r->next_accuracy))
		length += snprintf(figures + length, sizeof(figures) - (size_t)length,
				   "; next %s, loss %.3g", text_percent(r->next_accuracy, 1, next),
				   r->next_loss);
	is_whole = size + length <= room;
	if (!is_whole)
		size = room - length - 3 > 0 ? room - length - 3 : 0;
	snprintf(words, NETWORK_WORDS_MAX, "%.*s%s%s", size, r->architecture, is_whole ? "" : "...",
		 figures);
}
