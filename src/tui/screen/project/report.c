/* What the screen says, in words and as JSON, and the keys and values that bring it back. */
#include "base/text.h"
#include "base/xalloc.h"
#include "lab/project/project.h"
#include "lab/story/sentences.h"
#include "tui/screen/project/project.h"
#include "tui/session_value.h"

#include <float.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define BETWEEN " It is drawn between its neighbours."

int project_among(const struct project_state *s, const struct neighbor *nearest, int count)
{
	double weights[DATASET_MAX_CLASSES] = {0};
	int best = -1;

	for (int i = 0; i < count; i++) {
		int label = project_prediction(s, (size_t)nearest[i].point)->label;

		/* In shares of the nearest one's, as in projection_between(). */
		weights[label] += ((double)nearest[0].distance + (double)FLT_MIN) /
				  ((double)nearest[i].distance + (double)FLT_MIN);
		if (best < 0 || weights[label] > weights[best])
			best = label;
	}
	return best;
}

/* The nearest in the plane that is shown; returns how many. */
static int nearest_of_place(const struct project_state *s, const double place[2],
			    struct neighbor nearest[PROJECT_NEAREST])
{
	int count = 0, k = project_nearest_count(s, true);

	for (size_t i = 0; i < project_count(s); i++) {
		const double *other = project_plane(s) + 2 * i;
		double d = hypot(other[0] - place[0], other[1] - place[1]);
		struct neighbor found = {(float)fmin(d * d, (double)FLT_MAX), (int)i};
		int at = count < k ? count++ : k;

		for (; at > 0 && found.distance < nearest[at - 1].distance; at--)
			if (at < k)
				nearest[at] = nearest[at - 1];
		if (at < k)
			nearest[at] = found;
	}
	return count;
}

/* Where a step of the path is: by what is projected, or on PCA's map, which squeezes that, by what
 * one sees there. */
static int path_among(const struct project_state *s, int step)
{
	struct neighbor nearest[PROJECT_NEAREST];
	double place[2];

	if (!s->is_pca && s->iteration > 0)
		return project_among(s, s->path.nearest + (ptrdiff_t)step * PROJECT_NEAREST,
				     project_nearest_count(s, true));
	project_path_place(s, step, place);
	return project_among(s, nearest, nearest_of_place(s, place, nearest));
}

/* ------------------------------------------------------------------------------------- words */

static void progress_words(const struct project_state *s, char *text, size_t size)
{
	size_t count = project_count(s);
	char done[TEXT_NUMBER_MAX];

	if (s->failure[0])
		snprintf(text, size, "not projected");
	else if (s->examined < count)
		snprintf(text, size, "%s looked at", text_grouped(s->examined, done));
	else if (!s->is_known)
		snprintf(text, size, "principal components ...");
	else if (s->is_pca || (s->is_over && s->iteration == 0))
		snprintf(text, size, "PCA: %.1f + %.1f %% of variance",
			 100 * s->map->projection->axes.explained[0],
			 100 * s->map->projection->axes.explained[1]);
	else if (s->iteration == 0)
		snprintf(text, size, "PCA, until t-SNE has neighbours (%s)%s",
			 text_grouped(s->neighbours_known, done), s->is_paused ? ", stopped" : "");
	else if (s->iteration < s->map->projection->spec.tsne.iterations)
		snprintf(text, size, "t-SNE, %d of %d iterations%s", s->iteration,
			 s->map->projection->spec.tsne.iterations, s->is_paused ? ", stopped" : "");
	else
		snprintf(text, size, "t-SNE");
}

void project_head_words(const struct app *app, const struct project_state *s, char *text,
			size_t size)
{
	char progress[SENTENCE_MAX / 2], count[TEXT_NUMBER_MAX], filter[MISTAKE_FILTER_TEXT];
	struct mistake_filter f = s->filter;

	progress_words(s, progress, sizeof(progress));
	mistake_filter_text(&f, app_names(app), filter);
	snprintf(text, size, "%s of %s of %s%s%s%s   %s", project_name(app->model->net, s->layer),
		 text_grouped(project_count(s), count), split_names[s->split],
		 f.has_right ? "" : ", misread", filter[0] ? ", " : "", filter, progress);
}

/* "Sneaker", or "class 15". */
static void kind_phrase(const struct app *app, int class, char *text, size_t size)
{
	char name[CLASS_NAME_MAX];

	class_name_cut(app_names(app), class, CLASS_PHRASE_COLUMNS, name);
	snprintf(text, size, class < app_names(app)->count ? "%s" : "class %s", name);
}

/* "the 7s", or "those of Sneaker". */
static void among_phrase(const struct app *app, int class, char *text, size_t size)
{
	char kind[CLASS_NAME_MAX + 8];

	kind_phrase(app, class, kind, sizeof(kind));
	snprintf(text, size, app_names(app)->are_digits ? "the %ss" : "those of %s", kind);
}

/* "; it is read as a 3", where that is something else by now. */
static void end_words(const struct app *app, const struct project_path *path, char *text,
		      size_t size)
{
	char read[CLASS_PHRASE_MAX];

	text[0] = '\0';
	if (path->end_prediction < 0 || path->end_prediction == path->label)
		return;
	class_phrase(read, sizeof(read), app_names(app), path->end_prediction);
	snprintf(text, size, "; it is read as %s", read);
}

/* "A 7", "An image of Sneaker". */
static void subject_phrase(const struct app *app, int label, char *text, size_t size)
{
	char kind[CLASS_NAME_MAX + 8];

	if (label < 0) {
		snprintf(text, size, "A picture");
	} else if (app_names(app)->are_digits) {
		class_phrase(text, size, app_names(app), label);
		sentence_begin(text, app_names(app), label);
	} else {
		kind_phrase(app, label, kind, sizeof(kind));
		snprintf(text, size, "An image of %s", kind);
	}
}

/* "A 7 that moved from the 7s to the 3s in 4 steps; it is read as a 3." */
static void path_words(const struct app *app, const struct project_state *s, char *text,
		       size_t size)
{
	const struct project_path *path = &s->path;
	int last = path->count - 1, from = path_among(s, 0), to = path_among(s, last);
	char subject[CLASS_NAME_MAX + 24], end[CLASS_PHRASE_MAX + 16], steps[32];
	char here[CLASS_NAME_MAX + 24], there[CLASS_NAME_MAX + 24];

	subject_phrase(app, path->label, subject, sizeof(subject));
	among_phrase(app, from, here, sizeof(here));
	among_phrase(app, to, there, sizeof(there));
	end_words(app, path, end, sizeof(end));
	snprintf(steps, sizeof(steps), "%d step%s", last, last == 1 ? "" : "s");
	if (last == 0)
		snprintf(text, size, "The selected picture lies among %s.", here);
	else if (from == to)
		snprintf(text, size, "%s that is still among %s after %s%s.", subject, here, steps,
			 end);
	else
		snprintf(text, size, "%s that moved from %s to %s in %s%s.", subject, here, there,
			 steps, end);
	if (!s->is_pca && text_width(text) + text_width(BETWEEN) <= app->canvas->width - 2)
		strncat(text, BETWEEN, size - strlen(text) - 1);
}

/* " Of the 6 nearest, 4 are 3s." */
static void nearest_words(const struct app *app, const struct project_state *s, char *text,
			  size_t size)
{
	int count = project_nearest_count(s, false), same = 0;
	int class = s->nearest.is_there ? project_among(s, s->nearest.list, count) : -1;
	char kind[CLASS_NAME_MAX + 8];

	text[0] = '\0';
	if (class < 0)
		return;
	for (int i = 0; i < count; i++)
		same += project_prediction(s, (size_t)s->nearest.list[i].point)->label == class;
	kind_phrase(app, class, kind, sizeof(kind));
	if (!app_names(app)->are_digits)
		snprintf(text, size, " Of the %d nearest, %d show%s %s.", count, same,
			 same == 1 ? "s" : "", kind);
	else if (same == 1)
		snprintf(text, size, " Of the %d nearest, one is of the %ss.", count, kind);
	else
		snprintf(text, size, " Of the %d nearest, %d are %ss.", count, same, kind);
}

/* "This 7 was read as a 3. Of the 6 nearest, 4 are 3s." */
static void cursor_words(const struct app *app, const struct project_state *s, char *text,
			 size_t size)
{
	const struct prediction *p = project_prediction(s, s->cursor);
	char read[CLASS_PHRASE_MAX], kind[CLASS_NAME_MAX + 8], near[SENTENCE_MAX / 2];

	class_phrase(read, sizeof(read), app_names(app), p->prediction);
	kind_phrase(app, p->label, kind, sizeof(kind));
	nearest_words(app, s, near, sizeof(near));
	snprintf(text, size, "This %s%s was read %s%s.%s",
		 app_names(app)->are_digits ? "" : "image of ", kind,
		 p->label == p->prediction ? "rightly" : "as ",
		 p->label == p->prediction ? "" : read, near);
}

void project_status_line(struct app *app, void *state, char *text, size_t size)
{
	const struct project_state *s = state;

	if (s->failure[0])
		snprintf(text, size, "%s", s->failure);
	else if (!s->is_known)
		snprintf(text, size, "What the network makes of the images is being computed.");
	else if (s->path.count > 0)
		path_words(app, s, text, size);
	else
		cursor_words(app, s, text, size);
}

/* -------------------------------------------------------------------------------------- JSON */

static json_t *point_json(const struct project_state *s, size_t i)
{
	const struct prediction *p = project_prediction(s, i);
	const double *place = project_plane(s) + 2 * i;

	return json_pack("{sI sf sf si si sf}", "index", (json_int_t)i, "x", place[0], "y",
			 place[1], "label", p->label, "prediction", p->prediction, "confidence",
			 (double)p->confidence);
}

static json_t *nearest_json(const struct project_state *s)
{
	json_t *list = json_array();

	for (int i = 0; s->nearest.is_there && i < project_nearest_count(s, false); i++)
		json_array_append_new(list, json_integer(s->nearest.list[i].point));
	return list;
}

static json_t *path_json(const struct project_state *s)
{
	json_t *list = json_array();

	for (int i = 0; i < s->path.count; i++) {
		double place[2];

		project_path_place(s, i, place);
		json_array_append_new(list, json_pack("{sf sf si}", "x", place[0], "y", place[1],
						      "among", path_among(s, i)));
	}
	return list;
}

json_t *project_to_json(struct app *app, void *state)
{
	const struct project_state *s = state;
	json_t *images = json_array();

	for (size_t i = 0; s->is_known && i < project_count(s); i++)
		json_array_append_new(images, point_json(s, i));
	return json_pack("{ss ss ss sI si sI so so so}", "split", split_names[s->split], "of",
			 project_name(app->model->net, s->layer), "method",
			 s->is_pca ? "pca" : "tsne", "count", (json_int_t)project_count(s),
			 "iterations", s->is_pca ? 0 : s->iteration, "cursor",
			 (json_int_t)s->cursor, "nearest", nearest_json(s), "path", path_json(s),
			 "images", images);
}

static void export_image(struct app *app, struct project_state *s, size_t i,
			 struct export_sheet *export)
{
	float *pixels = s->exported + (size_t) export->count * app_pixels(app);

	split_image(&app->data->split[s->split], i, pixels);
	export->tiles[export->count++] =
		(struct tile){app_picture(app, pixels, 0),
			      class_name(app_names(app), project_prediction(s, i)->label)};
}

/* The image under the cursor, and those that are nearest to it. */
bool project_export(struct app *app, void *state, struct export_sheet *export)
{
	struct project_state *s = state;

	if (!s->is_known)
		return false;
	free(s->exported);
	s->exported = xfloats((1 + PROJECT_NEAREST) * app_pixels(app));
	export_image(app, s, s->cursor, export);
	for (int i = 0; s->nearest.is_there && i < project_nearest_count(s, false); i++)
		export_image(app, s, (size_t)s->nearest.list[i].point, export);
	snprintf(export->name, sizeof(export->name), "project-%zu", s->cursor);
	return true;
}
