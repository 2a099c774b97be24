/* Standard output, written with write(2): stdio forgets why a write failed. */
#include "cli/output.h"
#include "base/text.h"
#include "base/xalloc.h"

#include <assert.h>
#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

enum { USUAL_WIDTH = 80 };

void output_open(struct output *out)
{
	*out = (struct output){.width = USUAL_WIDTH};
	out->file = xmemory_open(&out->text, &out->size);
}

static int terminal_width(void)
{
	struct winsize size;

	if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0)
		return USUAL_WIDTH;
	if (size.ws_col < OUTPUT_MIN_WIDTH)
		return OUTPUT_MIN_WIDTH;
	return size.ws_col < OUTPUT_MAX_WIDTH ? size.ws_col : OUTPUT_MAX_WIDTH;
}

bool output_choose(struct output *out, const char *color, const char *glyphs, int width,
		   struct err *err)
{
	out->width = width ? width : terminal_width();
	return medium_choose(&out->medium, color, glyphs, isatty(STDOUT_FILENO), err);
}

void output_stand_aside(struct output *out)
{
	out->is_aside = true;
}

/* Waits where the descriptor is set not to block, as a program before us may have left it. */
static bool is_passing(int error, int fd)
{
	struct pollfd wait = {.fd = fd, .events = POLLOUT};

	if (error == EAGAIN)
		poll(&wait, 1, -1);
	return error == EAGAIN || error == EINTR;
}

static bool write_all(struct output *out, const char *text, size_t size, struct err *err)
{
	int fd = out->is_aside ? STDERR_FILENO : STDOUT_FILENO;

	while (size > 0 && !out->is_closed) {
		ssize_t count = write(fd, text, size);

		if (count > 0) {
			text += count;
			size -= (size_t)count;
		} else if (count < 0 && errno == EPIPE) {
			out->is_closed = true;
		} else if (count == 0 || !is_passing(errno, fd)) {
			return err_set(err, "standard %s: can't be written: %s",
				       out->is_aside ? "error" : "output",
				       strerror(count == 0 ? EIO : errno));
		}
	}
	return true;
}

bool output_flush(struct output *out, struct err *err)
{
	bool is_written;

	xmemory_flush(out->file);
	is_written = write_all(out, out->text, out->size, err);
	output_drop(out);
	return is_written;
}

bool output_drop(struct output *out)
{
	output_close(out);
	out->file = xmemory_open(&out->text, &out->size);
	return true;
}

void output_close(struct output *out)
{
	fclose(out->file);
	free(out->text);
}

void print_clean(FILE *file, const char *name)
{
	char *printable = text_clean(xstrdup(name));

	fputs(printable, file);
	free(printable);
}

void print_csv_text(FILE *file, const char *text)
{
	putc('"', file);
	for (; *text; text++) {
		if (*text == '"')
			putc('"', file);
		putc(*text, file);
	}
	putc('"', file);
}
