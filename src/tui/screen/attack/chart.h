/* The numbers of an attack as charts. Each draws into an area of its own. */
#ifndef TUI_SCREEN_ATTACK_CHART_H
#define TUI_SCREEN_ATTACK_CHART_H

#include "tui/screen/attack/attack.h"

/* At least so wide. */
enum { ATTACK_BARS_COLUMNS = 14 };

/* One row a class: what is most probable is bold and has a >, the target has a track to its end;
 * the change since the step before stands behind, as a number where there is room, else its sign.
 */
void attack_draw_bars(struct app *, const struct attack_state *, struct area);
/* L0, L2 and Linf, in three rows, or in one. */
void attack_draw_numbers(struct app *, const struct attack_state *, struct area);
/* p(target) and p(origin) over all steps, with the step shown and the one where it flips: 4 rows
 * and more. In fewer rows p(target) alone, as a bar for each step. */
void attack_draw_strip(struct app *, const struct attack_state *, struct area);
/* Small pictures of the steps around the one shown, `shrink` times smaller, with captions. */
void attack_draw_film(struct app *, const struct attack_state *, struct area, int shrink);

#endif
