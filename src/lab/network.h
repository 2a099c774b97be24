/* Networks by file or by name, ours and those of other programs. */
#ifndef LAB_NETWORK_H
#define LAB_NETWORK_H

#include "lab/identify.h"
#include "model/model.h"

/* One way to read a file, as a person tells it. */
struct network_way {
	char architecture[SETTINGS_ARCHITECTURE_MAX], layout[NUMBERS_TEXT_MAX];
	int images; /* that it was asked; 0: none */
	double accuracy;
};

/* Those of which none is clearly best, best first. */
struct network_ways {
	int count;
	struct network_way way[IDENTIFY_SHOWN];
};

struct network_request {
	const char *path;        /* one of model_path() */
	struct import_told told; /* of a file that does not say it */
	/* Labelled images that tell how a foreign file is to be read: an open data set, or NULL and
	 * the name of one (as --data takes it; NULL: the default). Where they do not fit, those of
	 * the shipped sample are asked. */
	const struct dataset *data;
	const char *data_name;
	const struct kernel *kernel;
	struct pool *pool;         /* or NULL */
	struct network_ways *ways; /* NULL: not requested; filled where none is clearly best */
};

enum { NETWORK_WORDS_MAX = IDENTIFY_WORDS_MAX + GRAPH_NOTES_MAX + 4 };

struct network {
	struct net *net; /* owned */
	struct model_facts facts;
	struct network_way way; /* in which a foreign file was read; of ours: empty */
	/* Of a foreign file, what it was taken for and what is not used: for people, printable; ""
	 * for our own. */
	char words[NETWORK_WORDS_MAX];
};

/* False, and nothing is owned: the file can't be read, or several ways to read it are equally good;
 * the message says how to choose. */
bool network_read(const struct network_request *, struct network *, struct err *);

/* The ways to read a foreign file, whether one is clearly best or not. False: it is a file of ours,
 * or none. */
bool network_identify(const struct network_request *, struct identification *, struct err *);

#endif
