/* Who is fooled by whose images: the same as one finds with one attack after the other. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/pool.h"
#include "lab/attack/attack.h"
#include "lab/attack/transfer.h"
#include "lab/train/evaluate.h"
#include "nn/loss.h"
#include "support/scene.h"

#include <string.h>

enum { IMAGES = 20, FIRST = 2 };

struct fixture {
	struct scene *scene;
	struct fit *other;
	struct transfer_spec spec;
};

static struct fixture fixture_new(const struct attack_method *method)
{
	struct fixture f = {.scene = scene_new(200)};
	struct fit_spec spec = f.scene->fit->spec;
	struct err err;

	spec.seed = 7;
	f.other = fit_new(&spec, f.scene->data, f.scene->fit->net->kernel, NULL, &err);
	assert_non_null(f.other);
	while (f.other->step < 200)
		assert_true(fit_step(f.other, &err));
	f.spec = (struct transfer_spec){
		.nets = {f.scene->fit->net, f.other->net},
		.count = 2,
		.split = &f.scene->data->split[SPLIT_TRAIN],
		.first = FIRST,
		.images = IMAGES,
		.attack = attack_method_defaults(method, -1, false),
		.steps = 5,
		.piece = 7,
	};
	f.spec.attack.is_untargeted = true;
	return f;
}

static void fixture_free(struct fixture *f)
{
	fit_free(f->other);
	scene_free(f->scene);
}

static struct transfer *run(const struct transfer_spec *spec, struct pool *pool)
{
	struct transfer *t = transfer_new(spec, pool);
	double share = 0;

	while (transfer_advance(t)) {
		assert_true(transfer_share(t) > share);
		share = transfer_share(t);
	}
	assert_true(transfer_share(t) == 1);
	assert_false(transfer_advance(t));
	return t;
}

static int read_by(const struct net *net, const float *image)
{
	float p[DATASET_MAX_CLASSES];

	classify(net, image, p);
	return argmax(net->classes, p);
}

static void each_network_reads_what_the_attack_on_another_makes(void **state)
{
	struct fixture f = fixture_new(attack_method_find("bim"));
	struct transfer *t = run(&f.spec, NULL);
	size_t count;
	const struct transfer_image *images = transfer_images(t, &count);
	int counted = 0;

	(void)state;
	assert_int_equal(count, IMAGES);
	for (size_t i = 0; i < count; i++) {
		float image[SCENE_PIXELS];
		bool is_right = true;

		split_image(f.spec.split, FIRST + i, image);
		assert_int_equal(images[i].label, f.spec.split->labels[FIRST + i]);
		for (int r = 0; r < 2; r++) {
			assert_int_equal(images[i].unchanged[r], read_by(f.spec.nets[r], image));
			is_right = is_right && images[i].unchanged[r] == images[i].label;
		}
		assert_int_equal(images[i].is_counted, is_right);
		counted += is_right;
		for (int s = 0; is_right && s < 2; s++) {
			struct attack_spec spec = f.spec.attack;
			struct attack *a;

			spec.target = images[i].label;
			a = attack_new(f.spec.nets[s], image, &spec, NULL);
			attack_run(a, 5, 1, NULL);
			assert_int_equal(a->count, 6);
			assert_true(images[i].l2[s] == (float)a->steps[5].l2);
			for (int r = 0; r < 2; r++)
				assert_int_equal(images[i].made[s][r],
						 read_by(f.spec.nets[r], a->steps[5].image));
			attack_free(a);
		}
	}
	assert_true(counted > IMAGES / 2);
	transfer_free(t);
	fixture_free(&f);
}

static void threads_and_pieces_change_nothing(void **state)
{
	struct fixture f = fixture_new(attack_method_find("deepfool"));
	struct pool *pool = pool_new(3);
	struct transfer *one = run(&f.spec, NULL), *other;
	size_t count, other_count;
	const struct transfer_image *images = transfer_images(one, &count);

	(void)state;
	f.spec.piece = 3;
	other = run(&f.spec, pool);
	assert_memory_equal(images, transfer_images(other, &other_count), sizeof(*images) * count);
	assert_int_equal(count, other_count);
	transfer_free(one);
	transfer_free(other);
	pool_free(pool);
	fixture_free(&f);
}

/* The same network twice is fooled by all of its twin's images. */
static void a_twin_is_fooled_by_all(void **state)
{
	struct fixture f = fixture_new(attack_method_find("fgsm"));
	struct transfer *t;
	struct transfer_counts c;
	size_t count;
	const struct transfer_image *images;

	(void)state;
	f.spec.nets[1] = f.spec.nets[0];
	f.spec.attack.eps = f.spec.attack.rate = 0.5f;
	t = run(&f.spec, NULL);
	images = transfer_images(t, &count);
	c = transfer_count(images, count, 2, &f.spec.attack);
	assert_int_equal(c.images, IMAGES);
	assert_true(c.counted > 0 && c.fooled[0][0] > 0);
	assert_int_equal(c.images - c.counted, c.wrong[0]);
	for (int s = 0; s < 2; s++)
		for (int r = 0; r < 2; r++)
			assert_int_equal(c.fooled[s][r], c.fooled[0][0]);
	assert_true(c.linf[0] > 0.4 && c.linf[0] <= 0.5 + 1e-6);
	transfer_free(t);
	fixture_free(&f);
}

/* By hand: three images, of which one does not count and one does not fool the network it was made
 * on. */
static void what_does_not_fool_its_own_network_is_left_out(void **state)
{
	struct attack_spec away = attack_method_defaults(attack_method_find("fgsm"), -1, false);
	struct attack_spec towards = attack_method_defaults(attack_method_find("fgsm"), 2, false);
	struct transfer_image images[3] = {
		{.label = 1, .unchanged = {1, 0}},
		{.label = 1,
		 .unchanged = {1, 1},
		 .is_counted = true,
		 .made = {{2, 3}, {1, 1}},
		 .noise = {{1, 2}, {0, 0}},
		 .l2 = {4, 100},
		 .linf = {1, 100}},
		{.label = 0,
		 .unchanged = {0, 0},
		 .is_counted = true,
		 .made = {{2, 2}, {0, 2}},
		 .noise = {{0, 2}, {0, 0}},
		 .l2 = {6, 100},
		 .linf = {2, 100}},
	};
	struct transfer_counts c;

	(void)state;
	away.is_untargeted = true;
	c = transfer_count(images, 3, 2, &away);
	assert_int_equal(c.images, 3);
	assert_int_equal(c.counted, 2);
	assert_int_equal(c.wrong[0], 0);
	assert_int_equal(c.wrong[1], 1);
	assert_int_equal(c.fooled[0][0], 2);
	assert_int_equal(c.fooled[0][1], 2);
	assert_int_equal(c.noise[0][0], 0);
	assert_int_equal(c.noise[0][1], 2);
	/* The image made on 1 that fools 0 does not fool 1. */
	assert_int_equal(c.fooled[1][0], 0);
	assert_int_equal(c.fooled[1][1], 1);
	assert_true(c.l2[0] == 5 && c.linf[0] == 1.5);
	c = transfer_count(images, 3, 2, &towards);
	assert_int_equal(c.fooled[0][0], 2);
	assert_int_equal(c.fooled[0][1], 1); /* 3 is not the target */
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_network_reads_what_the_attack_on_another_makes),
		cmocka_unit_test(threads_and_pieces_change_nothing),
		cmocka_unit_test(a_twin_is_fooled_by_all),
		cmocka_unit_test(what_does_not_fool_its_own_network_is_left_out),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
