/* The list of what can be opened: what it says of files, where it goes, what it opens. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tui/driver.h"

#include "support/scratch.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* A folder with a network, a picture, a file that lies about itself, and a folder in it. */
static void fill(void **state)
{
	static const char pgm[] = "P2 28 2 255\n";
	char folder[512];
	size_t size;
	unsigned char *net =
		scratch_read(scratch_source(state, "data/mnist-softmax.safetensors"), &size);

	snprintf(folder, sizeof(folder), "%.400s/inner", scratch_path(state, ""));
	assert_int_equal(mkdir(folder, 0700), 0);
	scratch_write(state, "inner/own.safetensors", net, size);
	scratch_write(state, "broken.safetensors", "no", 2);
	scratch_write(state, "cut.pgm", pgm, sizeof(pgm) - 1);
	scratch_write(state, "\033]0;x\a.safetensors", net, size);
	free(net);
}

static void it_lists_goes_and_opens(void **state)
{
	struct app *app = driver_open("mnist-cnn");
	int here = open(".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	fill(state);
	assert_int_equal(chdir(scratch_path(state, "")), 0);
	driver_press(app, "<C-o>");
	assert_shows(app, "Open from ");
	assert_shows(app, "inner/");
	assert_shows(app, "mnist-softmax (shipped)");
	assert_shows(app, "network: ");
	assert_shows(app, "broken.safetensors");
	assert_shows(app, "sample (by name)");
	driver_press(app, "<Home>j<Enter>");
	assert_shows(app, "own.safetensors");
	driver_press(app, "h");
	assert_shows(app, "> inner/"); /* where it came from */
	driver_press(app, "<Enter><Home>j<Enter>");
	assert_null(app->picker);
	assert_non_null(strstr(app->model_path, "inner/own.safetensors"));
	assert_int_equal(fchdir(here), 0);
	close(here);
	explorer_free(app);
}

static void what_cannot_be_opened_says_why_and_the_list_stays(void **state)
{
	struct app *app = driver_open("mnist-softmax");
	int here = open(".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	const struct snapshot *before = app->model;

	fill(state);
	assert_int_equal(chdir(scratch_path(state, "")), 0);
	driver_press(app, ":open<Enter>");
	assert_non_null(app->picker);
	for (int i = 0; i < 4; i++) {
		explorer_draw(app);
		driver_press(app, "j");
		if (driver_shows(app, "> broken"))
			break;
	}
	driver_press(app, "<Enter>");
	assert_non_null(app->picker);
	assert_message(app, "broken.safetensors");
	assert_ptr_equal(app->model, before);
	driver_press(app, "q");
	assert_null(app->picker);
	assert_false(app->is_over);
	for (int rows = 1; rows < 30; rows += 4) {
		explorer_resize(app, rows, 62);
		driver_press(app, "<C-o><PgDn><PgDn>G<Esc>");
	}
	assert_int_equal(fchdir(here), 0);
	close(here);
	explorer_free(app);
}

#define in_scratch(f) cmocka_unit_test_setup_teardown(f, scratch_setup, scratch_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		in_scratch(it_lists_goes_and_opens),
		in_scratch(what_cannot_be_opened_says_why_and_the_list_stays),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
