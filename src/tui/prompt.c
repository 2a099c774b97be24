/* Editing one line. Only printable characters get in, so that what is shown is what is answered. */
#include "tui/prompt.h"
#include "base/text.h"
#include "base/xalloc.h"
#include "tui/app.h"

#include <stdio.h>
#include <stdlib.h>
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
	p->cursor = (int)strlen(p->text);
}

void prompt_choose(struct app *app, const char *question, void *state,
		   void (*done)(struct app *, void *state, const char *answer))
{
	prompt_open(app, question, "", state, done, NULL);
	app->prompt.is_choice = true;
}

/* ------------------------------------------------------------------------------------ editing */

static void set_text(struct prompt *p, const char *text)
{
	if (text != p->text)
		snprintf(p->text, sizeof(p->text), "%s", text);
	p->cursor = (int)strlen(p->text);
}

static void insert(struct prompt *p, int key)
{
	size_t length = strlen(p->text), size;
	char bytes[TEXT_GLYPH_MAX];

	/* The key that opened it, once more. */
	if (length == 0 && p->question[0] == key && !p->question[1])
		return;
	text_put((uint32_t)key, bytes);
	size = strlen(bytes);
	if (length + size >= sizeof(p->text))
		return;
	memmove(p->text + p->cursor + size, p->text + p->cursor, length + 1 - (size_t)p->cursor);
	memcpy(p->text + p->cursor, bytes, size);
	p->cursor += (int)size;
}

/* Where the character before a place begins, and behind the one at it. */
static int before(const struct prompt *p, int at)
{
	while (at > 0 && (p->text[--at] & 0xc0) == 0x80)
		;
	return at;
}

static int behind(const struct prompt *p, int at)
{
	const char *text = p->text + at;

	if (*text)
		text_next(&text);
	return (int)(text - p->text);
}

/* Where the word before the cursor begins: names of folders are words. */
static int word_start(const struct prompt *p)
{
	int at = p->cursor;

	while (at > 0 && strchr(" /", p->text[at - 1]))
		at--;
	while (at > 0 && !strchr(" /", p->text[at - 1]))
		at--;
	return at;
}

static void erase(struct prompt *p, int from, int to)
{
	memmove(p->text + from, p->text + to, strlen(p->text + to) + 1);
	p->cursor = from;
}

/* Keys that edit; false: it is none. */
static bool edit(struct prompt *p, int key)
{
	if (key == PRESS_BACKSPACE)
		erase(p, before(p, p->cursor), p->cursor);
	else if (key == PRESS_DELETE)
		erase(p, p->cursor, behind(p, p->cursor));
	else if (key == PRESS_CTRL_W)
		erase(p, word_start(p), p->cursor);
	else if (key == PRESS_CTRL_U)
		erase(p, 0, p->cursor);
	else if (key == PRESS_CTRL_K)
		p->text[p->cursor] = '\0';
	else if (key == PRESS_LEFT)
		p->cursor = before(p, p->cursor);
	else if (key == PRESS_RIGHT)
		p->cursor = behind(p, p->cursor);
	else if (key == PRESS_HOME || key == PRESS_CTRL_A)
		p->cursor = 0;
	else if (key == PRESS_END || key == PRESS_CTRL_E)
		p->cursor = (int)strlen(p->text);
	else
		return false;
	return true;
}

/* ----------------------------------------------------------------------------------- the past */

/* The lines of the question's kind; -1: nothing was answered yet. */
static int find_kind(const struct app *app)
{
	for (int i = 0; i < app->prompt_past.count; i++)
		if (strcmp(app->prompt_past.kinds[i].question, app->prompt.question) == 0)
			return i;
	return -1;
}

static void remember(struct app *app, const char *line)
{
	struct prompt_past *past = &app->prompt_past;
	int kind = find_kind(app), count;

	if (!*line || (kind < 0 && past->count == PROMPT_KINDS))
		return;
	if (kind < 0) {
		kind = past->count++;
		snprintf(past->kinds[kind].question, PROMPT_QUESTION_MAX, "%s",
			 app->prompt.question);
	}
	count = past->kinds[kind].count;
	if (count > 0 && strcmp(past->kinds[kind].lines[count - 1], line) == 0)
		return;
	if (count == PROMPT_PAST) {
		memmove(past->kinds[kind].lines[0], past->kinds[kind].lines[1],
			(size_t)(PROMPT_PAST - 1) * PROMPT_MAX);
		count--;
	}
	snprintf(past->kinds[kind].lines[count], PROMPT_MAX, "%s", line);
	past->kinds[kind].count = count + 1;
}

static void go_back(struct app *app, int step)
{
	struct prompt *p = &app->prompt;
	int kind = find_kind(app), count = kind < 0 ? 0 : app->prompt_past.kinds[kind].count;
	int back = p->back + step;

	if (back < 0 || back > count)
		return;
	if (p->back == 0)
		snprintf(p->draft, sizeof(p->draft), "%s", p->text);
	p->back = back;
	set_text(p, back == 0 ? p->draft : app->prompt_past.kinds[kind].lines[count - back]);
}

/* --------------------------------------------------------------------------------- completing */

void prompt_end(struct app *app)
{
	struct prompt_fitting *fitting = &app->prompt_fitting;

	while (fitting->count > 0)
		free(fitting->words[--fitting->count]);
	free(fitting->words);
	fitting->words = NULL;
	file_list_clear(&fitting->files);
}

const char *prompt_file_word(struct app *app, const char *before, unsigned kinds, int i)
{
	struct file_list *files = &app->prompt_fitting.files;
	struct prompt *p = &app->prompt;
	const char *typed = p->typed + strlen(before), *slash = strrchr(typed, '/');
	int length = slash ? (int)(slash - typed) + 1 : 0;
	const struct file_entry *entry;

	if (i == 0) {
		char *folder = xasprintf("%.*s", length, typed), *expanded = file_expand(folder);

		file_list_clear(files);
		file_list_read(files, length > 0 ? expanded : ".", kinds);
		free(expanded);
		free(folder);
	}
	if (i >= files->count)
		return NULL;
	entry = &files->entries[i];
	snprintf(p->candidate, sizeof(p->candidate), "%s%.*s%s%s", before, length, typed,
		 entry->name, entry->kind == FILE_FOLDER ? "/" : "");
	return p->candidate;
}

static void gather_fitting(struct app *app)
{
	struct prompt_fitting *fitting = &app->prompt_fitting;
	const struct prompt *p = &app->prompt;
	const char *word;

	prompt_end(app);
	fitting->words = xcalloc(PROMPT_FITTING_MAX, sizeof(*fitting->words));
	for (int i = 0; (word = p->word(app, i)) && fitting->count < PROMPT_FITTING_MAX; i++)
		if (strncmp(word, p->typed, strlen(p->typed)) == 0)
			fitting->words[fitting->count++] = xstrdup(word);
}

/* To the longest text that all fitting words begin with. */
static void complete(struct app *app)
{
	const struct prompt_fitting *fitting = &app->prompt_fitting;
	struct prompt *p = &app->prompt;
	char common[PROMPT_MAX];
	size_t length;

	snprintf(p->typed, sizeof(p->typed), "%s", p->text);
	p->chosen = -1;
	gather_fitting(app);
	p->is_listing = fitting->count > 1;
	if (fitting->count == 0)
		return;
	length = strlen(fitting->words[0]);
	for (int i = 1; i < fitting->count; i++) {
		size_t same = 0;

		while (same < length && fitting->words[0][same] == fitting->words[i][same])
			same++;
		length = same;
	}
	/* Not within a character. */
	while (length > 0 && (fitting->words[0][length] & 0xc0) == 0x80)
		length--;
	snprintf(common, sizeof(common), "%.*s", (int)length, fitting->words[0]);
	if (strlen(common) > strlen(p->typed))
		set_text(p, common);
}

static void choose(struct app *app, int step)
{
	struct prompt *p = &app->prompt;
	int count = app->prompt_fitting.count;

	p->chosen = p->chosen < 0 ? (step > 0 ? 0 : count - 1) : (p->chosen + step + count) % count;
	set_text(p, app->prompt_fitting.words[p->chosen]);
}

static void press_tab(struct app *app, int key)
{
	const struct prompt *p = &app->prompt;

	if (!p->word)
		return;
	if (!p->is_listing)
		complete(app);
	else
		choose(app, key == PRESS_TAB ? 1 : -1);
}

/* ------------------------------------------------------------------------------------- keys */

static void answer(struct app *app, const char *text)
{
	char copy[PROMPT_MAX];
	struct prompt *p = &app->prompt;
	void (*done)(struct app *, void *, const char *) = p->done;

	snprintf(copy, sizeof(copy), "%s", text);
	if (!p->is_choice)
		remember(app, copy);
	p->is_open = false; /* done may open another */
	p->is_listing = false;
	p->back = 0;
	done(app, p->state, copy);
	/* What was refused stays there to be mended, or replaced. */
	if (app->is_error && app->message[0] && !p->is_open && !p->is_choice)
		p->is_open = p->is_fresh = true;
}

void prompt_press(struct app *app, int key)
{
	struct prompt *p = &app->prompt;
	bool is_character = key >= ' ' && key != PRESS_BACKSPACE && key < 0x110000;

	if (key == PRESS_MOUSE)
		return;
	if (p->is_choice) {
		if (key > ' ' && key < 127)
			answer(app, (char[]){(char)key, 0});
		else
			p->is_open = false;
		return;
	}
	/* What stands there at first is a proposal: typing replaces it, editing keeps it. */
	if (p->is_fresh && is_character)
		set_text(p, "");
	p->is_fresh = false;
	if (key == PRESS_TAB || key == PRESS_BACKTAB) {
		press_tab(app, key);
		return;
	}
	p->is_listing = false;
	if (key == PRESS_ESC)
		p->is_open = false;
	else if (key == PRESS_ENTER)
		answer(app, p->text);
	else if (key == PRESS_UP || key == PRESS_DOWN)
		go_back(app, key == PRESS_UP ? 1 : -1);
	else if (is_character)
		insert(p, key);
	else
		edit(p, key);
}

/* ----------------------------------------------------------------------------------- drawing */

void prompt_draw(const struct prompt *p, struct canvas *canvas, int row, struct style style)
{
	int width = canvas->width - text_width(p->question) - 3, column, place;
	const char *text = p->text, *at = p->text + p->cursor;
	char left[PROMPT_MAX];

	snprintf(left, sizeof(left), "%.*s", p->cursor, p->text);
	/* The cursor is where one types: what does not fit before it is hidden. */
	for (int hidden = text_width(left) - width; hidden > 0 && text < at; hidden--)
		text_next(&text);
	column = canvas_text(canvas, row, 1, style, p->question);
	snprintf(left, sizeof(left), "%.*s", (int)(at - text), text);
	place = column + text_width(left);
	canvas_text(canvas, row, column, style, text);
	style.attributes |= CELL_REVERSE;
	canvas_put(canvas, row, place, style, *at ? text_next(&at) : ' ');
}

/* What is new in a word: what follows the last blank or slash of what was typed. */
static const char *tail_of(const struct prompt *p, const char *word)
{
	size_t at = strlen(p->typed);

	while (at > 0 && !strchr(" /", p->typed[at - 1]))
		at--;
	return strlen(word) >= at ? word + at : word;
}

void prompt_draw_list(struct app *app, int bottom)
{
	enum { ROWS = 6 };
	const struct prompt_fitting *fitting = &app->prompt_fitting;
	const struct prompt *p = &app->prompt;
	int width = 1, columns, rows, first;

	if (!p->is_open || !p->is_listing || bottom < 1)
		return;
	for (int i = 0; i < fitting->count; i++) {
		int w = text_width(tail_of(p, fitting->words[i])) + 2;

		width = w > width ? w : width;
	}
	columns = (app->canvas->width - 2) / width;
	columns = columns < 1 ? 1 : columns;
	rows = (fitting->count + columns - 1) / columns;
	rows = rows > ROWS ? ROWS : rows;
	rows = rows > bottom ? bottom : rows;
	first = p->chosen < 0 ? 0 : p->chosen / columns - rows + 1;
	first = first < 0 ? 0 : first * columns;
	canvas_clear(app->canvas, bottom - rows + 1, 0, rows, app->canvas->width);
	for (int i = first; i < fitting->count && i < first + rows * columns; i++) {
		struct style style = i == p->chosen ? app->theme->accent : app->theme->plain;

		if (i == p->chosen)
			style.attributes |= CELL_REVERSE;
		canvas_text(app->canvas, bottom - rows + 1 + (i - first) / columns,
			    1 + (i - first) % columns * width, style,
			    tail_of(p, fitting->words[i]));
	}
}
