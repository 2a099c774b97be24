/* Graphs written and imported. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "support/graph_file.h"
#include "support/says.h"

#include <string.h>

static const struct import_told nothing = {0};

struct import *graph_file_import(void **state, const struct graph_file *of, const char *text,
				 struct shape at_hand, struct err *err)
{
	struct net *net = foreign_net(of->net, graph_image, 5);
	const char *path = foreign_write(state, "net", net, of->names, of->key, text);
	struct tensor_file *file = tensor_file_read(path, err);

	net_free(net);
	assert_non_null(file);
	return import_new(file, path, at_hand, 0, &nothing, err);
}

void check_graph(void **state, const struct graph_file *of, const char *text, const char *expected)
{
	char architecture[SETTINGS_ARCHITECTURE_MAX];
	const struct choice usual = {.activation = 0};
	struct err err = {""};
	struct import *import = graph_file_import(state, of, text, graph_image, &err);

	if (expected[0] == '!') {
		if (import)
			fail_msg("is not refused ('%s'): %s", expected, text);
		assert_says(&err, expected + 1);
	} else {
		assert_string_equal(err.text, "");
		assert_true(candidate_architecture(&import->candidates.list[0], &usual, NULL,
						   architecture));
		assert_string_equal(architecture, expected);
	}
	import_free(import);
}
