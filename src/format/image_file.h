/*
 * Files of pictures. A format is one const struct image_format in a file of its own
 * (format/image/NAME.c) and one row of the table (format/image_file.c); which one a file has is
 * told by its contents, never by its name.
 */
#ifndef FORMAT_IMAGE_FILE_H
#define FORMAT_IMAGE_FILE_H

#include "base/err.h"
#include "format/image.h"

#include <stdbool.h>
#include <stddef.h>

/* For who reads many pictures: processes that read some formats go on with the next one. Zero at
 * first; one thread uses it at a time. */
struct image_many {
	struct service *jpeg; /* format/child/service.h */
};

/* A file in memory, unpacked, and how far it was read. */
struct image_bytes {
	const char *path; /* for messages */
	const unsigned char *bytes;
	size_t size, at;
	struct image_many *many; /* borrowed; NULL: this is the only picture */
};

struct image_format {
	const char *name;
	/* Whether a file of `size` bytes or more begins as this format does. */
	bool (*probe)(const unsigned char *head, size_t size);
	/* The picture as grey; channels is 1 already. The sides are checked before the pixels are
	 * allocated. The caller clears the image, after a failure too. */
	bool (*read)(struct image_bytes, struct image *, struct err *);
};

/* Bytes of a file's beginning that tell its format. */
enum { IMAGE_PROBE_BYTES = 16 };
bool image_file_is_known(const unsigned char *head, size_t size);
/* The name of that format; NULL: it is none. */
const char *image_file_format(const unsigned char *head, size_t size);
/* The formats' names for people: "PNG, JPEG, PBM, PGM or PPM". */
extern const char image_file_formats[];

/* Whether a name ends as those of pictures do; NULL is none. PNG alone is written (image/png.h). */
bool image_file_is_named(const char *path);

/* Reads a picture as grey: colours by their luminance, transparency over white, 16 bits rounded to
 * 8. Refuses sides above IMAGE_MAX_SIDE before it allocates. */
bool image_file_read(const char *path, struct image *, struct err *);
/* The same of a file in memory; path: for messages. */
bool image_file_parse(const char *path, const unsigned char *bytes, size_t size, struct image *,
		      struct err *);
/* The same where more pictures follow: some formats are read much faster so. NULL: none do. */
bool image_file_read_next(struct image_many *, const char *path, struct image *, struct err *);
bool image_file_parse_next(struct image_many *, const char *path, const unsigned char *bytes,
			   size_t size, struct image *, struct err *);
/* Ends what was kept for the next picture. */
void image_many_clear(struct image_many *);

#endif
