/*
 * Writing TensorBoard's event files: records of a length, an event, and the CRC-32C of both. An
 * event is a protocol buffer (tensorflow/core/util/event.proto, framework/summary.proto), of which
 * these fields are written:
 *
 *   Event: wall_time 1, step 2, file_version 3 ("brain.Event:2", the first record), summary 5,
 *   session_log 7. Summary: value 1. Value: tag 1, simple_value 2, image 4. Image: height 1, width
 *   2, colorspace 3, encoded_image_string 4 (a PNG). SessionLog: status 1 (START 1).
 *
 * Each record is written at once, so that a reader may follow the file.
 */
#ifndef FORMAT_EVENT_WRITER_H
#define FORMAT_EVENT_WRITER_H

#include "format/image.h"

struct event_writer;

struct event_scalar {
	const char *tag;
	double value; /* written as a float */
};

/* Makes a new file in a folder that is there: events.out.tfevents.SECONDS.HOST.N, which sorts
 * behind older ones; wall times are those of date_now(). */
struct event_writer *event_writer_open(const char *folder, struct err *);
/* That a run begins with `step`: what older files of the folder have from there on is no longer
 * shown. */
bool event_writer_start(struct event_writer *, uint64_t step, struct err *);
/* `count` values as one event. */
bool event_writer_scalars(struct event_writer *, uint64_t step, const struct event_scalar *,
			  int count, struct err *);
bool event_writer_image(struct event_writer *, uint64_t step, const char *tag, const struct image *,
			struct err *);
const char *event_writer_path(const struct event_writer *);
/* NULL is ignored. */
bool event_writer_close(struct event_writer *, struct err *);

#endif
