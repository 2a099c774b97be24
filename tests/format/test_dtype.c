/* The values of tensors, and binary16: exact where it can be, rounded as IEEE 754 says where not.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "format/dtype.h"
#include "support/says.h"

#include <math.h>

enum { LARGEST = 0x7bff, INFINITE = 0x7c00, NEGATIVE = 0x8000 };

static void half_values_are_exact(void **state)
{
	(void)state;
	assert_true(half_to_float(0x3c00) == 1.0f);
	assert_true(half_to_float(0xc000) == -2.0f);
	assert_true(half_to_float(0x3555) == 0x1.554p-2f);
	assert_true(half_to_float(LARGEST) == 65504.0f);
	assert_true(half_to_float(0x0400) == 0x1p-14f);
	assert_true(half_to_float(0x03ff) == 1023 * 0x1p-24f);
	assert_true(half_to_float(0x0001) == 0x1p-24f);
	assert_true(half_to_float(0) == 0.0f && !signbit(half_to_float(0)));
	assert_true(half_to_float(NEGATIVE) == 0.0f && signbit(half_to_float(NEGATIVE)));
	assert_true(half_to_float(INFINITE) == INFINITY);
	assert_true(half_to_float(INFINITE | NEGATIVE) == -INFINITY);
	assert_true(isnan(half_to_float(0x7c01)));
	assert_true(isnan(half_to_float(0xfe00)));
}

static void every_half_survives_the_way_there_and_back(void **state)
{
	(void)state;
	for (unsigned half = 0; half <= 0xffff; half++) {
		float value = half_to_float((uint16_t)half);

		if (isnan(value))
			assert_true(isnan(half_to_float(half_from_float(value))));
		else
			assert_int_equal(half_from_float(value), half);
	}
}

/* Between any two neighbours: below the middle goes down, above it up, the middle to the even one.
 */
static void rounding_is_to_nearest_even(void **state)
{
	(void)state;
	for (unsigned half = 0; half <= LARGEST; half++) {
		float low = half_to_float((uint16_t)half);
		float high = half < LARGEST ? half_to_float((uint16_t)(half + 1)) : 65536.0f;
		float middle = (low + high) / 2;

		for (unsigned sign = 0; sign <= NEGATIVE; sign += NEGATIVE) {
			float factor = sign ? -1 : 1;

			assert_int_equal(half_from_float(factor * nextafterf(middle, 0)),
					 half | sign);
			assert_int_equal(half_from_float(factor * middle),
					 (half + (half & 1)) | sign);
			assert_int_equal(half_from_float(factor * nextafterf(middle, INFINITY)),
					 (half + 1) | sign);
		}
	}
}

static void extremes_become_zero_or_infinity(void **state)
{
	(void)state;
	assert_int_equal(half_from_float(0x1p-149f), 0);
	assert_int_equal(half_from_float(-0x1p-26f), NEGATIVE);
	assert_int_equal(half_from_float(65519.99f), LARGEST);
	assert_int_equal(half_from_float(65536.0f), INFINITE);
	assert_int_equal(half_from_float(-3e38f), INFINITE | NEGATIVE);
	assert_int_equal(half_from_float(INFINITY), INFINITE);
	assert_true(isnan(half_to_float(half_from_float(NAN))));
}

/* Expects these two values from bytes at an odd address. */
static void assert_floats(const char *dtype, const char *bytes, size_t size, float first,
			  float second)
{
	char odd[33] = {0};
	struct tensor tensor = {"t", dtype, 1, {2}, odd + 1, size};
	struct err err;
	float out[2];

	memcpy(odd + 1, bytes, size);
	if (!tensor_floats(&tensor, "file", out, &err))
		fail_msg("%s", err.text);
	assert_true(out[0] == first);
	assert_true(out[1] == second);
}

static void every_float_type_is_converted(void **state)
{
	(void)state;
	assert_floats("F32", "\0\0\300\77\1\0\0\200", 8, 1.5f, -0x1p-149f);
	assert_floats("F16", "\0\76\1\200", 4, 1.5f, -0x1p-24f);
	assert_floats("BF16", "\300\77\1\200", 4, 1.5f, -0x1p-133f);
	assert_floats("F64", "\0\0\0\0\0\0\370\77\232\231\231\231\231\231\271\277", 16, 1.5f,
		      -0.1f);
}

static void value_that_is_not_finite_is_named_with_its_place(void **state)
{
	static const uint16_t zero[12] = {0};
	unsigned char bytes[24];
	struct tensor tensor = {"W_conv1", "F16", 3, {2, 3, 2}, bytes, sizeof(bytes)};
	struct tensor one = {"b", "F64", 0, {0}, "\0\0\0\0\0\0\360\177", 8};
	/* Finite, but not as a float. */
	struct tensor large = {"b", "F64", 1, {1}, "\0\0\0\0\0\0\0\110", 8};
	struct err err;
	float out[12];

	(void)state;
	memcpy(bytes, zero, sizeof(bytes));
	assert_true(tensor_floats(&tensor, "file", out, &err));
	bytes[2 * 9 + 1] = 0x7e;
	assert_false(tensor_floats(&tensor, "file", out, &err));
	assert_says(&err, "file: 'W_conv1' holds nan at [1, 1, 1]");
	bytes[1] = 0xfc;
	assert_false(tensor_floats(&tensor, "file", out, &err));
	assert_says(&err, "file: 'W_conv1' holds an infinity at [0, 0, 0]");
	assert_false(tensor_floats(&one, "file", out, &err));
	assert_says(&err, "an infinity at []");
	assert_false(tensor_floats(&large, "file", out, &err));
	assert_says(&err, "an infinity at [0]");
}

static void other_types_are_refused(void **state)
{
	struct tensor tensor = {"steps", "I64", 0, {0}, "\0\0\0\0\0\0\0\0", 8};
	struct err err;
	float out;

	(void)state;
	assert_false(tensor_floats(&tensor, "file", &out, &err));
	assert_says(&err, "file: 'steps' is of dtype I64");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(half_values_are_exact),
		cmocka_unit_test(every_half_survives_the_way_there_and_back),
		cmocka_unit_test(rounding_is_to_nearest_even),
		cmocka_unit_test(extremes_become_zero_or_infinity),
		cmocka_unit_test(every_float_type_is_converted),
		cmocka_unit_test(value_that_is_not_finite_is_named_with_its_place),
		cmocka_unit_test(other_types_are_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
