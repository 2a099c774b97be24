/* The current screen as a file. */
#ifndef TUI_EXPORT_H
#define TUI_EXPORT_H

#include "tui/app.h"

#include <stdio.h>

/* The screen as it is now, without colours. */
void export_text(struct app *, FILE *);
/* In all colours, as a vector picture, or as pixels. */
void export_svg(struct app *, FILE *);
bool export_screenshot(struct app *, const char *path, struct err *);
/* The screen's pictures. False where it has none. */
bool export_png(struct app *, const char *path, struct err *);
/* The pictures as a PNG, or else the text, in a new file of the current folder; says where. */
void export_save(struct app *);
/* The whole screen in a new file, whose format its ending says: .txt, .ansi (as the terminal shows
 * it), .svg or .png; says so, or what is wrong. */
void export_to(struct app *, const char *path);
/* Draws into a new canvas of another medium, in the shape of the app's own. */
struct canvas *export_draw(struct app *, struct medium);

#endif
