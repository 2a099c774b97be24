/* A name is lowered, its part taken off either end; what is left has to be a word of a list. */
#include "data/source/npz_names.h"
#include "base/xalloc.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

enum { NAME_MAX_BYTES = 32, WORDS = 8 };

/* The most usual first. */
static const char *const kind_words[NPZ_KINDS][WORDS] = {
	[NPZ_IMAGES] = {"x", "images", "image", "imgs", "data", "features", "inputs", "pixels"},
	[NPZ_LABELS] = {"y", "labels", "label", "target", "targets"},
};

/* The longer one first, where one begins with the other. */
static const struct {
	const char *word;
	enum part_name part;
} part_words[] = {
	{"training", PART_TRAIN},
	{"train", PART_TRAIN},
	{"testing", PART_TEST},
	{"test", PART_TEST},
};
enum { PART_WORDS = sizeof(part_words) / sizeof(part_words[0]) };

/* What a name says; a smaller rank is the better one of two for the same place. */
struct meaning {
	enum part_name part;
	enum npz_kind kind;
	int rank;
};

/* Takes a word off the front or the end of a name, with what joins them. */
static bool take_off(char *name, const char *word)
{
	static const char joints[] = "_-. ";
	size_t length = strlen(name), size = strlen(word);

	if (length <= size)
		return false;
	if (strncmp(name, word, size) == 0) {
		size += strchr(joints, name[size]) != NULL;
		memmove(name, name + size, length - size + 1);
		return true;
	}
	if (strcmp(name + length - size, word) != 0)
		return false;
	length -= size;
	name[length - (length > 1 && strchr(joints, name[length - 1]))] = '\0';
	return true;
}

static bool find_word(const char *name, struct meaning *meaning)
{
	for (int kind = 0; kind < NPZ_KINDS; kind++)
		for (int i = 0; i < WORDS && kind_words[kind][i]; i++)
			if (strcmp(name, kind_words[kind][i]) == 0) {
				meaning->kind = (enum npz_kind)kind;
				meaning->rank += i;
				return true;
			}
	return false;
}

/* name: lowered, which is changed. */
static bool read_name(char *name, struct meaning *meaning)
{
	*meaning = (struct meaning){.part = PART_TRAIN, .rank = WORDS};
	for (int i = 0; i < PART_WORDS; i++)
		if (take_off(name, part_words[i].word)) {
			*meaning = (struct meaning){.part = part_words[i].part};
			break;
		}
	return find_word(name, meaning);
}

/* The length of an array's name without .npy; 0: it is none, or too long to be known. */
static size_t array_name(const char *member)
{
	static const char ending[] = ".npy";
	size_t length = strlen(member), size = strlen(ending);

	if (length <= size || length - size >= NAME_MAX_BYTES ||
	    strcmp(member + length - size, ending) != 0)
		return 0;
	return length - size;
}

struct npz_names npz_names_find(const struct zip_archive *zip)
{
	struct npz_names names = {.place = {{0}}};
	int ranks[PART_COUNT][NPZ_KINDS];

	for (size_t i = 0; i < zip_archive_count(zip); i++) {
		const char *member = zip_archive_name(zip, i);
		size_t length = array_name(member);
		char lowered[NAME_MAX_BYTES] = "";
		struct meaning m;
		char **name;

		for (size_t c = 0; c < length; c++)
			lowered[c] = (char)tolower((unsigned char)member[c]);
		if (!read_name(lowered, &m))
			continue;
		name = &names.name[m.part][m.kind];
		if (*name && ranks[m.part][m.kind] <= m.rank)
			continue;
		free(*name);
		*name = xasprintf("%.*s", (int)length, member);
		names.place[m.part][m.kind] = i;
		ranks[m.part][m.kind] = m.rank;
	}
	return names;
}

void npz_names_clear(struct npz_names *names)
{
	for (int part = 0; part < PART_COUNT; part++)
		for (int kind = 0; kind < NPZ_KINDS; kind++)
			free(names->name[part][kind]);
	*names = (struct npz_names){.place = {{0}}};
}

bool npz_names_are_set(const struct npz_names *names)
{
	return names->name[PART_TRAIN][NPZ_IMAGES] && names->name[PART_TRAIN][NPZ_LABELS];
}
