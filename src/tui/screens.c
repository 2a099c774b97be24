/* THE table of screens. */
#include "tui/screen.h"

#include <strings.h>

const struct screen *const screens[] = {
	&train_screen,   &weights_screen, &mistakes_screen, &layers_screen,
	&filters_screen, &attack_screen,  &retrain_screen,  &draw_screen,
};
const int screen_count = sizeof(screens) / sizeof(screens[0]);

int screen_find(const char *name)
{
	for (int i = 0; i < screen_count; i++)
		if (strcasecmp(name, screens[i]->name) == 0 ||
		    (name[0] == screens[i]->letter && !name[1]))
			return i;
	return -1;
}
