/* The emulator's side: libvterm 0.1 takes the bytes and tells of modes, marks and cells. */
#include "support/terminal_inside.h"

#include "base/xalloc.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int note_property(VTermProp property, VTermValue *value, void *user)
{
	struct terminal *terminal = user;

	if (property == VTERM_PROP_ALTSCREEN)
		terminal->is_alternate = value->boolean;
	else if (property == VTERM_PROP_CURSORVISIBLE)
		terminal->is_cursor_visible = value->boolean;
	else if (property == VTERM_PROP_MOUSE)
		terminal->mouse = value->number;
	else if (property == VTERM_PROP_TITLE)
		snprintf(terminal->title, sizeof(terminal->title), "%s", value->string);
	return 1;
}

/* The fields of a mark; false for another text. */
static bool read_mark(const char *text, struct mark *mark)
{
	char word[8];

	*mark = (struct mark){0};
	if (sscanf(text, "7777;%7[a-z];%ld;%dx%d", word, &mark->keys, &mark->rows, &mark->columns) <
	    2)
		return false;
	mark->is_idle = strcmp(word, "idle") == 0;
	return mark->is_idle || strcmp(word, "frame") == 0;
}

static int note_command(const char *command, size_t size, void *user)
{
	struct terminal *terminal = user;
	struct mark mark;
	char text[64];

	if (size >= sizeof(text))
		return 0;
	memcpy(text, command, size);
	text[size] = '\0';
	if (strcmp(text, SESSION_OVER) == 0) {
		terminal->is_drained = true;
		terminal->mark_bytes += size + 4; /* Cancel ESC ] BEL */
	} else if (read_mark(text, &mark)) {
		terminal->mark = mark;
		terminal->marks++;
		terminal->frames++;
		terminal->mark_bytes += size + 3;
	}
	return 1;
}

static void type_answer(const char *bytes, size_t size, void *user)
{
	struct terminal *terminal = user;

	if (!terminal->is_silent)
		terminal_type(terminal, bytes, size);
}

void terminal_look_init(struct terminal *terminal)
{
	static const VTermScreenCallbacks callbacks = {.settermprop = note_property};
	static const VTermParserCallbacks fallbacks = {.osc = note_command};

	terminal->vterm = vterm_new(terminal->rows, terminal->columns);
	terminal->screen = vterm_obtain_screen(terminal->vterm);
	vterm_set_utf8(terminal->vterm, 1);
	vterm_output_set_callback(terminal->vterm, type_answer, terminal);
	vterm_screen_set_callbacks(terminal->screen, &callbacks, terminal);
	vterm_screen_set_unrecognised_fallbacks(terminal->screen, &fallbacks, terminal);
	vterm_screen_enable_altscreen(terminal->screen, 1);
	vterm_screen_reset(terminal->screen, 1);
}

/* How many bytes at the end begin a UTF-8 letter without ending it. */
static size_t split_letter(const char *bytes, size_t size)
{
	for (size_t back = 1; back <= 3 && back <= size; back++) {
		unsigned char byte = (unsigned char)bytes[size - back];
		size_t length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc0 ? 2 : 1;

		if (byte < 0x80 || byte >= 0xc0)
			return length > back ? back : 0;
	}
	return 0;
}

/* How many bytes at the end begin a command to the terminal (a mark, a title) without ending it. */
static size_t split_command(const char *bytes, size_t size)
{
	for (size_t back = 1; back <= size && back < TERMINAL_SPLIT_MAX; back++) {
		char byte = bytes[size - back];

		if (byte == '\a' || byte == '\030')
			return 0;
		if (byte == '\033')
			return back == 1 || bytes[size - back + 1] == ']' ? back : 0;
	}
	return 0;
}

/* A repaint's end counts; that libvterm 0.1 does not know the mode does no harm. */
static void count_synchronized(struct terminal *terminal, const char *bytes, size_t size)
{
	static const char end[] = "\033[?2026l";
	enum { LENGTH = sizeof(end) - 1 };

	for (size_t i = 0; i + LENGTH <= size; i++)
		terminal->synchronized += memcmp(bytes + i, end, LENGTH) == 0;
}

/* libvterm 0.1 makes rubbish of a letter that comes in two writes, and of a command. */
void terminal_look_feed(struct terminal *terminal, const char *bytes, size_t size)
{
	size_t whole;
	char *joined = xmalloc(terminal->split_size + size);

	memcpy(joined, terminal->split, terminal->split_size);
	memcpy(joined + terminal->split_size, bytes, size);
	size += terminal->split_size;
	terminal->split_size = split_command(joined, size);
	if (terminal->split_size == 0)
		terminal->split_size = split_letter(joined, size);
	whole = size - terminal->split_size;
	memcpy(terminal->split, joined + whole, terminal->split_size);
	count_synchronized(terminal, joined, whole);
	vterm_input_write(terminal->vterm, joined, whole);
	free(joined);
}

/* Counts as a key what has just been typed by the emulator. */
static void count_key(struct terminal *terminal, size_t typed_before)
{
	if (terminal->typed_size > typed_before)
		terminal->keys++;
}

void terminal_mouse(struct terminal *terminal, int row, int column, int button, bool is_down)
{
	size_t before = terminal->typed_size;

	if (terminal->mouse == VTERM_PROP_MOUSE_NONE)
		return;
	vterm_mouse_move(terminal->vterm, row, column, VTERM_MOD_NONE);
	count_key(terminal, before);
	before = terminal->typed_size;
	vterm_mouse_button(terminal->vterm, button, is_down, VTERM_MOD_NONE);
	count_key(terminal, before);
}

const char *terminal_title(const struct terminal *terminal)
{
	return terminal->title;
}

static uint32_t color_of(const VTermColor *color)
{
	if (VTERM_COLOR_IS_DEFAULT_FG(color) || VTERM_COLOR_IS_DEFAULT_BG(color))
		return SHOT_DEFAULT;
	if (VTERM_COLOR_IS_INDEXED(color))
		return SHOT_INDEX | color->indexed.idx;
	return SHOT_RGB | (uint32_t)color->rgb.red << 16 | (uint32_t)color->rgb.green << 8 |
	       color->rgb.blue;
}

static struct shot_cell cell_of(const VTermScreenCell *cell)
{
	struct shot_cell result = {
		.glyph = cell->chars[0] ? cell->chars[0] : ' ',
		.fg = color_of(&cell->fg),
		.bg = color_of(&cell->bg),
	};

	if (cell->chars[0] == UINT32_MAX)
		result.glyph = 0;
	if (cell->attrs.bold)
		result.attributes |= SHOT_BOLD;
	if (cell->attrs.underline)
		result.attributes |= SHOT_UNDERLINE;
	if (cell->attrs.reverse)
		result.attributes |= SHOT_REVERSE;
	if (cell->attrs.italic)
		result.attributes |= SHOT_ITALIC;
	return result;
}

struct shot *terminal_shot(struct terminal *terminal)
{
	struct shot *shot = xmalloc(sizeof(*shot));
	VTermScreenCell cell;
	VTermPos cursor;

	vterm_state_get_cursorpos(vterm_obtain_state(terminal->vterm), &cursor);
	*shot = (struct shot){
		.rows = terminal->rows,
		.columns = terminal->columns,
		.cursor_row = cursor.row,
		.cursor_column = cursor.col,
		.is_cursor_visible = terminal->is_cursor_visible,
	};
	shot->cells = xcalloc((size_t)shot->rows * (size_t)shot->columns, sizeof(*shot->cells));
	for (int i = 0; i < shot->rows * shot->columns; i++) {
		VTermPos place = {.row = i / shot->columns, .col = i % shot->columns};

		vterm_screen_get_cell(terminal->screen, place, &cell);
		shot->cells[i] = cell_of(&cell);
	}
	return shot;
}
