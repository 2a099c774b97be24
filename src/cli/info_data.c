/* Data sets, single IDX files, and pictures. */
#include "base/text.h"
#include "base/xalloc.h"
#include "cli/info.h"
#include "cli/insights_show.h"
#include "cli/json.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Labels up to this are counted one by one. */
enum { MAX_LABELS = UINT8_MAX + 1, MAX_NAME = 24 };

static void count_classes(const struct dataset *data, size_t *counts, enum split_name which)
{
	const struct split *split = &data->split[which];

	for (size_t i = 0; i < split->count; i++)
		counts[split->labels[i]]++;
}

/* The values of the training part: what one passes to Normalize. */
struct values {
	double min, max, mean, deviation, zeros; /* zeros: a share of 1 */
};

static struct values values_of(const struct dataset_part *part)
{
	size_t pixels = (size_t)part->height * (size_t)part->width;
	struct values v = {INFINITY, -INFINITY, 0, 0, 0};
	double square = 0, count = (double)part->count * (double)pixels;
	float image[DATASET_MAX_SIDE * DATASET_MAX_SIDE];

	for (size_t i = 0; i < part->count; i++) {
		float sum = 0, squares = 0, min, max;
		size_t zeros = 0;

		part_image(part, i, image);
		min = max = image[0];
		for (size_t j = 0; j < pixels; j++) {
			float value = image[j];

			min = value < min ? value : min;
			max = value > max ? value : max;
			sum += value;
			squares += value * value;
			zeros += value == 0;
		}
		v.min = fmin(v.min, (double)min);
		v.max = fmax(v.max, (double)max);
		v.mean += (double)sum / count;
		square += (double)squares / count;
		v.zeros += (double)zeros / count;
	}
	v.deviation = sqrt(fmax(0, square - v.mean * v.mean));
	return v;
}

/* Columns of the widest name that is no number; 0: none is. */
static int names_width(const struct dataset *data)
{
	return class_names_list(&data->names, data->classes)
		       ? class_names_width(&data->names, data->classes, MAX_NAME)
		       : 0;
}

/* " 7  Sneaker", " 3  tsu つ". */
static void print_class(FILE *file, const struct dataset *data, int class)
{
	int width = names_width(data);
	char name[CLASS_NAME_MAX];

	fprintf(file, "  %5d", class);
	if (width == 0)
		return;
	class_name_cut(&data->names, class, width, name);
	fprintf(file, "  %s%*s", name, text_padding(name, width), "");
	if (data->names.sign)
		fprintf(file, " %s", data->names.sign[class]);
}

/* Each on a line of its own. */
static void print_notes(FILE *file, const char *notes)
{
	for (const char *end; notes && *notes; notes = *end ? end + 2 : end) {
		end = strstr(notes, "; ");
		end = end ? end : notes + strlen(notes);
		fprintf(file, "  note: %.*s\n", (int)(end - notes), notes);
	}
}

static void print_dataset(FILE *file, const struct dataset *data)
{
	size_t counts[SPLIT_COUNT][DATASET_MAX_CLASSES] = {{0}};
	struct values v = values_of(&data->part[PART_TRAIN]);
	int width = names_width(data), indent = width ? width + 2 + (data->names.sign ? 3 : 0) : 0;

	print_clean(file, data->path);
	fputs(": the data set ", file);
	print_clean(file, data->name);
	putc('\n', file);
	fprintf(file, "  images of %dx%d (%s), %d classes\n", data->height, data->width,
		data->split[0].packed ? "bytes" : "numbers", data->classes);
	fprintf(file, "  values %.6g to %.6g, mean %.4f, standard deviation %.4f, %.1f %% zeros\n",
		v.min, v.max, v.mean, v.deviation, 100 * v.zeros);
	print_notes(file, data->notes);
	fprintf(file, "\n  class%*s", indent, "");
	for (int s = 0; s < SPLIT_COUNT; s++) {
		count_classes(data, counts[s], (enum split_name)s);
		fprintf(file, "%12s", split_names[s]);
	}
	putc('\n', file);
	for (int c = 0; c < data->classes; c++) {
		print_class(file, data, c);
		fprintf(file, "%12zu%12zu%12zu\n", counts[0][c], counts[1][c], counts[2][c]);
	}
	fprintf(file, "    all%*s%12zu%12zu%12zu\n", indent, "", data->split[0].count,
		data->split[1].count, data->split[2].count);
}

static json_t *values_json(const struct dataset_part *part)
{
	struct values v = values_of(part);
	json_t *o = json_object();

	json_add(o, "min", json_number(v.min));
	json_add(o, "max", json_number(v.max));
	json_add(o, "mean", json_number(v.mean));
	json_add(o, "deviation", json_number(v.deviation));
	json_add(o, "zeros", json_number(v.zeros));
	return o;
}

static json_t *split_json(const struct dataset *data, int which)
{
	size_t counts[DATASET_MAX_CLASSES] = {0};
	json_t *o = json_object(), *list = json_array();

	count_classes(data, counts, (enum split_name)which);
	for (int c = 0; c < data->classes; c++)
		json_array_append_new(list, json_integer((json_int_t)counts[c]));
	json_add(o, "count", json_integer((json_int_t)data->split[which].count));
	json_add(o, "classes", list);
	return o;
}

void info_dataset(struct output *out, const struct dataset *data)
{
	struct leak leak = leak_find(data);
	struct insight_facts facts = {.has = INSIGHT_LEAK,
				      .names = &data->names,
				      .classes = data->classes,
				      .leak = &leak};
	json_t *o, *splits;

	if (!out->is_json) {
		print_dataset(out->file, data);
		insights_show(out, &facts);
		return;
	}
	o = json_object();
	splits = json_object();
	for (int s = 0; s < SPLIT_COUNT; s++)
		json_add(splits, split_names[s], split_json(data, s));
	json_add(o, "kind", json_text("data"));
	json_add(o, "folder", json_text(data->path));
	json_add(o, "name", json_text(data->name));
	json_add(o, "height", json_integer(data->height));
	json_add(o, "width", json_integer(data->width));
	json_add(o, "classes", json_integer(data->classes));
	json_add(o, "splits", splits);
	json_add(o, "names", json_classes(&data->names, data->classes));
	json_add(o, "values", values_json(&data->part[PART_TRAIN]));
	json_add(o, "notes", json_text(data->notes));
	json_add(o, "insights", insights_json(&facts));
	json_print(out, o);
}

struct idx_figures {
	size_t count, finite;  /* values; those of them that are finite, of which are: */
	double min, max, mean; /* infinities and 0 where there are none */
	bool has_labels;       /* one dimension of small whole numbers: */
	size_t histogram[MAX_LABELS];
};

static bool is_label(double value)
{
	return value >= 0 && value < MAX_LABELS && value == floor(value);
}

static struct idx_figures idx_figures(const struct idx *idx)
{
	struct idx_figures f = {idx_count(idx), 0, INFINITY, -INFINITY, 0, idx->ndim == 1, {0}};

	for (size_t i = 0; i < f.count; i++)
		f.finite += isfinite(idx_value(idx, i));

	for (size_t i = 0; i < f.count; i++) {
		double value = idx_value(idx, i);

		if (isfinite(value)) {
			f.min = fmin(f.min, value);
			f.max = fmax(f.max, value);
			f.mean += value / (double)f.finite;
		}
		f.has_labels = f.has_labels && is_label(value);
		if (f.has_labels)
			f.histogram[(int)value]++;
	}
	return f;
}

static void print_idx(FILE *file, const char *path, const struct idx *idx)
{
	struct idx_figures f = idx_figures(idx);

	print_clean(file, path);
	fputs(": IDX, ", file);
	for (int i = 0; i < idx->ndim; i++)
		fprintf(file, "%s%lu", i ? "x" : "", (unsigned long)idx->dim[i]);
	fprintf(file, " values of type %s\n", idx_type_name(idx->type));
	if (f.finite > 0)
		fprintf(file, "  min %.6g, max %.6g, mean %.6g\n", f.min, f.max, f.mean);
	if (f.finite < f.count && f.finite > 0)
		fprintf(file, "  of the finite ones; %zu values are not\n", f.count - f.finite);
	else if (f.finite < f.count)
		fputs("  no value is finite\n", file);
	for (int i = 0; f.has_labels && i < MAX_LABELS; i++)
		if (f.histogram[i])
			fprintf(file, "  %5d%12zu\n", i, f.histogram[i]);
}

void info_idx(struct output *out, const char *path, const struct idx *idx)
{
	struct idx_figures f;
	json_t *o, *shape;

	if (!out->is_json) {
		print_idx(out->file, path, idx);
		return;
	}
	f = idx_figures(idx);
	o = json_object();
	shape = json_array();
	for (int i = 0; i < idx->ndim; i++)
		json_array_append_new(shape, json_integer((json_int_t)idx->dim[i]));
	json_add(o, "kind", json_text("idx"));
	json_add(o, "file", json_text(path));
	json_add(o, "type", json_text(idx_type_name(idx->type)));
	json_add(o, "shape", shape);
	json_add(o, "min", json_number(f.min));
	json_add(o, "max", json_number(f.max));
	json_add(o, "mean", json_number(f.finite > 0 ? f.mean : NAN));
	json_print(out, o);
}

void info_picture(struct output *out, const char *path, const struct image *image)
{
	json_t *o;

	if (!out->is_json) {
		print_clean(out->file, path);
		fprintf(out->file, ": a picture, %dx%d (height x width)\n", image->height,
			image->width);
		return;
	}
	o = json_object();
	json_add(o, "kind", json_text("picture"));
	json_add(o, "file", json_text(path));
	json_add(o, "height", json_integer(image->height));
	json_add(o, "width", json_integer(image->width));
	json_print(out, o);
}
