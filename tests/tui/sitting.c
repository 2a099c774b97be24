/* Starting the explorer, and leaving it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tui/sitting.h"

#include "support/guard.h"
#include "tui/screens.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Appends a list to another, both ending with NULL. */
static void append(const char **to, const char *const *from)
{
	while (*to)
		to++;
	while (*from)
		*to++ = *from++;
	*to = NULL;
}

struct terminal *sitting_start(const struct sitting *contribution)
{
	static const struct sitting plain = {.rows = 0};
	const struct sitting *sitting = contribution ? contribution : &plain;
	const char *program = getenv("NETGLYPH");
	const char *argv[8 + SITTING_MAX] = {program ? program : "src/netglyph",
					     "explore",
					     "--data",
					     "sample",
					     "--threads",
					     "2",
					     NULL};
	const char *env[4 + SITTING_MAX] = {"NETGLYPH_FRAME_MARK=1", "NETGLYPH_ISA=portable", NULL};
	struct terminal_setup setup = {argv, env, NULL, sitting->rows, sitting->columns};
	struct terminal *terminal;
	int here = open(".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	append(argv, sitting->args);
	append(env, sitting->env);
	if (!sitting->has_real_clock)
		append(env, (const char *[]){"NETGLYPH_CLOCK=fixed", NULL});
	assert_true(here >= 0);
	assert_int_equal(sitting->folder ? chdir(sitting->folder) : 0, 0);
	terminal = terminal_start(&setup);
	assert_int_equal(fchdir(here), 0);
	close(here);
	return terminal;
}

struct terminal *sitting_open(const struct sitting *sitting)
{
	struct terminal *terminal = sitting_start(sitting);

	terminal_wait(terminal);
	return terminal;
}

void sitting_leave(struct terminal *terminal)
{
	terminal_press(terminal, "Q");
	terminal_assert_exited(terminal, 0);
	terminal_assert_sane(terminal);
	terminal_free(terminal);
}

bool sitting_shows(struct terminal *terminal, const char *text)
{
	struct shot *shot = terminal_shot(terminal);
	bool is_there = shot_find(shot, text, NULL, NULL);

	shot_free(shot);
	return is_there;
}

bool sitting_is_at(struct terminal *terminal, int i)
{
	char title[64];

	snprintf(title, sizeof(title), "netglyph: %s", screens[i]->name);
	return strcmp(terminal_title(terminal), title) == 0;
}

const char *sitting_key(int key, char text[16])
{
	static const struct {
		int key;
		const char *name;
	} names[] = {
		{PRESS_TAB, "<Tab>"},       {PRESS_ENTER, "<Enter>"},  {PRESS_CTRL_L, "<C-l>"},
		{PRESS_CTRL_U, "<C-u>"},    {PRESS_ESC, "<Esc>"},      {PRESS_SPACE, "<Space>"},
		{PRESS_BACKSPACE, "<BS>"},  {PRESS_UP, "<Up>"},        {PRESS_DOWN, "<Down>"},
		{PRESS_LEFT, "<Left>"},     {PRESS_RIGHT, "<Right>"},  {PRESS_HOME, "<Home>"},
		{PRESS_END, "<End>"},       {PRESS_PAGE_UP, "<PgUp>"}, {PRESS_PAGE_DOWN, "<PgDn>"},
		{PRESS_BACKTAB, "<S-Tab>"}, {PRESS_DELETE, "<Del>"},   {PRESS_F1, "<F1>"},
		{PRESS_DIGIT, "3"},         {PRESS_LETTER, "A"},       {'<', "<lt>"},
	};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (names[i].key == key)
			return names[i].name;
	if (key <= ' ' || key >= 127)
		return NULL;
	snprintf(text, 16, "%c", key);
	return text;
}
