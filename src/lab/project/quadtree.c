/* A square with points in one quarter only gets no node: so there are less than 2 n. */
#include "lab/project/quadtree.h"
#include "base/xalloc.h"

#include <math.h>
#include <stdlib.h>

/* Halvings, after which points count as equal. */
enum { DEPTH = 60 };

struct square {
	double x, y, half; /* centre, and half a side */
};

struct quadtree quadtree_new(size_t n)
{
	return (struct quadtree){0, xcalloc(2 * n, sizeof(struct quadtree_node)),
				 xcalloc(n, sizeof(int)), xcalloc(n, sizeof(int)), NULL};
}

void quadtree_clear(struct quadtree *t)
{
	free(t->nodes);
	free(t->order);
	free(t->scratch);
	*t = (struct quadtree){0};
}

static int quarter_of(const struct quadtree *t, const struct square *s, int point)
{
	return (t->points[2 * point] >= s->x) + 2 * (t->points[2 * point + 1] >= s->y);
}

static struct square quarter(const struct square *s, int which)
{
	double half = s->half / 2;

	return (struct square){s->x + (which & 1 ? half : -half), s->y + (which & 2 ? half : -half),
			       half};
}

/* Sorts order[first..end-1] by quarters, which begin at starts[]. */
static void sort_quarters(struct quadtree *t, const struct square *s, int first, int end,
			  int starts[5])
{
	int next[4], counts[4] = {0};

	for (int i = first; i < end; i++)
		counts[quarter_of(t, s, t->order[i])]++;
	starts[0] = first;
	for (int k = 0; k < 4; k++) {
		next[k] = starts[k];
		starts[k + 1] = starts[k] + counts[k];
	}
	for (int i = first; i < end; i++)
		t->scratch[next[quarter_of(t, s, t->order[i])]++] = t->order[i];
	for (int i = first; i < end; i++)
		t->order[i] = t->scratch[i];
}

static struct quadtree_node mean_of(const struct quadtree *t, int first, int end)
{
	struct quadtree_node node = {0, 0, end - first, 0, 0};

	for (int i = first; i < end; i++) {
		node.x += t->points[2 * t->order[i]];
		node.y += t->points[2 * t->order[i] + 1];
	}
	node.x /= node.count;
	node.y /= node.count;
	return node;
}

static void add(struct quadtree *t, struct square s, int first, int end, int depth)
{
	int at = t->count++, starts[5] = {0}, only = 0;

	t->nodes[at] = mean_of(t, first, end);
	while (end - first > 1 && only >= 0 && depth < DEPTH) {
		sort_quarters(t, &s, first, end, starts);
		only = -1;
		for (int k = 0; k < 4; k++)
			if (starts[k] == first && starts[k + 1] == end)
				only = k;
		if (only >= 0)
			s = quarter(&s, only);
		depth++;
	}
	if (only < 0) {
		t->nodes[at].square = 4 * s.half * s.half;
		for (int k = 0; k < 4; k++)
			if (starts[k] < starts[k + 1])
				add(t, quarter(&s, k), starts[k], starts[k + 1], depth);
	}
	t->nodes[at].next = t->count;
}

void quadtree_build(struct quadtree *t, const double *points, size_t n)
{
	double lo[2] = {points[0], points[1]}, hi[2] = {points[0], points[1]};
	struct square s;

	for (size_t i = 0; i < n; i++) {
		t->order[i] = (int)i;
		for (size_t k = 0; k < 2; k++) {
			lo[k] = fmin(lo[k], points[2 * i + k]);
			hi[k] = fmax(hi[k], points[2 * i + k]);
		}
	}
	s = (struct square){(lo[0] + hi[0]) / 2, (lo[1] + hi[1]) / 2,
			    fmax(hi[0] - lo[0], hi[1] - lo[1]) / 2};
	t->points = points;
	t->count = 0;
	add(t, s, 0, (int)n, 0);
}

double quadtree_repulsion(const struct quadtree *t, const double point[2], double theta,
			  double force[2])
{
	double limit = theta * theta, sum = 0, fx = 0, fy = 0;

	for (int at = 0; at < t->count;) {
		const struct quadtree_node *node = &t->nodes[at];
		double dx = point[0] - node->x, dy = point[1] - node->y;
		double distance = dx * dx + dy * dy;

		if (node->square > 0 && node->square >= limit * distance) {
			at++;
		} else {
			double q = 1 / (1 + distance), all = node->count * q;

			sum += all;
			fx += all * q * dx;
			fy += all * q * dy;
			at = node->next;
		}
	}
	force[0] += fx;
	force[1] += fy;
	return sum - 1;
}
