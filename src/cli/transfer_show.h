/* Who is fooled by whose images, as a table for people. */
#ifndef CLI_TRANSFER_SHOW_H
#define CLI_TRANSFER_SHOW_H

#include "cli/transfer_report.h"

/* In words and as a table, which goes to the PNG if there is to be one. */
bool transfer_show(struct output *, const struct transfer_report *, struct err *);
/* As JSON, CSV, or so. */
bool transfer_print(struct output *, const struct transfer_report *, bool is_csv, struct err *);

#endif
