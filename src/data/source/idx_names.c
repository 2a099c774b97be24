/*
 * Sorting a folder's names. Downloads give the same four files many names; what is told apart here
 * is only what they are (images or labels, training or test), of which set, and whether two of them
 * are the same file.
 */
#include "data/source/idx_names.h"
#include "base/text.h"
#include "base/xalloc.h"
#include "format/file.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* The length of a name without ".gz". */
static size_t stem_length(const char *name)
{
	size_t length = strlen(name);

	return length > 3 && strcasecmp(name + length - 3, ".gz") == 0 ? length - 3 : length;
}

/* Whether the name ends as an IDX file's: idx, digits, then nothing or a separator and one word. */
static bool has_idx_ending(const char *name)
{
	const char *at, *last = NULL, *end = name + stem_length(name);

	for (at = name; (at = strcasestr(at, "idx")); at += 3)
		last = at;
	if (!last)
		return false;
	for (at = last + 3; isdigit((unsigned char)*at);)
		at++;
	if (at < end && strchr("-._", *at))
		at++;
	while (at < end && isalnum((unsigned char)*at))
		at++;
	return at == end;
}

static bool is_folder(const char *path, const char *name)
{
	char *full = xasprintf("%s/%s", path, name);
	bool is = file_is_folder(full);

	free(full);
	return is;
}

/* The place in `names` that a name is for; NULL: it is no data file. */
static char **find_place(struct idx_names *names, const char *name)
{
	enum part_name part = PART_TRAIN;

	if (name[0] == '.' || !has_idx_ending(name))
		return NULL;
	if (text_has_word(name, "t10k") || text_has_word(name, "test"))
		part = PART_TEST;
	if (strcasestr(name, "images"))
		return &names->name[part][IDX_IMAGES];
	return strcasestr(name, "labels") ? &names->name[part][IDX_LABELS] : NULL;
}

static bool is_same_but_for_gz(const char *a, const char *b)
{
	size_t length = stem_length(a);

	return length == stem_length(b) && strncmp(a, b, length) == 0;
}

/* ------------------------------------------------------------------------ several in one folder */

/* The prefix that the files of one set share: what stands before the first of these words. */
static char *prefix_of(const char *name)
{
	static const char *const words[] = {"train", "test", "t10k", "images", "labels"};
	const char *end = name + strlen(name);

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		const char *at = strcasestr(name, words[i]);

		if (at && at < end)
			end = at;
	}
	while (end > name && strchr("-._ ", end[-1]))
		end--;
	return xasprintf("%.*s", (int)(end - name), name);
}

/* Whether a set is named by its prefix, or by the end of it: "letters" is emnist-letters. */
static bool is_chosen(const char *choice, const char *prefix)
{
	size_t length = strlen(choice), all = strlen(prefix);

	return all >= length && strcasecmp(prefix + all - length, choice) == 0 &&
	       (all == length || !isalnum((unsigned char)prefix[all - length - 1]));
}

/* The names of sets, each once; owned. */
struct sets {
	char **name;
	int count;
};

static void sets_add(struct sets *sets, char *name)
{
	for (int i = 0; i < sets->count; i++)
		if (strcmp(sets->name[i], name) == 0) {
			free(name);
			return;
		}
	sets->name = xrealloc(sets->name, sizeof(char *) * (size_t)(sets->count + 1));
	sets->name[sets->count++] = name;
}

static void sets_clear(struct sets *sets)
{
	for (int i = 0; i < sets->count; i++)
		free(sets->name[i]);
	free(sets->name);
}

/* What a folder holds, and how one of them is named. choice: what was asked for in vain, or NULL.
 */
static bool sets_fail(const struct sets *sets, const char *folder, const char *choice,
		      struct err *err)
{
	char *list = NULL;

	for (int i = 0; i < sets->count; i++)
		list = text_listed(list, sets->name[i]);
	err_set(err, "%s: %s%s%sholds %d set%s: %s; name %s, as in %s:%s", folder,
		choice ? "there is no set '" : "", choice ? choice : "",
		choice ? "' here; it " : "", sets->count, sets->count == 1 ? "" : "s",
		list ? list : "none", choice ? "it" : "one", folder,
		sets->count > 0 ? sets->name[0] : "SET");
	free(list);
	return false;
}

/* -------------------------------------------------------------------------------- which folder */

static bool has_data(const char *path)
{
	DIR *dir = opendir(path);
	struct idx_names none = {.folder = NULL};
	struct dirent *entry;
	bool has_any = false;

	if (!dir)
		return false;
	while (!has_any && (entry = readdir(dir)))
		has_any = find_place(&none, entry->d_name) && !is_folder(path, entry->d_name);
	closedir(dir);
	return has_any;
}

/* What is asked for. */
struct place {
	char *folder;       /* owned */
	const char *choice; /* which of the sets in it; NULL: none was named */
};

/* "FOLDER:SET", where there is no folder of that whole name. */
static struct place place_of(const char *path)
{
	const char *colon = strrchr(path, ':');
	struct place place = {.folder = xstrdup(path)};

	if (!colon || strchr(colon, '/') || file_is_folder(path))
		return place;
	place.folder[colon - path] = '\0';
	place.choice = colon + 1;
	return place;
}

/* The folders that torchvision makes below its root, and the words for them. */
static const struct {
	const char *folder, *word;
} torchvision[] = {{"MNIST", "mnist"},
		   {"FashionMNIST", "fashion"},
		   {"KMNIST", "kmnist"},
		   {"QMNIST", "qmnist"},
		   {"EMNIST", "emnist"}};
enum { TORCHVISION = sizeof(torchvision) / sizeof(torchvision[0]) };

/* ROOT/KMNIST/raw, ROOT/raw and so on where that has data files, else NULL. */
static char *below(const char *root, const char *name, const char *inner)
{
	char *path = xasprintf("%s/%s%s", root, name, inner);

	if (has_data(path))
		return path;
	free(path);
	return NULL;
}

static bool is_word_for(int i, const char *choice)
{
	return strcasecmp(choice, torchvision[i].word) == 0 ||
	       strcasecmp(choice, torchvision[i].folder) == 0;
}

/* Goes from torchvision's root to the set that is named there, or to the only one. A name that is
 * none of theirs may be one of EMNIST's six. */
static bool go_below(struct place *place, struct err *err)
{
	struct sets sets = {.count = 0};
	char *found[TORCHVISION];
	int at = -1;
	bool is_fine;

	for (int i = 0; i < TORCHVISION; i++) {
		found[i] = below(place->folder, torchvision[i].folder, "/raw");
		if (!found[i])
			continue;
		sets_add(&sets, xstrdup(torchvision[i].word));
		if (!place->choice || is_word_for(i, place->choice) || i == TORCHVISION - 1)
			at = at < 0 ? i : at;
	}
	is_fine = sets.count == 0 || (at >= 0 && (sets.count == 1 || place->choice)) ||
		  sets_fail(&sets, place->folder, place->choice, err);
	if (is_fine && at >= 0) {
		free(place->folder);
		place->folder = found[at];
		found[at] = NULL;
		if (place->choice && is_word_for(at, place->choice))
			place->choice = NULL;
	}
	for (int i = 0; i < TORCHVISION; i++)
		free(found[i]);
	sets_clear(&sets);
	return is_fine;
}

/* The folder that has the files: the one that is named, or one below. */
static bool locate(const char *path, struct place *place, struct err *err)
{
	static const char *const inner[] = {"raw", "gzip"};

	*place = place_of(path);
	if (has_data(place->folder))
		return true;
	for (size_t i = 0; i < sizeof(inner) / sizeof(inner[0]); i++) {
		char *found = below(place->folder, inner[i], "");

		if (found) {
			free(place->folder);
			place->folder = found;
			return true;
		}
	}
	return go_below(place, err);
}

/* --------------------------------------------------------------------------------- which files */

/* False: another file has the place. */
static bool take(struct idx_names *names, const char *name)
{
	char **place = find_place(names, name);
	char **packed = &names->packed[0][0] + (place - &names->name[0][0]);

	if (!*place)
		*place = xstrdup(name);
	else if (!is_same_but_for_gz(*place, name))
		return false;
	else if (!*packed)
		*packed = xstrdup(name);
	return true;
}

/* The data files of a folder in order: an unpacked file's name comes before its packed twin's, on
 * every machine. */
static int by_bytes(const struct dirent **a, const struct dirent **b)
{
	return strcmp((*a)->d_name, (*b)->d_name);
}

static int is_data(const struct dirent *entry)
{
	struct idx_names none = {.folder = NULL};

	return find_place(&none, entry->d_name) != NULL;
}

/* Takes those of the entries that are of the chosen set. Two for one place: *first and *second. */
static void take_all(struct idx_names *names, struct dirent **entries, int count,
		     const char *choice, struct sets *sets, const char *clash[2])
{
	for (int i = 0; i < count; i++) {
		const char *name = entries[i]->d_name;
		char *prefix = is_folder(names->folder, name) ? NULL : prefix_of(name);

		if (prefix && (!choice || is_chosen(choice, prefix)) && !take(names, name) &&
		    !clash[0]) {
			clash[0] = *find_place(names, name);
			clash[1] = name;
		}
		if (prefix)
			sets_add(sets, prefix);
	}
}

static bool is_nameless(const struct sets *sets)
{
	for (int i = 0; i < sets->count; i++)
		if (!*sets->name[i])
			return true;
	return sets->count < 2;
}

static bool take_entries(struct idx_names *names, struct dirent **entries, int count,
			 const char *choice, struct err *err)
{
	struct sets sets = {.count = 0};
	const char *clash[2] = {NULL, NULL};
	bool is_fine = true;

	take_all(names, entries, count, choice, &sets, clash);
	if (choice && idx_names_are_empty(names))
		is_fine = sets_fail(&sets, names->folder, choice, err);
	else if (clash[0] && !choice && !is_nameless(&sets))
		is_fine = sets_fail(&sets, names->folder, NULL, err);
	else if (clash[0])
		is_fine = err_set(err,
				  "%s: both %s and %s could be the same part of a data set; keep "
				  "each set in a folder of its own",
				  names->folder, clash[0], clash[1]);
	sets_clear(&sets);
	return is_fine;
}

bool idx_names_read(const char *path, struct idx_names *names, struct err *err)
{
	struct dirent **entries;
	struct place place;
	bool is_fine = locate(path, &place, err);
	int count;

	*names = (struct idx_names){.folder = place.folder};
	if (is_fine) {
		count = scandir(place.folder, &entries, is_data, by_bytes);
		is_fine = count >= 0 || err_set(err, "%s: %s; a data set is a folder of IDX files",
						place.folder, strerror(errno));
		if (is_fine)
			is_fine = take_entries(names, entries, count, place.choice, err);
		for (int i = 0; i < count; i++)
			free(entries[i]);
		if (count >= 0)
			free(entries);
	}
	if (!is_fine)
		idx_names_clear(names);
	return is_fine;
}

void idx_names_clear(struct idx_names *names)
{
	for (int part = 0; part < PART_COUNT; part++) {
		for (int kind = 0; kind < IDX_KINDS; kind++) {
			free(names->name[part][kind]);
			free(names->packed[part][kind]);
		}
	}
	free(names->folder);
	*names = (struct idx_names){.folder = NULL};
}

bool idx_names_are_empty(const struct idx_names *names)
{
	for (int part = 0; part < PART_COUNT; part++) {
		for (int kind = 0; kind < IDX_KINDS; kind++) {
			if (names->name[part][kind])
				return false;
		}
	}
	return true;
}

bool idx_names_exist(const char *path)
{
	struct idx_names names;
	struct place place;
	struct err ignored;
	bool exist;

	if (!strchr(path, ':') || file_is_folder(path)) {
		/* Be it one or several. */
		exist = !locate(path, &place, &ignored) || has_data(place.folder);
		free(place.folder);
		return exist;
	}
	exist = idx_names_read(path, &names, &ignored) && !idx_names_are_empty(&names);
	idx_names_clear(&names);
	return exist;
}
