/*
 * Secrets: a text becomes noise-like images, a symbol each, which appear as they are made; networks
 * read them, with noise if the person adds some.
 *
 * make.c makes the images, file.c reads and writes them, read.c has the networks that read: each a
 * job or several. view.c draws, report.c says it in words; secrets.c has the keys and calls all of
 * them.
 */
#ifndef TUI_SCREEN_SECRETS_SECRETS_H
#define TUI_SCREEN_SECRETS_SECRETS_H

#include "lab/stego/stego.h"
#include "tui/app.h"
#include "tui/widget/name_dialog.h"

enum { SECRETS_ROWS = 8, SECRETS_NOISES = 10 };
/* Of 255; with the last one noise is all that is left. */
extern const int secrets_noises[SECRETS_NOISES];

enum secrets_kind {
	SECRETS_CHOSEN, /* the explorer's network: row 0 */
	SECRETS_MAKER,  /* the one that hid the text, where another is chosen by now */
	SECRETS_RUN,    /* trained in this session */
	SECRETS_FILE,   /* opened here */
};

enum secrets_verdict { SECRETS_UNKNOWN, SECRETS_REVEALED, SECRETS_REFUSED };

/* A network that reads. Lives on the heap: its jobs know it by its address. */
struct secrets_row {
	struct secrets_state *state;
	enum secrets_kind kind;
	const struct snapshot *model; /* held; NULL while its file is read */
	char name[NETWORK_NAME_MAX];
	bool is_quiet; /* nobody asked for it: no message where it can't be opened */
	/* What it reads, of the first `answered` images: */
	int *symbols;
	float *probabilities;
	int answered;
	bool is_queried; /* a job is out for the others */
	enum secrets_verdict verdict;
	char text[STEGO_TEXT_MAX + 1]; /* where REVEALED; ended by a zero */
	size_t size;
};

struct secrets_state {
	/* What is hidden, or was opened: */
	char text[STEGO_TEXT_MAX + 1], file[PROMPT_MAX]; /* file: "" where it was typed */
	size_t size;
	int height, width;   /* of the images; 0: there are none */
	struct stego images; /* the first `made` are there */
	int *symbols;        /* [images.count], as hidden; NULL: not known */
	int made;
	const struct snapshot *maker; /* held; NULL: not known */
	bool is_example;              /* nobody asked for it */
	bool is_making, is_stopped, is_opening;
	struct err failure; /* why there are no more images; "" */
	double started_at;  /* app_now(), and made by then */
	int started_with;

	struct secrets_row *rows[SECRETS_ROWS];
	int row_count;
	bool has_shipped;   /* the other shipped network was requested */
	int noise;          /* index of secrets_noises */
	int cursor, chosen; /* an image: the newest while they come, until the person moves */
	bool is_moved;
	int per_page, per_row;  /* images in sight, for keys */
	unsigned serial, begun; /* go up with other images, or noise; begun: with other images */
	struct name_dialog saving;
	float *exported; /* what the last export shows; or NULL */
};

/* ---- make.c */
/* Hides a text, size <= STEGO_TEXT_MAX, with the chosen network. */
void secrets_hide(struct app *, struct secrets_state *, const char *text, bool is_example);
/* Makes the images that are missing. */
void secrets_make(struct app *, struct secrets_state *);
void secrets_stop(struct app *, struct secrets_state *);
/* No images any more. */
void secrets_forget(struct app *, struct secrets_state *);
/* Images that were read take the place of what is there. Takes stego over. */
void secrets_take(struct app *, struct secrets_state *, struct stego *, int height, int width);

/* ---- file.c */
void secrets_open(struct app *, struct secrets_state *, const char *path);
void secrets_save(struct app *, struct secrets_state *);

/* ---- read.c */
/* The rows are those of the networks that there are now; what they have not read is requested. */
void secrets_read(struct app *, struct secrets_state *);
/* Nothing is read yet, of these images or with this noise. */
void secrets_reread(struct app *, struct secrets_state *);
/* A network from a file, or a shipped one. */
void secrets_add(struct app *, struct secrets_state *, const char *name, bool is_quiet);
void secrets_remove_file(struct app *, struct secrets_state *); /* the one added last */
void secrets_remove_rows(struct app *, struct secrets_state *, int from);
/* What was hidden as far as anybody knows: by the maker, or who reveals it; NULL. */
const int *secrets_symbols(const struct secrets_state *);
/* Of the images that the row has read, those that say what was hidden; -1: not known. */
int secrets_same(const struct secrets_state *, const struct secrets_row *);
const struct secrets_row *secrets_revealed(const struct secrets_state *); /* or NULL */

/* ---- report.c, as of struct screen, and: */
/* A text in quotes, without control characters, in so many columns. Returns `out`. */
enum { SECRETS_QUOTED = 512 };
char *secrets_quoted(const char *text, size_t size, int columns, char out[SECRETS_QUOTED]);
/* "12.0/s, 4 s left"; "" where nothing is made. */
void secrets_pace(const struct app *, const struct secrets_state *, char text[64]);
/* What image i is a part of: "of the length", "of 'a', byte 3". */
void secrets_part(const struct secrets_state *, int classes, int i, char text[64]);
void secrets_verdict(const struct secrets_state *, const struct secrets_row *, int columns,
		     char text[SECRETS_QUOTED]);
void secrets_status_line(struct app *, void *state, char *text, size_t size);
json_t *secrets_to_json(struct app *, void *state);
bool secrets_export(struct app *, void *state, struct export_sheet *);

/* ---- view.c */
void secrets_draw(struct app *, void *state, struct area);

#endif
