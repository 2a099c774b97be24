/* IDX as MNIST's images are stored, or a PNG to look at. */
#include "lab/stego/stego_file.h"
#include "base/xalloc.h"
#include "format/idx.h"
#include "format/image/png.h"
#include "format/image_file.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { SHEET_COLUMNS = 24 };

/* Copies image i to its tile of a sheet, or back; both have ink the other way round. */
static void copy_tile(const struct net *net, struct stego *stego, struct image *sheet, int i,
		      bool is_to_sheet)
{
	int width = net->input.width, columns = sheet->width / width;

	for (int y = 0; y < net->input.height; y++) {
		uint8_t *tile =
			stego->images + (size_t)i * stego->pixels + (size_t)y * (size_t)width;
		uint8_t *row = sheet->pixels +
			       ((size_t)(i / columns) * (size_t)net->input.height + (size_t)y) *
				       (size_t)sheet->width +
			       (size_t)(i % columns) * (size_t)width;

		for (int x = 0; x < width; x++)
			if (is_to_sheet)
				row[x] = (uint8_t)(255 - tile[x]);
			else
				tile[x] = (uint8_t)(255 - row[x]);
	}
}

static bool write_sheet(const char *path, const struct net *net, struct stego stego,
			struct err *err)
{
	int columns = stego.count < SHEET_COLUMNS ? stego.count : SHEET_COLUMNS;
	int rows = (stego.count + columns - 1) / columns;
	struct image sheet = {.width = columns * net->input.width,
			      .height = rows * net->input.height,
			      .channels = 1};
	bool is_written;

	if (!image_check_sides(path, (uint64_t)sheet.width, (uint64_t)sheet.height, err))
		return false;
	sheet.pixels = xmalloc((size_t)sheet.width * (size_t)sheet.height);
	memset(sheet.pixels, 255, (size_t)sheet.width * (size_t)sheet.height);
	for (int i = 0; i < stego.count; i++)
		copy_tile(net, &stego, &sheet, i, true);
	is_written = image_write_png(path, &sheet, err);
	image_clear(&sheet);
	return is_written;
}

bool stego_file_check(const char *path, struct err *err)
{
	size_t length = strlen(path);

	if (image_file_is_named(path) && !image_is_png(path))
		return err_set(err, "%s: of pictures PNG alone is written; end the name in .png",
			       path);
	return length < 3 || strcasecmp(path + length - 3, ".gz") != 0 ||
	       err_set(err,
		       "%s: images are written without gzip: noise can't be packed; leave .gz out",
		       path);
}

bool stego_file_write(const char *path, const struct net *net, const struct stego *stego,
		      struct err *err)
{
	struct idx idx = {.type = IDX_U8,
			  .ndim = 3,
			  .dim = {(uint32_t)stego->count, (uint32_t)net->input.height,
				  (uint32_t)net->input.width, 1},
			  .values = stego->images};

	return image_is_png(path) ? write_sheet(path, net, *stego, err)
				  : idx_write(path, &idx, err);
}

/* At most what the longest text takes, with the rest of a sheet's last row. */
static bool check_count(const char *path, const struct net *net, uint64_t count, struct err *err)
{
	uint64_t most = (uint64_t)stego_images(net->classes, STEGO_TEXT_MAX) + SHEET_COLUMNS;

	return count <= most || err_set(err, "%s: has more images than a text of %d bytes takes",
					path, STEGO_TEXT_MAX);
}

static bool wrong_size(const char *path, const struct net *net, struct err *err)
{
	return err_set(err, "%s: is not made of images of %dx%d, which this network takes", path,
		       net->input.height, net->input.width);
}

static bool read_idx(const char *path, const struct net *net, struct stego *stego, struct err *err)
{
	struct idx idx = {0};
	struct reader *reader = idx_open(path, &idx, err);
	bool is_read = reader != NULL;

	if (is_read &&
	    (idx.type != IDX_U8 || idx.ndim != 3 || idx.dim[1] != (uint32_t)net->input.height ||
	     idx.dim[2] != (uint32_t)net->input.width))
		is_read = wrong_size(path, net, err);
	is_read = is_read && check_count(path, net, idx.dim[0], err) &&
		  idx_read_values(reader, &idx, err);
	if (is_read) {
		stego->count = (int)idx.dim[0];
		stego->images = idx.values;
		idx.values = NULL;
	}
	if (reader)
		reader_close(reader);
	idx_clear(&idx);
	return is_read;
}

static bool cut_sheet(const char *path, const struct net *net, struct image *sheet,
		      struct stego *stego, struct err *err)
{
	int columns = sheet->width / net->input.width, rows = sheet->height / net->input.height;

	if (columns * net->input.width != sheet->width || rows * net->input.height != sheet->height)
		return wrong_size(path, net, err);
	if (!check_count(path, net, (uint64_t)columns * (uint64_t)rows, err))
		return false;
	stego->count = columns * rows;
	stego->images = xcalloc((size_t)stego->count, stego->pixels);
	for (int i = 0; i < stego->count; i++)
		copy_tile(net, stego, sheet, i, false);
	return true;
}

bool stego_file_read(const char *path, const struct net *net, struct stego *stego, struct err *err)
{
	unsigned char head[IMAGE_PROBE_BYTES] = {0};
	struct image sheet = {0};
	size_t size = 0;
	bool is_read;

	*stego = (struct stego){.pixels = (size_t)net->input.height * (size_t)net->input.width};
	if (!file_head(path, head, sizeof(head), &size, err))
		return false;
	if (!image_file_is_known(head, size))
		return read_idx(path, net, stego, err);
	is_read = image_file_read(path, &sheet, err) && cut_sheet(path, net, &sheet, stego, err);
	image_clear(&sheet);
	return is_read;
}
