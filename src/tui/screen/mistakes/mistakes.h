/*
 * Mistakes: what the net says of every image of a split, found piece by piece by jobs, and those of
 * the images that are shown, in an order and through a filter.
 *
 * mistakes_list.c keeps what is known and what is shown of it, mistakes_filter.c tells which,
 * mistakes_view.c draws, and mistakes.c has the keys. All of it is the explorer's thread's.
 */
#ifndef TUI_SCREEN_MISTAKES_MISTAKES_H
#define TUI_SCREEN_MISTAKES_MISTAKES_H

#include "lab/train/mistakes.h"
#include "tui/app.h"

enum { MISTAKES_ARTICLE = 200 }; /* images of validation that the article looks at */

struct mistakes_filter {
	int label, prediction; /* -1: any */
	float min;             /* confidence, 0..1 */
	bool has_right;        /* images that were read rightly are shown, too */
};

struct mistakes_state {
	bool is_begun, is_stale; /* is_stale: the list is to be made again */
	unsigned model_generation, sample_generation;

	/* What is known of each split: verdicts [count] of which the first `examined` are there. */
	struct {
		struct prediction *predictions;
		size_t examined;
	} seen[SPLIT_COUNT];
	enum split_name sweeping; /* the one that a job is at; SPLIT_COUNT: none */

	/* What is looked at of it, */
	enum split_name split;
	bool is_article; /* the first images of validation instead */
	enum mistake_order order;
	struct mistakes_filter filter;
	/* and what comes of that: */
	struct mistake *list; /* [count] */
	size_t count, cursor;
	size_t anchor;     /* the image that the cursor stays on; SIZE_MAX: it stays at the top */
	size_t *confusion; /* [classes (true), classes (predicted)] of all, whatever the filter */
	size_t misread;    /* of all */
	size_t largest;    /* images of a class at the most, whether examined or not */

	/* The probabilities of the image under the cursor. */
	struct {
		bool is_requested, is_there;
		enum split_name split;
		size_t index;
		float probabilities[DATASET_MAX_CLASSES];
	} answer;

	bool is_in_matrix;
	int row, column; /* the cursor there: true class, predicted class */
	float *pixels;   /* what `e` writes */
	char (*captions)[32];
};

/* ---- mistakes_filter.c */

bool mistakes_filter_shows(const struct mistakes_filter *, const struct prediction *);
/* Narrows a filter: "7>3", "7", ">3", "0.9", or several with blanks between. False and a message,
 * and the filter as it was, for anything else. */
bool mistakes_filter_read(struct mistakes_filter *, const char *text, int classes, struct err *);
/* "7>3, 0.90 and more"; "" where it takes all classes. Returns `text`. */
char *mistakes_filter_words(const struct mistakes_filter *, char text[48]);

/* ---- mistakes_list.c */

enum split_name mistakes_split(const struct mistakes_state *);
size_t mistakes_wanted(const struct app *, const struct mistakes_state *);
size_t mistakes_examined(const struct app *, const struct mistakes_state *);
/* The image under the cursor; NULL: none is shown. */
const struct mistake *mistakes_chosen(const struct mistakes_state *);
/* Takes notice of what changed, and requests what is missing. */
void mistakes_update(struct app *, struct mistakes_state *);
/* Another place in the list (clipped to it): every screen looks at that image then. */
void mistakes_move(struct app *, struct mistakes_state *, ptrdiff_t to);
/* An image by its number, through whatever filter hides it. */
void mistakes_show_image(struct app *, struct mistakes_state *, size_t index);
/* Nothing is known any more. */
void mistakes_forget(struct mistakes_state *);

/* ---- mistakes_view.c */

/* How many pictures the gallery has side by side, and in all, at a time. */
struct mistakes_grid {
	int columns, count;
};
struct mistakes_grid mistakes_grid(struct app *, const struct mistakes_state *, struct area);
/* 5000 as "5,000". Returns `text`. */
char *mistakes_grouped(size_t number, char text[32]);
void mistakes_draw(struct app *, const struct mistakes_state *, struct area);

#endif
