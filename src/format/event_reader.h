/*
 * Reading TensorBoard's event files while another program writes them: the scalars, by tag.
 *
 * The format is that of format/event_writer.h. What is read of an Event: wall_time 1, step 2,
 * summary 5. Of a Summary's value 1: tag 1, simple_value 2, tensor 8 and metadata 9 (plugin_data
 * 1: plugin_name 1, "scalars" or none); of a TensorProto, which TensorFlow 2 writes: dtype 1,
 * tensor_shape 2, tensor_content 4, float_val 5, double_val 6, int_val 7, int64_val 10, half_val
 * 13. Pictures, histograms and texts are passed over.
 *
 * A record counts once it is there whole and its checksums hold. What follows that is no record yet
 * is waited for: each event_reader_read() goes on where the last one stopped.
 */
#ifndef FORMAT_EVENT_READER_H
#define FORMAT_EVENT_READER_H

#include "format/log_value.h"

struct event_reader;

/* Opens nothing yet. */
struct event_reader *event_reader_new(const char *path);
void event_reader_free(struct event_reader *);
/* Gives the sink all scalars that were added since the last time. A file that is shorter than
 * before, or another one of that name, is read from its beginning. False: it can't be read, or a
 * whole record is damaged; what stood before that was given. */
bool event_reader_read(struct event_reader *, const struct log_sink *, struct err *);
/* Fails where the file does not end in a whole record: it is cut off, damaged, or being written. */
bool event_reader_end(const struct event_reader *, struct err *);

#endif
