/*
 * The table of known sets' classes. The order of its rows matters: "mnist" is a part of most other
 * names. EMNIST's letters are counted from 0 here, as the reader of IDX files hands them over.
 */
#include "data/classes.h"
#include "base/text.h"
#include "base/xalloc.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define DIGITS "0", "1", "2", "3", "4", "5", "6", "7", "8", "9"
#define CAPITALS                                                                                  \
	"A", "B", "C", "D", "E", "F", "G", "H", "I", "J", "K", "L", "M", "N", "O", "P", "Q", "R", \
		"S", "T", "U", "V", "W", "X", "Y", "Z"
#define SMALL                                                                                     \
	"a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l", "m", "n", "o", "p", "q", "r", \
		"s", "t", "u", "v", "w", "x", "y", "z"

static const char *const digits[] = {DIGITS};
static const char *const letters[] = {SMALL};
static const char *const by_class[] = {DIGITS, CAPITALS, SMALL};
/* EMNIST merges small letters that look like their capitals. */
static const char *const merged[] = {DIGITS, CAPITALS, "a", "b", "d", "e", "f",
				     "g",    "h",      "n", "q", "r", "t"};
static const char *const clothes[] = {"T-shirt/top", "Trouser", "Pullover", "Dress", "Coat",
				      "Sandal",      "Shirt",   "Sneaker",  "Bag",   "Ankle boot"};
static const char *const hiragana[] = {"o", "ki", "su", "tsu", "na", "ha", "ma", "ya", "re", "wo"};
static const char *const hiragana_signs[] = {"お", "き", "す", "つ", "な",
					     "は", "ま", "や", "れ", "を"};

#define TEN(i) #i "0", #i "1", #i "2", #i "3", #i "4", #i "5", #i "6", #i "7", #i "8", #i "9"
static const char *const numbers[DATASET_MAX_CLASSES] = {DIGITS, TEN(1), TEN(2), TEN(3), TEN(4),
							 TEN(5), TEN(6), TEN(7), TEN(8), TEN(9)};

#define NAMES(list) .names = {.count = sizeof(list) / sizeof((list)[0]), .name = (list)}

const struct class_names class_names_none;

/* Both words have to be there; the second may be NULL. */
static const struct {
	const char *word, *second, *set;
	struct class_names names;
} known[] = {
	{"fashion", NULL, "fashion", NAMES(clothes)},
	{"kmnist", NULL, "kmnist", {10, .name = hiragana, .sign = hiragana_signs}},
	{"kuzushiji", "mnist", "kmnist", {10, .name = hiragana, .sign = hiragana_signs}},
	{"emnist", "letters", "emnist-letters", NAMES(letters)},
	{"emnist", "balanced", "emnist-balanced", NAMES(merged)},
	{"emnist", "bymerge", "emnist-bymerge", NAMES(merged)},
	{"emnist", "byclass", "emnist-byclass", NAMES(by_class)},
	{"emnist", "digits", "emnist-digits", {10, true, digits, NULL}},
	{"emnist", "mnist", "emnist-mnist", {10, true, digits, NULL}},
	{"qmnist", NULL, "qmnist", {10, true, digits, NULL}},
	{"mnist", NULL, "mnist", {10, true, digits, NULL}},
	{"digit", NULL, "digits", {10, true, digits, NULL}},
	{"usps", NULL, "usps", {10, true, digits, NULL}},
};
enum { KNOWN = sizeof(known) / sizeof(known[0]) };

/* "emnist" and "mnist" are two words, though the second is a part of the first. */
static bool has_both(const char *name, const char *word, const char *second)
{
	const char *at = strcasestr(name, word);

	return at && (!second || strcasestr(at + strlen(word), second) ||
		      (strcmp(second, "mnist") == 0 && strcmp(word, "emnist") != 0 &&
		       strcasestr(name, second)));
}

static int find(const char *name)
{
	if (strcmp(name, "sample") == 0) /* of MNIST's digits; a part of other names too */
		name = "mnist";
	for (int i = 0; i < KNOWN; i++)
		if (has_both(name, known[i].word, known[i].second))
			return i;
	return -1;
}

const struct class_names *class_names_find(const char *name)
{
	int i = find(name);

	return i < 0 ? &class_names_none : &known[i].names;
}

const char *class_names_set(const char *name)
{
	int i = find(name);

	return i < 0 ? NULL : known[i].set;
}

bool class_names_differ(const char *set, const char *other_set)
{
	const struct class_names *a = class_names_find(set), *b = class_names_find(other_set);

	return a != b && a != &class_names_none && b != &class_names_none;
}

const char *class_name(const struct class_names *names, int class)
{
	assert(class < names->count || class < DATASET_MAX_CLASSES);
	return class < names->count ? names->name[class] : numbers[class];
}

const char *const *class_names_list(const struct class_names *names, int count)
{
	return count <= names->count && !names->are_digits ? names->name : NULL;
}

const char *class_name_cut(const struct class_names *names, int class, int columns,
			   char text[CLASS_NAME_MAX])
{
	char number[TEXT_NUMBER_MAX];

	if (class < names->count)
		return text_cut_among(names->name, names->count, class, columns, text,
				      CLASS_NAME_MAX);
	snprintf(number, sizeof(number), "%d", class);
	return text_cut(number, columns, text, CLASS_NAME_MAX);
}

int class_names_width(const struct class_names *names, int count, int max)
{
	int widest = 1;

	for (int i = 0; i < count; i++) {
		int width = text_width(class_name(names, i));

		widest = width > widest ? width : widest;
	}
	return widest < max ? widest : max;
}

/* The classes whose names begin with a text, "Sandal, Shirt, Sneaker"; "": those of all. As many as
 * a message holds; NULL: none. The caller frees it. */
static char *list_names(const struct class_names *names, int count, const char *text)
{
	enum { ROOM = 320 };
	char *list = NULL;

	for (int i = 0; i < count; i++) {
		if (strncasecmp(class_name(names, i), text, strlen(text)) != 0)
			continue;
		if (list && strlen(list) > ROOM)
			return text_listed(list, "...");
		list = text_listed(list, class_name(names, i));
	}
	return list;
}

/* Whether names are 0 to count - 1, in order: digits, or none at all. */
static bool are_numbers(const struct class_names *names, int count)
{
	for (int i = 0; i < count; i++)
		if (strcmp(class_name(names, i), numbers[i]) != 0)
			return false;
	return true;
}

static bool refuse(const struct class_names *names, int count, const char *text, bool is_several,
		   struct err *err)
{
	char *list = list_names(names, count, is_several ? text : "");

	if (are_numbers(names, count))
		err_set(err, "'%.64s' is no class: they are 0 to %d", text, count - 1);
	else if (is_several)
		err_set(err, "'%.64s' may be several classes: %s", text, list);
	else
		err_set(err, "'%.64s' is no class: they are %s, or 0 to %d in this order", text,
			list, count - 1);
	free(list);
	return false;
}

/* How a text and a name are alike, from best to worst. */
enum { SAME, SAME_BUT_CASE, BEGINNING, DIFFERENT };

static int likeness(const struct class_names *names, int class, const char *text)
{
	const char *name = class_name(names, class);

	if (strcmp(name, text) == 0 ||
	    (class < names->count && names->sign && strcmp(names->sign[class], text) == 0))
		return SAME;
	if (strcasecmp(name, text) == 0)
		return SAME_BUT_CASE;
	return strncasecmp(name, text, strlen(text)) == 0 ? BEGINNING : DIFFERENT;
}

/* A number's text, from 0 to below count; -1: it is none. */
static int read_number(const char *text, int count)
{
	for (int i = 0; i < count; i++)
		if (strcmp(numbers[i], text) == 0)
			return i;
	return -1;
}

bool class_names_read(const struct class_names *names, int count, const char *text, int *class,
		      struct err *err)
{
	int best = DIFFERENT, found = 0, at = 0, number = read_number(text, count);

	for (int i = 0; i < count && *text; i++) {
		int like = likeness(names, i, text);

		if (like < best) {
			best = like;
			found = 0;
			at = i;
		}
		found += like == best && like != DIFFERENT;
	}
	if (best != SAME && number >= 0)
		at = number;
	else if (found != 1)
		return refuse(names, count, text, found > 1, err);
	*class = at;
	return true;
}
