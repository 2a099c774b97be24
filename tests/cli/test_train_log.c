/* What a training's log says, and that each call of the C library that it makes may fail once. */
#undef _FORTIFY_SOURCE /* support/calls.h */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "cli/train_log.h"
#include "support/calls.h"
#include "support/fitting.h"
#include "support/scratch.h"

#include <math.h>
#include <stdlib.h>

static void empty(const char *folder)
{
	DIR *dir = opendir(folder);
	const struct dirent *entry;

	while (dir && (entry = readdir(dir)))
		unlinkat(dirfd(dir), entry->d_name, 0);
	if (dir)
		closedir(dir);
}

/* Two steps, of which the second is validated. */
static bool log_steps(void **state, const void *what, struct err *err)
{
	struct fit fit = *(const struct fit *)what;
	const char *call = calls_failing.name, *folder = scratch_path(state, "log");
	struct train_log *log;
	struct err second;
	bool is_logged;

	calls_failing.name = NULL; /* not those of the test itself */
	empty(folder);
	calls_failing.name = call;
	log = train_log_open(folder, &fit, err);
	is_logged = log;
	for (int i = 1; is_logged && i <= 2; i++) {
		fit.step = (uint64_t)i;
		fit.loss = 0.1 + i;
		fit.validation = i == 2 ? 0.5 : -1;
		fit.validated_at = 2;
		is_logged = train_log_step(log, &fit, err);
	}
	return train_log_close(log, is_logged ? err : &second) && is_logged;
}

static void each_call_fails_once(void **state)
{
	struct fitting place = fitting_open(1);
	struct fit *fit = fitting_start(&place, &fitting_spec);
	const struct calls_user user = {"a log", log_steps, fit};
	unsigned char *bytes;
	size_t size;

	for (int k = 0; k < CALLS; k++)
		calls_try(state, &user, calls_names[k], EIO);
	calls_try(state, &user, "write", EINTR);
	bytes = scratch_read(scratch_path(state, "log/log.csv"), &size);
	assert_string_equal((char *)bytes,
			    "step,loss,accuracy,validation\n1,1.1,0,\n2,2.1,0,0.5\n");
	free(bytes);
	fit_free(fit);
	fitting_close(&place);
}

static void there_is_a_limit_to_logs_of_a_folder(void **state)
{
	struct fitting place = fitting_open(1);
	struct fit *fit = fitting_start(&place, &fitting_spec);
	struct err err = {""};
	char name[32];

	mkdir(scratch_path(state, "log"), 0700);
	scratch_write(state, "log/log.csv", "", 0);
	for (int i = 2; i < 1000; i++) {
		snprintf(name, sizeof(name), "log/log-%d.csv", i);
		scratch_write(state, name, "", 0);
	}
	assert_null(train_log_open(scratch_path(state, "log"), fit, &err));
	assert_says(&err, "has 999 logs already: name another folder");
	empty(scratch_path(state, "log"));
	fit_free(fit);
	fitting_close(&place);
}

/* Readers of CSV take it for the number that it is. */
static void a_loss_that_is_none_is_called_nan(void **state)
{
	struct fitting place = fitting_open(1);
	struct fit *fit = fitting_start(&place, &fitting_spec);
	struct train_log *log = train_log_open(scratch_path(state, "log"), fit, &place.err);
	unsigned char *bytes;
	size_t size;

	assert_non_null(log);
	fit->step = 1;
	fit->loss = (double)NAN;
	fit->accuracy = 1.0 / 3;
	assert_true(train_log_step(log, fit, &place.err));
	assert_true(train_log_close(log, &place.err));
	bytes = scratch_read(scratch_path(state, "log/log.csv"), &size);
	assert_string_equal((char *)bytes,
			    "step,loss,accuracy,validation\n1,nan,0.3333333333333333,\n");
	free(bytes);
	empty(scratch_path(state, "log"));
	fit_free(fit);
	fitting_close(&place);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(each_call_fails_once, scratch_setup,
						scratch_teardown),
		cmocka_unit_test_setup_teardown(a_loss_that_is_none_is_called_nan, scratch_setup,
						scratch_teardown),
		cmocka_unit_test_setup_teardown(there_is_a_limit_to_logs_of_a_folder, scratch_setup,
						scratch_teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
