/*
 * The gradients of a convolution, with those of the ReLU and the 2x2 maximum behind it, as sums of
 * sparse rows (sparse_rows.h): an output pixel whose gradient is zero is in no list.
 *
 * In the padded image and in the filters alike, what one row of a filter spans is a stretch of
 * width*channels floats. So an output's gradient g adds
 *
 *     g * (a stretch of weights)        to a stretch of the input's gradient, and
 *     g * (a stretch of the image)      to a stretch of the weights' gradient.
 *
 * For the input's gradient, a part is an image: it lists, for each of its output pixels, the
 * filters that have a gradient there. For the weights', a part is a panel of filters: it lists, for
 * each filter, the pixels of one image after the other. Pixels are taken in 2x2 windows, whether a
 * maximum follows or not, so that both ways sum in the same order.
 *
 * Blocking: a piece is up to SPARSE_VECS vectors of a stretch, the sums of one pixel or filter.
 * While the input's gradient is made, a piece of all filters (20 KB in the article's second layer)
 * stays in L1; while the weights' is, the image (41 KB) and the panel's sums (51 KB) stay in L2.
 * Where a stretch fits a vector (one channel), a piece is rather one vector of each row of the
 * filter. Registers: those of sparse_rows.h. Measured with AVX2: a quarter of a training step of
 * the article's network; half of the FMA peak in what is done, four times the peak by definition,
 * as three of four gradients behind the maximum and half of the rest are zero.
 */
#include "kernel/isa.h"
#include "kernel/panel.h"
#include "kernel/sparse_rows.h"

#include <string.h>

/* How a filter's rows are cut: unit u of `units` is vector u % across of row u / across. */
struct cut {
	int stretch;        /* floats of a filter's row */
	int stretch_padded; /* rounded up to vectors */
	int across;         /* vectors of a stretch */
	int units, pieces;
};

static struct cut cut_filter(const struct conv_shape *s)
{
	int stretch = s->filter_width * s->channels, across = (stretch + LANES - 1) / LANES;
	/* Pieces do not go on into the next row, but where a row is one vector. */
	int per_row = (across + SPARSE_VECS - 1) / SPARSE_VECS;
	int height = s->filter_height;
	int pieces = across == 1 ? (height + SPARSE_VECS - 1) / SPARSE_VECS : height * per_row;

	return (struct cut){stretch, across * LANES, across, height * across, pieces};
}

/* Vectors first..first+count-1 of row y, or, where a row is one vector, of rows y..y+count-1. */
struct piece {
	int y, first, count;
};

static struct piece cut_piece(const struct conv_shape *s, const struct cut *cut, int i)
{
	int per_row, at, first;

	if (cut->across == 1) {
		first = s->filter_height * i / cut->pieces;
		return (struct piece){first, 0, s->filter_height * (i + 1) / cut->pieces - first};
	}
	per_row = cut->pieces / s->filter_height;
	at = i % per_row;
	first = cut->across * at / per_row;
	return (struct piece){i / per_row, first, cut->across * (at + 1) / per_row - first};
}

struct conv_gradient {
	const struct conv_shape *shape;
	int n;
	const float *padded, *weights;
	const uint8_t *choice;
	const struct gradients *g;
	struct cut cut;
	int across, windows;         /* 2x2 windows in a row, and in an image */
	int sources;                 /* gradients of a window: its maximum's, or its four pixels' */
	int *pixel_ends;             /* [n][windows][4]: how far the lists of pixels reach */
	struct sparse_row *by_pixel; /* [n][windows*sources*filters]: at which of filter_rows */
	struct sparse_row *window;   /* [n][4][filters]: lists that are being made */
	float *filter_rows;          /* [filter_height][filters][stretch_padded] */
	float *padded_dx;            /* [n][slack_image] */
	struct sparse_row
		*by_filter; /* [panels][PANEL_WIDTH][windows*sources]: where in the image */
	float *weight_sums; /* [panels][pieces][PANEL_WIDTH][vectors of a piece] */
};

/* Of one panel and one image. */
struct filter_lists {
	struct sparse_row *terms; /* [PANEL_WIDTH][windows*sources] */
	int counts[PANEL_WIDTH];
};

static size_t slack_image(const struct conv_shape *s)
{
	return (conv_padded_image(s) + KERNEL_SLACK + 15) / 16 * 16;
}

/* The next array in scratch, or NULL where there is none yet and only the size is needed. */
static void *place(float *scratch, size_t *used, size_t count, size_t size)
{
	float *at = scratch ? scratch + *used : NULL;

	*used += (count * size / sizeof(float) + 15) / 16 * 16;
	return at;
}

static size_t lay_out(struct conv_gradient *work, float *scratch)
{
	const struct conv_shape *s = work->shape;
	size_t n = (size_t)work->n, filters = (size_t)s->filters, used = 0;
	size_t windows = n * (size_t)work->windows, sources = windows * (size_t)work->sources;

	work->pixel_ends = place(scratch, &used, 4 * windows, sizeof(int));
	work->by_pixel = place(scratch, &used, sources * filters, sizeof(struct sparse_row));
	work->window = place(scratch, &used, n * 4 * filters, sizeof(struct sparse_row));
	work->filter_rows =
		place(scratch, &used,
		      (size_t)s->filter_height * filters * (size_t)work->cut.stretch_padded,
		      sizeof(float));
	work->padded_dx = place(scratch, &used, n * slack_image(s), sizeof(float));
	work->by_filter =
		place(scratch, &used, panel_size(work->windows * work->sources, s->filters),
		      sizeof(struct sparse_row));
	work->weight_sums = place(scratch, &used, panel_size(work->cut.units * LANES, s->filters),
				  sizeof(float));
	return used;
}

static struct conv_gradient conv_gradient_work(const struct conv_shape *s, int n, bool is_pooled)
{
	int across = is_pooled ? s->pooled_width : (s->out_width + 1) / 2;
	int down = is_pooled ? s->pooled_height : (s->out_height + 1) / 2;

	return (struct conv_gradient){.shape = s,
				      .n = n,
				      .cut = cut_filter(s),
				      .across = across,
				      .windows = down * across,
				      .sources = is_pooled ? 1 : 4};
}

size_t ISA(conv_scratch)(const struct conv_shape *s, int n, bool is_pooled)
{
	struct conv_gradient work = conv_gradient_work(s, n, is_pooled);

	return lay_out(&work, NULL);
}

/* Where the input pixels begin that a window's pixel sees; pixel: 0..3 in reading order. */
static size_t seen_at(const struct conv_gradient *work, int window, int pixel)
{
	const struct conv_shape *s = work->shape;
	size_t y = (size_t)(window / work->across * 2 + pixel / 2);
	size_t x = (size_t)(window % work->across * 2 + pixel % 2);

	return y * (size_t)s->stride_y * conv_padded_row(s) +
	       x * (size_t)s->stride_x * (size_t)s->channels;
}

/* Where the gradients of one source and the filters from `first` on are in dy: false where that is
 * past the edge of the image. */
static bool find_source(const struct conv_gradient *work, int image, int window, int source,
			int first, size_t *at)
{
	const struct conv_shape *s = work->shape;
	int y = window / work->across * 2 + source / 2, x = window % work->across * 2 + source % 2;
	int output = work->choice ? image * work->windows + window
				  : (image * s->out_height + y) * s->out_width + x;

	*at = (size_t)output * (size_t)s->filters + (size_t)first;
	return y < s->out_height && x < s->out_width;
}

static unsigned live_filters(const struct conv_gradient *work, size_t at, int first)
{
	return live_outputs(work->g->dy + at, work->g->y ? work->g->y + at : NULL,
			    work->shape->filters - first);
}

/* Adds a window's share to the list of each filter of a panel. */
static void list_by_filter(const struct conv_gradient *work, int image, int panel, int window,
			   struct filter_lists *lists)
{
	int first = panel * PANEL_WIDTH, capacity = work->windows * work->sources;
	uint32_t seen[4];
	size_t at;

	for (int k = 0; k < 4; k++)
		seen[k] = (uint32_t)seen_at(work, window, k);
	for (int source = 0; source < work->sources; source++) {
		if (!find_source(work, image, window, source, first, &at))
			continue;
		for (unsigned live = live_filters(work, at, first); live;) {
			int f = next_live(&live);
			int k = work->choice ? work->choice[at + (size_t)f] : source;

			lists->terms[f * capacity + lists->counts[f]++] =
				(struct sparse_row){work->g->dy[at + (size_t)f], seen[k]};
		}
	}
}

/* Makes the lists of a window's four pixels, in work->window. */
static void list_window(const struct conv_gradient *work, int image, int window, int counts[4])
{
	int filters = work->shape->filters;
	struct sparse_row *lists = work->window + (size_t)image * 4 * (size_t)filters;
	size_t at;

	for (int source = 0; source < work->sources; source++)
		for (int first = 0; first < filters; first += PANEL_WIDTH) {
			if (!find_source(work, image, window, source, first, &at))
				continue;
			for (unsigned live = live_filters(work, at, first); live;) {
				int f = next_live(&live);
				int k = work->choice ? work->choice[at + (size_t)f] : source;

				lists[k * filters + counts[k]++] = (struct sparse_row){
					work->g->dy[at + (size_t)f],
					(uint32_t)((first + f) * work->cut.stretch_padded)};
			}
		}
}

/* Makes the list of each pixel of an image, one behind the other. */
static void list_by_pixel(const struct conv_gradient *work, int image)
{
	int filters = work->shape->filters, end = 0;
	const struct sparse_row *lists = work->window + (size_t)image * 4 * (size_t)filters;
	struct sparse_row *to =
		work->by_pixel + (size_t)(image * work->windows * work->sources) * (size_t)filters;

	for (int window = 0; window < work->windows; window++) {
		int counts[4] = {0};

		list_window(work, image, window, counts);
		for (int k = 0; k < 4; k++) {
			for (int i = 0; i < counts[k]; i++)
				to[end + i] = lists[k * filters + i];
			end += counts[k];
			work->pixel_ends[(image * work->windows + window) * 4 + k] = end;
		}
	}
}

/* One row of all filters, weights [stretch][filter] in panels -> [filter][stretch]. */
static void transpose_filter_row(void *context, int y)
{
	struct conv_gradient *work = context;
	const struct conv_shape *s = work->shape;
	int stretch = work->cut.stretch, padded = work->cut.stretch_padded;
	float *to = work->filter_rows + (size_t)y * (size_t)(s->filters * padded);

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
					vec_store(to + (ptrdiff_t)(f + k) * padded + i, x[k]);
		}
}

static void add_piece_of_image(const struct conv_gradient *work, int image, struct piece piece)
{
	const struct conv_shape *s = work->shape;
	size_t row = (size_t)s->filters * (size_t)work->cut.stretch_padded;
	const struct sparse_row *list =
		work->by_pixel +
		(size_t)(image * work->windows * work->sources) * (size_t)s->filters;
	const int *ends = work->pixel_ends + image * work->windows * 4;
	const float *from =
		work->filter_rows + (size_t)piece.y * row + (size_t)(piece.first * LANES);
	float *to = work->padded_dx + (size_t)image * slack_image(s) +
		    (size_t)piece.y * conv_padded_row(s) + (size_t)(piece.first * LANES);
	struct steps step = {(ptrdiff_t)row, (ptrdiff_t)conv_padded_row(s)};
	int start = 0;

	for (int i = 0; i < 4 * work->windows; start = ends[i++]) {
		int count = ends[i] - start;
		float *sum = to + seen_at(work, i / 4, i % 4);

		if (count > 0 && work->cut.across == 1)
			add_sparse_rows_in_groups(piece.count, 1, list + start, count, from, step,
						  sum);
		else if (count > 0)
			add_sparse_rows(piece.count, list + start, count, from, sum);
	}
}

/* Without the border. */
static void put_input_gradient(const struct conv_gradient *work, int image)
{
	const struct conv_shape *s = work->shape;
	size_t row = (size_t)(s->width * s->channels);
	const float *from = work->padded_dx + (size_t)image * slack_image(s) +
			    (size_t)s->top * conv_padded_row(s) +
			    (size_t)s->left * (size_t)s->channels;
	float *to = work->g->dx + (size_t)(image * s->height) * row;

	for (int y = 0; y < s->height; y++, from += conv_padded_row(s), to += row)
		memcpy(to, from, row * sizeof(float));
}

static void image_part(void *context, int image)
{
	struct conv_gradient *work = context;

	list_by_pixel(work, image);
	memset(work->padded_dx + (size_t)image * slack_image(work->shape), 0,
	       slack_image(work->shape) * sizeof(float));
	for (int i = 0; i < work->cut.pieces; i++)
		add_piece_of_image(work, image, cut_piece(work->shape, &work->cut, i));
	put_input_gradient(work, image);
}

/* Units of the filter before a piece, in floats. */
static size_t piece_at(const struct conv_gradient *work, struct piece piece)
{
	return (size_t)((piece.y * work->cut.across + piece.first) * LANES);
}

/* Hands one panel's rows of a piece over. */
static void take_panel(const struct conv_gradient *work, struct piece piece, int panel,
		       const float *sums)
{
	const struct conv_shape *s = work->shape;
	int stretch = work->cut.stretch, first = piece.first * LANES;
	int filters = min(PANEL_WIDTH, s->filters - panel * PANEL_WIDTH);
	bool is_apart = work->cut.across == 1;
	int rows = is_apart ? piece.count * stretch : min(piece.count * LANES, stretch - first);
	float taken[SPARSE_VECS * LANES * PANEL_WIDTH] = {0};

	for (int i = 0; i < rows; i++) {
		int at = is_apart ? i / stretch * LANES + i % stretch : i;

		for (int f = 0; f < filters; f++)
			taken[i * PANEL_WIDTH + f] = sums[f * piece.count * LANES + at];
	}
	work->g->sink->take(work->g->sink,
			    work->g->weights_at + panel_at(s->filter_height * stretch, panel) +
				    (size_t)((piece.y * stretch + first) * PANEL_WIDTH),
			    taken, (size_t)(rows * PANEL_WIDTH));
}

/* Adds one image's share to the sums of a panel's filters, [PANEL_WIDTH][piece.count * LANES]. */
static void add_piece_of_weights(const struct conv_gradient *work, int image, struct piece piece,
				 const struct filter_lists *lists, float *sums)
{
	const struct conv_shape *s = work->shape;
	int capacity = work->windows * work->sources;
	struct steps step = {(ptrdiff_t)conv_padded_row(s), LANES};
	const float *from = work->padded + (size_t)image * conv_padded_image(s) +
			    (size_t)piece.y * conv_padded_row(s) + piece.first * LANES;

	for (int f = 0; f < PANEL_WIDTH; f++, sums += piece.count * LANES)
		if (work->cut.across == 1)
			add_sparse_rows_in_groups(piece.count, 1, lists->terms + f * capacity,
						  lists->counts[f], from, step, sums);
		else
			add_sparse_rows(piece.count, lists->terms + f * capacity, lists->counts[f],
					from, sums);
}

/* The gradient of a bias is the sum of its filter's terms. */
static void add_to_bias(const struct conv_gradient *work, const struct filter_lists *lists,
			float *bias)
{
	int capacity = work->windows * work->sources;

	for (int f = 0; f < PANEL_WIDTH; f++)
		for (int i = 0; i < lists->counts[f]; i++)
			bias[f] += lists->terms[f * capacity + i].factor;
}

/* One panel of filters; the sums of all pieces are in L2, and every image passes by once. */
static void panel_part(void *context, int panel)
{
	struct conv_gradient *work = context;
	size_t capacity = (size_t)(work->windows * work->sources);
	size_t width = (size_t)(work->cut.units * LANES) * PANEL_WIDTH;
	float *sums = work->weight_sums + (size_t)panel * width, bias[PANEL_WIDTH] = {0};
	struct filter_lists lists = {work->by_filter + (size_t)panel * PANEL_WIDTH * capacity, {0}};

	memset(sums, 0, width * sizeof(float));
	for (int image = 0; image < work->n; image++) {
		memset(lists.counts, 0, sizeof(lists.counts));
		for (int i = 0; i < work->windows; i++)
			list_by_filter(work, image, panel, i, &lists);
		add_to_bias(work, &lists, bias);
		for (int i = 0; i < work->cut.pieces; i++) {
			struct piece piece = cut_piece(work->shape, &work->cut, i);

			add_piece_of_weights(work, image, piece, &lists,
					     sums + piece_at(work, piece) * PANEL_WIDTH);
		}
	}
	for (int i = 0; i < work->cut.pieces; i++) {
		struct piece piece = cut_piece(work->shape, &work->cut, i);

		take_panel(work, piece, panel, sums + piece_at(work, piece) * PANEL_WIDTH);
	}
	if (work->g->has_bias)
		work->g->sink->take(work->g->sink, work->g->bias_at + panel_at(1, panel), bias,
				    PANEL_WIDTH);
}

void ISA(conv_gradients)(const struct conv_shape *s, int n, const float *padded,
			 const float *weights, const uint8_t *choice, const struct gradients *g,
			 struct pool *pool)
{
	struct conv_gradient work = conv_gradient_work(s, n, choice != NULL);

	work.padded = padded + winograd_filters_size(s);
	work.weights = weights;
	work.choice = choice;
	work.g = g;
	lay_out(&work, g->scratch);
	if (g->dx && conv_is_plane(s)) {
		ISA(conv_plane_gradient)(s, n, weights, choice, g, pool);
	} else if (g->dx) {
		pool_run(pool, s->filter_height, transpose_filter_row, &work);
		pool_run(pool, n, image_part, &work);
	}
	if (g->sink)
		pool_run(pool, panel_count(s->filters), panel_part, &work);
}
