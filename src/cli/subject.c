/* Where images come from. */
#include "cli/subject.h"
#include "base/xalloc.h"
#include "lab/attack.h"
#include "lab/evaluate.h"

#include <inttypes.h>
#include <stdlib.h>

static bool read_image(struct desk *desk, int64_t index, struct subject *subject, struct err *err)
{
	const struct split *split;

	if (!desk->data &&
	    (!desk_read_data(desk, err) || !evaluate_fits(desk->net, desk->data, desk->model, err)))
		return false;
	split = desk_split(desk);
	if ((uint64_t)index >= split->count)
		return usage_error(desk, err, "--image %" PRId64 ": %s of %s has images 0 to %zu",
				   index, desk->common->split, desk->data->name, split->count - 1);
	split_image(split, (size_t)index, subject->pixels);
	subject->label = split->labels[index];
	snprintf(subject->title, sizeof(subject->title), "image %" PRId64 " of %s", index,
		 desk->common->split);
	return true;
}

static void make_noise(int64_t seed, size_t pixels, struct subject *subject)
{
	attack_noise((uint64_t)seed, pixels, subject->pixels);
	subject->is_noise = true;
	snprintf(subject->title, sizeof(subject->title), "noise of seed %" PRId64, seed);
}

static bool check_options(struct desk *desk, struct err *err)
{
	const struct common *c = desk->common;

	if (c->noise >= 0 && (c->file || c->image >= 0))
		return usage_error(desk, err, "--noise and %s are two different images; choose one",
				   c->file ? "--file" : "--image");
	if (c->is_inverted && !c->file)
		return usage_error(desk, err, "--invert is about --file FILE, which is missing");
	return true;
}

bool subject_read(struct desk *desk, int usual, struct subject *subject, struct err *err)
{
	const struct common *c = desk->common;
	const struct shape *input = &desk->net->input;

	*subject = (struct subject){.label = -1};
	if (!check_options(desk, err))
		return false;
	subject->pixels = xfloats(shape_size(*input));
	if (c->noise >= 0) {
		make_noise(c->noise, shape_size(*input), subject);
		return true;
	}
	if (!c->file)
		return read_image(desk, c->image >= 0 ? c->image : usual, subject, err);
	snprintf(subject->title, sizeof(subject->title), "%s", c->file);
	return picture_file_read(c->file, c->image, c->is_inverted, input->height, input->width,
				 subject->pixels, err);
}

void subject_clear(struct subject *subject)
{
	free(subject->pixels);
}
