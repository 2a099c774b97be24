/* Only what changed since the last frame is written; after another size, all. */
#include "tui/terminal/recorder.h"
#include "base/thread.h"
#include "base/xalloc.h"
#include "draw/ansi.h"
#include "format/asciicast.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

enum { USUAL_ROWS = 24, USUAL_COLUMNS = 80 };

struct recorder {
	struct asciicast *cast; /* NULL: it could not go on */
	struct canvas *last;    /* NULL: before the first frame */
	int rows, columns;
	double start; /* on thread_clock() */
};

struct recorder *recorder_open(const char *path, struct err *err)
{
	struct winsize size;
	bool is_told = ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_row && size.ws_col;
	int rows = is_told ? size.ws_row : USUAL_ROWS;
	int columns = is_told ? size.ws_col : USUAL_COLUMNS;
	struct asciicast *cast = asciicast_open(path, "netglyph", columns, rows, err);
	struct recorder *recorder;

	if (!cast)
		return NULL;
	recorder = xcalloc(1, sizeof(*recorder));
	recorder->cast = cast;
	recorder->rows = rows;
	recorder->columns = columns;
	recorder->start = thread_clock();
	return recorder;
}

static double seconds(const struct recorder *recorder)
{
	return thread_clock() - recorder->start;
}

static void keep(struct recorder *recorder, const struct canvas *canvas)
{
	size_t count = (size_t)canvas->height * (size_t)canvas->width;

	canvas_free(recorder->last);
	recorder->last = canvas_new(canvas->medium, canvas->height, canvas->width);
	memcpy(recorder->last->cells, canvas->cells, count * sizeof(*canvas->cells));
	recorder->rows = canvas->height;
	recorder->columns = canvas->width;
}

static bool write_frame(struct recorder *recorder, const struct canvas *canvas, struct err *err)
{
	bool is_other = recorder->rows != canvas->height || recorder->columns != canvas->width;
	bool is_written = !is_other || asciicast_resize(recorder->cast, seconds(recorder),
							canvas->width, canvas->height, err);
	size_t size;
	char *text = ansi_changes(is_other ? NULL : recorder->last, canvas, &size);

	if (is_written && size > 0)
		is_written = asciicast_show(recorder->cast, seconds(recorder), text, size, err);
	free(text);
	return is_written;
}

bool recorder_frame(struct recorder *recorder, const struct canvas *canvas, struct err *err)
{
	struct err ignored;

	if (!recorder || !recorder->cast)
		return true;
	if (write_frame(recorder, canvas, err)) {
		keep(recorder, canvas);
		return true;
	}
	asciicast_close(recorder->cast, &ignored);
	recorder->cast = NULL;
	return false;
}

void recorder_close(struct recorder *recorder)
{
	struct err ignored;
	char *text;

	if (!recorder)
		return;
	if (recorder->cast) {
		text = xasprintf("\033[%d;1H\033[?25h", recorder->rows);
		asciicast_show(recorder->cast, seconds(recorder), text, strlen(text), &ignored);
		free(text);
	}
	asciicast_close(recorder->cast, &ignored);
	canvas_free(recorder->last);
	free(recorder);
}
