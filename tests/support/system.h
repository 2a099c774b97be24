/* What a system does to programs at times: signals interrupt its calls, and there are no
 * descriptors left. Include cmocka's headers first. */
#ifndef TESTS_SUPPORT_SYSTEM_H
#define TESTS_SUPPORT_SYSTEM_H

#include <sys/resource.h>

/* From now on a signal, which does nothing, comes every few milliseconds. */
void system_interrupt(void);
/* The last one; some have to have come. */
void system_interrupt_end(void);

enum { SYSTEM_DESCRIPTORS = 64 };

/* What takes them all but a few; begins as {0}. */
struct system_descriptors {
	struct rlimit before;
	int taken[SYSTEM_DESCRIPTORS], count;
};

/* From now on so many descriptors can be opened. */
void system_leave_descriptors(struct system_descriptors *, int count);
void system_give_descriptors_back(struct system_descriptors *);
/* How many are open. */
int system_count_descriptors(void);

#endif
