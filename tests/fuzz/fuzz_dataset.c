/*
 * A line of options and behind it any bytes as the file of a data set: as they are (CSV mostly), or
 * where they begin with "npz" as the arrays of an archive, which is whole: a length of a name and
 * two bytes of a length, the name, an array of NumPy, and so on.
 */
#include "fuzz/fuzz.h"

#include "base/xalloc.h"
#include "data/dataset.h"

#include <stdlib.h>
#include <string.h>
#include <zlib.h>

enum { MEMBERS_MAX = 8, ARCHIVE_MAX = 1 << 17 };

struct archive {
	uint8_t bytes[ARCHIVE_MAX];
	size_t size;
};

static void put(struct archive *archive, const void *bytes, size_t size)
{
	if (size > ARCHIVE_MAX - archive->size)
		exit(1);
	if (size > 0)
		memcpy(archive->bytes + archive->size, bytes, size);
	archive->size += size;
}

/* Numbers of `sizes` bytes each, least byte first. */
static void put_numbers(struct archive *archive, const char *sizes, const size_t *numbers)
{
	for (size_t i = 0; sizes[i]; i++)
		for (int k = 0; k < sizes[i] - '0'; k++)
			put(archive, &(uint8_t){(uint8_t)(numbers[i] >> 8 * k)}, 1);
}

struct member {
	const uint8_t *name, *bytes;
	size_t name_size, size, at;
};

/* False: there is no other. */
static bool take_member(const uint8_t **bytes, size_t *size, struct member *member)
{
	if (*size < 3)
		return false;
	member->name_size = (*bytes)[0];
	member->size = (size_t)(*bytes)[1] << 8 | (*bytes)[2];
	if (member->name_size + member->size > *size - 3)
		return false;
	member->name = *bytes + 3;
	member->bytes = member->name + member->name_size;
	*bytes = member->bytes + member->size;
	*size -= 3 + member->name_size + member->size;
	return true;
}

/* The directory has the same of each, and where it is. */
static void put_member(struct archive *archive, const struct member *m, bool is_directory)
{
	size_t crc = crc32(0, m->bytes, (uInt)m->size);

	put(archive, is_directory ? "PK\1\2\24" : "PK\3\4", is_directory ? 6 : 4);
	put_numbers(archive, "22222444", (const size_t[]){20, 0, 0, 0, 33, crc, m->size, m->size});
	put_numbers(archive, "22", (const size_t[]){m->name_size, 0});
	if (is_directory)
		put_numbers(archive, "22244", (const size_t[]){0, 0, 0, 0, m->at});
	put(archive, m->name, m->name_size);
	if (!is_directory)
		put(archive, m->bytes, m->size);
}

/* The archive's path. */
static const char *write_archive(const uint8_t *bytes, size_t size)
{
	static struct archive kept;
	struct archive *archive = &kept;
	struct member members[MEMBERS_MAX];
	size_t count = 0, directory;

	archive->size = 0;
	while (count < MEMBERS_MAX && take_member(&bytes, &size, &members[count])) {
		members[count].at = archive->size;
		put_member(archive, &members[count++], false);
	}
	directory = archive->size;
	for (size_t i = 0; i < count; i++)
		put_member(archive, &members[i], true);
	put_numbers(archive, "42222442",
		    (const size_t[]){0x06054b50, 0, 0, count, count, archive->size - directory,
				     directory, 0});
	return fuzz_file(archive->bytes, archive->size);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	char *options = fuzz_next(&bytes, &size, '\n'), *text;
	bool is_archive = size >= 3 && size < ARCHIVE_MAX / 2 && memcmp(bytes, "npz", 3) == 0;
	const char *path = is_archive ? write_archive(bytes + 3, size - 3) : fuzz_file(bytes, size);
	struct err err = {""};
	struct dataset *data;

	text = xasprintf("%s%s%s", path, *options ? " " : "", options);
	data = dataset_open(text, &err);
	if (!data)
		fuzz_message(&err);
	for (int i = 0; data && i < SPLIT_COUNT; i++)
		fuzz_touch(data->split[i].labels, data->split[i].count);
	dataset_free(data);
	free(text);
	free(options);
	return 0;
}
