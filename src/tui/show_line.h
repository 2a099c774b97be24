/* The command line that shows again what is seen. */
#ifndef TUI_SHOW_LINE_H
#define TUI_SHOW_LINE_H

#include "tui/app.h"
#include "tui/here.h"

/* Keys that bring the image that all screens look at: of a split, noise or blank paper. What else
 * it is (a drawing, an attacked image) is `lost`. */
void show_line_image(const struct app *, struct here *);
/* The current screen's keys. */
void show_line_screen(struct app *, struct here *);
/* "netglyph show Attack mnist-cnn --data sample --keys '...'", quoted for a shell; *lost: as of
 * struct here. The caller frees it. */
char *show_line(struct app *, const char **lost);

#endif
