/* The keys of Mistakes, and what it says of itself. */
#include "tui/screen/mistakes/mistakes.h"
#include "base/text.h"
#include "base/xalloc.h"
#include "lab/insight/insight.h"
#include "lab/story/sentences.h"
#include "tui/widget/scroll.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ------------------------------------------------------------------------------------ keys */

static void move_in_matrix(struct app *app, struct mistakes_state *s, int rows, int columns)
{
	s->row = index_clip(s->row + rows, app_classes(app));
	s->column = index_clip(s->column + columns, app_classes(app));
}

static void go_left(struct app *app, void *state, int key)
{
	struct mistakes_state *s = state;
	int step = key == 'h' || key == 'p' || key == PRESS_LEFT ? -1 : 1;

	if (s->is_in_matrix && key != 'n' && key != 'p')
		move_in_matrix(app, s, 0, step);
	else
		mistakes_move(app, s, (ptrdiff_t)s->cursor + step);
}

static void go_down(struct app *app, void *state, int key)
{
	struct mistakes_state *s = state;
	int step = key == 'k' || key == PRESS_UP ? -1 : 1;
	ptrdiff_t to = (ptrdiff_t)s->cursor + step * mistakes_gallery(app, s).per_row;

	if (s->is_in_matrix)
		move_in_matrix(app, s, step, 0);
	else if (to >= 0 && to < (ptrdiff_t)s->count)
		mistakes_move(app, s, to);
}

static void go_page(struct app *app, void *state, int key)
{
	struct mistakes_state *s = state;
	struct gallery g = mistakes_gallery(app, s);
	int page = g.per_row * g.row_count;

	if (s->is_in_matrix)
		move_in_matrix(app, s, key == PRESS_PAGE_UP ? -10 : 10, 0);
	else
		mistakes_move(app, s, (ptrdiff_t)s->cursor + (key == PRESS_PAGE_UP ? -page : page));
}

static void go_to_end(struct app *app, void *state, int key)
{
	struct mistakes_state *s = state;
	bool is_first = key == 'g' || key == PRESS_HOME;
	int far = is_first ? -DATASET_MAX_CLASSES : DATASET_MAX_CLASSES;

	if (s->is_in_matrix)
		move_in_matrix(app, s, far, far);
	else
		mistakes_move(app, s, is_first ? 0 : (ptrdiff_t)s->count);
}

/* What the person then sees under the cursor is what all screens look at. */
static void list_anew(struct mistakes_state *s)
{
	s->is_stale = s->is_leading = true;
}

static void toggle_matrix(struct app *app, void *state, int key)
{
	struct mistakes_state *s = state;
	const struct mistake *chosen = mistakes_chosen(s);

	(void)app;
	(void)key;
	s->is_in_matrix = !s->is_in_matrix;
	if (s->is_in_matrix && chosen) {
		s->row = chosen->prediction.label;
		s->column = chosen->prediction.prediction;
	}
}

static void next_order(struct app *app, void *state, int key)
{
	struct mistakes_state *s = state;

	(void)app;
	(void)key;
	s->order = s->order == BY_CONFIDENCE ? BY_INDEX : s->order + 1;
	s->anchor = SIZE_MAX;
	list_anew(s);
}

static void toggle_article(struct app *app, void *state, int key)
{
	struct mistakes_state *s = state;

	(void)app;
	(void)key;
	s->is_article = !s->is_article;
	s->split = SPLIT_VALIDATION;
	list_anew(s);
}

void mistakes_show_article(struct mistakes_state *s)
{
	s->is_article = true;
	s->split = SPLIT_VALIDATION;
	s->order = BY_INDEX;
	s->filter = (struct mistake_filter){-1, -1, 0, false};
	s->is_in_matrix = false;
	s->anchor = SIZE_MAX;
	list_anew(s);
}

static void toggle_right(struct app *app, void *state, int key)
{
	struct mistakes_state *s = state;

	(void)app;
	(void)key;
	s->filter.has_right = !s->filter.has_right;
	list_anew(s);
}

static void next_split(struct app *app, void *state, int key)
{
	struct mistakes_state *s = state;

	(void)app;
	(void)key;
	s->split = (mistakes_split(s) + 1) % SPLIT_COUNT;
	s->is_article = false;
	s->anchor = SIZE_MAX;
	list_anew(s);
}

static const struct binding keys[] = {
	{'n', 0, "next", "the next image", go_left},
	{'p', 0, NULL, "the image before", go_left},
	{'l', PRESS_RIGHT, NULL, "one image on, or one cell of the matrix to the right", go_left},
	{'h', PRESS_LEFT, NULL, "one image back, or one cell to the left", go_left},
	{'j', PRESS_DOWN, NULL, "the picture or the cell below", go_down},
	{'k', PRESS_UP, NULL, "the picture or the cell above", go_down},
	{'g', PRESS_HOME, NULL, "the first image", go_to_end},
	{'G', PRESS_END, NULL, "the last image", go_to_end},
	{PRESS_PAGE_DOWN, 0, NULL, "the next page of images", go_page},
	{PRESS_PAGE_UP, 0, NULL, "the page of images before", go_page},
	{'m', 0, "matrix", "into the confusion matrix, and back to the images", toggle_matrix},
	{'o', 0, "order", "order: as in the split, by loss, by confidence", next_order},
	{'w', 0, "all", "misread images only, or every image", toggle_right},
	{'a', 0, "article", "the first 200 of validation, as the article, or the whole split",
	 toggle_article},
	{'s', 0, "split", "the next split: train, validation, test", next_split},
	{PRESS_ENTER, 0, "open",
	 "the image in Attack; in the matrix, the images of the cell in the gallery",
	 mistakes_open},
	{PRESS_DIGIT, 0, NULL, "only images of that true class; again: of every class", NULL},
	{0}};

/* --------------------------------------------------------------------------- what it hears */

static void choose_class(struct app *app, void *state, int class)
{
	struct mistakes_state *s = state;

	(void)app;
	s->filter.label = s->filter.label == class ? -1 : class;
	list_anew(s);
}

/* "#33" goes there instead of filtering. */
static bool go_to_image(struct app *app, struct mistakes_state *s, const char *text,
			struct err *err)
{
	size_t count = app->data->split[mistakes_split(s)].count;
	char *end;
	unsigned long long index = strtoull(text, &end, 10);

	if (*text < '0' || *text > '9' || *end || index >= count)
		return err_set(err, "'#%s' is no image of %s: it has 0 to %zu", text,
			       split_names[mistakes_split(s)], count - 1);
	app_choose_image(app, mistakes_split(s), (size_t)index);
	mistakes_show_image(app, s, (size_t)index);
	s->sample_generation = app->sample_generation;
	return true;
}

static bool filter(struct app *app, void *state, const char *text, struct err *err)
{
	struct mistakes_state *s = state;
	struct mistake_filter read = {-1, -1, 0, s->filter.has_right};

	text += strspn(text, " ");
	if (*text == '#')
		return go_to_image(app, s, text + 1, err);
	if (!mistake_filter_read(&read, text, &app->data->names, app_classes(app), err))
		return false;
	s->filter = read;
	list_anew(s);
	return true;
}

/* An image that was chosen elsewhere is where the cursor goes, if it is one of those shown. */
static void enter(struct app *app, void *state)
{
	struct mistakes_state *s = state;
	const struct sample *sample = &app->sample;

	if (!s->is_begun)
		mistakes_begin(app, s);
	if (s->sample_generation == app->sample_generation)
		return;
	s->sample_generation = app->sample_generation;
	s->is_leading = false;
	if (sample->source != SAMPLE_OF_SPLIT)
		return;
	s->is_article = s->is_article && sample->split == SPLIT_VALIDATION;
	s->split = sample->split;
	s->anchor = sample->index;
	s->is_stale = true;
}

static void end(struct app *app, void *state)
{
	struct mistakes_state *s = state;

	(void)app;
	mistakes_forget(s);
	free(s->pixels);
	free(s->captions);
}

/* ---------------------------------------------------------------------------- what it says */

/* "This 7 was read as a 3, with 94 % confidence.", or shorter. */
static void chosen_words(struct app *app, const struct prediction *v, bool is_short, char *text,
			 size_t size)
{
	char read[CLASS_PHRASE_MAX], sure[NUMBERS_TEXT_MAX], percent[TEXT_NUMBER_MAX];
	char name[CLASS_NAME_MAX];

	class_phrase(read, sizeof(read), app_names(app), v->prediction);
	snprintf(sure, sizeof(sure), is_short ? " (%s)" : ", with %s confidence",
		 text_percent((double)v->confidence, 0, percent));
	if (v->label < app_names(app)->count)
		snprintf(text, size, " This %s was %s as %s%s.",
			 class_name_cut(app_names(app), v->label, CLASS_PHRASE_COLUMNS, name),
			 v->label == v->prediction ? "read rightly" : "read", read, sure);
	else
		snprintf(text, size, " This image of class %d was read as %s%s.", v->label, read,
			 sure);
}

static void cell_words(struct app *app, const struct mistakes_state *s, char *text, size_t size)
{
	size_t count = s->confusion ? s->confusion[s->row * app_classes(app) + s->column] : 0;
	char label[CLASS_PHRASE_MAX], read[CLASS_PHRASE_MAX], number[TEXT_NUMBER_MAX];

	class_phrase(label, sizeof(label), app_names(app), s->row);
	class_phrase(read, sizeof(read), app_names(app), s->column);
	snprintf(text, size, "%s image%s of %s %s read as %s. Enter shows %s.",
		 text_grouped(count, number), count == 1 ? "" : "s", label,
		 count == 1 ? "was" : "were", read, count == 1 ? "it" : "them");
}

/* How many there are: the first sentence. */
static void count_words(struct app *app, const struct mistakes_state *s, char *text, size_t size)
{
	size_t examined = mistakes_examined(app, s), wanted = mistakes_wanted(app, s);
	char misread[TEXT_NUMBER_MAX], of[TEXT_NUMBER_MAX], all[TEXT_NUMBER_MAX];

	if (examined < wanted)
		snprintf(text, size, "%s of %s looked at, %s misread.", text_grouped(examined, of),
			 text_grouped(wanted, all), text_grouped(s->misread, misread));
	else
		snprintf(text, size, "%s of %s%s misread (%.1f %%).",
			 text_grouped(s->misread, misread), s->is_article ? "the first " : "",
			 text_grouped(wanted, all), 100.0 * (double)s->misread / (double)wanted);
}

/* One row of them: where it is too short for all, the image is told in fewer, or left out. */
static void status_line(struct app *app, void *state, char *text, size_t size)
{
	const struct mistakes_state *s = state;
	const struct mistake *chosen = mistakes_chosen(s);
	int room = app_body(app).columns;
	char image[SENTENCE_MAX] = "";

	if (s->is_in_matrix) {
		cell_words(app, s, text, size);
		if (text_width(text) > room)
			*(strchr(text, '.') + 1) = '\0';
		return;
	}
	count_words(app, s, text, size);
	for (int is_short = 0; chosen && is_short < 2; is_short++) {
		chosen_words(app, &chosen->prediction, is_short, image, sizeof(image));
		if (text_width(text) + text_width(image) <= room) {
			strncat(text, image, size - strlen(text) - 1);
			return;
		}
	}
}

static bool export(struct app *app, void *state, struct export_sheet *sheet)
{
	struct mistakes_state *s = state;
	struct gallery g = mistakes_gallery(app, s);
	size_t page = (size_t)(g.per_row * g.row_count), size = app_pixels(app), first;

	if (s->count == 0)
		return false;
	page = page < EXPORT_TILES_MAX ? page : EXPORT_TILES_MAX;
	first = scroll_page(s->cursor, page);
	free(s->pixels);
	free(s->captions);
	s->pixels = xfloats(page * size);
	s->captions = xcalloc(page, sizeof(*s->captions));
	for (size_t i = 0; i < page && first + i < s->count; i++) {
		const struct mistake *m = &s->list[first + i];
		struct tile *tile = &sheet->tiles[sheet->count++];

		split_image(&app->data->split[mistakes_split(s)], m->index, s->pixels + i * size);
		tile->picture = app_picture(app, s->pixels + i * size, 1);
		tile->caption = mistakes_caption(app, &m->prediction, 20, s->captions[i]);
	}
	sheet->columns = g.per_row;
	snprintf(sheet->name, sizeof(sheet->name), "mistakes-%s-%zu",
		 split_names[mistakes_split(s)], s->list[first].index);
	return true;
}

static json_t *image_to_json(const struct mistake *m)
{
	return json_pack("{sI si si sf sf}", "index", (json_int_t)m->index, "label",
			 m->prediction.label, "prediction", m->prediction.prediction, "confidence",
			 (double)m->prediction.confidence, "loss", (double)m->prediction.loss);
}

static json_t *confusion_to_json(struct app *app, const struct mistakes_state *s)
{
	json_t *rows = json_array();
	int classes = app_classes(app);

	for (int r = 0; s->confusion && r < classes; r++) {
		json_t *row = json_array();

		for (int c = 0; c < classes; c++)
			json_array_append_new(
				row, json_integer((json_int_t)s->confusion[r * classes + c]));
		json_array_append_new(rows, row);
	}
	return rows;
}

static json_t *to_json(struct app *app, void *state)
{
	static const char *const orders[] = {"index", "loss", "confidence"};
	const struct mistakes_state *s = state;
	const struct mistake *chosen = mistakes_chosen(s);
	json_t *images = json_array(), *probabilities = json_array();

	for (size_t i = 0; i < s->count; i++)
		json_array_append_new(images, image_to_json(&s->list[i]));
	for (int i = 0; s->answer.is_there && i < app_classes(app); i++)
		json_array_append_new(probabilities, json_real((double)s->answer.probabilities[i]));
	return json_pack(
		"{ss sI sI sI ss sb si si sf so so so so}", "split", split_names[mistakes_split(s)],
		"wanted", (json_int_t)mistakes_wanted(app, s), "examined",
		(json_int_t)mistakes_examined(app, s), "misread", (json_int_t)s->misread, "order",
		orders[s->order], "has_right", s->filter.has_right, "label", s->filter.label,
		"prediction", s->filter.prediction, "least", (double)s->filter.min, "chosen",
		chosen ? image_to_json(chosen) : json_null(), "probabilities", probabilities,
		"images", images, "confusion", confusion_to_json(app, s));
}

/* Keys that are typed before the list is there are about all of it. */
static bool is_building(struct app *app, void *state)
{
	return mistakes_examined(app, state) < mistakes_wanted(app, state);
}

/* What the keys would change to. */
static const char *label(struct app *app, void *state, const struct binding *row)
{
	const struct mistakes_state *s = state;

	(void)app;
	if (row->key == 'm' && s->is_in_matrix)
		return "images";
	if (row->key == 'w' && s->filter.has_right)
		return "misread";
	if (row->key == 'a' && s->is_article)
		return "whole split";
	if (row->key == PRESS_ENTER && !s->is_in_matrix && s->count == 0)
		return NULL;
	return row->label;
}

static const struct legend legend[] = {
	{"7>3 0.94", "a 7 that was read as a 3, with that confidence"},
	{">3", "the class with the largest probability"},
	{"matrix",
	 "a row for each true class, a column for what it was read as; the darker a cell, "
	 "the more images (by the logarithm); a dot: none"},
	{"12k", "12 thousand images: m and the arrows tell a cell's number"},
	{"rows merged", "each cell shows the mean of two rows of pixels"},
	{0}};

/* Once all of the split is examined: until then numbers grow. */
static void facts(struct app *app, void *state, struct insight_facts *facts)
{
	const struct mistakes_state *s = state;

	if (s->data != app->data || !s->confusion || s->is_stale ||
	    s->model_generation != app->model_generation ||
	    mistakes_examined(app, s) < mistakes_wanted(app, s))
		return;
	facts->has |= INSIGHT_CONFUSION;
	facts->confusion = s->confusion;
	facts->split = split_names[mistakes_split(s)];
}

const struct screen mistakes_screen = {
	.name = "Mistakes",
	.letter = 'M',
	.purpose = "Leaf through the images that the network gets wrong, and the confusion matrix",
	.state_size = sizeof(struct mistakes_state),
	.keys = keys,
	.legend = legend,
	.label = label,
	.enter = enter,
	.end = end,
	.update = mistakes_update,
	.poll = mistakes_poll,
	.draw = mistakes_draw,
	.is_building = is_building,
	.choose_spot = mistakes_choose_spot,
	.status_line = status_line,
	.choose_class = choose_class,
	.filter_syntax = "7>3: sevens read as threes; 7; >3; names too, Coat>Bag; 0.9: as sure as "
			 "that; #33: that image; nothing: all",
	.filter = filter,
	.export = export,
	.to_json = to_json,
	.here = mistakes_here,
	.to_session = mistakes_to_session,
	.from_session = mistakes_from_session,
	.facts = facts,
	.insights = INSIGHT_CONFUSION | INSIGHT_LEAK,
};
