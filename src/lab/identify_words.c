/* The answer, how well it reads, and what else it may be. */
#include "lab/identify_words.h"
#include "base/text.h"

#include <stdio.h>
#include <string.h>

/* The words of an architecture that another one has in their places: "leaky0.1 for relu"; the whole
 * of it where there are more or fewer, or several kinds. */
static void say_difference(const char *other, const char *first, char *text, size_t size)
{
	char a[SETTINGS_ARCHITECTURE_MAX], b[SETTINGS_ARCHITECTURE_MAX], *a_rest = a, *b_rest = b;
	char *a_word, *b_word;

	snprintf(a, sizeof(a), "%s", other);
	snprintf(b, sizeof(b), "%s", first);
	text[0] = '\0';
	for (;;) {
		char pair[2 * LAYER_MAX_TEXT + 8];

		a_word = strsep(&a_rest, " ");
		b_word = strsep(&b_rest, " ");
		if (!a_word || !b_word)
			break;
		if (strcmp(a_word, b_word) == 0)
			continue;
		snprintf(pair, sizeof(pair), "%s for %s", a_word, b_word);
		if (text[0] && strcmp(text, pair) != 0)
			break;
		snprintf(text, size, "%s", pair);
	}
	if (a_word || b_word || !text[0])
		snprintf(text, size, "%s", other);
}

/* Of those that are not told from the answer the one with the least loss; NULL: there is none. */
static const struct trial *alike(const struct identification *found)
{
	const struct trial *best = NULL;

	for (int i = 1; i < found->count; i++)
		if (found->trials[i].is_alike && (!best || found->trials[i].loss < best->loss))
			best = &found->trials[i];
	return best;
}

/* The next way to read it, or the one that may as well be right. */
static void say_next(const struct identification *found, const struct import_input *input,
		     const char *first, char *text, size_t size)
{
	const struct trial *next = alike(found);
	char other[SETTINGS_ARCHITECTURE_MAX], difference[SETTINGS_ARCHITECTURE_MAX],
		accuracy[TEXT_NUMBER_MAX];

	if (!next) {
		next = &found->trials[1];
		snprintf(text, size, "the next way to read it: %s, loss %.3g",
			 text_percent(next->accuracy, 1, accuracy), next->loss);
		return;
	}
	candidate_architecture(next->candidate, &next->choice, input, other);
	say_difference(other, first, difference, sizeof(difference));
	snprintf(text, size, "not told apart from %s (%s, loss %.3g)", difference,
		 text_percent(next->accuracy, 1, accuracy), next->loss);
}

void identify_say(struct identification *found, const struct import_input *input)
{
	char text[SETTINGS_ARCHITECTURE_MAX], next[IDENTIFY_WORDS_MAX], first[TEXT_NUMBER_MAX];
	const struct trial *best = &found->trials[0];
	int length;

	candidate_architecture(best->candidate, &best->choice, input, text);
	length = snprintf(found->words, sizeof(found->words), "%s", text);
	if (best->count == 0)
		return;
	length += snprintf(found->words + length, sizeof(found->words) - (size_t)length,
			   ": %s of %d images right", text_percent(best->accuracy, 1, first),
			   best->count);
	if (found->is_provisional)
		snprintf(found->words + length, sizeof(found->words) - (size_t)length,
			 "; other ways to read it are being tried");
	if (found->count == 1 || found->is_provisional)
		return;
	say_next(found, input, text, next, sizeof(next));
	snprintf(found->words + length, sizeof(found->words) - (size_t)length, ", loss %.3g; %s",
		 best->loss, next);
}
