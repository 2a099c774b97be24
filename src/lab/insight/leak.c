/* Equal images lie together once sorted, those of train first. */
#include "base/text.h"
#include "base/xalloc.h"
#include "lab/insight/insight.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PIXELS_MAX = DATASET_MAX_SIDE * DATASET_MAX_SIDE };

struct hashed {
	uint64_t hash;
	const struct split *split;
	uint32_t image;
	uint32_t name; /* of the split */
};

struct leak_search {
	const struct dataset *data;
	struct hashed *images; /* [wanted], by split and number, until they are sorted */
	size_t count, wanted;
};

/* -0 is 0, as pixels compare. */
static void pixels_of(const struct hashed *h, float *pixels)
{
	split_image(h->split, h->image, pixels);
	for (size_t i = 0; i < h->split->pixels; i++)
		pixels[i] += 0.0f;
}

/* FNV-1a, by words. */
static uint64_t hash_of(const float *pixels, size_t count)
{
	uint64_t hash = 0xcbf29ce484222325;
	uint32_t word;

	for (size_t i = 0; i < count; i++) {
		memcpy(&word, &pixels[i], sizeof(word));
		hash = (hash ^ word) * 0x100000001b3;
	}
	return hash;
}

struct leak_search *leak_search_new(const struct dataset *data)
{
	struct leak_search *search = xcalloc(1, sizeof(*search));

	search->data = data;
	for (int s = 0; s < SPLIT_COUNT; s++)
		search->wanted += data->split[s].count;
	search->images = xcalloc(search->wanted + 1, sizeof(*search->images));
	return search;
}

void leak_search_free(struct leak_search *search)
{
	if (search)
		free(search->images);
	free(search);
}

/* The image that is the i-th of all splits. */
static struct hashed image_at(const struct dataset *data, size_t i)
{
	uint32_t name = 0;

	while (i >= data->split[name].count)
		i -= data->split[name++].count;
	return (struct hashed){0, &data->split[name], (uint32_t)i, name};
}

bool leak_search_step(struct leak_search *search)
{
	float pixels[PIXELS_MAX];

	for (int i = 0; i < LEAK_PIECE && search->count < search->wanted; i++) {
		struct hashed *h = &search->images[search->count];

		*h = image_at(search->data, search->count++);
		pixels_of(h, pixels);
		h->hash = hash_of(pixels, h->split->pixels);
	}
	return search->count < search->wanted;
}

/* By hash, then by pixels. */
static int compare_images(const struct hashed *a, const struct hashed *b)
{
	float left[PIXELS_MAX], right[PIXELS_MAX];

	if (a->hash != b->hash)
		return a->hash < b->hash ? -1 : 1;
	pixels_of(a, left);
	pixels_of(b, right);
	return memcmp(left, right, a->split->pixels * sizeof(*left));
}

static int compare(const void *left, const void *right)
{
	const struct hashed *a = left, *b = right;
	int order = compare_images(a, b);

	if (order == 0 && a->name != b->name)
		return a->name < b->name ? -1 : 1;
	if (order == 0 && a->image != b->image)
		return a->image < b->image ? -1 : 1;
	return order;
}

/* One more image that is equal to `train`. */
static void count_equal(struct leak_split *s, const struct hashed *train, const struct hashed *h)
{
	if (s->equal == 0 || h->image < s->image) {
		s->image = h->image;
		s->train = train->image;
	}
	s->equal++;
	s->contrary += h->split->labels[h->image] != train->split->labels[train->image];
}

struct leak leak_search_end(struct leak_search *search)
{
	struct leak leak = {0};
	const struct hashed *first = search->images;

	qsort(search->images, search->count, sizeof(*search->images), compare);
	for (size_t i = 1; i < search->count; i++) {
		const struct hashed *h = &search->images[i];

		if (h->hash != first->hash || compare_images(h, first) != 0)
			first = h;
		else if (first->name == SPLIT_TRAIN && h->name != SPLIT_TRAIN)
			count_equal(&leak.split[h->name], first, h);
	}
	for (int s = SPLIT_VALIDATION; s < SPLIT_COUNT; s++)
		leak.split[s].count = search->data->split[s].count;
	return leak;
}

struct leak leak_find(const struct dataset *data)
{
	struct leak_search *search = leak_search_new(data);
	struct leak leak;

	while (leak_search_step(search))
		;
	leak = leak_search_end(search);
	leak_search_free(search);
	return leak;
}

/* One equal image is enough: it should not be there, and is easily taken out. */
static bool look(const struct insight_facts *facts, struct insight_finding *f)
{
	const struct leak_split *v = &facts->leak->split[SPLIT_VALIDATION];
	const struct leak_split *t = &facts->leak->split[SPLIT_TEST];
	const struct leak_split *worst = t->equal >= v->equal ? t : v;
	const char *name = split_names[worst == t ? SPLIT_TEST : SPLIT_VALIDATION];
	char equal[TEXT_NUMBER_MAX], count[TEXT_NUMBER_MAX], contrary[64] = "";

	if (worst->equal == 0)
		return false;
	if (worst->contrary)
		snprintf(contrary, sizeof(contrary), ", %zu with another label", worst->contrary);
	snprintf(f->text, sizeof(f->text),
		 "A leak: train has %s of %s's %s images as well (its %zu is %s's %zu)%s.",
		 text_grouped(worst->equal, equal), name, text_grouped(worst->count, count),
		 worst->train, name, worst->image, contrary);
	snprintf(f->where, sizeof(f->where), "M, then :split %s and :%zu; :split train and :%zu",
		 name, worst->image, worst->train);
	return true;
}

const struct insight insight_leak = {
	.name = "leak",
	.meaning = "What is measured there was learned by heart in part.",
	.needs = INSIGHT_LEAK,
	.look = look,
};
