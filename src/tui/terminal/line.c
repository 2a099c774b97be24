/* The line to the terminal, judged by how long frames and answers take. */
#include "tui/terminal/line.h"

#include <limits.h>
#include <math.h>

static const double slow = 0.5;     /* as long as this a frame waits where the line is slow */
static const double portion = 0.25; /* that the bytes of a frame may take */
static const double pause = 1;      /* between questions, where it is not slow */
static const double lost = 2;       /* an answer that is so late on the slowest line */
static const double lost_max = 10;  /* and on any */
static const double slowest = 2048; /* bytes a second */
static const double worth = 0.1;    /* waiting for the first answer at the end */
enum { LARGE = 1024, ROOM_MIN = 96, ROOM_MAX = 1 << 16, ANSWERS = 16, LOST_MAX = 3 };

static const struct line_answers no_answers = {.quickest = INFINITY};

void line_begin(struct line *line, bool is_asked, double now)
{
	*line = (struct line){.asked = {{now, 0}},
			      .unanswered = is_asked,
			      .wrote_at = now,
			      .asked_at = now,
			      .quickest = lost_max};
}

/* So many bytes took that long. */
static void adapt(struct line *line, int bytes, double seconds)
{
	line->room = (int)fmin(fmax(ROOM_MIN, bytes * portion / seconds), ROOM_MAX);
}

static void slow_down(struct line *line, int bytes, double seconds)
{
	line->is_slow = true;
	line->recent = no_answers;
	adapt(line, bytes, seconds);
}

/* What frames wait adds up, and half of the time takes off again. */
static bool is_full(struct line *line, double seconds, double now)
{
	double since = now - line->wrote_at;

	line->blocked = fmax(0, line->blocked - since / 2) + seconds;
	line->wrote_at = now;
	return line->blocked > slow;
}

/* How much longer than the quickest the earliest question has waited. */
static double lateness(const struct line *line, double now)
{
	return line->unanswered > 0 ? now - line->asked[0].at - line->quickest : 0;
}

static bool ask(struct line *line, double now)
{
	line->asked[line->unanswered++] = (struct line_question){now, line->sent};
	line->sent = 0;
	line->asked_at = now;
	return true;
}

/* A slow line's frame took so long; is_cut: it could have had more. */
static void regulate(struct line *line, int bytes, bool is_cut, double seconds)
{
	if (seconds > portion)
		adapt(line, bytes, seconds);
	else if (seconds < portion / 2 && is_cut)
		line->room *= 2;
	if (line->room >= ROOM_MAX) {
		line->is_slow = false;
		line->blocked = 0;
	}
}

bool line_wrote(struct line *line, int bytes, double seconds, double now)
{
	line->sent += bytes;
	if (line->is_slow && !line->does_answer)
		regulate(line, bytes, bytes >= line->room, seconds);
	else if (!line->is_slow && is_full(line, seconds, now))
		slow_down(line, bytes, seconds);
	if (!line->does_answer || line->unanswered == LINE_QUESTIONS)
		return false;
	return (line->is_slow || line->sent >= LARGE || now - line->asked_at >= pause) &&
	       ask(line, now);
}

/* Where of some answers in a row to the smallest frames none came soon, the line is longer than it
 * was. */
static void review(struct line *line, double seconds)
{
	struct line_answers *recent = &line->recent;

	if (line->room > ROOM_MIN) {
		*recent = no_answers;
		return;
	}
	recent->quickest = fmin(recent->quickest, seconds);
	if (++recent->count < ANSWERS)
		return;
	line->quickest = recent->quickest;
	*recent = no_answers;
}

/* What an answer takes with nothing to carry is the line's length, and no reason to send less. */
static void learn(struct line *line, int bytes, bool is_cut, double seconds)
{
	double late;

	line->quickest = fmin(line->quickest, seconds);
	late = seconds - line->quickest;
	if (!line->is_slow) {
		if (late > slow)
			slow_down(line, bytes, late);
		return;
	}
	regulate(line, bytes, is_cut, late);
	review(line, seconds);
}

bool line_answered(struct line *line, bool is_cut, double now)
{
	bool is_first = !line->does_answer;

	line->does_answer = true;
	if (line->unanswered > 0) {
		/* One that counted as lost may be this one. */
		if (line->lost == 0)
			learn(line, line->asked[0].bytes, is_cut, now - line->asked[0].at);
		line->lost = 0;
		/* What stands before the next begins to come through when this has. */
		line->asked[0] = line->asked[1];
		line->asked[0].at = fmax(line->asked[0].at, now - line->quickest);
		line->unanswered--;
	}
	/* It was asked before it was known to answer, and sent frames since. */
	return is_first && ask(line, now);
}

bool line_is_behind(const struct line *line, bool is_after_key, double now)
{
	return line->unanswered > (is_after_key ? 1 : 0) &&
	       (line->is_slow || line->asked[line->unanswered - 1].bytes >= LARGE) &&
	       now < line_lost_at(line);
}

double line_lost_at(const struct line *line)
{
	double bytes = 0;

	for (int i = 0; i < line->unanswered; i++)
		bytes += line->asked[i].bytes;
	return line->asked_at + fmin(lost + bytes / slowest, lost_max);
}

int line_patience(const struct line *line, double now)
{
	double wait = line->does_answer ? line->quickest + slow : worth;

	return (int)(1e3 * (wait - (now - line->asked_at)));
}

int line_room(struct line *line, double now)
{
	if (!line->is_slow && lateness(line, now) > slow)
		slow_down(line, line->asked[0].bytes, lateness(line, now));
	if (line->unanswered > 0 && now >= line_lost_at(line)) {
		line->unanswered = 0;
		line->does_answer &= ++line->lost < LOST_MAX;
	}
	return line->is_slow ? line->room : INT_MAX;
}
