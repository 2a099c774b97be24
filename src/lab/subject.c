/* Where images come from. */
#include "lab/subject.h"
#include "base/xalloc.h"
#include "data/picture_file.h"
#include "lab/attack.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

struct subject subject_image(const struct dataset *data, enum split_name name, size_t index)
{
	const struct split *split = &data->split[name];
	struct subject subject = {.pixels = xfloats(split->pixels), .label = split->labels[index]};

	split_image(split, index, subject.pixels);
	snprintf(subject.title, sizeof(subject.title), "image %zu of %s", index, split_names[name]);
	return subject;
}

struct subject subject_noise(uint64_t seed, struct shape input)
{
	struct subject subject = {
		.pixels = xfloats(shape_size(input)), .label = -1, .is_noise = true};

	attack_noise(seed, shape_size(input), subject.pixels);
	snprintf(subject.title, sizeof(subject.title), "noise of seed %" PRIu64, seed);
	return subject;
}

bool subject_file(const char *path, int64_t index, bool is_inverted, struct shape input,
		  struct subject *subject, struct err *err)
{
	*subject = (struct subject){.pixels = xfloats(shape_size(input)), .label = -1};
	snprintf(subject->title, sizeof(subject->title), "%s", path);
	if (picture_file_read(path, index, is_inverted, input.height, input.width, subject->pixels,
			      err))
		return true;
	subject_clear(subject);
	return false;
}

void subject_clear(struct subject *subject)
{
	free(subject->pixels);
	subject->pixels = NULL;
}
