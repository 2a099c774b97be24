/* The tree of a PyTorch module, and the names of classes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/limits.h"
#include "format/tensor/torch_modules.h"
#include "support/pickle_bytes.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Codes of a pickle: an object with these attributes, and one that is a module. */
#define OBJECT(class, attributes) class ")\x81}(" attributes "ub"
#define MODULE(class, modules) OBJECT(class, "V_parameters\n}V_modules\n}(" modules "u")
#define LEAF MODULE("cm\nLeaf\n", "")
#define WRAPPER(modules) MODULE("cm\nWrapper\n", modules)

/* A module that is in itself, by keys. */
#define SELF "h\1"
#define ENDLESS(modules) "cm\nC\n)\x81q\1}(V_parameters\n}V_modules\n}(" modules "uub"
#define A40 "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
#define LONG "V" A40 A40 A40 A40 A40 "\n"

/* What a function makes of the pickle of these codes; the caller frees it. */
static char *made_of(const char *codes, char *make(const struct pickle_value *))
{
	struct pickle_bytes bytes = {{0}, 0};
	struct pickle *pickle;
	struct err err;
	size_t used;
	char *text;

	pickle_codes(&bytes, "\x80\2");
	pickle_codes(&bytes, codes);
	pickle_codes(&bytes, ".");
	pickle = pickle_read(bytes.bytes, bytes.size, &used, "p", &err);
	if (!pickle)
		fail_msg("%s", err.text);
	text = make(pickle_root(pickle));
	pickle_free(pickle);
	return text;
}

static void assert_made(const char *codes, char *make(const struct pickle_value *),
			const char *wanted)
{
	char *text = made_of(codes, make);

	if (wanted && text)
		assert_string_equal(text, wanted);
	else
		assert_ptr_equal(text, wanted);
	free(text);
}

static void classes_have_the_names_that_their_authors_gave_them(void **state)
{
	static const char *const classes[][2] = {
		{"ctorch.nn\nLinear\n", "torch.nn.Linear"},
		{"c__torch__\nNet\n", "Net"},
		{"c__torch__.net.___torch_mangle_12\nLinear\n", "net.Linear"},
		{"c__torch__.___torch_mangle_1.a.___torch_mangle_2\nB\n", "a.B"},
		{"c__torch__.a\n___torch_mangle_3\n", "a."},
		{"cm\xc3\xa9\nC\n", "m??.C"},
		{"N", NULL},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(classes) / sizeof(classes[0]); i++)
		assert_made(classes[i][0], torch_class, classes[i][1]);
}

#define TREE(class, name, settings, modules)                                       \
	"{\"class\":\"m." class "\",\"name\":\"" name "\",\"settings\":{" settings \
				"},\"modules\":[" modules "]}"

static void modules_are_a_tree_without_what_is_around_it(void **state)
{
	static const char *const trees[][2] = {
		{LEAF, TREE("Leaf", "", "", "")},
		{WRAPPER("Va\n" WRAPPER("Vb\n" LEAF) "Vn\nN"
						     "Vc\n" LEAF),
		 TREE("Wrapper", "", "",
		      TREE("Wrapper", "a", "", TREE("Leaf", "a.b", "", "")) "," TREE("Leaf", "c",
										     "", ""))},
		{WRAPPER("Vmodule\n" LEAF), TREE("Leaf", "", "", "")},
		{WRAPPER("V_orig_mod\n" WRAPPER("Vmodule\n" LEAF "Vn\nN")),
		 TREE("Leaf", "", "", "")},
		/* With another one beside it, it is a module of that name; so it is in the fifth.
		 */
		{WRAPPER("Vmodule\n" LEAF "Va\n" LEAF),
		 TREE("Wrapper", "", "",
		      TREE("Leaf", "module", "", "") "," TREE("Leaf", "a", "", ""))},
		{WRAPPER("Vmodule\n" WRAPPER("Vmodule\n" WRAPPER(
			 "Vmodule\n" WRAPPER("Vmodule\n" WRAPPER("Vmodule\n" LEAF))))),
		 TREE("Wrapper", "", "", TREE("Leaf", "module", "", ""))},
		{"N", NULL},
		{"cm\nC\n", NULL},
		{OBJECT("cm\nC\n", "V_parameters\n}"), NULL},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(trees) / sizeof(trees[0]); i++)
		assert_made(trees[i][0], torch_modules_json, trees[i][1]);
}

static void settings_are_what_json_can_hold(void **state)
{
	(void)state;
	assert_made(OBJECT("cm\nC\n", "V_parameters\n}V_modules\n}"
				      "Vt\n\x88Vf\n\x89Vn\nNVi\nK\7Vr\nF0.5\nVs\nVx\n"
				      "Vl\n](K\1Vy\neVp\nK\1N\x86V_hidden\nK\1Vd\n}Vq\n}\x85K\1K\2"
				      "U\2a\377K\1"
				      "Vb\nU\2b\377"),
		    torch_modules_json,
		    TREE("C", "",
			 "\"t\":true,\"f\":false,\"n\":null,\"i\":7,\"r\":0.5,\"s\":\"x\","
			 "\"l\":[1,\"y\"],\"p\":[1,null]",
			 ""));
}

static void only_the_first_settings_are_taken(void **state)
{
	char attributes[1024] = "", codes[2048], *text;

	(void)state;
	for (int i = 0; i < TORCH_SETTINGS_MAX; i++) {
		size_t length = strlen(attributes);

		snprintf(attributes + length, sizeof(attributes) - length, "Va%d\n\x88", i);
	}
	snprintf(codes, sizeof(codes), OBJECT("cm\nC\n", "V_parameters\n}V_modules\n}%s"),
		 attributes);
	text = made_of(codes, torch_modules_json);
	assert_non_null(strstr(text, "\"a61\":true"));
	assert_null(strstr(text, "a62"));
	free(text);
}

static int modules_in(const char *text)
{
	int count = 0;

	while ((text = strstr(text, "\"class\"")))
		text++, count++;
	return count;
}

static void trees_without_end_are_cut(void **state)
{
	static const struct {
		const char *codes;
		int modules; /* 0: no tree */
	} trees[] = {
		{ENDLESS("Va\n" SELF), TORCH_DEPTH_MAX + 1},
		{ENDLESS("Vmodule\n" SELF), TORCH_DEPTH_MAX + 1},
		/* Two in each: more than have room. */
		{ENDLESS("Va\n" SELF "Vb\n" SELF), 0},
		/* Names: of 200 bytes, of 401, and of more than have room. */
		{ENDLESS(LONG SELF), 3},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(trees) / sizeof(trees[0]); i++) {
		char *text = made_of(trees[i].codes, torch_modules_json);

		assert_int_equal(text ? modules_in(text) : 0, trees[i].modules);
		free(text);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(classes_have_the_names_that_their_authors_gave_them),
		cmocka_unit_test(modules_are_a_tree_without_what_is_around_it),
		cmocka_unit_test(settings_are_what_json_can_hold),
		cmocka_unit_test(only_the_first_settings_are_taken),
		cmocka_unit_test(trees_without_end_are_cut),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
