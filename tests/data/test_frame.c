/* The frame of digits: a square's by hand, and that any size and place gives the same. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "data/frame.h"

#include <math.h>
#include <stdbool.h>
#include <string.h>

enum { SIDE = 28, LARGE = 200 };

/* A square of 40x40 anywhere becomes 20x20 in the middle. */
static void a_square_is_scaled_to_twenty_and_centred(void **state)
{
	static float ink[LARGE * LARGE];
	float out[SIDE * SIDE];

	(void)state;
	for (int y = 120; y < 160; y++)
		for (int x = 7; x < 47; x++)
			ink[y * LARGE + x] = 1;
	assert_true(fabs(frame_digit(&(struct ink){LARGE, LARGE, .values = ink}, out, SIDE, SIDE) -
			 0.5) < 1e-9);
	for (int i = 0; i < SIDE * SIDE; i++) {
		int y = i / SIDE, x = i % SIDE;
		bool is_inside = y > 4 && y < 23 && x > 4 && x < 23;
		bool is_outside = y < 3 || y > 24 || x < 3 || x > 24;

		assert_true(!is_inside || out[i] == 1);
		assert_true(!is_outside || out[i] == 0);
	}
}

/* The mass is in the middle, not the box: an L leans to its corner. */
static void the_centre_of_mass_is_in_the_middle(void **state)
{
	static float ink[LARGE * LARGE];
	float out[SIDE * SIDE];
	double mass = 0, row = 0, column = 0;

	(void)state;
	for (int i = 0; i < 60; i++)
		for (int k = 0; k < 6; k++)
			ink[(20 + i) * LARGE + 30 + k] = ink[(74 + k) * LARGE + 30 + i] = 1;
	frame_digit(&(struct ink){LARGE, LARGE, .values = ink}, out, SIDE, SIDE);
	for (int i = 0; i < SIDE * SIDE; i++) {
		mass += (double)out[i];
		row += (double)out[i] * (i / SIDE);
		column += (double)out[i] * (i % SIDE);
	}
	assert_true(fabs(row / mass - 13.5) < 0.1);
	assert_true(fabs(column / mass - 13.5) < 0.1);
}

/* A hair of one pixel in 2,000 keeps its mass: nothing is sampled away. */
static void nothing_thin_is_lost(void **state)
{
	enum { TALL = 2000, WIDE = 8 };
	static float ink[TALL * WIDE];
	float out[SIDE * SIDE];
	double mass = 0, scale;

	(void)state;
	for (int y = 0; y < TALL; y++)
		ink[y * WIDE + 3] = 1;
	scale = frame_digit(&(struct ink){TALL, WIDE, .values = ink}, out, SIDE, SIDE);
	for (int i = 0; i < SIDE * SIDE; i++)
		mass += (double)out[i];
	assert_true(fabs(mass - TALL * scale * scale) < 0.05 * TALL * scale * scale);
}

/* The same, whether each pixel has its ink or each byte. */
static void bytes_stand_for_ink(void **state)
{
	static float values[256], ink[LARGE * LARGE];
	static uint8_t bytes[LARGE * LARGE];
	float framed[SIDE * SIDE], out[SIDE * SIDE];

	(void)state;
	for (int i = 0; i < 256; i++)
		values[i] = 1 - (float)i / 255;
	for (int i = 0; i < LARGE * LARGE; i++) {
		bytes[i] = (uint8_t)(i % 251 * (i % LARGE > 30));
		ink[i] = values[bytes[i]];
	}
	frame_digit(&(struct ink){LARGE, LARGE, values, bytes}, framed, SIDE, SIDE);
	frame_digit(&(struct ink){LARGE, LARGE, .values = ink}, out, SIDE, SIDE);
	assert_memory_equal(framed, out, sizeof(out));
	assert_true(out[SIDE * SIDE / 2 + SIDE / 2] > 0);
}

static void without_ink_there_is_nothing(void **state)
{
	float ink[4] = {0, 0.01f, 0, 0}, out[SIDE * SIDE];

	(void)state;
	memset(out, 1, sizeof(out));
	assert_true(frame_digit(&(struct ink){2, 2, .values = ink}, out, SIDE, SIDE) == 0);
	for (int i = 0; i < SIDE * SIDE; i++)
		assert_true(out[i] == 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_square_is_scaled_to_twenty_and_centred),
		cmocka_unit_test(the_centre_of_mass_is_in_the_middle),
		cmocka_unit_test(nothing_thin_is_lost),
		cmocka_unit_test(bytes_stand_for_ink),
		cmocka_unit_test(without_ink_there_is_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
