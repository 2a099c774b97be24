/* The chart has a curve for each network; the table below, a column for each and its mark. */
#include "cli/robust_show.h"
#include "base/text.h"
#include "base/xalloc.h"
#include "cli/options.h"
#include "cli/show.h"
#include "draw/raster.h"
#include "draw/share_chart.h"
#include "format/image/png.h"
#include "lab/story/robustness_words.h"

#include <stdlib.h>
#include <string.h>

enum { CHART_ROWS = 16, CHART_COLUMNS = 100, EPS_COLUMNS = 8, NAME = 18, GAP = 2, PNG_ROWS = 26 };

static const struct style faint = {.attributes = CELL_FAINT};

/* The file's name without its folder and ending, in NAME columns at most. */
static void short_name(const char *path, char name[NETWORK_NAME_MAX])
{
	const char *slash = strrchr(path, '/');
	char base[NETWORK_NAME_MAX], *dot;

	snprintf(base, sizeof(base), "%s", slash && slash[1] ? slash + 1 : path);
	dot = strrchr(base, '.');
	if (dot && dot > base)
		*dot = '\0';
	text_cut(base, NAME, name, NETWORK_NAME_MAX);
}

/* Points, lines and marks of all networks. */
static void draw_chart(struct canvas *canvas, int row, int rows, const struct robust_report *r)
{
	struct share_curve list[ROBUSTNESS_MAX_MODELS];
	float *shares = xfloats((size_t)r->count * ROBUSTNESS_MAX_STRENGTHS);
	int columns = canvas->width < CHART_COLUMNS ? canvas->width : CHART_COLUMNS;

	for (int m = 0; m < r->count; m++) {
		float *mine = shares + m * ROBUSTNESS_MAX_STRENGTHS;
		size_t examined = r->models[m].examined;

		for (int i = 0; i < r->models[m].known && examined > 0; i++)
			mine[i] = (float)robust_right(r, m, i) / (float)examined;
		list[m] = (struct share_curve){mine, examined > 0 ? r->models[m].known : 0, m};
	}
	share_chart_draw(canvas, row, 0, rows, columns,
			 &(struct share_chart){r->spec.eps, r->spec.count, list, r->count, -1},
			 faint, faint);
	free(shares);
}

static void draw_names(struct canvas *canvas, int row, int column, const struct robust_report *r,
		       int first, int count)
{
	for (int m = first; m < first + count; m++) {
		char name[NETWORK_NAME_MAX];
		int at = column + (m - first) * (NAME + 2 + GAP);

		short_name(r->models[m].name, name);
		canvas_put(canvas, row, at, share_chart_style(m),
			   (unsigned char)share_chart_mark(m));
		canvas_text(canvas, row, at + 2, share_chart_style(m), name);
	}
}

static void draw_number(struct canvas *canvas, int row, int end, const struct robust_report *r,
			int model, int strength)
{
	const struct robust_model *m = &r->models[model];
	size_t right = robust_right(r, model, strength);
	char percent[TEXT_NUMBER_MAX];

	if (strength >= m->known || m->examined == 0)
		canvas_right(canvas, row, end, faint, "-");
	else
		canvas_right(canvas, row, end, (struct style){0},
			     text_percent((double)right / (double)m->examined, 1, percent));
}

/* The strengths down, `count` networks across from the first one on. */
static void show_table(struct output *out, const struct robust_report *r, int first, int count)
{
	struct canvas *canvas = canvas_new(out->medium, r->spec.count + 2, out->width);

	canvas_right(canvas, 1, EPS_COLUMNS - 2, faint, "eps");
	draw_names(canvas, 1, EPS_COLUMNS, r, first, count);
	for (int i = 0; i < r->spec.count; i++) {
		char eps[TEXT_NUMBER_MAX];

		snprintf(eps, sizeof(eps), "%.4g", (double)r->spec.eps[i]);
		canvas_right(canvas, 2 + i, EPS_COLUMNS - 2, faint, eps);
		for (int m = first; m < first + count; m++)
			draw_number(canvas, 2 + i,
				    EPS_COLUMNS + 10 + (m - first) * (NAME + 2 + GAP), r, m, i);
	}
	show_canvas(out, canvas);
}

static void title_words(const struct robust_report *r, char *text, size_t size)
{
	char method[SENTENCE_MAX], images[TEXT_NUMBER_MAX];

	robustness_method_phrase(method, sizeof(method), &r->spec);
	snprintf(text, size, "%s: %% of the first %s images of %s (%s) still right, by strength",
		 method, text_grouped(r->images, images), r->split, r->data);
}

/* A sentence for each network. */
static void print_phrases(struct output *out, const struct robust_report *r)
{
	for (int m = 0; m < r->count; m++) {
		const struct robust_model *model = &r->models[m];
		char words[SENTENCE_MAX];

		robustness_phrase(words, sizeof(words), &r->spec, model->known, model->least,
				  model->examined);
		if (model->known > 0)
			print_fitted(out->file, out->width, "%s: %s\n", model->name, words);
		else
			print_fitted(out->file, out->width, "%s: nothing is known yet\n",
				     model->name);
	}
	if (r->is_stopped)
		print_fitted(out->file, out->width,
			     "Stopped: what was not computed by then is left out.\n");
}

void robust_show(struct output *out, const struct robust_report *r)
{
	struct canvas *canvas;
	int room = (out->width - EPS_COLUMNS + GAP) / (NAME + 2 + GAP);
	char title[SENTENCE_MAX + SENTENCE_MAX];

	room = room > 0 ? room : 1;
	title_words(r, title, sizeof(title));
	print_fitted(out->file, out->width, "%s\n", title);
	if (!out->png) {
		putc('\n', out->file);
		canvas = canvas_new(out->medium, CHART_ROWS, out->width);
		draw_chart(canvas, 0, CHART_ROWS, r);
		show_canvas(out, canvas);
	}
	for (int m = 0; m < r->count; m += room)
		show_table(out, r, m, r->count - m < room ? r->count - m : room);
	putc('\n', out->file);
	print_phrases(out, r);
}

bool robust_show_png(struct output *out, const struct robust_report *r, struct err *err)
{
	int across = (CHART_COLUMNS + GAP) / (NAME + 2 + GAP);
	int names = (r->count + across - 1) / across;
	struct medium medium = {COLOR_DIRECT, GLYPHS_BRAILLE};
	struct canvas *canvas = canvas_new(medium, PNG_ROWS + 1 + names, CHART_COLUMNS + 1);
	struct image image = {.channels = 3};
	char title[SENTENCE_MAX + SENTENCE_MAX];
	bool is_written;

	title_words(r, title, sizeof(title));
	canvas_clip(canvas, 0, 0, CHART_COLUMNS, (struct style){0}, title);
	draw_chart(canvas, 1, PNG_ROWS, r);
	for (int m = 0; m < r->count; m += across)
		draw_names(canvas, PNG_ROWS + 1 + m / across, PLOT_LEFT, r, m,
			   r->count - m < across ? r->count - m : across);
	image.pixels = raster_canvas(canvas, false, &image.height, &image.width, err);
	canvas_free(canvas);
	is_written =
		image.pixels ? image_write_png(out->png, &image, err) : err_prefix(err, out->png);
	image_clear(&image);
	if (is_written && !out->is_json && !r->is_csv)
		fprintf(out->file, "chart: %s\n", out->png);
	return is_written;
}
