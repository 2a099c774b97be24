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

/* How a file was read whose images told it. Another file of the same tensors is read alike: nothing
 * is asked again. */
struct network_reading {
	uint64_t tensors;   /* a checksum of their names, types and shapes */
	struct shape input; /* of the images at hand, {0, 0, 1}: none */
	int classes;        /* of these; 0: none */
	int candidate;      /* of the file's, in their order */
	struct choice choice;
	char architecture[SETTINGS_ARCHITECTURE_MAX];
	char layout[NUMBERS_TEXT_MAX]; /* as it is told */
	int images;                    /* that were asked; 0: nothing was open */
	double accuracy, loss;         /* of them: 0..1, and the mean */
	/* The same of the next way to read it; NAN: there is none. */
	double next_accuracy, next_loss;
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
	/* Of files that were told the same before: [known_count] */
	const struct network_reading *known;
	int known_count;
	bool is_hasty, wants_first; /* as of struct identify_request, as the next */
	bool (*is_over)(void *context);
	void *context;
};

enum { NETWORK_WORDS_MAX = IDENTIFY_WORDS_MAX + GRAPH_NOTES_MAX + 4 };

struct network {
	struct net *net; /* owned */
	struct model_facts facts;
	/* In which a foreign file was read; of ours: without an architecture. */
	struct network_reading reading;
	bool is_known;       /* that was known */
	bool is_provisional; /* it was not compared with others: see wants_first */
	/* Of a foreign file that was not known, what it was taken for and what is not used: for
	 * people, printable; "" for our own. */
	char words[NETWORK_WORDS_MAX];
};

/* False, and nothing is owned: the file can't be read, or several ways to read it are equally good;
 * the message says how to choose. */
bool network_read(const struct network_request *, struct network *, struct err *);

/* "conv5x5x32 relu ...: 98.9 % of 500 images right, loss 0.03; next 31.2 %, loss 2.1". Of the
 * architecture the beginning where all takes more than `room` bytes. */
void network_reading_words(const struct network_reading *, int room, char words[NETWORK_WORDS_MAX]);

/* The ways to read a foreign file, whether one is clearly best or not. Takes it over. False: it is
 * none that can be used here. */
bool network_identify(struct tensor_file *, const struct network_request *, struct identification *,
		      struct err *);

#endif
