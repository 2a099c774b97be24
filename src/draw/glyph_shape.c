/* Unicode's charts of U+2500 (lines), U+2580 (blocks) and U+2800 (braille). */
#include "draw/glyph_shape.h"

#include <stddef.h>

enum {
	UPPER_HALF = 0x2580,
	FULL = 0x2588,
	LEFT_EIGHTH = 0x258f,
	RIGHT_HALF = 0x2590,
	DARK_SHADE = 0x2593,
	UPPER_EIGHTH = 0x2594,
	RIGHT_EIGHTH = 0x2595,
	QUADRANTS = 0x2596, /* the first of ten */
	BRAILLE = 0x2800,
	LEFT = 1, /* arms of lines */
	RIGHT = 2,
	UP = 4,
	DOWN = 8
};

static const float thin = 0.125f, dot = 0.22f;

/* Which quarters: 1 upper left, 2 upper right, 4 lower left, 8 lower right. */
static const uint8_t quadrants[] = {4, 8, 1, 13, 9, 7, 11, 2, 6, 14};

static const struct {
	uint32_t glyph;
	int arms;
} lines[] = {
	{0x2500, LEFT | RIGHT},      {0x2501, LEFT | RIGHT},
	{0x2502, UP | DOWN},         {0x250c, RIGHT | DOWN},
	{0x2510, LEFT | DOWN},       {0x2514, RIGHT | UP},
	{0x2518, LEFT | UP},         {0x251c, UP | DOWN | RIGHT},
	{0x2524, UP | DOWN | LEFT},  {0x252c, LEFT | RIGHT | DOWN},
	{0x2534, LEFT | RIGHT | UP}, {0x253c, LEFT | RIGHT | UP | DOWN},
};

static int one(struct glyph_box *box, float x, float y, float width, float height)
{
	*box = (struct glyph_box){x, y, width, height, 1};
	return 1;
}

static int block(uint32_t glyph, struct glyph_box *boxes)
{
	float eighths;
	int count = 0;

	if (glyph == UPPER_HALF)
		return one(boxes, 0, 0, 1, 0.5f);
	if (glyph <= FULL) {
		eighths = (float)(glyph - UPPER_HALF) / 8;
		return one(boxes, 0, 1 - eighths, 1, eighths);
	}
	if (glyph <= LEFT_EIGHTH)
		return one(boxes, 0, 0, (float)(RIGHT_HALF - glyph) / 8, 1);
	if (glyph == RIGHT_HALF)
		return one(boxes, 0.5f, 0, 0.5f, 1);
	if (glyph <= DARK_SHADE) {
		boxes[0] = (struct glyph_box){0, 0, 1, 1, (float)(glyph - RIGHT_HALF) / 4};
		return 1;
	}
	if (glyph == UPPER_EIGHTH)
		return one(boxes, 0, 0, 1, 0.125f);
	if (glyph == RIGHT_EIGHTH)
		return one(boxes, 0.875f, 0, 0.125f, 1);
	for (int i = 0; i < 4; i++)
		if (quadrants[glyph - QUADRANTS] & 1 << i)
			count += one(&boxes[count], i % 2 ? 0.5f : 0, i / 2 ? 0.5f : 0, 0.5f, 0.5f);
	return count;
}

/* Dots 1 to 3 and 7 are the left column from above, 4 to 6 and 8 the right one. */
static int braille(uint32_t glyph, struct glyph_box *boxes)
{
	static const int rows[8] = {0, 1, 2, 0, 1, 2, 3, 3}, columns[8] = {0, 0, 0, 1, 1, 1, 0, 1};
	int count = 0;

	for (int i = 0; i < 8; i++)
		if (glyph & 1u << i)
			count += one(&boxes[count], 0.25f + 0.5f * (float)columns[i] - dot / 2,
				     0.125f + 0.25f * (float)rows[i] - dot / 4, dot, dot / 2);
	return count;
}

/* A cell is twice as tall as wide, so that a line's share of the height is half that of the width.
 */
static int line(int arms, struct glyph_box *boxes)
{
	float half = thin / 2, from = arms & LEFT ? 0 : 0.5f - half,
	      to = arms & RIGHT ? 1 : 0.5f + half;
	float top = arms & UP ? 0 : 0.5f, bottom = arms & DOWN ? 1 : 0.5f;
	int count = 0;

	if (arms & (LEFT | RIGHT))
		count += one(&boxes[count], from, 0.5f - half / 2, to - from, half);
	if (arms & (UP | DOWN))
		count += one(&boxes[count], 0.5f - half, top, thin, bottom - top);
	return count;
}

bool glyph_is_braille(uint32_t glyph)
{
	return glyph >= BRAILLE && glyph < BRAILLE + 256;
}

int glyph_shape(uint32_t glyph, struct glyph_box boxes[GLYPH_BOXES_MAX])
{
	if (glyph_is_braille(glyph))
		return braille(glyph, boxes);
	if (glyph >= UPPER_HALF && glyph < QUADRANTS + sizeof(quadrants))
		return block(glyph, boxes);
	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++)
		if (lines[i].glyph == glyph)
			return line(lines[i].arms, boxes);
	return 0;
}
