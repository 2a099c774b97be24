/* Each call of the C library that a save makes fails once: then nothing is left of it, and what was
 * there is there. */
#undef _FORTIFY_SOURCE /* support/calls.h */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "live/snapshot.h"
#include "support/calls.h"
#include "support/fitting.h"
#include "support/foreign.h"
#include "support/scratch.h"
#include "tui/session_store.h"

#include <stdlib.h>

static const char text[] = "what was there";

static int begin(void **state)
{
	if (scratch_setup(state) != 0)
		return -1;
	return mkdir(scratch_path(state, "sessions"), 0700);
}

/* The file is the old one, unless it was replaced; nothing stands beside it. */
static void assert_is_whole(void **state, const char *name, bool is_done)
{
	size_t size;
	char *bytes = (char *)scratch_read(scratch_path(state, name), &size);

	if (!is_done)
		assert_string_equal(bytes, text);
	free(bytes);
}

/* Has calls fail from here on only; the test's own do not. */
static const char *disarm(void)
{
	const char *name = calls_failing.name;

	calls_failing.name = NULL;
	return name;
}

static bool write_session(void **state, const void *what, struct err *err)
{
	const char *place = scratch_path(state, "sessions");
	json_t *document = json_pack("{s:i,s:b}", "version", SESSION_VERSION, "has_work", 1), *read;
	struct new_session *begun = session_store_begin(place, err);
	bool is_done = begun && session_store_commit(place, begun, document, err);
	char *newest;

	(void)what;
	disarm();
	json_decref(document);
	newest = session_store_newest(place, &read);
	/* Some may have been kept before. */
	assert_true(newest || !is_done);
	json_decref(read);
	free(newest);
	return is_done;
}

static bool write_snapshot(void **state, const void *what, struct err *err)
{
	const char *call = disarm(), *path;
	struct net *net = foreign_net("dense5", (struct shape){4, 4, 1}, 5);
	const struct snapshot_facts facts = {.name = "net"};
	const struct snapshot *snapshot = snapshot_new(net, &facts);
	bool is_done;

	(void)what;
	path = scratch_write(state, "model", text, strlen(text));
	calls_failing.name = call;
	is_done = snapshot_write(snapshot, path, true, err);
	disarm();
	assert_is_whole(state, "model", is_done);
	snapshot_unref(snapshot);
	return is_done;
}

static bool write_checkpoint(void **state, const void *fit, struct err *err)
{
	const char *call = disarm(), *path = scratch_write(state, "fit", text, strlen(text));
	struct writer *writer;
	bool is_done;

	calls_failing.name = call;
	writer = writer_open(path, err);
	is_done = writer && fit_write_checkpoint(fit, writer, err);
	if (is_done)
		is_done = writer_commit(writer, err);
	else
		writer_abort(writer);
	disarm();
	assert_is_whole(state, "fit", is_done);
	return is_done;
}

static void each_call_fails_once(void **state)
{
	struct fitting place = fitting_open(1);
	struct fit *fit = fitting_start(&place, &fitting_spec);
	const struct calls_user users[] = {
		{"a session", write_session, NULL},
		{"a network", write_snapshot, NULL},
		{"a checkpoint", write_checkpoint, fit},
	};

	for (size_t i = 0; i < sizeof(users) / sizeof(*users); i++)
		for (int k = 0; k < CALLS; k++)
			calls_try(state, &users[i], calls_names[k], EIO);
	fit_free(fit);
	fitting_close(&place);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(each_call_fails_once, begin, scratch_teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
