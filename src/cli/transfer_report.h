/* What is said of who is fooled by whose images, of whichever process found it out. */
#ifndef CLI_TRANSFER_REPORT_H
#define CLI_TRANSFER_REPORT_H

#include "cli/shard.h"
#include "lab/attack/transfer.h"

struct transfer_report {
	struct report of;
	struct attack_spec attack;
	int steps;
	size_t wanted;                       /* images; fewer are there where it was stopped */
	int count;                           /* of networks */
	json_t *facts;                       /* [count], as of struct transfer_nets; borrowed */
	const struct transfer_image *images; /* [image_count]; borrowed */
	size_t image_count;
};

/* A network's short name. Borrowed. */
const char *transfer_name(const struct transfer_report *, int net);
/* a / b, NaN where b is 0. */
double transfer_ratio(size_t a, size_t b);

/* The settings with which a part's document begins; its results, the first image being number
 * `first` of all. number: json_number, or json_exact for what is read again. */
json_t *transfer_settings(const struct transfer_report *);
json_t *transfer_results(const struct transfer_report *, size_t first, json_t *(*number)(double));
void transfer_print_json(struct output *, const struct transfer_report *);
/* One line for each pair of networks. */
void transfer_print_csv(struct output *, const struct transfer_report *);

#endif
