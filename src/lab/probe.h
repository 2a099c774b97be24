/* What a file, a folder or a name is: a network, a data set or a picture, and what is to be said of
 * it in one line. Only beginnings are read, so that a list of many files is told quickly. */
#ifndef LAB_PROBE_H
#define LAB_PROBE_H

#include "base/err.h"

enum probe_kind { PROBE_UNKNOWN, PROBE_MODEL, PROBE_DATA, PROBE_PICTURE };
/* "network", "data set", "picture"; "" for PROBE_UNKNOWN. */
extern const char *const probe_kind_names[];

enum { PROBE_WORDS_MAX = ERR_TEXT_MAX };

struct probe {
	enum probe_kind kind;
	/* What opens it: the path or the name that was asked for; of a file of a data set, its
	 * folder. Owned. */
	char *path;
	/* PROBE_MODEL: "conv5x5x32 ... dense10, 98.6 % of validation right"; PROBE_DATA: "60,000 +
	 * 10,000 images of 28x28"; PROBE_PICTURE: "PNG, 280x280"; PROBE_UNKNOWN: why, with the
	 * name. Printable. */
	char words[PROBE_WORDS_MAX];
};

/* Names are those of shipped networks and of data sets; a file goes before a name. The caller
 * clears the probe. Pipes are not read: they are unknown. */
struct probe probe_file(const char *file_or_name);
void probe_clear(struct probe *);

#endif
