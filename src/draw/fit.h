/* Which scale of a picture fits where. */
#ifndef DRAW_FIT_H
#define DRAW_FIT_H

#include "draw/picture.h"

/* Lowers the picture's scale (of 1..64 or -2..-64 when called) until its cells fit into *rows and
 * *columns, which become those that it takes. Where the medium lets one choose, wide pixels go
 * before those that merge rows. At -64 it may still be too large. */
enum pixels fit_picture(struct picture *, struct medium, int *rows, int *columns);

#endif
