/* Two ways to scroll: a thing at a time, and a page at a time. */
#include "tui/widget/scroll.h"

int scroll_centered(int cursor, int shown, int count)
{
	int first = cursor - shown / 2;

	first = first < count - shown ? first : count - shown;
	return first > 0 ? first : 0;
}

size_t scroll_page(size_t cursor, size_t shown)
{
	return cursor / shown * shown;
}
