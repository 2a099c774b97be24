/* A machine of few states that takes one byte after another, as ECMA-48 and xterm's ctlseqs say. */
#include "tui/terminal/keyboard.h"
#include "base/text.h"
#include "tui/keys.h"

#include <math.h>
#include <string.h>

/* How long a sequence may wait for its next byte. Behind "ESC [" and the like, which Alt makes too,
 * it is less: enough for a packet that comes late, too little for the next key of a person. */
static const double stall_seconds = 0.5, introduced_seconds = 0.1;

enum state {
	GROUND,
	ESCAPE,        /* ESC has come */
	CSI,           /* ESC [ */
	SS3,           /* ESC O */
	STRING,        /* ESC ] P X ^ _ */
	STRING_ESCAPE, /* a string and ESC: its end if \ follows */
	X10,           /* ESC [ M: three bytes follow, whatever they are */
	CHARACTER,     /* the first bytes of a UTF-8 character */
	PASTE
};

static const char paste_end[] = "\033[201~";
enum { BELL = 7, CANCEL = 24, SUBSTITUTE = 26, ESC = 27, DELETE = 127 };

static void tell(const struct keyboard_hearer *hearer, const struct input_event *event)
{
	hearer->take(hearer->context, event);
}

static void tell_key(const struct keyboard_hearer *hearer, int key)
{
	tell(hearer, &(struct input_event){.kind = INPUT_KEY, .key = key});
}

void keyboard_init(struct keyboard *k, double escape_delay)
{
	*k = (struct keyboard){.escape_delay = escape_delay, .state = GROUND};
}

void keyboard_name(struct keyboard *k, const char *sequence, int key)
{
	size_t length = strlen(sequence);

	if (length < 2 || sequence[0] != ESC || length > KEYBOARD_NAME_MAX ||
	    k->name_count == KEYBOARD_NAMES_MAX)
		return;
	memcpy(k->names[k->name_count].sequence, sequence + 1, length);
	k->names[k->name_count++].key = key;
}

/* The key of a name that is the sequence so far; -1: none. */
static int find_name(const struct keyboard *k)
{
	for (int i = 0; i < k->name_count; i++)
		if (strcmp(k->names[i].sequence, k->sequence) == 0)
			return k->names[i].key;
	return -1;
}

static void go(struct keyboard *k, enum state state)
{
	k->state = (int)state;
	k->length = 0;
	k->sequence[0] = '\0';
	k->escapes = 0;
	k->is_alt = false;
}

static void keep(struct keyboard *k, unsigned char byte)
{
	if (k->length + 1 >= KEYBOARD_SEQUENCE_MAX)
		return;
	k->sequence[k->length++] = (char)byte;
	k->sequence[k->length] = '\0';
}

/* What has begun is nothing that a key sends: no Alt, so the ESC before it was pressed. */
static void tell_escape(struct keyboard *k, const struct keyboard_hearer *hearer)
{
	if (k->escapes > 0)
		tell_key(hearer, PRESS_ESC);
	k->escapes = 0;
}

/* ----------------------------------------------------------------------------------- pasting */

static void begin_paste(struct keyboard *k)
{
	go(k, PASTE);
	k->paste[0] = '\0';
	k->matched = 0;
	k->is_line_over = false;
}

static void paste_byte(struct keyboard *k, unsigned char byte)
{
	size_t length = strlen(k->paste);

	if (byte == '\r' || byte == '\n')
		k->is_line_over = length > 0; /* empty lines before the first do not count */
	else if (byte >= ' ' && byte != DELETE && !k->is_line_over && length + 1 < PROMPT_MAX)
		k->paste[length] = (char)byte, k->paste[length + 1] = '\0';
}

/* Only whole characters, in place. */
static void clean_paste(struct keyboard *k)
{
	const char *from = k->paste;
	char *to = k->paste;

	while (*from) {
		const char *at = from;
		uint32_t character = text_next(&from);

		if (character == 0 || sequence_key_of(character) == PRESS_NONE)
			continue;
		memmove(to, at, (size_t)(from - at));
		to += from - at;
	}
	*to = '\0';
}

static void end_paste(struct keyboard *k, const struct keyboard_hearer *hearer)
{
	clean_paste(k);
	go(k, GROUND);
	tell(hearer, &(struct input_event){.kind = INPUT_PASTE, .text = k->paste});
}

static void take_pasted(struct keyboard *k, unsigned char byte,
			const struct keyboard_hearer *hearer)
{
	if (byte == (unsigned char)paste_end[k->matched]) {
		if (!paste_end[++k->matched])
			end_paste(k, hearer);
		return;
	}
	/* What looked like the end was text. */
	for (int i = 0; i < k->matched; i++)
		paste_byte(k, (unsigned char)paste_end[i]);
	k->matched = byte == ESC;
	if (byte != ESC)
		paste_byte(k, byte);
}

/* ------------------------------------------------------------------------------------- whole */

static void end_sequence(struct keyboard *k, const struct keyboard_hearer *hearer)
{
	struct input_event event = {.kind = INPUT_KEY};
	int named = find_name(k);
	bool is_told;

	if (strcmp(k->sequence, "[200~") == 0) {
		tell_escape(k, hearer);
		begin_paste(k);
		return;
	}
	if (strcmp(k->sequence, "[M") == 0 && named < 0) {
		tell_escape(k, hearer);
		go(k, X10);
		return;
	}
	is_told = named >= 0 || sequence_read(k->sequence, &event);
	if (named >= 0)
		event.key = named;
	go(k, GROUND);
	if (is_told)
		tell(hearer, &event);
}

static void end_string(struct keyboard *k, const struct keyboard_hearer *hearer)
{
	struct input_event event;
	bool is_told = sequence_read_string(k->sequence, &event);

	go(k, GROUND);
	if (is_told)
		tell(hearer, &event);
}

static void end_character(struct keyboard *k, const struct keyboard_hearer *hearer)
{
	const char *text = k->sequence;
	uint32_t character = text_next(&text);
	bool is_whole = character && !*text && !k->is_alt;

	go(k, GROUND);
	tell_key(hearer, is_whole ? sequence_key_of(character) : PRESS_NONE);
}

/* ------------------------------------------------------------------------------- byte by byte */

static void begin(struct keyboard *k, unsigned char byte, bool is_alt,
		  const struct keyboard_hearer *hearer)
{
	go(k, GROUND);
	if (byte == ESC) {
		k->state = ESCAPE;
		k->escapes = 1;
	} else if (byte >= 0xc2 && byte < 0xf5) {
		k->state = CHARACTER;
		k->is_alt = is_alt;
		keep(k, byte);
	} else if (byte < 0x80)
		tell_key(hearer, is_alt ? PRESS_NONE : sequence_key_of(byte));
	/* Any other byte begins no UTF-8. */
}

static void take_escaped(struct keyboard *k, unsigned char byte,
			 const struct keyboard_hearer *hearer)
{
	if (byte == ESC) {
		/* With Alt, rxvt sends ESC before a whole sequence. */
		if (++k->escapes > 2) {
			k->escapes = 2;
			tell_key(hearer, PRESS_ESC);
		}
		return;
	}
	k->escapes--;
	keep(k, byte);
	if (find_name(k) >= 0)
		end_sequence(k, hearer);
	else if (byte == '[')
		k->state = CSI;
	else if (byte == 'O')
		k->state = SS3;
	else if (strchr("]PX^_", byte) && byte) {
		tell_escape(k, hearer);
		k->state = STRING;
	} else
		begin(k, byte, true, hearer);
}

/* Bytes that no sequence holds: it was none. */
static bool breaks_off(unsigned char byte)
{
	return byte < ' ' || byte >= DELETE;
}

/* rxvt's keys with Shift end in $, which elsewhere stands before the last byte. */
static bool ends_in_dollar(const char *sequence)
{
	return sequence[1] && strspn(sequence + 1, "0123456789") == strlen(sequence + 1);
}

static void take_csi(struct keyboard *k, unsigned char byte, const struct keyboard_hearer *hearer)
{
	bool is_linux = strcmp(k->sequence, "[[") == 0,
	     begins_linux = k->length == 1 && byte == '[';

	if (breaks_off(byte)) {
		begin(k, byte, false, hearer);
		return;
	}
	if ((byte >= '@' && !begins_linux) || is_linux ||
	    (byte == '$' && ends_in_dollar(k->sequence))) {
		/* The last byte says what it is, however long it was. */
		k->length -= k->length + 1 == KEYBOARD_SEQUENCE_MAX;
		keep(k, byte);
		end_sequence(k, hearer);
		return;
	}
	if (k->length == 1 && byte >= '<') /* to ?: of the terminal, or its mouse */
		tell_escape(k, hearer);
	keep(k, byte);
}

static void take_ss3(struct keyboard *k, unsigned char byte, const struct keyboard_hearer *hearer)
{
	if (breaks_off(byte)) {
		begin(k, byte, false, hearer);
		return;
	}
	keep(k, byte);
	if (!((byte >= '0' && byte <= '9') || byte == ';') ||
	    k->length + 1 == KEYBOARD_SEQUENCE_MAX)
		end_sequence(k, hearer);
}

static void take_string(struct keyboard *k, unsigned char byte,
			const struct keyboard_hearer *hearer)
{
	if (byte == BELL)
		end_string(k, hearer);
	else if (byte == CANCEL || byte == SUBSTITUTE)
		go(k, GROUND);
	else if (byte == ESC)
		k->state = STRING_ESCAPE;
	else
		keep(k, byte);
}

static void take_character(struct keyboard *k, unsigned char byte,
			   const struct keyboard_hearer *hearer)
{
	unsigned char first = (unsigned char)k->sequence[0];
	int length = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;

	if ((byte & 0xc0) != 0x80) {
		begin(k, byte, false, hearer);
		return;
	}
	keep(k, byte);
	if (k->length == length)
		end_character(k, hearer);
}

static void take_x10(struct keyboard *k, unsigned char byte, const struct keyboard_hearer *hearer)
{
	struct input_event event;

	/* May be 0, so sequence[] is no text here. */
	k->sequence[k->length++] = (char)byte;
	if (k->length < 3)
		return;
	sequence_read_x10((const unsigned char *)k->sequence, &event);
	go(k, GROUND);
	tell(hearer, &event);
}

static void take_byte(struct keyboard *k, unsigned char byte, const struct keyboard_hearer *hearer)
{
	switch ((enum state)k->state) {
	case GROUND:
		begin(k, byte, false, hearer);
		break;
	case ESCAPE:
		take_escaped(k, byte, hearer);
		break;
	case CSI:
		take_csi(k, byte, hearer);
		break;
	case SS3:
		take_ss3(k, byte, hearer);
		break;
	case STRING:
		take_string(k, byte, hearer);
		break;
	case STRING_ESCAPE:
		if (byte == '\\')
			end_string(k, hearer);
		else {
			begin(k, ESC, false, hearer);
			take_escaped(k, byte, hearer);
		}
		break;
	case X10:
		take_x10(k, byte, hearer);
		break;
	case CHARACTER:
		take_character(k, byte, hearer);
		break;
	case PASTE:
		take_pasted(k, byte, hearer);
		break;
	}
}

void keyboard_feed(struct keyboard *k, const char *bytes, size_t size, double now,
		   const struct keyboard_hearer *hearer)
{
	for (size_t i = 0; i < size; i++)
		take_byte(k, (unsigned char)bytes[i], hearer);
	k->since = now;
}

double keyboard_due(const struct keyboard *k)
{
	switch ((enum state)k->state) {
	case GROUND:
		return INFINITY;
	case ESCAPE:
		return k->since + k->escape_delay;
	case X10:
	case CHARACTER:
		return k->since + introduced_seconds;
	case PASTE:
		/* Esc is how a person ends a paste whose end was lost. */
		return k->matched == 1 ? k->since + stall_seconds : INFINITY;
	default:
		return k->since + (k->length > 1 ? stall_seconds : introduced_seconds);
	}
}

void keyboard_elapse(struct keyboard *k, double now, const struct keyboard_hearer *hearer)
{
	int escapes = k->escapes;
	/* ESC [ and no more: that key with Alt. */
	bool is_alt = k->length == 1 && (k->state == CSI || k->state == SS3 || k->state == STRING);

	if (now < keyboard_due(k))
		return;
	if (k->state == PASTE) {
		end_paste(k, hearer);
		return;
	}
	go(k, GROUND);
	for (; escapes > 0; escapes--)
		tell_key(hearer, PRESS_ESC);
	if (is_alt)
		tell_key(hearer, PRESS_NONE);
}
