/*
 * JPEG is libjpeg's work. It reports errors by calling a function that must not return, and counts
 * what is damaged as warnings: those are errors here, since a picture that is cut short would be
 * grey from there on. Without the library the format is known all the same, and said to be missing.
 */
#include "base/xalloc.h"
#include "format/image_file.h"

#include <string.h>

static bool probe(const unsigned char *head, size_t size)
{
	return size >= 3 && head[0] == 0xff && head[1] == 0xd8 && head[2] == 0xff;
}

#ifdef HAVE_JPEG

#include <setjmp.h>
#include <stdio.h>
/* It wants stdio.h before it. */
#include <jpeglib.h>

struct failure {
	struct jpeg_error_mgr manager; /* the first: libjpeg knows this part */
	jmp_buf place;
	char text[JMSG_LENGTH_MAX];
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
static bool read_pixels(struct jpeg_decompress_struct *jpeg, const char *path, struct image *image,
			struct err *err)
{
	if (!image_check_sides(path, jpeg->image_width, jpeg->image_height, err))
		return false;
	jpeg->out_color_space = JCS_GRAYSCALE;
	jpeg_start_decompress(jpeg);
	image->width = (int)jpeg->output_width;
	image->height = (int)jpeg->output_height;
	image->pixels = xmalloc((size_t)image->width * (size_t)image->height);
	while (jpeg->output_scanline < jpeg->output_height) {
		JSAMPROW row = image->pixels + (size_t)jpeg->output_scanline * jpeg->output_width;

		jpeg_read_scanlines(jpeg, &row, 1);
	}
	jpeg_finish_decompress(jpeg);
	return true;
}

static bool read_jpeg(struct image_bytes file, struct image *image, struct err *err)
{
	struct jpeg_decompress_struct jpeg;
	struct failure failure;
	bool is_read = false;

	jpeg.err = jpeg_std_error(&failure.manager);
	failure.manager.error_exit = fail;
	failure.manager.emit_message = take_message;
	if (setjmp(failure.place) != 0) {
		jpeg_destroy_decompress(&jpeg);
		return err_set(err, "%s: is no whole JPEG: %s", file.path, failure.text);
	}
	jpeg_create_decompress(&jpeg);
	jpeg_mem_src(&jpeg, file.bytes, file.size);
	jpeg_read_header(&jpeg, TRUE);
	is_read = read_pixels(&jpeg, file.path, image, err);
	jpeg_destroy_decompress(&jpeg);
	return is_read;
}

#else

static bool read_jpeg(struct image_bytes file, struct image *image, struct err *err)
{
	(void)image;
	return err_set(err,
		       "%s: is a JPEG, and this netglyph was built without libjpeg; convert it to "
		       "PNG, or install libjpeg's headers and build netglyph again",
		       file.path);
}

#endif

const struct image_format jpeg_format = {.name = "JPEG", .probe = probe, .read = read_jpeg};
