/*
 * What comes out of the keyboard: a table of sequences by the terminals that send them, whatever is
 * cut in pieces, pasted, answered, broken off, endless or random.
 *
 * NETGLYPH_KEYBOARD=N feeds N random bytes instead of 100,000.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tui/terminal/keyboard.h"

#include "base/rng.h"
#include "base/text.h"
#include "tui/keys.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { HEARD_MAX = 64 };

/* The events that came, in words: "Up 3 paste(abc) mouse(2,3) drag(2,3) ground(1e1e2e)
 * mode(2026,2) attributes", "-" for a key that means nothing. */
struct heard {
	struct keyboard keyboard;
	char text[2 * PROMPT_MAX];
	double now;
};

static void describe_key(int key, char word[64])
{
	char bytes[TEXT_GLYPH_MAX];

	if (key == PRESS_NONE)
		strcpy(word, "-");
	else if (key > 127 && key < 0x110000)
		strcpy(word, text_put((uint32_t)key, bytes));
	else if (key < ' ' && key != PRESS_TAB && key != PRESS_ENTER && key != PRESS_ESC)
		snprintf(word, 64, "^%c", key + '@');
	else
		press_name(key, word);
}

static void hear(void *context, const struct input_event *event)
{
	struct heard *heard = context;
	size_t length = strlen(heard->text);
	char word[PROMPT_MAX + 64] = "";

	switch (event->kind) {
	case INPUT_KEY:
		describe_key(event->key, word);
		break;
	case INPUT_MOUSE:
		snprintf(word, sizeof(word), "%s(%d,%d)", event->is_drag ? "drag" : "mouse",
			 event->row, event->column);
		break;
	case INPUT_PASTE:
		snprintf(word, sizeof(word), "paste(%s)", event->text);
		break;
	case INPUT_GROUND:
		snprintf(word, sizeof(word), "ground(%06x)", event->color);
		break;
	case INPUT_MODE:
		snprintf(word, sizeof(word), "mode(%d,%d)", event->mode, event->setting);
		break;
	case INPUT_ATTRIBUTES:
		strcpy(word, "attributes");
		break;
	}
	snprintf(heard->text + length, sizeof(heard->text) - length, "%s%s", length ? " " : "",
		 word);
}

static void start(struct heard *heard)
{
	*heard = (struct heard){.now = 100};
	keyboard_init(&heard->keyboard, 0.025);
}

static void feed(struct heard *heard, const char *bytes, size_t size)
{
	keyboard_feed(&heard->keyboard, bytes, size, heard->now,
		      &(struct keyboard_hearer){hear, heard});
}

static void wait(struct heard *heard, double ms)
{
	heard->now += ms * 1e-3;
	keyboard_elapse(&heard->keyboard, heard->now, &(struct keyboard_hearer){hear, heard});
}

/* All at once or byte by byte with half a millisecond in between; then long nothing. */
static const char *hears(struct heard *heard, const char *bytes, size_t size, bool is_split)
{
	heard->text[0] = '\0';
	if (!is_split)
		feed(heard, bytes, size);
	for (size_t i = 0; is_split && i < size; i++) {
		feed(heard, bytes + i, 1);
		wait(heard, 0.5);
	}
	wait(heard, 10000);
	return heard->text;
}

struct row {
	const char *terminal, *bytes, *heard;
};

static void check_rows(const struct row *rows, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		for (int is_split = 0; is_split < 2; is_split++) {
			struct heard heard;
			char bytes[256], expected[600];

			/* The key behind it tells that it ended where it ends. */
			snprintf(bytes, sizeof(bytes), "%sx", rows[i].bytes);
			snprintf(expected, sizeof(expected), "%s%sx", rows[i].heard,
				 *rows[i].heard ? " " : "");
			start(&heard);
			if (strcmp(hears(&heard, bytes, strlen(bytes), is_split), expected) != 0)
				fail_msg("%s, ESC%s%s: '%s', not '%s'", rows[i].terminal,
					 rows[i].bytes + 1, is_split ? " byte by byte" : "",
					 heard.text, expected);
		}
	}
}

#define E "\033"
#define CHECK(rows) check_rows(rows, sizeof(rows) / sizeof((rows)[0]))

static const struct row key_rows[] = {
	{"xterm, foot, VTE, tmux", E "[A", "Up"},
	{"xterm, foot, VTE, tmux", E "[B", "Down"},
	{"xterm, foot, VTE, tmux", E "[C", "Right"},
	{"xterm, foot, VTE, tmux", E "[D", "Left"},
	{"keypad in application mode", E "OA", "Up"},
	{"keypad in application mode", E "OB", "Down"},
	{"keypad in application mode", E "OC", "Right"},
	{"keypad in application mode", E "OD", "Left"},
	{"xterm", E "[H", "Home"},
	{"xterm", E "[F", "End"},
	{"xterm, application mode", E "OH", "Home"},
	{"xterm, application mode", E "OF", "End"},
	{"tmux, screen, Linux, PuTTY", E "[1~", "Home"},
	{"tmux, screen, Linux, PuTTY", E "[4~", "End"},
	{"rxvt", E "[7~", "Home"},
	{"rxvt", E "[8~", "End"},
	{"all", E "[5~", "PgUp"},
	{"all", E "[6~", "PgDn"},
	{"all", E "[3~", "Del"},
	{"all", E "[2~", "-"},
	{"all", E "[Z", "Shift-Tab"},
	{"xterm, Shift", E "[1;2A", "Up"},
	{"xterm, Alt", E "[1;3B", "Down"},
	{"xterm, Shift and Alt", E "[1;4C", "Right"},
	{"xterm, Ctrl", E "[1;5D", "Left"},
	{"xterm, Ctrl and Shift", E "[1;6H", "Home"},
	{"xterm, Ctrl and Alt", E "[1;7F", "End"},
	{"xterm, all three", E "[1;8A", "Up"},
	{"xterm, Ctrl", E "[5;5~", "PgUp"},
	{"xterm, Shift", E "[6;2~", "PgDn"},
	{"xterm, Ctrl", E "[3;5~", "Del"},
	{"xterm, Shift", E "[2;2~", "-"},
	{"old GNOME", E "O5A", "Up"},
	{"old xterm", E "O1;2H", "Home"},
	{"PuTTY, Ctrl", E "OA", "Up"},
	{"rxvt, Ctrl", E "Oa", "Up"},
	{"rxvt, Ctrl", E "Od", "Left"},
	{"rxvt, Shift", E "[a", "Up"},
	{"rxvt, Shift", E "[c", "Right"},
	{"rxvt, Shift", E "[7$", "Home"},
	{"rxvt, Ctrl", E "[8^", "End"},
	{"rxvt, Ctrl and Shift", E "[5@", "PgUp"},
	{"rxvt, Shift", E "[3$", "Del"},
	{"rxvt, Alt", E E "[A", "Up"},
	{"rxvt, Alt", E E "OH", "Home"},
	{"xterm, VTE", E "OP", "F1"},
	{"rxvt, PuTTY", E "[11~", "F1"},
	{"Linux console", E "[[A", "F1"},
	{"kitty", E "[P", "F1"},
	{"xterm, Shift", E "[1;2P", "F1"},
	{"xterm", E "OQ", "-"},
	{"xterm", E "OR", "-"},
	{"xterm", E "OS", "-"},
	{"Linux console", E "[[B", "-"},
	{"Linux console", E "[[E", "-"},
	{"xterm", E "[15~", "-"},
	{"xterm", E "[17~", "-"},
	{"xterm", E "[20~", "-"},
	{"xterm", E "[24~", "-"},
	{"xterm, Ctrl", E "[24;5~", "-"},
	{"rxvt, Shift", E "[23$", "-"},
	{"xterm, keypad", E "OM", "Enter"},
	{"PuTTY, keypad", E "Op", "0"},
	{"PuTTY, keypad", E "Oy", "9"},
	{"keypad", E "Ok", "+"},
	{"keypad", E "Om", "-"},
	{"xterm, keypad's middle", E "[E", "-"},
	{"kitty", E "[97u", "a"},
	{"kitty, Shift", E "[97;2u", "A"},
	{"kitty, Shift told", E "[49:33;2u", "!"},
	{"kitty, Ctrl", E "[108;5u", "^L"},
	{"kitty, Alt", E "[113;3u", "-"},
	{"kitty, Caps Lock", E "[97;65u", "a"},
	{"kitty", E "[27u", "Esc"},
	{"kitty", E "[13u", "Enter"},
	{"kitty", E "[127u", "Backspace"},
	{"kitty, Shift-Tab", E "[9;2u", "Shift-Tab"},
	{"kitty, let go", E "[97;1:3u", "-"},
	{"kitty, let go", E "[1;1:3A", "-"},
	{"kitty, again", E "[1;1:2A", "Up"},
	{"kitty, keypad", E "[57400u", "1"},
	{"kitty, keypad", E "[57417u", "Left"},
	{"kitty, a key of its own", E "[57358u", "-"},
	{"kitty", E "[233u", "é"},
	{"modifyOtherKeys", E "[27;5;13~", "Enter"},
	{"modifyOtherKeys", E "[27;2;9~", "Shift-Tab"},
	{"modifyOtherKeys, Alt", E "[27;3;81~", "-"},
	{"focus, which is not asked for", E "[I", "-"},
};

static void keys_of_terminals_are_known(void **state)
{
	(void)state;
	CHECK(key_rows);
}

static void characters_and_controls_are_keys(void **state)
{
	static const struct row rows[] = {
		{"all", "aQ:", "a Q :"},
		{"all", "\r\n\t\177\b", "Enter Enter Tab Backspace Backspace"},
		{"all", "\014\025", "^L ^U"},
		{"UTF-8", "é日", "é 日"},
		{"UTF-8 of four bytes", "\360\237\230\200", "\360\237\230\200"},
		{"a byte that begins nothing", "\200\377", ""},
		{"overlong", "\300\257", ""},
		{"overlong", "\340\200\257", "-"},
		{"half a pair of UTF-16", "\355\240\200", "-"},
		{"beyond Unicode", "\364\220\200\200", "-"},
		{"cut off", "\342\226", ""},
		{"Latin-1's CSI", "\302\233", "-"},
	};

	(void)state;
	CHECK(rows);
}

static void alt_and_a_key_is_neither_esc_nor_the_key(void **state)
{
	static const struct row rows[] = {
		{"Alt", E "Q", "-"},    {"Alt", E "q", "-"},    {"Alt", E "1", "-"},
		{"Alt", E "\r", "-"},   {"Alt", E "\177", "-"}, {"Alt", E "é", "-"},
		{"Alt", E "\024", "-"}, {"Alt", E E "Q", "-"},
	};

	(void)state;
	CHECK(rows);
}

/* Whole, whatever it is; and what is no key is not even one that means nothing. */
static void unknown_sequences_are_swallowed_whole(void **state)
{
	static const struct row rows[] = {
		{"none", E "[99;2;3;4;5;6;7;8;9~", "-"},
		{"none", E "[99999999999999999999A", "Up"},
		{"none", E "[12;34;56!\"#z", "-"},
		{"none", E "[ Q", "-"},
		{"none", E "[;;;~", "-"},
		{"another's answer", E "[>41;377;0c", ""},
		{"another's answer", E "[?1u", ""},
		{"OSC", E "]0;title Q 1\a", ""},
		{"OSC with ST", E "]52;c;UVFR" E "\\", ""},
		{"DCS", E "P1$r0m Q" E "\\", ""},
		{"APC", E "_Gi=1;OK" E "\\", ""},
		{"PM", E "^Q" E "\\", ""},
		{"SOS", E "XQ" E "\\", ""},
		{"a string given up", E "]0;Q\030", ""},
		{"a string and a key", E "]0;Q" E "[A", "Up"},
		{"a sequence and another", E "[1;" E "[B", "Down"},
		{"a sequence and Enter", E "[1\r", "Enter"},
		{"a sequence and é", E "[1é", "é"},
		{"the end of no paste", E "[201~", "-"},
	};

	(void)state;
	CHECK(rows);
}

static void the_mouse_tells_where(void **state)
{
	static const struct row rows[] = {
		{"SGR", E "[<0;5;3M", "mouse(2,4)"},
		{"SGR, Ctrl", E "[<16;5;3M", "mouse(2,4)"},
		{"SGR", E "[<32;300;200M", "drag(199,299)"},
		{"SGR, let go", E "[<0;5;3m", "-"},
		{"SGR, right", E "[<2;5;3M", "-"},
		{"SGR, wheel", E "[<64;5;3M", "-"},
		{"SGR, nowhere", E "[<0;0;0M", "-"},
		{"X10", E "[M #$", "mouse(3,2)"},
		{"X10, wheel", E "[M`#$", "-"},
		{"X10, Q is a place", E "[M QQ", "mouse(48,48)"},
		{"rxvt 1015", E "[32;5;3M", "-"},
	};

	(void)state;
	CHECK(rows);
}

static void answers_are_no_keys(void **state)
{
	static const struct row rows[] = {
		{"xterm", E "]11;rgb:1e1e/1e1e/2e2e" E "\\", "ground(1e1e2e)"},
		{"foot", E "]11;rgb:28/2a/36\a", "ground(282a36)"},
		{"tmux", E "]11;rgb:ffff/ffff/ffff\a", "ground(ffffff)"},
		{"one digit", E "]11;rgb:f/0/8\a", "ground(ff0088)"},
		{"with a fourth", E "]11;rgba:0000/0000/0000/ffff\a", "ground(000000)"},
		{"broken", E "]11;rgb:zz/00/00\a", ""},
		{"broken", E "]11;rgb:00000/0/0\a", ""},
		{"another colour", E "]10;rgb:0/0/0\a", ""},
		{"xterm", E "[?64;1;2c", "attributes"},
		{"tmux", E "[?1;2c", "attributes"},
		{"foot", E "[?2026;2$y", "mode(2026,2)"},
		{"xterm", E "[?2026;0$y", "mode(2026,0)"},
	};

	(void)state;
	CHECK(rows);
}

/* The Esc key is no Alt where the terminal says something right behind it. */
static void esc_before_an_answer_is_a_key(void **state)
{
	static const struct row rows[] = {
		{"xterm", E E "[?64;1;2c", "Esc attributes"},
		{"xterm, twice", E E E "[?64;1;2c", "Esc Esc attributes"},
		{"xterm, twice", E E "[?1;2c" E E "[?1;2c", "Esc attributes Esc attributes"},
		{"xterm, behind it", E "[?1;2c" E E "[A", "attributes Up"},
		{"foot", E E "[?2026;2$y", "Esc mode(2026,2)"},
		{"another's", E E "[>41;377;0c", "Esc"},
		{"foot", E E "]11;rgb:28/2a/36\a", "Esc ground(282a36)"},
		{"xterm", E E "P1$r0m Q" E "\\", "Esc"},
		{"mouse", E E "[<0;5;3M", "Esc mouse(2,4)"},
		{"mouse, let go", E E "[<0;5;3m", "Esc -"},
		{"X10", E E "[M #$", "Esc mouse(3,2)"},
		{"paste", E E "[200~Q" E "[201~", "Esc paste(Q)"},
		{"cut off by a key", E E "[?6" E "[A", "Esc Up"},
		{"kitty, Alt", E E "[97u", "a"},
		{"rxvt, Alt", E E "[3~", "Del"},
	};

	(void)state;
	CHECK(rows);
}

/* Wherever it is cut twice, and whatever is typed around it. */
static void an_answer_in_any_pieces_is_one(void **state)
{
	static const char bytes[] = "3" E E "[?62;22cl" E;
	enum { SIZE = sizeof(bytes) - 1 };

	(void)state;
	for (size_t i = 0; i < SIZE; i++)
		for (size_t j = i + 1; j < SIZE; j++) {
			struct heard heard;

			start(&heard);
			feed(&heard, bytes, i);
			wait(&heard, 20);
			feed(&heard, bytes + i, j - i);
			wait(&heard, 20);
			feed(&heard, bytes + j, SIZE - j);
			wait(&heard, 26);
			assert_string_equal(heard.text, "3 Esc attributes l Esc");
		}
}

static void pasted_text_is_one_event(void **state)
{
	static const struct row rows[] = {
		{"all", E "[200~abc" E "[201~", "paste(abc)"},
		{"all", E "[200~Q\r\nQ" E "[201~", "paste(Q)"},
		{"all", E "[200~\n\nfirst\nsecond" E "[201~", "paste(first)"},
		{"all", E "[200~a\tb\001c" E "[Ad" E "[201~", "paste(abc[Ad)"},
		{"all", E "[200~é\377\302\2331" E "[201~", "paste(é1)"},
		{"all", E "[200~" E "[201" E "[20" E "[201~", "paste([201[20)"},
		{"all", E "[200~" E "[201~", "paste()"},
	};

	(void)state;
	CHECK(rows);
}

static void esc_alone_is_a_key_after_the_delay(void **state)
{
	struct heard heard;

	(void)state;
	start(&heard);
	assert_true(isinf(keyboard_due(&heard.keyboard)));
	feed(&heard, E, 1);
	assert_true(fabs(keyboard_due(&heard.keyboard) - 100.025) < 1e-9);
	wait(&heard, 24);
	assert_string_equal(heard.text, "");
	wait(&heard, 2);
	assert_string_equal(heard.text, "Esc");
	assert_true(isinf(keyboard_due(&heard.keyboard)));
	assert_string_equal(hears(&heard, E E, 2, false), "Esc Esc");
	assert_string_equal(hears(&heard, E E E, 3, true), "Esc Esc Esc");
	assert_string_equal(hears(&heard, E E "[", 3, true), "Esc -");
	assert_string_equal(hears(&heard, "x", 1, true), "x");
}

/* Lines are slow: what comes in two packets is one sequence; but no key is eaten for ever. */
static void a_sequence_waits_a_while_for_its_rest(void **state)
{
	struct heard heard;

	(void)state;
	start(&heard);
	feed(&heard, E "[", 2);
	wait(&heard, 90);
	feed(&heard, "1;", 2);
	wait(&heard, 450);
	feed(&heard, "5A", 2);
	assert_string_equal(heard.text, "Up");
	assert_string_equal(hears(&heard, E "[", 2, false), "-");
	assert_string_equal(hears(&heard, E "O", 2, false), "-");
	assert_string_equal(hears(&heard, E "]", 2, false), "-");
	assert_string_equal(hears(&heard, E "[12", 4, false), "");
	assert_string_equal(hears(&heard, E "]11;rgb:", 8, false), "");
	assert_string_equal(hears(&heard, E "[M ", 4, false), "");
	assert_string_equal(hears(&heard, "\342", 1, false), "");
	assert_string_equal(hears(&heard, "x", 1, false), "x");
	/* A paste may pause for longer; Esc ends one whose end was lost. */
	feed(&heard, E "[200~Q", 7);
	wait(&heard, 60000);
	assert_string_equal(heard.text, "x");
	assert_string_equal(hears(&heard, E, 1, false), "paste(Q)");
	assert_string_equal(hears(&heard, "x", 1, false), "x");
}

static void endless_sequences_do_not_grow(void **state)
{
	static const char *const beginnings[] = {E "]0;", E "P", E "_", E "[", E "O", E "[200~"};
	static const char *const ends[] = {"\a", E "\\", E "\\", "A", "A", E "[201~"};
	enum { MEGABYTE = 1 << 20 };
	char *many = malloc(MEGABYTE);

	(void)state;
	assert_non_null(many);
	memset(many, '7', MEGABYTE);
	for (int i = 0; i < 6; i++) {
		struct heard heard;

		start(&heard);
		feed(&heard, beginnings[i], strlen(beginnings[i]));
		if (i != 4) /* that one ends by itself */
			feed(&heard, many, MEGABYTE);
		feed(&heard, ends[i], strlen(ends[i]));
		if (i == 5)
			assert_int_equal(strlen(heard.text), strlen("paste()") + PROMPT_MAX - 1);
		else
			assert_string_equal(heard.text, i < 3 ? "" : "Up");
		assert_string_equal(hears(&heard, "x", 1, false), "x");
	}
	free(many);
}

static void terminfo_comes_first(void **state)
{
	struct heard heard;

	(void)state;
	start(&heard);
	keyboard_name(&heard.keyboard, E "h", PRESS_HOME);     /* hp's */
	keyboard_name(&heard.keyboard, E "[224z", PRESS_F1);   /* Sun's */
	keyboard_name(&heard.keyboard, E "[4~", PRESS_DELETE); /* not what others mean */
	keyboard_name(&heard.keyboard, E "P", PRESS_F1);       /* vt52's; elsewhere a string */
	keyboard_name(&heard.keyboard, "\n", PRESS_DOWN);      /* would be Enter's */
	keyboard_name(&heard.keyboard, E "[a name that is too long~", PRESS_UP);
	assert_int_equal(heard.keyboard.name_count, 4);
	assert_string_equal(hears(&heard, E "hx", 3, true), "Home x");
	assert_string_equal(hears(&heard, E "[224zx", 7, true), "F1 x");
	assert_string_equal(hears(&heard, E "[4~" E "[1~", 8, true), "Del Home");
	assert_string_equal(hears(&heard, E "Px", 3, true), "F1 x");
	assert_string_equal(hears(&heard, "\n", 1, true), "Enter");
}

/* ------------------------------------------------------------------------------------- random */

struct count {
	long events;
};

/* Whatever comes, an event is one that may be. */
static void check_event(void *context, const struct input_event *event)
{
	struct count *count = context;

	count->events++;
	assert_in_range(event->kind, INPUT_KEY, INPUT_ATTRIBUTES);
	assert_in_range(event->key, 0, PRESS_MOUSE);
	if (event->kind == INPUT_MOUSE)
		assert_true(event->row >= 0 && event->column >= 0);
	if (event->kind == INPUT_GROUND)
		assert_in_range(event->color, 0, 0xffffff);
	if (event->kind == INPUT_PASTE) {
		const char *text = event->text;

		assert_in_range(strlen(text), 0, PROMPT_MAX - 1);
		while (*text)
			assert_true(text_next(&text) >= ' ');
	}
}

/* Any byte, but those that sequences are made of more often. */
static char random_byte(struct rng *rng)
{
	static const char often[] = "\033\033\033\033[]OPM<?;:0123456789$~AcuyM\a\\rgb/";

	return rng_below(rng, 3) ? often[rng_below(rng, sizeof(often) - 1)]
				 : (char)rng_below(rng, 256);
}

static void random_bytes_do_no_harm(void **state)
{
	const char *wanted = getenv("NETGLYPH_KEYBOARD");
	long left = wanted ? strtol(wanted, NULL, 10) : 100000;
	struct keyboard keyboard;
	struct count count = {0};
	const struct keyboard_hearer hearer = {check_event, &count};
	struct rng rng;
	double now = 0;

	(void)state;
	rng_seed(&rng, 10, RNG_NOISE);
	keyboard_init(&keyboard, 0.025);
	while (left > 0) {
		char bytes[64];
		size_t size = 1 + rng_below(&rng, sizeof(bytes));

		for (size_t i = 0; i < size; i++)
			bytes[i] = random_byte(&rng);
		now += rng_uniform(&rng) * 0.05;
		keyboard_feed(&keyboard, bytes, size, now, &hearer);
		if (rng_below(&rng, 8) == 0)
			keyboard_elapse(&keyboard, now += 1, &hearer);
		left -= (long)size;
	}
	assert_true(count.events > 1000);
	/* And it is of use afterwards, in a paste too. */
	keyboard_feed(&keyboard, "\030" E "[201~" E, 8, now, &hearer);
	keyboard_elapse(&keyboard, now + 10, &hearer);
	count.events = 0;
	keyboard_feed(&keyboard, "x", 1, now + 10, &hearer);
	assert_int_equal(count.events, 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(keys_of_terminals_are_known),
		cmocka_unit_test(characters_and_controls_are_keys),
		cmocka_unit_test(alt_and_a_key_is_neither_esc_nor_the_key),
		cmocka_unit_test(unknown_sequences_are_swallowed_whole),
		cmocka_unit_test(the_mouse_tells_where),
		cmocka_unit_test(answers_are_no_keys),
		cmocka_unit_test(esc_before_an_answer_is_a_key),
		cmocka_unit_test(an_answer_in_any_pieces_is_one),
		cmocka_unit_test(pasted_text_is_one_event),
		cmocka_unit_test(esc_alone_is_a_key_after_the_delay),
		cmocka_unit_test(a_sequence_waits_a_while_for_its_rest),
		cmocka_unit_test(endless_sequences_do_not_grow),
		cmocka_unit_test(terminfo_comes_first),
		cmocka_unit_test(random_bytes_do_no_harm),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
