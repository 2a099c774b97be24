/* NumPy's arrays: headers of all versions, types and orders, and those that are not read. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "format/container/npy.h"
#include "support/says.h"

#include <stdio.h>
#include <string.h>

/* The first bytes of a file with this header, and its length. */
static size_t make_head(unsigned char head[512], int version, const char *header)
{
	size_t length = strlen(header), width = version == 1 ? 2 : 4;

	memcpy(head, "\x93NUMPY", 6);
	head[6] = (unsigned char)version;
	head[7] = 0;
	memset(head + 8, 0, width);
	head[8] = (unsigned char)length;
	head[9] = (unsigned char)(length >> 8);
	memcpy(head + 8 + width, header, length);
	return 8 + width + length;
}

static void headers_are_read(void **state)
{
	static const struct {
		int version;
		const char *header;
		struct npy npy;
	} good[] = {
		{1,
		 "{'descr': '<f4', 'fortran_order': False, 'shape': (784, 10), }   \n",
		 {"F32", 4, false, false, 2, {784, 10}, 31360, 0}},
		{2,
		 "{'shape':(3,),'fortran_order':True,'descr':'>f8'}",
		 {"F64", 8, true, false, 1, {3}, 24, 0}},
		{3,
		 "{\"descr\": \"|u1\", \"fortran_order\": True, \"shape\": (2,3)}\n",
		 {"U8", 1, false, true, 2, {2, 3}, 6, 0}},
		{1,
		 "{'descr': '|b1', 'fortran_order': False, 'shape': ()}",
		 {"BOOL", 1, false, false, 0, {0}, 1, 0}},
		{1,
		 "{'descr': '<i8', 'fortran_order': False, 'shape': (0L, 99999999L)}",
		 {"I64", 8, false, false, 2, {0, 99999999}, 0, 0}},
		{1,
		 "{'descr': '<f2', 'fortran_order': False, 'shape': (1, 1, 1, 1, 1, 1, 1, 1)}",
		 {"F16", 2, false, false, 8, {1, 1, 1, 1, 1, 1, 1, 1}, 2, 0}},
		{1,
		 "{'descr': '<U7', 'fortran_order': False, 'shape': ()}",
		 {NULL, 28, false, false, 0, {0}, 28, 0}},
	};
	unsigned char head[512];
	struct npy npy;
	struct err err;

	(void)state;
	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
		const struct npy *wanted = &good[i].npy;
		size_t size = make_head(head, good[i].version, good[i].header);

		if (!npy_parse(head, size, "a.npy", NULL, &npy, &err))
			fail_msg("%s", err.text);
		assert_int_equal(npy.begin, size);
		assert_int_equal(npy.ndim, wanted->ndim);
		assert_memory_equal(npy.dim, wanted->dim, sizeof(npy.dim));
		assert_int_equal(npy.size, wanted->size);
		assert_int_equal(npy.value_size, wanted->value_size);
		assert_int_equal(npy.is_big_endian, wanted->is_big_endian);
		assert_int_equal(npy.is_fortran, wanted->is_fortran);
		assert_string_equal(npy.dtype ? npy.dtype : "", wanted->dtype ? wanted->dtype : "");
		for (size_t cut = 0; cut < size; cut++)
			assert_false(npy_parse(head, cut, "a.npy", NULL, &npy, &err));
	}
}

#define ORDER "'fortran_order': False"

static void headers_that_make_no_sense_are_refused(void **state)
{
	static const struct {
		int version;
		const char *header, *says;
	} bad[] = {
		{0, "{}", "of a version of .npy"},
		{4, "{}", "of a version of .npy"},
		{1, "", "its header is no dictionary"},
		{1, "{}", "its header is no dictionary"},
		{1, "{'descr': '<f4', " ORDER "}", "its header is no dictionary"},
		{1, "{'descr': '<f4', " ORDER ", 'shape': (1,)} x", "its header is no dictionary"},
		{1, "{'descr': '<f4', " ORDER ", 'shape': (1,)", "its header is no dictionary"},
		{1, "{'descr': '<f4' " ORDER ", 'shape': (1,)}", "its header is no dictionary"},
		{1, "{'descr': '<f4', 'descr': '<f4', 'shape': (1,)}", "its header is no"},
		{1, "{'descr': '<f4', " ORDER ", 'shape': (-1,)}", "its header is no dictionary"},
		{1, "{'descr': '<f4', " ORDER ", 'shape': (1 1)}", "its header is no dictionary"},
		{1, "{'descr': '<f4', " ORDER ", 'shape': 1}", "its header is no dictionary"},
		{1, "{'descr': '<f4', " ORDER ", 'shape': (1", "its header is no dictionary"},
		{1, "{'descr': '<f4', " ORDER ", 'shape': (99999999999999999999,)}", "its header"},
		{1, "{'descr': '<f4', 'fortran_order': None, 'shape': ()}", "its header is no"},
		{1, "{'descr': <f4, " ORDER ", 'shape': ()}", "its header is no dictionary"},
		{1, "{'descr': 'a text much too long', " ORDER "}", "its header is no dictionary"},
		{1, "{'descr' '<f4'}", "its header is no dictionary"},
		{1, "{'other': '<f4'}", "its header is no dictionary"},
		{1, "{'descr': '|O', " ORDER ", 'shape': ()}", "holds objects, which are pickled"},
		{1, "{'descr': '<M8', " ORDER ", 'shape': ()}", "a type that is not read"},
		{1, "{'descr': '', " ORDER ", 'shape': ()}", "a type that is not read"},
		{1, "{'descr': [('a', '<f4')], " ORDER "}", "has fields with names"},
		{1, "{'descr': '<f4', " ORDER ", 'shape': (1,1,1,1,1,1,1,1,1)}", "8 dimensions"},
		{1, "{'descr': '<f4', " ORDER ", 'shape': (536870913,)}", "more than 2 GiB"},
		{1, "{'descr': '<f8', " ORDER ", 'shape': (4294967296, 4294967296)}", "2 GiB"},
	};
	unsigned char head[512];
	struct npy npy;
	struct err err;

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		size_t size = make_head(head, bad[i].version, bad[i].header);

		if (npy_parse(head, size, "a.npz", "W.npy", &npy, &err))
			fail_msg("%s is read", bad[i].header);
		assert_says(&err, "a.npz: W.npy: ");
		assert_says(&err, bad[i].says);
	}
	assert_false(npy_parse((const unsigned char *)"PK", 2, "a", NULL, &npy, &err));
	assert_says(&err, "a: is no .npy file");
}

static void values_are_turned_and_put_row_after_row(void **state)
{
	static const unsigned char columns[12] = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11};
	static const unsigned char rows[12] = {0, 1, 4, 5, 8, 9, 2, 3, 6, 7, 10, 11};
	static const unsigned char turned[12] = {1, 0, 5, 4, 9, 8, 3, 2, 7, 6, 11, 10};
	static const unsigned char parts[8] = {3, 2, 1, 0, 7, 6, 5, 4};
	struct npy npy = {"I16", 2, false, true, 2, {2, 3}, 12, 0};
	struct npy complex = {"C64", 8, true, false, 1, {1}, 8, 0};
	unsigned char out[12];

	(void)state;
	assert_false(npy_is_plain(&npy));
	npy_copy(&npy, columns, out);
	assert_memory_equal(out, rows, 12);
	npy.is_big_endian = true;
	npy_copy(&npy, columns, out);
	assert_memory_equal(out, turned, 12);
	npy_copy(&complex, columns, out);
	assert_memory_equal(out, parts, 8);
	npy.is_fortran = false;
	assert_false(npy_is_plain(&npy));
	npy.value_size = 1;
	assert_true(npy_is_plain(&npy));
}

static void written_headers_are_numpys(void **state)
{
	static const size_t dim[8] = {3, 4, 1, 1, 1, 1, 1, 1};
	char header[NPY_HEADER_MAX];
	struct npy npy;
	struct err err;

	(void)state;
	assert_int_equal(npy_header("F32", 2, dim, header), 128);
	assert_memory_equal(header,
			    "\x93NUMPY\1\0\x76\0{'descr': '<f4', 'fortran_order': False, 'shape': "
			    "(3, 4), }                 ",
			    80);
	assert_int_equal(header[127], '\n');
	npy_header("U8", 1, dim, header);
	assert_non_null(strstr(header + 10, "'|u1', 'fortran_order': False, 'shape': (3,), }"));
	npy_header("F64", 0, dim, header);
	assert_non_null(strstr(header + 10, "'shape': (), }"));
	for (int ndim = 0; ndim <= 8; ndim++) {
		size_t size = npy_header("F16", ndim, dim, header);

		assert_int_equal(size % 64, 0);
		assert_true(npy_parse((unsigned char *)header, size, "a", NULL, &npy, &err));
		assert_int_equal(npy.ndim, ndim);
		assert_memory_equal(npy.dim, dim, (size_t)ndim * sizeof(*dim));
	}
	assert_int_equal(npy_header("BF16", 1, dim, header), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(headers_are_read),
		cmocka_unit_test(headers_that_make_no_sense_are_refused),
		cmocka_unit_test(values_are_turned_and_put_row_after_row),
		cmocka_unit_test(written_headers_are_numpys),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
