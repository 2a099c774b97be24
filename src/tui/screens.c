/* THE table of screens. */
#include "tui/screens.h"

extern const struct screen train_screen, weights_screen, mistakes_screen, layers_screen,
	filters_screen, attack_screen, robust_screen, retrain_screen, explain_screen,
	project_screen, secrets_screen, draw_screen;

const struct screen *const screens[] = {
	&train_screen,
	&weights_screen,
	&mistakes_screen,
	&layers_screen,
	&filters_screen,
	&attack_screen,
	&robust_screen,
	&retrain_screen,
	&explain_screen,
	&project_screen,
	&secrets_screen,
	&draw_screen,
	NULL,
};
const int screen_count = sizeof(screens) / sizeof(screens[0]) - 1;
