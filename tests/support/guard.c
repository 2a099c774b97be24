/* What a program may leave behind. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "support/guard.h"
#include "support/terminal_inside.h"

#include <string.h>

/* The flags that people notice; the words are compared as a whole. */
static const struct {
	const char *name;
	tcflag_t flag;
} local_flags[] = {{"ECHO", ECHO}, {"ICANON", ICANON}, {"ISIG", ISIG}, {"IEXTEN", IEXTEN}};

static bool line_is_sane(struct terminal *terminal, struct err *err)
{
	const struct termios *before = &terminal->session.before;
	struct termios now;

	assert_int_equal(tcgetattr(terminal->session.master, &now), 0);
	for (size_t i = 0; i < sizeof(local_flags) / sizeof(local_flags[0]); i++)
		if ((now.c_lflag ^ before->c_lflag) & local_flags[i].flag)
			return err_set(err, "the terminal is left with %s changed",
				       local_flags[i].name);
	if (now.c_iflag != before->c_iflag || now.c_oflag != before->c_oflag ||
	    now.c_cflag != before->c_cflag || now.c_lflag != before->c_lflag)
		return err_set(err,
			       "the terminal is left with flags i %o o %o c %o l %o, "
			       "they were i %o o %o c %o l %o",
			       now.c_iflag, now.c_oflag, now.c_cflag, now.c_lflag, before->c_iflag,
			       before->c_oflag, before->c_cflag, before->c_lflag);
	if (memcmp(now.c_cc, before->c_cc, sizeof(now.c_cc)) != 0)
		return err_set(err, "the terminal is left with other special characters");
	return true;
}

/* Whether the pen, that is, what would be written next, is plain. */
static bool pen_is_sane(struct terminal *terminal, struct err *err)
{
	static const VTermAttr on[] = {VTERM_ATTR_BOLD, VTERM_ATTR_ITALIC, VTERM_ATTR_BLINK,
				       VTERM_ATTR_REVERSE};
	VTermState *state = vterm_obtain_state(terminal->vterm);
	VTermValue value;

	vterm_state_get_penattr(state, VTERM_ATTR_FOREGROUND, &value);
	if (!VTERM_COLOR_IS_DEFAULT_FG(&value.color))
		return err_set(err, "a foreground colour is left on");
	vterm_state_get_penattr(state, VTERM_ATTR_BACKGROUND, &value);
	if (!VTERM_COLOR_IS_DEFAULT_BG(&value.color))
		return err_set(err, "a background colour is left on");
	vterm_state_get_penattr(state, VTERM_ATTR_UNDERLINE, &value);
	if (value.number != 0)
		return err_set(err, "underlining is left on");
	for (size_t i = 0; i < sizeof(on) / sizeof(on[0]); i++) {
		vterm_state_get_penattr(state, on[i], &value);
		if (value.boolean)
			return err_set(err, "bold, italic, blinking or reverse is left on");
	}
	return true;
}

/* What the emulator would type, asked without typing it. */
static bool types(struct terminal *terminal, bool is_paste, const char *expected)
{
	size_t before = terminal->typed_size, size;
	bool is_same;

	if (is_paste)
		vterm_keyboard_start_paste(terminal->vterm);
	else
		vterm_keyboard_key(terminal->vterm, VTERM_KEY_UP, VTERM_MOD_NONE);
	size = terminal->typed_size - before;
	is_same = size == strlen(expected) &&
		  (size == 0 || memcmp(terminal->typed + before, expected, size) == 0);
	terminal->typed_size = before;
	return is_same;
}

bool guard_is_sane(struct terminal *terminal, struct err *err)
{
	if (!line_is_sane(terminal, err))
		return false;
	if (terminal->is_alternate)
		return err_set(err, "the alternate screen is left on");
	if (!terminal->is_cursor_visible)
		return err_set(err, "the cursor is left invisible");
	if (terminal->mouse != VTERM_PROP_MOUSE_NONE)
		return err_set(err, "the mouse is left on");
	if (!types(terminal, false, "\033[A"))
		return err_set(err, "the keypad is left on");
	if (!types(terminal, true, ""))
		return err_set(err, "bracketed paste is left on");
	return pen_is_sane(terminal, err);
}
