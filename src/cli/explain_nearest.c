/* The search with its progress, and the images with their labels and distances. */
#include "cli/explain_nearest.h"
#include "base/xalloc.h"
#include "cli/json.h"
#include "cli/progress.h"
#include "cli/show.h"
#include "cli/stop.h"
#include "lab/explain/nearest.h"
#include "lab/train/evaluate.h"

#include <stdlib.h>

/* What was found, and what it was searched for. */
struct found {
	struct command_context *context;
	const struct sample *sample;
	int prediction;
	const struct nearest *nearest;
};

static bool search(struct command_context *context, struct nearest *s, struct err *err)
{
	struct progress progress;
	size_t count = s->split->count;
	bool is_more = true;

	stop_watch();
	progress_start(&progress);
	while (is_more && !stop_signal()) {
		double seconds = seconds_now() - progress.start;

		is_more = nearest_advance(s);
		progress_say(&progress, "%zu of %zu training images, %.0f s left", s->done, count,
			     seconds / (double)s->done * (double)(count - s->done));
	}
	progress_end(&progress);
	stop_settle();
	if (!is_more)
		return true;
	context->status = 128 + stop_signal();
	return err_set(err, "stopped after %zu of %zu training images", s->done, count);
}

static bool show_images(const struct found *f, struct err *err)
{
	const struct nearest *s = f->nearest;
	const struct shape *input = &f->context->net->input;
	const struct class_names *names = context_names(f->context);
	size_t pixels = shape_size(*input);
	struct tile *tiles = xcalloc((size_t)s->count + 1, sizeof(*tiles));
	char(*captions)[64] = xcalloc((size_t)s->count + 1, sizeof(*captions));
	float *images = xfloats((size_t)s->count * pixels + 1);
	struct sheet sheet = {tiles, s->count + 1, 0, true};
	bool is_shown;

	for (int i = 0; i <= s->count; i++) {
		float *image = i > 0 ? images + (size_t)(i - 1) * pixels : f->sample->pixels;

		if (i > 0) {
			split_image(s->split, s->best[i - 1].index, image);
			snprintf(captions[i], sizeof(captions[i]), "%.20s at %.3g",
				 class_name(names, s->best[i - 1].label),
				 (double)s->best[i - 1].distance);
		}
		tiles[i].caption = i > 0 ? captions[i] : "image";
		tiles[i].picture = (struct picture){
			image, input->height, input->width, 1, 0, ink_palette(image, pixels)};
	}
	is_shown = show_sheet(&f->context->out, &sheet, err);
	free(tiles);
	free(captions);
	free(images);
	return is_shown;
}

static void print_json(const struct found *f)
{
	const struct class_names *names = context_names(f->context);
	json_t *o = json_object(), *list = json_array();

	for (int i = 0; i < f->nearest->count; i++) {
		const struct neighbor *n = &f->nearest->best[i];
		json_t *one = json_object();

		json_add(one, "index", json_integer((json_int_t)n->index));
		json_add(one, "label", json_integer(n->label));
		json_add(one, "label_name", json_class(names, n->label));
		json_add(one, "distance", json_number((double)n->distance));
		json_array_append_new(list, one);
	}
	json_add(o, "model", json_text(f->context->model));
	json_add(o, "image", json_text(f->sample->title));
	json_add(o, "label", f->sample->label >= 0 ? json_integer(f->sample->label) : json_null());
	json_add(o, "prediction", json_integer(f->prediction));
	json_add(o, "of", json_text(nearest_layer_name(f->context->net)));
	json_add(o, "training_images", json_integer((json_int_t)f->nearest->split->count));
	json_add(o, "nearest", list);
	json_print(&f->context->out, o);
}

/* "mnist-cnn takes image 15 of validation for 7. Of its 5 nearest training images by fc1, 5 are 7."
 */
static void print_words(const struct found *f)
{
	struct output *out = &f->context->out;
	const char *name = class_name(context_names(f->context), f->prediction);
	int same = 0;

	for (int i = 0; i < f->nearest->count; i++)
		same += f->nearest->best[i].label == f->prediction;
	print_fitted(out->file, out->width,
		     "%s: taken for %s; of the %d nearest of %zu training images, by %s, %d "
		     "%s %s\n\n",
		     f->sample->title, name, f->nearest->count, f->nearest->split->count,
		     nearest_layer_name(f->context->net), same, same == 1 ? "is" : "are", name);
}

static void print_list(const struct found *f)
{
	struct output *out = &f->context->out;
	const struct class_names *names = context_names(f->context);

	putc('\n', out->file);
	for (int i = 0; i < f->nearest->count; i++)
		print_fitted(out->file, out->width, "image %zu of train, %s: distance %.4f\n",
			     f->nearest->best[i].index,
			     class_name(names, f->nearest->best[i].label),
			     (double)f->nearest->best[i].distance);
}

bool explain_nearest(struct command_context *context, const struct sample *sample, int prediction,
		     int wanted, struct err *err)
{
	const struct split *train;
	struct found found = {context, sample, prediction, NULL};
	bool is_own = sample->source == SAMPLE_OF_SPLIT && sample->split == SPLIT_TRAIN;
	bool is_drawn = !context->out.is_json, is_done;
	struct nearest *s;

	if ((!context->data && !context_read_data(context, err)) ||
	    !evaluate_fits(context->net, context->data, context->model, err))
		return false;
	train = &context->data->split[SPLIT_TRAIN];
	if (train->count == 0)
		return err_set(err, "--nearest: %s has no training images; --data names a set",
			       context->data->name);
	s = nearest_new(context->net, sample->pixels, train, wanted,
			is_own ? sample->index : SIZE_MAX, context->pool);
	is_done = search(context, s, err);
	found.nearest = s;
	if (is_done && is_drawn)
		print_words(&found);
	is_done = is_done && show_images(&found, err);
	if (is_done && is_drawn)
		print_list(&found);
	else if (is_done)
		print_json(&found);
	nearest_free(s);
	return is_done;
}
