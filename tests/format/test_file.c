/*
 * Reading and writing files: what is cut short, damaged or longer than it says is noticed, and a
 * target is either the old file or the new one.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "format/file.h"
#include "support/says.h"
#include "support/scratch.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

enum { SIZE = 600, BIG = 1 << 20 };

/* Bytes that deflate packs a little, so that a packed file has codes of all kinds. */
static void make_bytes(unsigned char bytes[SIZE])
{
	for (int i = 0; i < SIZE; i++)
		bytes[i] = (unsigned char)(i * i / 7 % 61);
}

/* Reads `size` bytes, which must be the file, and nothing behind them. */
static bool read_exactly(const char *path, unsigned char *bytes, size_t size, struct err *err)
{
	struct reader *reader = reader_open(path, err);
	bool is_read;

	if (!reader)
		return false;
	is_read = reader_read(reader, bytes, size, err) && reader_end(reader, err);
	reader_close(reader);
	return is_read;
}

static void assert_reads(const char *path, const unsigned char *expected, size_t size)
{
	unsigned char *bytes = malloc(size + 1);
	struct err err;

	assert_non_null(bytes);
	if (!read_exactly(path, bytes, size, &err))
		fail_msg("%s", err.text);
	assert_memory_equal(bytes, expected, size);
	free(bytes);
}

static void plain_file_is_read(void **state)
{
	unsigned char bytes[SIZE];

	make_bytes(bytes);
	assert_reads(scratch_write(state, "plain.gz", bytes, SIZE), bytes, SIZE);
	assert_reads(scratch_write(state, "empty", bytes, 0), bytes, 0);
}

static void gzipped_file_is_told_by_content(void **state)
{
	unsigned char bytes[SIZE];

	make_bytes(bytes);
	assert_reads(scratch_write_gzip(state, "packed", bytes, SIZE), bytes, SIZE);
	assert_reads(scratch_write_gzip(state, "empty", bytes, 0), bytes, 0);
}

static void gzip_members_are_joined(void **state)
{
	unsigned char bytes[SIZE], packed[2 * SIZE];
	unsigned char *first, *second;
	size_t first_size, second_size;

	make_bytes(bytes);
	first = scratch_gzip(bytes, 100, &first_size);
	second = scratch_gzip(bytes + 100, SIZE - 100, &second_size);
	memcpy(packed, first, first_size);
	memcpy(packed + first_size, second, second_size);
	assert_reads(scratch_write(state, "two", packed, first_size + second_size), bytes, SIZE);
	free(first);
	free(second);
}

static void zeros_behind_gzip_are_passed_over_and_nothing_else(void **state)
{
	enum { PADDING = 200000 }; /* more than is read at once */
	unsigned char bytes[SIZE], read[SIZE], *packed, *padded;
	struct err err;
	size_t size;

	make_bytes(bytes);
	packed = scratch_gzip(bytes, SIZE, &size);
	padded = calloc(size + PADDING, 1);
	assert_non_null(padded);
	memcpy(padded, packed, size);
	assert_reads(scratch_write(state, "padded", padded, size + 1), bytes, SIZE);
	assert_reads(scratch_write(state, "padded", padded, size + PADDING), bytes, SIZE);
	padded[size + PADDING - 1] = 1;
	assert_false(read_exactly(scratch_write(state, "bad", padded, size + PADDING), read, SIZE,
				  &err));
	assert_says(&err, "damaged after 600 unpacked bytes");
	/* A member behind zeros is none. */
	memcpy(padded + size + 1, packed, size);
	assert_false(
		read_exactly(scratch_write(state, "bad", padded, 2 * size + 1), read, SIZE, &err));
	free(padded);
	free(packed);
}

static void what_was_packed_twice_is_unpacked_twice(void **state)
{
	unsigned char bytes[SIZE], read[SIZE], *once, *twice;
	struct err err;
	size_t once_size, size;

	make_bytes(bytes);
	once = scratch_gzip(bytes, SIZE, &once_size);
	twice = scratch_gzip(once, once_size, &size);
	assert_reads(scratch_write(state, "twice", twice, size), bytes, SIZE);
	for (size_t i = 0; i < size; i++)
		assert_false(read_exactly(scratch_write(state, "cut", twice, i), read, SIZE, &err));
	free(twice);
	once[once_size - 8] ^= 1;
	twice = scratch_gzip(once, once_size, &size);
	assert_false(read_exactly(scratch_write(state, "bad", twice, size), read, SIZE, &err));
	free(twice);
	free(once);
}

static void every_truncation_is_noticed(void **state)
{
	unsigned char bytes[SIZE], read[SIZE];
	unsigned char *packed;
	struct err err;
	size_t packed_size;

	make_bytes(bytes);
	packed = scratch_gzip(bytes, SIZE, &packed_size);
	for (size_t i = 0; i < packed_size; i++) {
		const char *path = scratch_write(state, "cut", packed, i);

		assert_false(read_exactly(path, read, SIZE, &err));
		assert_says(&err, path);
		assert_says(&err, "cut short");
		assert_says(&err, "copy or download it again");
	}
	for (size_t i = 0; i < SIZE; i++) {
		assert_false(read_exactly(scratch_write(state, "cut", bytes, i), read, SIZE, &err));
		assert_says(&err, "cut short");
	}
	free(packed);
}

static void every_damaged_gzip_byte_is_noticed(void **state)
{
	unsigned char bytes[SIZE], read[SIZE];
	unsigned char *packed;
	struct err err;
	size_t packed_size;

	make_bytes(bytes);
	packed = scratch_gzip(bytes, SIZE, &packed_size);
	/* The ten bytes before hold a date and the like, which may be anything. */
	for (size_t i = 10; i < packed_size; i++) {
		packed[i] ^= 0x10;
		assert_false(read_exactly(scratch_write(state, "bad", packed, packed_size), read,
					  SIZE, &err));
		packed[i] ^= 0x10;
	}
	packed[packed_size - 8] ^= 1;
	assert_false(
		read_exactly(scratch_write(state, "bad", packed, packed_size), read, SIZE, &err));
	assert_says(&err, "damaged after 600 unpacked bytes");
	free(packed);
}

static void bytes_behind_the_end_are_noticed(void **state)
{
	unsigned char bytes[SIZE], read[SIZE];
	unsigned char *packed, *longer;
	size_t size;
	struct err err;

	make_bytes(bytes);
	assert_false(
		read_exactly(scratch_write(state, "plain", bytes, SIZE), read, SIZE - 1, &err));
	assert_says(&err, "goes on after byte 599");
	assert_says(&err, "copy or download it again");
	assert_false(
		read_exactly(scratch_write_gzip(state, "gz", bytes, SIZE), read, SIZE - 1, &err));
	assert_says(&err, "goes on after byte 599");
	assert_says(&err, "copy or download it again");
	packed = scratch_gzip(bytes, SIZE, &size);
	longer = realloc(packed, size + 1);
	assert_non_null(longer);
	longer[size] = 'x';
	assert_false(
		read_exactly(scratch_write(state, "tail", longer, size + 1), read, SIZE, &err));
	free(longer);
}

static void size_that_lies_is_refused_before_reading(void **state)
{
	unsigned char bytes[SIZE] = {0};
	struct err err;
	struct reader *reader = reader_open(scratch_write(state, "plain", bytes, SIZE), &err);

	assert_non_null(reader);
	assert_true(reader_read(reader, bytes, 100, &err));
	assert_true(reader_expect(reader, SIZE - 100, &err));
	assert_false(reader_expect(reader, SIZE - 99, &err));
	assert_says(&err, "at byte 100 it should have 501 more");
	reader_close(reader);

	reader = reader_open(scratch_write_gzip(state, "packed", bytes, SIZE), &err);
	assert_non_null(reader);
	assert_true(reader_expect(reader, SIZE, &err));
	assert_false(reader_expect(reader, BIG, &err));
	reader_close(reader);
}

/* Once and twice; stated and not. */
static void bombs_are_refused(void **state)
{
	enum { ZEROS = 40 << 20 };
	unsigned char *zeros = calloc(1, ZEROS), *once, *twice;
	size_t once_size, twice_size, read;
	struct reader *reader;
	struct err err;
	const char *path;

	assert_non_null(zeros);
	once = scratch_gzip(zeros, ZEROS, &once_size);
	twice = scratch_gzip(once, once_size, &twice_size);
	path = scratch_write(state, "bomb", once, once_size);
	reader = reader_open(path, &err);
	assert_non_null(reader);
	assert_true(reader_expect(reader, ZEROS - (8 << 20), &err));
	assert_false(reader_expect(reader, ZEROS, &err));
	assert_says(&err, "bomb: unpacks to more than 32 times its size");
	reader_close(reader);
	free(zeros);
	assert_false(file_read(path, ZEROS, &zeros, &read, &err));
	assert_says(&err, "bomb: unpacks to more than 32 times its size");
	path = scratch_write(state, "twice", twice, twice_size);
	assert_false(file_read(path, ZEROS, &zeros, &read, &err));
	assert_says(&err, "twice: unpacks to more than 32 times its size");
	free(once);
	free(twice);
}

static void what_is_no_regular_file_is_refused(void **state)
{
	const char *fifo = scratch_path(state, "fifo");
	struct err err;

	assert_null(reader_open(scratch_path(state, "missing"), &err));
	assert_says(&err, scratch_path(state, "missing"));
	assert_says(&err, strerror(ENOENT));
	assert_null(reader_open(scratch_path(state, ""), &err));
	assert_says(&err, "a folder");
	assert_int_equal(mkfifo(fifo, 0600), 0);
	assert_null(reader_open(fifo, &err));
	assert_says(&err, "a device or a pipe");
	reader_close(NULL);
}

/* A process can open its own memory, but nothing lies at address 0. */
static void failing_read_is_reported(void **state)
{
	const char *path = "/proc/self/mem";
	unsigned char byte;
	struct err err;

	(void)state;
	if (access(path, R_OK) != 0)
		skip();
	assert_false(read_exactly(path, &byte, 1, &err));
	assert_says(&err, "/proc/self/mem: can't be read: ");
	assert_false(read_exactly(path, &byte, 0, &err));
}

static void assert_file_is(const char *path, const void *expected, size_t size)
{
	size_t read_size;
	unsigned char *read = scratch_read(path, &read_size);

	assert_int_equal(read_size, size);
	assert_memory_equal(read, expected, size);
	free(read);
}

static void assert_file_holds(const char *path, const char *text)
{
	assert_file_is(path, text, strlen(text));
}

static void whole_file_is_read_up_to_the_limit(void **state)
{
	unsigned char *big = calloc(1, BIG), *bytes;
	const char *path[2];
	struct err err;
	size_t size;

	assert_non_null(big);
	memset(big, 'x', BIG - 3);
	path[0] = scratch_write(state, "plain", big, BIG);
	path[1] = scratch_write_gzip(state, "packed", big, BIG);
	for (int i = 0; i < 2; i++) {
		static const size_t limit[] = {BIG, BIG + 1, 3 * BIG, 100 * BIG};

		for (int j = 0; j < 4; j++) {
			assert_true(file_read(path[i], limit[j], &bytes, &size, &err));
			assert_int_equal(size, BIG);
			assert_memory_equal(bytes, big, BIG);
			free(bytes);
		}
		assert_false(file_read(path[i], BIG - 1, &bytes, &size, &err));
		assert_says(&err, "more than the 1048575 bytes");
		assert_false(file_read(path[i], 10, &bytes, &size, &err));
	}
	assert_true(file_read(scratch_write(state, "empty", big, 0), 10, &bytes, &size, &err));
	assert_int_equal(size, 0);
	free(bytes);
	free(big);
}

static void whole_file_must_be_there_and_sound(void **state)
{
	unsigned char bytes[SIZE], *packed, *read;
	size_t size;
	struct err err;

	make_bytes(bytes);
	packed = scratch_gzip(bytes, SIZE, &size);
	assert_false(file_read(scratch_path(state, "missing"), SIZE, &read, &size, &err));
	assert_false(
		file_read(scratch_write(state, "cut", packed, size - 1), SIZE, &read, &size, &err));
	assert_says(&err, "cut short");
	free(packed);
}

/* Writes TEXT to `path`. */
static bool write_text(const char *path, const char *text, struct err *err)
{
	struct writer *writer = writer_open(path, err);

	if (!writer)
		return false;
	assert_string_equal(writer_path(writer), path);
	if (writer_write(writer, text, strlen(text), err))
		return writer_commit(writer, err);
	writer_abort(writer);
	return false;
}

static void assert_writes(const char *path, const char *text)
{
	struct err err;

	if (!write_text(path, text, &err))
		fail_msg("%s", err.text);
}

static mode_t mode_of(const char *path)
{
	struct stat info;

	assert_int_equal(stat(path, &info), 0);
	return info.st_mode & 07777;
}

static void new_file_gets_the_usual_mode(void **state)
{
	const char *path = scratch_path(state, "new");
	mode_t before = umask(027);

	assert_writes(path, "new");
	umask(before);
	assert_file_holds(path, "new");
	assert_int_equal(mode_of(path), 0640);
	assert_int_equal(scratch_entries(state), 1);
}

static void replaced_file_keeps_its_mode(void **state)
{
	const char *path = scratch_write(state, "file", "the old text", 12);

	assert_int_equal(chmod(path, 0604), 0);
	assert_writes(path, "new");
	assert_file_holds(path, "new");
	assert_int_equal(mode_of(path), 0604);
	assert_int_equal(scratch_entries(state), 1);
}

static void target_is_the_old_file_until_the_commit(void **state)
{
	const char *path = scratch_write(state, "file", "old", 3);
	struct err err;
	struct writer *writer = writer_open(path, &err);

	assert_non_null(writer);
	assert_true(writer_write(writer, "new", 3, &err));
	assert_file_holds(path, "old");
	writer_abort(writer);
	assert_file_holds(path, "old");
	assert_int_equal(scratch_entries(state), 1);
	writer_abort(NULL);
}

static void failed_commit_leaves_nothing_behind(void **state)
{
	const char *path = scratch_path(state, "file");
	struct err err;
	struct writer *writer = writer_open(path, &err);

	assert_non_null(writer);
	assert_int_equal(mkdir(path, 0700), 0);
	assert_false(writer_commit(writer, &err));
	assert_says(&err, path);
	assert_int_equal(scratch_entries(state), 1);
}

static void unwritable_target_shows_at_once(void **state)
{
	const char *file = scratch_write(state, "file", "old", 3);
	struct err err;

	assert_null(writer_open(scratch_path(state, "no/such/folder"), &err));
	assert_says(&err, strerror(ENOENT));
	assert_null(writer_open(scratch_path(state, "file/below"), &err));
	assert_says(&err, strerror(ENOTDIR));
	assert_null(writer_open(scratch_path(state, ""), &err));
	assert_says(&err, strerror(EISDIR));
	assert_int_equal(symlink("loop", scratch_path(state, "loop")), 0);
	assert_null(writer_open(scratch_path(state, "loop"), &err));
	assert_says(&err, strerror(ELOOP));
	assert_file_holds(file, "old");
	assert_int_equal(scratch_entries(state), 2);
}

/* Permissions don't hold root back, so root becomes nobody for a while. */
static void permissions_are_respected(void **state)
{
	const char *folder = scratch_path(state, ""),
		   *path = scratch_write(state, "file", "old", 3);
	bool is_root = geteuid() == 0;
	struct writer *new_file, *old_file;
	struct err new_err, old_err;

	assert_int_equal(chmod(path, 0444), 0);
	assert_int_equal(chmod(folder, 0555), 0);
	if (is_root)
		assert_int_equal(seteuid(65534), 0);
	new_file = writer_open(scratch_path(state, "new"), &new_err);
	old_file = writer_open(path, &old_err);
	if (is_root)
		assert_int_equal(seteuid(0), 0);
	assert_int_equal(chmod(folder, 0700), 0);
	assert_null(new_file);
	assert_says(&new_err, strerror(EACCES));
	assert_null(old_file);
	assert_says(&old_err, "can't be replaced");
	assert_file_holds(path, "old");
}

static void folder_of_another_file_may_be_unwritable(void **state)
{
	const char *folder = scratch_path(state, ""),
		   *path = scratch_write(state, "file", "old", 3);
	bool is_root = geteuid() == 0;
	struct writer *writer;
	struct err err;

	assert_int_equal(chmod(path, 0666), 0);
	assert_int_equal(chmod(folder, 0555), 0);
	if (is_root)
		assert_int_equal(seteuid(65534), 0);
	writer = writer_open(path, &err);
	if (is_root)
		assert_int_equal(seteuid(0), 0);
	assert_int_equal(chmod(folder, 0700), 0);
	assert_null(writer);
	assert_says(&err, "no file can be made beside it");
}

static void link_is_followed_not_replaced(void **state)
{
	static const char *const links[] = {"relative", "absolute", "chain", "dangling"};
	const char *target = scratch_path(state, "sub/target");
	struct stat info;

	assert_int_equal(mkdir(scratch_path(state, "sub"), 0700), 0);
	assert_writes(target, "old");
	assert_int_equal(symlink("sub/target", scratch_path(state, "relative")), 0);
	assert_int_equal(symlink(target, scratch_path(state, "absolute")), 0);
	assert_int_equal(symlink("relative", scratch_path(state, "chain")), 0);
	assert_int_equal(symlink("sub/new", scratch_path(state, "dangling")), 0);
	for (size_t i = 0; i < 4; i++) {
		const char *path = scratch_path(state, links[i]);

		assert_writes(path, links[i]);
		assert_int_equal(lstat(path, &info), 0);
		assert_true(S_ISLNK(info.st_mode));
		assert_file_holds(i < 3 ? target : scratch_path(state, "sub/new"), links[i]);
	}
	assert_int_equal(scratch_entries(state), 5);
}

static void name_without_a_folder_is_written(void **state)
{
	int before = open(".", O_RDONLY | O_DIRECTORY);

	assert_true(before >= 0);
	assert_int_equal(chdir(scratch_path(state, "")), 0);
	assert_int_equal(symlink("bare", "link"), 0);
	assert_writes("bare", "one");
	assert_file_holds("bare", "one");
	assert_writes("link", "two");
	assert_file_holds("bare", "two");
	assert_int_equal(fchdir(before), 0);
	close(before);
}

/* Takes the first `count` names that a writer of `name` would try, by folders. */
static void take_temporary_names(void **state, const char *name, int count)
{
	char taken[64];

	for (int i = 0; i < count; i++) {
		snprintf(taken, sizeof(taken), "%s.%ld-%d.tmp", name, (long)getpid(), i);
		mkdir(scratch_path(state, taken), 0700);
	}
}

static void temporary_names_that_are_taken_are_left_alone(void **state)
{
	const char *path = scratch_path(state, "file");
	struct err err;

	take_temporary_names(state, "file", 3);
	assert_writes(path, "new");
	assert_file_holds(path, "new");
	assert_int_equal(scratch_entries(state), 4);
	take_temporary_names(state, "file", 100);
	assert_null(writer_open(path, &err));
	assert_says(&err, strerror(EEXIST));
	assert_file_holds(path, "new");
	assert_int_equal(scratch_entries(state), 101);
}

static void full_device_is_reported(void **state)
{
	struct stat info;
	struct err err;

	(void)state;
	assert_false(write_text("/dev/full", "text", &err));
	assert_says(&err, "/dev/full: can't be written: ");
	assert_says(&err, strerror(ENOSPC));
	assert_int_equal(stat("/dev/full", &info), 0);
	assert_true(S_ISCHR(info.st_mode));
}

static void full_disk_leaves_the_old_file(void **state)
{
	const char *path = scratch_write(state, "file", "old", 3);
	unsigned char *big = calloc(1, BIG);
	struct writer *writer;
	bool is_written;
	struct err err;

	assert_non_null(big);
	writer = writer_open(path, &err);
	assert_non_null(writer);
	scratch_limit_files(4096);
	is_written = writer_write(writer, big, BIG, &err);
	scratch_limit_files(RLIM_INFINITY);
	assert_false(is_written);
	assert_says(&err, strerror(EFBIG));
	writer_abort(writer);
	assert_file_holds(path, "old");
	assert_int_equal(scratch_entries(state), 1);
	free(big);
}

static void ignore_alarm(int number)
{
	(void)number;
}

/* The other end of a FIFO: starts late, so that the writer has to wait, and counts. */
static void read_slowly(const char *fifo)
{
	int fd = open(fifo, O_RDONLY);
	unsigned char bytes[4096];
	size_t total = 0;
	ssize_t count;

	usleep(60000);
	while ((count = read(fd, bytes, sizeof(bytes))) > 0)
		total += (size_t)count;
	_exit(total == BIG ? 0 : 1);
}

static void fifo_is_written_in_place_through_interruptions(void **state)
{
	const char *fifo = scratch_path(state, "fifo");
	struct itimerval often = {{0, 5000}, {0, 5000}}, never = {{0, 0}, {0, 0}};
	struct sigaction action = {.sa_handler = ignore_alarm};
	unsigned char *big = calloc(1, BIG);
	struct writer *writer;
	struct stat info;
	struct err err;
	pid_t child;
	int status;

	assert_non_null(big);
	assert_int_equal(mkfifo(fifo, 0600), 0);
	child = fork();
	if (child == 0)
		read_slowly(fifo);
	writer = writer_open(fifo, &err);
	assert_non_null(writer);
	assert_int_equal(sigaction(SIGALRM, &action, NULL), 0);
	setitimer(ITIMER_REAL, &often, NULL);
	assert_true(writer_write(writer, big, BIG, &err));
	setitimer(ITIMER_REAL, &never, NULL);
	assert_true(writer_commit(writer, &err));
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(status, 0);
	assert_int_equal(lstat(fifo, &info), 0);
	assert_true(S_ISFIFO(info.st_mode));
	free(big);
}

static void standard_output_is_appended_to_even_where_it_is_a_file(void **state)
{
	const char *path = scratch_write(state, "out", "before,", 7);
	int before = dup(STDOUT_FILENO), out = open(path, O_WRONLY | O_APPEND);
	struct err err;
	bool is_written;
	ino_t number;
	struct stat info;

	assert_int_equal(stat(path, &info), 0);
	number = info.st_ino;
	fflush(stdout);
	assert_true(before >= 0 && out >= 0);
	assert_true(dup2(out, STDOUT_FILENO) >= 0);
	is_written =
		write_text("/dev/stdout", "one,", &err) && write_text("/dev/fd/1", "two", &err);
	assert_true(dup2(before, STDOUT_FILENO) >= 0);
	close(before);
	close(out);
	assert_true(is_written);
	assert_file_holds(path, "before,one,two");
	assert_int_equal(stat(path, &info), 0);
	assert_int_equal(info.st_ino, number);
	assert_int_equal(scratch_entries(state), 1);
}

#define in_scratch(test) cmocka_unit_test_setup_teardown(test, scratch_setup, scratch_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		in_scratch(plain_file_is_read),
		in_scratch(gzipped_file_is_told_by_content),
		in_scratch(gzip_members_are_joined),
		in_scratch(zeros_behind_gzip_are_passed_over_and_nothing_else),
		in_scratch(what_was_packed_twice_is_unpacked_twice),
		in_scratch(every_truncation_is_noticed),
		in_scratch(every_damaged_gzip_byte_is_noticed),
		in_scratch(bytes_behind_the_end_are_noticed),
		in_scratch(size_that_lies_is_refused_before_reading),
		in_scratch(bombs_are_refused),
		in_scratch(what_is_no_regular_file_is_refused),
		in_scratch(failing_read_is_reported),
		in_scratch(whole_file_is_read_up_to_the_limit),
		in_scratch(whole_file_must_be_there_and_sound),
		in_scratch(new_file_gets_the_usual_mode),
		in_scratch(replaced_file_keeps_its_mode),
		in_scratch(target_is_the_old_file_until_the_commit),
		in_scratch(failed_commit_leaves_nothing_behind),
		in_scratch(unwritable_target_shows_at_once),
		in_scratch(permissions_are_respected),
		in_scratch(folder_of_another_file_may_be_unwritable),
		in_scratch(link_is_followed_not_replaced),
		in_scratch(name_without_a_folder_is_written),
		in_scratch(temporary_names_that_are_taken_are_left_alone),
		in_scratch(full_device_is_reported),
		in_scratch(full_disk_leaves_the_old_file),
		in_scratch(fifo_is_written_in_place_through_interruptions),
		in_scratch(standard_output_is_appended_to_even_where_it_is_a_file),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
