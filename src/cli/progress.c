/* One line, written over with blanks where the next is shorter: no escapes are needed for that. */
#include "cli/progress.h"
#include "lab/fit.h"

#include <stdarg.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

enum { MOST = 79 };

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

static void put_line(struct progress *progress, const char *text, int length)
{
	fprintf(stderr, "\r%s%*s", text, length < progress->length ? progress->length - length : 0,
		"");
	fflush(stderr);
	progress->length = length;
}

void progress_show(struct progress *progress, const char *format, ...)
{
	double now = seconds_now();
	char text[MOST + 1];
	va_list args;
	int length;

	if (!progress->is_shown || now - progress->last < 0.1)
		return;
	va_start(args, format);
	length = vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	put_line(progress, text, length < MOST ? length : MOST);
	progress->last = now;
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
		  unsigned long long steps)
{
	double seconds = seconds_now() - progress->start;
	double done = (double)(fit->step - from), speed = done / (seconds > 0 ? seconds : 1e-9);
	char left[40], validation[16] = "-";

	if (!progress->is_shown)
		return;
	left_text(left, sizeof(left), (double)(steps - fit->step) / speed);
	if (fit->validation >= 0)
		snprintf(validation, sizeof(validation), "%.4f", fit->validation);
	progress_show(progress,
		      "step %llu/%llu  loss %.3f  batch %.2f  valid. %s  %.0f images/s  %s",
		      (unsigned long long)fit->step, steps, fit->loss, fit->accuracy, validation,
		      speed * fit->spec.batch, left);
}

void progress_end(struct progress *progress)
{
	if (progress->is_shown && progress->length > 0) {
		put_line(progress, "", 0);
		put_line(progress, "", 0);
	}
}
