/* The stations of netglyph tour: each computes and prints what its words speak of. */
#ifndef CLI_TOUR_STATIONS_H
#define CLI_TOUR_STATIONS_H

#include "cli/command_context.h"
#include "lab/attack/attack.h"
#include "lab/train/fit.h"

/* What one station leaves for the next ones. */
struct tour {
	struct command_context *context; /* context->net: the shipped convolutional network */
	struct fit *fit;                 /* the softmax network's; then the second's */
	float *fooled;                   /* the 7 after its last step */
	json_t *figures;
};

struct output *tour_output(struct tour *);
/* A paragraph of words. */
void tour_say(struct tour *, const char *text);
/* The article's steps towards a 3, until the net is sure of it. The caller frees the attack. */
struct attack *tour_fool(const struct net *, const float *start);

/* tour_article.c */
bool tour_visit_softmax(struct tour *, struct err *);
bool tour_visit_weights(struct tour *, struct err *);
bool tour_visit_mistakes(struct tour *, struct err *);
bool tour_visit_noise(struct tour *, struct err *);
bool tour_visit_seven(struct tour *, struct err *);
bool tour_visit_retrain(struct tour *, struct err *);
bool tour_visit_filters(struct tour *, struct err *);
/* tour_beyond.c */
bool tour_visit_why(struct tour *, struct err *);
bool tour_visit_hardened(struct tour *, struct err *);
bool tour_visit_secret(struct tour *, struct err *);

#endif
