/* What can't be exported is told, and nothing is left of it; what can, though nothing is read yet,
 * is. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/xalloc.h"
#include "support/says.h"
#include "support/scratch.h"
#include "tui/driver.h"
#include "tui/export.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void press_export(struct app *app, const char *path)
{
	char *keys = xasprintf("<Esc>:export %s<Enter>", path);

	driver_press(app, keys);
	free(keys);
}

static void a_full_disk_is_told_and_nothing_is_left(void **state)
{
	static const char *const names[] = {"a.txt", "a.ansi", "a.svg", "a.png"};
	struct app *app = driver_open("mnist-softmax");

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		const char *path = scratch_path(state, names[i]);

		scratch_limit_files(64);
		press_export(app, path);
		scratch_limit_files(RLIM_INFINITY);
		assert_true(app->is_error);
		assert_message(app, names[i]);
		assert_message(app, "be written");
		assert_int_equal(scratch_entries(state), 0);
		press_export(app, path);
		assert_message(app, "written to ");
		assert_int_equal(unlink(path), 0);
	}
	explorer_free(app);
}

static void a_name_says_its_format(void **state)
{
	static const char *const names[] = {"a.", "a.PNG"};
	struct app *app = driver_open("mnist-softmax");

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		press_export(app, scratch_path(state, names[i]));
		assert_message(app, "its ending has to be .txt, .ansi, .svg or .png");
	}
	press_export(app, "a");
	assert_message(app, "a: its ending has to be .txt, .ansi, .svg or .png");
	assert_int_equal(scratch_entries(state), 0);
	explorer_free(app);
}

static void what_is_there_is_not_replaced(void **state)
{
	static const char *const names[] = {"a.txt", "a.png"};
	struct app *app = driver_open("mnist-softmax");
	size_t size;

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		const char *path = scratch_write(state, names[i], "mine", 4);
		char *bytes;

		press_export(app, path);
		assert_message(app, "is there already, and is not replaced");
		bytes = (char *)scratch_read(path, &size);
		assert_string_equal(bytes, "mine");
		free(bytes);
	}
	press_export(app, scratch_path(state, "no/folder.svg"));
	assert_message(app, "no/folder.svg: cannot be written here");
	explorer_free(app);
}

static void too_many_pixels_are_refused(void **state)
{
	struct app *app = driver_open("mnist-softmax");

	explorer_resize(app, 400, 1000);
	press_export(app, scratch_path(state, "a.png"));
	assert_message(app, "1000 columns and 400 rows make an image of");
	assert_int_equal(scratch_entries(state), 0);
	explorer_free(app);
}

static bool export_nothing(struct app *app, void *state, struct export_sheet *sheet)
{
	(void)app;
	(void)state;
	strcpy(sheet->name, "nothing");
	return true;
}

/* The first screen, with another export, in a table of its own. */
struct other {
	struct screen screen;
	const struct screen *table[2];
};

static struct app *open_other(struct other *other,
			      bool (*export)(struct app *, void *, struct export_sheet *))
{
	struct app *app = driver_open("mnist-softmax");

	*other = (struct other){.screen = *app->screens[0], .table = {&other->screen}};
	other->screen.export = export;
	explorer_free(app);
	return driver_open_table(other->table);
}

static void a_screen_without_pictures_is_exported_as_text(void **state)
{
	struct other other;
	struct app *app = open_other(&other, NULL);
	char folder[4096], back[4096];
	struct err err;
	size_t size;
	char *text;

	assert_false(export_png(app, scratch_path(state, "a.png"), &err));
	assert_says(&err, "Train has no pictures to write: use --format text or ansi");
	snprintf(folder, sizeof(folder), "%s", scratch_path(state, ""));
	assert_non_null(getcwd(back, sizeof(back)));
	assert_int_equal(chdir(folder), 0);
	export_save(app);
	scratch_limit_files(64);
	export_save(app);
	scratch_limit_files(RLIM_INFINITY);
	assert_int_equal(chdir(back), 0);
	assert_message(app, "Train-2.txt: cannot be written: is the disk full?");
	assert_int_equal(scratch_entries(state), 1);
	text = (char *)scratch_read(scratch_path(state, "Train.txt"), &size);
	assert_non_null(strstr(text, "netglyph"));
	free(text);
	explorer_free(app);
}

static void no_pictures_at_all_are_told(void **state)
{
	struct other other;
	struct app *app = open_other(&other, export_nothing);

	(void)state;
	export_save(app);
	assert_true(app->is_error);
	assert_message(app, "there are no pictures to export");
	explorer_free(app);
}

/* Before the first update. */
static void a_screen_can_be_exported_while_all_is_being_read(void **state)
{
	struct err err;
	struct app_setup setup = {.model = "mnist-softmax",
				  .data = "sample",
				  .split = SPLIT_VALIDATION,
				  .image = -1,
				  .threads = 1,
				  .medium = {COLOR_256, GLYPHS_BRAILLE},
				  .kernel = kernel_choose("portable", &err)};
	struct app *app = explorer_new(&setup, &err);
	char *text = NULL;
	size_t size;
	FILE *file = open_memstream(&text, &size);

	(void)state;
	assert_non_null(app);
	export_svg(app, file);
	fclose(file);
	assert_non_null(strstr(text, "<desc>The screen Attack of netglyph.</desc>"));
	assert_false(export_png(app, "a.png", &err));
	assert_says(&err, "no pictures");
	free(text);
	explorer_free(app);
}

#define with_folder(test) cmocka_unit_test_setup_teardown(test, scratch_setup, scratch_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		with_folder(a_full_disk_is_told_and_nothing_is_left),
		with_folder(a_name_says_its_format),
		with_folder(what_is_there_is_not_replaced),
		with_folder(too_many_pixels_are_refused),
		with_folder(a_screen_without_pictures_is_exported_as_text),
		cmocka_unit_test(no_pictures_at_all_are_told),
		cmocka_unit_test(a_screen_can_be_exported_while_all_is_being_read),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
