/* What the stations of the tour share. */
#include "cli/tour_stations.h"
#include "lab/article.h"

enum { SEVEN_STEPS = 8 };
static const float sure = 0.9f;

struct output *tour_output(struct tour *tour)
{
	return &tour->context->out;
}

void tour_say(struct tour *tour, const char *text)
{
	print_wrapped(tour_output(tour)->file, 0, 0, text);
}

struct attack *tour_fool(const struct net *net, const float *start)
{
	struct attack_spec spec = attack_method_defaults(&gradient_ascent, ARTICLE_TARGET, false);
	struct attack *a = attack_new(net, start, &spec, NULL);

	attack_run(a, SEVEN_STEPS, sure, NULL);
	return a;
}
