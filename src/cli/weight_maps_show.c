/* All maps in one range: only so can they be compared. */
#include "cli/weight_maps_show.h"
#include "base/xalloc.h"
#include "cli/show.h"

#include <stdlib.h>

enum { CAPTION = 16, MANY = 10, IN_A_ROW = 5 };

bool weight_maps_show(const struct weight_maps *maps, struct output *out, float range,
		      struct err *err)
{
	size_t size = (size_t)maps->height * (size_t)maps->width;
	struct tile *tiles = xcalloc((size_t)maps->count, sizeof(*tiles));
	char(*captions)[CAPTION] = xcalloc((size_t)maps->count, CAPTION);
	bool is_ten = maps->count == MANY && maps->width > MANY;
	struct sheet sheet = {tiles, maps->count, is_ten ? IN_A_ROW : 0, true};
	struct palette palette = palette_signed(range);
	bool is_shown;

	for (int i = 0; i < maps->count; i++) {
		snprintf(captions[i], CAPTION, "%d", i);
		tiles[i].caption = captions[i];
		tiles[i].picture = (struct picture){
			maps->values + (size_t)i * size, maps->height, maps->width, 1, 0, palette};
	}
	is_shown = show_sheet(out, &sheet, err);
	if (is_shown && !out->is_json && !out->png) {
		putc('\n', out->file);
		show_legend(out, &palette, "weights: below 0 against, above 0 for");
	}
	free(captions);
	free(tiles);
	return is_shown;
}
