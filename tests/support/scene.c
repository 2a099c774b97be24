/* The scene of tests of attacks. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "support/scene.h"

#include <stdlib.h>

struct scene *scene_new(uint64_t steps)
{
	struct scene *scene = malloc(sizeof(*scene));
	struct fit_spec spec = {.architecture = "conv3x3x5 relu pool2 dense20 relu dense3",
				.optimizer = OPTIMIZER_ADAM,
				.rate = 1e-3f,
				.batch = 20,
				.seed = 2};
	struct err err;

	assert_non_null(scene);
	scene->data = bars_new();
	scene->fit = fit_new(&spec, scene->data, kernel_choose(NULL, &err), NULL, &err);
	assert_non_null(scene->fit);
	assert_true(fit_run(scene->fit, steps, steps, NULL, NULL, &err));
	split_image(&scene->data->split[SPLIT_VALIDATION], 3, scene->image);
	return scene;
}

void scene_free(struct scene *scene)
{
	fit_free(scene->fit);
	bars_free(scene->data);
	free(scene);
}
