/* The keys of Project. */
#include "tui/screen/project/project.h"
#include "base/text.h"
#include "lab/project/project.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* --------------------------------------------------------------------------------- changes */

/* Another network may not have the layer. */
static void follow_model(struct app *app, struct project_state *s)
{
	const struct net *net = app->model->net;
	const struct net *old = s->map ? s->map->model->net : NULL;
	struct err err;

	s->model_generation = app->model_generation;
	s->failure[0] = '\0';
	if (!old || s->layer == PROJECT_PIXELS ||
	    !project_find(net, project_name(old, s->layer), &s->layer, &err))
		project_find(net, NULL, &s->layer, &err);
}

/* An image that was selected elsewhere is where the cursor goes, if it is one of those shown. */
static void follow_sample(struct app *app, struct project_state *s)
{
	const struct sample *sample = &app->sample;

	s->sample_generation = app->sample_generation;
	if (sample->source == SAMPLE_OF_SPLIT && sample->split == s->split &&
	    sample->index < (s->map ? project_count(s) : s->wanted))
		s->cursor = sample->index;
}

static void update(struct app *app, void *state)
{
	struct project_state *s = state;

	if (!s->is_begun)
		project_begin(app, s);
	if (s->model_generation != app->model_generation)
		follow_model(app, s);
	if (s->sample_generation != app->sample_generation)
		follow_sample(app, s);
	project_map_update(app, s);
	project_query_update(app, s);
}

/* The data set is another: what the points are of is gone. */
static void poll_data(struct app *app, void *state)
{
	struct project_state *s = state;

	if (s->data == app->data)
		return;
	if (s->data) {
		project_forget(app, s);
		s->is_begun = false;
		s->cursor = 0;
	}
	s->data = app->data;
}

static void end(struct app *app, void *state)
{
	struct project_state *s = state;

	(void)app;
	project_map_unref(s->map);
	project_path_clear(&s->path);
	free(s->tsne);
	free(s->exported);
}

/* ------------------------------------------------------------------------------------ keys */

static void move(struct app *app, void *state, int key)
{
	struct project_state *s = state;
	struct scatter_view view;

	if (!s->is_known)
		return;
	view = project_view(app, s);
	project_move(s, &view, press_right(key), press_down(key));
}

static void step(struct app *app, void *state, int key)
{
	struct project_state *s = state;

	(void)app;
	if (s->is_known)
		project_step(s, key == 'p' ? -1 : 1);
}

static void to_end(struct app *app, void *state, int key)
{
	struct project_state *s = state;
	bool is_first = key == 'g' || key == PRESS_HOME;

	(void)app;
	if (!s->is_known)
		return;
	s->cursor = is_first ? project_count(s) - 1 : 0;
	project_step(s, is_first ? 1 : -1);
}

static void change_method(struct app *app, void *state, int key)
{
	struct project_state *s = state;

	(void)app;
	(void)key;
	s->is_pca = !s->is_pca;
}

static void change_layer(struct app *app, void *state, int key)
{
	struct project_state *s = state;

	s->layer = project_next_layer(app->model->net, s->layer, key == 'O' ? -1 : 1);
	s->failure[0] = '\0';
}

static void change_split(struct app *app, void *state, int key)
{
	struct project_state *s = state;

	(void)key;
	s->split = (s->split + 1) % SPLIT_COUNT;
	s->failure[0] = '\0';
	follow_sample(app, s);
}

static void change_count(struct app *app, void *state, int key)
{
	struct project_state *s = state;
	int by = key == '-' ? -1 : 1;
	size_t wanted = project_count_beside(s->wanted, by);

	if (wanted == s->wanted || (by > 0 && s->wanted >= app->data->split[s->split].count)) {
		app_say(app, by < 0 ? "Fewer make no picture." : "There are no more.");
		return;
	}
	s->wanted = wanted;
	s->failure[0] = '\0';
}

static void change_look(struct app *app, void *state, int key)
{
	static const char *const words[SCATTER_LOOKS] = {
		"Signs, and dots where many images share a cell.",
		"A sign in each cell: the class that most of its images have.",
		"Dots: each where its image is, in the colour of the class."};
	struct project_state *s = state;

	(void)key;
	s->look = (s->look + 1) % SCATTER_LOOKS;
	app_say(app, "%s", words[s->look]);
}

/* Where the cursor's image is hidden, it goes to one that is not. */
static void unhide(struct project_state *s)
{
	if (s->is_known && !project_is_shown(s, s->cursor))
		project_step(s, 1);
}

static void toggle_right(struct app *app, void *state, int key)
{
	struct project_state *s = state;

	(void)app;
	(void)key;
	s->filter.has_right = !s->filter.has_right;
	unhide(s);
}

static void toggle_pause(struct app *app, void *state, int key)
{
	struct project_state *s = state;

	(void)app;
	(void)key;
	s->is_paused = !s->is_paused;
}

static void select_image(struct app *app, void *state, int key)
{
	struct project_state *s = state;
	char number[TEXT_NUMBER_MAX];

	(void)key;
	if (!s->is_known)
		return;
	app_choose_image(app, s->split, s->cursor);
	s->sample_generation = app->sample_generation;
	app_say(app, "Image %s of %s is selected; A attacks it.", text_grouped(s->cursor, number),
		split_names[s->split]);
}

static const struct binding keys[] = {
	{'l', PRESS_RIGHT, NULL, "the nearest point to the right", move},
	{'h', PRESS_LEFT, NULL, "the nearest point to the left", move},
	{'j', PRESS_DOWN, NULL, "the nearest point below", move},
	{'k', PRESS_UP, NULL, "the nearest point above", move},
	{'n', 0, "next", "the next image of the split", step},
	{'p', 0, NULL, "the image before", step},
	{'g', PRESS_HOME, NULL, "the first image", to_end},
	{'G', PRESS_END, NULL, "the last image", to_end},
	{PRESS_ENTER, 0, "select", "select the image, for all screens", select_image},
	{'m', 0, "method", "t-SNE, which keeps neighbours together, or PCA", change_method},
	{'o', 0, "of", "what the points are of: pixels, each layer's activations, the logits",
	 change_layer},
	{'O', 0, NULL, "the same the other way", change_layer},
	{PRESS_SPACE, 0, "stop", "stop t-SNE, and go on with it", toggle_pause},
	{'+', '=', "more", "more images of the split", change_count},
	{'-', 0, NULL, "fewer images", change_count},
	{'s', 0, "split", "the next split: train, validation, test", change_split},
	{'w', 0, "misread", "show misread images only, or all", toggle_right},
	{'d', 0, "dots", "signs and dots, signs only, dots only", change_look},
	{PRESS_DIGIT, 0, NULL, "only images of that true class; again: of every class", NULL},
	{0}};

/* ------------------------------------------------------------------------- what it hears */

static bool is_moving(const struct project_state *s)
{
	return s->map && !s->is_over && !s->is_pca && !s->is_paused;
}

static bool cancel(struct app *app, void *state)
{
	struct project_state *s = state;

	(void)app;
	if (!is_moving(s))
		return false;
	s->is_paused = true;
	return true;
}

static void choose_class(struct app *app, void *state, int class)
{
	struct project_state *s = state;

	(void)app;
	s->filter.label = s->filter.label == class ? -1 : class;
	unhide(s);
}

/* "#33" goes there instead of filtering. */
static bool go_to_image(struct project_state *s, const char *text, struct err *err)
{
	char *end;
	unsigned long long index = strtoull(text, &end, 10);

	if (project_count(s) == 0)
		return err_set(err, "there is no map to go to #%s in", text);
	if (*text < '0' || *text > '9' || *end || index >= project_count(s))
		return err_set(err, "'#%s' is no image of the map: it has 0 to %zu", text,
			       project_count(s) - 1);
	s->cursor = (size_t)index;
	if (s->is_known && !project_is_shown(s, s->cursor))
		s->filter = (struct mistake_filter){-1, -1, 0, true};
	return true;
}

static bool filter(struct app *app, void *state, const char *text, struct err *err)
{
	struct project_state *s = state;
	struct mistake_filter read = {-1, -1, 0, s->filter.has_right};

	text += strspn(text, " ");
	if (*text == '#')
		return go_to_image(s, text + 1, err);
	if (!mistake_filter_read(&read, text, &app->data->names, app_classes(app), err))
		return false;
	s->filter = read;
	unhide(s);
	return true;
}

static void click(struct app *app, void *state, int row, int column, bool is_drag)
{
	struct project_state *s = state;
	struct area area = project_scatter_area(app);
	struct scatter_view view;

	(void)is_drag;
	if (!s->is_known || row < area.row || row >= area.row + area.rows || column < area.column ||
	    column >= area.column + area.columns)
		return;
	view = project_view(app, s);
	project_move_to(s, &view, row - area.row, column - area.column);
}

/* Keys that are typed before there are points are about them. */
static bool is_building(struct app *app, void *state)
{
	const struct project_state *s = state;

	(void)app;
	return !s->is_known && !s->failure[0];
}

static const char *label(struct app *app, void *state, const struct binding *row)
{
	const struct project_state *s = state;

	(void)app;
	if (row->key == PRESS_SPACE && (s->is_pca || s->is_over))
		return NULL;
	if (row->key == PRESS_SPACE && s->is_paused)
		return "go on";
	if (row->key == 'm')
		return s->is_pca ? "t-SNE" : "PCA";
	if (row->key == 'w' && !s->filter.has_right)
		return "all";
	return row->label;
}

static const struct legend legend[] = {
	{"7", "an image of that class; where many fall into a cell, the class of most"},
	{"underlined", "one of them is misread"},
	{"[7]", "the selected image, which all screens look at"},
	{"line", "the steps of the attack on it, from what it is to what it is taken for"},
	{"PCA", "the two directions in which the images vary most"},
	{"t-SNE",
	 "what is near stays near; how far apart groups are says little; a step of an attack is "
	 "placed between its nearest images"},
	{0}};

const struct screen project_screen = {
	.name = "Project",
	.letter = 'P',
	.purpose = "See which images a layer finds alike, as points of a plane",
	.state_size = sizeof(struct project_state),
	.keys = keys,
	.legend = legend,
	.label = label,
	.end = end,
	.update = update,
	.poll = poll_data,
	.draw = project_draw,
	.cancel = cancel,
	.status_line = project_status_line,
	.choose_class = choose_class,
	.click = click,
	.filter_syntax = "7>3: sevens read as threes; 7; >3; names too, Coat>Bag; 0.9: as sure as "
			 "that; #33: that image; nothing: all",
	.filter = filter,
	.export = project_export,
	.to_json = project_to_json,
	.is_building = is_building,
	.hasty = "moO+=-sd ",
	.here = project_here,
	.to_session = project_to_session,
	.from_session = project_from_session,
};
