/*
 * Filters: the gallery of a layer's channels, a column for each.
 *
 * pages.c reads weights and activations, a page of neighbours at a time; maximize.c finds the
 * images that maximize activations, each a job of its own; both put what they found into the pages.
 * regularize.c has the regularizers, study.c dreams and images that differ. order.c says which
 * channel stands at which place, layout.c what stands where, view.c draws it. filters.c has the
 * keys and calls all of them.
 */
#ifndef TUI_SCREEN_FILTERS_FILTERS_H
#define TUI_SCREEN_FILTERS_FILTERS_H

#include "draw/fit.h"
#include "lab/feature/channel_gallery.h"
#include "tui/app.h"
#include "tui/screen/filters/order.h"
#include "tui/screen/filters/regularize.h"
#include "tui/screen/filters/study.h"

enum { FILTERS_PAGE = 32 };
/* The pictures of a column, from top to bottom. */
enum filters_kind { FILTERS_WEIGHTS, FILTERS_ACTIVATION, FILTERS_IMAGE, FILTERS_KINDS };

/* Channels first..first+FILTERS_PAGE-1 of a layer, as far as it has them. */
struct filters_page {
	struct filters_page *next;
	int layer, first;
	struct channel_gallery *gallery;  /* owned; NULL before it is read */
	size_t bytes;                     /* of its pictures */
	unsigned sample_generation;       /* of the image that the activations are for */
	bool is_requested;                /* a job reads it */
	bool is_maximizing[FILTERS_PAGE]; /* a job does */
};

/* What the person sees of the room that there is. */
enum filters_view { FILTERS_USUAL, FILTERS_CLOSE, FILTERS_MANY };

struct filters_state {
	unsigned model_generation; /* of everything here; 0: nothing yet */
	int layer;
	int cursor, first; /* places in the order: under the cursor; in the first column */
	int shown;         /* columns in sight */
	int input; /* whose weights a convolution shows, as in struct channel_gallery_spec */
	int steps; /* of maximizing */
	enum channel_gallery_start start;
	unsigned start_generation; /* of the image, where that is the start */
	struct regularizer regularizer;
	enum filters_view view;
	bool is_paused, is_by_number;
	struct filters_order order;
	struct filters_study study;
	struct filters_page *pages; /* the last used first */
};

/* ---- pages.c */

/* Requests what is missing or out of date of the channels at places first..end-1; returns whether
 * that was anything. Frees pages that were not used for long, where they take too much memory. */
bool filters_read(struct app *, struct filters_state *, int first, int end);
/* The page of a channel of a layer, once it is read; NULL before. */
struct filters_page *filters_page(const struct filters_state *, int layer, int channel);
/* What is known of a channel of the layer. */
json_t *filters_channel_json(const struct filters_state *, int channel);
/* Frees all pages. */
void filters_forget(struct filters_state *);

/* ---- maximize.c */

/* Starts maximizing for the channels at places first..end-1 whose pages are read, a few at a time:
 * what is in sight comes first, nearest the cursor. Stops it for other channels. */
void filters_maximize(struct app *, struct filters_state *, int first, int end);
/* Stops all; what they reached stays, and is where they continue. */
void filters_halt(struct app *, struct filters_state *);

/* ---- layout.c: computed from the area and the layer's shapes alone */

enum filters_panel { FILTERS_NO_PANEL, FILTERS_SIDE, FILTERS_WIDE };

struct filters_layout {
	int columns; /* channels side by side; 0: only the panel */
	int gutter;  /* columns at the left, where the rows have their captions; 0: none */
	int gap;     /* columns between two channels */
	int rows;    /* of a column */
	struct fitted small[FILTERS_KINDS];
	/* The cursor's channel, large: with a table below at the side, or as three pictures beside
	 * each other with three rows of text above. */
	enum filters_panel panel;
	int panel_row, panel_column; /* in the area */
	struct fitted large[FILTERS_KINDS];
};

/* Between two pictures; a caption of the panel; the narrowest column with captions of its own. */
enum { FILTERS_GAP = 2, FILTERS_CAPTION = 18, FILTERS_CAPTION_MIN = 14 };

const struct layer *filters_layer(const struct app *, const struct filters_state *);
/* Large pictures: as the person chose, else where the terminal has 120 columns. */
bool filters_is_close(const struct filters_state *, struct area);
struct filters_layout filters_layout(const struct app *, const struct filters_state *, struct area);
/* The shape of a kind's pictures; {0, 0, ...} where they are none: weights of a deeper dense layer,
 * the activation of a dense unit, which is one number. */
struct shape filters_shape(const struct app *, const struct filters_state *, enum filters_kind);

/* ---- status.c */
void filters_status_line(struct app *, const struct filters_state *, char *text, size_t size);

/* ---- view.c */

void filters_draw(struct app *, const struct filters_state *, struct area,
		  const struct filters_layout *);
/* False: it is not there, or not there yet. */
bool filters_picture(const struct app *, const struct filters_state *, enum filters_kind,
		     int channel, struct picture *);
/* What a channel of the layer is: "filter", "unit", "class". */
const char *filters_called(const struct app *, const struct filters_state *);
/* One of them by name, "filter 3", "class 3", "Sneaker", the last in at most so many columns (4 at
 * least). Returns `text`. */
const char *filters_channel_name(const struct app *, const struct filters_state *, int channel,
				 int columns, char text[CLASS_NAME_MAX]);

#endif
