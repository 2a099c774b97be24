/* Grounds and inks, as most terminals have them. */
#include "draw/look.h"

struct rgb look_ground(bool is_dark)
{
	return is_dark ? rgb(0x1c, 0x1c, 0x1c) : rgb(0xff, 0xff, 0xff);
}

static struct rgb ink(bool is_dark)
{
	return is_dark ? rgb(0xd8, 0xd8, 0xd8) : rgb(0x20, 0x20, 0x20);
}

/* Three fifths of the ink. */
static uint8_t fade(uint8_t fg, uint8_t bg)
{
	return (uint8_t)((3 * fg + 2 * bg) / 5);
}

struct look look_of(const struct cell *cell, bool is_dark)
{
	const struct style *style = &cell->style;
	struct look look = {style->fg.is_set ? style->fg : ink(is_dark),
			    style->bg.is_set ? style->bg : look_ground(is_dark)};

	if (style->attributes & CELL_REVERSE)
		look = (struct look){look.bg, look.fg};
	if (style->attributes & CELL_FAINT)
		look.fg = rgb(fade(look.fg.r, look.bg.r), fade(look.fg.g, look.bg.g),
			      fade(look.fg.b, look.bg.b));
	return look;
}
