/*
 * Fuzz targets: what a reader does with any bytes at all.
 *
 * A target is tests/fuzz/fuzz_NAME.c with one function, LLVMFuzzerTestOneInput: it gives the bytes
 * to a reader and frees what that made of them. To add one: that file, `tests/fuzz/fuzz_NAME' in
 * fuzz_tests of Makefile.am, and a few small files in tests/fuzz/corpus/NAME/. In an ordinary build
 * the program replays the corpus, every truncation and every flipped byte of it (fuzz/replay.c), as
 * one of `make check'; HACKING says how to build it with libFuzzer.
 */
#ifndef TESTS_FUZZ_FUZZ_H
#define TESTS_FUZZ_FUZZ_H

#include <stddef.h>
#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

/* A file of these bytes: the same for all calls, written anew by each. */
const char *fuzz_file(const uint8_t *bytes, size_t size);
/* For a tensor format: reads the bytes as a file of tensors, and each value. */
void fuzz_tensors(const uint8_t *bytes, size_t size);
/* Takes each byte into account, so that a checker of addresses sees what lies outside. */
void fuzz_touch(const void *bytes, size_t size);

#endif
