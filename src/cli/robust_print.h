/* The report on the output, and its parts that merge joins (cli/merge.h). */
#ifndef CLI_ROBUST_PRINT_H
#define CLI_ROBUST_PRINT_H

#include "cli/robust_report.h"
#include "cli/shard.h"

/* Prints it: words and a chart, JSON or CSV; and the chart as the PNG, where one is asked for. */
bool robust_print(struct output *, const struct robust_report *, struct err *);

/* The settings, with which a part's document begins as well, and its results. crc32: of each
 * network. */
json_t *robust_settings_json(const struct robust_report *, const char *const *crc32);
json_t *robust_results_json(const struct robust_report *, size_t first);

#endif
