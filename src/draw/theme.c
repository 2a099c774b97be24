/* The themes. Their colours keep a contrast of 3 or more to the ground they are made for, and come
 * out as different colours of eight, too. */
#include "draw/theme.h"

#include <ctype.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

/* Hues of classes, none of them the red and the blue of signed maps. The last two are after Okabe
 * and Ito's set, too. */
static const struct rgb on_dark[] = {
	{95, 175, 255, true},  {255, 175, 95, true},  {135, 215, 135, true}, {255, 135, 175, true},
	{175, 135, 255, true}, {215, 175, 135, true}, {255, 175, 255, true}, {188, 188, 188, true},
	{215, 215, 95, true},  {95, 215, 215, true}};
static const struct rgb on_light[] = {
	{0, 95, 175, true},   {175, 95, 0, true},  {0, 135, 0, true},   {215, 0, 95, true},
	{135, 95, 215, true}, {135, 95, 95, true}, {175, 0, 175, true}, {108, 108, 108, true},
	{135, 135, 0, true},  {0, 135, 135, true}};
static const struct rgb blind_on_dark[] = {
	{230, 159, 0, true}, {86, 180, 233, true},  {0, 158, 115, true},  {240, 228, 66, true},
	{213, 94, 0, true},  {204, 121, 167, true}, {188, 188, 188, true}};
static const struct rgb blind_on_light[] = {
	{0, 114, 178, true}, {213, 94, 0, true},  {0, 135, 95, true},   {175, 95, 135, true},
	{135, 95, 0, true},  {95, 95, 175, true}, {108, 108, 108, true}};

/* clang-format off */
#define CLASSES(hues) .classes = hues, .class_count = sizeof(hues) / sizeof(hues[0])
#define INK(r, g, b, attributes) {{r, g, b, true}, {0, 0, 0, false}, attributes}
#define OWN(attributes) {{0, 0, 0, false}, {0, 0, 0, false}, attributes}

const struct theme themes[THEMES] = {
	{
		.name = "dark", .is_dark = true,
		.faint = OWN(CELL_FAINT), .strong = OWN(CELL_BOLD),
		.accent = INK(0, 215, 215, CELL_BOLD),
		.cursor = INK(0, 215, 215, CELL_BOLD | CELL_REVERSE),
		.changed = INK(255, 215, 0, CELL_UNDERLINE),
		.good = INK(95, 215, 95, 0), .bad = INK(255, 135, 255, CELL_BOLD),
		.error = OWN(CELL_BOLD | CELL_REVERSE),
		.title_current = INK(0, 215, 215, CELL_BOLD),
		.footer_key = OWN(CELL_BOLD),
		.signed_kind = PALETTE_BWR_R,
		CLASSES(on_dark),
	},
	{
		.name = "light", .is_dark = false,
		.faint = OWN(CELL_FAINT), .strong = OWN(CELL_BOLD),
		.accent = INK(0, 135, 135, CELL_BOLD),
		.cursor = INK(0, 135, 135, CELL_BOLD | CELL_REVERSE),
		.changed = INK(175, 95, 0, CELL_UNDERLINE),
		.good = INK(0, 135, 0, 0), .bad = INK(175, 0, 175, CELL_BOLD),
		.error = OWN(CELL_BOLD | CELL_REVERSE),
		.title_current = INK(0, 135, 135, CELL_BOLD),
		.footer_key = OWN(CELL_BOLD),
		.signed_kind = PALETTE_BWR_R,
		CLASSES(on_light),
	},
	{
		.name = "mono", .is_dark = true,
		.faint = OWN(CELL_FAINT), .strong = OWN(CELL_BOLD),
		.accent = OWN(CELL_BOLD),
		.cursor = OWN(CELL_BOLD | CELL_REVERSE),
		.changed = OWN(CELL_UNDERLINE),
		.bad = OWN(CELL_BOLD),
		.error = OWN(CELL_BOLD | CELL_REVERSE),
		.title_current = OWN(CELL_BOLD | CELL_REVERSE),
		.footer_key = OWN(CELL_BOLD),
		.signed_kind = PALETTE_GREYS_SIGNED,
	},
	{
		/* Hues of Okabe and Ito's set, "Color Universal Design", 2008. */
		.name = "blind", .is_dark = true,
		.faint = OWN(CELL_FAINT), .strong = OWN(CELL_BOLD),
		.accent = INK(86, 180, 233, CELL_BOLD),
		.cursor = INK(86, 180, 233, CELL_BOLD | CELL_REVERSE),
		.changed = INK(240, 228, 66, CELL_UNDERLINE),
		.good = INK(86, 180, 233, 0), .bad = INK(240, 228, 66, CELL_BOLD),
		.error = OWN(CELL_BOLD | CELL_REVERSE),
		.title_current = INK(86, 180, 233, CELL_BOLD),
		.footer_key = OWN(CELL_BOLD),
		.signed_kind = PALETTE_PUOR,
		CLASSES(blind_on_dark),
	},
	{
		.name = "blind", .is_dark = false,
		.faint = OWN(CELL_FAINT), .strong = OWN(CELL_BOLD),
		.accent = INK(0, 114, 178, CELL_BOLD),
		.cursor = INK(0, 114, 178, CELL_BOLD | CELL_REVERSE),
		.changed = INK(213, 94, 0, CELL_UNDERLINE),
		.good = INK(0, 114, 178, 0), .bad = INK(213, 94, 0, CELL_BOLD),
		.error = OWN(CELL_BOLD | CELL_REVERSE),
		.title_current = INK(0, 114, 178, CELL_BOLD),
		.footer_key = OWN(CELL_BOLD),
		.signed_kind = PALETTE_PUOR,
		CLASSES(blind_on_light),
	},
};
/* clang-format on */

enum ground ground_of_color(struct rgb ground)
{
	/* Luminance after WCAG 2, with a gamma of 2; the bound is where black and white contrast
	 * alike. */
	double luminance = (0.2126 * ground.r * ground.r + 0.7152 * ground.g * ground.g +
			    0.0722 * ground.b * ground.b) /
			   (255.0 * 255);

	if (!ground.is_set)
		return GROUND_UNKNOWN;
	return luminance > 0.179 ? GROUND_LIGHT : GROUND_DARK;
}

/* 7 and the bright ones are light, but for 8, a dark grey, as vim and rxvt have it. */
enum ground ground_of_colorfgbg(const char *text)
{
	const char *last = text ? strrchr(text, ';') : NULL;
	char *end;
	long color;

	if (!last || !isdigit((unsigned char)last[1]))
		return GROUND_UNKNOWN;
	color = strtol(last + 1, &end, 10);
	if (*end || color > 15)
		return GROUND_UNKNOWN;
	return color == 7 || color > 8 ? GROUND_LIGHT : GROUND_DARK;
}

const struct theme *theme_find(const char *name, enum ground ground)
{
	bool is_light = ground == GROUND_LIGHT;
	const struct theme *found = NULL;

	if (!name || strcmp(name, "auto") == 0)
		name = is_light ? "light" : "dark";
	for (int i = 0; i < THEMES; i++)
		if (strcmp(themes[i].name, name) == 0 && (!found || themes[i].is_dark != is_light))
			found = &themes[i];
	return found;
}

const struct theme *theme_on(const struct theme *theme, struct rgb ground)
{
	bool is_plain = strcmp(theme->name, "dark") == 0 || strcmp(theme->name, "light") == 0;

	return ground.is_set ? theme_find(is_plain ? "auto" : theme->name, ground_of_color(ground))
			     : theme;
}

struct style theme_class(const struct theme *theme, int class)
{
	if (theme->class_count == 0)
		return theme->plain;
	return (struct style){.fg = theme->classes[class % theme->class_count]};
}

struct palette theme_picture(bool is_ink_dark)
{
	return (struct palette){.kind = is_ink_dark ? PALETTE_GREYS : PALETTE_GREYS_R,
				.hi = 1,
				.is_dark = !is_ink_dark};
}

struct palette theme_signed(const struct theme *theme, bool is_ink_dark, float range)
{
	return (struct palette){
		.kind = theme->signed_kind, .lo = -range, .hi = range, .is_dark = !is_ink_dark};
}

const char *theme_sign(const struct theme *theme, struct medium medium, bool is_above_zero)
{
	if (!medium_has_color(medium))
		return is_above_zero ? "+#" : "-=";
	if (theme->signed_kind == PALETTE_PUOR)
		return is_above_zero ? "purple" : "orange";
	if (theme->signed_kind == PALETTE_GREYS_SIGNED)
		return is_above_zero ? "white" : "black";
	return is_above_zero ? "blue" : "red";
}
