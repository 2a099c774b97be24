/* One table for each kind of final byte. A modifier changes no key but Tab and characters. */
#include "tui/terminal/sequence.h"
#include "tui/keys.h"

#include <stddef.h>
#include <stdio.h>
#include <string.h>

/* How modifiers are counted, less 1; Caps Lock and Num Lock (64, 128) do not matter here. */
enum { SHIFT = 1, CONTROL = 4, OTHERS = 2 | 8 | 16 | 32 };

struct row {
	int code, key;
};

/* CSI or SS3 and a letter; with the keypad in application mode its keys are SS3 and a letter too.
 */
static const struct row letters[] = {{'A', PRESS_UP},
				     {'B', PRESS_DOWN},
				     {'C', PRESS_RIGHT},
				     {'D', PRESS_LEFT},
				     {'a', PRESS_UP},
				     {'b', PRESS_DOWN},
				     {'c', PRESS_RIGHT},
				     {'d', PRESS_LEFT},
				     {'H', PRESS_HOME},
				     {'F', PRESS_END},
				     {'Z', PRESS_BACKTAB},
				     {'P', PRESS_F1},
				     {0, 0}};
static const struct row keypad[] = {
	{'M', PRESS_ENTER}, {'I', PRESS_TAB}, {' ', ' '}, {'X', '='}, {'j', '*'}, {'k', '+'},
	{'l', ','},         {'m', '-'},       {'n', '.'}, {'o', '/'}, {'p', '0'}, {'q', '1'},
	{'r', '2'},         {'s', '3'},       {'t', '4'}, {'u', '5'}, {'v', '6'}, {'w', '7'},
	{'x', '8'},         {'y', '9'},       {0, 0}};
/* CSI, a number and ~ */
static const struct row numbers[] = {{1, PRESS_HOME},   {7, PRESS_HOME},    {4, PRESS_END},
				     {8, PRESS_END},    {5, PRESS_PAGE_UP}, {6, PRESS_PAGE_DOWN},
				     {3, PRESS_DELETE}, {11, PRESS_F1},     {0, 0}};
/* CSI, a number and u, beside characters: kitty's keypad and F1 */
static const struct row privates[] = {{57399, '0'},
				      {57400, '1'},
				      {57401, '2'},
				      {57402, '3'},
				      {57403, '4'},
				      {57404, '5'},
				      {57405, '6'},
				      {57406, '7'},
				      {57407, '8'},
				      {57408, '9'},
				      {57409, '.'},
				      {57410, '/'},
				      {57411, '*'},
				      {57412, '-'},
				      {57413, '+'},
				      {57414, PRESS_ENTER},
				      {57415, '='},
				      {57417, PRESS_LEFT},
				      {57418, PRESS_RIGHT},
				      {57419, PRESS_UP},
				      {57420, PRESS_DOWN},
				      {57421, PRESS_PAGE_UP},
				      {57422, PRESS_PAGE_DOWN},
				      {57423, PRESS_HOME},
				      {57424, PRESS_END},
				      {57426, PRESS_DELETE},
				      {57364, PRESS_F1},
				      {0, 0}};

static int find(const struct row *table, int code)
{
	for (; table->code; table++)
		if (table->code == code)
			return table->key;
	return PRESS_NONE;
}

int sequence_key_of(uint32_t character)
{
	if (character == '\r')
		return PRESS_ENTER;
	if (character == '\b')
		return PRESS_BACKSPACE;
	/* Controls of Latin-1, halves of UTF-16, and what lies beyond Unicode are no characters. */
	if ((character > 127 && character < 160) || (character >= 0xd800 && character < 0xe000) ||
	    character > 0x10ffff)
		return PRESS_NONE;
	return (int)character;
}

/* ----------------------------------------------------------------------------------- numbers */

enum { VALUES = 3, PARTS = 2, VALUE_MAX = 0x110000 };

/* CSI, one of <=>? or nothing, numbers between ; with parts between :, other bytes, a last one. */
struct fields {
	char prefix, intermediate, final;
	int values[VALUES][PARTS]; /* 0 where there is none */
};

static struct fields split(const char *text)
{
	struct fields fields = {0};
	int value = 0, part = 0;

	if (strchr("<=>?", *text))
		fields.prefix = *text++;
	for (; *text; text++) {
		int *number = value < VALUES && part < PARTS ? &fields.values[value][part] : NULL;

		if (*text >= '0' && *text <= '9') {
			if (number && *number < VALUE_MAX)
				*number = 10 * *number + *text - '0';
		} else if (*text == ';') {
			value++;
			part = 0;
		} else if (*text == ':')
			part++;
		else if (*text < '0')
			fields.intermediate = *text;
		fields.final = *text;
	}
	return fields;
}

/* ------------------------------------------------------------------------------------- mouse */

/* button: as the protocols count: 0 is the left one, 32 more where it moves; 4, 8 and 16 are keys
 * that are held meanwhile. Other buttons and the wheel mean nothing here. */
static void set_mouse(struct input_event *event, int button, int column, int row, bool is_down)
{
	button &= ~(4 | 8 | 16);
	*event = (struct input_event){.kind = INPUT_KEY, .key = PRESS_NONE};
	if (!is_down || (button != 0 && button != 32) || column < 1 || row < 1)
		return;
	*event = (struct input_event){.kind = INPUT_MOUSE,
				      .key = PRESS_MOUSE,
				      .row = row - 1,
				      .column = column - 1,
				      .is_drag = button == 32};
}

void sequence_read_x10(const unsigned char bytes[3], struct input_event *event)
{
	set_mouse(event, bytes[0] - 32, bytes[1] - 32, bytes[2] - 32, true);
}

/* ------------------------------------------------------------------------------------ answers */

/* CSI with a prefix is a terminal's answer, or SGR's mouse. */
static bool read_answer(const struct fields *f, struct input_event *event)
{
	if (f->prefix == '<' && (f->final == 'M' || f->final == 'm')) {
		set_mouse(event, f->values[0][0], f->values[1][0], f->values[2][0],
			  f->final == 'M');
		return true;
	}
	if (f->prefix == '?' && f->final == 'c')
		*event = (struct input_event){.kind = INPUT_ATTRIBUTES};
	else if (f->prefix == '?' && f->intermediate == '$' && f->final == 'y')
		*event = (struct input_event){
			.kind = INPUT_MODE, .mode = f->values[0][0], .setting = f->values[1][0]};
	else
		return false;
	return true;
}

/* One to four digits of base 16, as a share of 255. */
static bool read_share(const char **text, uint32_t *share)
{
	static const char digits[] = "0123456789abcdef0123456789ABCDEF";
	uint32_t value = 0, max = 0;
	int count = 0;

	for (; **text && strchr(digits, **text); (*text)++) {
		if (++count > 4)
			return false;
		value = value * 16 + (uint32_t)((strchr(digits, **text) - digits) % 16);
		max = max * 16 + 15;
	}
	*share = max ? (value * 255 + max / 2) / max : 0;
	return count > 0;
}

bool sequence_read_string(const char *sequence, struct input_event *event)
{
	static const char beginning[] = "]11;rgb";
	uint32_t red, green, blue;

	if (strncmp(sequence, beginning, sizeof(beginning) - 1) != 0)
		return false;
	sequence += sizeof(beginning) - 1;
	sequence += *sequence == 'a'; /* rgba: has a fourth share behind */
	if (*sequence++ != ':' || !read_share(&sequence, &red) || *sequence++ != '/' ||
	    !read_share(&sequence, &green) || *sequence++ != '/' || !read_share(&sequence, &blue) ||
	    (*sequence && *sequence != '/'))
		return false;
	*event = (struct input_event){.kind = INPUT_GROUND, .color = red << 16 | green << 8 | blue};
	return true;
}

/* --------------------------------------------------------------------------------------- keys */

/* A character as kitty and modifyOtherKeys tell it: its code without Shift, and the modifiers.
 * shifted: what it is with Shift, 0 where that is not told. */
static int character_key(int code, int shifted, int modifiers)
{
	if (modifiers & OTHERS)
		return PRESS_NONE;
	if (code == '\t' && modifiers & SHIFT)
		return PRESS_BACKTAB;
	if (code < ' ' || code == PRESS_BACKSPACE)
		return sequence_key_of((uint32_t)code);
	if (modifiers & CONTROL) {
		bool is_letter = (code >= 'a' && code <= 'z') || (code >= 'A' && code <= 'Z');

		return is_letter ? sequence_key_of((uint32_t)code & 0x1f) : PRESS_NONE;
	}
	if (modifiers & SHIFT && shifted)
		code = shifted;
	else if (modifiers & SHIFT && code >= 'a' && code <= 'z')
		code -= 'a' - 'A';
	if (code >= 0xe000 && code < 0xf900) /* where kitty counts its keys without characters */
		return find(privates, code);
	return sequence_key_of((uint32_t)code);
}

static int csi_key(const struct fields *f)
{
	int modifiers = f->values[1][0] > 0 ? f->values[1][0] - 1 : 0;

	if (f->values[1][1] == 3) /* kitty: it was let go */
		return PRESS_NONE;
	if (f->final == 'u')
		return character_key(f->values[0][0], f->values[0][1], modifiers);
	if (f->final == '~' && f->values[0][0] == 27)
		return character_key(f->values[2][0], 0, modifiers);
	if (strchr("~^@$", f->final))
		return find(numbers, f->values[0][0]);
	return find(letters, f->final);
}

/* SS3: modifiers may stand before the letter, "O5A". */
static int ss3_key(const char *text)
{
	int key;

	text += strspn(text, "0123456789;");
	if (!*text)
		return PRESS_NONE;
	key = find(letters, *text);
	return key != PRESS_NONE ? key : find(keypad, *text);
}

bool sequence_read(const char *sequence, struct input_event *event)
{
	struct fields fields;

	*event = (struct input_event){.kind = INPUT_KEY, .key = PRESS_NONE};
	if (sequence[0] == 'O') {
		event->key = ss3_key(sequence + 1);
		return true;
	}
	if (sequence[0] != '[' || !sequence[1])
		return true;
	if (sequence[1] == '[') { /* the Linux console: A to E are F1 to F5 */
		event->key = sequence[2] == 'A' ? PRESS_F1 : PRESS_NONE;
		return true;
	}
	fields = split(sequence + 1);
	if (fields.prefix)
		return read_answer(&fields, event);
	event->key = csi_key(&fields);
	return true;
}
