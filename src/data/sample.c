/* Where images come from. */
#include "data/sample.h"
#include "base/rng.h"
#include "base/text.h"
#include "base/xalloc.h"
#include "data/picture_file.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct sample sample_image(const struct dataset *data, enum split_name name, size_t index)
{
	const struct split *split = &data->split[name];
	struct sample sample = {.pixels = xfloats(split->pixels),
				.label = split->labels[index],
				.source = SAMPLE_OF_SPLIT,
				.split = name,
				.index = index};

	split_image(split, index, sample.pixels);
	snprintf(sample.title, sizeof(sample.title), "image %zu of %s", index, split_names[name]);
	return sample;
}

struct sample sample_noise(uint64_t seed, int height, int width)
{
	size_t count = (size_t)height * (size_t)width;
	struct sample sample = {.pixels = xfloats(count),
				.label = -1,
				.source = SAMPLE_NOISE,
				.index = (size_t)seed};

	rng_noise(seed, count, sample.pixels);
	snprintf(sample.title, sizeof(sample.title), "noise of seed %" PRIu64, seed);
	return sample;
}

struct sample sample_copy(const float *pixels, size_t count, int label, enum sample_source source,
			  const char *title)
{
	struct sample sample = {.pixels = xfloats(count), .label = label, .source = source};

	memcpy(sample.pixels, pixels, count * sizeof(*pixels));
	snprintf(sample.title, sizeof(sample.title), "%s", title);
	text_clean(sample.title);
	return sample;
}

bool sample_file(const struct picture_request *request, struct sample *sample, char *note,
		 struct err *err)
{
	bool is_input = request->may_wait && strcmp(request->path, "-") == 0;

	*sample =
		(struct sample){.pixels = xfloats((size_t)request->height * (size_t)request->width),
				.label = -1,
				.source = SAMPLE_FILE};
	snprintf(sample->title, sizeof(sample->title), "%s",
		 is_input ? "standard input" : request->path);
	text_clean(sample->title);
	if (picture_file_read(request, sample->pixels, note, err))
		return true;
	sample_clear(sample);
	return false;
}

void sample_clear(struct sample *sample)
{
	free(sample->pixels);
	sample->pixels = NULL;
}
