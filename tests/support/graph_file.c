/* Graphs written and imported. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "format/tensor/safetensors.h"
#include "support/graph_file.h"
#include "support/says.h"
#include "support/scratch.h"

#include <stdlib.h>
#include <string.h>

static const struct import_told nothing = {0};

void graph_quote(char *text)
{
	for (; (text = strchr(text, '\'')); text++)
		*text = '"';
}

/* foreign_write() with more tensors. */
static const char *write_file(void **state, const struct graph_file *of, const struct net *net,
			      const char *text)
{
	const char *path = scratch_path(state, "net");
	struct exported e = export_new(net, of->names);
	const struct tensor_string strings[] = {{of->key, text}, of->said};
	struct tensor *all = malloc((e.count + of->more_count) * sizeof(*all));
	struct err err = {""};
	struct writer *writer = writer_open(path, &err);

	assert_non_null(all);
	assert_non_null(writer);
	memcpy(all, e.tensors, e.count * sizeof(*all));
	if (of->more_count)
		memcpy(all + e.count, of->more, of->more_count * sizeof(*all));
	assert_true(safetensors_write(writer, all, e.count + of->more_count, strings,
				      of->said.key ? 2 : 1, &err));
	assert_true(writer_commit(writer, &err));
	free(all);
	export_clear(&e);
	return path;
}

struct import *graph_file_import(void **state, const struct graph_file *of, const char *text,
				 struct shape at_hand, struct err *err)
{
	struct net *net = foreign_net(of->net, graph_image, 5);
	const char *path = write_file(state, of, net, text);
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
		if (!import)
			fail_msg("'%s' ('%s'): %s", err.text, expected, text);
		assert_true(candidate_architecture(&import->candidates.list[0], &usual, NULL,
						   architecture));
		if (strcmp(architecture, expected) != 0)
			fail_msg("is '%s', not '%s': %s", architecture, expected, text);
	}
	import_free(import);
}
