/* One network after the other makes its images of a piece; threads take whole images. */
#include "lab/attack/transfer.h"
#include "base/pool.h"
#include "base/xalloc.h"
#include "lab/attack/attack.h"
#include "lab/attack/noise.h"
#include "lab/train/evaluate.h"

#include <stdlib.h>
#include <string.h>

struct transfer {
	struct transfer_spec spec;
	struct pool *pool;             /* borrowed */
	struct transfer_image *images; /* [spec.images] */
	size_t done;                   /* of them: all is known of these */
	int count;                     /* of the piece behind them; 0: it has not begun */
	int source;                    /* the network whose turn it is */
	/* Of the piece, the images that count: */
	int chosen_count;
	int *chosen; /* [piece]: their places in it */
	/* [piece, pixels]: */
	float *starts, *made, *noise;
	float *kept;                    /* [spec.images, spec.count, pixels], or NULL */
	uint8_t *labels;                /* [piece] */
	struct prediction *predictions; /* [piece] */
};

struct transfer *transfer_new(const struct transfer_spec *spec, struct pool *pool)
{
	struct transfer *t = xcalloc(1, sizeof(*t));
	size_t piece = (size_t)spec->piece, pixels = spec->split->pixels;

	t->spec = *spec;
	t->pool = pool;
	t->images = xcalloc(spec->images, sizeof(*t->images));
	t->chosen = xcalloc(piece, sizeof(*t->chosen));
	t->starts = xfloats(piece * pixels);
	t->made = xfloats(piece * pixels);
	t->noise = xfloats(piece * pixels);
	if (spec->keeps_pixels)
		t->kept = xfloats(spec->images * (size_t)spec->count * pixels);
	t->labels = xcalloc(piece, 1);
	t->predictions = xcalloc(piece, sizeof(*t->predictions));
	return t;
}

void transfer_free(struct transfer *t)
{
	if (!t)
		return;
	free(t->images);
	free(t->chosen);
	free(t->starts);
	free(t->made);
	free(t->noise);
	free(t->kept);
	free(t->labels);
	free(t->predictions);
	free(t);
}

double transfer_share(const struct transfer *t)
{
	double piece = t->count * (double)t->source / t->spec.count;

	return t->spec.images > 0 ? ((double)t->done + piece) / (double)t->spec.images : 1;
}

const struct transfer_image *transfer_images(const struct transfer *t, size_t *count)
{
	*count = t->done;
	return t->images;
}

static float *kept_pixels(const struct transfer *t, size_t index, int source)
{
	return t->kept + (index * (size_t)t->spec.count + (size_t)source) * t->spec.split->pixels;
}

const float *transfer_pixels(const struct transfer *t, size_t index, int source)
{
	return kept_pixels(t, index, source);
}

/* ----------------------------------------------------------------------------------- one image */

/* The spec for an image of such a label. */
static struct attack_spec spec_for(const struct attack_spec *spec, int label)
{
	struct attack_spec s = *spec;

	if (s.is_untargeted)
		s.target = label;
	return s;
}

/* What a method looked for, or its last image. */
static const struct attack_step *result_of(const struct attack *a)
{
	int answer = a->spec.method->is_minimal ? attack_answer(a) : -1;

	return &a->steps[answer >= 0 ? answer : a->count - 1];
}

static void make_image(void *context, int part)
{
	struct transfer *t = context;
	size_t pixels = t->spec.split->pixels, at = (size_t)part * pixels;
	size_t index = t->done + (size_t)t->chosen[part];
	struct transfer_image *image = &t->images[index];
	struct attack_spec spec = spec_for(&t->spec.attack, image->label);
	struct attack *a = attack_new(t->spec.nets[t->source], t->starts + at, &spec, NULL);
	const struct attack_step *result;

	attack_run(a, t->spec.steps, 1, NULL);
	result = result_of(a);
	memcpy(t->made + at, result->image, pixels * sizeof(float));
	if (t->kept)
		memcpy(kept_pixels(t, index, t->source), result->image, pixels * sizeof(float));
	image->l2[t->source] = (float)result->l2;
	image->linf[t->source] = (float)result->linf;
	spec.seed += t->spec.first + index;
	noise_of_size(&spec, ATTACK_L2, result->l2, t->starts + at, pixels, t->noise + at);
	attack_free(a);
}

/* ------------------------------------------------------------------------------------ a piece */

/* What a network reads of the chosen images of the piece. */
static void read_images(struct transfer *t, int reader, const float *pixels)
{
	struct split split = {.count = (size_t)t->chosen_count,
			      .pixels = t->spec.split->pixels,
			      .floats = pixels,
			      .labels = t->labels};

	evaluate_images(t->spec.nets[reader], &split, 0, split.count, t->pool, t->predictions);
}

/* What networks read of the images as they are, and which of them count. */
static void begin_piece(struct transfer *t)
{
	const struct transfer_spec *s = &t->spec;
	size_t left = s->images - t->done, first = s->first + t->done;

	t->count = left < (size_t)s->piece ? (int)left : s->piece;
	t->source = 0;
	t->chosen_count = 0;
	for (int i = 0; i < t->count; i++) {
		int label = s->split->labels[first + (size_t)i];

		t->images[t->done + (size_t)i].label = label;
		t->images[t->done + (size_t)i].is_counted =
			s->attack.is_untargeted || label != s->attack.target;
	}
	for (int reader = 0; reader < s->count; reader++) {
		evaluate_images(s->nets[reader], s->split, first, (size_t)t->count, t->pool,
				t->predictions);
		for (int i = 0; i < t->count; i++) {
			struct transfer_image *image = &t->images[t->done + (size_t)i];
			int prediction = t->predictions[i].prediction;

			image->unchanged[reader] = (uint8_t)prediction;
			image->is_counted = image->is_counted && prediction == image->label;
		}
	}
	for (int i = 0; i < t->count; i++)
		if (t->images[t->done + (size_t)i].is_counted) {
			t->labels[t->chosen_count] = (uint8_t)t->images[t->done + (size_t)i].label;
			split_image(s->split, first + (size_t)i,
				    t->starts + (size_t)t->chosen_count * s->split->pixels);
			t->chosen[t->chosen_count++] = i;
		}
}

static void attack_piece(struct transfer *t)
{
	pool_run(t->pool, t->chosen_count, make_image, t);
	for (int reader = 0; reader < t->spec.count; reader++) {
		read_images(t, reader, t->made);
		for (int i = 0; i < t->chosen_count; i++)
			t->images[t->done + (size_t)t->chosen[i]].made[t->source][reader] =
				(uint8_t)t->predictions[i].prediction;
		read_images(t, reader, t->noise);
		for (int i = 0; i < t->chosen_count; i++)
			t->images[t->done + (size_t)t->chosen[i]].noise[t->source][reader] =
				(uint8_t)t->predictions[i].prediction;
	}
}

bool transfer_advance(struct transfer *t)
{
	if (t->done == t->spec.images)
		return false;
	if (t->count == 0)
		begin_piece(t);
	attack_piece(t);
	if (++t->source == t->spec.count) {
		t->done += (size_t)t->count;
		t->count = 0;
	}
	return t->done < t->spec.images;
}

/* ------------------------------------------------------------------------------------ counting */

static void count_source(struct transfer_counts *c, const struct transfer_image *image, int source,
			 int nets, const struct attack_spec *spec)
{
	if (!attack_is_fooled(spec, image->made[source][source]))
		return;
	c->l2[source] += (double)image->l2[source];
	c->linf[source] += (double)image->linf[source];
	for (int reader = 0; reader < nets; reader++) {
		c->fooled[source][reader] += attack_is_fooled(spec, image->made[source][reader]);
		c->noise[source][reader] += attack_is_fooled(spec, image->noise[source][reader]);
	}
}

struct transfer_counts transfer_count(const struct transfer_image *images, size_t count, int nets,
				      const struct attack_spec *attack)
{
	struct transfer_counts c = {.images = count};

	for (size_t i = 0; i < count; i++) {
		struct attack_spec spec = spec_for(attack, images[i].label);

		for (int reader = 0; reader < nets; reader++)
			c.wrong[reader] += images[i].unchanged[reader] != images[i].label;
		c.counted += images[i].is_counted;
		for (int source = 0; images[i].is_counted && source < nets; source++)
			count_source(&c, &images[i], source, nets, &spec);
	}
	for (int source = 0; source < nets; source++)
		if (c.fooled[source][source] > 0) {
			c.l2[source] /= (double)c.fooled[source][source];
			c.linf[source] /= (double)c.fooled[source][source];
		}
	return c;
}

size_t transfer_noise(const struct transfer_counts *c, int nets, int reader, size_t *all)
{
	size_t fooled = 0;

	*all = 0;
	for (int source = 0; source < nets; source++) {
		fooled += c->noise[source][reader];
		*all += c->fooled[source][source];
	}
	return fooled;
}
