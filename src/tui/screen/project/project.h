/*
 * Project: images of a split as points of a plane (lab/project/projection.h), and a cursor among
 * them.
 *
 * map.c computes the points, slice by slice, so that other screens' jobs come between; query.c
 * finds the neighbours of the image under the cursor and of the steps of the attack; move.c leads
 * the cursor, view.c draws, report.c has the words, place.c remembers, project.c has the keys.
 */
#ifndef TUI_SCREEN_PROJECT_PROJECT_H
#define TUI_SCREEN_PROJECT_PROJECT_H

#include "draw/scatter.h"
#include "lab/project/projection.h"
#include "lab/train/mistake_filter.h"
#include "tui/app.h"

enum { PROJECT_NEAREST = 6 };

/* A projection that jobs work at; requester's thread only, but for what `projection` allows. */
struct project_map {
	int references;
	const struct snapshot *model;
	struct projection *projection;
};

/* Where other images are among the points: steps of an attack, or the one that is selected. */
struct project_path {
	/* What it is of, */
	const struct project_map *map; /* NULL: nothing; only compared */
	const void *attack;            /* likewise; NULL: the selected image alone */
	unsigned serial, sample_generation;
	int wanted; /* images */
	/* and what was found: */
	int count;                 /* 0: not there yet, or nothing to be placed */
	struct neighbor *nearest;  /* [count, PROJECT_NEAREST] */
	double *pca;               /* [count, 2] */
	int label, end_prediction; /* -1: not known */
};

struct project_state {
	bool is_begun;
	unsigned model_generation, sample_generation;
	const struct dataset *data; /* that all this is about; only compared */

	/* What is wanted: */
	enum split_name split;
	int layer; /* as of project_find() */
	size_t wanted;
	bool is_pca, is_paused;
	enum scatter_look look;
	struct mistake_filter filter;

	/* What is there: */
	struct project_map *map; /* NULL: nothing */
	bool is_running;         /* a job works at it */
	bool is_known, is_over;  /* as of the last job */
	size_t examined, neighbours_known;
	int iteration;
	double *tsne; /* [count, 2]; of iteration > 0 */
	char failure[ERR_TEXT_MAX];

	size_t cursor;
	struct {
		const struct project_map *map; /* NULL: not requested */
		size_t of;
		bool is_there;
		struct neighbor list[PROJECT_NEAREST];
	} nearest;
	struct project_path path;
	float *exported; /* what `e` writes: [1 + PROJECT_NEAREST, pixels]; NULL: nothing yet */
};

/* In map.c: */
/* Images of the map; 0: it is not there. */
size_t project_count(const struct project_state *);
/* [count, 2], as shown; like the next one only where is_known. */
const double *project_plane(const struct project_state *);
const struct prediction *project_prediction(const struct project_state *, size_t i);
struct project_map *project_map_ref(struct project_map *);
void project_map_unref(struct project_map *);
/* Begins anew what does not fit any more, and goes on with what does. */
void project_map_update(struct app *, struct project_state *);
/* Nothing is there any more. */
void project_path_clear(struct project_path *);
void project_forget(struct app *, struct project_state *);
/* As of project_find() from one place to the next: pixels, each layer with units, the logits. */
int project_next_layer(const struct net *, int layer, int step);
/* In query.c: how many neighbours there are to be had of each. */
int project_nearest_count(const struct project_state *, bool is_of_path);
void project_query_update(struct app *, struct project_state *);
/* Step i of the path, in the plane that is shown. */
void project_path_place(const struct project_state *, int i, double place[2]);
/* In move.c: */
bool project_is_shown(const struct project_state *, size_t i);
/* To the nearest point to the right (1, 0), below (0, 1) and so on. */
void project_move(struct project_state *, const struct scatter_view *, int right, int down);
/* To the next image that is shown, or the one before. */
void project_step(struct project_state *, int step);
/* To the point nearest to a cell of the view. */
void project_move_to(struct project_state *, const struct scatter_view *, int row, int column);
/* In place.c: what is looked at first, as keys that lead there, and for a session. */
void project_begin(struct app *, struct project_state *);
/* One more or fewer (step 1 or -1) of the numbers of images to choose among; itself at the end. */
size_t project_count_beside(size_t wanted, int step);
void project_here(struct app *, void *state, struct here *);
json_t *project_to_session(struct app *, void *state);
void project_from_session(struct app *, void *state, const json_t *);
/* In view.c: where the points are in the screen, and the view of them. */
struct area project_scatter_area(struct app *);
struct scatter_view project_view(struct app *, const struct project_state *);
void project_draw(struct app *, void *state, struct area);
/* In report.c: the class that most of the neighbours have, near ones counting more; -1: of none. */
int project_among(const struct project_state *, const struct neighbor *, int count);
/* What is shown, for the head line: "fc1 of 500 of test, t-SNE 340 of 1000". */
void project_head_words(const struct app *, const struct project_state *, char *text, size_t size);
void project_status_line(struct app *, void *state, char *text, size_t size);
json_t *project_to_json(struct app *, void *state);
bool project_export(struct app *, void *state, struct export_sheet *);

#endif
