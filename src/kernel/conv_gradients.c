/*
 * The gradients of a convolution's filters and biases, with those of the ReLU and the 2x2 maximum
 * behind it, as sums of sparse rows (sparse_rows.h): an output pixel whose gradient is zero is in
 * no list. (That of its input: conv_input_gradient.c.)
 *
 * In the padded image and in the filters alike, what one row of a filter spans is a stretch of
 * width*channels floats. So an output's gradient g adds g * (a stretch of the image) to a stretch
 * of the weights' gradient. A part is a panel of filters: it lists, for each filter, the pixels of
 * one image after the other. Pixels are taken in 2x2 windows, whether a maximum follows or not, so
 * that both ways sum in the same order.
 *
 * Blocking: a piece is up to SPARSE_VECS vectors of a stretch, the sums of one filter. While a
 * panel is made, the image (41 KB in the article's second layer) and the panel's sums (51 KB) stay
 * in L2. Where a stretch fits a vector (one channel), a piece is rather one vector of each row of
 * the filter. Registers: those of sparse_rows.h. Measured with AVX2: a sixth of a training step of
 * the article's network; 60 % of the FMA peak in what is done. Of the gradients three of four are
 * zero behind the maximum, and of the rest a quarter in the second layer and a tenth in the first.
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

/* An output that can have a gradient: where those of all filters are in an image's dy, and what it
 * sees in the padded image; behind a maximum: what the first of the four sees. */
struct source {
	uint32_t at, seen;
};

struct conv_gradient {
	const struct conv_shape *shape;
	int n;
	const float *padded;
	const uint8_t *choice;
	const struct gradients *g;
	struct cut cut;
	uint32_t pixel[4]; /* of a window: from what the first sees to what each sees */
	int outputs;       /* of an image, or of its maxima */
	int source_count;
	struct source *sources;   /* [outputs] */
	uint32_t *live;           /* [panels][outputs]: which filters of the panel, as bits */
	struct sparse_row *terms; /* [panels][PANEL_WIDTH][outputs]: where in the image */
	float *sums;              /* [panels][pieces][PANEL_WIDTH][vectors of a piece] */
};

static size_t lay_out(struct conv_gradient *work, float *scratch)
{
	size_t panels = (size_t)panel_count(work->shape->filters), used = 0;
	size_t outputs = (size_t)work->outputs;

	work->sources = place(scratch, &used, outputs, sizeof(struct source));
	work->live = place(scratch, &used, panels * outputs, sizeof(uint32_t));
	work->terms =
		place(scratch, &used, panels * PANEL_WIDTH * outputs, sizeof(struct sparse_row));
	work->sums =
		place(scratch, &used, panel_size(work->cut.units * LANES, work->shape->filters),
		      sizeof(float));
	return used;
}

static struct conv_gradient conv_gradient_work(const struct conv_shape *s, int n, bool is_pooled)
{
	int outputs = is_pooled ? s->pooled_height * s->pooled_width : s->out_height * s->out_width;

	return (struct conv_gradient){.shape = s, .n = n, .cut = cut_filter(s), .outputs = outputs};
}

size_t ISA(conv_scratch)(const struct conv_shape *s, int n, bool is_pooled)
{
	struct conv_gradient work = conv_gradient_work(s, n, is_pooled);
	size_t of_weights = lay_out(&work, NULL),
	       of_input = ISA(conv_input_scratch)(s, n, is_pooled);

	return of_weights > of_input ? of_weights : of_input;
}

/* Lists what can have a gradient. Without a maximum too it goes by windows, so that both ways sum
 * in the same order. */
static void find_sources(struct conv_gradient *work)
{
	const struct conv_shape *s = work->shape;
	int across = work->choice ? s->pooled_width : (s->out_width + 1) / 2;
	int down = work->choice ? s->pooled_height : (s->out_height + 1) / 2;
	uint32_t below = (uint32_t)s->stride_y * (uint32_t)conv_padded_row(s);
	uint32_t right = (uint32_t)(s->stride_x * s->channels);

	for (int k = 0; k < 4; k++)
		work->pixel[k] = (uint32_t)(k / 2) * below + (uint32_t)(k % 2) * right;
	work->source_count = 0;
	for (int i = 0; i < 4 * across * down; i += work->choice ? 4 : 1) {
		int y = i / 4 / across * 2 + i % 4 / 2, x = i / 4 % across * 2 + i % 2;
		int output = work->choice ? i / 4 : y * s->out_width + x;

		if (y < s->out_height && x < s->out_width)
			work->sources[work->source_count++] =
				(struct source){(uint32_t)(output * s->filters),
						(uint32_t)y * below + (uint32_t)x * right};
	}
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

/* Where an image's gradients of a panel begin in dy. */
static size_t panel_of_dy(const struct conv_gradient *work, int image, int panel)
{
	return (size_t)image * (size_t)work->outputs * (size_t)work->shape->filters +
	       (size_t)panel * PANEL_WIDTH;
}

/* Finds which gradients of a panel are not zero, and adds all to the biases'. */
static void find_live(const struct conv_gradient *work, int image, int panel, float *bias)
{
	const struct gradients *g = work->g;
	size_t from = panel_of_dy(work, image, panel);
	int filters = work->shape->filters - panel * PANEL_WIDTH;
	uint32_t *live = work->live + (size_t)panel * (size_t)work->outputs;
	vec sum[PANEL_VECS];

	memcpy(sum, bias, sizeof(sum));
	for (int i = 0; i < work->source_count; i++) {
		size_t at = from + work->sources[i].at;
		const float *y = g->y ? g->y + at : NULL;

		live[i] = live_outputs(g->dy + at, y, filters);
		UNROLL
		for (int v = 0; v < PANEL_VECS; v++) {
			vec dy = vec_load(g->dy + at + v * LANES);

			sum[v] += y ? vec_where_positive(vec_load(y + v * LANES), dy) : dy;
		}
	}
	memcpy(bias, sum, sizeof(sum));
}

/* Lists the gradients of one filter and returns their number. All are written, and what is zero is
 * overwritten by the next: a branch could not be predicted. */
static int list_filter(const struct conv_gradient *work, int image, int panel, int f,
		       struct sparse_row *terms)
{
	const uint32_t *live = work->live + (size_t)panel * (size_t)work->outputs;
	size_t first = panel_of_dy(work, image, panel) + (size_t)f;
	const float *dy = work->g->dy + first;
	const uint8_t *choice = work->choice ? work->choice + first : NULL;
	int count = 0;

	for (int i = 0; i < work->source_count; i++) {
		struct source source = work->sources[i];
		uint32_t seen = source.seen + (choice ? work->pixel[choice[source.at]] : 0);

		terms[count] = (struct sparse_row){dy[source.at], seen};
		count += (int)(live[i] >> f & 1);
	}
	return count;
}

/* Adds one image's share to the sums of a panel's filters, [PANEL_WIDTH][piece.count * LANES]. */
static void add_piece(const struct conv_gradient *work, int image, struct piece piece,
		      const struct sparse_row *terms, const int counts[PANEL_WIDTH], float *sums)
{
	const struct conv_shape *s = work->shape;
	struct steps step = {(ptrdiff_t)conv_padded_row(s), LANES};
	const float *from = work->padded + (size_t)image * conv_padded_image(s) +
			    (size_t)piece.y * conv_padded_row(s) + piece.first * LANES;

	for (int f = 0; f < PANEL_WIDTH; f++, sums += piece.count * LANES, terms += work->outputs)
		if (work->cut.across == 1)
			add_sparse_rows_in_groups(piece.count, 1, terms, counts[f], from, step,
						  sums);
		else
			add_sparse_rows(piece.count, terms, counts[f], from, sums);
}

static void add_image(const struct conv_gradient *work, int image, int panel, float *sums,
		      float *bias)
{
	struct sparse_row *terms =
		work->terms + (size_t)panel * PANEL_WIDTH * (size_t)work->outputs;
	int filters = min(PANEL_WIDTH, work->shape->filters - panel * PANEL_WIDTH);
	int counts[PANEL_WIDTH] = {0};

	find_live(work, image, panel, bias);
	for (int f = 0; f < filters; f++)
		counts[f] = list_filter(work, image, panel, f, terms + f * work->outputs);
	for (int i = 0; i < work->cut.pieces; i++) {
		struct piece piece = cut_piece(work->shape, &work->cut, i);

		add_piece(work, image, piece, terms, counts,
			  sums + piece_at(work, piece) * PANEL_WIDTH);
	}
}

/* One panel of filters; the sums of all pieces are in L2, and every image passes by once. */
static void panel_part(void *context, int panel)
{
	struct conv_gradient *work = context;
	int filters = work->shape->filters - panel * PANEL_WIDTH;
	size_t width = (size_t)(work->cut.units * LANES) * PANEL_WIDTH;
	float *sums = work->sums + (size_t)panel * width, bias[PANEL_WIDTH] = {0};

	memset(sums, 0, width * sizeof(float));
	for (int image = 0; image < work->n; image++)
		add_image(work, image, panel, sums, bias);
	for (int i = 0; i < work->cut.pieces; i++) {
		struct piece piece = cut_piece(work->shape, &work->cut, i);

		take_panel(work, piece, panel, sums + piece_at(work, piece) * PANEL_WIDTH);
	}
	for (int f = filters; f < PANEL_WIDTH; f++)
		bias[f] = 0;
	if (work->g->has_bias)
		work->g->sink->take(work->g->sink, work->g->bias_at + panel_at(1, panel), bias,
				    PANEL_WIDTH);
}

void ISA(conv_gradients)(const struct conv_shape *s, int n, const float *padded,
			 const float *weights, const uint8_t *choice, const struct gradients *g,
			 struct pool *pool)
{
	struct conv_gradient work = conv_gradient_work(s, n, choice != NULL);

	if (g->dx && conv_is_plane(s))
		ISA(conv_plane_gradient)(s, n, weights, choice, g, pool);
	else if (g->dx)
		ISA(conv_input_gradient)(s, n, weights, choice, g, pool);
	if (!g->sink)
		return;
	work.padded = padded + winograd_filters_size(s);
	work.choice = choice;
	work.g = g;
	lay_out(&work, g->scratch);
	find_sources(&work);
	pool_run(pool, panel_count(s->filters), panel_part, &work);
}
