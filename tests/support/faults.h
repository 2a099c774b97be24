/* What tests/support/faults.c, a library that fails calls, and who runs programs with it share. */
#ifndef TESTS_SUPPORT_FAULTS_H
#define TESTS_SUPPORT_FAULTS_H

enum fault_call {
	FAULT_MEMORY, /* malloc, calloc, realloc and their kin */
	FAULT_THREAD,
	FAULT_OPEN,
	FAULT_READ,
	FAULT_WRITE,
	FAULT_FSYNC,
	FAULT_RENAME,
	FAULT_CLOSE,
	FAULT_CALLS
};

static const char *const fault_call_names[FAULT_CALLS] = {"memory", "thread", "open",   "read",
							  "write",  "fsync",  "rename", "close"};

/* What FAULT_COUNTS holds, all 0 when a command is started. */
struct fault_counts {
	long calls[FAULT_CALLS]; /* how many there were of each */
	long failed;             /* how many failed */
	/* What was there when the program came to its end: blocks of memory that were not freed,
	 * and descriptors. */
	long blocks, files;
};

#endif
