/*
 * A temporary folder for one test, and bytes to and from it.
 *
 * scratch_setup and scratch_teardown are cmocka fixtures: setup makes an empty folder in $TMPDIR
 * (else /tmp), teardown removes it with all that it holds. The other functions take the test's
 * `state`. Whatever fails here fails the test. Include cmocka's headers first.
 */
#ifndef TESTS_SUPPORT_SCRATCH_H
#define TESTS_SUPPORT_SCRATCH_H

#include <stddef.h>
#include <sys/resource.h>

int scratch_setup(void **state);
int scratch_teardown(void **state);

/* The path of NAME in the folder ("" for the folder); valid until teardown. */
const char *scratch_path(void **state, const char *name);
/* The path of NAME below the source folder ($srcdir, else "."); valid as long. */
const char *scratch_source(void **state, const char *name);
/* How many files the folder holds, those that begin with a dot too. */
int scratch_entries(void **state);

/* Writes the file NAME, as it is or as one gzip member, and returns its path. */
const char *scratch_write(void **state, const char *name, const void *bytes, size_t size);
const char *scratch_write_gzip(void **state, const char *name, const void *bytes, size_t size);
/* The bytes of a file, with a 0 behind them, in memory that the caller frees. */
unsigned char *scratch_read(const char *path, size_t *size);

/* From now on files up to this size can be written; RLIM_INFINITY, as at first: any. */
void scratch_limit_files(rlim_t size);

/* Packs into one gzip member, in memory that the caller frees. */
unsigned char *scratch_gzip(const void *bytes, size_t size, size_t *packed_size);

#endif
