/* What all screens look at: the model, the image, what was kept; and how pictures of them look. */
#ifndef TUI_SELECTION_H
#define TUI_SELECTION_H

#include "data/classes.h"
#include "data/picture_file.h"
#include "data/sample.h"
#include "draw/picture.h"
#include "live/snapshot.h"

struct app;

/* A fooled image, kept in Attack and tried on other networks in Retrain. */
struct kept {
	struct sample sample; /* label: -1 where the attack began with noise */
	float *original;      /* [pixels]: what the attack began with; owned */
	int target;           /* what it shall be taken for */
};

/* Another model: keeps a reference. path: NULL where it is in no file. */
void app_set_model(struct app *, const struct snapshot *, const char *path);
/* The same net some steps further on: what takes long is brought up to date, and does not begin
 * anew (app->is_followed). */
void app_follow_model(struct app *, const struct snapshot *);
/* Another image. The split's: index is clipped to it. Pixels are copied. */
void app_choose_image(struct app *, enum split_name, size_t index);
void app_choose_pixels(struct app *, const float *pixels, int label, enum sample_source,
		       const char *title);
/* That of another explorer, on the same data. */
void app_copy_sample(struct app *, const struct sample *);
/* A class for the current screen; nothing where it takes none or the model has not so many. */
void app_choose_class(struct app *, int class);
/* What was typed, at a prompt or as a command's argument: an image's number in the split; the seed
 * of noise ("" is 1). A message says what is wrong with it. */
void app_answer_image(struct app *, const char *answer);
void app_answer_noise(struct app *, const char *answer);
/* A picture file as the sample; what is noteworthy of it is said. False and the reason: it can't be
 * read, or has another size than the data's images and is not to be fitted. Only
 * regular files are read: the keyboard does not wait. */
bool app_open_picture(struct app *, const char *path, enum picture_fit, bool is_inverted,
		      struct err *);
/* As `:file` takes it: a path, and behind or before it --fit and --invert. */
void app_answer_file(struct app *, const char *answer);
/* A whole number below `limit`; false and a message for any other text. */
bool app_read_number(struct app *, const char *text, uint64_t limit, uint64_t *number);
/* Copies an attacked image, and what the attack began with, into the list; the oldest goes where it
 * is full. */
void app_keep(struct app *, const float *pixels, const float *original, int label, int target,
	      const char *title);
void kept_clear(struct kept *);
size_t app_pixels(const struct app *); /* height * width of the data's images */
int app_classes(const struct app *);
bool app_has_digits(const struct app *); /* the data is MNIST, or the sample of it */
/* Names of classes, as far as the screen can show them. */
struct shown_names {
	struct class_names names;              /* of `name` */
	const char *name[DATASET_MAX_CLASSES]; /* borrowed of the data; else the class's number */
};
/* Names of the data's classes, as far as the screen can show them; else numbers. */
const struct class_names *app_names(const struct app *);
/* The class that a digit key means: the one that is named so, else that of the number. And the
 * digit that means a class, for screens whose units are no classes. */
int app_class_of_digit(const struct app *, int digit);
int app_digit_of_class(const struct app *, int class);
/* For data that are new. */
void app_name_classes(struct app *);
/* How pictures and signed maps look in the theme, as the user chose ink. */
struct palette app_picture_palette(const struct app *);
/* An image of the data's size in that palette. */
struct picture app_picture(const struct app *, const float *values, int scale);
struct palette app_signed_palette(const struct app *, float range);

/* For tables of keys: n is the next image of the split, p the one before. */
void app_step_image(struct app *, void *state, int key);

#endif
