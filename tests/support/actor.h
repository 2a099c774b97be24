/*
 * Small programs for tests of the terminal: a test program plays one when it is started with its
 * name. They behave as the explorer should, or misbehave in one way each.
 *
 *   marks   draws "N keys, ROWSxCOLUMNS" after each key, resize and SIGCONT, with marks. After b
 *           it is busy (no frame is idle) and after i idle again; h hangs, x ends with status 3, s
 *           slows down.
 *   bytes   shows the bytes that it reads as numbers; with the mouse on.
 *   flood   writes a megabyte before it reads the first key, then shows how many it got by the q.
 */
#ifndef TESTS_SUPPORT_ACTOR_H
#define TESTS_SUPPORT_ACTOR_H

/* Returns the status of the program. */
int actor_play(const char *name);

#endif
