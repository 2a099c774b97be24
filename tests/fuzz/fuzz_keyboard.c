/* Any bytes as what a terminal sends, keys and answers. In whatever pieces they come, the events
 * are the same; and what was pasted is text. */
#include "fuzz/fuzz.h"

#include "base/text.h"
#include "tui/keys.h"
#include "tui/terminal/keyboard.h"

#include <stdlib.h>
#include <string.h>

struct heard {
	size_t count;
	uint64_t sum; /* of what was said; FNV-1a */
};

static void add(struct heard *heard, uint64_t value)
{
	heard->sum = (heard->sum ^ value) * 1099511628211u;
}

static void add_paste(struct heard *heard, const char *text)
{
	if (strlen(text) >= PROMPT_MAX)
		abort();
	while (*text) {
		uint32_t character = text_next(&text);

		if (character < ' ' || character == 127)
			abort();
		add(heard, character);
	}
}

static void hear(void *context, const struct input_event *event)
{
	struct heard *heard = context;

	heard->count++;
	add(heard, (uint64_t)event->kind);
	if (event->kind == INPUT_KEY)
		add(heard, (uint64_t)event->key);
	if (event->kind == INPUT_MOUSE) {
		if (event->row < 0 || event->column < 0)
			abort();
		add(heard,
		    (uint64_t)event->row << 33 | (uint64_t)event->column << 1 | event->is_drag);
	}
	if (event->kind == INPUT_PASTE)
		add_paste(heard, event->text);
	if (event->kind == INPUT_GROUND)
		add(heard, event->color);
	if (event->kind == INPUT_MODE)
		add(heard, (uint64_t)event->mode << 32 | (uint64_t)event->setting);
}

static struct heard feed(const uint8_t *bytes, size_t size, size_t piece)
{
	struct heard heard = {0};
	const struct keyboard_hearer hearer = {hear, &heard};
	struct keyboard keyboard;

	keyboard_init(&keyboard, 0.05);
	keyboard_name(&keyboard, "\033[25~", PRESS_F1);
	keyboard_name(&keyboard, "\033OH", PRESS_HOME);
	for (size_t i = 0; i < size; i += piece)
		keyboard_feed(&keyboard, (const char *)bytes + i,
			      size - i < piece ? size - i : piece, 1, &hearer);
	keyboard_elapse(&keyboard, 100, &hearer);
	return heard;
}

/* The end of a sequence and what is behind it as the table is asked, without a keyboard. */
static void look_up(const uint8_t *bytes, size_t size)
{
	char *text = fuzz_text(bytes, size);
	struct input_event event = {.kind = INPUT_KEY};
	struct heard heard = {0};

	if (sequence_read(text, &event))
		hear(&heard, &event);
	if (sequence_read_string(text, &event))
		hear(&heard, &event);
	free(text);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	struct heard whole = feed(bytes, size, size ? size : 1), pieces = feed(bytes, size, 1);

	if (whole.count != pieces.count || whole.sum != pieces.sum)
		abort();
	look_up(bytes, size);
	return 0;
}
