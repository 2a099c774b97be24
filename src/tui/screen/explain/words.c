/* What a map shows, in words: where most of what speaks for the class lies, and most against. */
#include "lab/story/sentences.h"
#include "tui/screen/explain/explain.h"

#include <math.h>
#include <stdio.h>

/* Nine parts of what is drawn, by thirds; what is outside counts to the nearest. */
enum { PARTS = 9 };
static const char *const part_names[PARTS] = {"top left",    "top",    "top right",
					      "left",        "middle", "right",
					      "bottom left", "bottom", "bottom right"};

/* The part with the largest share of one sign. */
struct part {
	const char *name;
	bool is_ink; /* most of it lies on pixels with ink */
	double share;
};

/* The frame of the ink; all of the image where there is none. */
struct frame {
	int top, bottom, left, right; /* all within */
};

static bool is_ink(float pixel)
{
	return pixel > 0.5f;
}

static struct frame frame_of(struct shape shape, const float *image)
{
	struct frame f = {shape.height, -1, shape.width, -1};

	for (int i = 0; i < shape.height * shape.width; i++) {
		int y = i / shape.width, x = i % shape.width;

		if (!is_ink(image[i]))
			continue;
		f.top = y < f.top ? y : f.top;
		f.bottom = y > f.bottom ? y : f.bottom;
		f.left = x < f.left ? x : f.left;
		f.right = x > f.right ? x : f.right;
	}
	return f.bottom < 0 ? (struct frame){0, shape.height - 1, 0, shape.width - 1} : f;
}

static int third_of(int at, int first, int last)
{
	at = at < first ? first : at > last ? last : at;
	return (at - first) * 3 / (last - first + 1);
}

static int part_of(struct shape shape, const struct frame *f, size_t pixel)
{
	int y = (int)(pixel / (size_t)shape.width), x = (int)(pixel % (size_t)shape.width);

	return third_of(y, f->top, f->bottom) * 3 + third_of(x, f->left, f->right);
}

/* sign: 1 or -1. False: nothing has that sign. */
static bool find_part(const struct attribution *a, const float *image, float sign,
		      struct part *part)
{
	double sums[PARTS] = {0}, on_ink[PARTS] = {0}, total = 0;
	struct frame frame = frame_of(a->shape, image);
	int best = 0;

	for (size_t i = 0; i < shape_size(a->shape); i++) {
		double value = (double)(sign * a->values[i]);
		int at = part_of(a->shape, &frame, i);

		if (!(value > 0) || !isfinite(value))
			continue;
		sums[at] += value;
		total += value;
		on_ink[at] += is_ink(image[i]) ? value : 0;
	}
	for (int i = 1; i < PARTS; i++)
		best = sums[i] > sums[best] ? i : best;
	if (!(total > 0))
		return false;
	*part = (struct part){part_names[best], 2 * on_ink[best] > sums[best], sums[best] / total};
	return true;
}

void explain_phrase(const struct app *app, const struct explain_state *s, char *text, size_t size)
{
	char class[CLASS_PHRASE_MAX], other[CLASS_PHRASE_MAX];

	class_phrase(class, sizeof(class), app_names(app), explain_class(s));
	if (s->against < 0) {
		snprintf(text, size, "%s", class);
		return;
	}
	class_phrase(other, sizeof(other), app_names(app), s->against);
	snprintf(text, size, "%s, not %s", class, other);
}

/* Of what a map shows: all, then without shares, then without the class, which stands above. */
enum brevity { IN_FULL, WITHOUT_SHARES, WITHOUT_CLASS };

/* "ink top right (41 %)"; of a slope only the place, as its sign speaks of ink that is added. */
static void part_phrase(const struct part *part, bool is_slope, enum brevity brevity, char *text,
			size_t size)
{
	char share[TEXT_NUMBER_MAX];
	const char *what = is_slope ? "" : part->is_ink ? "ink " : "paper ";

	if (brevity == IN_FULL)
		snprintf(text, size, "%s%s (%s)", what, part->name,
			 text_percent(part->share, 0, share));
	else
		snprintf(text, size, "%s%s", what, part->name);
}

static void say_map(const struct app *app, const struct explain_state *s,
		    const struct explain_map *map, enum brevity brevity, char *text, size_t size)
{
	struct part part;
	bool is_slope = map->method->is_slope;
	char class[2 * CLASS_PHRASE_MAX + 16], best[64] = "nothing", worst[64] = "nothing";

	explain_phrase(app, s, class, sizeof(class));
	if (find_part(&map->a, app->sample.pixels, 1, &part))
		part_phrase(&part, is_slope, brevity, best, sizeof(best));
	if (find_part(&map->a, app->sample.pixels, -1, &part))
		part_phrase(&part, is_slope, brevity, worst, sizeof(worst));
	if (brevity == WITHOUT_CLASS)
		snprintf(text, size,
			 is_slope ? "Ink helps most %s, harms most %s."
				  : "Most for: %s; against: %s.",
			 best, worst);
	else
		snprintf(text, size,
			 is_slope ? "For %s, ink helps most %s, harms most %s."
				  : "Most for %s: %s; against: %s.",
			 class, best, worst);
}

static bool has_room(const struct app *app, const char *text)
{
	return text_width(text) <= app_body(app).columns;
}

/* "It sees a 7: so are 5 of the 7 nearest training images, by fc1." */
static void say_taught(const struct app *app, const struct explain_state *s, char *text,
		       size_t size)
{
	const struct explain_taught *t = &s->taught;
	char class[CLASS_PHRASE_MAX], done[TEXT_NUMBER_MAX], total[TEXT_NUMBER_MAX];
	int same = 0;

	if (!t->is_there) {
		snprintf(text, size, "%s of %s training images are compared; Esc stops.",
			 text_grouped(t->done, done), text_grouped(t->total, total));
		return;
	}
	for (int i = 0; i < t->count; i++)
		same += t->best[i].label == s->prediction;
	class_phrase(class, sizeof(class), app_names(app), s->prediction);
	snprintf(text, size, "It sees %s: so %s %d of the %d nearest training images, by %s.",
		 class, same == 1 ? "is" : "are", same, t->count,
		 nearest_layer_name(app->model->net));
	if (!has_room(app, text))
		snprintf(text, size, "%d of the %d nearest training images, by %s, show the same.",
			 same, t->count, nearest_layer_name(app->model->net));
}

/* "A 3 to the network; changed by L2 1.32, at most 0.35 a pixel, a 7." */
static void say_change(const struct app *app, const struct explain_state *s, char *text,
		       size_t size)
{
	const struct explain_change *c = &s->change;
	char from[CLASS_PHRASE_MAX], to[CLASS_PHRASE_MAX];

	class_phrase(from, sizeof(from), app_names(app), s->prediction);
	class_phrase(to, sizeof(to), app_names(app), c->class);
	if (!c->is_there) {
		snprintf(text, size, "Searching the least change that makes it %s; Esc stops.", to);
		if (!has_room(app, text))
			snprintf(text, size, "Searching the least change; Esc stops.");
	} else if (!c->image)
		snprintf(text, size, "No change was found that makes it %s to the network.", to);
	else
		snprintf(text, size,
			 "%s to the network; changed by L2 %.2f, at most %.2f a pixel, %s.", from,
			 c->l2, c->linf, to);
	sentence_begin(text, app_names(app), c->is_there && c->image ? s->prediction : -1);
	if (c->is_there && c->image && !has_room(app, text))
		snprintf(text, size, "Changed by L2 %.2f, at most %.2f a pixel: %s.", c->l2,
			 c->linf, to);
}

static void say_maps(const struct app *app, const struct explain_state *s, char *text, size_t size)
{
	const struct explain_map *map = &s->maps[s->chosen[EXPLAIN_MAPS]];

	if (s->count == 0)
		snprintf(text, size, "No method explains this network by its pixels.");
	else if (!map->a.values || !s->probabilities)
		snprintf(text, size, "%s.", map->method->purpose);
	else
		for (enum brevity b = IN_FULL; b <= WITHOUT_CLASS; b++) {
			say_map(app, s, map, b, text, size);
			if (has_room(app, text))
				break;
		}
}

void explain_status_line(struct app *app, const struct explain_state *s, char *text, size_t size)
{
	if (s->strip == EXPLAIN_MAPS || !s->probabilities)
		say_maps(app, s, text, size);
	else if (s->strip == EXPLAIN_NEAREST)
		say_taught(app, s, text, size);
	else
		say_change(app, s, text, size);
}
