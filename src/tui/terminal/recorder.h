/*
 * Recording the explorer: what its screens show, frame after frame, as an asciicast.
 *
 * Frames are encoded from their cells, not taken from what curses sends: so a recording holds no
 * questions to a terminal, plays in every one that knows SGR, and is whole after each line.
 */
#ifndef TUI_TERMINAL_RECORDER_H
#define TUI_TERMINAL_RECORDER_H

#include "draw/canvas.h"

struct recorder;

/* Makes the file, which may not be there yet, for the size of the terminal on standard output. */
struct recorder *recorder_open(const char *path, struct err *);
/* A frame, at this moment. NULL is ignored. False: it could not be written, and nothing more will
 * be. */
bool recorder_frame(struct recorder *, const struct canvas *, struct err *);
/* Brings the player's cursor back, and ends. NULL is ignored. */
void recorder_close(struct recorder *);

#endif
