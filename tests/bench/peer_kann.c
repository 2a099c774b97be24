/*
 * The article's networks in KANN, for tests/bench/compare, which compiles this with KANN's sources
 * (see peer.py for how the two talk). KANN has RMSprop in Adam's place, which does less; for the
 * gradient of an image the weights are constants, so that theirs is not computed; and the weights
 * are KANN's own, as its loops take the same time for any.
 */
#include <kann.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <zlib.h>

enum { PIXELS = 784, CLASSES = 10, MAX = 1000 };

struct peer {
	int threads;
	float *images, *labels; /* MAX of each, labels one-hot */
	kann_t *train, *ask, *one, *attack, *softmax;
	float *moments;
	int step; /* of training */
};

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static gzFile open_idx(const char *folder, const char *kind)
{
	static const char *const forms[] = {"%s/train-%s", "%s/train-%s.gz", "%s/%s", "%s/%s.gz"};
	char path[4096];
	gzFile file = NULL;

	for (int i = 0; i < 4 && !file; i++) {
		snprintf(path, sizeof(path), forms[i], folder, kind);
		file = gzopen(path, "rb");
	}
	return file;
}

static int read_data(struct peer *p, const char *folder)
{
	unsigned char bytes[PIXELS], label;
	gzFile images = open_idx(folder, "images-idx3-ubyte");
	gzFile labels = open_idx(folder, "labels-idx1-ubyte");

	p->images = calloc(MAX * PIXELS, sizeof(float));
	p->labels = calloc(MAX * CLASSES, sizeof(float));
	if (!images || !labels || gzread(images, bytes, 16) != 16 || gzread(labels, bytes, 8) != 8)
		return 0;
	for (int i = 0; i < MAX; i++) {
		if (gzread(images, bytes, PIXELS) != PIXELS || gzread(labels, &label, 1) != 1)
			return 0;
		for (int j = 0; j < PIXELS; j++)
			p->images[i * PIXELS + j] = (float)bytes[j] / 255;
		p->labels[i * CLASSES + label % CLASSES] = 1;
	}
	gzclose(images);
	gzclose(labels);
	return 1;
}

static kad_node_t *conv(kad_node_t *t, uint8_t flag, int filters)
{
	t = kad_conv2d(t, kann_new_leaf(flag, 0, 4, filters, t->d[1], 5, 5), 1, 1, 2, 2);
	return kad_max2d(kad_relu(t), 2, 2, 2, 2, 0, 0);
}

static kad_node_t *dense(kad_node_t *t, uint8_t flag, int units)
{
	kad_node_t *w = kann_new_leaf(flag, 0, 2, units, kad_len(t) / t->d[0]);

	return kad_add(kad_cmul(t, w), kann_new_leaf(flag, 0.1f, 1, units));
}

static kann_t *finish(kad_node_t *t)
{
	kad_node_t *truth = kad_feed(2, 1, CLASSES), *cost;

	truth->ext_flag |= KANN_F_TRUTH;
	t = kad_softmax(t);
	t->ext_flag |= KANN_F_OUT;
	cost = kad_ce_multi(t, truth);
	cost->ext_flag |= KANN_F_COST;
	return kann_new(cost, 0);
}

/* is_attack: the image is the only variable. */
static kann_t *cnn(int is_attack)
{
	uint8_t flag = is_attack ? KAD_CONST : KAD_VAR;
	kad_node_t *t =
		is_attack ? kann_new_leaf(KAD_VAR, 0, 4, 1, 1, 28, 28) : kad_feed(4, 1, 1, 28, 28);

	if (!is_attack)
		t->ext_flag |= KANN_F_IN;
	t = kad_relu(dense(conv(conv(t, flag, 32), flag, 64), flag, 1024));
	return finish(dense(is_attack ? t : kann_layer_dropout(t, 0.5f), flag, CLASSES));
}

static kann_t *prepare(struct peer *p, kann_t *net, int batch, int is_training)
{
	kann_set_batch_size(net, batch);
	kann_switch(net, is_training);
	if (batch > 1)
		kann_mt(net, p->threads, batch);
	return net;
}

static float run(struct peer *p, kann_t *net, int batch, int at, int has_gradient)
{
	float *x = p->images + at % (MAX / batch) * batch * PIXELS;
	float *y = p->labels + at % (MAX / batch) * batch * CLASSES;

	kann_feed_bind(net, KANN_F_IN, 0, &x);
	kann_feed_bind(net, KANN_F_TRUTH, 0, &y);
	return kann_cost(net, 0, has_gradient);
}

/* One unit of a piece; 0: there is none of that name. */
static int run_piece(struct peer *p, const char *piece)
{
	if (strcmp(piece, "train") == 0) {
		int n = kann_size_var(p->train);

		run(p, p->train, 50, p->step++, 1);
		kann_RMSprop(n, 1e-4f, 0, 0.9f, p->train->g, p->train->x, p->moments);
	} else if (strcmp(piece, "inference") == 0) {
		for (int i = 0; i < 10; i++)
			run(p, p->ask, 100, i, 0);
	} else if (strcmp(piece, "latency") == 0) {
		run(p, p->one, 1, 15, 0);
	} else if (strcmp(piece, "attack") == 0) {
		run(p, p->attack, 1, 15, 1);
	} else if (strcmp(piece, "softmax") == 0) {
		for (int i = 0; i < 1000; i++) {
			run(p, p->softmax, 100, i, 1);
			kad_saxpy(kann_size_var(p->softmax), -0.5f, p->softmax->g, p->softmax->x);
		}
	} else {
		return 0;
	}
	return 1;
}

int main(int argc, char **argv)
{
	struct peer p = {.threads = argc > 1 ? (int)strtol(argv[1], NULL, 10) : 1};
	char piece[64];
	kad_node_t *t = kad_feed(2, 1, PIXELS);

	if (argc < 3 || !read_data(&p, argv[2]))
		return 1;
	p.train = prepare(&p, cnn(0), 50, 1);
	p.ask = prepare(&p, cnn(0), 100, 0);
	p.one = prepare(&p, cnn(0), 1, 0);
	p.attack = prepare(&p, cnn(1), 1, 0);
	t->ext_flag |= KANN_F_IN;
	p.softmax = prepare(&p, finish(dense(t, KAD_VAR, CLASSES)), 100, 1);
	p.moments = calloc((size_t)kann_size_var(p.train), sizeof(float));
	printf("KANN %s\n", KANN_VERSION);
	fflush(stdout);
	while (scanf("%63s", piece) == 1) {
		double start = now();
		int runs = 0;

		while (run_piece(&p, piece) && ++runs && now() - start < 0.3)
			;
		if (runs)
			printf("%.9g its own loops\n", 1e3 * (now() - start) / runs);
		else
			puts("-");
		fflush(stdout);
	}
	return 0;
}
