/* The line to the terminal, judged by how long frames and answers take. */
#include "tui/terminal/line.h"

#include <limits.h>
#include <math.h>

static const double slow = 0.5;     /* as long as this a frame waits where the line is slow */
static const double quick = 0.05;   /* an answer may be late where it is not */
static const double portion = 0.25; /* that the rows of a frame may take */
static const double pause = 1;      /* between questions, where it is not slow */
static const double lost = 10;      /* after that long the terminal does not answer any more */
static const double worth = 0.1;    /* waiting for the first answer at the end */
enum { LARGE = 8, ROWS_MAX = 1000, ANSWERS = 16 };

static const struct line_answers no_answers = {.quickest = INFINITY};

void line_begin(struct line *line, bool is_asked, double now)
{
	*line = (struct line){.asked = {{now, 0}},
			      .unanswered = is_asked,
			      .wrote_at = now,
			      .asked_at = now,
			      .quickest = lost};
}

/* So many rows took that long. */
static void adapt(struct line *line, int rows, double seconds)
{
	line->rows = (int)fmin(fmax(1, rows * portion / seconds), ROWS_MAX);
}

static void slow_down(struct line *line, int rows, double seconds)
{
	line->is_slow = true;
	line->recent = no_answers;
	adapt(line, rows, seconds);
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

static bool ask(struct line *line, int rows, double now)
{
	line->asked[line->unanswered++] = (struct line_question){now, rows};
	line->asked_at = now;
	return true;
}

bool line_wrote(struct line *line, int rows, double seconds, double now)
{
	if (!line->is_slow && is_full(line, seconds, now))
		slow_down(line, rows, seconds);
	if (!line->does_answer || line->unanswered == LINE_QUESTIONS)
		return false;
	return (line->is_slow || rows >= LARGE || now - line->asked_at >= pause) &&
	       ask(line, rows, now);
}

/* Some answers in a row: where none came soon, to one row of all even, the line is longer than it
 * was; and where all did, it is not slow any more. */
static void review(struct line *line, double seconds)
{
	struct line_answers *recent = &line->recent;

	recent->quickest = fmin(recent->quickest, seconds);
	recent->slowest = fmax(recent->slowest, seconds);
	if (++recent->count < ANSWERS)
		return;
	if (line->rows == 1)
		line->quickest = recent->quickest;
	else if (recent->slowest < line->quickest + quick) {
		line->is_slow = false;
		line->blocked = 0;
	}
	*recent = no_answers;
}

/* What an answer takes with nothing to carry is the line's length, and no reason to send less. */
static void learn(struct line *line, int rows, bool is_cut, double seconds)
{
	double late;

	line->quickest = fmin(line->quickest, seconds);
	late = seconds - line->quickest;
	if (!line->is_slow) {
		if (late > slow)
			slow_down(line, rows, late);
		return;
	}
	if (late > portion)
		adapt(line, rows, late);
	else if (late < portion / 2 && is_cut && line->rows < ROWS_MAX)
		line->rows *= 2;
	review(line, seconds);
}

bool line_answered(struct line *line, bool is_cut, double now)
{
	bool is_first = !line->does_answer;

	line->does_answer = true;
	if (line->unanswered > 0) {
		learn(line, line->asked[0].rows, is_cut, now - line->asked[0].at);
		line->asked[0] = line->asked[1];
		line->unanswered--;
	}
	/* It was asked before it was known to answer, and sent frames since. */
	return is_first && ask(line, 1, now);
}

bool line_is_behind(const struct line *line, bool is_after_key, double now)
{
	return line->unanswered > (is_after_key ? 1 : 0) &&
	       (line->is_slow || line->asked[line->unanswered - 1].rows >= LARGE) &&
	       now < line_lost_at(line);
}

double line_lost_at(const struct line *line)
{
	return line->asked_at + lost;
}

int line_patience(const struct line *line, double now)
{
	double wait = line->does_answer ? line->quickest + slow : worth;

	return (int)(1e3 * (wait - (now - line->asked_at)));
}

int line_rows(struct line *line, double now)
{
	if (line->unanswered > 0 && now >= line_lost_at(line)) {
		line->unanswered = 0;
		line->does_answer = false;
	}
	if (!line->is_slow && lateness(line, now) > slow)
		slow_down(line, line->asked[0].rows, lateness(line, now));
	/* Who does not answer could not tell that more come through. */
	return line->is_slow && line->does_answer && line->unanswered < LINE_QUESTIONS ? line->rows
										       : INT_MAX;
}
