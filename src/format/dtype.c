/*
 * The values of a tensor as floats, whatever dtype they are stored in, and binary16 by itself.
 * Bytes are put together one by one: any machine's byte order and any alignment will do, and where
 * nothing has to be turned the compiler makes one load of it.
 */
#include "format/dtype.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { BLOCK = 64 }; /* values */

static uint16_t load_u16(const unsigned char *b)
{
	return (uint16_t)(b[0] | b[1] << 8);
}

static uint32_t load_u32(const unsigned char *b)
{
	return (uint32_t)b[0] | (uint32_t)b[1] << 8 | (uint32_t)b[2] << 16 | (uint32_t)b[3] << 24;
}

static uint64_t load_u64(const unsigned char *b)
{
	return load_u32(b) | (uint64_t)load_u32(b + 4) << 32;
}

static float float_from_bits(uint32_t bits)
{
	float value;

	memcpy(&value, &bits, sizeof(value));
	return value;
}

static uint32_t float_bits(float value)
{
	uint32_t bits;

	memcpy(&bits, &value, sizeof(bits));
	return bits;
}

/* value / 2^shift, rounded to nearest, ties to even; shift >= 1. */
static uint32_t round_shift(uint32_t value, unsigned shift)
{
	return (value + (1u << (shift - 1)) - 1 + (value >> shift & 1)) >> shift;
}

uint16_t half_from_float(float value)
{
	uint32_t bits = float_bits(value);
	uint32_t sign = bits >> 16 & 0x8000, size = bits & 0x7fffffff;
	unsigned shift;

	if (size > 0x7f800000)
		return (uint16_t)(sign | 0x7e00);
	if (size >= 0x47800000) /* 2^16 */
		return (uint16_t)(sign | 0x7c00);
	if (size >= 0x38800000) /* 2^-14, the smallest normal half; the bias goes from 127 to 15 */
		return (uint16_t)(sign | round_shift(size - (112u << 23), 13));
	/* Subnormal: the significand in units of 2^-24. */
	shift = 126 - (size >> 23);
	if (shift > 24)
		return (uint16_t)sign;
	return (uint16_t)(sign | round_shift((size & 0x7fffff) | 0x800000, shift));
}

/* All ones or nothing. */
static inline uint32_t mask(bool is_set)
{
	return 0 - (uint32_t)is_set;
}

/* A half's bits to a float's, without a branch, so that a loop of it becomes one of vectors. A
 * subnormal's are read as a fraction behind 2^-14, which is then taken away. */
static inline uint32_t widen(uint32_t half)
{
	uint32_t sign = (half & 0x8000) << 16, size = half & 0x7fff;
	uint32_t subnormal = mask(size < 0x400);
	uint32_t bits = (size << 13) + (112u << 23); /* the bias goes from 15 to 127 */

	bits |= mask(size >= 0x7c00) & 0x7f800000;
	bits += subnormal & 1u << 23;
	return sign | float_bits(float_from_bits(bits) - float_from_bits(subnormal & 113u << 23));
}

float half_to_float(uint16_t half)
{
	return float_from_bits(widen(half));
}

static void floats_from_f64(const unsigned char *bytes, size_t count, float *out)
{
	for (size_t i = 0; i < count; i++) {
		uint64_t bits = load_u64(bytes + 8 * i);
		double value;

		memcpy(&value, &bits, sizeof(value));
		out[i] = (float)value;
	}
}

static void floats_from_f32(const unsigned char *bytes, size_t count, float *out)
{
	for (size_t i = 0; i < count; i++)
		out[i] = float_from_bits(load_u32(bytes + 4 * i));
}

/* Of a length that the compiler knows: it becomes vectors. */
static void widen_block(const unsigned char *bytes, float *out)
{
	uint16_t halves[BLOCK];
	uint32_t bits[BLOCK];

	for (size_t i = 0; i < BLOCK; i++)
		halves[i] = load_u16(bytes + 2 * i);
	for (size_t i = 0; i < BLOCK; i++)
		bits[i] = widen(halves[i]);
	memcpy(out, bits, sizeof(bits));
}

static void floats_from_f16(const unsigned char *bytes, size_t count, float *out)
{
	size_t i = 0;

	for (; i + BLOCK <= count; i += BLOCK)
		widen_block(bytes + 2 * i, out + i);
	for (; i < count; i++)
		out[i] = half_to_float(load_u16(bytes + 2 * i));
}

static void floats_from_bf16(const unsigned char *bytes, size_t count, float *out)
{
	for (size_t i = 0; i < count; i++)
		out[i] = float_from_bits((uint32_t)load_u16(bytes + 2 * i) << 16);
}

static const struct dtype {
	const char *name;
	size_t size;
} dtypes[] = {
	{"F64", 8}, {"I64", 8},     {"U64", 8},     {"C64", 8},  {"F32", 4}, {"I32", 4},
	{"U32", 4}, {"F16", 2},     {"BF16", 2},    {"I16", 2},  {"U16", 2}, {"F8_E5M2", 1},
	{"I8", 1},  {"F8_E4M3", 1}, {"F8_E8M0", 1}, {"BOOL", 1}, {"U8", 1},
};

static const struct dtype *find_dtype(const char *name)
{
	for (size_t i = 0; i < sizeof(dtypes) / sizeof(dtypes[0]); i++)
		if (strcmp(dtypes[i].name, name) == 0)
			return &dtypes[i];
	return NULL;
}

size_t dtype_size(const char *dtype)
{
	const struct dtype *found = find_dtype(dtype);

	return found ? found->size : 0;
}

const char *dtype_name(const char *dtype)
{
	const struct dtype *found = find_dtype(dtype);

	return found ? found->name : NULL;
}

size_t tensor_elements(const struct tensor *tensor)
{
	size_t count = 1;

	for (int i = 0; i < tensor->ndim; i++)
		count *= tensor->dim[i];
	return count;
}

/* Says where element `i` lies: "[2, 0, 31]". */
static void print_place(const struct tensor *tensor, size_t i, char *text, size_t size)
{
	size_t stride = tensor_elements(tensor), length = 0;

	for (int d = 0; d < tensor->ndim; d++) {
		stride /= tensor->dim[d];
		length += (size_t)snprintf(text + length, size - length, "%s%zu", d ? ", " : "",
					   i / stride);
		i %= stride;
	}
	text[length] = '\0';
}

static inline uint32_t is_not_finite(float value)
{
	return mask((float_bits(value) & 0x7f800000) == 0x7f800000);
}

/* Of a length that the compiler knows, as above. */
static uint32_t is_block_not_finite(const float *values)
{
	uint32_t is_bad = 0;

	for (size_t i = 0; i < BLOCK; i++)
		is_bad |= is_not_finite(values[i]);
	return is_bad;
}

/* `count` values, which are the tensor's from element `first` on. */
static bool check_finite(const struct tensor *tensor, const char *path, size_t first,
			 const float *values, size_t count, struct err *err)
{
	char place[TENSOR_MAX_DIMS * 24];
	size_t i = 0;

	while (i + BLOCK <= count && !is_block_not_finite(values + i))
		i += BLOCK;
	while (i < count && !is_not_finite(values[i]))
		i++;
	if (i == count)
		return true;
	print_place(tensor, first + i, place, sizeof(place));
	return err_set(err, "%s: '%s' holds %s at [%s]; every value must be finite", path,
		       tensor->name, isnan(values[i]) ? "nan" : "an infinity", place);
}

bool tensor_part(const struct tensor *tensor, const char *path, size_t first, size_t count,
		 float *out, struct err *err)
{
	static const struct {
		const char *dtype;
		size_t size;
		void (*convert)(const unsigned char *bytes, size_t count, float *out);
	} from[] = {
		{"F32", 4, floats_from_f32},
		{"F16", 2, floats_from_f16},
		{"BF16", 2, floats_from_bf16},
		{"F64", 8, floats_from_f64},
	};
	const unsigned char *bytes = tensor->data;

	for (size_t i = 0; i < sizeof(from) / sizeof(from[0]); i++) {
		if (strcmp(from[i].dtype, tensor->dtype) != 0)
			continue;
		from[i].convert(bytes + first * from[i].size, count, out);
		return check_finite(tensor, path, first, out, count, err);
	}
	return err_set(err, "%s: '%s' is of dtype %s; F16, BF16, F32 and F64 can be used", path,
		       tensor->name, tensor->dtype);
}

bool tensor_floats(const struct tensor *tensor, const char *path, float *out, struct err *err)
{
	return tensor_part(tensor, path, 0, tensor_elements(tensor), out, err);
}
