/*
 * Mistakes: what the net says of every image of a split, found piece by piece by jobs, and those of
 * the images that are shown, in an order and through a filter.
 *
 * list.c keeps what is known and what is shown of it, view.c draws, and mistakes.c has the keys.
 * All of it is the explorer's thread's.
 */
#ifndef TUI_SCREEN_MISTAKES_MISTAKES_H
#define TUI_SCREEN_MISTAKES_MISTAKES_H

#include "lab/train/mistake_filter.h"
#include "lab/train/mistakes.h"
#include "tui/app.h"
#include "tui/widget/gallery.h"

enum { MISTAKES_CAPTION_MAX = 2 * CLASS_NAME_MAX + 16 };
enum { MISTAKES_ARTICLE = 200 }; /* images of validation that the article looks at */

struct mistakes_state {
	bool is_begun, is_stale; /* is_stale: the list is to be made again */
	bool is_leading;         /* the image that will be under the cursor is chosen then */
	unsigned model_generation, sample_generation;

	const struct dataset *data; /* that all this is about; only compared */

	/* What is known of each split: predictions [count] of which the first `examined` are there,
	 * all of the model of one generation. */
	struct mistakes_seen {
		struct prediction *predictions;
		size_t examined;
		unsigned generation;
	} seen[SPLIT_COUNT];
	/* A job sweeps one of them with a model that stays until all of the split is known, however
	 * often the network that is trained has changed meanwhile. */
	enum split_name sweeping;     /* SPLIT_COUNT: none */
	const struct snapshot *model; /* a reference; NULL: none yet */
	unsigned swept;               /* its generation */
	struct mistakes_seen next;    /* what replaces a split that was known of an older model */

	/* What is looked at of it, */
	enum split_name split;
	bool is_article; /* the first images of validation instead */
	enum mistake_order order;
	struct mistake_filter filter;
	/* and what comes of that: */
	struct mistake *list; /* [count] */
	size_t count, cursor;
	size_t anchor;     /* the image that the cursor stays on; SIZE_MAX: it stays at the top */
	size_t *confusion; /* [classes (true), classes (predicted)] of all, whatever the filter */
	size_t misread;    /* of all */
	size_t largest;    /* the maximum of images of a class, whether examined or not */

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
	char (*captions)[MISTAKES_CAPTION_MAX];
};

/* ---- mistakes.c */

/* What the article shows: the misread ones of the first images of validation, in their order. */
void mistakes_show_article(struct mistakes_state *);

/* ---- place.c */

/* Before the first look: the split of the image, all of it. */
void mistakes_begin(struct app *, struct mistakes_state *);
/* As of struct screen: */
void mistakes_here(struct app *, void *state, struct here *);
json_t *mistakes_to_session(struct app *, void *state);
void mistakes_from_session(struct app *, void *state, const json_t *);

/* ---- list.c */

enum split_name mistakes_split(const struct mistakes_state *);
size_t mistakes_wanted(const struct app *, const struct mistakes_state *);
size_t mistakes_examined(const struct app *, const struct mistakes_state *);
/* The image under the cursor; NULL: none is shown. */
const struct mistake *mistakes_chosen(const struct mistakes_state *);
/* Takes notice of what changed, and requests what is missing. */
void mistakes_update(struct app *, void *state);
/* Forgets everything when the data set is another, shown or not. */
void mistakes_poll(struct app *, void *state);
/* Another place in the list (clipped to it): every screen looks at that image then. */
void mistakes_move(struct app *, struct mistakes_state *, ptrdiff_t to);
/* An image by its number, through whatever filter hides it. */
void mistakes_show_image(struct app *, struct mistakes_state *, size_t index);
/* Nothing is known any more. */
void mistakes_forget(struct mistakes_state *);

/* ---- choose.c, as of struct binding and struct screen */

void mistakes_open(struct app *, void *state, int key);
void mistakes_choose_spot(struct app *, void *state, int what);

/* ---- view.c */

/* Where the gallery's pictures stand in the current screen. */
struct gallery mistakes_gallery(struct app *, const struct mistakes_state *);
/* "7>3 0.94", "Coat>Shir 0.94" in so many columns. Returns `text`. */
char *mistakes_caption(const struct app *, const struct prediction *, int columns,
		       char text[MISTAKES_CAPTION_MAX]);
void mistakes_draw(struct app *, void *state, struct area);

#endif
