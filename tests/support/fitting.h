/* Fits of a small net on bars, for tests of training. Failures fail the test. */
#ifndef TESTS_SUPPORT_FITTING_H
#define TESTS_SUPPORT_FITTING_H

#include "lab/train/fit.h"

/* Convolution, pool, dropout. */
extern const char fitting_cnn[];
/* Adam at 0.001 with batches of 20, and a seed. */
extern const struct fit_spec fitting_spec;

/* What a fit borrows. */
struct fitting {
	struct dataset *data;
	struct pool *pool;
	struct err err;
};

struct fitting fitting_open(int threads);
void fitting_close(struct fitting *);
/* The caller frees the fit. */
struct fit *fitting_start(struct fitting *, const struct fit_spec *);
/* On to `steps` in all, validated every 10. */
void fitting_run_to(struct fit *, uint64_t steps);
/* The bytes of the fit's model, or of its checkpoint; the caller frees them. state: of a test with
 * a folder (support/scratch.h). */
unsigned char *fitting_bytes(void **state, const struct fit *, bool is_checkpoint, size_t *size);

#endif
