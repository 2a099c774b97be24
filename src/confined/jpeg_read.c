/*
 * libjpeg reports errors by calling a function that must not return, and counts what is damaged as
 * warnings: those are errors here, since a picture that is cut short would be grey from there on.
 */
#include "confined/jpeg_read.h"
#include "base/xalloc.h"

#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
/* It wants stdio.h before it. */
#include <jpeglib.h>

struct failure {
	struct jpeg_error_mgr manager; /* the first: libjpeg knows this part */
	jmp_buf place;
	char text[JMSG_LENGTH_MAX];
};

/* What is to be freed whatever happens. */
struct decoding {
	struct jpeg_decompress_struct jpeg;
	unsigned char *pixels; /* [height, width] */
};

static void fail(j_common_ptr jpeg)
{
	struct failure *failure = (struct failure *)jpeg->err;

	jpeg->err->format_message(jpeg, failure->text);
	longjmp(failure->place, 1);
}

/* level -1: a warning of damaged data; from 0 on: what is only told. */
static void take_message(j_common_ptr jpeg, int level)
{
	if (level < 0)
		fail(jpeg);
}

/* From a header that was read to grey pixels. */
static bool read_pixels(struct decoding *decoding, struct err *err)
{
	struct jpeg_decompress_struct *jpeg = &decoding->jpeg;

	if (jpeg->image_width > IMAGE_MAX_SIDE || jpeg->image_height > IMAGE_MAX_SIDE)
		return err_set(err, "is a picture of %ux%u; 1x1 to %dx%d are understood",
			       jpeg->image_width, jpeg->image_height, IMAGE_MAX_SIDE,
			       IMAGE_MAX_SIDE);
	jpeg->out_color_space = JCS_GRAYSCALE;
	jpeg_start_decompress(jpeg);
	decoding->pixels = xmalloc((size_t)jpeg->output_width * jpeg->output_height);
	while (jpeg->output_scanline < jpeg->output_height) {
		JSAMPROW row =
			decoding->pixels + (size_t)jpeg->output_scanline * jpeg->output_width;

		jpeg_read_scanlines(jpeg, &row, 1);
	}
	jpeg_finish_decompress(jpeg);
	return true;
}

static void send(const struct decoding *decoding, struct output *output)
{
	const uint64_t dims[] = {decoding->jpeg.output_height, decoding->jpeg.output_width};

	output_tensor(output, "pixels", "U8", 2, dims);
	output_bytes(output, decoding->pixels, dims[0] * dims[1]);
}

static bool decode(struct decoding *decoding, const unsigned char *bytes, size_t size,
		   struct output *output, struct err *err)
{
	jpeg_create_decompress(&decoding->jpeg);
	jpeg_mem_src(&decoding->jpeg, bytes, size);
	jpeg_read_header(&decoding->jpeg, TRUE);
	if (!read_pixels(decoding, err))
		return false;
	send(decoding, output);
	return true;
}

static void clear(struct decoding *decoding)
{
	jpeg_destroy_decompress(&decoding->jpeg);
	free(decoding->pixels);
}

bool jpeg_read(const unsigned char *bytes, size_t size, struct output *output, struct err *err)
{
	struct decoding decoding = {.pixels = NULL};
	struct failure failure;
	bool is_read;

	decoding.jpeg.err = jpeg_std_error(&failure.manager);
	failure.manager.error_exit = fail;
	failure.manager.emit_message = take_message;
	if (setjmp(failure.place) != 0) {
		clear(&decoding);
		return err_set(err, "is no whole JPEG: %s", failure.text);
	}
	is_read = decode(&decoding, bytes, size, output, err);
	clear(&decoding);
	return is_read;
}
