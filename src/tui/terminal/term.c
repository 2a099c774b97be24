/*
 * What puts the terminal back is computed before anything is changed: a handler of signals only
 * writes those bytes and calls tcsetattr(), both safe there. Its statics are mutable because
 * a handler gets no argument, and there is one terminal.
 */
#include "tui/terminal/term.h"
#include "base/xalloc.h"
#include "format/temporary.h"
#include "format/write_all.h"

#include <curses.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <term.h>
#include <termios.h>
#include <unistd.h>

/* A macro of term.h's. */
#undef columns

enum { ANSWER_MS = 500 };

static struct {
	SCREEN *screen;
	struct termios before;
	char restore[256];
	size_t restore_length;
	int lost;       /* why it could not be written to, an errno; 0: it could */
	int log, error; /* standard error's replacement, and the original; -1: it was left alone */
	bool has_title, is_asked, has_csi, has_mouse;
	volatile sig_atomic_t is_changed, answers; /* answers: that are due */
	struct xalloc_hook hook;
} term = {.log = -1, .error = -1};

/* Whether a signal that nobody cares for ends a program. */
static bool is_fatal(int number)
{
	return number != SIGCHLD && number != SIGCONT && number != SIGURG && number != SIGWINCH &&
	       number != SIGTSTP && number != SIGTTIN && number != SIGTTOU;
}

/* A terminal that others read too may be one that does not wait. */
void term_write(const char *text)
{
	if (!write_all(STDOUT_FILENO, text, strlen(text)) && errno != EAGAIN)
		term.lost = errno;
}

/* Curses doesn't say so, but what fails for ever fails for us, too. */
bool term_is_lost(struct err *err)
{
	return term.lost &&
	       !err_set(err, "the terminal can't be written to: %s", strerror(term.lost));
}

/* -------------------------------------------------------------------------- standard error */

static void log_start(void)
{
	term.log = isatty(STDERR_FILENO) ? temporary_nameless() : -1;
	if (term.log < 0)
		return;
	fflush(stderr);
	term.error = fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 3);
	dup2(term.log, STDERR_FILENO);
}

/* Safe in a handler. */
static void log_stop(void)
{
	char bytes[512];
	ssize_t n;

	if (term.log < 0 || term.error < 0)
		return;
	dup2(term.error, STDERR_FILENO);
	lseek(term.log, 0, SEEK_SET);
	while ((n = read(term.log, bytes, sizeof(bytes))) > 0)
		write_all(STDERR_FILENO, bytes, (size_t)n);
	close(term.log);
	close(term.error);
	term.log = term.error = -1;
}

/* ------------------------------------------------------------------------------- restoring */

/* An answer that comes later would be typed into the shell. */
static void drop_answers(void)
{
	struct pollfd keyboard = {STDIN_FILENO, POLLIN, 0};

	for (; term.answers > 0 && poll(&keyboard, 1, ANSWER_MS) > 0; term.answers--)
		tcflush(STDIN_FILENO, TCIFLUSH);
	term.answers = 0;
}

static void restore(void *context __attribute__((unused)))
{
	if (!term.is_changed)
		return;
	term.is_changed = 0;
	/* Output that was stopped from elsewhere would keep write() waiting. */
	tcflow(STDOUT_FILENO, TCOON);
	write_all(STDOUT_FILENO, term.restore, term.restore_length);
	drop_answers();
	tcsetattr(STDIN_FILENO, TCSANOW, &term.before);
	log_stop();
}

static void handle_fatal(int number)
{
	restore(NULL);
	/* SA_RESETHAND took the handler away. */
	raise(number);
}

/* sigaction may be called by a handler. */
void term_die_of(int number)
{
	struct sigaction action = {.sa_handler = handle_fatal};

	action.sa_flags = (int)(SA_RESETHAND | SA_NODEFER);
	sigemptyset(&action.sa_mask);
	sigaction(number, &action, NULL);
}

static void catch_signals(bool is_on)
{
	struct sigaction old;

	for (int number = 1; number < NSIG; number++) {
		/* Who started us with a signal ignored (nohup) keeps it ignored. */
		if (!is_fatal(number) || sigaction(number, NULL, &old) != 0 ||
		    old.sa_handler == SIG_IGN)
			continue;
		signal(number, SIG_DFL);
		if (is_on)
			term_die_of(number);
	}
}

static void add_restore(const char *bytes)
{
	size_t size = bytes && bytes != (char *)-1 ? strlen(bytes) : 0;

	if (size == 0 || term.restore_length + size > sizeof(term.restore))
		return;
	memcpy(term.restore + term.restore_length, bytes, size);
	term.restore_length += size;
}

static const char mouse_on[] = "\033[?1000h\033[?1002h\033[?1006h",
		  mouse_off[] = "\033[?1006l\033[?1002l\033[?1000l";

static void precompute(void)
{
	term.restore_length = 0;
	if (term.has_csi) {
		/* A repaint may be under way. */
		if (term.is_asked)
			add_restore("\033[?2026l");
		add_restore(mouse_off);
		add_restore("\033[?2004l");
	}
	if (term.has_title)
		add_restore("\033[23;2t");
	add_restore(tigetstr("sgr0"));
	add_restore(tigetstr("op"));
	add_restore(tigetstr("rmkx"));
	add_restore(tigetstr("rmcup"));
	/* Last: some terminals bring the cursor back as it was on entering the other screen. */
	add_restore(tigetstr("cnorm"));
}

/* --------------------------------------------------------------------------------- colours */

static const char *environment(const char *name)
{
	const char *value = getenv(name);

	return value ? value : "";
}

/* Whether terminfo has an entry; is_direct: and it is one of direct colour. */
static bool has_entry(const char *name, bool is_direct)
{
	int result;
	bool is_there = setupterm(name, STDOUT_FILENO, &result) == OK;

	if (!is_there)
		return false;
	is_there = !is_direct || tigetflag("RGB") > 0 || tigetnum("RGB") > 0;
	del_curterm(cur_term);
	return is_there;
}

enum { ENTRY_MAX = 80 }; /* a terminal's name with an ending */

/* NAME-direct beside an entry called NAME or NAME-256color: false where it is not installed. */
static bool direct_entry(const char *name, char direct[ENTRY_MAX])
{
	snprintf(direct, ENTRY_MAX, "%.*s-direct", (int)strcspn(name, "-"), name);
	return has_entry(direct, true);
}

/* The entries called screen and tmux have eight colours, though both programs read 256: that entry
 * is taken where it is installed. The name alone tells: through ssh nothing else comes along. */
static const char *richer_entry(const char *name)
{
	static const char *const entries[][2] = {{"screen", "screen-256color"},
						 {"screen-bce", "screen-256color-bce"},
						 {"tmux", "tmux-256color"}};

	for (size_t i = 0; i < sizeof(entries) / sizeof(entries[0]); i++)
		if (strcmp(name, entries[i][0]) == 0 && has_entry(entries[i][1], false))
			return entries[i][1];
	return name;
}

static bool wants_direct(const char *color, const char *name)
{
	const char *outside = environment("COLORTERM");

	if (color && strcmp(color, "auto") != 0)
		return strcmp(color, "direct") == 0;
	/* tmux and screen pass COLORTERM on from the terminal outside, which they may not match. */
	return !*environment("NO_COLOR") && !*environment("TMUX") &&
	       strncmp(name, "tmux", 4) != 0 && strncmp(name, "screen", 6) != 0 &&
	       (strcmp(outside, "truecolor") == 0 || strcmp(outside, "24bit") == 0);
}

static enum color_mode mode_of_entry(void)
{
	int colors = tigetnum("colors");

	if (tigetflag("RGB") > 0 || tigetnum("RGB") > 0 || colors > 256)
		return COLOR_DIRECT;
	return colors >= 256  ? COLOR_256
	       : colors >= 16 ? COLOR_16
	       : colors >= 8  ? COLOR_8
			      : COLOR_MONO;
}

/* Forced beyond what the entry has, curses could not express it: its maximum is taken. */
static bool choose_mode(const char *color, enum color_mode *mode, char note[TERM_NOTE_MAX],
			struct err *err)
{
	enum color_mode max = mode_of_entry();
	struct medium forced;

	*mode = max;
	if (!color || strcmp(color, "auto") == 0 || strcmp(color, "always") == 0) {
		if (max > COLOR_MONO && *environment("NO_COLOR") &&
		    !(color && strcmp(color, "always") == 0))
			*mode = COLOR_MONO;
		return true;
	}
	if (!medium_choose(&forced, color, NULL, true, err))
		return false;
	*mode = forced.mode == COLOR_NONE ? COLOR_MONO : forced.mode;
	if (*mode > max) {
		snprintf(note, TERM_NOTE_MAX, "%s has no %s colours in terminfo: %s are used",
			 environment("TERM"), color_mode_names[*mode], color_mode_names[max]);
		*mode = max;
	}
	return true;
}

/* Curses writes through the locale. */
static bool choose_glyphs(const char *glyphs, struct medium *medium, char note[TERM_NOTE_MAX],
			  struct err *err)
{
	if (!medium_choose_glyphs(medium, glyphs, err))
		return false;
	if (medium_has_utf8(*medium) && !medium_has_utf8_locale()) {
		snprintf(note, TERM_NOTE_MAX, "the locale has no UTF-8: ASCII is drawn");
		medium->glyphs = GLYPHS_ASCII;
	}
	return true;
}

/* ----------------------------------------------------------------------------- start, stop */

bool term_is_there(void)
{
	const char *name = environment("TERM");

	return isatty(STDIN_FILENO) && isatty(STDOUT_FILENO) && *name && strcmp(name, "dumb") != 0;
}

static bool open_screen(const char *color, char note[TERM_NOTE_MAX], struct err *err)
{
	const char *name = environment("TERM");
	char direct[ENTRY_MAX];

	if (!has_entry(name, false)) {
		snprintf(note, TERM_NOTE_MAX,
			 "terminfo does not know TERM=%s: taken for xterm-256color", name);
		name = "xterm-256color";
	}
	name = richer_entry(name);
	if (wants_direct(color, name) && direct_entry(name, direct))
		name = direct;
	term.screen = newterm(name, stdout, stdin);
	if (!term.screen)
		return err_set(err,
			       "TERM=%s: terminfo has neither this terminal nor xterm-256color; "
			       "install ncurses-base, or set TERM to a terminal that is there",
			       environment("TERM"));
	return true;
}

/* Ctrl-S and Ctrl-V are keys like others here: no key may freeze the screen. Nor may a read(),
 * which gives nothing where nothing is there. */
static void free_keys(void)
{
	struct termios mode;

	if (tcgetattr(STDIN_FILENO, &mode) != 0)
		return;
	mode.c_iflag &= ~(tcflag_t)(IXON | IXOFF);
	mode.c_lflag &= ~(tcflag_t)IEXTEN;
	mode.c_cc[VMIN] = mode.c_cc[VTIME] = 0;
	tcsetattr(STDIN_FILENO, TCSADRAIN, &mode);
	def_prog_mode();
}

static void prepare(void)
{
	cbreak();
	noecho();
	nonl();
	keypad(stdscr, TRUE);
	typeahead(-1); /* a repaint is not broken off because of the next key */
	leaveok(stdscr, TRUE);
	curs_set(0);
	if (has_colors()) {
		start_color();
		use_default_colors();
	}
	free_keys();
}

static bool has_window_title(void)
{
	static const char *const kinds[] = {"xterm", "tmux",  "screen",    "rxvt",  "vte",
					    "foot",  "kitty", "alacritty", "gnome", "konsole"};
	const char *name = environment("TERM");

	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (strncmp(name, kinds[i], strlen(kinds[i])) == 0)
			return true;
	return false;
}

/* Whether to ask for more than attributes. Only kinds that answer or keep still: the Linux console
 * prints parts of OSC that it does not know, a real vt100 too. GNU screen keeps still about its
 * ground; tmux, which may call itself screen, answers. */
static bool may_ask(void)
{
	return term.has_title &&
	       (strncmp(environment("TERM"), "screen", 6) != 0 || *environment("TMUX"));
}

/* Modes of ours are written only where the terminal's own sequences are of that kind. */
static bool has_csi(void)
{
	const char *move = tigetstr("cup");

	return move && move != (char *)-1 && strncmp(move, "\033[", 2) == 0;
}

/* What is changed while the program is in front, beside what curses changes. */
static void enter(void)
{
	if (term.has_csi)
		term_write("\033[?2004h");
	if (term.has_mouse)
		term_write(mouse_on);
	if (term.has_title)
		term_write("\033[22;2t");
}

bool term_start(const char *color, const char *glyphs, struct medium *medium,
		char note[TERM_NOTE_MAX], struct err *err)
{
	note[0] = '\0';
	if (tcgetattr(STDIN_FILENO, &term.before) != 0)
		return err_set(err, "standard input is no terminal that can be set up");
	/* Curses changes the terminal's modes long before it writes to it. */
	term.restore_length = 0;
	term.is_changed = 1;
	catch_signals(true);
	term.hook.run = restore;
	xalloc_add_hook(&term.hook);
	if (!open_screen(color, note, err) || !choose_mode(color, &medium->mode, note, err) ||
	    !choose_glyphs(glyphs, medium, note, err)) {
		term_stop();
		return false;
	}
	term.has_title = has_window_title();
	term.has_csi = has_csi();
	term.is_asked = may_ask();
	term.has_mouse = false;
	precompute();
	prepare();
	enter();
	log_start();
	return true;
}

void term_stop(void)
{
	if (!term.is_changed)
		return;
	endwin();
	restore(NULL);
	catch_signals(false);
	xalloc_remove_hook(&term.hook);
	delscreen(term.screen);
	term.screen = NULL;
}

void term_suspend(void)
{
	struct sigaction old, action = {.sa_handler = SIG_DFL};

	endwin();
	write_all(STDOUT_FILENO, term.restore, term.restore_length);
	tcsetattr(STDIN_FILENO, TCSANOW, &term.before);
	sigemptyset(&action.sa_mask);
	sigaction(SIGTSTP, &action, &old);
	raise(SIGTSTP);
	sigaction(SIGTSTP, &old, NULL);
	enter();
	refresh();
}

void term_mouse(bool is_on)
{
	if (term.has_csi && is_on != term.has_mouse)
		term_write(is_on ? mouse_on : mouse_off);
	term.has_mouse = is_on;
}

bool term_ask(void)
{
	if (term.is_asked)
		term_write("\033]11;?\a\033[?2026$p");
	if (term.has_csi)
		term_write("\033[c");
	return term.has_csi;
}

void term_await(int answers)
{
	term.answers = answers;
}

void term_synchronize(bool is_begin)
{
	term_write(is_begin ? "\033[?2026h" : "\033[?2026l");
}

bool term_resize(int *rows, int *columns)
{
	struct winsize size;

	if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_row > 0 && size.ws_col > 0 &&
	    is_term_resized(size.ws_row, size.ws_col))
		resizeterm(size.ws_row, size.ws_col);
	if (*rows == LINES && *columns == COLS)
		return false;
	*rows = LINES;
	*columns = COLS;
	return true;
}

void term_title(const char *title)
{
	char text[96];

	if (!term.has_title)
		return;
	/* In one write: what interrupts it must not swallow what restores the terminal. */
	snprintf(text, sizeof(text), "\033]2;netglyph: %s\a", title);
	term_write(text);
}
