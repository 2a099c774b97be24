/*
 * The one-line prompt in the place of the footer: an answer is edited, completed with Tab, given
 * with Enter and taken back with Esc. Up and Down bring back what was answered to the same question
 * before.
 */
#ifndef TUI_PROMPT_H
#define TUI_PROMPT_H

#include "base/limits.h"
#include "draw/canvas.h"
#include "tui/files.h"

#include <stdbool.h>

struct app;

struct prompt {
	bool is_open, is_fresh;             /* is_fresh: nothing was pressed yet */
	bool is_choice;                     /* one key answers, no Enter */
	char question[PROMPT_QUESTION_MAX]; /* ":", "Save as: " */
	char text[PROMPT_MAX];              /* UTF-8 */
	int cursor;                         /* byte of the text that it is before */
	/* The answer, with the state that was given along; not called for Esc. */
	void (*done)(struct app *, void *state, const char *answer);
	void *state;
	/* The i-th word that could stand here, NULL behind the last; may be NULL. It is asked for 0
	 * first, and begins with `typed` where it fits. */
	const char *(*word)(struct app *, int i);
	char candidate[PROMPT_MAX]; /* for word() to build it in */
	/* What may be typed, one line, while nothing else is said there; may be NULL, and set after
	 * prompt_open(). */
	const char *(*hint)(struct app *);

	/* Tab: what was typed before it, and which of the words that fit it stands there. */
	bool is_listing;
	char typed[PROMPT_MAX];
	int chosen; /* -1: none yet */
	/* Up: how far back, 0 for what is typed now, which is kept meanwhile. */
	int back;
	char draft[PROMPT_MAX];
};

/* Words that fit what was typed before Tab, at most PROMPT_FITTING_MAX; owned. */
enum { PROMPT_FITTING_MAX = 1000 };
struct prompt_fitting {
	char **words;
	int count;
	struct file_list files; /* of the folder that is completed */
};

/* What was answered, by questions; for the session. */
enum { PROMPT_KINDS = 8, PROMPT_PAST = 32 };
struct prompt_past {
	struct {
		char question[PROMPT_QUESTION_MAX];
		char lines[PROMPT_PAST][PROMPT_MAX]; /* the oldest first */
		int count;
	} kinds[PROMPT_KINDS];
	int count;
	char sought[PROMPT_MAX]; /* in the help that is open; "": nothing */
};

/* state: the caller's, for done(); it outlives the prompt. */
void prompt_open(struct app *, const char *question, const char *initial, void *state,
		 void (*done)(struct app *, void *state, const char *answer),
		 const char *(*word)(struct app *, int i));
/* One of `letters` answers ("yn"); any other key closes it. done gets the letter as a text. */
void prompt_choose(struct app *, const char *question, void *state,
		   void (*done)(struct app *, void *state, const char *answer));
/* For word(): the i-th name, 0 first, of a file of `kinds` (tui/files.h) or a folder that could
 * follow `before`, with which what was typed begins. NULL behind the last. */
const char *prompt_file_word(struct app *, const char *before, unsigned kinds, int i);
void prompt_press(struct app *, int key);
void prompt_draw(const struct prompt *, struct canvas *, int row, struct style);
/* Frees what is kept between prompts. */
void prompt_end(struct app *);
/* What fits, in the rows up to `bottom`. */
void prompt_draw_list(struct app *, int bottom);

#endif
