/* A net that was trained on bars, and an image to attack: the group state of tests of attacks. */
#ifndef TESTS_SUPPORT_SCENE_H
#define TESTS_SUPPORT_SCENE_H

#include "lab/train/fit.h"
#include "support/bars.h"

enum { SCENE_PIXELS = BARS_SIDE * BARS_SIDE };

struct scene {
	struct dataset *data;
	struct fit *fit;
	float image[SCENE_PIXELS];
};

/* Trains for so many steps. The caller gives it to scene_free(). */
struct scene *scene_new(uint64_t steps);
void scene_free(struct scene *);

#endif
