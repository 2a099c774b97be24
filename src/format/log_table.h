/*
 * Reading logs that are text, while another program writes them: CSV with a heading (Keras's
 * CSVLogger, Lightning, netglyph train --log), and JSON Lines, an object each.
 *
 * A column or key named step, global_step, iteration, iter or epoch (the first of these that there
 * is) says where a line stands; without one lines count from 1. Every other column that holds
 * numbers is a tag; cells that hold none are passed over. A line counts once its end is there.
 */
#ifndef FORMAT_LOG_TABLE_H
#define FORMAT_LOG_TABLE_H

#include "format/log_value.h"

struct log_table;

/* Opens nothing yet. */
struct log_table *log_table_new(const char *path);
void log_table_free(struct log_table *);
/* Gives the sink the lines that were added since the last time. A file that is shorter than before,
 * or another one of that name, is read from its beginning. What is no table gives nothing. */
bool log_table_read(struct log_table *, const struct log_sink *, struct err *);

#endif
