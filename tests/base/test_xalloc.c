/* Tests of base/xalloc: what memory looks like, and how the program dies when there is none. Dying
 * is watched in a child, whose standard error and exit status come back to the test. */
#include "base/xalloc.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

/* A sanitizer's allocator reports what it can't give by itself, and needs terabytes of addresses.
 */
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define IS_SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer) || \
	__has_feature(memory_sanitizer)
#define IS_SANITIZED 1
#endif
#endif
#ifndef IS_SANITIZED
#define IS_SANITIZED 0
#endif

enum { LIMIT = 64 << 20, TOO_MUCH = 128 << 20 };

static void say_hooked(void *context)
{
	fputs(context, stderr);
}

/* Runs `die` in a child with little memory; returns its exit status, or -1 if it was killed. */
static int watch_dying(struct xalloc_hook *hook, void (*die)(void), char *said, size_t size)
{
	int ends[2], status;
	size_t length = 0;
	ssize_t got;
	pid_t child;

	assert_int_equal(pipe(ends), 0);
	fflush(NULL);
	child = fork();
	assert_true(child >= 0);
	if (child == 0) {
		struct rlimit limit = {LIMIT, LIMIT};

		dup2(ends[1], STDERR_FILENO);
		if (!IS_SANITIZED)
			setrlimit(RLIMIT_AS, &limit);
		if (hook)
			xalloc_add_hook(hook);
		die();
		_exit(99);
	}
	close(ends[1]);
	while ((got = read(ends[0], said + length, size - 1 - length)) > 0)
		length += (size_t)got;
	said[length] = '\0';
	close(ends[0]);
	assert_int_equal(waitpid(child, &status, 0), child);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static void ask_malloc(void)
{
	free(xmalloc(TOO_MUCH));
}

static void ask_calloc(void)
{
	free(xcalloc(TOO_MUCH / 16, 16));
}

static void ask_realloc(void)
{
	free(xrealloc(xmalloc(16), TOO_MUCH));
}

static void ask_floats(void)
{
	free(xfloats(TOO_MUCH / sizeof(float)));
}

static void ask_for_more_floats_than_there_are_addresses(void)
{
	free(xfloats(SIZE_MAX / sizeof(float)));
}

static void assert_dies(void (*die)(void))
{
	struct xalloc_hook hook = {.run = say_hooked, .context = (char[]){"hook;"}};
	char said[512];

	assert_int_equal(watch_dying(NULL, die, said, sizeof(said)), EXIT_FAILURE);
	assert_string_equal(said, "netglyph: out of memory\n");
	assert_int_equal(watch_dying(&hook, die, said, sizeof(said)), EXIT_FAILURE);
	assert_string_equal(said, "hook;netglyph: out of memory\n");
}

static void want_of_memory_calls_the_hook_and_ends_with_status_1(void **state)
{
	(void)state;
	if (IS_SANITIZED)
		skip();
	assert_dies(ask_malloc);
	assert_dies(ask_calloc);
	assert_dies(ask_realloc);
	assert_dies(ask_floats);
}

/* What libraries call; a compiler may leave out what is only freed. */
static void ask_as_a_library(void)
{
	void *volatile memory = malloc(TOO_MUCH);

	free(memory);
}

static void ask_to_grow_as_a_library(void)
{
	void *volatile memory = malloc(16);

	memory = realloc(memory, TOO_MUCH);
	free(memory);
}

static void ask_for_zeros_as_a_library(void)
{
	void *volatile memory = calloc(TOO_MUCH / 16, 16);

	free(memory);
}

static void ask_for_a_page_as_a_library(void)
{
	void *memory = NULL;

	if (posix_memalign(&memory, 4096, TOO_MUCH) == 0)
		free(memory);
}

static void ask_for_a_file_in_memory(void)
{
	char *text = NULL;
	size_t size = 0;
	FILE *file = open_memstream(&text, &size);

	for (int i = 0; file && i < TOO_MUCH; i++)
		putc('x', file);
}

static void want_of_memory_within_a_library_ends_the_program_too(void **state)
{
	(void)state;
#ifndef HAVE_MALLOC_IN_FRONT
	skip();
#endif
	assert_dies(ask_as_a_library);
	assert_dies(ask_to_grow_as_a_library);
	assert_dies(ask_for_zeros_as_a_library);
	assert_dies(ask_for_a_page_as_a_library);
	assert_dies(ask_for_a_file_in_memory);
}

static void a_size_of_0_or_a_false_alignment_is_no_want_of_memory(void **state)
{
	void *aligned = NULL;

	(void)state;
	/* A sanitizer's malloc ends the program for the alignment. */
	if (IS_SANITIZED)
		skip();
	free(malloc(0));
	free(realloc(NULL, 0));
	assert_int_not_equal(posix_memalign(&aligned, 3, 16), 0);
	assert_null(aligned);
}

static void xfloats_dies_where_the_size_in_bytes_would_overflow(void **state)
{
	(void)state;
	assert_dies(ask_for_more_floats_than_there_are_addresses);
}

static void fail_test(void *context)
{
	(void)context;
	abort();
}

static void hook_is_not_called_while_there_is_memory(void **state)
{
	struct xalloc_hook hook = {.run = fail_test};
	void *memory;

	(void)state;
	xalloc_add_hook(&hook);
	memory = xmalloc(1000);
	free(memory);
	xalloc_remove_hook(&hook);
}

static void size_zero_gives_memory_that_can_be_freed(void **state)
{
	void *memory[] = {xmalloc(0), xcalloc(0, 8), xcalloc(8, 0), xrealloc(NULL, 0), xfloats(0)};

	(void)state;
	for (size_t i = 0; i < sizeof(memory) / sizeof(*memory); i++) {
		assert_non_null(memory[i]);
		free(memory[i]);
	}
}

static void xcalloc_gives_zeros(void **state)
{
	(void)state;
	/* The second round gets memory that the first one soiled. */
	for (int round = 0; round < 2; round++) {
		unsigned char *bytes = xcalloc(300, 7);

		for (int i = 0; i < 2100; i++)
			assert_int_equal(bytes[i], 0);
		memset(bytes, 0xff, 2100);
		free(bytes);
	}
}

static void xrealloc_keeps_what_was_there(void **state)
{
	char *text = xrealloc(NULL, 4);

	(void)state;
	memcpy(text, "abc", 4);
	text = xrealloc(text, 100000);
	assert_string_equal(text, "abc");
	text[99999] = 'z';
	text = xrealloc(text, 4);
	assert_string_equal(text, "abc");
	free(text);
}

static void xstrdup_copies(void **state)
{
	char text[] = "noise";
	char *copy = xstrdup(text);

	(void)state;
	text[0] = 'p';
	assert_string_equal(copy, "noise");
	free(copy);
}

static void xasprintf_formats_text_of_any_length(void **state)
{
	char *text = xasprintf("%s/%03d", "weights", 7);
	char *longer = xasprintf("%5000d", 1);
	char *empty = xasprintf("%s", "");

	(void)state;
	assert_string_equal(text, "weights/007");
	assert_int_equal(strlen(longer), 5000);
	assert_string_equal(longer + 4998, " 1");
	assert_string_equal(empty, "");
	free(text);
	free(longer);
	free(empty);
}

static void xfloats_are_zero_and_aligned_to_64_bytes(void **state)
{
	(void)state;
	for (size_t count = 1; count < 200; count += 3) {
		float *floats = xfloats(count);

		assert_int_equal((uintptr_t)floats % 64, 0);
		for (size_t i = 0; i < count; i++) {
			uint32_t bits;

			memcpy(&bits, &floats[i], sizeof(bits));
			assert_int_equal(bits, 0);
			floats[i] = 1.5f;
		}
		free(floats);
	}
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(want_of_memory_calls_the_hook_and_ends_with_status_1),
	cmocka_unit_test(want_of_memory_within_a_library_ends_the_program_too),
	cmocka_unit_test(a_size_of_0_or_a_false_alignment_is_no_want_of_memory),
	cmocka_unit_test(xfloats_dies_where_the_size_in_bytes_would_overflow),
	cmocka_unit_test(hook_is_not_called_while_there_is_memory),
	cmocka_unit_test(size_zero_gives_memory_that_can_be_freed),
	cmocka_unit_test(xcalloc_gives_zeros),
	cmocka_unit_test(xrealloc_keeps_what_was_there),
	cmocka_unit_test(xstrdup_copies),
	cmocka_unit_test(xasprintf_formats_text_of_any_length),
	cmocka_unit_test(xfloats_are_zero_and_aligned_to_64_bytes),
};

int main(void)
{
	return cmocka_run_group_tests_name("base/xalloc", tests, NULL, NULL);
}
