/*
 * What is known of the line to the terminal.
 *
 * A slow line must not fill with frames that are stale before they are seen, as the answer to a key
 * would come behind them. A frame may wait to be written; or it may go at once into buffers on the
 * way, and wait there. So a terminal that answers what it was asked at the start is asked again
 * behind each 1024 bytes of frames, and behind fewer where it was not for a second: what its answer
 * takes longer than the quickest did, the frame waited. While many bytes are under way nothing is
 * drawn, but one frame for a key.
 *
 * Where frames wait for half a second, or for half of the time to be written, the line is slow: the
 * terminal is asked behind each frame, and none has more bytes than come through in a quarter of a
 * second. So a key is answered behind a quarter of a second of what was under way, and is part of
 * another. Where even the smallest frame takes longer, the line itself has become longer; and where
 * frames may have as many bytes as any wants, it is quick again.
 *
 * An answer may be lost, or late because the line stood still: then one more frame is sent, and the
 * terminal asked behind it. Where some answers in a row are lost, it does not answer any more. Then
 * what writes wait tells how much comes through, though not what waits in buffers.
 *
 * Times are seconds, on one clock.
 */
#ifndef TUI_TERMINAL_LINE_H
#define TUI_TERMINAL_LINE_H

#include <stdbool.h>

enum { LINE_QUESTIONS = 2 };

struct line {
	struct line_question {
		double at;       /* when what stands before it began to come through */
		int bytes;       /* of frames, between it and the question before */
	} asked[LINE_QUESTIONS]; /* [unanswered]: the earliest first */
	int unanswered;
	int lost;         /* answers, in a row */
	bool does_answer; /* it has; and it has not lost too many since */
	bool is_slow;
	double blocked, wrote_at; /* seconds that frames waited to be written; the last one, when */
	double asked_at;          /* last */
	int sent;                 /* bytes, since it was asked */
	int room;                 /* bytes of a frame, where it is slow */
	double quickest;          /* answer: there was little to carry */
	struct line_answers {
		int count;
		double quickest;
	} recent; /* of those in a row that are judged together, where frames are smallest */
};

/* is_asked: the terminal was, before anything was drawn. */
void line_begin(struct line *, bool is_asked, double now);
/* A frame of so many bytes took that long to be written. Whether to ask behind it; it counts as
 * asked. */
bool line_wrote(struct line *, int bytes, double seconds, double now);
/* is_cut: more is to follow what was sent last. Whether to ask at once, and not behind
 * the next frame; it counts as asked. */
bool line_answered(struct line *, bool is_cut, double now);
/* Whether the terminal has yet to show what it was sent. It may be lost: then not for ever. */
bool line_is_behind(const struct line *, bool is_after_key, double now);
/* When it counts as lost: where even the slowest line would have brought it for long. */
double line_lost_at(const struct line *);
/* How long the answers that are still to come are worth waiting for, in ms; <= 0: no longer. */
int line_patience(const struct line *, double now);
/* The bytes of the frame that is drawn now, at most. */
int line_room(struct line *, double now);

#endif
