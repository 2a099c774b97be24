/*
 * Secrets: the article's closing idea. A text is hidden in images that look like noise, and only
 * the network that they were made with reads it.
 */
#include "tui/screen/secrets/secrets.h"
#include "base/xalloc.h"
#include "model/model.h"
#include "tui/session_value.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const example = "hello";

/* Images of another size: other data. */
static bool is_of_another_size(const struct app *app, const struct secrets_state *s)
{
	return s->images.count > 0 &&
	       (s->height != app->data->height || s->width != app->data->width);
}

static void choose(struct secrets_state *s, int image)
{
	s->cursor = s->chosen = index_clip(image, s->made > 0 ? s->made : 1);
	s->is_moved = true;
}

static void update(struct app *app, void *state)
{
	struct secrets_state *s = state;

	if (is_of_another_size(app, s))
		secrets_forget(app, s);
	/* What nobody asked for is made by the network that is looked at. */
	if ((s->images.count == 0 && !s->is_opening) ||
	    (s->is_example && s->maker != app->model && !app->is_followed))
		secrets_hide(app, s, example, true);
	secrets_read(app, s);
	s->cursor = index_clip(s->is_making && !s->is_moved ? s->made - 1 : s->chosen,
			       s->made > 0 ? s->made : 1);
}

static void end(struct app *app, void *state)
{
	struct secrets_state *s = state;

	(void)app;
	secrets_remove_rows(NULL, s, 0);
	stego_clear(&s->images);
	snapshot_unref(s->maker);
	free(s->symbols);
	free(s->exported);
}

/* ------------------------------------------------------------------------------------- keys */

static void answer_text(struct app *app, void *state, const char *text)
{
	secrets_hide(app, state, text, false);
}

static const char *text_hint(struct app *app)
{
	struct prompt *p = &app->prompt;

	snprintf(p->candidate, sizeof(p->candidate), "%zu bytes: %d images", strlen(p->text),
		 stego_images(app->model->net->classes, strlen(p->text)));
	return p->candidate;
}

static void ask_text(struct app *app, void *state, int key)
{
	const struct secrets_state *s = state;

	(void)key;
	prompt_open(app, "Hide the text: ", s->is_example || s->size >= PROMPT_MAX ? "" : s->text,
		    state, answer_text, NULL);
	app->prompt.hint = text_hint;
}

static void answer_file(struct app *app, void *state, const char *path)
{
	if (*path)
		secrets_open(app, state, path);
}

static const char *file_word(struct app *app, int i)
{
	return prompt_file_word(app, "", FILE_DATA | FILE_PICTURE, i);
}

static void ask_file(struct app *app, void *state, int key)
{
	(void)key;
	prompt_open(app, "Images to read, IDX or a PNG sheet: ", "", state, answer_file, file_word);
}

static void answer_network(struct app *app, void *state, const char *name)
{
	if (*name)
		secrets_add(app, state, name, false);
}

static const char *network_word(struct app *app, int i)
{
	return i < MODEL_SHIPPED ? model_shipped[i]
				 : prompt_file_word(app, "", FILE_MODEL, i - MODEL_SHIPPED);
}

static void ask_network(struct app *app, void *state, int key)
{
	(void)key;
	prompt_open(app, "Another network that reads, a file or a name: ", "", state,
		    answer_network, network_word);
}

static void remove_network(struct app *app, void *state, int key)
{
	(void)key;
	secrets_remove_file(app, state);
}

static void save(struct app *app, void *state, int key)
{
	struct secrets_state *s = state;

	(void)key;
	if (s->images.count == 0 || s->made < s->images.count)
		app_say(app, "The images are not all there yet.");
	else
		secrets_save(app, s);
}

static void change_noise(struct app *app, void *state, int key)
{
	struct secrets_state *s = state;
	int noise = index_clip(s->noise + (key == '+' ? 1 : -1), SECRETS_NOISES);

	if (noise == s->noise)
		return;
	s->noise = noise;
	secrets_reread(app, s);
}

static void move(struct app *app, void *state, int key)
{
	struct secrets_state *s = state;
	int step = press_right(key) + press_down(key) * s->per_row;

	(void)app;
	if (key == 'n' || key == 'p')
		step = key == 'n' ? 1 : -1;
	if (key == PRESS_PAGE_DOWN || key == PRESS_PAGE_UP)
		step = key == PRESS_PAGE_DOWN ? s->per_page : -s->per_page;
	choose(s, s->cursor + step);
}

static void to_end(struct app *app, void *state, int key)
{
	struct secrets_state *s = state;

	(void)app;
	choose(s, key == 'g' || key == PRESS_HOME ? 0 : s->made - 1);
}

static void pause(struct app *app, void *state, int key)
{
	struct secrets_state *s = state;

	(void)key;
	if (s->is_making)
		secrets_stop(app, s);
	else
		secrets_make(app, s);
}

/* Esc: no more images. */
static bool cancel(struct app *app, void *state)
{
	struct secrets_state *s = state;
	bool was_busy = s->is_making || s->is_opening;

	if (was_busy)
		secrets_stop(app, s);
	return was_busy;
}

static const struct binding keys[] = {
	{'t', 0, "text", "type a text, and hide it with the network that is chosen", ask_text},
	{'o', 0, "open", "read images that were saved, IDX or a PNG sheet", ask_file},
	{'s', 0, "save", "save the images, as IDX or as a PNG sheet", save},
	{'+', 0, "noise", "more noise on each pixel, of 255: 1, 2, 4, up to 255", change_noise},
	{'-', 0, NULL, "less noise", change_noise},
	{'a', 0, "another reader",
	 "another network that tries to read the images, from a file or a shipped one; those of "
	 "Train and Retrain try on their own",
	 ask_network},
	{'x', PRESS_DELETE, NULL, "take away the network that was added last", remove_network},
	{PRESS_SPACE, 0, "stop", "stop making images, or go on; Esc stops too", pause},
	{'h', PRESS_LEFT, NULL, "the image before", move},
	{'l', PRESS_RIGHT, NULL, "the next image", move},
	{'p', 0, NULL, "the image before", move},
	{'n', 0, NULL, "the next image", move},
	{'j', PRESS_DOWN, NULL, "the image below", move},
	{'k', PRESS_UP, NULL, "the image above", move},
	{PRESS_PAGE_DOWN, 0, NULL, "as many images on as are in sight", move},
	{PRESS_PAGE_UP, 0, NULL, "as many images back", move},
	{'g', PRESS_HOME, NULL, "the first image", to_end},
	{'G', PRESS_END, NULL, "the last image", to_end},
	{0}};

static const char *label(struct app *app, void *state, const struct binding *row)
{
	const struct secrets_state *s = state;
	bool is_whole = s->images.count > 0 && s->made == s->images.count;

	(void)app;
	if (row->key == PRESS_SPACE && !s->is_making)
		return s->is_stopped ? "go on" : NULL;
	if (row->key == 's' && !is_whole)
		return NULL;
	return row->label;
}

/* ----------------------------------------------------------------------------------- screen */

static const struct legend legend[] = {
	{"7 0.998", "an image: what the chosen network takes it for, and the probability"},
	{"7!", "not what was hidden: the noise that was added changed it"},
	{"as hidden", "how many images a network takes for what was hidden; by chance, one of as "
		      "many as there are classes"},
	{"not for this network", "a checksum is hidden with the text, and does not match"},
	{"no encryption", "who has the network's file reads the text, and images of noise are "
			  "conspicuous"},
	{"capacity", "with ten classes three images a byte, and eighteen for length and checksum; "
		     "at most 1,024 bytes"},
	{0}};

static void choose_spot(struct app *app, void *state, int what)
{
	struct secrets_state *s = state;

	(void)app;
	choose(s, what);
}

static void here(struct app *app, void *state, struct here *here)
{
	const struct secrets_state *s = state;

	(void)app;
	if (s->file[0] || !s->is_example) {
		here_add(here, s->file[0] ? "o" : "t");
		here_add_text(here, s->file[0] ? s->file : s->text);
		here_add(here, "<Enter>");
	}
	here_repeat(here, "+", s->noise);
	here_repeat(here, "l", s->cursor);
}

static json_t *to_session(struct app *app, void *state)
{
	const struct secrets_state *s = state;
	json_t *o = json_object(), *text = json_string(s->file[0] ? s->file : s->text);

	(void)app;
	if (text && !s->is_example && (s->file[0] || s->images.count > 0))
		json_object_set(o, s->file[0] ? "file" : "text", text);
	json_decref(text);
	json_object_set_new(o, "noise", json_integer(s->noise));
	json_object_set_new(o, "cursor", json_integer(s->chosen));
	return o;
}

static void from_session(struct app *app, void *state, const json_t *o)
{
	struct secrets_state *s = state;
	const char *text = session_get_text(o, "text"), *file = session_get_text(o, "file");

	if (file && strlen(file) < PROMPT_MAX)
		secrets_open(app, s, file);
	else if (text && strlen(text) <= STEGO_TEXT_MAX)
		secrets_hide(app, s, text, false);
	session_get_int(o, "noise", 0, SECRETS_NOISES - 1, &s->noise);
	session_get_int(o, "cursor", 0, stego_images(2, STEGO_TEXT_MAX), &s->chosen);
}

const struct screen secrets_screen = {
	.name = "Secrets",
	.letter = 'S',
	.purpose = "Hide a text in images of noise that only one network reads",
	.state_size = sizeof(struct secrets_state),
	.keys = keys,
	.legend = legend,
	.label = label,
	.cancel = cancel,
	.end = end,
	.update = update,
	.to_session = to_session,
	.from_session = from_session,
	.draw = secrets_draw,
	.choose_spot = choose_spot,
	.status_line = secrets_status_line,
	.export = secrets_export,
	.to_json = secrets_to_json,
	.here = here,
};
