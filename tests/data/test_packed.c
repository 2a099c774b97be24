/* Packed images: what goes in comes out, whatever it is. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/rng.h"
#include "data/packed.h"

#include <stdlib.h>
#include <string.h>

enum { IMAGES = 40, MAX_PIXELS = 64 };

/* Image i has about i of IMAGES pixels that are not 0: the first has none, the last few zeros. */
static void draw(struct rng *rng, size_t pixels, uint8_t *images)
{
	for (size_t i = 0; i < IMAGES * pixels; i++) {
		images[i] = (uint8_t)(1 + rng_below(rng, 255));
		if (rng_below(rng, IMAGES) >= i / pixels)
			images[i] = 0;
	}
}

static struct packed *pack(const uint8_t *images, size_t pixels)
{
	struct packed *packed = packed_new(IMAGES, pixels);

	for (size_t i = 0; i < IMAGES; i++)
		packed_add(packed, images + i * pixels);
	packed_trim(packed);
	return packed;
}

/* Of every size, so that the last group of eight is full, has one pixel, or any other number. */
static void images_come_out_as_they_went_in(void **state)
{
	uint8_t images[IMAGES * MAX_PIXELS], bytes[MAX_PIXELS + 1];
	float floats[MAX_PIXELS + 1];
	struct packed *packed;
	struct rng rng;

	(void)state;
	rng_seed(&rng, 5, RNG_NOISE);
	for (size_t pixels = 1; pixels <= MAX_PIXELS; pixels++) {
		draw(&rng, pixels, images);
		packed = pack(images, pixels);
		for (size_t i = IMAGES; i-- > 0;) {
			bytes[pixels] = 77;
			floats[pixels] = 77;
			packed_bytes(packed, i, bytes);
			packed_floats(packed, i, floats);
			assert_memory_equal(bytes, images + i * pixels, pixels);
			for (size_t j = 0; j < pixels; j++)
				assert_true(floats[j] == (float)bytes[j] / 255.0f);
			assert_int_equal(bytes[pixels], 77);
			assert_true(floats[pixels] == 77);
		}
		packed_free(packed);
	}
}

static void images_without_zeros_fit(void **state)
{
	uint8_t images[IMAGES * 17], bytes[17];
	struct packed *packed;

	(void)state;
	memset(images, 255, sizeof(images));
	packed = pack(images, 17);
	for (size_t i = 0; i < IMAGES; i++) {
		packed_bytes(packed, i, bytes);
		assert_memory_equal(bytes, images, 17);
	}
	packed_free(packed);
}

static void none_at_all_is_fine(void **state)
{
	struct packed *packed = packed_new(0, 784);

	(void)state;
	packed_trim(packed);
	packed_free(packed);
	packed_free(NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(images_come_out_as_they_went_in),
		cmocka_unit_test(images_without_zeros_fit),
		cmocka_unit_test(none_at_all_is_fine),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
