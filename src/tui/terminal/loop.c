/*
 * One thread polls the keyboard and the pipe that jobs, runs and signals write to; takes all
 * keys that are there; and draws. Signals only set flags and write to the pipe.
 */
#include "tui/terminal/loop.h"
#include "base/thread.h"
#include "tui/explorer.h"
#include "tui/session.h"
#include "tui/terminal/cells.h"
#include "tui/terminal/key_names.h"
#include "tui/terminal/keyboard.h"
#include "tui/terminal/line.h"
#include "tui/terminal/recorder.h"
#include "tui/terminal/term.h"

#include <curses.h>
#include <errno.h>
#include <math.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
	LIVE_MS = 100,       /* between frames that no key asked for */
	RECENT_MS = 300,     /* as long after a key its answer is drawn at once */
	WAITING_MAX = 512,   /* keys that are typed ahead */
	WAITING_SECONDS = 1, /* and wait for a screen, not longer */
	ESCAPE_MS = 25,
	ESCAPE_MAX_MS = 10000 /* as curses' ESCDELAY */
};

struct loop {
	struct app *app;
	struct cells *cells; /* NULL: none were shown yet */
	struct line line;
	struct recorder *recorder; /* NULL: nothing is recorded */
	unsigned long keys;        /* taken so far */
	struct keyboard keyboard;
	struct input_event waiting[WAITING_MAX]; /* keys and the mouse, the first to act first */
	int waiting_count;
	double waiting_since; /* the first of them, on app_now() */
	int titled;           /* the screen that the title names */
	double drawn_at, pressed_at;
	bool is_synchronized; /* the terminal shows at once what is drawn between two marks */
	bool is_cut;          /* of what was drawn last, some is yet to be sent */
	bool is_laid_out;     /* the canvas shows what the last key did */
	bool has_marks, is_gone;
};

static const char question[] = "\033[c"; /* for the terminal's attributes */

static volatile sig_atomic_t is_suspending, is_continued;
/* A signal that ends the program, once what was done is kept; 0: none came. */
static volatile sig_atomic_t ending;
static const int ending_signals[] = {SIGHUP, SIGTERM, SIGINT};
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

/* A second one does not wait: it restores the terminal, and ends the program. */
static void handle_ending(int number)
{
	struct notify_pipe notify = {{-1, (int)signal_file}};

	ending = number;
	term_die_of(number);
	if (signal_file >= 0)
		notify_pipe_post(&notify);
}

static void catch_endings(void)
{
	struct sigaction action = {.sa_handler = handle_ending, .sa_flags = SA_RESTART}, old;

	ending = 0;
	sigemptyset(&action.sa_mask);
	for (size_t i = 0; i < sizeof(ending_signals) / sizeof(ending_signals[0]); i++) {
		sigaction(ending_signals[i], NULL, &old);
		/* Those that who started us had ignored stay so. */
		if (old.sa_handler != SIG_IGN)
			sigaction(ending_signals[i], &action, NULL);
	}
}

static void catch_signals(bool is_on)
{
	struct sigaction action = {.sa_handler = is_on ? handle_signal : SIG_DFL};

	sigemptyset(&action.sa_mask);
	action.sa_flags = SA_RESTART;
	sigaction(SIGWINCH, &action, NULL);
	sigaction(SIGTSTP, &action, NULL);
	sigaction(SIGCONT, &action, NULL);
}

/* ------------------------------------------------------------------------------------ keys */

/* A person's key ends what is typed for them: mixed, the two would make other words. */
static void stop_typing(struct app *app)
{
	if (!*app->tour_keys && !*app->start_keys)
		return;
	app->tour_keys = app->start_keys = "";
	app->prompt.is_open = false;
}

static void press(struct loop *loop, const struct input_event *event)
{
	loop->keys++;
	if (event->key == PRESS_NONE)
		return;
	stop_typing(loop->app);
	/* Where a cursor goes may depend on the layout: that of what the key is pressed on. */
	if (!loop->is_laid_out)
		explorer_draw(loop->app);
	loop->is_laid_out = false;
	loop->app->mouse.row = event->row;
	loop->app->mouse.column = event->column;
	loop->app->mouse.is_drag = event->is_drag;
	explorer_press(loop->app, event->key);
	explorer_update(loop->app);
	loop->pressed_at = app_now(loop->app);
}

/* Whether the first of the waiting keys still has to. */
static bool must_wait(const struct loop *loop)
{
	const struct app *app = loop->app;
	bool is_late = app_is_ready(app) && app_now(app) > loop->waiting_since + WAITING_SECONDS;

	return !is_late && explorer_is_building(loop->app, loop->waiting[0].key);
}

static void press_waiting(struct loop *loop)
{
	while (loop->waiting_count > 0 && !loop->app->is_over && !must_wait(loop)) {
		struct input_event event = loop->waiting[0];

		loop->waiting_count--;
		memmove(loop->waiting, loop->waiting + 1,
			sizeof(event) * (size_t)loop->waiting_count);
		press(loop, &event);
	}
}

/* Keys act in their order, each when what it is about is there. */
static void take_key(struct loop *loop, const struct input_event *event)
{
	if (loop->waiting_count == WAITING_MAX) {
		loop->keys++; /* lost; the marks count it */
		return;
	}
	if (loop->waiting_count == 0)
		loop->waiting_since = app_now(loop->app);
	loop->waiting[loop->waiting_count++] = *event;
	press_waiting(loop);
}

static void take_paste(struct loop *loop, const char *text)
{
	loop->keys++;
	stop_typing(loop->app);
	explorer_paste(loop->app, text);
	loop->pressed_at = app_now(loop->app);
}

static void take_event(void *context, const struct input_event *event)
{
	struct loop *loop = context;

	if (loop->app->is_over && event->kind != INPUT_ATTRIBUTES)
		return;
	switch (event->kind) {
	case INPUT_KEY:
	case INPUT_MOUSE:
		take_key(loop, event);
		break;
	case INPUT_PASTE:
		take_paste(loop, event->text);
		break;
	case INPUT_GROUND:
		app_set_ground(loop->app, rgb((uint8_t)(event->color >> 16),
					      (uint8_t)(event->color >> 8), (uint8_t)event->color));
		break;
	case INPUT_MODE:
		if (event->mode == TERM_SYNCHRONIZED)
			loop->is_synchronized = event->setting >= 1 && event->setting <= 3;
		break;
	case INPUT_ATTRIBUTES:
		if (line_answered(&loop->line, loop->is_cut, thread_clock()))
			term_write(question);
		term_await(loop->line.unanswered);
		break;
	}
}

static bool has_input(void)
{
	struct pollfd keyboard = {STDIN_FILENO, POLLIN, 0};

	return poll(&keyboard, 1, 0) > 0;
}

static bool is_hung_up(void)
{
	struct pollfd keyboard = {STDIN_FILENO, POLLIN, 0};

	return poll(&keyboard, 1, 0) > 0 && keyboard.revents & (POLLHUP | POLLERR | POLLNVAL);
}

/* What one read gives. term_start() sees to it that it never waits: Ctrl-C and Ctrl-Z throw away
 * what was typed before, also between poll() and read(). */
static void read_input(struct loop *loop)
{
	char bytes[4096];
	ssize_t n = read(STDIN_FILENO, bytes, sizeof(bytes));

	if (n > 0)
		keyboard_feed(&loop->keyboard, bytes, (size_t)n, thread_clock(),
			      &(struct keyboard_hearer){take_event, loop});
	else if (n == 0 ? is_hung_up() : errno != EINTR && errno != EAGAIN)
		loop->is_gone = true;
}

/* All bytes that are there. */
static void take_input(struct loop *loop)
{
	while (!loop->app->is_over && !loop->is_gone && has_input())
		read_input(loop);
}

/* Answers that are still on their way would be typed into the shell: the attributes come last, and
 * every terminal that is asked sends them. */
static void take_answers(struct loop *loop)
{
	struct pollfd keyboard = {STDIN_FILENO, POLLIN, 0};

	while (loop->line.unanswered > 0 && !loop->is_gone) {
		int left = line_patience(&loop->line, thread_clock());

		if (left <= 0 || poll(&keyboard, 1, left) <= 0)
			break;
		read_input(loop);
	}
	loop->line.unanswered = 0;
	term_await(0);
}

/* --------------------------------------------------------------------------------- drawing */

static void mark(const struct loop *loop)
{
	const struct canvas *canvas = loop->app->canvas;
	bool is_idle = !explorer_is_busy(loop->app) && !has_input() && loop->waiting_count == 0 &&
		       !loop->is_cut;
	char text[80];

	snprintf(text, sizeof(text), "\033]7777;%s;%lu;%dx%d\a", is_idle ? "idle" : "frame",
		 loop->keys, canvas->height, canvas->width);
	term_write(text);
}

static void record(struct loop *loop)
{
	struct err err;

	if (!recorder_frame(loop->recorder, loop->app->canvas, &err)) {
		err_prefix(&err, "the recording ends");
		app_complain(loop->app, &err);
	}
}

static void show(struct loop *loop, int bytes)
{
	double start = thread_clock();

	if (loop->is_synchronized)
		term_synchronize(true);
	refresh();
	if (loop->is_synchronized)
		term_synchronize(false);
	/* The answer tells that the frame has come through. */
	if (line_wrote(&loop->line, bytes, thread_clock() - start, thread_clock()))
		term_write(question);
	term_await(loop->line.unanswered);
}

static void draw(struct loop *loop)
{
	struct app *app = loop->app;
	int rows = app->canvas->height, columns = app->canvas->width, bytes;
	bool is_all = term_resize(&rows, &columns) || app->is_redraw || !loop->cells;

	if (is_all) {
		explorer_resize(app, rows, columns);
		cells_free(loop->cells);
		loop->cells = cells_new(app->medium, rows, columns);
		if (app->is_redraw) {
			/* Or curses would send at once all that there was. */
			erase();
			clearok(stdscr, TRUE);
		}
		app->is_redraw = false;
	}
	term_mouse(app->mouse.is_on);
	explorer_draw(app);
	loop->is_laid_out = true;
	if (loop->titled != app->current)
		term_title(app->screens[app->current]->name);
	loop->titled = app->current;
	bytes = cells_put(loop->cells, app->canvas, line_room(&loop->line, thread_clock()),
			  &loop->is_cut);
	if (bytes > 0) {
		show(loop, bytes);
		record(loop);
	}
	loop->drawn_at = app_now(app);
	if (loop->has_marks)
		mark(loop);
}

/* -------------------------------------------------------------------------------- the loop */

static bool is_after_key(const struct loop *loop)
{
	return app_now(loop->app) - loop->pressed_at < RECENT_MS * 1e-3;
}

static bool is_behind(const struct loop *loop)
{
	return line_is_behind(&loop->line, is_after_key(loop), thread_clock());
}

/* How long to wait for something to happen; -1: for ever. */
static int patience(const struct loop *loop, bool is_due)
{
	const struct app *app = loop->app;
	double now = app_now(app), wait = INFINITY;

	/* Its byte in the pipe may have been taken by explorer_update(). */
	if (ending || is_suspending || is_continued)
		return 0;
	if (!isnan(explorer_tick_at(app)))
		wait = explorer_tick_at(app) - now;
	if (loop->waiting_count > 0 && !app->setup.is_clock_fixed)
		wait = fmin(wait, WAITING_SECONDS);
	if (is_due)
		wait = fmin(wait, is_behind(loop) ? line_lost_at(&loop->line) - thread_clock()
						  : loop->drawn_at + LIVE_MS * 1e-3 - now);
	if (keyboard_due(&loop->keyboard) - thread_clock() < wait)
		wait = keyboard_due(&loop->keyboard) - thread_clock();
	if (isinf(wait))
		return -1;
	return wait <= 0 ? 0 : (int)ceil(wait * 1e3);
}

static void obey_signals(struct loop *loop)
{
	if (ending)
		loop->app->is_over = true;
	if (is_suspending) {
		is_suspending = 0;
		take_answers(loop);
		term_suspend();
		is_continued = 1;
	}
	if (is_continued) {
		is_continued = 0;
		loop->titled = -1;
		loop->app->is_redraw = true;
		loop->line.unanswered = 0;
		term_await(0);
	}
}

/* Whether what arrived may be drawn now: answers to keys at once, unless the next key is there
 * already; what only lives on ten times a second. */
static bool may_draw(const struct loop *loop)
{
	double now = app_now(loop->app);

	if (is_behind(loop))
		return false;
	if (has_input() && now - loop->drawn_at < LIVE_MS * 1e-3)
		return false;
	return loop->app->setup.is_clock_fixed || is_after_key(loop) ||
	       now - loop->drawn_at >= LIVE_MS * 1e-3;
}

static void turn(struct loop *loop, bool *is_due)
{
	struct pollfd files[] = {{STDIN_FILENO, POLLIN, 0},
				 {notify_pipe_fd(&loop->app->notify), POLLIN, 0}};
	unsigned long keys = loop->keys;
	int n = poll(files, 2, patience(loop, *is_due));
	bool is_ticking = !isnan(explorer_tick_at(loop->app)); /* the last tick is drawn, too */

	if (n > 0 && files[0].revents & (POLLERR | POLLNVAL))
		loop->is_gone = true;
	if (n > 0 && files[0].revents & (POLLIN | POLLHUP)) {
		take_input(loop);
		*is_due = true;
	} else
		keyboard_elapse(&loop->keyboard, thread_clock(),
				&(struct keyboard_hearer){take_event, loop});
	obey_signals(loop);
	explorer_update(loop->app);
	press_waiting(loop);
	*is_due = *is_due || n != 0 || loop->keys != keys || is_ticking;
	if (*is_due && !loop->app->is_over && may_draw(loop)) {
		draw(loop);
		*is_due = loop->is_cut;
	}
}

static void run(struct loop *loop)
{
	bool is_due = false;
	struct err ignored;

	loop->pressed_at = app_now(loop->app); /* starting is asked for, as by a key */
	draw(loop);
	while (!loop->app->is_over && !loop->is_gone && !term_is_lost(&ignored))
		turn(loop, &is_due);
}

/* Seconds that ESC may wait for what makes a sequence of it. */
static double escape_delay(void)
{
	const char *value = getenv("ESCDELAY");
	long ms = value ? strtol(value, NULL, 10) : ESCAPE_MS;

	return (double)(ms < 0 || ms > ESCAPE_MAX_MS ? ESCAPE_MS : ms) * 1e-3;
}

bool loop_run(const struct loop_setup *setup, struct err *err)
{
	struct loop loop = {.titled = -1, .has_marks = getenv("NETGLYPH_FRAME_MARK")};
	struct app_setup app_setup = setup->app;
	char note[TERM_NOTE_MAX];
	struct err lost;
	bool is_well;

	if (setup->record && !(loop.recorder = recorder_open(setup->record, err)))
		return false;
	/* Before curses looks: else it ignores SIGTSTP while it writes, and a Ctrl-Z is lost. */
	catch_signals(true);
	if (term_start(setup->color, setup->glyphs, &app_setup.medium, note, err) &&
	    !(loop.app = explorer_new(&app_setup, err)))
		term_stop();
	if (!loop.app) {
		catch_signals(false);
		recorder_close(loop.recorder);
		return false;
	}
	signal_file = loop.app->notify.fds[1];
	if (note[0])
		app_say(loop.app, "%s", note);
	keyboard_init(&loop.keyboard, escape_delay());
	key_names_take(&loop.keyboard);
	loop.app->mouse.is_on = setup->has_mouse;
	line_begin(&loop.line, term_ask(), thread_clock());
	term_await(loop.line.unanswered);
	if (setup->has_session) {
		session_begin(loop.app);
		catch_endings();
	}
	run(&loop);
	/* However it ended: a lost line leaves as a person does. */
	session_keep(loop.app, &lost);
	recorder_close(loop.recorder);
	catch_signals(false);
	signal_file = -1;
	take_answers(&loop);
	if (ending)
		raise(ending); /* it restores the terminal, and ends the program as it does others
				*/
	term_stop();
	is_well = loop.app->failure[0] ? err_set(err, "%s", loop.app->failure)
				       : loop.is_gone || !term_is_lost(err);
	cells_free(loop.cells);
	explorer_free(loop.app);
	return is_well;
}
