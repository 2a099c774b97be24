/*
 * A net as it was at one moment, with what was known of it then. Nobody changes it: any number of
 * threads may query it at once, and the last one to let go of it frees it.
 */
#ifndef LIVE_SNAPSHOT_H
#define LIVE_SNAPSHOT_H

#include "base/limits.h"
#include "lab/network.h"
#include "lab/train/fit.h"
#include "live/packed_net.h"

#include <stdatomic.h>

struct snapshot_facts {
	char name[NETWORK_NAME_MAX]; /* for people */
	char data[DATASET_NAME_MAX]; /* what it was trained on (struct dataset's name); "": nobody
					knows */
	uint64_t step;               /* training steps done */
	double loss, accuracy;       /* of the last step's batch; NAN: not known */
	double validation;           /* accuracy on the validation split; NAN: not known */
	uint64_t validated_at;       /* the step that was measured after */
	uint64_t seed;               /* where has_seed */
	bool has_seed;               /* known for what was trained by netglyph */
	bool is_saved;               /* it came from a file */
	bool is_rounded;             /* it was packed: large layers have 10 bits a weight */
};

struct snapshot {
	struct net *net;           /* owned, never changed; NULL where it is packed */
	struct packed_net *packed; /* owned; NULL where it is not: only histories have others */
	struct snapshot_facts facts;
	/* How the file of another program was read, as a person would tell it; owned. NULL: it is
	 * of none. */
	char *architecture, *layout;
	atomic_int references; /* snapshot_ref() and snapshot_unref() only */
};

/* Takes the net over; facts are copied. The caller has the one reference. */
const struct snapshot *snapshot_new(struct net *, const struct snapshot_facts *);
/* What a fit has learned so far, as a copy. */
const struct snapshot *snapshot_of_fit(const struct fit *, const char *name);
/* One reference more, from any thread that has one; returns its argument. */
const struct snapshot *snapshot_ref(const struct snapshot *);
/* One reference less, from any thread. NULL is ignored. */
void snapshot_unref(const struct snapshot *);

/* Whether packing takes less memory: a net with a large layer, not packed yet. */
bool snapshot_can_be_packed(const struct snapshot *);
/* A packed copy of one that can be packed, with is_rounded set. It is there to be kept, and to be
 * unpacked, from any thread, by whoever wants its net: the article's takes some ms for either. */
const struct snapshot *snapshot_pack(const struct snapshot *);
/* Its layers, input and classes, packed or not: without parameters where it is. */
const struct net *snapshot_shape(const struct snapshot *);
/* One with a net, a reference for the caller: the same, unless it is packed. */
const struct snapshot *snapshot_unpack(const struct snapshot *);

/* The bytes of memory it takes. */
size_t snapshot_size(const struct snapshot *);

enum { SNAPSHOT_TITLE_MAX = sizeof(((struct snapshot_facts *)NULL)->name) + 8 };
/* "cnn 99.1%" for mnist-cnn, in at most `room` columns: the number goes first. It is the accuracy
 * that the file tells, where the images shown (`data`: their name) are those that it is of. */
void snapshot_title(const struct snapshot *, const char *data, int room,
		    char text[SNAPSHOT_TITLE_MAX]);

/* The net of a model file with the facts that it tells. */
const struct snapshot *snapshot_read(const char *path, const struct kernel *, struct err *);
/* The same of a file of any program. words, is_provisional: as of struct network. */
const struct snapshot *snapshot_open(const struct network_request *, char words[NETWORK_WORDS_MAX],
				     bool *is_provisional, struct err *);
/* Writes it as a model file, whole or not at all, with the metadata that `netglyph train --out`
 * writes. A file that is there already is an error unless may_overwrite. */
bool snapshot_write(const struct snapshot *, const char *path, bool may_overwrite, struct err *);

#endif
