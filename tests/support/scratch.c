/* Temporary folders of tests. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "support/scratch.h"

#include <dirent.h>
#include <ftw.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

struct path {
	struct path *next;
	char text[];
};

struct scratch {
	char folder[512];
	struct path *paths; /* all that were asked for */
};

int scratch_setup(void **state)
{
	struct scratch *scratch = calloc(1, sizeof(*scratch));
	const char *parent = getenv("TMPDIR");

	if (!scratch)
		return -1;
	snprintf(scratch->folder, sizeof(scratch->folder), "%s/netglyph-test.XXXXXX",
		 parent && *parent ? parent : "/tmp");
	*state = scratch;
	return mkdtemp(scratch->folder) ? 0 : -1;
}

static int remove_entry(const char *path, const struct stat *info, int kind, struct FTW *place)
{
	(void)info;
	(void)kind;
	(void)place;
	return remove(path);
}

int scratch_teardown(void **state)
{
	struct scratch *scratch = *state;
	int result = nftw(scratch->folder, remove_entry, 8, FTW_DEPTH | FTW_PHYS);

	while (scratch->paths) {
		struct path *path = scratch->paths;

		scratch->paths = path->next;
		free(path);
	}
	free(scratch);
	return result;
}

static const char *join(struct scratch *scratch, const char *folder, const char *name)
{
	size_t size = strlen(folder) + strlen(name) + 2;
	struct path *path = malloc(sizeof(*path) + size);

	assert_non_null(path);
	snprintf(path->text, size, "%s/%s", folder, name);
	path->next = scratch->paths;
	scratch->paths = path;
	return path->text;
}

const char *scratch_path(void **state, const char *name)
{
	struct scratch *scratch = *state;

	return *name ? join(scratch, scratch->folder, name) : scratch->folder;
}

const char *scratch_source(void **state, const char *name)
{
	const char *source = getenv("srcdir");

	return join(*state, source && *source ? source : ".", name);
}

int scratch_entries(void **state)
{
	DIR *folder = opendir(scratch_path(state, ""));
	int count = -2; /* . and .. */

	assert_non_null(folder);
	while (readdir(folder))
		count++;
	closedir(folder);
	return count;
}

const char *scratch_write(void **state, const char *name, const void *bytes, size_t size)
{
	const char *path = scratch_path(state, name);
	FILE *file = fopen(path, "wb");

	assert_non_null(file);
	if (size > 0)
		assert_int_equal(fwrite(bytes, 1, size, file), size);
	assert_int_equal(fclose(file), 0);
	return path;
}

unsigned char *scratch_gzip(const void *bytes, size_t size, size_t *packed_size)
{
	z_stream stream = {.next_in = (z_const Bytef *)bytes, .avail_in = (uInt)size};
	unsigned char *packed;

	assert_int_equal(deflateInit2(&stream, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY),
			 Z_OK);
	*packed_size = deflateBound(&stream, (uLong)size);
	packed = malloc(*packed_size);
	assert_non_null(packed);
	stream.next_out = packed;
	stream.avail_out = (uInt)*packed_size;
	assert_int_equal(deflate(&stream, Z_FINISH), Z_STREAM_END);
	*packed_size = stream.total_out;
	deflateEnd(&stream);
	return packed;
}

const char *scratch_write_gzip(void **state, const char *name, const void *bytes, size_t size)
{
	size_t packed_size;
	unsigned char *packed = scratch_gzip(bytes, size, &packed_size);
	const char *path = scratch_write(state, name, packed, packed_size);

	free(packed);
	return path;
}

unsigned char *scratch_read(const char *path, size_t *size)
{
	FILE *file = fopen(path, "rb");
	struct stat info;
	unsigned char *bytes;

	assert_non_null(file);
	assert_int_equal(fstat(fileno(file), &info), 0);
	*size = (size_t)info.st_size;
	bytes = calloc(1, *size + 1);
	assert_non_null(bytes);
	assert_int_equal(fread(bytes, 1, *size, file), *size);
	fclose(file);
	return bytes;
}

void scratch_limit_files(rlim_t size)
{
	struct rlimit limit;

	signal(SIGXFSZ, SIG_IGN);
	assert_int_equal(getrlimit(RLIMIT_FSIZE, &limit), 0);
	limit.rlim_cur = size;
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
}
