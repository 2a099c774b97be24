/*
 * A fuzz target without libFuzzer: gives it every file of its corpus
 * ($srcdir/tests/fuzz/corpus/NAME, NAME from the program's own name), every truncation and every
 * flipped byte of them (of targets that take long, some); or the files named as arguments, as they
 * are, to look into a crash. Fails if there is no corpus; a crash speaks for itself.
 */
#include "fuzz/fuzz.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { INPUT_MAX = 1 << 20 };

/* Targets whose runs take milliseconds: they are given what is damaged at every so many bytes. */
static const struct slow {
	const char *name;
	size_t step;
} slow[] = {{"explorer", 8}, {"session", 16}, {"folder", 8}};

static size_t step_of(const char *name)
{
	for (size_t i = 0; i < sizeof(slow) / sizeof(slow[0]); i++)
		if (strcmp(slow[i].name, name) == 0)
			return slow[i].step;
	return 1;
}

static size_t load(const char *path, uint8_t *bytes)
{
	FILE *file = fopen(path, "rb");
	size_t size;

	if (!file) {
		perror(path);
		exit(1);
	}
	size = fread(bytes, 1, INPUT_MAX, file);
	fclose(file);
	return size;
}

/* The bytes are in a block of exactly their size, so that a checker of addresses sees their end. */
static void run(const uint8_t *bytes, size_t size)
{
	uint8_t *input = malloc(size ? size : 1);

	if (!input)
		exit(1);
	memcpy(input, bytes, size);
	LLVMFuzzerTestOneInput(input, size);
	free(input);
}

static void run_damaged(uint8_t *bytes, size_t size, size_t step)
{
	run(bytes, size);
	for (size_t i = 0; i < size; i += step) {
		run(bytes, i);
		bytes[i] ^= 0xff;
		run(bytes, size);
		bytes[i] ^= 0xff;
	}
}

static int run_corpus(const char *folder, size_t step, uint8_t *bytes)
{
	DIR *entries = opendir(folder);
	struct dirent *entry;
	int count = 0;

	while (entries && (entry = readdir(entries))) {
		char path[4096];

		if (entry->d_name[0] == '.')
			continue;
		snprintf(path, sizeof(path), "%s/%s", folder, entry->d_name);
		run_damaged(bytes, load(path, bytes), step);
		count++;
	}
	if (entries)
		closedir(entries);
	printf("%s: %d files\n", folder, count);
	return count > 0 ? 0 : 1;
}

int main(int argc, char **argv)
{
	const char *source = getenv("srcdir"), *name = strstr(argv[0], "fuzz_");
	uint8_t *bytes = malloc(INPUT_MAX);
	int status = 0;

	if (!name || !bytes)
		return 1;
	for (int i = 1; i < argc; i++)
		run(bytes, load(argv[i], bytes));
	if (argc == 1) {
		char folder[2048];

		snprintf(folder, sizeof(folder), "%s/tests/fuzz/corpus/%s",
			 source && *source ? source : ".", name + strlen("fuzz_"));
		status = run_corpus(folder, step_of(name + strlen("fuzz_")), bytes);
	}
	free(bytes);
	return status;
}
