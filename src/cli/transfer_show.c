/*
 * A row for each network that images were made on, a column for each that reads them, and below two
 * rows of controls. Cells are shaded by their share; the numbers say the same without colours.
 */
#include "cli/transfer_show.h"
#include "base/text.h"
#include "cli/attack_spec.h"
#include "cli/show.h"
#include "draw/raster.h"
#include "format/image/png.h"

#include <math.h>
#include <stdlib.h>

enum {
	LABEL_MIN = 16, /* columns, "noise as long" and the heading have room */
	LABEL_MAX = 24,
	MADE = 9, /* "97/100" */
	CELL_MIN = 4,
	CELL_EXACT = 7, /* from here on with a decimal */
	CELL_MAX = 14,
	LENGTH = 7, /* L2, and Linf */
	CONTROLS = 2,
	HEAD = 2
};

struct table {
	const struct transfer_report *r;
	struct transfer_counts counts;
	const char *names[TRANSFER_MAX_NETS];
	struct canvas *canvas;
	int label, cell, lengths; /* columns; how many of the lengths there is room for */
};

static const struct style strong = {.attributes = CELL_BOLD}, plain = {0};

static struct table table_of(const struct transfer_report *r, struct medium medium, int width)
{
	struct table t = {.r = r, .label = LABEL_MIN, .cell = CELL_EXACT};
	int room;

	t.counts = transfer_count(r->images, r->image_count, r->count, &r->attack);
	for (int i = 0; i < r->count; i++) {
		int columns = text_width(t.names[i] = transfer_name(r, i)) + 1;

		t.label = columns > t.label ? columns : t.label;
		t.cell = columns > t.cell ? columns : t.cell;
	}
	t.label = t.label < LABEL_MAX ? t.label : LABEL_MAX;
	room = (width - t.label - MADE) / r->count;
	t.cell = t.cell < CELL_MAX ? t.cell : CELL_MAX;
	t.cell = t.cell < room ? t.cell : room;
	t.cell = t.cell > CELL_MIN ? t.cell : CELL_MIN;
	room = width - t.label - MADE - r->count * t.cell;
	t.lengths = room < LENGTH ? 0 : room < 2 * LENGTH ? 1 : 2;
	t.canvas = canvas_new(medium, HEAD + r->count + CONTROLS, width);
	return t;
}

/* A ground as dark as the share is large, and text that can be read on it. */
static struct style shade(struct medium medium, double share)
{
	struct palette palette = palette_greys();
	struct style style = {.bg = palette_ink(&palette, medium.mode, (float)share)};

	if (!medium_has_color(medium))
		return plain;
	if (style.bg.is_set)
		style.fg = style.bg.g < 128 ? rgb(255, 255, 255) : rgb(0, 0, 0);
	return style;
}

/* Of nothing there is no share: "-". */
static void put_share(const struct table *t, int row, int reader, size_t a, size_t b)
{
	double share = transfer_ratio(a, b);
	int column = t->label + MADE + reader * t->cell, width = t->cell;

	if (b == 0)
		canvas_printf(t->canvas, row, column, plain, "%*s", width, "-");
	else
		canvas_printf(t->canvas, row, column, shade(t->canvas->medium, share), "%*.*f%s",
			      width > CELL_MIN ? width - 1 : width, width >= CELL_EXACT,
			      100 * share, width > CELL_MIN ? "%" : "");
}

static void put_head(const struct table *t)
{
	const struct attack_spec *spec = &t->r->attack;
	int lengths = t->label + MADE + t->r->count * t->cell;
	char name[CLASS_NAME_MAX];

	if (spec->is_untargeted)
		canvas_text(t->canvas, 0, t->label + MADE, strong, " misread by");
	else
		canvas_printf(t->canvas, 0, t->label + MADE, strong, " taken for %s by",
			      class_name_cut(&t->r->of.names, spec->target, 12, name));
	canvas_text(t->canvas, 1, 0, strong, "images made on");
	canvas_right(t->canvas, 1, t->label + MADE, strong, "fool it");
	for (int i = 0; i < t->r->count; i++) {
		text_cut_among(t->names, t->r->count, i, t->cell - 1, name, sizeof(name));
		canvas_right(t->canvas, 1, t->label + MADE + (i + 1) * t->cell, strong, name);
	}
	for (int i = 0; i < t->lengths; i++)
		canvas_right(t->canvas, 1, lengths + (i + 1) * LENGTH, strong,
			     i == 0 ? "L2" : "Linf");
}

static void put_source(const struct table *t, int source)
{
	const struct transfer_counts *c = &t->counts;
	int row = HEAD + source, column = t->label + MADE + t->r->count * t->cell;
	char text[2 * TEXT_NUMBER_MAX], name[CLASS_NAME_MAX];

	canvas_text(
		t->canvas, row, 0, plain,
		text_cut_among(t->names, t->r->count, source, t->label - 1, name, sizeof(name)));
	snprintf(text, sizeof(text), "%zu/%zu", c->fooled[source][source], c->counted);
	canvas_right(t->canvas, row, t->label + MADE, plain, text);
	for (int i = 0; i < t->r->count; i++)
		put_share(t, row, i, c->fooled[source][i], c->fooled[source][source]);
	for (int i = 0; i < t->lengths; i++) {
		text_fixed(i == 0 ? c->l2[source] : c->linf[source], LENGTH - 1, 3, false, text);
		canvas_right(t->canvas, row, column + (i + 1) * LENGTH, plain, text);
	}
}

/* All images of all sources, with noise instead. */
static void put_controls(const struct table *t)
{
	const struct transfer_counts *c = &t->counts;
	int row = HEAD + t->r->count, columns = t->label + MADE;

	canvas_clip(t->canvas, row, 0, columns, plain, "noise as long");
	canvas_clip(t->canvas, row + 1, 0, columns, plain, "unchanged, misread");
	for (int i = 0; i < t->r->count; i++) {
		size_t all, fooled = transfer_noise(c, t->r->count, i, &all);

		put_share(t, row, i, fooled, all);
		put_share(t, row + 1, i, c->wrong[i], c->images);
	}
}

static struct canvas *draw(const struct transfer_report *r, struct medium medium, int width)
{
	struct table t = table_of(r, medium, width);

	put_head(&t);
	for (int i = 0; i < r->count; i++)
		put_source(&t, i);
	put_controls(&t);
	return t.canvas;
}

static bool write_png(const char *path, const struct transfer_report *r, int width, struct err *err)
{
	struct canvas *canvas = draw(r, (struct medium){COLOR_DIRECT, GLYPHS_BLOCKS}, width);
	struct image image = {.channels = 3};
	bool is_written = false;

	image.pixels = raster_canvas(canvas, false, &image.height, &image.width, err);
	if (image.pixels)
		is_written = image_write_png(path, &image, err);
	image_clear(&image);
	canvas_free(canvas);
	return is_written;
}

/* How much goes from one network to another, of all pairs together. */
static void print_sum(struct output *out, const struct transfer_report *r)
{
	struct transfer_counts c = transfer_count(r->images, r->image_count, r->count, &r->attack);
	size_t all = 0, fooled = 0, noise = 0;
	char shares[2][TEXT_NUMBER_MAX];

	for (int s = 0; s < r->count; s++)
		for (int t = 0; t < r->count; t++)
			if (s != t) {
				all += c.fooled[s][s];
				fooled += c.fooled[s][t];
				noise += c.noise[s][t];
			}
	if (c.counted == 0)
		print_fitted(out->file, out->width,
			     "No image counts; take more --images, or networks that have learned "
			     "more.\n");
	else if (all > 0)
		print_fitted(out->file, out->width,
			     "Of the images that fool the network they were made on, %s fool "
			     "another; with noise as long instead, %s.\n",
			     text_percent(transfer_ratio(fooled, all), 1, shares[0]),
			     text_percent(transfer_ratio(noise, all), 1, shares[1]));
}

bool transfer_show(struct output *out, const struct transfer_report *r, struct err *err)
{
	struct transfer_counts c = transfer_count(r->images, r->image_count, r->count, &r->attack);
	char words[SENTENCE_MAX];

	print_fitted(out->file, out->width,
		     "%s, %d step%s\n%zu of the first %zu images of %s (%s) count: %s network%s "
		     "read%s them right%s\n\n",
		     attack_spec_words(&r->attack, &r->of.names, words, sizeof(words)), r->steps,
		     r->steps == 1 ? "" : "s", c.counted, c.images, r->of.split, r->of.data,
		     r->count > 1 ? "all" : "the", r->count > 1 ? "s" : "", r->count > 1 ? "" : "s",
		     r->attack.is_untargeted ? "" : ", and they are of another class");
	if (out->png) {
		if (!write_png(out->png, r, out->width, err))
			return false;
		fprintf(out->file, "pictures: %s\n", out->png);
	} else {
		show_canvas(out, draw(r, out->medium, out->width));
	}
	putc('\n', out->file);
	print_sum(out, r);
	if (r->image_count < r->wanted)
		print_fitted(out->file, out->width, "Stopped after %zu of %zu images.\n",
			     r->image_count, r->wanted);
	return true;
}

bool transfer_print(struct output *out, const struct transfer_report *r, bool is_csv,
		    struct err *err)
{
	if (!out->is_json && !is_csv)
		return transfer_show(out, r, err);
	if (out->png && !write_png(out->png, r, out->width, err))
		return false;
	if (is_csv)
		transfer_print_csv(out, r);
	else
		transfer_print_json(out, r);
	return true;
}
