/* An explorer without a terminal, for tests of screens: keys are pressed, and everything that was
 * asked for is waited for. */
#ifndef TESTS_TUI_DRIVER_H
#define TESTS_TUI_DRIVER_H

#include "tui/explorer.h"
#include "tui/screens.h"

/* On the shipped sample, at 80x24 in 256 colours with UTF-8, and at rest. model: NULL for the
 * shipped CNN. Fails the test where it can't be opened. */
struct app *driver_open(const char *model);
/* The same with another medium. */
struct app *driver_open_on(const char *model, struct medium);
/* With another table of screens than the program's, which ends with NULL; on mnist-softmax. */
struct app *driver_open_table(const struct screen *const *);
/* On a net of another architecture, with initial values by a seed. */
struct app *driver_open_made(const char *architecture, struct medium);
/* A fixture, torn down as scratch.h's: sessions are kept in the test's folder. */
int driver_isolate(void **state);
/* On mnist-softmax, with a session; keeping that and ending. */
struct app *driver_begin_session(void);
void driver_keep_session(struct app *);
/* Types keys as --keys takes them, one by one, each at rest; then rests. */
void driver_press(struct app *, const char *keys);
/* The same faster than anything is computed; then rests. */
void driver_press_fast(struct app *, const char *keys);
/* Until nothing computes. */
void driver_rest(struct app *);
/* Draws, and tells whether a text is to be seen. */
bool driver_shows(struct app *, const char *text);
/* Row `row` as drawn last, as UTF-8; valid until the next call. */
const char *driver_row(struct app *, int row);

/* With cmocka's headers before this one. */
#define assert_shows(app, text)                                   \
	do {                                                      \
		if (!driver_shows(app, text))                     \
			fail_msg("'%s' is not to be seen", text); \
	} while (0)
#define assert_hides(app, text)                                     \
	do {                                                        \
		if (driver_shows(app, text))                        \
			fail_msg("'%s' is still to be seen", text); \
	} while (0)
#define assert_message(app, part)                                                 \
	do {                                                                      \
		if (!strstr((app)->message, part))                                \
			fail_msg("'%s' does not say '%s'", (app)->message, part); \
	} while (0)

#endif
