/* Code points, lines and groups of digits. */
#include "base/text.h"
#include "base/xalloc.h"

#include <assert.h>
#include <ctype.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

uint32_t text_next(const char **text)
{
	const unsigned char *s = (const unsigned char *)*text;
	static const uint32_t min[4] = {0, 0x80, 0x800, 0x10000};
	int more = s[0] < 0x80   ? 0
		   : s[0] < 0xc2 ? -1
		   : s[0] < 0xe0 ? 1
		   : s[0] < 0xf0 ? 2
		   : s[0] < 0xf5 ? 3
				 : -1;
	uint32_t glyph = more > 0 ? s[0] & (0x3fu >> more) : s[0];

	(*text)++;
	if (more < 0)
		return 0;
	for (int i = 1; i <= more; i++) {
		if ((s[i] & 0xc0) != 0x80)
			return 0;
		glyph = glyph << 6 | (s[i] & 0x3f);
	}
	if (glyph < min[more] || (glyph >= 0xd800 && glyph < 0xe000) || glyph > 0x10ffff)
		return 0;
	*text += more;
	return glyph;
}

char *text_put(uint32_t glyph, char bytes[TEXT_GLYPH_MAX])
{
	static const uint8_t marks[] = {0, 0xc0, 0xe0, 0xf0};
	int more = glyph < 0x80 ? 0 : glyph < 0x800 ? 1 : glyph < 0x10000 ? 2 : 3;

	bytes[0] = (char)(marks[more] | glyph >> 6 * more);
	for (int i = 1; i <= more; i++)
		bytes[i] = (char)(0x80 | (glyph >> 6 * (more - i) & 0x3f));
	bytes[more + 1] = '\0';
	return bytes;
}

/* A name that holds such marks may read as another. */
static bool is_direction(uint32_t glyph)
{
	return glyph == 0x61c || (glyph >= 0x200e && glyph <= 0x200f) ||
	       (glyph >= 0x2028 && glyph <= 0x202e) || (glyph >= 0x2066 && glyph <= 0x2069);
}

bool text_is_printable(uint32_t glyph)
{
	return glyph >= 0x20 && (glyph < 0x7f || glyph >= 0xa0) && !is_direction(glyph) &&
	       (glyph < 0xd800 || glyph > 0xdfff) && glyph <= 0x10ffff;
}

char *text_clean(char *text)
{
	for (const char *next = text; *next;) {
		char *glyph = text + (next - text);

		if (!text_is_printable(text_next(&next)))
			memset(glyph, '?', (size_t)(next - glyph));
	}
	return text;
}

/* Of Unicode's EastAsianWidth.txt: W and F, of emoji in whole blocks, without combining marks. */
static const uint32_t wide_ranges[][2] = {
	{0x1100, 0x115f},   {0x2e80, 0x3029},   {0x3030, 0x303e},   {0x3041, 0x3096},
	{0x309b, 0x33ff},   {0x3400, 0x4dbf},   {0x4e00, 0xa4cf},   {0xa960, 0xa97c},
	{0xac00, 0xd7a3},   {0xf900, 0xfaff},   {0xfe30, 0xfe6f},   {0xff01, 0xff60},
	{0xffe0, 0xffe6},   {0x1f300, 0x1f64f}, {0x1f900, 0x1f9ff}, {0x20000, 0x2fffd},
	{0x30000, 0x3fffd},
};

int text_glyph_width(uint32_t glyph)
{
	for (size_t i = 0; i < sizeof(wide_ranges) / sizeof(wide_ranges[0]); i++)
		if (glyph <= wide_ranges[i][1])
			return glyph >= wide_ranges[i][0] ? 2 : 1;
	return 1;
}

int text_width(const char *text)
{
	int width = 0;

	while (*text)
		width += text_glyph_width(text_next(&text));
	return width;
}

int text_padding(const char *text, int width)
{
	int columns = text_width(text);

	return columns < width ? width - columns : 0;
}

/* Behind the next code point of a text that has not ended, where it fits into so many columns,
 * which it takes; else NULL. */
static const char *next_within(const char *text, int *columns)
{
	*columns -= text_glyph_width(text_next(&text));
	return *columns >= 0 ? text : NULL;
}

size_t text_line(const char *text, int width)
{
	const char *end = text, *blank = text, *next;

	while (*end && (next = next_within(end, &width))) {
		if (*end == ' ')
			blank = end;
		end = next;
	}
	if (*end && end == text)
		text_next(&end);
	if (!*end || *end == ' ' || blank == text)
		return (size_t)(end - text);
	return (size_t)(blank - text);
}

char *text_cut(const char *text, int width, char *out, size_t size)
{
	bool has_point = width > 4 && size > 2 && text_width(text) > width;
	const char *end = text, *next;
	int columns = width - has_point;

	while (*end && (next = next_within(end, &columns)) &&
	       (size_t)(next - text) + has_point < size)
		end = next;
	while (has_point && end > text + 1 && end[-1] == ' ')
		end--;
	memcpy(out, text, (size_t)(end - text));
	strcpy(out + (end - text), has_point ? "." : "");
	return out;
}

/* The bytes of a text's first code points that fit. */
static size_t bytes_of(const char *text, int columns)
{
	const char *end = text, *next;

	while (*end && (next = next_within(end, &columns)))
		end = next;
	return (size_t)(end - text);
}

/* The bytes that both begin with, in whole code points. */
static size_t shared_beginning(const char *a, const char *b)
{
	size_t shared = 0;

	while (a[shared] && a[shared] == b[shared])
		shared++;
	while (shared > 0 && (a[shared] & 0xc0) == 0x80)
		shared--;
	return shared;
}

/* The bytes that a name shares with all of those that begin as it does in so many columns; 0: none
 * does. */
static size_t ambiguous_beginning(const char *const *names, int count, int index, int columns)
{
	const char *name = names[index];
	size_t seen = bytes_of(name, columns), shared = 0, beginning;

	for (int i = 0; i < count; i++) {
		if (i == index || strncmp(names[i], name, seen) != 0)
			continue;
		beginning = shared_beginning(name, names[i]);
		shared = shared == 0 || beginning < shared ? beginning : shared;
	}
	return shared;
}

char *text_cut_among(const char *const *names, int count, int i, int width, char *out, size_t size)
{
	const char *name = names[i];
	int head = width > 3 ? (width - 1) / 3 : 0;
	size_t shared = 0, length;

	if (text_width(name) > width && width > 1)
		shared = ambiguous_beginning(names, count, i, width > 4 ? width - 1 : width);
	length = bytes_of(name, head) + (head > 0);
	if (shared == 0 || !name[shared] || length >= size)
		return text_cut(name, width, out, size);
	if (head > 0) {
		memcpy(out, name, length - 1);
		out[length - 1] = '.';
		width -= head + 1;
	}
	text_cut(name + shared, width, out + length, size - length);
	return out;
}

char *text_cut_middle(const char *text, int width, char *out, size_t size)
{
	int head = (width - 2) / 3;
	const char *end = text;

	if (text_width(text) <= width || head < 1)
		return text_cut(text, width, out, size);
	while (text_width(end) > width - 2 - head)
		text_next(&end);
	snprintf(out, size, "%.*s..%s", (int)bytes_of(text, head), text, end);
	return out;
}

bool text_has_word(const char *text, const char *word)
{
	const char *at = text;

	while ((at = strcasestr(at, word))) {
		bool begins = at == text || !isalpha((unsigned char)at[-1]);

		at += strlen(word);
		if (begins && !isalpha((unsigned char)*at))
			return true;
	}
	return false;
}

const char *text_article(const char *word)
{
	const char *vowels = strpbrk(word, "aeiouy") ? "aeioAEIO" : "AEFHILMNORSXaefhilmnorsx";

	return *word && strchr(vowels, *word) ? "an" : "a";
}

char *text_listed(char *list, const char *item)
{
	char *longer = xasprintf("%s%s%s", list ? list : "", list ? ", " : "", item);

	free(list);
	return longer;
}

char *text_grouped(uint64_t number, char text[TEXT_NUMBER_MAX])
{
	char digits[TEXT_NUMBER_MAX];
	int length = snprintf(digits, sizeof(digits), "%" PRIu64, number), at = 0;

	for (int i = 0; i < length; i++) {
		if (i > 0 && (length - i) % 3 == 0)
			text[at++] = ',';
		text[at++] = digits[i];
	}
	text[at] = '\0';
	return text;
}

/* A NaN's sign says nothing. */
const char *text_fixed(double value, int width, int decimals, bool has_plus,
		       char text[TEXT_NUMBER_MAX])
{
	char longest[400]; /* DBL_MAX has 309 digits */
	int length;

	assert(width >= 3 && width < TEXT_NUMBER_MAX);
	do
		length = isnan(value)
				 ? snprintf(longest, sizeof(longest), "%*s", width, "nan")
				 : snprintf(longest, sizeof(longest), has_plus ? "%+*.*f" : "%*.*f",
					    width, decimals, value);
	while (length > width && decimals-- > 0);
	if (length > width)
		length = snprintf(longest, sizeof(longest), "%*.0e", width, value);
	if (length > width) /* "-1e+30" in five columns */
		snprintf(longest, sizeof(longest), "%*s", width, value < 0 ? "-big" : "big");
	memcpy(text, longest, (size_t)width);
	text[width] = '\0';
	return text;
}

const char *text_percent(double share, int decimals, char text[TEXT_NUMBER_MAX])
{
	if (isnan(share))
		snprintf(text, TEXT_NUMBER_MAX, "nan %%");
	else
		snprintf(text, TEXT_NUMBER_MAX, "%.*f %%", decimals, 100 * share);
	return text;
}
