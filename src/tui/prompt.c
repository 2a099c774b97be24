/* Editing one line. Only printable characters get in, so that what is shown is what is answered. */
#include "tui/prompt.h"
#include "base/text.h"
#include "tui/app.h"

#include <stdio.h>
#include <string.h>

void prompt_open(struct app *app, const char *question, const char *initial, void *state,
		 void (*done)(struct app *, void *state, const char *answer),
		 const char *(*word)(struct app *, int i))
{
	struct prompt *p = &app->prompt;

	*p = (struct prompt){
		.is_open = true, .is_fresh = true, .done = done, .state = state, .word = word};
	snprintf(p->question, sizeof(p->question), "%s", question);
	snprintf(p->text, sizeof(p->text), "%s", initial);
}

void prompt_choose(struct app *app, const char *question, void *state,
		   void (*done)(struct app *, void *state, const char *answer))
{
	prompt_open(app, question, "", state, done, NULL);
	app->prompt.is_choice = true;
}

static void add_character(struct prompt *p, int key)
{
	size_t length = strlen(p->text);
	char bytes[TEXT_GLYPH_MAX];

	/* The key that opened it, once more. */
	if (length == 0 && p->question[0] == key && !p->question[1])
		return;
	text_put((uint32_t)key, bytes);
	if (length + strlen(bytes) < sizeof(p->text))
		strcpy(p->text + length, bytes);
}

static void remove_character(struct prompt *p)
{
	size_t length = strlen(p->text);

	while (length > 0 && (p->text[length - 1] & 0xc0) == 0x80)
		length--;
	if (length > 0)
		p->text[length - 1] = '\0';
}

/* To the longest text that all fitting words begin with; a full match goes on to the next one. */
static void complete(struct app *app)
{
	struct prompt *p = &app->prompt;
	char common[PROMPT_MAX] = "";
	const char *word;
	size_t typed = strlen(p->text);
	bool is_first = true;

	if (!p->word)
		return;
	for (int i = 0; (word = p->word(app, i)); i++) {
		size_t same = 0;

		if (strncmp(word, p->text, typed) != 0)
			continue;
		if (is_first)
			snprintf(common, sizeof(common), "%s", word);
		while (common[same] && common[same] == word[same])
			same++;
		common[same] = '\0';
		is_first = false;
	}
	if (strlen(common) > typed)
		strcpy(p->text, common);
}

static void answer(struct app *app, const char *text)
{
	char copy[PROMPT_MAX];
	struct prompt *p = &app->prompt;
	void (*done)(struct app *, void *, const char *) = p->done;

	snprintf(copy, sizeof(copy), "%s", text);
	p->is_open = false; /* done may open another */
	done(app, p->state, copy);
	/* What was refused stays there to be mended, or replaced. */
	if (app->is_error && app->message[0] && !p->is_open && !p->is_choice)
		p->is_open = p->is_fresh = true;
}

void prompt_press(struct app *app, int key)
{
	struct prompt *p = &app->prompt;

	if (p->is_choice) {
		if (key > ' ' && key < 127)
			answer(app, (char[]){(char)key, 0});
		else if (key != PRESS_MOUSE)
			p->is_open = false;
		return;
	}
	/* What stands there at first is a proposal: typing replaces it, editing keeps it. */
	if (p->is_fresh && key >= ' ' && key < 0x10000 && key != PRESS_BACKSPACE)
		p->text[0] = '\0';
	p->is_fresh = false;
	if (key == PRESS_ESC)
		p->is_open = false;
	else if (key == PRESS_ENTER)
		answer(app, p->text);
	else if (key == PRESS_TAB)
		complete(app);
	else if (key == PRESS_BACKSPACE || key == PRESS_DELETE)
		remove_character(p);
	else if (key == PRESS_CTRL_U)
		p->text[0] = '\0';
	else if (key >= ' ' && key < 0x10000 && key != 127)
		add_character(p, key);
}

void prompt_draw(const struct prompt *p, struct canvas *canvas, int row, struct style style)
{
	int width = canvas->width - text_width(p->question) - 3;
	int hidden = text_width(p->text) - width;
	const char *text = p->text;
	int column;

	/* The end is where one types: what does not fit is hidden at the beginning. */
	for (; hidden > 0 && *text; hidden--)
		text_next(&text);
	column = canvas_text(canvas, row, 1, style, p->question);
	column = canvas_text(canvas, row, column, style, text);
	canvas_put(canvas, row, column, (struct style){.attributes = CELL_REVERSE}, ' ');
}
