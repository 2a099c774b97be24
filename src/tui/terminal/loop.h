/* The explorer on a terminal. */
#ifndef TUI_TERMINAL_LOOP_H
#define TUI_TERMINAL_LOOP_H

#include "tui/app.h"

struct loop_setup {
	struct app_setup app;        /* its medium is chosen here */
	const char *color, *glyphs;  /* as the options; NULL: auto */
	const char *record;          /* a new file that is shown what the person is; NULL: none */
	bool has_mouse, has_session; /* has_session: what is done is kept, and offered again */
};

/* Until the person leaves. False: it could not start, or had to end, and the message says why. The
 * terminal is as it was before, whatever happened.
 *
 * With NETGLYPH_FRAME_MARK set, each frame ends in the escape sequence
 *   OSC 7777 ; frame ; KEYS ; ROWS x COLUMNS BEL
 * or `idle` in the place of `frame` where nothing computes and no key waits. KEYS is how many keys
 * were taken so far, and the size is what the frame was drawn for. Tests wait for it. With
 * NETGLYPH_CLOCK=fixed, `explore` sets is_clock_fixed of the app, so that the same keys show the
 * same screens. */
bool loop_run(const struct loop_setup *, struct err *);

#endif
