/*
 * Fuzz targets: what a reader does with any bytes at all.
 *
 * A target is tests/fuzz/fuzz_NAME.c with one function, LLVMFuzzerTestOneInput: it gives the bytes
 * to a reader and frees what that made of them. To add one: that file, `tests/fuzz/fuzz_NAME' in
 * fuzz_tests of Makefile.am, and a few small files in tests/fuzz/corpus/NAME/. In an ordinary build
 * the program replays the corpus, every truncation and every flipped byte of it (fuzz/replay.c), as
 * one of `make check'; HACKING says how to build it with libFuzzer. A format of text has a
 * dictionary too, tests/fuzz/dict/NAME.dict.
 */
#ifndef TESTS_FUZZ_FUZZ_H
#define TESTS_FUZZ_FUZZ_H

#include "base/err.h"

#include <stddef.h>
#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

/* A file of these bytes: the same for all calls, written anew by each. */
const char *fuzz_file(const uint8_t *bytes, size_t size);
/* Its path before anything is in it, for what writes it. */
const char *fuzz_path(void);
/* A folder for more files than one: made at the first call, removed in the end. */
const char *fuzz_folder(void);
/* Removes all that is in a folder. */
void fuzz_empty(const char *folder);
/* The bytes as a text up to the first NUL, which the caller frees. */
char *fuzz_text(const uint8_t *bytes, size_t size);
/* The bytes up to the next separator, likewise, of which *bytes and *size keep what is behind it.
 */
char *fuzz_next(const uint8_t **bytes, size_t *size, char separator);
/* Fails where a message is none: empty, or not printable. */
void fuzz_message(const struct err *);
/* For a tensor format: reads the bytes as a file of tensors, and each value. */
void fuzz_tensors(const uint8_t *bytes, size_t size);
/* Takes each byte into account, so that a checker of addresses sees what lies outside. */
void fuzz_touch(const void *bytes, size_t size);

#endif
