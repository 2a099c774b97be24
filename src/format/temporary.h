/*
 * Files and folders that are not finished yet, told from those that killed programs left behind:
 * who works on one holds a lock of it (flock), which the system takes away with the program.
 *
 * Where a file system has no locks, nothing is taken for left behind.
 */
#ifndef FORMAT_TEMPORARY_H
#define FORMAT_TEMPORARY_H

#include <stdbool.h>

/* A new file TARGET.PID-N.tmp, open for writing and locked until it is closed, after what killed
 * writers of that target left was removed. The caller frees its name. -1 and errno on failure. */
int temporary_open(const char *target, char **path);

/* A file without a name, in memory where the system has such files; closing it is its end. -1 and
 * errno on failure. */
int temporary_nameless(void);

/* Locks what was made under `path`, and is open as `fd`; false: it was taken away meanwhile. */
bool temporary_hold(const char *path, int fd);
/* Whether nobody holds `path`, which is our own user's, so that it may be removed: then a
 * descriptor that locks it, to be closed afterwards, else -1. `flags` are open's. */
int temporary_claim(const char *path, int flags);

#endif
