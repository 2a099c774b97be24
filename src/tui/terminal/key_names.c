/* terminfo calls keys by names of its own: which of ours they are. */
#include "tui/terminal/key_names.h"
#include "tui/keys.h"

#include <curses.h>
#include <term.h>

void key_names_take(struct keyboard *keyboard)
{
	static const struct {
		const char *name;
		int key;
	} names[] = {
		{"kcuu1", PRESS_UP},     {"kcud1", PRESS_DOWN},     {"kcub1", PRESS_LEFT},
		{"kcuf1", PRESS_RIGHT},  {"khome", PRESS_HOME},     {"kend", PRESS_END},
		{"kpp", PRESS_PAGE_UP},  {"knp", PRESS_PAGE_DOWN},  {"kdch1", PRESS_DELETE},
		{"kich1", PRESS_NONE},   {"kcbt", PRESS_BACKTAB},   {"kent", PRESS_ENTER},
		{"kf1", PRESS_F1},       {"kHOM", PRESS_HOME},      {"kEND", PRESS_END},
		{"kPRV", PRESS_PAGE_UP}, {"kNXT", PRESS_PAGE_DOWN}, {"kLFT", PRESS_LEFT},
		{"kRIT", PRESS_RIGHT},   {"kri", PRESS_UP},         {"kind", PRESS_DOWN},
		{"kDC", PRESS_DELETE},
	};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		const char *sequence = tigetstr(names[i].name);

		if (sequence && sequence != (char *)-1)
			keyboard_name(keyboard, sequence, names[i].key);
	}
}
