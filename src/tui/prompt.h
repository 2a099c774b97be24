/*
 * The one-line prompt in the place of the footer: an answer is edited, completed with Tab, given
 * with Enter and taken back with Esc.
 */
#ifndef TUI_PROMPT_H
#define TUI_PROMPT_H

#include "base/limits.h"
#include "draw/canvas.h"

#include <stdbool.h>

struct app;

struct prompt {
	bool is_open, is_fresh;             /* is_fresh: nothing was pressed yet */
	bool is_choice;                     /* one key answers, no Enter */
	char question[PROMPT_QUESTION_MAX]; /* ":", "Save as: " */
	char text[PROMPT_MAX];              /* UTF-8 */
	/* The answer, with the state that was given along; not called for Esc. */
	void (*done)(struct app *, void *state, const char *answer);
	void *state;
	/* The i-th word that could stand here, NULL behind the last; may be NULL. */
	const char *(*word)(struct app *, int i);
	char candidate[PROMPT_MAX]; /* for word() to build it in */
};

/* state: the caller's, for done(); it outlives the prompt. */
void prompt_open(struct app *, const char *question, const char *initial, void *state,
		 void (*done)(struct app *, void *state, const char *answer),
		 const char *(*word)(struct app *, int i));
/* One of `letters` answers ("yn"); any other key closes it. done gets the letter as a text. */
void prompt_choose(struct app *, const char *question, void *state,
		   void (*done)(struct app *, void *state, const char *answer));
void prompt_press(struct app *, int key);
void prompt_draw(const struct prompt *, struct canvas *, int row, struct style);

#endif
