/* Fits on bars: making them, running them, and their bytes. */
#include "support/fitting.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include "support/bars.h"
#include "support/scratch.h"

const char fitting_cnn[] = "conv3x3x5 relu pool2 dense20 relu dropout0.5 dense3";
const struct fit_spec fitting_spec = {.architecture = fitting_cnn,
				      .optimizer = OPTIMIZER_ADAM,
				      .rate = 1e-3f,
				      .batch = 20,
				      .seed = 5};

struct fitting fitting_open(int threads)
{
	return (struct fitting){.data = bars_new(), .pool = pool_new(threads)};
}

void fitting_close(struct fitting *f)
{
	pool_free(f->pool);
	bars_free(f->data);
}

struct fit *fitting_start(struct fitting *f, const struct fit_spec *spec)
{
	struct fit *fit = fit_new(spec, f->data, kernel_choose(NULL, &f->err), f->pool, &f->err);

	if (!fit)
		fail_msg("%s", f->err.text);
	return fit;
}

void fitting_run_to(struct fit *fit, uint64_t steps)
{
	struct err err;

	if (!fit_run(fit, steps, 10, NULL, NULL, &err))
		fail_msg("%s", err.text);
	assert_int_equal(fit->step, steps);
}

unsigned char *fitting_bytes(void **state, const struct fit *fit, bool is_checkpoint, size_t *size)
{
	const char *path = scratch_path(state, "fit.safetensors");
	struct err err;
	struct writer *writer = writer_open(path, &err);

	assert_non_null(writer);
	if (is_checkpoint)
		assert_true(fit_write_checkpoint(fit, writer, &err));
	else
		assert_true(fit_write_model(fit, writer, false, &err));
	assert_true(writer_commit(writer, &err));
	return scratch_read(path, size);
}
