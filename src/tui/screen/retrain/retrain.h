/*
 * What the Retrain screen knows: networks down, kept pictures across, and in each cell what the
 * network takes the picture for. Networks are in row.c, keys in retrain.c.
 */
#ifndef TUI_SCREEN_RETRAIN_RETRAIN_H
#define TUI_SCREEN_RETRAIN_RETRAIN_H

#include "lab/train/fit.h"
#include "tui/app.h"
#include "tui/screen/retrain/matrix.h"
#include "tui/widget/save_dialog.h"

enum { RETRAIN_ROWS = 8 };
/* Of the table: a network's name; a picture with what stands below it. */
enum { RETRAIN_NAME_COLUMNS = 22, RETRAIN_CELL_COLUMNS = 16 };

enum retrain_kind { RETRAIN_CHOSEN, RETRAIN_FILE, RETRAIN_TRAINED };

/* How far a network is. */
enum retrain_stage {
	RETRAIN_WAITS, /* for another one's training */
	RETRAIN_OPENS, /* its file is being read */
	RETRAIN_TRAINS,
	RETRAIN_MEASURES, /* its accuracy */
	RETRAIN_READY
};

/* What a network says of a picture, and of what the attack began with: the control. */
struct retrain_answer {
	int prediction, original;
	float p_target, p_prediction;
};

/* A network. Lives on the heap: its jobs know it by its address. */
struct retrain_row {
	struct retrain_state *state; /* whose row it is */
	enum retrain_kind kind;
	enum retrain_stage stage;
	char name[NETWORK_NAME_MAX];
	char *path;                   /* the file it came from or was saved to; or NULL */
	const struct snapshot *model; /* held; NULL before it is ready */
	struct retrain_answer answers[KEPT_MAX];
	float *probabilities; /* [KEPT_MAX, 2, classes]: of each picture and its original; owned */
	int answered;         /* of the pictures: so many of the first */
	bool is_queried;      /* a job is out for answers to the others */
	/* Training: */
	struct fit_spec spec; /* architecture: owned */
	uint64_t steps, step; /* wanted; done */
	size_t examined;      /* validation images */
	bool is_enough;       /* stop where it is */
};

/* A picture as it was when networks were queried about it. */
struct retrain_picture {
	float *pixels, *original; /* [pixels]; what the attack began with */
	int label, target;
};

struct retrain_state {
	struct retrain_row *rows[RETRAIN_ROWS]; /* entry 0 is the chosen network */
	int row_count;
	struct retrain_picture pictures[KEPT_MAX]; /* copies of app->kept */
	int picture_count;
	unsigned serial; /* goes up when a picture becomes another */
	unsigned model_generation;
	const struct dataset *data; /* that all this is about; only compared */
	int row, column;            /* the cursor */
	bool is_fooling;            /* the article's 7 is being made, as nothing was kept */
	bool is_own;                /* and it was kept, by this screen */
	struct save_dialog saving;
	struct retrain_matrix matrix;
};

/* Adds a row; NULL and a message where there are too many. */
struct retrain_row *retrain_row_add(struct app *, struct retrain_state *, enum retrain_kind,
				    const char *name);
/* Stops what it does, and frees it. */
void retrain_row_free(struct app *, struct retrain_row *);
/* The same, and takes it out of the table. */
void retrain_row_remove(struct app *, struct retrain_row *);
/* It is ready, and has no answers yet. */
void retrain_row_set_model(struct retrain_row *, const struct snapshot *);
/* Reads row->path. */
void retrain_row_open(struct app *, struct retrain_row *);
/* Asks for a name, and writes the row's trained network. */
void retrain_row_save(struct app *, struct retrain_row *);
/* In train.c: begins to train the first row that waits, unless another is being trained. */
void retrain_train_next(struct app *, struct retrain_state *);
/* In query.c: queries the row's network about the pictures that it has no answer for. */
void retrain_row_query(struct app *, struct retrain_row *);
/* [classes]: what it says of a picture that it has answered, or of its original. */
const float *retrain_probabilities(const struct retrain_row *, int picture, bool is_original);
/* The article's fooled 7, for who kept nothing yet. */
void retrain_fool(struct app *, struct retrain_state *);

/* "fooled", "not fooled", or "neither": it took it for something else again. */
const char *retrain_word(const struct retrain_answer *, const struct retrain_picture *);

/* In report.c and view.c, as of struct screen. */
void retrain_status_line(struct app *, void *state, char *text, size_t size);
json_t *retrain_to_json(struct app *, void *state);
bool retrain_export(struct app *, void *state, struct export_sheet *);
void retrain_draw(struct app *, void *state, struct area);
/* What is known of a network, or how far it is. */
void retrain_row_detail(const struct retrain_row *, char text[64]);
/* In panel.c: the columns that the panel leaves to the table; all where there is no room for it.
 * The table keeps two pictures, where so many were kept. */
int retrain_table_columns(const struct app *, const struct retrain_state *, struct area);
void retrain_draw_panel(struct app *, const struct retrain_state *, struct area);

#endif
