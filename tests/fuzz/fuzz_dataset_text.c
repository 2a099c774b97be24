/* Any text as a data set's name with options: what is read of it is printed, and reads back as
 * that. */
#include "fuzz/fuzz.h"

#include "base/xalloc.h"
#include "data/dataset_text.h"

#include <stdlib.h>
#include <string.h>

static bool is_same(const struct dataset_options *a, const struct dataset_options *b)
{
	return a->scale == b->scale && a->is_inverted == b->is_inverted &&
	       a->is_transposed == b->is_transposed && a->is_fitted == b->is_fitted;
}

static void read_again(const struct dataset_options *options)
{
	char *printed = dataset_text_options(options), *text = xasprintf("x%s", printed), *again;
	struct dataset_options read;
	struct err err = {""};

	if (!dataset_text_read(text, &again, &read, &err) || strcmp(again, "x") != 0 ||
	    !is_same(&read, options))
		abort();
	free(again);
	free(text);
	free(printed);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	char *text = fuzz_text(bytes, size), *path;
	struct dataset_options options;
	struct err err = {""};

	if (dataset_text_read(text, &path, &options, &err)) {
		read_again(&options);
		free(path);
	} else {
		fuzz_message(&err);
	}
	free(text);
	return 0;
}
