/*
 * Pictures read back from a canvas and compared with their values, without the code that drew them.
 *
 * A cell is what the mode's terminal shows of it: one colour for each half, or for a shade the
 * mixture of its two. Then all pixels of one colour must lie between those of its neighbours in
 * value; lightness must go one way from paper on; the paper's value must be paper, and what is a
 * tenth of the range above it must not; signs must have their hue. In marks the ranks of the marks
 * are compared instead.
 */
#ifndef TESTS_SUPPORT_DECODE_H
#define TESTS_SUPPORT_DECODE_H

#include "base/err.h"
#include "draw/picture.h"

/* Cells beyond the canvas are passed over, and so are at most `strangers` that hold something else,
 * such as a cursor. False: where it differs. */
bool decode_picture(const struct canvas *, int row, int column, const struct picture *, enum pixels,
		    int strangers, struct err *);

#endif
