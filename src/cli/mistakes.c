/* Finding, ordering and drawing mistakes. */
#include "cli/mistakes.h"
#include "base/xalloc.h"
#include "cli/show.h"

#include <stdlib.h>

enum { CAPTION = 32 };

static int sign(double difference)
{
	return (difference > 0) - (difference < 0);
}

static int compare_index(const struct mistake *a, const struct mistake *b)
{
	return sign((double)a->index - (double)b->index);
}

static int compare_loss(const void *left, const void *right)
{
	const struct mistake *a = left, *b = right;
	int order = sign((double)b->verdict.loss - (double)a->verdict.loss);

	return order ? order : compare_index(a, b);
}

static int compare_confidence(const void *left, const void *right)
{
	const struct mistake *a = left, *b = right;
	int order = sign((double)b->verdict.confidence - (double)a->verdict.confidence);

	return order ? order : compare_index(a, b);
}

struct mistakes mistakes_find(const struct net *net, const struct dataset *data,
			      const struct split *split, size_t count, enum mistake_order order,
			      struct pool *pool)
{
	struct mistakes m = {
		.split = split, .height = data->height, .width = data->width, .examined = count};
	struct verdict *verdicts = xcalloc(count, sizeof(*verdicts));

	evaluate_images(net, split, 0, count, pool, verdicts);
	m.list = xcalloc(count, sizeof(*m.list));
	for (size_t i = 0; i < count; i++)
		if (verdicts[i].label != verdicts[i].prediction)
			m.list[m.count++] = (struct mistake){i, verdicts[i]};
	free(verdicts);
	if (order == BY_LOSS)
		qsort(m.list, m.count, sizeof(*m.list), compare_loss);
	else if (order == BY_CONFIDENCE)
		qsort(m.list, m.count, sizeof(*m.list), compare_confidence);
	return m;
}

void mistakes_clear(struct mistakes *m)
{
	free(m->list);
}

bool mistakes_show(const struct mistakes *m, struct output *out, size_t first, size_t count,
		   int scale, struct err *err)
{
	struct tile *tiles = xcalloc(count, sizeof(*tiles));
	float *pixels = xfloats(count * m->split->pixels);
	char(*captions)[CAPTION] = xcalloc(count, CAPTION);
	struct sheet sheet = {tiles, (int)count, 0, false};
	bool is_shown;

	for (size_t i = 0; i < count; i++) {
		const struct mistake *mistake = &m->list[first + i];
		float *image = pixels + i * m->split->pixels;

		split_image(m->split, mistake->index, image);
		snprintf(captions[i], CAPTION, "#%zu %d>%d %.2f", mistake->index,
			 mistake->verdict.label, mistake->verdict.prediction,
			 (double)mistake->verdict.confidence);
		tiles[i].picture = (struct picture){
			image, m->height, m->width, 1, scale, ink_palette(image, m->split->pixels)};
		tiles[i].caption = captions[i];
	}
	is_shown = show_sheet(out, &sheet, err);
	free(captions);
	free(pixels);
	free(tiles);
	return is_shown;
}
