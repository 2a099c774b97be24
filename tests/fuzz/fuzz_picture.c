/*
 * Any bytes as a picture in memory. PNG's checksums are put right first, so that they keep no
 * change out. JPEG is not looked at here: another program parses it, and fuzz_jpeg what that does.
 */
#include "fuzz/fuzz.h"

#include "base/xalloc.h"
#include "format/image_file.h"

#include <stdlib.h>
#include <string.h>
#include <zlib.h>

static uint32_t get(const uint8_t *bytes)
{
	return (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 | (uint32_t)bytes[2] << 8 |
	       bytes[3];
}

/* Each chunk: length, kind, data, CRC-32 of kind and data. */
static void mend_png(uint8_t *bytes, size_t size)
{
	for (size_t at = 8; at + 12 <= size;) {
		size_t length = get(bytes + at), end = at + 8 + length;
		uint32_t crc;

		if (length > size - at - 12)
			return;
		crc = (uint32_t)crc32(0, bytes + at + 4, (uInt)(length + 4));
		for (int i = 0; i < 4; i++)
			bytes[end + (size_t)i] = (uint8_t)(crc >> (24 - 8 * i));
		at = end + 4;
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	const char *format = image_file_format(bytes, size);
	uint8_t *copy;
	struct image image = {0};
	struct err err = {""};

	if (format && strcmp(format, "JPEG") == 0)
		return 0;
	copy = xmalloc(size + 1);
	if (size > 0)
		memcpy(copy, bytes, size);
	if (format && strcmp(format, "PNG") == 0)
		mend_png(copy, size);
	if (!image_file_parse("picture", copy, size, &image, &err))
		fuzz_message(&err);
	else if (image.channels != 1)
		abort();
	else
		fuzz_touch(image.pixels, (size_t)image.width * (size_t)image.height);
	image_clear(&image);
	free(copy);
	return 0;
}
