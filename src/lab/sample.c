/* Where images come from. */
#include "lab/sample.h"
#include "base/rng.h"
#include "base/xalloc.h"
#include "data/picture_file.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

struct sample sample_image(const struct dataset *data, enum split_name name, size_t index)
{
	const struct split *split = &data->split[name];
	struct sample sample = {.pixels = xfloats(split->pixels), .label = split->labels[index]};

	split_image(split, index, sample.pixels);
	snprintf(sample.title, sizeof(sample.title), "image %zu of %s", index, split_names[name]);
	return sample;
}

struct sample sample_noise(uint64_t seed, struct shape input)
{
	struct sample sample = {
		.pixels = xfloats(shape_size(input)), .label = -1, .is_noise = true};

	rng_noise(seed, shape_size(input), sample.pixels);
	snprintf(sample.title, sizeof(sample.title), "noise of seed %" PRIu64, seed);
	return sample;
}

bool sample_file(const char *path, int64_t index, bool is_inverted, struct shape input,
		 struct sample *sample, struct err *err)
{
	*sample = (struct sample){.pixels = xfloats(shape_size(input)), .label = -1};
	snprintf(sample->title, sizeof(sample->title), "%s", path);
	if (picture_file_read(path, index, is_inverted, input.height, input.width, sample->pixels,
			      err))
		return true;
	sample_clear(sample);
	return false;
}

void sample_clear(struct sample *sample)
{
	free(sample->pixels);
	sample->pixels = NULL;
}
