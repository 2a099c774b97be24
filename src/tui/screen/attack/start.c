/* Other images to begin with. */
#include "base/xalloc.h"
#include "tui/screen/attack/attack.h"

#include <stdlib.h>

static void answer_image(struct app *app, void *at, const char *answer)
{
	(void)at;
	app_answer_image(app, answer);
}

static void answer_noise(struct app *app, void *at, const char *answer)
{
	(void)at;
	app_answer_noise(app, answer);
}

void attack_ask_image(struct app *app, void *at, int key)
{
	(void)key;
	prompt_open(app, "Image by its number: ", "", at, answer_image, NULL);
}

void attack_ask_noise(struct app *app, void *at, int key)
{
	(void)key;
	prompt_open(app, "Noise of the seed: ", "1", at, answer_noise, NULL);
}

void attack_start_blank(struct app *app, void *at, int key)
{
	float *pixels = xfloats(app_pixels(app));

	(void)at;
	(void)key;
	app_choose_pixels(app, pixels, -1, SAMPLE_BLANK, "blank paper");
	free(pixels);
}
