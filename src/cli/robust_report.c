/* What stands in a report. */
#include "cli/robust_report.h"

#include <stdlib.h>

void robust_report_clear(struct robust_report *r)
{
	for (int m = 0; m < r->count; m++)
		free(r->models[m].least);
}

size_t robust_right(const struct robust_report *r, int model, int strength)
{
	const struct robust_model *m = &r->models[model];

	return robustness_right(m->least, m->examined, r->spec.eps[strength]);
}
