/* CRC-32C: RFC 3720's vectors, those of real event files, and that pieces make the whole. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "format/container/crc32c.h"

#include <string.h>

static void vectors_of_rfc_3720_hold(void **state)
{
	unsigned char bytes[32] = {0};

	(void)state;
	assert_int_equal(crc32c(0, "", 0), 0);
	assert_int_equal(crc32c(0, "123456789", 9), 0xe3069283);
	assert_int_equal(crc32c(0, bytes, 32), 0x8a9136aa);
	memset(bytes, 0xff, 32);
	assert_int_equal(crc32c(0, bytes, 32), 0x62a8ab43);
	for (int i = 0; i < 32; i++)
		bytes[i] = (unsigned char)i;
	assert_int_equal(crc32c(0, bytes, 32), 0x46dd794e);
	for (int i = 0; i < 32; i++)
		bytes[i] = (unsigned char)(31 - i);
	assert_int_equal(crc32c(0, bytes, 32), 0x113fdb5c);
}

/* The length 24 and the data of TensorBoard's first records. */
static void masked_as_event_files_have_it(void **state)
{
	static const unsigned char length[8] = {24};
	static const unsigned char record[] = {0x09, 0,    0,    0,    0,    0,    0,    0xf0, 0x3f,
					       0x10, 0x07, 0x2a, 0x0d, 0x0a, 0x0b, 0x0a, 0x04, 'l',
					       'o',  's',  's',  0x15, 0,    0,    0,    0x3f};

	(void)state;
	assert_int_equal(crc32c_masked(length, 8), 0x224b7fa3);
	assert_int_equal(crc32c_masked(record, sizeof(record)), 0x2f9a2c86);
	assert_int_equal(crc32c_masked("", 0), 0xa282ead8);
}

/* The definition, a bit at a time. */
static uint32_t slow(const unsigned char *bytes, size_t size)
{
	uint32_t crc = 0xffffffff;

	for (size_t i = 0; i < size; i++) {
		crc ^= bytes[i];
		for (int bit = 0; bit < 8; bit++)
			crc = crc >> 1 ^ (crc & 1 ? 0x82f63b78 : 0);
	}
	return ~crc;
}

static void any_length_from_any_place_in_any_pieces(void **state)
{
	unsigned char bytes[67];

	(void)state;
	for (size_t i = 0; i < sizeof(bytes); i++)
		bytes[i] = (unsigned char)(i * i * 37 + 11 * i + 201);
	for (size_t begin = 0; begin < sizeof(bytes); begin++)
		for (size_t end = begin; end <= sizeof(bytes); end++) {
			size_t middle = begin + (end - begin) / 3;
			uint32_t first = crc32c(0, bytes + begin, middle - begin);

			assert_int_equal(crc32c(0, bytes + begin, end - begin),
					 slow(bytes + begin, end - begin));
			assert_int_equal(crc32c(first, bytes + middle, end - middle),
					 slow(bytes + begin, end - begin));
		}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(vectors_of_rfc_3720_hold),
		cmocka_unit_test(masked_as_event_files_have_it),
		cmocka_unit_test(any_length_from_any_place_in_any_pieces),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
