/* Bytes stay bytes as long as they can: they are packed, and floats take four times as much. */
#include "data/prepare.h"
#include "base/xalloc.h"
#include "data/upright.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { LOOKED_AT = 500, PIXELS = DATASET_MAX_SIDE * DATASET_MAX_SIDE };

static size_t pixels_of(const struct dataset_part *part)
{
	return (size_t)part->height * (size_t)part->width;
}

/* ---------------------------------------------------------------------------------- changes */

static int max_byte(const struct dataset_part *part)
{
	uint8_t image[PIXELS];
	int max = 0;

	for (size_t i = 0; i < part->count && max < UINT8_MAX; i++) {
		packed_bytes(part->packed, i, image);
		for (size_t j = 0; j < pixels_of(part); j++)
			max = image[j] > max ? image[j] : max;
	}
	return max;
}

/* Whether bytes times the scale are bytes again. */
static bool stay_bytes(const struct dataset_part *part, double scale)
{
	return scale == 1 ||
	       (scale == floor(scale) && scale > 0 && scale * max_byte(part) <= UINT8_MAX);
}

static void transpose(const void *from, void *to, int height, int width, size_t size)
{
	const char *in = from;
	char *out = to;

	for (int y = 0; y < height; y++)
		for (int x = 0; x < width; x++)
			memcpy(out + (size_t)(x * height + y) * size,
			       in + (size_t)(y * width + x) * size, size);
}

static void change_bytes(struct dataset_part *part, const struct dataset_options *o)
{
	struct packed *old = part->packed;
	uint8_t image[PIXELS], turned[PIXELS];
	size_t pixels = pixels_of(part);

	part->packed = packed_new(part->count, pixels);
	for (size_t i = 0; i < part->count; i++) {
		packed_bytes(old, i, image);
		for (size_t j = 0; j < pixels; j++) {
			image[j] = (uint8_t)(image[j] * o->scale);
			image[j] = o->is_inverted ? UINT8_MAX - image[j] : image[j];
		}
		if (o->is_transposed)
			transpose(image, turned, part->height, part->width, 1);
		packed_add(part->packed, o->is_transposed ? turned : image);
	}
	packed_trim(part->packed);
	packed_free(old);
}

/* Image i, scaled and inverted, into the part's floats. */
static bool change_values(struct dataset_part *part, size_t i, const float *image,
			  const struct dataset_options *o, struct err *err)
{
	size_t pixels = pixels_of(part);

	for (size_t j = 0; j < pixels; j++) {
		double value = (double)image[j] * o->scale;

		if (!source_take_pixel(part, i * pixels + j, o->is_inverted ? 1 - value : value,
				       err))
			return false;
	}
	return true;
}

static bool change_floats(struct dataset_part *part, const struct dataset_options *o,
			  struct err *err)
{
	size_t pixels = pixels_of(part);
	float image[PIXELS];

	if (!part->floats) {
		if (!source_check_count(part->images_path, part->count, pixels, true, err))
			return false;
		part->floats = xfloats(part->count * pixels);
	}
	for (size_t i = 0; i < part->count; i++) {
		float *to = part->floats + i * pixels;

		part_image(part, i, image);
		if (!change_values(part, i, image, o, err))
			return false;
		memcpy(image, to, pixels * sizeof(*to));
		if (o->is_transposed)
			transpose(image, to, part->height, part->width, sizeof(*to));
	}
	packed_free(part->packed);
	part->packed = NULL;
	return true;
}

static bool change_part(struct dataset_part *part, const struct dataset_options *o, struct err *err)
{
	if (part->packed && stay_bytes(part, o->scale))
		change_bytes(part, o);
	else if (!change_floats(part, o, err))
		return false;
	if (o->is_transposed) {
		int height = part->height;

		part->height = part->width;
		part->width = height;
	}
	return true;
}

bool prepare_change(struct dataset_source *source, const struct dataset_options *o, struct err *err)
{
	if (o->scale == 1 && !o->is_inverted && !o->is_transposed)
		return true;
	for (int i = 0; i < PART_COUNT; i++)
		if (source->part[i].images_path && !change_part(&source->part[i], o, err))
			return false;
	return true;
}

/* --------------------------------------------------------------------------------- known sets */

/* EMNIST's letters are counted from 1; where no label is 0. */
static void count_from_0(struct dataset_source *source)
{
	for (int p = 0; p < PART_COUNT; p++)
		for (size_t i = 0; i < source->part[p].count; i++)
			if (source->part[p].labels[i] == 0)
				return;
	for (int p = 0; p < PART_COUNT; p++)
		for (size_t i = 0; i < source->part[p].count; i++)
			source->part[p].labels[i]--;
	source_note(source, "labels count from 1: class 0 is the file's 1");
}

void prepare_known(struct dataset_source *source, const char *set, const struct class_names *names,
		   bool is_transposed)
{
	const struct dataset_options turn = {.scale = 1, .is_transposed = true};
	bool is_emnist = set && strncmp(set, "emnist", 6) == 0;
	enum upright upright;
	struct err ignored;

	if (set && strcmp(set, "emnist-letters") == 0)
		count_from_0(source);
	if (is_transposed)
		return;
	upright = names->are_digits || is_emnist ? upright_find(&source->part[PART_TRAIN], names)
						 : UPRIGHT_UNKNOWN;
	if (is_emnist && upright == UPRIGHT_TRANSPOSED) {
		prepare_change(source, &turn, &ignored);
		source_note(source, "the file has rows and columns exchanged, as its means show: "
				    "they were exchanged back");
	} else if (is_emnist && upright == UPRIGHT_UNKNOWN) {
		source_note(source, "whether its images stand upright can't be told: --transpose "
				    "exchanges rows and columns");
	} else if (upright == UPRIGHT_TRANSPOSED) {
		source_note(source, "digits seem to lie on their sides: --transpose exchanges rows "
				    "and columns");
	}
}

/* ------------------------------------------------------------------------------------- values */

/* What interpolation leaves below 0; and what bytes are at most that were divided by 255 twice. */
static const double margin = 0.1, dark = 1.5 / UINT8_MAX;

struct values {
	double min, max, mean, border; /* border: the mean of the outermost pixels */
};

static struct values look_at(const struct dataset_part *part)
{
	struct values v = {INFINITY, -INFINITY, 0, 0};
	size_t count = part->count < LOOKED_AT ? part->count : LOOKED_AT, inside = 0, outside = 0;
	float image[PIXELS];

	for (size_t i = 0; i < count; i++) {
		part_image(part, i, image);
		for (int y = 0; y < part->height; y++)
			for (int x = 0; x < part->width; x++) {
				double value = (double)image[y * part->width + x];
				bool is_border = x == 0 || y == 0 || x == part->width - 1 ||
						 y == part->height - 1;

				v.min = fmin(v.min, value);
				v.max = fmax(v.max, value);
				v.mean += value;
				v.border += is_border ? value : 0;
				outside += is_border;
				inside++;
			}
	}
	v.mean /= (double)(inside ? inside : 1);
	v.border /= (double)(outside ? outside : 1);
	return v;
}

/* Values of floats that are no shares of ink. Below 0 they were normalised, which no factor undoes.
 */
static void note_floats(struct dataset_source *source, const struct values *v)
{
	if (v->min < -margin)
		source_note(
			source,
			"its values are %.4g to %.4g, where networks expect 0 to 1: save them as "
			"(x + %.4g) / %.4g",
			v->min, v->max, -v->min, v->max - v->min);
	else if (v->max > 2)
		source_note(source,
			    "its values go up to %g, where networks expect 1: --scale 1/%.0f makes "
			    "them 0..1",
			    v->max, v->max > UINT8_MAX ? v->max : UINT8_MAX);
	else if (v->max > 0 && v->max <= dark)
		source_note(
			source,
			"its values go up to %.4g, where networks expect 1: --scale 255 makes them "
			"0..1",
			v->max);
}

void prepare_note_values(struct dataset_source *source, const struct dataset_options *o)
{
	const struct dataset_part *part = &source->part[PART_TRAIN];
	struct values v = look_at(part);
	double middle = v.min + (v.max - v.min) / 2;

	if (part->floats)
		note_floats(source, &v);
	else if (v.max > 0 && v.max <= dark)
		source_note(source, "its bytes are 0 and 1, which stand for 1/255 at most: --scale "
				    "255 makes them 0..1");
	if (!o->is_inverted && v.max > v.min && v.min >= -margin &&
	    (v.border > middle || v.mean > middle))
		source_note(source,
			    "ink is dark on light (mean %.2f of %.2f): --invert makes it "
			    "light on dark, as MNIST's",
			    v.mean, v.max);
}
