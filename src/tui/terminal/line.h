/*
 * What is known of the line to the terminal.
 *
 * A slow line must not fill with frames that are stale before they are seen, as the answer to a key
 * would come behind them. So where frames had to wait until they were written, for half a second,
 * or for more than half of the time, each one from then on ends with a question that every terminal
 * answers; until it has, nothing is drawn, but one frame for a key. And a frame has no more rows
 * than the line carries in a quarter of a second. Times are seconds, on one clock.
 */
#ifndef TUI_TERMINAL_LINE_H
#define TUI_TERMINAL_LINE_H

#include <stdbool.h>

enum { LINE_QUESTIONS = 2 };

struct line {
	struct line_question {
		double at;       /* when it was asked */
		int rows;        /* that it stood behind */
	} asked[LINE_QUESTIONS]; /* [unanswered]: the earliest first */
	int unanswered;
	bool does_answer; /* it has */
	bool is_slow;
	double blocked, wrote_at; /* seconds that frames waited to be written; the last one, when */
	int rows;                 /* of a frame, where it is slow */
	double quickest;          /* answer: there was little to carry */
};

/* is_asked: the terminal was, before anything was drawn. */
void line_begin(struct line *, bool is_asked, double now);
/* A frame of so many rows took that long to be written. Whether to ask behind it; it counts as
 * asked. */
bool line_wrote(struct line *, int rows, double seconds, double now);
/* is_cut: more rows are to follow those that were sent last. */
void line_answered(struct line *, bool is_cut, double now);
/* Whether the terminal has yet to show what it was sent. It may be lost: then not for ever. */
bool line_is_behind(const struct line *, bool is_after_key, double now);
/* When it counts as lost; while there are questions. */
double line_lost_at(const struct line *);
/* How long the answers that are still to come are worth waiting for, in ms; <= 0: no longer. */
int line_patience(const struct line *, double now);
/* Of the next frame, at most. */
int line_rows(const struct line *);

#endif
