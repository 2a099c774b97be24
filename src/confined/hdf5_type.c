/*
 * Floats are told by where their bits are, not by their size. Truth values are an enumeration of
 * bytes as h5py writes it. bfloat16, for which numpy has no type, are two bytes without a meaning.
 */
#include "confined/hdf5_type.h"

static bool has_order(hid_t type)
{
	H5T_order_t order = H5Tget_order(type);

	return order == H5T_ORDER_LE || order == H5T_ORDER_BE;
}

static const char *float_dtype(hid_t type)
{
	static const struct {
		const char *name;
		size_t size, exponent, mantissa; /* bytes, bits, bits */
	} floats[] = {{"F32", 4, 8, 23}, {"F64", 8, 11, 52}, {"F16", 2, 5, 10}, {"BF16", 2, 8, 7}};
	size_t sign, exponent_at, exponent, mantissa_at, mantissa;

	if (H5Tget_fields(type, &sign, &exponent_at, &exponent, &mantissa_at, &mantissa) < 0 ||
	    H5Tget_offset(type) != 0 || H5Tget_norm(type) != H5T_NORM_IMPLIED)
		return NULL;
	for (size_t i = 0; i < sizeof(floats) / sizeof(floats[0]); i++)
		if (H5Tget_size(type) == floats[i].size && exponent == floats[i].exponent &&
		    mantissa == floats[i].mantissa && mantissa_at == 0 && exponent_at == mantissa &&
		    sign == 8 * floats[i].size - 1 &&
		    H5Tget_ebias(type) == ((size_t)1 << (exponent - 1)) - 1)
			return floats[i].name;
	return NULL;
}

static const char *integer_dtype(hid_t type)
{
	static const struct {
		size_t size;
		const char *names[2]; /* unsigned, signed */
	} integers[] = {
		{1, {"U8", "I8"}}, {2, {"U16", "I16"}}, {4, {"U32", "I32"}}, {8, {"U64", "I64"}}};
	H5T_sign_t sign = H5Tget_sign(type);

	if (H5Tget_precision(type) != 8 * H5Tget_size(type) || sign < 0)
		return NULL;
	for (size_t i = 0; i < sizeof(integers) / sizeof(integers[0]); i++)
		if (H5Tget_size(type) == integers[i].size)
			return integers[i].names[sign == H5T_SGN_2];
	return NULL;
}

const char *hdf5_dtype(hid_t type)
{
	switch (H5Tget_class(type)) {
	case H5T_FLOAT:
		return has_order(type) ? float_dtype(type) : NULL;
	case H5T_INTEGER:
		return H5Tget_size(type) == 1 || has_order(type) ? integer_dtype(type) : NULL;
	case H5T_ENUM:
		return H5Tget_size(type) == 1 && H5Tget_nmembers(type) == 2 ? "BOOL" : NULL;
	case H5T_OPAQUE:
		return H5Tget_size(type) == 2 ? "BF16" : NULL;
	default:
		return NULL;
	}
}

hid_t hdf5_memory_type(hid_t type)
{
	hid_t memory = H5Tcopy(type);

	if (H5Tget_class(type) == H5T_FLOAT || H5Tget_class(type) == H5T_INTEGER)
		H5Tset_order(memory, H5T_ORDER_LE);
	return memory;
}
