/*
 * The other view of Retrain: who is fooled by whose images. A row for each network that images were
 * made on, a column for each that reads them; the table's networks are both, in its order.
 */
#ifndef TUI_SCREEN_RETRAIN_MATRIX_H
#define TUI_SCREEN_RETRAIN_MATRIX_H

#include "lab/attack/transfer.h"
#include "tui/app.h"

struct retrain_state;

struct retrain_matrix {
	bool is_shown, is_running;
	int reader;                         /* the cursor's column; its row is the table's */
	const struct attack_method *method; /* that makes images; NULL: the first time is to come */
	/* What the numbers are of: */
	const struct snapshot *models[TRANSFER_MAX_NETS]; /* [count]; references */
	int count;
	struct transfer_counts counts;
	size_t wanted;                 /* images */
	double share;                  /* of the work */
	struct transfer_image *images; /* [counts.images]; owned */
	float *pixels; /* [counts.images, count, pixels]: what was made of each; owned */
};

/* Requests the numbers where networks, data or method are others by now, or there are none yet. */
void retrain_matrix_update(struct app *, struct retrain_state *);
/* Stops what computes, and forgets what was found. app: NULL at the end. */
void retrain_matrix_clear(struct app *, struct retrain_state *);
/* Takes the next method that makes images. */
void retrain_matrix_next_method(struct app *, struct retrain_state *);
/* Where the numbers of a row's network stand in them; -1: they are not of it. */
int retrain_matrix_index(const struct retrain_state *, int row);
/* What computes, or how: "pgd, linf at most 0.3: 12 of 50 images". */
void retrain_matrix_words(const struct retrain_state *, char *text, size_t size);
/* room: columns; what else there is to say is left out where it does not fit. */
void retrain_matrix_status_line(const struct retrain_state *, int room, char *text, size_t size);
/* An object, new; null before anything is known. */
json_t *retrain_matrix_to_json(const struct retrain_state *);
/* In matrix_strip.c: pictures of what was made on the cursor's row, those first that the network of
 * its column misreads. */
void retrain_matrix_draw_strip(struct app *, const struct retrain_state *, struct area);
/* In matrix_view.c. */
void retrain_matrix_draw(struct app *, const struct retrain_state *, struct area);

#endif
