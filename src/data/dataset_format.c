/* What the readers of all formats share: notes, and what can be used at all. */
#include "data/dataset_format.h"
#include "base/text.h"
#include "base/xalloc.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void source_note(struct dataset_source *source, const char *format, ...)
{
	char note[ERR_TEXT_MAX];
	char *longer;
	va_list args;

	va_start(args, format);
	vsnprintf(note, sizeof(note), format, args);
	va_end(args);
	longer = xasprintf("%s%s%s", source->notes ? source->notes : "", source->notes ? "; " : "",
			   note);
	free(source->notes);
	source->notes = longer;
}

static void part_clear(struct dataset_part *part)
{
	free(part->images_path);
	free(part->labels_path);
	packed_free(part->packed);
	free(part->floats);
	free(part->labels);
	*part = (struct dataset_part){0};
}

void part_image(const struct dataset_part *part, size_t i, float *out)
{
	size_t pixels = (size_t)part->height * (size_t)part->width;

	if (part->packed)
		packed_floats(part->packed, i, out);
	else
		memcpy(out, part->floats + i * pixels, pixels * sizeof(*out));
}

int source_class(struct dataset_source *source, const char *name)
{
	char text[CLASS_NAME_MAX];

	text_cut(name, CLASS_NAME_MAX, text, sizeof(text));
	for (int i = 0; i < source->class_count; i++)
		if (strcmp(source->class_name[i], text) == 0)
			return i;
	source->class_name =
		xrealloc(source->class_name, sizeof(char *) * (size_t)(source->class_count + 1));
	source->class_name[source->class_count] = xstrdup(text);
	return source->class_count++;
}

void source_clear(struct dataset_source *source)
{
	for (int i = 0; i < PART_COUNT; i++)
		part_clear(&source->part[i]);
	for (int i = 0; i < source->class_count; i++)
		free(source->class_name[i]);
	free(source->class_name);
	free(source->notes);
	*source = (struct dataset_source){.notes = NULL};
}

bool source_check_size(const char *path, size_t height, size_t width, struct err *err)
{
	if (height >= 1 && height <= DATASET_MAX_SIDE && width >= 1 && width <= DATASET_MAX_SIDE)
		return true;
	return err_set(err, "%s: the images are %zu by %zu pixels; 1 to %d by 1 to %d can be used",
		       path, height, width, DATASET_MAX_SIDE, DATASET_MAX_SIDE);
}

bool source_check_count(const char *path, size_t count, size_t pixels, bool are_floats,
			struct err *err)
{
	size_t bytes = are_floats ? pixels * sizeof(float) : pixels;

	if (count > PACKED_MAX_IMAGES)
		return err_set(err, "%s: has %zu images; %zu can be used", path, count,
			       PACKED_MAX_IMAGES);
	if (count <= PACKED_MAX_BYTES / bytes)
		return true;
	if (are_floats)
		return err_set(err,
			       "%s: %zu values are more than fit into %zu MiB as floats; keep "
			       "them as bytes",
			       path, count * pixels, PACKED_MAX_BYTES >> 20);
	return err_set(err, "%s: has %zu images of %zu pixels; %zu MiB in all can be used", path,
		       count, pixels, PACKED_MAX_BYTES >> 20);
}

bool source_take_pixel(struct dataset_part *part, size_t i, double value, struct err *err)
{
	size_t width = (size_t)part->width, pixels = (size_t)part->height * width;

	part->floats[i] = (float)value;
	/* Written so that a NaN fails as well. */
	return fabs(value) <= DATASET_MAX_PIXEL ||
	       err_set(err,
		       "%s: image %zu, row %zu, column %zu is %g; pixels are to be between 0 and "
		       "1, "
		       "and can't be further from 0 than %.0f",
		       part->images_path, i / pixels, i % pixels / width, i % width, value,
		       DATASET_MAX_PIXEL);
}

bool source_take_label(struct dataset_part *part, const char *path, size_t i, double value,
		       struct err *err)
{
	/* Written so that a NaN fails as well. */
	if (!(value >= 0 && value < DATASET_MAX_CLASSES && value == floor(value)))
		return err_set(err, "%s: label %zu is %g; labels are whole numbers from 0 to %d",
			       path, i, value, DATASET_MAX_CLASSES - 1);
	part->labels[i] = (uint8_t)value;
	return true;
}
