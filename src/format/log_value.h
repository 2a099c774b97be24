/* One number of a training log, be it of an event file or of a table, and who wants them. */
#ifndef FORMAT_LOG_VALUE_H
#define FORMAT_LOG_VALUE_H

#include "base/err.h"

#include <stdint.h>

/* What a log counts. Event files do not say it. */
enum log_unit { LOG_UNKNOWN, LOG_STEPS, LOG_EPOCHS };

struct log_value {
	const char *tag; /* below LOG_TAG_MAX bytes, longer ones are cut off; borrowed */
	enum log_unit unit;
	uint64_t step; /* at most FIT_MAX_STEPS */
	double value;
};

/* take() is called with each value, in the order of the file. */
struct log_sink {
	void (*take)(void *context, const struct log_value *);
	void *context;
};

#endif
