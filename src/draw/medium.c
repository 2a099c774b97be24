/* From words and the environment to a medium. TERM is read by name, not through terminfo: the
 * stream is plain SGR, and names that terminfo has not heard of are mostly terminals with 256
 * colours. */
#include "draw/medium.h"

#include <langinfo.h>
#include <stdlib.h>
#include <string.h>

struct known_terminal {
	const char *prefix;
	enum color_mode mode;
};

static const struct known_terminal known_terminals[] = {
	{"dumb", COLOR_NONE}, {"unknown", COLOR_NONE},    {"vt1", COLOR_MONO},
	{"vt2", COLOR_MONO},  {"vt3", COLOR_MONO},        {"vt5", COLOR_MONO},
	{"linux", COLOR_16},  {"cygwin", COLOR_16},       {"ansi", COLOR_8},
	{"cons25", COLOR_8},  {"rxvt-16color", COLOR_16},
};

static const char *environment(const char *name)
{
	const char *value = getenv(name);

	return value ? value : "";
}

static bool starts_with(const char *text, const char *prefix)
{
	return strncmp(text, prefix, strlen(prefix)) == 0;
}

/* COLORTERM passes through tmux and screen from the terminal outside, which they may not match. */
static bool has_direct_color(const char *term)
{
	const char *colorterm = environment("COLORTERM");
	size_t length = strlen(term);

	if (length >= 7 && strcmp(term + length - 7, "-direct") == 0)
		return true;
	if (starts_with(term, "tmux") || starts_with(term, "screen"))
		return false;
	return strcmp(colorterm, "truecolor") == 0 || strcmp(colorterm, "24bit") == 0;
}

static enum color_mode terminal_mode(void)
{
	const char *term = environment("TERM");

	if (!*term)
		return COLOR_NONE;
	for (size_t i = 0; i < sizeof(known_terminals) / sizeof(known_terminals[0]); i++)
		if (starts_with(term, known_terminals[i].prefix))
			return known_terminals[i].mode;
	return has_direct_color(term) ? COLOR_DIRECT : COLOR_256;
}

static enum color_mode automatic_mode(bool is_terminal)
{
	enum color_mode mode = is_terminal ? terminal_mode() : COLOR_NONE;

	return mode > COLOR_MONO && *environment("NO_COLOR") ? COLOR_MONO : mode;
}

/* The person insists: what the terminal has, and 256 colours where that cannot be told. */
static enum color_mode forced_mode(void)
{
	enum color_mode mode = terminal_mode();

	return mode > COLOR_MONO ? mode : COLOR_256;
}

bool medium_has_utf8_locale(void)
{
	return strcmp(nl_langinfo(CODESET), "UTF-8") == 0;
}

static enum glyphs automatic_glyphs(void)
{
	if (!medium_has_utf8_locale())
		return GLYPHS_ASCII;
	return starts_with(environment("TERM"), "linux") ? GLYPHS_BLOCKS : GLYPHS_BRAILLE;
}

bool medium_choose_glyphs(struct medium *medium, const char *glyphs, struct err *err)
{
	static const char *const names[] = {"ascii", "blocks", "braille"};

	medium->glyphs = automatic_glyphs();
	if (!glyphs || strcmp(glyphs, "auto") == 0)
		return true;
	for (int i = GLYPHS_ASCII; i <= GLYPHS_BRAILLE; i++) {
		if (strcmp(glyphs, names[i]) == 0) {
			medium->glyphs = (enum glyphs)i;
			return true;
		}
	}
	return err_set(err, "--glyphs %s: there is no such set; use auto, ascii, blocks or braille",
		       glyphs);
}

static bool choose_mode(struct medium *medium, const char *color, bool is_terminal, struct err *err)
{
	for (int i = 0; color && i < COLOR_MODES; i++) {
		if (strcmp(color, color_mode_names[i]) == 0) {
			medium->mode = (enum color_mode)i;
			return true;
		}
	}
	if (!color || strcmp(color, "auto") == 0)
		medium->mode = automatic_mode(is_terminal);
	else if (strcmp(color, "always") == 0)
		medium->mode = forced_mode();
	else if (strcmp(color, "never") == 0)
		medium->mode = COLOR_NONE;
	else
		return err_set(err,
			       "--color %s: there is no such mode; use auto, always, never, none, "
			       "mono, 8, 16, 256 or direct",
			       color);
	return true;
}

bool medium_choose(struct medium *medium, const char *color, const char *glyphs, bool is_terminal,
		   struct err *err)
{
	return medium_choose_glyphs(medium, glyphs, err) &&
	       choose_mode(medium, color, is_terminal, err);
}

bool medium_has_color(struct medium medium)
{
	return medium.mode > COLOR_MONO;
}

bool medium_has_utf8(struct medium medium)
{
	return medium.glyphs > GLYPHS_ASCII;
}

bool medium_has_blocks(struct medium medium)
{
	return medium.glyphs >= GLYPHS_BLOCKS && medium.mode != COLOR_NONE;
}

bool medium_has_braille(struct medium medium)
{
	return medium.glyphs == GLYPHS_BRAILLE && medium.mode != COLOR_NONE;
}
