/* Accuracy against strength as a chart with a table below, on the output or in a PNG. */
#ifndef CLI_ROBUST_SHOW_H
#define CLI_ROBUST_SHOW_H

#include "cli/output.h"
#include "cli/robust_report.h"

void robust_show(struct output *, const struct robust_report *);
bool robust_show_png(struct output *, const struct robust_report *, struct err *);

#endif
