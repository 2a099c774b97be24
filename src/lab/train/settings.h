/*
 * The settings of a training run, as a person changes them: shown as text, read from text, and
 * moved one step on or back.
 */
#ifndef LAB_TRAIN_SETTINGS_H
#define LAB_TRAIN_SETTINGS_H

#include "lab/train/fit.h"

struct fit_settings {
	char architecture[SETTINGS_ARCHITECTURE_MAX]; /* softmax, cnn, mlp, or layers */
	uint64_t steps, seed;
	int batch;
	float rate;
	enum optimizer_kind optimizer;
};

enum setting {
	SETTING_ARCHITECTURE,
	SETTING_STEPS,
	SETTING_BATCH,
	SETTING_RATE,
	SETTING_OPTIMIZER,
	SETTING_SEED,
	SETTING_COUNT
};
extern const char *const setting_names[SETTING_COUNT];
/* The architectures of the article, and one more; ends with NULL. */
extern const char *const settings_architectures[];

/* The article's settings for an architecture: fit_defaults(). */
struct fit_settings settings_for(const char *architecture);
/* Borrows the architecture. */
struct fit_spec settings_spec(const struct fit_settings *);
/* Whether nothing but the number of steps differs. */
bool settings_are_same_run(const struct fit_settings *, const struct fit_settings *);
/* Whether the architecture is one, for images and classes of these data. */
bool settings_check(const struct fit_settings *, const struct dataset *, const struct kernel *,
		    struct err *);

/* Cut off where it is longer. Returns `text`. */
char *setting_show(const struct fit_settings *, enum setting, char text[SETTING_TEXT_MAX]);
/* A number, or an architecture, which brings the article's settings along and is not checked; for
 * the optimizer its name. A wrong text changes nothing; the message names the setting and the
 * limits. */
bool setting_read(struct fit_settings *, enum setting, const char *text, struct err *);
/* direction: 1 or -1. Steps, batch and rate go along 1, 2, 5, 10, ...; names go round. */
void setting_move(struct fit_settings *, enum setting, int direction);

#endif
