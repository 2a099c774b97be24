/* All maps in one range: only so can they be compared. */
#include "cli/weight_maps_show.h"
#include "base/xalloc.h"
#include "cli/show.h"

#include <stdlib.h>

enum { MANY = 10, IN_A_ROW = 5, NAME = 12 };

bool weight_maps_show(const struct weight_maps *maps, const struct class_names *names,
		      struct output *out, float range, struct err *err)
{
	size_t size = (size_t)maps->height * (size_t)maps->width;
	struct tile *tiles = xcalloc((size_t)maps->count, sizeof(*tiles));
	char(*captions)[CLASS_NAME_MAX] = xcalloc((size_t)maps->count, CLASS_NAME_MAX);
	bool is_ten = maps->count == MANY && maps->width > MANY;
	struct sheet sheet = {tiles, maps->count, is_ten ? IN_A_ROW : 0, true};
	struct palette palette = palette_signed(range);
	bool is_shown;

	for (int i = 0; i < maps->count; i++) {
		tiles[i].caption = class_name_cut(names, i, NAME, captions[i]);
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
