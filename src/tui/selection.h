/* What all screens look at: the model, the image, what was kept; and how pictures of them look. */
#ifndef TUI_SELECTION_H
#define TUI_SELECTION_H

#include "data/dataset.h"
#include "draw/palette.h"
#include "live/snapshot.h"

struct app;

/* The image that every screen looks at. */
struct app_sample {
	float *pixels; /* [height, width] of the data; owned by the app */
	int label;     /* what it shows; -1: nobody knows */
	bool is_of_split;
	enum split_name split;
	size_t index;   /* in its split, where it is of one */
	char title[96]; /* "image 15 of validation" */
};

/* A fooled image, kept in Attack and questioned in Retrain. */
struct kept {
	float *pixels;
	int label, target; /* label: -1 where it began as noise */
	char title[96];
};
enum { KEPT_MAX = 32 };

/* Another model to be questioned: keeps a reference. path: NULL where it is in no file. */
void app_set_model(struct app *, const struct snapshot *, const char *path);
/* Another image. The split's: index is clipped to it. Pixels are copied. */
void app_choose_image(struct app *, enum split_name, size_t index);
void app_choose_pixels(struct app *, const float *pixels, int label, const char *title);
/* A class for the current screen; nothing where it takes none or the model has not so many. */
void app_choose_class(struct app *, int class);
/* What was typed, at a prompt or as a command's argument: an image's number in the split; the seed
 * of noise ("" is 1). A message says what is wrong with it. */
void app_answer_image(struct app *, const char *answer);
void app_answer_noise(struct app *, const char *answer);
/* A whole number below `limit`; false and a message for any other text. */
bool app_read_number(struct app *, const char *text, uint64_t limit, uint64_t *number);
/* Copies an image into the list; the oldest goes where it is full. */
void app_keep(struct app *, const float *pixels, int label, int target, const char *title);
size_t app_pixels(const struct app *); /* height * width of the data's images */
int app_classes(const struct app *);
bool app_has_digits(const struct app *); /* the classes are 0 to 9 */
/* How pictures and signed maps look in the theme, as ink is chosen. */
struct palette app_picture_palette(const struct app *);
struct palette app_signed_palette(const struct app *, float range);

#endif
