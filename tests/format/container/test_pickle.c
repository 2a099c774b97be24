/*
 * The pickle machine: every code of protocols 0 to 5 gives what Python's would, but that names are
 * only kept; and what is no pickle, or asks for too much, is refused.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/limits.h"
#include "format/container/pickle.h"
#include "support/says.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct text {
	char bytes[4096];
	size_t size;
};

static void print(struct text *text, const struct pickle_value *value, int depth);

static void add(struct text *text, const char *format, ...) __attribute__((format(printf, 2, 3)));

static void add(struct text *text, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	text->size += (size_t)vsnprintf(text->bytes + text->size, sizeof(text->bytes) - text->size,
					format, arguments);
	va_end(arguments);
	assert_true(text->size < sizeof(text->bytes));
}

static void print_items(struct text *text, const struct pickle_value *value, const char *ends,
			int depth)
{
	add(text, "%c", ends[0]);
	for (uint32_t i = 0; i < value->count; i++) {
		bool is_value = value->kind == PICKLE_DICT && i % 2 == 1;

		add(text, "%s", i == 0 ? "" : is_value ? ":" : ",");
		print(text, value->items[i], depth + 1);
	}
	add(text, "%c", ends[1]);
}

static void print_record(struct text *text, const struct pickle_record *record, int depth)
{
	add(text, "%s", record->name);
	if (record->arguments)
		print(text, record->arguments, depth + 1);
	if (record->state) {
		add(text, "!");
		print(text, record->state, depth + 1);
	}
	if (record->items)
		print(text, record->items, depth + 1);
	if (record->pairs)
		print(text, record->pairs, depth + 1);
}

/* In Python's way, more or less. */
static void print(struct text *text, const struct pickle_value *value, int depth)
{
	assert_true(depth < 10);
	switch (value->kind) {
	case PICKLE_NONE:
		add(text, "None");
		break;
	case PICKLE_BOOL:
		add(text, value->integer ? "True" : "False");
		break;
	case PICKLE_INT:
		add(text, "%" PRId64, value->integer);
		break;
	case PICKLE_BIG_INT:
		add(text, "big%zu", value->size);
		break;
	case PICKLE_FLOAT:
		add(text, "%.3f", value->real);
		break;
	case PICKLE_TEXT:
		assert_int_equal(value->text[value->size], 0);
		add(text, "'%s'", value->text);
		break;
	case PICKLE_BYTES:
		add(text, "b'%.*s'", (int)value->size, value->text);
		break;
	case PICKLE_LIST:
		print_items(text, value, "[]", depth);
		break;
	case PICKLE_TUPLE:
		print_items(text, value, "()", depth);
		break;
	case PICKLE_SET:
		print_items(text, value, "<>", depth);
		break;
	case PICKLE_DICT:
		print_items(text, value, "{}", depth);
		break;
	case PICKLE_RECORD:
		print_record(text, value->record, depth);
		break;
	}
}

#define BYTES(literal) literal, sizeof(literal) - 1

struct sample {
	const char *bytes;
	size_t size;
	const char *means;
};

static const struct sample meanings[] = {
	{BYTES("N."), "None"},
	{BYTES("\x88."), "True"},
	{BYTES("\x89."), "False"},
	{BYTES("I01\n."), "True"},
	{BYTES("I00\n."), "False"},
	{BYTES("I-12\n."), "-12"},
	{BYTES("L12L\n."), "12"},
	{BYTES("L1234567890123456789012L\n."), "big22"},
	{BYTES("K\xff."), "255"},
	{BYTES("M\xff\xff."), "65535"},
	{BYTES("J\xff\xff\xff\xff."), "-1"},
	{BYTES("\x8a\0."), "0"},
	{BYTES("\x8a\2\0\x80."), "-32768"},
	{BYTES("\x8a\x09"
	       "123456789."),
	 "big9"},
	{BYTES("\x8b\1\0\0\0\7."), "7"},
	{BYTES("F2.5\n."), "2.500"},
	{BYTES("G\x3f\xf8\0\0\0\0\0\0."), "1.500"},
	{BYTES("S'ab'\n."), "'ab'"},
	{BYTES("S\"ab\"\n."), "'ab'"},
	{BYTES("Vab\n."), "'ab'"},
	{BYTES("T\2\0\0\0ab."), "'ab'"},
	{BYTES("U\2ab."), "'ab'"},
	{BYTES("X\2\0\0\0ab."), "'ab'"},
	{BYTES("\x8c\2ab."), "'ab'"},
	{BYTES("\x8d\2\0\0\0\0\0\0\0ab."), "'ab'"},
	{BYTES("B\2\0\0\0ab."), "b'ab'"},
	{BYTES("C\2ab."), "b'ab'"},
	{BYTES("\x8e\2\0\0\0\0\0\0\0ab."), "b'ab'"},
	{BYTES("\x96\2\0\0\0\0\0\0\0ab\x98."), "b'ab'"},
	{BYTES("]."), "[]"},
	{BYTES("](K\1K\2e."), "[1,2]"},
	{BYTES("]K\1a."), "[1]"},
	{BYTES("(K\1K\2l."), "[1,2]"},
	{BYTES(")."), "()"},
	{BYTES("(K\1t."), "(1)"},
	{BYTES("K\1K\2K\3\x87."), "(1,2,3)"},
	{BYTES("K\1K\2\x86\x85."), "((1,2))"},
	{BYTES("}."), "{}"},
	{BYTES("}K\1K\2s."), "{1:2}"},
	{BYTES("}(K\1K\2K\3K\4u."), "{1:2,3:4}"},
	{BYTES("(K\1K\2d."), "{1:2}"},
	{BYTES("\x8f(K\1K\2\x90."), "<1,2>"},
	{BYTES("(K\1\x91."), "<1>"},
	{BYTES("K\1K\2"
	       "0."),
	 "1"},
	{BYTES("K\1(K\2"
	       "1."),
	 "1"},
	{BYTES("(K\1"
	       "2t."),
	 "(1,1)"},
	{BYTES("K\1p7\n0g7\n."), "1"},
	{BYTES("K\1q\7"
	       "0h\7."),
	 "1"},
	{BYTES("K\1r\7\0\0\0"
	       "0j\7\0\0\0."),
	 "1"},
	{BYTES("\x80\4\x95\0\0\0\0\0\0\0\0K\1\x94"
	       "0h\0."),
	 "1"},
	{BYTES("cos\nsystem\n."), "os.system"},
	{BYTES("cos\nsystem\n(Vls\ntR."), "os.system('ls')"},
	{BYTES("\x8c\2os\x8c\6system\x93)\x81."), "os.system()"},
	{BYTES("cm\nC\n)}K\1K\2s\x92."), "m.C(){1:2}"},
	{BYTES("(K\1im\nC\n."), "m.C(1)"},
	{BYTES("(cm\nC\nK\1o."), "m.C(1)"},
	{BYTES("cm\nC\n)\x81}Va\nK\1sb."), "m.C()!{'a':1}"},
	{BYTES("cm\nL\n)\x81(K\1K\2e."), "m.L()[1,2]"},
	{BYTES("cm\nD\n)\x81(K\1K\2u."), "m.D(){1:2}"},
	{BYTES("P7\n."), "persistent'7'"},
	{BYTES("K\7Q."), "persistent7"},
	{BYTES("(Vmodule\ncm\nC\nVsource\ntQ)\x81."), "m.C()"},
	{BYTES("ccollections\nOrderedDict\n)R(K\1K\2u}b."), "{1:2}"},
	{BYTES("ccollections\nOrderedDict\n(]](K\1K\2eatR."), "{1:2}"},
	{BYTES("c__builtin__\nset\n](K\1e\x85R."), "<1>"},
	{BYTES("cbuiltins\nset\n)R."), "<>"},
	{BYTES("ccollections\ndefaultdict\ncm\nC\n\x85R."), "{}"},
	{BYTES("c_codecs\nencode\n(Vab\nVlatin-1\ntR."), "b'ab'"},
	{BYTES("c_codecs\nencode\nNN\x86R."), "_codecs.encode(None,None)"},
	{BYTES("c_codecs\nencode\nVab\n\x85R."), "_codecs.encode('ab')"},
	{BYTES("ccopyreg\n_reconstructor\n)R."), "copyreg._reconstructor()"},
	{BYTES("cm\nC\n)N\x92."), "m.C()"},
	{BYTES("ccollections\nOrderedDict\n)}\x92."), "{}"},
	{BYTES("(Vmodule\nVC\ntQ."), "persistent('module','C')"},
	{BYTES("(Vother\ncm\nC\ntQ."), "persistent('other',m.C)"},
	{BYTES("cm\nL\n)\x81(K\1e(K\2e."), "m.L()[1,2]"},
	{BYTES("c_codecs\nencode\n(X\4\0\0\0a\303\277bVlatin1\ntR."), "b'a\377b'"},
	{BYTES("c_codecs\nencode\n(Vab\nVrot13\ntR."), "_codecs.encode('ab','rot13')"},
	{BYTES("ccopy_reg\n_reconstructor\n(cm\nC\nNNtR."), "m.C(m.C,None,None)"},
};

static void every_code_gives_its_value(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(meanings) / sizeof(meanings[0]); i++) {
		struct text text = {"", 0};
		struct err err = {""};
		size_t used;
		struct pickle *pickle =
			pickle_read(meanings[i].bytes, meanings[i].size, &used, "p", &err);

		if (!pickle)
			fail_msg("%s: %s", meanings[i].means, err.text);
		assert_int_equal(used, meanings[i].size);
		print(&text, pickle_root(pickle), 0);
		assert_string_equal(text.bytes, meanings[i].means);
		pickle_free(pickle);
	}
	pickle_free(NULL);
}

static const struct sample faults[] = {
	{BYTES(""), "is cut short"},
	{BYTES("."), "needs a value"},
	{BYTES("0."), "needs a value"},
	{BYTES("1."), "needs a mark"},
	{BYTES("(."), "needs a value"},
	{BYTES("(R."), "needs a value"},
	{BYTES("N(R."), "needs a value"},
	{BYTES("K."), "is cut short"},
	{BYTES("Vab"), "is cut short"},
	{BYTES("cab\n"), "is cut short"},
	{BYTES("X\xff\xff\xff\xff."), "is cut short"},
	{BYTES("\x8d\xff\xff\xff\xff\xff\xff\xff\xff."), "is cut short"},
	{BYTES("\x8b\xff\xff\xff\x7f."), "is cut short"},
	{BYTES("T\xff\xff\xff\xff."), "is cut short"},
	{BYTES("I12x\n."), "no whole number"},
	{BYTES("Sab\n."), "without quotation marks"},
	{BYTES("S'ab\n."), "without quotation marks"},
	{BYTES("S'\n."), "without quotation marks"},
	{BYTES("NK\1a."), "adds to what is no collection"},
	{BYTES("]K\1K\2s."), "adds to what is no collection"},
	{BYTES("}(K\1u."), "a key without a value"},
	{BYTES("(K\1d."), "a key without a value"},
	{BYTES("h\1."), "did not keep"},
	{BYTES("g-1\n."), "did not keep"},
	{BYTES("g1234567890\n."), "did not keep"},
	{BYTES("q\1."), "needs a value"},
	{BYTES("Nr\xff\xff\xff\xff."), "more than any network"},
	{BYTES("Npx\n."), "more than any network"},
	{BYTES("NNR."), "calls what has no name"},
	{BYTES("cm\nC\nNR."), "calls what has no name"},
	{BYTES("(o."), "calls what has no name"},
	{BYTES("(No."), "calls what has no name"},
	{BYTES("o."), "needs a mark"},
	{BYTES("im\nC\n."), "needs a mark"},
	{BYTES("(im\n"), "is cut short"},
	{BYTES("ccollections\nOrderedDict\n](]K\1ae\x85R."), "more than any network"},
	{BYTES("N\x93."), "needs a value"},
	{BYTES("Va\nN\x93."), "names what is no text"},
	{BYTES("N\x92."), "needs a value"},
	{BYTES("b."), "needs a value"},
	{BYTES("Nb."), "needs a value"},
	{BYTES("Q."), "needs a value"},
	{BYTES("P7"), "is cut short"},
	{BYTES("a."), "needs a value"},
	{BYTES("Na."), "needs a value"},
	{BYTES("NNs."), "needs a value"},
	{BYTES("(e."), "needs a value"},
	{BYTES("e."), "needs a mark"},
	{BYTES("l."), "needs a mark"},
	{BYTES("N\x86."), "needs a value"},
	{BYTES("2."), "needs a value"},
	{BYTES("g1"), "is cut short"},
	{BYTES("\x80"), "is cut short"},
	{BYTES("\x8a"), "is cut short"},
	{BYTES("\x8a\2."), "is cut short"},
	{BYTES("I1"), "is cut short"},
	{BYTES("F1"), "is cut short"},
	{BYTES("G1"), "is cut short"},
	{BYTES("S'a'"), "is cut short"},
	{BYTES("C"), "is cut short"},
	{BYTES("C\2."), "is cut short"},
	{BYTES("\x95."), "is cut short"},
	{BYTES("NVa\n\x93."), "names what is no text"},
	{BYTES("\x82\1."), "registered or stored outside"},
	{BYTES("\x83\1\0."), "registered or stored outside"},
	{BYTES("\x84\1\0\0\0."), "registered or stored outside"},
	{BYTES("\x97."), "registered or stored outside"},
	{BYTES("\x80\6."), "a protocol after 5"},
	{BYTES("\xff."), "a code that no protocol has"},
};

static void what_is_no_pickle_is_refused(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(faults) / sizeof(faults[0]); i++) {
		struct err err = {""};
		size_t used;

		if (pickle_read(faults[i].bytes, faults[i].size, &used, "p.pkl", &err))
			fail_msg("sample %zu is read", i);
		assert_says(&err, "p.pkl: pickle, byte ");
		assert_says(&err, faults[i].means);
	}
}

/* A pickle of `count` times these codes. */
static bool read_repeated(const char *begin, const char *codes, size_t size, size_t count,
			  const char *end, struct err *err)
{
	size_t total = strlen(begin) + size * count + strlen(end), used, at = strlen(begin);
	char *bytes = malloc(total);
	struct pickle *pickle;
	bool is_read;

	assert_non_null(bytes);
	memcpy(bytes, begin, at);
	for (size_t i = 0; i < count; i++, at += size)
		memcpy(bytes + at, codes, size);
	memcpy(bytes + at, end, strlen(end));
	pickle = pickle_read(bytes, total, &used, "p", err);
	is_read = pickle;
	pickle_free(pickle);
	free(bytes);
	return is_read;
}

static void bombs_are_refused_and_deep_ones_are_freed(void **state)
{
	struct err err = {""};

	(void)state;
	/* Lists in lists, deeper than any stack of calls. */
	assert_true(read_repeated("", "]", 1, 200000, "", &err) == false);
	assert_true(read_repeated("N", "\x85", 1, 200000, ".", &err));
	assert_false(read_repeated("", "(", 1, PICKLE_STACK_MAX + 1, ".", &err));
	assert_says(&err, "more than any network");
	assert_false(read_repeated("", "N", 1, PICKLE_STACK_MAX + 1, ".", &err));
	assert_says(&err, "more than any network");
	assert_false(read_repeated("N", "\x94", 1, PICKLE_STACK_MAX + 1, ".", &err));
	assert_says(&err, "more than any network");
	/* Values that are thrown away take memory all the same. */
	assert_false(read_repeated("", "]0", 2, PICKLE_MEMORY_MAX / sizeof(struct pickle_value),
				   "N.", &err));
	assert_says(&err, "more than any network");
	/* The same list again and again takes none. */
	assert_true(read_repeated("]q\1", "h\1a", 3, 100000, ".", &err));
}

static void values_answer_questions(void **state)
{
	static const char bytes[] = "}(Va\nK\7Vb\n(K\1\x88tVc\ncm\nC\nK\1Nu.";
	struct err err;
	size_t used;
	struct pickle *pickle = pickle_read(bytes, sizeof(bytes) - 1, &used, "p", &err);
	const struct pickle_value *root = pickle_root(pickle), *tuple = pickle_get(root, "b");
	int64_t number;

	(void)state;
	assert_true(pickle_integer(pickle_get(root, "a"), &number));
	assert_int_equal(number, 7);
	assert_true(pickle_integer(pickle_item(tuple, 1), &number));
	assert_int_equal(number, 1);
	assert_null(pickle_item(tuple, 2));
	assert_null(pickle_item(root, 0));
	assert_null(pickle_item(NULL, 0));
	assert_null(pickle_get(root, "d"));
	assert_null(pickle_get(tuple, "a"));
	assert_null(pickle_get(NULL, "a"));
	assert_false(pickle_integer(tuple, &number));
	assert_false(pickle_integer(NULL, &number));
	assert_null(pickle_text(tuple));
	assert_null(pickle_text(NULL));
	assert_non_null(pickle_record_named(pickle_get(root, "c"), "m.C"));
	assert_null(pickle_record_named(pickle_get(root, "c"), "m.D"));
	assert_null(pickle_record_named(tuple, "m.C"));
	assert_int_equal(pickle_references(pickle)->count, 0);
	pickle_free(pickle);
	assert_true(pickle_is_like((const unsigned char *)"\x80\2}", 3));
	assert_false(pickle_is_like((const unsigned char *)"\x80\2}", 2));
	assert_false(pickle_is_like((const unsigned char *)"\x80\1}", 3));
	assert_false(pickle_is_like((const unsigned char *)"\x80\6}", 3));
	assert_false(pickle_is_like((const unsigned char *)"\x80\2\xff", 3));
	assert_false(pickle_is_like((const unsigned char *)"(lp", 3));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_code_gives_its_value),
		cmocka_unit_test(what_is_no_pickle_is_refused),
		cmocka_unit_test(bombs_are_refused_and_deep_ones_are_freed),
		cmocka_unit_test(values_answer_questions),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
