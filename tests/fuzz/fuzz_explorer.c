/*
 * Any text as keys, spelled as --keys has them ("A3n<Tab>"), pressed in the explorer. Behind a byte
 * of 1 two more are the size of the screen, behind 2 where the mouse is pressed, behind 3 a line
 * that is pasted. At a byte of 4, before the mouse is pressed, and in the end the screen is drawn:
 * that takes longer than all else. No prompt gets a slash: what is typed there may be the name of a
 * file to write.
 */
#include "fuzz/fuzz.h"

#include "fuzz/explorer.h"

#include <stdlib.h>
#include <string.h>

enum { RESIZE = 1, MOUSE = 2, PASTE = 3, DRAW = 4, KEYS_MAX = 24, JOBS_MAX = 4 };

static const char *press_mouse(struct app *app, const char *text)
{
	int row = (unsigned char)text[0], column = (unsigned char)text[1];

	explorer_draw(app);
	app->mouse.row = row % app->canvas->height;
	app->mouse.column = column % app->canvas->width;
	app->mouse.is_drag = row >= 128;
	explorer_press(app, PRESS_MOUSE);
	return text + 2;
}

static const char *paste(struct app *app, const char *text)
{
	size_t length = strcspn(text, "\n/");
	char *line = fuzz_text((const uint8_t *)text, length);

	explorer_paste(app, line);
	free(line);
	return text + length;
}

/* Returns what follows. */
static const char *do_next(struct app *app, const char *text)
{
	const char *next;
	int key;

	if (*text == RESIZE && text[1] && text[2]) {
		explorer_resize(app, (unsigned char)text[1], (unsigned char)text[2]);
		return text + 3;
	}
	if (*text == MOUSE && text[1] && text[2])
		return press_mouse(app, text + 1);
	if (*text == PASTE)
		return paste(app, text + 1);
	if (*text == DRAW) {
		explorer_draw(app);
		return text + 1;
	}
	next = key_read(text, &key);
	if (key <= 0)
		return text + 1;
	if (key != '/' || (!app->prompt.is_open && !app->picker))
		explorer_press(app, key);
	return next;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	char *text = fuzz_text(bytes, size);
	const char *next = text;
	struct app *app = fuzz_explorer_new();

	for (int i = 0; i < KEYS_MAX && *next && !app->is_over; i++) {
		next = do_next(app, next);
		if (!app->is_over)
			explorer_update(app);
	}
	if (!app->is_over)
		fuzz_explorer_rest(app, JOBS_MAX);
	fuzz_explorer_free(app);
	free(text);
	return 0;
}
