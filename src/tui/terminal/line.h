/*
 * What is known of the line to the terminal.
 *
 * A slow line must not fill with frames that are stale before they are seen, as the answer to a key
 * would come behind them. A frame may wait to be written; or it may go at once into buffers on the
 * way, and wait there. So a terminal that answers what it was asked at the start is asked again
 * behind each large frame, and behind a small one where it was not for a second: what its answer
 * takes longer than the quickest did, the frame waited. While a large frame is under way nothing is
 * drawn, but one frame for a key.
 *
 * Where frames wait for half a second, or for half of the time to be written, the line is slow: all
 * frames count as large, and none has more rows than come through in a quarter of a second. Where
 * even one row takes longer, the line itself has become longer; and where some answers in a row
 * hardly are late, it is quick again.
 *
 * Times are seconds, on one clock.
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
	bool does_answer; /* it has; and it has not left a question without an answer since */
	bool is_slow;
	double blocked, wrote_at; /* seconds that frames waited to be written; the last one, when */
	double asked_at;          /* last */
	int rows;                 /* of a frame, where it is slow */
	double quickest;          /* answer: there was little to carry */
	struct line_answers {
		int count;
		double quickest, slowest;
	} recent; /* of those in a row that are judged together, where it is slow */
};

/* is_asked: the terminal was, before anything was drawn. */
void line_begin(struct line *, bool is_asked, double now);
/* A frame of so many rows took that long to be written. Whether to ask behind it; it counts as
 * asked. */
bool line_wrote(struct line *, int rows, double seconds, double now);
/* is_cut: more rows are to follow those that were sent last. Whether to ask at once, and not behind
 * the next frame; it counts as asked. */
bool line_answered(struct line *, bool is_cut, double now);
/* Whether the terminal has yet to show what it was sent. It may be lost: then not for ever. */
bool line_is_behind(const struct line *, bool is_after_key, double now);
/* When it counts as lost; while there are questions. */
double line_lost_at(const struct line *);
/* How long the answers that are still to come are worth waiting for, in ms; <= 0: no longer. */
int line_patience(const struct line *, double now);
/* Of the frame that is drawn now, at most. */
int line_rows(struct line *, double now);

#endif
