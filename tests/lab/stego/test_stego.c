/* Texts come back from their images, to the network that made them and to no other. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/pool.h"
#include "lab/stego/stego.h"
#include "support/scene.h"

#include <string.h>

static void texts_come_back(void **state)
{
	static const char *const texts[] = {
		"", "a", "Gr\xc3\xbc\xc3\x9fi, \xe2\x82\xac",
		"0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.,"};
	struct scene *scene = scene_new(200);
	struct pool *pool = pool_new(3);

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		struct stego one, other;
		char text[STEGO_TEXT_MAX + 1];
		size_t size = 0, length = strlen(texts[i]);
		struct err err;

		assert_true(stego_hide(scene->fit->net, texts[i], length, 5, NULL, &one, &err));
		assert_true(stego_hide(scene->fit->net, texts[i], length, 5, pool, &other, &err));
		assert_int_equal(one.count, stego_images(scene->fit->net->classes, length));
		assert_memory_equal(one.images, other.images, (size_t)one.count * one.pixels);
		assert_true(one.lowest >= 0.99F);
		assert_true(stego_tolerance(scene->fit->net, &one, pool) >= 1);
		assert_true(stego_reveal(scene->fit->net, &one, pool, text, &size, &err));
		assert_int_equal(size, length);
		assert_string_equal(text, texts[i]);
		stego_clear(&one);
		stego_clear(&other);
	}
	pool_free(pool);
	scene_free(scene);
}

static void others_and_changed_images_are_refused(void **state)
{
	struct scene *scene = scene_new(200), *further = scene_new(201);
	struct stego stego;
	char text[STEGO_TEXT_MAX + 1];
	size_t size;
	struct err err;

	(void)state;
	assert_true(stego_hide(scene->fit->net, "secret", 6, 5, NULL, &stego, &err));
	assert_false(stego_reveal(further->fit->net, &stego, NULL, text, &size, &err));
	assert_non_null(strstr(err.text, "not for this network"));
	assert_true(stego_reveal(scene->fit->net, &stego, NULL, text, &size, &err));
	/* The last image, inverted, is another class; and without it the text has no end. */
	stego.count--;
	assert_false(stego_reveal(scene->fit->net, &stego, NULL, text, &size, &err));
	stego.count++;
	for (size_t i = 0; i < stego.pixels; i++) {
		uint8_t *pixel = &stego.images[((size_t)stego.count - 1) * stego.pixels + i];

		*pixel = (uint8_t)(255 - *pixel);
	}
	assert_false(stego_reveal(scene->fit->net, &stego, NULL, text, &size, &err));
	stego_clear(&stego);
	scene_free(scene);
	scene_free(further);
}

static void a_text_is_hidden_piece_by_piece(void **state)
{
	struct scene *scene = scene_new(200);
	struct stego whole, pieces;
	struct err err = {""};

	(void)state;
	assert_true(stego_hide(scene->fit->net, "secret", 6, 5, NULL, &whole, &err));
	assert_true(stego_begin(scene->fit->net, "secret", 6, 5, &pieces, &err));
	assert_int_equal(pieces.count, whole.count);
	while (pieces.made < pieces.count) {
		int before = pieces.made;

		assert_true(stego_advance(scene->fit->net, NULL, &pieces, &err));
		assert_true(pieces.made > before);
		assert_true(before > 0 || pieces.made < pieces.count);
	}
	assert_memory_equal(pieces.images, whole.images, (size_t)whole.count * whole.pixels);
	assert_true(pieces.lowest == whole.lowest);
	stego_clear(&whole);
	stego_clear(&pieces);
	scene_free(scene);
}

static void a_text_has_a_largest_size(void **state)
{
	static char text[STEGO_TEXT_MAX + 1];
	struct scene *scene = scene_new(1);
	struct stego stego;
	struct err err;

	(void)state;
	assert_false(stego_hide(scene->fit->net, text, sizeof(text), 5, NULL, &stego, &err));
	assert_non_null(strstr(err.text, "1024"));
	assert_int_equal(stego_images(2, 1), 8 * 7);
	assert_int_equal(stego_images(10, 64), 3 * 70);
	assert_int_equal(stego_images(100, 0), 2 * 6);
	scene_free(scene);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(texts_come_back),
		cmocka_unit_test(others_and_changed_images_are_refused),
		cmocka_unit_test(a_text_is_hidden_piece_by_piece),
		cmocka_unit_test(a_text_has_a_largest_size),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
