/* Transfer as JSON and CSV. */
#include "cli/transfer_report.h"
#include "cli/attack_spec.h"

#include <math.h>

const char *transfer_name(const struct transfer_report *r, int net)
{
	return json_string_value(json_object_get(json_array_get(r->facts, (size_t)net), "name"));
}

double transfer_ratio(size_t a, size_t b)
{
	return b > 0 ? (double)a / (double)b : (double)NAN;
}

json_t *transfer_settings(const struct transfer_report *r)
{
	json_t *o = json_object();

	attack_spec_json(o, &r->attack);
	json_add(o, "max_steps", json_integer(r->steps));
	json_add(o, "networks", json_incref(r->facts));
	return o;
}

/* ---------------------------------------------------------------------------------- each image */

static json_t *classes_json(const uint8_t *classes, int count)
{
	json_t *list = json_array();

	for (int i = 0; i < count; i++)
		json_array_append_new(list, json_integer(classes[i]));
	return list;
}

static json_t *matrix_json(const uint8_t (*classes)[TRANSFER_MAX_NETS], int count)
{
	json_t *list = json_array();

	for (int i = 0; i < count; i++)
		json_array_append_new(list, classes_json(classes[i], count));
	return list;
}

static json_t *lengths_json(const float *lengths, int count, json_t *(*number)(double))
{
	json_t *list = json_array();

	for (int i = 0; i < count; i++)
		json_array_append_new(list, number((double)lengths[i]));
	return list;
}

json_t *transfer_results(const struct transfer_report *r, size_t first, json_t *(*number)(double))
{
	json_t *list = json_array();

	for (size_t i = 0; i < r->image_count; i++) {
		const struct transfer_image *image = &r->images[i];
		json_t *o = json_object();

		json_add(o, "index", json_integer((json_int_t)(first + i)));
		json_add(o, "label", json_integer(image->label));
		json_add(o, "counted", json_boolean(image->is_counted));
		json_add(o, "unchanged", classes_json(image->unchanged, r->count));
		if (image->is_counted) {
			json_add(o, "made", matrix_json(image->made, r->count));
			json_add(o, "noise", matrix_json(image->noise, r->count));
			json_add(o, "l2", lengths_json(image->l2, r->count, number));
			json_add(o, "linf", lengths_json(image->linf, r->count, number));
		}
		json_array_append_new(list, o);
	}
	return list;
}

/* ------------------------------------------------------------------------------------- the whole
 */

static json_t *counts_json(const size_t (*counts)[TRANSFER_MAX_NETS], int count)
{
	json_t *list = json_array();

	for (int i = 0; i < count; i++) {
		json_t *row = json_array();

		for (int j = 0; j < count; j++)
			json_array_append_new(row, json_integer((json_int_t)counts[i][j]));
		json_array_append_new(list, row);
	}
	return list;
}

/* [source, reader]: counts over how many images fool the source. */
static json_t *rates_json(const struct transfer_counts *c,
			  const size_t (*counts)[TRANSFER_MAX_NETS], int count)
{
	json_t *list = json_array();

	for (int i = 0; i < count; i++) {
		json_t *row = json_array();

		for (int j = 0; j < count; j++)
			json_array_append_new(
				row, json_number(transfer_ratio(counts[i][j], c->fooled[i][i])));
		json_array_append_new(list, row);
	}
	return list;
}

void transfer_print_json(struct output *out, const struct transfer_report *r)
{
	struct transfer_counts c = transfer_count(r->images, r->image_count, r->count, &r->attack);
	json_t *o = json_object(), *settings = transfer_settings(r), *wrong = json_array(),
	       *l2 = json_array(), *linf = json_array();

	for (int i = 0; i < r->count; i++) {
		json_array_append_new(wrong, json_number(transfer_ratio(c.wrong[i], c.images)));
		json_array_append_new(l2, json_number(c.l2[i]));
		json_array_append_new(linf, json_number(c.linf[i]));
	}
	json_add(o, "data", json_text(r->of.data));
	json_add(o, "split", json_text(r->of.split));
	json_object_update(o, settings);
	json_decref(settings);
	json_add(o, "target_name",
		 json_class(&r->of.names, r->attack.is_untargeted ? -1 : r->attack.target));
	json_add(o, "examined", json_integer((json_int_t)c.images));
	json_add(o, "counted", json_integer((json_int_t)c.counted));
	json_add(o, "unchanged_error", wrong);
	json_add(o, "fooled", counts_json(c.fooled, r->count));
	json_add(o, "rates", rates_json(&c, c.fooled, r->count));
	json_add(o, "noise_fooled", counts_json(c.noise, r->count));
	json_add(o, "noise_rates", rates_json(&c, c.noise, r->count));
	json_add(o, "l2", l2);
	json_add(o, "linf", linf);
	json_add(o, "images", transfer_results(r, 0, json_number));
	json_print(out, o);
}

/* ------------------------------------------------------------------------------------------ CSV */

/* Empty where there is none. */
static void print_ratio(FILE *file, size_t a, size_t b)
{
	putc(',', file);
	if (b > 0)
		fprintf(file, "%.6f", transfer_ratio(a, b));
}

void transfer_print_csv(struct output *out, const struct transfer_report *r)
{
	struct transfer_counts c = transfer_count(r->images, r->image_count, r->count, &r->attack);
	FILE *file = out->file;

	fputs("source,reader,examined,counted,source_fooled,reader_fooled,rate,noise_fooled,noise_"
	      "rate,reader_unchanged_error,l2,linf\n",
	      file);
	for (int s = 0; s < r->count; s++)
		for (int t = 0; t < r->count; t++) {
			print_csv_text(file, transfer_name(r, s));
			putc(',', file);
			print_csv_text(file, transfer_name(r, t));
			fprintf(file, ",%zu,%zu,%zu,%zu", c.images, c.counted, c.fooled[s][s],
				c.fooled[s][t]);
			print_ratio(file, c.fooled[s][t], c.fooled[s][s]);
			fprintf(file, ",%zu", c.noise[s][t]);
			print_ratio(file, c.noise[s][t], c.fooled[s][s]);
			print_ratio(file, c.wrong[t], c.images);
			fprintf(file, ",%.6f,%.6f\n", c.l2[s], c.linf[s]);
		}
}
