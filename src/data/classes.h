/*
 * Names of classes: digits, clothes, letters. Sets that are known have theirs in a table; folders
 * of pictures bring their own. All are UTF-8.
 */
#ifndef DATA_CLASSES_H
#define DATA_CLASSES_H

#include "base/err.h"
#include "base/limits.h"

#include <stdbool.h>

struct class_names {
	int count;               /* 0: a class has no name but its number */
	bool are_digits;         /* the classes are 0 to 9, so that one may speak of "a 7" */
	const char *const *name; /* [count], borrowed, each below CLASS_NAME_MAX bytes */
	const char *const *sign; /* [count]: the letter that is written (KMNIST's); mostly NULL */
};

/* Numbers only. */
extern const struct class_names class_names_none;

/* The names of a set that is known by a word in its name or in the names of its files, such as
 * "fashion", "emnist-letters" or "KMNIST/raw": the first row of the table that says so. Never NULL:
 * else class_names_none. */
const struct class_names *class_names_find(const char *name);
/* The word for such a set, "emnist-letters"; NULL: it is not known. */
const char *class_names_set(const char *name);

/* Whether both names are of known sets that show different things: digits, clothes, letters. */
bool class_names_differ(const char *set, const char *other_set);

/* A class's name, or its number as text. class: 0 to DATASET_MAX_CLASSES - 1. */
const char *class_name(const struct class_names *, int class);
/* The same of any number, in at most so many columns (text_cut). Returns `text`. */
const char *class_name_cut(const struct class_names *, int class, int columns,
			   char text[CLASS_NAME_MAX]);
/* Columns of the widest name of the first `count` classes, at most `max`. */
int class_names_width(const struct class_names *, int count, int max);

/* The class that a person means: its name in any case, a beginning that no other name has, the
 * sign, or the number, from 0. What is a name as it stands is no number ("3" where classes are 1 to
 * 9). False: there is no such class of `count`, or several; the message has the names. */
bool class_names_read(const struct class_names *, int count, const char *text, int *class,
		      struct err *);

/* Names for charts of `count` classes: NULL where they have numbers only, or fewer names. */
const char *const *class_names_list(const struct class_names *, int count);

#endif
