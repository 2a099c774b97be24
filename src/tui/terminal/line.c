/* The line to the terminal, judged by how long frames and answers take. */
#include "tui/terminal/line.h"

#include <limits.h>
#include <math.h>

static const double slow = 0.5;     /* as long as this a frame waits where the line is slow */
static const double portion = 0.25; /* that the rows of a frame may take */
static const double lost = 10;      /* after that long the terminal does not answer any more */
static const double worth = 0.1;    /* waiting for an answer at the end */
enum { ROWS_MAX = 1000 };

void line_begin(struct line *line, bool is_asked, double now)
{
	*line = (struct line){
		.asked = {{now, 0}}, .unanswered = is_asked, .wrote_at = now, .quickest = INFINITY};
}

/* So many rows took that long. */
static void adapt(struct line *line, int rows, double seconds)
{
	line->rows = (int)fmin(fmax(1, rows * portion / seconds), ROWS_MAX);
}

/* What frames wait adds up, and half of the time takes off again. */
static bool is_full(struct line *line, double seconds, double now)
{
	double since = now - line->wrote_at;

	line->blocked = fmax(0, line->blocked - since / 2) + seconds;
	line->wrote_at = now;
	return line->blocked > slow;
}

bool line_wrote(struct line *line, int rows, double seconds, double now)
{
	if (!line->is_slow && is_full(line, seconds, now)) {
		line->is_slow = true;
		adapt(line, rows, seconds);
	}
	/* Not for ever, where it does not answer any more. */
	if (!line->is_slow || !line->does_answer || line->unanswered == LINE_QUESTIONS)
		return false;
	line->asked[line->unanswered++] = (struct line_question){now, rows};
	return true;
}

/* What an answer takes with nothing to carry is the line's length, and no reason to send less. */
static void learn(struct line *line, int rows, bool is_cut, double seconds)
{
	line->quickest = fmin(line->quickest, seconds);
	seconds -= line->quickest;
	if (seconds > portion)
		adapt(line, rows, seconds);
	else if (seconds < portion / 2 && is_cut && line->rows < ROWS_MAX)
		line->rows *= 2;
}

void line_answered(struct line *line, bool is_cut, double now)
{
	line->does_answer = true;
	if (line->unanswered == 0)
		return;
	learn(line, line->asked[0].rows, is_cut, now - line->asked[0].at);
	line->asked[0] = line->asked[1];
	line->unanswered--;
}

bool line_is_behind(const struct line *line, bool is_after_key, double now)
{
	return line->is_slow && line->unanswered > (is_after_key ? 1 : 0) &&
	       now < line_lost_at(line);
}

static double asked_at(const struct line *line)
{
	return line->asked[line->unanswered > 1].at;
}

double line_lost_at(const struct line *line)
{
	return asked_at(line) + lost;
}

int line_patience(const struct line *line, double now)
{
	return (int)(1e3 * ((line->is_slow ? slow : worth) - (now - asked_at(line))));
}

int line_rows(const struct line *line)
{
	/* Who does not answer could not tell that more come through. */
	return line->is_slow && line->does_answer && line->unanswered < LINE_QUESTIONS ? line->rows
										       : INT_MAX;
}
