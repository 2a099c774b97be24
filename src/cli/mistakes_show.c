/* One tile for each mistake, all at one scale. */
#include "cli/mistakes_show.h"
#include "base/xalloc.h"
#include "cli/show.h"

#include <stdlib.h>

enum { CAPTION = 2 * CLASS_NAME_MAX + 40, NAME = 8 };

bool mistakes_show(const struct mistakes *m, struct output *out, size_t first, size_t count,
		   int scale, struct err *err)
{
	struct tile *tiles = xcalloc(count, sizeof(*tiles));
	float *pixels = xfloats(count * m->split->pixels);
	char(*captions)[CAPTION] = xcalloc(count, CAPTION);
	struct sheet sheet = {tiles, (int)count, 0, false};
	bool is_shown;

	for (size_t i = 0; i < count; i++) {
		const struct mistake *mistake = &m->list[first + i];
		float *image = pixels + i * m->split->pixels;
		char label[CLASS_NAME_MAX], read[CLASS_NAME_MAX];

		split_image(m->split, mistake->index, image);
		snprintf(captions[i], CAPTION, "#%zu %s>%s %.2f", mistake->index,
			 class_name_cut(m->names, mistake->prediction.label, NAME, label),
			 class_name_cut(m->names, mistake->prediction.prediction, NAME, read),
			 (double)mistake->prediction.confidence);
		tiles[i].picture = (struct picture){
			image, m->height, m->width, 1, scale, ink_palette(image, m->split->pixels)};
		tiles[i].caption = captions[i];
	}
	is_shown = show_sheet(out, &sheet, err);
	free(captions);
	free(pixels);
	free(tiles);
	return is_shown;
}
