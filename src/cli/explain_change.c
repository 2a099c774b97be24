/* The search with its progress; then the image, the change and the changed image. */
#include "cli/explain_change.h"
#include "base/xalloc.h"
#include "cli/json.h"
#include "cli/progress.h"
#include "cli/show.h"
#include "cli/stop.h"
#include "lab/attack/least_change.h"

#include <stdlib.h>

struct changed {
	struct command_context *context;
	const struct sample *sample;
	int prediction, class;
	struct least_change least;
	float *change; /* [pixels]; 0 where there is none */
};

/* With what was found until a signal comes. */
static void search(struct command_context *context, struct attack *a)
{
	struct progress progress;
	bool is_more = true;

	stop_watch();
	progress_start(&progress);
	while (is_more && !stop_signal()) {
		double seconds = seconds_now() - progress.start;
		int done = a->count;

		is_more = least_change_advance(a);
		progress_say(&progress, "step %d of %d, %.0f s left", done, a->spec.method->steps,
			     seconds / done * (a->spec.method->steps - done));
	}
	progress_end(&progress);
	stop_settle();
	if (is_more)
		context->status = 128 + stop_signal();
}

static void find_change(struct changed *c)
{
	size_t pixels = shape_size(c->context->net->input);

	c->change = xfloats(pixels);
	for (size_t i = 0; c->least.after && i < pixels; i++)
		c->change[i] = c->least.after->image[i] - c->least.before->image[i];
}

static bool show_images(const struct changed *c, struct err *err)
{
	const struct shape *input = &c->context->net->input;
	const float *images[] = {c->least.before->image, c->change, c->least.after->image};
	static const char *const captions[] = {"image", "change", "changed image"};
	struct tile tiles[3];
	struct sheet sheet = {tiles, 3, 3, true};

	for (int i = 0; i < 3; i++) {
		struct palette palette = i == 1 ? palette_signed((float)c->least.after->linf)
						: ink_palette(images[i], shape_size(*input));

		tiles[i].caption = captions[i];
		tiles[i].picture =
			(struct picture){images[i], input->height, input->width, 1, 0, palette};
	}
	return show_sheet(&c->context->out, &sheet, err);
}

static void print_json(const struct changed *c)
{
	const struct shape *input = &c->context->net->input;
	const struct attack_step *after = c->least.after;
	json_t *o = json_object();

	json_add(o, "model", json_text(c->context->model));
	json_add(o, "image", json_text(c->sample->title));
	json_add(o, "label", c->sample->label >= 0 ? json_integer(c->sample->label) : json_null());
	json_add(o, "prediction", json_integer(c->prediction));
	json_add(o, "class", json_integer(c->class));
	json_add(o, "class_name", json_class(context_names(c->context), c->class));
	json_add(o, "steps", json_integer(c->least.steps));
	json_add(o, "l0", after ? json_number(after->l0) : json_null());
	json_add(o, "l2", after ? json_number(after->l2) : json_null());
	json_add(o, "linf", after ? json_number(after->linf) : json_null());
	json_add(o, "probabilities",
		 after ? json_floats(after->probabilities, (size_t)c->context->net->classes)
		       : json_null());
	json_add(o, "change",
		 after ? json_map(c->change, input->height, input->width, 1) : json_null());
	json_add(o, "changed",
		 after ? json_map(after->image, input->height, input->width, 1) : json_null());
	json_print(&c->context->out, o);
}

static void print_words(const struct changed *c)
{
	struct output *out = &c->context->out;
	const struct class_names *names = context_names(c->context);
	const struct attack_step *after = c->least.after;

	if (after)
		print_fitted(out->file, out->width,
			     "%s: taken for %s; changed by L2 %.3f, at most %.3f a pixel, for %s "
			     "(%.1f %%)\n\n",
			     c->sample->title, class_name(names, c->prediction), after->l2,
			     after->linf, class_name(names, c->class),
			     100 * (double)after->probabilities[c->class]);
	else
		print_fitted(out->file, out->width,
			     "%s: taken for %s; no change was found in %d steps that has it "
			     "taken for %s\n",
			     c->sample->title, class_name(names, c->prediction), c->least.steps,
			     class_name(names, c->class));
}

static bool print(const struct changed *c, struct err *err)
{
	if (!c->context->out.is_json)
		print_words(c);
	if (c->least.after && !show_images(c, err))
		return false;
	if (c->context->out.is_json)
		print_json(c);
	return true;
}

static bool choose_class(struct changed *c, struct err *err)
{
	if (c->class < 0)
		c->class = c->sample->label;
	if (c->class < 0)
		return usage_error(c->context, err,
				   "--least-change: what %.80s shows is not known; --class says "
				   "what it is to be taken for",
				   c->sample->title);
	if (c->class == c->prediction)
		return usage_error(c->context, err,
				   "--least-change: %.80s is taken for %s already; --class names "
				   "another class",
				   c->sample->title,
				   class_name(context_names(c->context), c->class));
	return true;
}

bool explain_change(struct command_context *context, const struct sample *sample, int prediction,
		    int class, struct err *err)
{
	struct changed c = {context, sample, prediction, class, {0}, NULL};
	struct attack *a;
	bool is_done;

	if (!choose_class(&c, err))
		return false;
	a = least_change_begin(context->net, sample->pixels, c.class, context->pool);
	search(context, a);
	c.least = least_change_of(a);
	find_change(&c);
	is_done = print(&c, err);
	free(c.change);
	attack_free(a);
	return is_done;
}
