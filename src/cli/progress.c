/* One line, written over with blanks where the next is shorter: no escapes are needed for that. */
#include "cli/progress.h"
#include "lab/train/fit.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

enum { MAX = 160, USUAL_WIDTH = 80 };

/* A line while it is put together of fields. */
struct line {
	char text[MAX];
	int length, room;
	bool is_full;
};

double seconds_now(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

void progress_start(struct progress *progress)
{
	*progress = (struct progress){.is_shown = isatty(STDERR_FILENO), .start = seconds_now()};
}

/* The columns that may be filled: the last one stays free, since some terminals wrap behind it. */
static int columns_now(void)
{
	struct winsize size;
	int columns = USUAL_WIDTH;

	if (ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0)
		columns = size.ws_col;
	return columns < MAX ? columns - 1 : MAX - 1;
}

/* The blanks over what stood there may not wrap either, when the terminal has become narrower. */
static void put_line(struct progress *progress, const char *text, int length, int room)
{
	int blanks = (progress->length < room ? progress->length : room) - length;

	fprintf(stderr, "\r%s%*s", text, blanks > 0 ? blanks : 0, "");
	fflush(stderr);
	progress->length = length;
}

/* Adds a field; one that does not fit ends the line. */
static void add_field(struct line *line, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

static void add_field(struct line *line, const char *format, ...)
{
	char field[MAX];
	va_list args;
	int length;

	va_start(args, format);
	length = vsnprintf(field, sizeof(field), format, args);
	va_end(args);
	length += line->length ? 2 : 0;
	line->is_full = line->is_full || line->length + length > line->room;
	if (line->is_full)
		return;
	snprintf(line->text + line->length, (size_t)(MAX - line->length), "%s%s",
		 line->length ? "  " : "", field);
	line->length += length;
}

/* "1:02:03 left", "2 s left" */
static void left_text(char *text, size_t size, double seconds)
{
	long long s = seconds < 1e9 ? (long long)seconds : 999999999;

	if (s < 60)
		snprintf(text, size, "%lld s left", s);
	else if (s < 3600)
		snprintf(text, size, "%lld:%02lld left", s / 60, s % 60);
	else
		snprintf(text, size, "%lld:%02lld:%02lld left", s / 3600, s / 60 % 60, s % 60);
}

void progress_fit(struct progress *progress, const struct fit *fit, unsigned long long from,
		  unsigned long long steps, bool is_line)
{
	double now = seconds_now(), seconds = now - progress->start;
	double done = (double)(fit->step - from), speed = done / (seconds > 0 ? seconds : 1e-9);
	struct line line = {.length = 0};
	char left[40];

	if (progress->is_shown ? now - progress->last < 0.1 : !is_line)
		return;
	line.room = progress->is_shown ? columns_now() : MAX - 1;
	left_text(left, sizeof(left), (double)(steps - fit->step) / speed);
	add_field(&line, "step %llu/%llu", (unsigned long long)fit->step, steps);
	add_field(&line, "%s", left);
	add_field(&line, "loss %.3f", fit->loss);
	if (fit->validation >= 0)
		add_field(&line, "valid. %.4f", fit->validation);
	add_field(&line, "batch %.2f", fit->accuracy);
	add_field(&line, "%.0f images/s", speed * fit->spec.batch);
	if (progress->is_shown)
		put_line(progress, line.text, line.length, line.room);
	else
		fprintf(stderr, "%s\n", line.text);
	progress->last = now;
}

void progress_say(struct progress *progress, const char *format, ...)
{
	double now = seconds_now();
	int room = columns_now();
	char text[MAX];
	va_list args;

	if (!progress->is_shown || now - progress->last < 0.1)
		return;
	va_start(args, format);
	vsnprintf(text, (size_t)room + 1, format, args);
	va_end(args);
	put_line(progress, text, (int)strlen(text), room);
	progress->last = now;
}

void progress_end(struct progress *progress)
{
	int room = columns_now();

	if (progress->is_shown && progress->length > 0) {
		put_line(progress, "", 0, room);
		put_line(progress, "", 0, room);
	}
}
