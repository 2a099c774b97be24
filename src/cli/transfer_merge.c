/* The parts of a transfer, read and joined. */
#include "base/xalloc.h"
#include "cli/attack_spec.h"
#include "cli/merge.h"
#include "cli/transfer_show.h"

#include <stdlib.h>

struct joined {
	struct transfer_report report;
	struct transfer_image *images; /* [report.image_count]; owned */
};

static bool read_classes(const json_t *json, int count, int classes, uint8_t *out)
{
	size_t class;

	if (!json_is_array(json) || json_array_size(json) != (size_t)count)
		return false;
	for (int i = 0; i < count; i++) {
		if (!shard_whole(json_array_get(json, (size_t)i), (size_t)classes - 1, &class))
			return false;
		out[i] = (uint8_t) class;
	}
	return true;
}

static bool read_matrix(const json_t *json, int count, int classes,
			uint8_t (*out)[TRANSFER_MAX_NETS])
{
	if (!json_is_array(json) || json_array_size(json) != (size_t)count)
		return false;
	for (int i = 0; i < count; i++)
		if (!read_classes(json_array_get(json, (size_t)i), count, classes, out[i]))
			return false;
	return true;
}

static bool read_lengths(const json_t *json, int count, float *out)
{
	if (!json_is_array(json) || json_array_size(json) != (size_t)count)
		return false;
	for (int i = 0; i < count; i++)
		if (!shard_float(json_array_get(json, (size_t)i), &out[i]))
			return false;
	return true;
}

static bool read_image(const json_t *json, size_t index, const struct transfer_report *r,
		       struct transfer_image *image)
{
	int count = r->count, classes = r->of.classes;
	size_t whole, label;

	*image = (struct transfer_image){0};
	if (!shard_whole(json_object_get(json, "index"), index, &whole) || whole != index ||
	    !shard_whole(json_object_get(json, "label"), (size_t)classes - 1, &label) ||
	    !read_classes(json_object_get(json, "unchanged"), count, classes, image->unchanged))
		return false;
	image->label = (int)label;
	image->is_counted = json_is_true(json_object_get(json, "counted"));
	return !image->is_counted ||
	       (read_matrix(json_object_get(json, "made"), count, classes, image->made) &&
		read_matrix(json_object_get(json, "noise"), count, classes, image->noise) &&
		read_lengths(json_object_get(json, "l2"), count, image->l2) &&
		read_lengths(json_object_get(json, "linf"), count, image->linf));
}

static bool read_results(void *context, const struct shard *shard, const json_t *results)
{
	struct joined *j = context;
	struct transfer_report *r = &j->report;

	if (!json_is_array(results) || json_array_size(results) != shard->count)
		return false;
	j->images = xrealloc(j->images, (r->image_count + shard->count + 1) * sizeof(*j->images));
	for (size_t i = 0; i < shard->count; i++)
		if (!read_image(json_array_get(results, i), shard->first + i, r,
				&j->images[r->image_count++]))
			return false;
	return true;
}

static bool read_settings(struct transfer_report *r, const json_t *of)
{
	size_t steps, count;

	r->facts = json_object_get(of, "networks");
	count = json_array_size(r->facts);
	if (!attack_spec_read(&r->attack, of, r->of.classes) || count < 1 ||
	    count > TRANSFER_MAX_NETS ||
	    !shard_whole(json_object_get(of, "max_steps"), ATTACK_MAX_STEPS, &steps))
		return false;
	r->steps = (int)steps;
	r->count = (int)count;
	for (int i = 0; i < r->count; i++)
		if (!transfer_name(r, i))
			return false;
	return true;
}

bool transfer_merge(struct command_context *context, const struct shards *shards, struct err *err)
{
	struct joined j = {.report = {.of = shards->report}};
	bool is_done;

	if (!read_settings(&j.report, shards->of))
		return err_set(err, "%s: its settings are damaged; print the parts again",
			       context->operand);
	is_done = shards_each(shards, read_results, &j, err);
	j.report.images = j.images;
	j.report.wanted = j.report.image_count;
	is_done = is_done && transfer_print(&context->out, &j.report, false, err);
	free(j.images);
	return is_done;
}
