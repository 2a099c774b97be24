/* Programs that are played, in plain system calls. */
#include "support/actor.h"

#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

static volatile sig_atomic_t is_stale;

static void note_signal(int signal)
{
	(void)signal;
	is_stale = 1;
}

static void make_raw(struct termios *before)
{
	struct termios raw;

	tcgetattr(STDIN_FILENO, before);
	raw = *before;
	cfmakeraw(&raw);
	tcsetattr(STDIN_FILENO, TCSANOW, &raw);
}

static void nap(int ms)
{
	poll(NULL, 0, ms);
}

/* A key may be several bytes: those that come with an escape. Returns its first byte; 0: none. */
static int read_key(void)
{
	unsigned char byte, rest;
	struct pollfd input = {.fd = STDIN_FILENO, .events = POLLIN};

	if (read(STDIN_FILENO, &byte, 1) != 1)
		return 0;
	if (byte != '\033' || poll(&input, 1, 25) <= 0)
		return byte;
	if (read(STDIN_FILENO, &rest, 1) != 1 || (rest != '[' && rest != 'O'))
		return byte;
	while (read(STDIN_FILENO, &rest, 1) == 1 && (rest == ';' || (rest >= '0' && rest <= '9')))
		;
	return byte;
}

static void draw(long keys, bool is_busy)
{
	struct winsize size;

	ioctl(STDOUT_FILENO, TIOCGWINSZ, &size);
	dprintf(STDOUT_FILENO, "\033[H\033[2J%ld keys, %dx%d\033]7777;%s;%ld;%dx%d\a", keys,
		size.ws_row, size.ws_col, is_busy ? "frame" : "idle", keys, size.ws_row,
		size.ws_col);
}

static int play_marks(void)
{
	struct pollfd input = {.fd = STDIN_FILENO, .events = POLLIN};
	const struct sigaction action = {.sa_handler = note_signal}; /* without SA_RESTART */
	bool is_busy = false, is_slow = false;
	struct termios before;
	long keys = 0;
	int key;

	sigaction(SIGWINCH, &action, NULL);
	sigaction(SIGCONT, &action, NULL);
	make_raw(&before);
	for (draw(keys, is_busy);; draw(keys, is_busy)) {
		if (poll(&input, 1, 50) < 0 || is_stale) {
			is_stale = 0;
			continue;
		}
		if (!(input.revents & (POLLIN | POLLHUP)))
			continue;
		key = read_key();
		if (key == 0 || key == 'x')
			break;
		keys++;
		is_slow |= key == 's';
		is_busy = key == 'b' || (is_busy && key != 'i');
		while (key == 'h')
			nap(1000);
		if (is_slow)
			nap(20);
	}
	tcsetattr(STDIN_FILENO, TCSANOW, &before);
	return key == 'x' ? 3 : 0;
}

static int play_bytes(void)
{
	struct termios before;
	unsigned char byte;

	make_raw(&before);
	dprintf(STDOUT_FILENO, "\033[?1000h\033[?1006hready");
	while (read(STDIN_FILENO, &byte, 1) == 1)
		dprintf(STDOUT_FILENO, " %d", byte);
	return 0;
}

static int play_flood(void)
{
	struct termios before;
	char line[64], byte = 0;
	long count = 0;

	make_raw(&before);
	memset(line, '.', sizeof(line));
	for (int i = 0; i < 16384; i++)
		if (write(STDOUT_FILENO, line, sizeof(line)) < 0)
			return 1;
	for (; byte != 'q' && read(STDIN_FILENO, &byte, 1) == 1; count++)
		;
	dprintf(STDOUT_FILENO, "\r\nafter %ld keys", count);
	nap(100000);
	return 0;
}

int actor_play(const char *name)
{
	if (strcmp(name, "marks") == 0)
		return play_marks();
	if (strcmp(name, "bytes") == 0)
		return play_bytes();
	if (strcmp(name, "flood") == 0)
		return play_flood();
	return 126;
}
