/*
 * One thread polls the keyboard and the pipe that jobs, runs and signals write to; takes all
 * keys that are there; and draws. Signals only set flags and write to the pipe.
 */
#include "tui/terminal/loop.h"
#include "tui/explorer.h"
#include "tui/terminal/cells.h"
#include "tui/terminal/term.h"

#include <curses.h>
#include <math.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
	LIVE_MS = 100,    /* between frames that no key asked for */
	RECENT_MS = 300,  /* as long after a key its answer is drawn at once */
	END_OF_INPUT = 20 /* empty reads of a readable keyboard: it is gone */
};

struct loop {
	struct app *app;
	struct canvas *last;
	unsigned long keys; /* taken so far */
	int empty;          /* reads without a key in a row */
	int titled;         /* the screen that the title names */
	double drawn_at, pressed_at;
	bool has_marks, is_gone;
};

static volatile sig_atomic_t is_suspending, is_continued;
static volatile sig_atomic_t signal_file = -1; /* the writing end of the app's notify pipe */

static void handle_signal(int number)
{
	struct notify_pipe notify = {{-1, (int)signal_file}};

	if (number == SIGTSTP)
		is_suspending = 1;
	else if (number == SIGCONT)
		is_continued = 1;
	if (signal_file >= 0)
		notify_pipe_post(&notify);
}

static void catch_signals(struct notify_pipe *notify)
{
	struct sigaction action = {.sa_handler = notify ? handle_signal : SIG_DFL};

	sigemptyset(&action.sa_mask);
	action.sa_flags = SA_RESTART;
	signal_file = notify ? notify->fds[1] : -1;
	sigaction(SIGWINCH, &action, NULL);
	sigaction(SIGTSTP, &action, NULL);
	sigaction(SIGCONT, &action, NULL);
}

/* ------------------------------------------------------------------------------------ keys */

static int translate_code(wint_t code)
{
	static const struct {
		wint_t code;
		int key;
	} codes[] = {
		{KEY_UP, PRESS_UP},
		{KEY_DOWN, PRESS_DOWN},
		{KEY_LEFT, PRESS_LEFT},
		{KEY_RIGHT, PRESS_RIGHT},
		{KEY_HOME, PRESS_HOME},
		{KEY_END, PRESS_END},
		{KEY_PPAGE, PRESS_PAGE_UP},
		{KEY_NPAGE, PRESS_PAGE_DOWN},
		{KEY_BTAB, PRESS_BACKTAB},
		{KEY_DC, PRESS_DELETE},
		{KEY_F(1), PRESS_F1},
		{KEY_ENTER, PRESS_ENTER},
		{KEY_BACKSPACE, PRESS_BACKSPACE},
		{KEY_MOUSE, PRESS_MOUSE},
	};

	for (size_t i = 0; i < sizeof(codes) / sizeof(codes[0]); i++)
		if (codes[i].code == code)
			return codes[i].key;
	return PRESS_NONE;
}

static int translate_character(wint_t character)
{
	if (character == '\r')
		return PRESS_ENTER;
	if (character == '\b')
		return PRESS_BACKSPACE;
	return (int)character;
}

/* A person's key ends what is typed for them: mixed, the two would make other words. */
static void stop_typing(struct app *app)
{
	if (!*app->tour_keys && !*app->start_keys)
		return;
	app->tour_keys = app->start_keys = "";
	app->prompt.is_open = false;
}

static void press(struct loop *loop, int key)
{
	loop->keys++;
	if (key == PRESS_NONE)
		return;
	stop_typing(loop->app);
	explorer_press(loop->app, key);
	explorer_update(loop->app);
	loop->pressed_at = app_now(loop->app);
}

/* Curses makes one key of all that the mouse did at once, and tells the last of it first. */
static void take_mouse(struct loop *loop)
{
	enum { AT_ONCE = 16 };
	MEVENT events[AT_ONCE];
	int count = 0;

	while (count < AT_ONCE && getmouse(&events[count]) == OK)
		count++;
	while (count-- > 0) {
		const MEVENT *event = &events[count];

		loop->app->mouse.row = event->y;
		loop->app->mouse.column = event->x;
		loop->app->mouse.is_drag = !(event->bstate & BUTTON1_PRESSED);
		press(loop, event->bstate & BUTTON1_RELEASED ? PRESS_NONE : PRESS_MOUSE);
	}
}

/* All keys that are there. */
static void take_keys(struct loop *loop)
{
	wint_t code;
	int kind;

	loop->empty++;
	while (!loop->app->is_over && (kind = get_wch(&code)) != ERR) {
		int key;

		loop->empty = 0;
		if (kind == KEY_CODE_YES && code == KEY_RESIZE)
			continue;
		key = kind == KEY_CODE_YES ? translate_code(code) : translate_character(code);
		if (key == PRESS_MOUSE)
			take_mouse(loop);
		else
			press(loop, key);
	}
	if (loop->empty > END_OF_INPUT)
		loop->is_gone = true;
}

/* --------------------------------------------------------------------------------- drawing */

static bool has_input(void)
{
	struct pollfd keyboard = {STDIN_FILENO, POLLIN, 0};

	return poll(&keyboard, 1, 0) > 0;
}

static void mark(const struct loop *loop)
{
	const struct canvas *canvas = loop->app->canvas;
	bool is_idle = !explorer_is_busy(loop->app) && !has_input();
	char text[80];

	snprintf(text, sizeof(text), "\033]7777;%s;%lu;%dx%d\a", is_idle ? "idle" : "frame",
		 loop->keys, canvas->height, canvas->width);
	term_write(text);
}

static void draw(struct loop *loop)
{
	struct app *app = loop->app;
	int rows = app->canvas->height, columns = app->canvas->width;
	bool is_all = term_resize(&rows, &columns) || app->is_redraw || !loop->last;

	if (is_all) {
		explorer_resize(app, rows, columns);
		canvas_free(loop->last);
		loop->last = canvas_new(app->medium, rows, columns);
		if (app->is_redraw)
			clearok(stdscr, TRUE);
		app->is_redraw = false;
	}
	explorer_draw(app);
	if (loop->titled != app->current)
		term_title(app->screens[app->current]->name);
	loop->titled = app->current;
	cells_put(app->canvas, loop->last, is_all);
	refresh();
	loop->drawn_at = app_now(app);
	if (loop->has_marks)
		mark(loop);
}

/* -------------------------------------------------------------------------------- the loop */

/* How long to wait for something to happen; -1: for ever. */
static int patience(const struct loop *loop, bool is_due)
{
	const struct app *app = loop->app;
	double now = app_now(app), wait = INFINITY;

	if (!isnan(app->tick_at))
		wait = app->tick_at - now;
	if (is_due && loop->drawn_at + LIVE_MS * 1e-3 - now < wait)
		wait = loop->drawn_at + LIVE_MS * 1e-3 - now;
	if (isinf(wait))
		return -1;
	return wait <= 0 ? 0 : (int)ceil(wait * 1e3);
}

static void obey_signals(struct loop *loop)
{
	if (is_suspending) {
		is_suspending = 0;
		term_suspend();
		is_continued = 1;
	}
	if (is_continued) {
		is_continued = 0;
		loop->titled = -1;
		loop->app->is_redraw = true;
	}
}

/* Whether what arrived may be drawn now: answers to keys at once, unless the next key is there
 * already; what only lives on ten times a second. */
static bool may_draw(const struct loop *loop)
{
	double now = app_now(loop->app);

	if (has_input() && now - loop->drawn_at < LIVE_MS * 1e-3)
		return false;
	return loop->app->setup.is_clock_fixed || now - loop->pressed_at < RECENT_MS * 1e-3 ||
	       now - loop->drawn_at >= LIVE_MS * 1e-3;
}

static void turn(struct loop *loop, bool *is_due)
{
	struct pollfd files[] = {{STDIN_FILENO, POLLIN, 0},
				 {notify_pipe_fd(&loop->app->notify), POLLIN, 0}};
	int n = poll(files, 2, patience(loop, *is_due));
	bool is_ticking = !isnan(loop->app->tick_at); /* the last tick is drawn, too */

	if (n > 0 && files[0].revents & (POLLERR | POLLNVAL))
		loop->is_gone = true;
	if (n > 0 && files[0].revents & (POLLIN | POLLHUP)) {
		take_keys(loop);
		*is_due = true;
	}
	obey_signals(loop);
	explorer_update(loop->app);
	*is_due = *is_due || n != 0 || is_ticking;
	if (*is_due && !loop->app->is_over && may_draw(loop)) {
		draw(loop);
		*is_due = false;
	}
}

static void run(struct loop *loop)
{
	bool is_due = false;

	loop->pressed_at = app_now(loop->app); /* starting is asked for, as by a key */
	draw(loop);
	while (!loop->app->is_over && !loop->is_gone)
		turn(loop, &is_due);
}

bool loop_run(const struct loop_setup *setup, struct err *err)
{
	struct loop loop = {.titled = -1, .has_marks = getenv("NETGLYPH_FRAME_MARK")};
	struct app_setup app_setup = setup->app;
	char note[TERM_NOTE_MAX];
	bool is_well;

	if (!term_start(setup->color, setup->has_mouse, &app_setup.medium, note, err))
		return false;
	loop.app = explorer_new(&app_setup, err);
	if (!loop.app) {
		term_stop();
		return false;
	}
	catch_signals(&loop.app->notify);
	if (note[0])
		app_say(loop.app, "%s", note);
	run(&loop);
	catch_signals(NULL);
	term_stop();
	is_well = !loop.app->failure[0] || err_set(err, "%s", loop.app->failure);
	canvas_free(loop.last);
	explorer_free(loop.app);
	return is_well;
}
