/*
 * The gradient of a convolution by its input, with those of the ReLU and the 2x2 maximum behind it,
 * as sums of sparse rows (sparse_rows.h): an output whose gradient is zero is in no list.
 *
 * In the padded image and in the filters alike, what one row of a filter spans is a stretch of
 * width*channels floats, and an output's gradient g adds g * (a stretch of weights) to a stretch of
 * the input's gradient. A part is an image. Of a block of filters at a time it lists the gradients
 * of each output pixel, pixels one behind the other as they lie in a line.
 *
 * A line of the input's gradient is cut into groups of vectors, whose sums stay in registers. The
 * outputs that see a group are neighbours in a line, so that their lists are one. Those at both
 * ends see but a part of the group: the weights of a row have zeros before and behind them. In the
 * article's second layer, with AVX2, a group is 2 pixels of 32 channels, seen by 6 outputs of a
 * line with 36 terms; were each output's 6 terms summed for themselves, half of the time would go
 * into loading and storing sums. Where a stretch fits a vector (one channel), though, they are: the
 * vectors summed are those of all rows of the filter.
 *
 * Blocking: a row of a block of filters (24 KB in that layer) stays in L1 while all lines pass by.
 * Registers: those of sparse_rows.h, 8 sums. Measured with AVX2: an eighth of a training step of
 * the article's network, two thirds of the FMA peak in what is done, a sixth of which is zeros.
 */
#include "kernel/isa.h"
#include "kernel/panel.h"
#include "kernel/sparse_rows.h"

#include <string.h>

enum {
	GROUP_VECS = 8,
	GROUP = GROUP_VECS * LANES, /* floats */
	BLOCK = 32,                 /* filters at a time, at the most: bits of a uint32_t */
	BLOCK_FLOATS = 8192         /* that a row of a block should not exceed: L1 */
};

/* Of a line of dx. */
struct group {
	int at, vecs;
	int first, end; /* outputs of a line that see it */
};

struct input_gradient {
	const struct conv_shape *shape;
	int n;
	const float *weights;
	const uint8_t *choice;
	const struct gradients *g;
	int down, across;   /* 2x2 windows of outputs */
	int lines, columns; /* outputs that can have a gradient */
	int terms_max;      /* of an image */
	int step;           /* floats from what an output sees to what the next one sees */
	int lead;           /* and from the first of a line to the last */
	int row;            /* floats of a filter's row and the zeros behind it */
	int block, blocks;  /* filters at a time */
	int group_count;
	struct group *groups;
	size_t line; /* floats of a line of padded_dx */
	float *rows; /* `lead` floats, GROUP zeros, [filter_height][filters][row] */
	int *starts; /* [n][blocks][lines][columns], one more for each image: of lists */
	struct sparse_row
		*terms;   /* [n][terms_max]: where in a row of a block, `lead` for column 0 */
	float *padded_dx; /* [n][padded_height][line] */
};

static size_t list_count(const struct input_gradient *work)
{
	return (size_t)(work->blocks * work->lines) * (size_t)work->columns;
}

static size_t padded_dx_size(const struct input_gradient *work)
{
	return (size_t)conv_padded_height(work->shape) * work->line;
}

static size_t lay_out(struct input_gradient *work, float *scratch)
{
	size_t n = (size_t)work->n, used = 0;
	size_t rows = (size_t)work->shape->filter_height * (size_t)work->shape->filters;

	work->groups = place(scratch, &used, (size_t)work->group_count, sizeof(struct group));
	work->rows = place(scratch, &used, (size_t)(work->lead + GROUP) + rows * (size_t)work->row,
			   sizeof(float));
	work->starts = place(scratch, &used, n * (list_count(work) + 1), sizeof(int));
	work->terms = place(scratch, &used, n * (size_t)work->terms_max, sizeof(struct sparse_row));
	work->padded_dx = place(scratch, &used, n * padded_dx_size(work), sizeof(float));
	return used;
}

static struct input_gradient input_gradient_work(const struct conv_shape *s, int n, bool is_pooled)
{
	int down = is_pooled ? s->pooled_height : (s->out_height + 1) / 2;
	int across = is_pooled ? s->pooled_width : (s->out_width + 1) / 2;
	struct input_gradient work = {.shape = s, .n = n, .down = down, .across = across};
	int stretch = s->filter_width * s->channels;

	work.lines = min(s->out_height, 2 * down);
	work.columns = min(s->out_width, 2 * across);
	work.terms_max = (is_pooled ? down * across : work.lines * work.columns) * s->filters;
	work.step = s->stride_x * s->channels;
	work.lead = (work.columns - 1) * work.step;
	work.row = (stretch + GROUP + 15) / 16 * 16;
	work.block = BLOCK * work.row <= BLOCK_FLOATS ? BLOCK : PANEL_WIDTH;
	work.blocks = (s->filters + work.block - 1) / work.block;
	work.group_count = (s->width * s->channels + GROUP - 1) / GROUP;
	/* The last vector may reach past the border. */
	work.line = (conv_padded_row(s) + LANES + 15) / 16 * 16;
	return work;
}

size_t ISA(conv_input_scratch)(const struct conv_shape *s, int n, bool is_pooled)
{
	struct input_gradient work = input_gradient_work(s, n, is_pooled);

	return lay_out(&work, NULL);
}

static void cut_line(const struct input_gradient *work)
{
	const struct conv_shape *s = work->shape;
	int stretch = s->filter_width * s->channels, line = s->width * s->channels;

	for (int i = 0; i < work->group_count; i++) {
		int at = s->left * s->channels + i * GROUP;
		int vecs = min(GROUP_VECS, (line - i * GROUP + LANES - 1) / LANES);
		int first = at < stretch ? 0 : (at - stretch) / work->step + 1;
		int end = (at + vecs * LANES - 1) / work->step + 1;

		first = min(first, work->columns);
		end = max(first, min(end, work->columns));
		work->groups[i] = (struct group){at, vecs, first, end};
	}
}

/* One row of all filters, weights [stretch][filter] in panels -> [filter][stretch]. */
static void transpose_filter_row(void *context, int y)
{
	struct input_gradient *work = context;
	const struct conv_shape *s = work->shape;
	int stretch = s->filter_width * s->channels;
	size_t size = (size_t)s->filters * (size_t)work->row;
	float *to = work->rows + work->lead + GROUP + (size_t)y * size;

	memset(to, 0, size * sizeof(float));
	for (int f = 0; f < s->filters; f += LANES)
		for (int i = 0; i < stretch; i += LANES) {
			const float *from = work->weights + panel_index(s->filter_height * stretch,
									y * stretch + i, f);
			vec x[LANES];

			UNROLL
			for (int k = 0; k < LANES; k++)
				x[k] = i + k < stretch ? vec_load(from + k * PANEL_WIDTH)
						       : (vec){0};
			vec_transpose(x);
			UNROLL
			for (int k = 0; k < LANES; k++)
				if (f + k < s->filters)
					vec_store(to + (ptrdiff_t)(f + k) * work->row + i, x[k]);
		}
}

/* Where the gradients of an output and the filters from `first` on are in dy. */
static size_t output_at(const struct input_gradient *work, int image, int y, int x, int first)
{
	const struct conv_shape *s = work->shape;
	int output = work->choice ? (image * work->down + y / 2) * work->across + x / 2
				  : (image * s->out_height + y) * s->out_width + x;

	return (size_t)output * (size_t)s->filters + (size_t)first;
}

/* Adds to `live` which of a window's four outputs have a gradient for up to 16 filters. */
static void find_live_maxima(const struct input_gradient *work, size_t at, int filters, int shift,
			     uint32_t live[4])
{
	const struct gradients *g = work->g;
	unsigned bits = live_outputs(g->dy + at, g->y ? g->y + at : NULL, filters);
	const uint8_t *choice = work->choice + at;
	uint8_t part[PANEL_WIDTH] = {0};

	if (filters < PANEL_WIDTH)
		choice = memcpy(part, choice, (size_t)filters);
	for (int v = 0; v < PANEL_WIDTH; v += LANES) {
		vec_int chosen = vec_load_bytes(choice + v);

		for (int k = 0; k < 4; k++)
			live[k] |= (bits >> v & vec_bits(chosen == k)) << (shift + v);
	}
}

/* Which of a block's filters have a gradient at the outputs of a window, as bits. */
static void find_live(const struct input_gradient *work, int image, int y, int x, int block,
		      uint32_t live[4])
{
	const struct gradients *g = work->g;
	int first = block * work->block, filters = min(work->block, work->shape->filters - first);

	memset(live, 0, 4 * sizeof(*live));
	for (int f = 0; f < filters; f += PANEL_WIDTH) {
		if (work->choice)
			find_live_maxima(work, output_at(work, image, y, x, first + f), filters - f,
					 f, live);
		for (int k = 0; k < 4 && !work->choice; k++) {
			size_t at = output_at(work, image, y + k / 2, x + k % 2, first + f);

			if (y + k / 2 < work->lines && x + k % 2 < work->columns)
				live[k] |= live_outputs(g->dy + at, g->y ? g->y + at : NULL,
							filters - f)
					   << f;
		}
	}
}

/* Appends the lists of a line's outputs; returns where the last one ends. */
static int list_line(const struct input_gradient *work, int image, int block, int y,
		     const uint32_t live[][4], int end)
{
	int *starts = work->starts + (size_t)image * (list_count(work) + 1) +
		      (block * work->lines + y) * work->columns;
	struct sparse_row *terms = work->terms + (size_t)image * (size_t)work->terms_max;

	for (int x = 0; x < work->columns; x++) {
		const float *dy = work->g->dy + output_at(work, image, y, x, block * work->block);

		starts[x] = end;
		for (unsigned bits = live[x / 2][y % 2 * 2 + x % 2]; bits;) {
			int f = next_live(&bits);

			terms[end++] = (struct sparse_row){
				dy[f], (uint32_t)(work->lead - x * work->step + f * work->row)};
		}
	}
	starts[work->columns] = end;
	return end;
}

static void list_image(const struct input_gradient *work, int image)
{
	uint32_t live[(CONV_MAX_SIDE + 1) / 2][4];
	int end = 0;

	for (int block = 0; block < work->blocks; block++)
		for (int y = 0; y < work->lines; y += 2) {
			for (int x = 0; x < work->columns; x += 2)
				find_live(work, image, y, x, block, live[x / 2]);
			end = list_line(work, image, block, y, live, end);
			if (y + 1 < work->lines)
				end = list_line(work, image, block, y + 1, live, end);
		}
}

/* Where the weights of a row of a block begin, for terms of column 0. */
static const float *block_row(const struct input_gradient *work, int block, int y)
{
	int first = y * work->shape->filters + block * work->block;

	return work->rows + GROUP + (size_t)first * (size_t)work->row;
}

/* Adds what a line of outputs sees through one row of a block of filters, `to` a line of dx. */
static void add_line(const struct input_gradient *work, const struct sparse_row *terms,
		     const int *starts, const float *weights, float *to)
{
	for (int i = 0; i < work->group_count; i++) {
		struct group group = work->groups[i];
		int start = starts[group.first], count = starts[group.end] - start;

		if (count > 0)
			add_sparse_rows(group.vecs, terms + start, count, weights + group.at,
					to + group.at);
	}
}

static void add_block(const struct input_gradient *work, int image, int block, int row)
{
	const struct conv_shape *s = work->shape;
	const struct sparse_row *terms = work->terms + (size_t)image * (size_t)work->terms_max;
	const int *starts = work->starts + (size_t)image * (list_count(work) + 1) +
			    block * work->lines * work->columns;
	float *dx = work->padded_dx + (size_t)image * padded_dx_size(work);

	for (int y = 0; y < work->lines; y++, starts += work->columns) {
		int to = y * s->stride_y + row;

		if (to >= s->top && to < s->top + s->height)
			add_line(work, terms, starts, block_row(work, block, row),
				 dx + (size_t)to * work->line);
	}
}

/* Where a stretch fits a vector: adds what each output sees through all rows of the filters. */
static void add_narrow_block(const struct input_gradient *work, int image, int block)
{
	const struct conv_shape *s = work->shape;
	const struct sparse_row *terms = work->terms + (size_t)image * (size_t)work->terms_max;
	const int *starts = work->starts + (size_t)image * (list_count(work) + 1) +
			    block * work->lines * work->columns;
	float *dx = work->padded_dx + (size_t)image * padded_dx_size(work);
	struct steps step = {(ptrdiff_t)s->filters * work->row, (ptrdiff_t)work->line};

	for (int i = 0; i < work->lines * work->columns; i++) {
		int y = i / work->columns, at = i % work->columns * work->step;
		float *to = dx + (size_t)(y * s->stride_y) * work->line + at;

		if (starts[i + 1] > starts[i])
			for (int row = 0; row < s->filter_height; row += SPARSE_VECS)
				add_sparse_rows_in_groups(min(SPARSE_VECS, s->filter_height - row),
							  1, terms + starts[i],
							  starts[i + 1] - starts[i],
							  block_row(work, block, row) + at, step,
							  to + (size_t)row * work->line);
	}
}

/* Without the border. */
static void put_input_gradient(const struct input_gradient *work, int image)
{
	const struct conv_shape *s = work->shape;
	size_t row = (size_t)(s->width * s->channels);
	const float *from = work->padded_dx + (size_t)image * padded_dx_size(work) +
			    (size_t)s->top * work->line + (size_t)(s->left * s->channels);
	float *to = work->g->dx + (size_t)(image * s->height) * row;

	for (int y = 0; y < s->height; y++, from += work->line, to += row)
		memcpy(to, from, row * sizeof(float));
}

static void image_part(void *context, int image)
{
	struct input_gradient *work = context;
	const struct conv_shape *s = work->shape;
	bool is_narrow = s->filter_width * s->channels <= LANES;

	list_image(work, image);
	memset(work->padded_dx + (size_t)image * padded_dx_size(work), 0,
	       padded_dx_size(work) * sizeof(float));
	for (int block = 0; block < work->blocks && is_narrow; block++)
		add_narrow_block(work, image, block);
	for (int row = 0; row < s->filter_height && !is_narrow; row++)
		for (int block = 0; block < work->blocks; block++)
			add_block(work, image, block, row);
	put_input_gradient(work, image);
}

void ISA(conv_input_gradient)(const struct conv_shape *s, int n, const float *weights,
			      const uint8_t *choice, const struct gradients *g, struct pool *pool)
{
	struct input_gradient work = input_gradient_work(s, n, choice != NULL);

	work.weights = weights;
	work.choice = choice;
	work.g = g;
	lay_out(&work, g->scratch);
	cut_line(&work);
	memset(work.rows + work.lead, 0, GROUP * sizeof(float));
	pool_run(pool, s->filter_height, transpose_filter_row, &work);
	pool_run(pool, n, image_part, &work);
}
