/* Breaking at blanks; a character is a column wide, as a canvas shows it. */
#include "tui/widget/paragraph.h"

#include <string.h>

size_t paragraph_line(const char *text, int width)
{
	size_t end = 0, blank = 0;
	int columns = 0;

	width = width < 1 ? 1 : width;
	for (; text[end] && columns <= width; end++) {
		columns += (text[end] & 0xc0) != 0x80;
		if (text[end] == ' ')
			blank = end;
	}
	if (columns <= width)
		return end;
	return blank > 0 ? blank : end - 1;
}

const char *paragraph_next(const char *text, int width)
{
	text += paragraph_line(text, width);
	return text + strspn(text, " ");
}

int paragraph_lines(const char *text, int width)
{
	int lines = 0;

	for (; *text; text = paragraph_next(text, width))
		lines++;
	return lines;
}
