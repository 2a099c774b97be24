/* A file that is there comes before a shipped model of its name. */
#include "model/model.h"
#include "base/places.h"
#include "base/xalloc.h"
#include "model/native.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

const char *const model_shipped[MODEL_SHIPPED] = {"mnist-softmax", "mnist-cnn", "mnist-robust"};
static const char suffix[] = ".safetensors";

/* Which shipped model's name, or name of a file, that is; -1: none's. */
static int find_name(const char *name)
{
	for (int i = 0; i < MODEL_SHIPPED; i++) {
		size_t length = strlen(model_shipped[i]);

		if (strncmp(name, model_shipped[i], length) == 0 &&
		    (!name[length] || strcmp(name + length, suffix) == 0))
			return i;
	}
	return -1;
}

bool model_is_shipped(const char *name)
{
	return find_name(name) >= 0;
}

char *model_path(const char *file_or_name, struct err *err)
{
	struct stat status;
	char file[NETWORK_NAME_MAX];
	int shipped;

	if (stat(file_or_name, &status) == 0 || tensor_file_is_several(file_or_name))
		return xstrdup(file_or_name);
	shipped = find_name(file_or_name);
	if (shipped >= 0) {
		snprintf(file, sizeof(file), "%s%s", model_shipped[shipped], suffix);
		return places_shipped(file, err);
	}
	if (strpbrk(file_or_name, "/."))
		return xstrdup(file_or_name);
	err_set(err, "%s: no such file, and no shipped network; those are %s, %s and %s",
		file_or_name, model_shipped[0], model_shipped[1], model_shipped[2]);
	return NULL;
}

/* A whole number of __metadata__; -1 where there is none, or something else. */
static int64_t whole(const char *text)
{
	char *end;
	long long value;

	if (!text || !*text || strspn(text, "0123456789") != strlen(text))
		return -1;
	errno = 0;
	value = strtoll(text, &end, 10);
	return errno ? -1 : (int64_t)value;
}

/* A number in 0..1, as "0.990200"; -1 likewise. */
static double fraction(const char *text)
{
	char *end;
	double value;

	if (!text || !*text || strspn(text, "0123456789.") != strlen(text))
		return -1;
	value = strtod(text, &end);
	return *end || !(value <= 1) ? -1 : value;
}

struct model_facts model_facts_of(const struct tensor_file *file)
{
	const char *name = tensor_file_metadata(file, "data");
	struct model_facts facts = {.step = whole(tensor_file_metadata(file, "step")),
				    .seed = whole(tensor_file_metadata(file, "seed")),
				    .accuracy = fraction(tensor_file_metadata(file, "accuracy"))};

	snprintf(facts.data, sizeof(facts.data), "%s", name ? name : "");
	return facts;
}

bool model_outline_read(const char *path, struct model_outline *outline, struct err *err)
{
	struct tensor_file *file = tensor_file_read_header(path, err);
	bool is_foreign = file && !tensor_file_metadata(file, "architecture");
	bool is_read = file && (is_foreign || native_read_shape(file, path, &outline->input,
								&outline->classes, err));

	*outline = is_read ? *outline : (struct model_outline){.classes = 0};
	outline->architecture[0] = '\0';
	if (is_foreign) {
		const char *container = tensor_file_metadata(file, "container");

		snprintf(outline->container, sizeof(outline->container), "%s",
			 container ? container : file->format->name);
	} else if (is_read) {
		snprintf(outline->architecture, sizeof(outline->architecture), "%s",
			 tensor_file_metadata(file, "architecture"));
		outline->is_checkpoint = tensor_file_metadata(file, "optimizer");
		outline->facts = model_facts_of(file);
	}
	tensor_file_free(file);
	return is_read;
}

struct net *model_read(const char *path, const struct kernel *kernel, struct model_facts *facts,
		       struct err *err)
{
	struct tensor_file *file = NULL;
	struct net *net = native_read(path, kernel, &file, err);

	if (net && facts)
		*facts = model_facts_of(file);
	tensor_file_free(file);
	return net;
}
