/* Reading the parts of an evaluation: all of them, each once, and all of the same. */
#include "base/xalloc.h"
#include "cli/shard.h"
#include "format/file.h"

#include <stdlib.h>
#include <string.h>

struct shard_document {
	const char *path; /* borrowed; NULL: not there yet */
	json_t *json;
};

static json_t *read_document(const char *path, struct err *err)
{
	unsigned char *bytes;
	size_t size;
	json_error_t why;
	json_t *json;

	if (!file_read_stream(path, SHARD_FILE_MAX, &bytes, &size, err))
		return NULL;
	json = json_loadb((const char *)bytes, size, JSON_REJECT_DUPLICATES, &why);
	free(bytes);
	if (!json)
		err_set(err, "%s: is no whole JSON document (line %d: %s); print that part again",
			path, why.line, why.text);
	return json;
}

/* The first key whose value is not the same in both. */
static const char *find_difference(const json_t *left, const json_t *right)
{
	const json_t *both[2] = {left, right};

	for (int i = 0; i < 2; i++) {
		const char *key;
		json_t *value;

		json_object_foreach ((json_t *)both[i], key, value)
			if (!json_equal(value, json_object_get(both[1 - i], key)))
				return key;
	}
	return NULL;
}

/* A value as it stands in a document, for a message; the caller frees it. */
static char *spell(const json_t *of, const char *key)
{
	char *text = json_dumps(json_object_get(of, key), JSON_COMPACT | JSON_ENCODE_ANY);

	return text ? text : xstrdup("nothing");
}

static bool is_other(const char *path, const json_t *of, const char *first, const json_t *of_first,
		     const char *key, struct err *err)
{
	char *own = spell(of, key), *theirs = spell(of_first, key);

	err_set(err,
		"%s: is of another evaluation than %s: %s is %.100s here and %.100s there; all "
		"parts need the same network, images and options",
		path, first, key, own, theirs);
	free(own);
	free(theirs);
	return false;
}

/* None, or as many as there are classes. */
static bool read_names(struct shards *s, const json_t *list, size_t classes)
{
	size_t count = json_array_size(list);

	if (!json_is_array(list) || count > classes)
		return false;
	s->names = xcalloc(count + 1, sizeof(*s->names));
	for (size_t i = 0; i < count; i++) {
		s->names[i] = json_string_value(json_array_get(list, i));
		if (!s->names[i] || strlen(s->names[i]) >= CLASS_NAME_MAX)
			return false;
	}
	s->report.names = (struct class_names){.count = (int)count, .name = s->names};
	return true;
}

/* What all parts are of, as the first file says. */
static bool read_first(struct shards *s, const json_t *json, const char *path, struct err *err)
{
	const json_t *of = json_object_get(json, "of");
	size_t parts, classes;

	s->command = json_string_value(json_object_get(json, "command"));
	s->report.model = json_string_value(json_object_get(of, "model"));
	s->report.data = json_string_value(json_object_get(of, "data"));
	s->report.split = json_string_value(json_object_get(of, "split"));
	if (!s->command || !s->report.model || !s->report.data || !s->report.split ||
	    split_find(s->report.split) == SPLIT_COUNT ||
	    !shard_whole(json_object_get(of, "classes"), DATASET_MAX_CLASSES, &classes) ||
	    !shard_whole(json_object_get(of, "images"), PACKED_MAX_IMAGES, &s->total) ||
	    !shard_whole(json_object_get(json, "shards"), SHARDS_MAX, &parts) || parts == 0 ||
	    classes == 0 || !read_names(s, json_object_get(of, "class_names"), classes))
		return err_set(err,
			       "%s: is no part of an evaluation; 'netglyph test MODEL --shard 1/8 "
			       "--json' prints one",
			       path);
	s->of = of;
	s->report.classes = (int)classes;
	s->parts = (int)parts;
	s->documents = xcalloc(parts, sizeof(*s->documents));
	return true;
}

/* Puts a document in its place, and takes it over. */
static bool add_document(struct shards *s, json_t *json, const char *path, const char *first,
			 struct err *err)
{
	const char *command = json_string_value(json_object_get(json, "command"));
	const char *difference = find_difference(json_object_get(json, "of"), s->of);
	struct shard_document *place;
	size_t index, parts;

	if (!shard_whole(json_object_get(json, "shards"), SHARDS_MAX, &parts) ||
	    !shard_whole(json_object_get(json, "shard"), parts, &index) || index == 0 || !command)
		return err_set(err,
			       "%s: is no part of an evaluation; 'netglyph %s MODEL --shard 1/%d "
			       "--json' prints one",
			       path, s->command, s->parts);
	if (strcmp(command, s->command) != 0 || parts != (size_t)s->parts)
		return err_set(err, "%s: is part %zu of %zu of %s, but %s is one of %d of %s", path,
			       index, parts, command, first, s->parts, s->command);
	if (difference)
		return is_other(path, json_object_get(json, "of"), first, s->of, difference, err);
	place = &s->documents[index - 1];
	if (place->path)
		return err_set(err, "%s: is part %zu of %zu, as %s is; give each part once", path,
			       index, parts, place->path);
	*place = (struct shard_document){path, json_incref(json)};
	return true;
}

static bool is_complete(const struct shards *s, struct err *err)
{
	char missing[128] = "";
	size_t length = 0;
	int count = 0;

	for (int i = 0; i < s->parts; i++) {
		if (s->documents[i].path)
			continue;
		count++;
		if (length < sizeof(missing) - 16)
			length += (size_t)snprintf(missing + length, sizeof(missing) - length,
						   "%s%d", count > 1 ? ", " : "", i + 1);
		else if (missing[length - 1] != '.')
			length += (size_t)snprintf(missing + length, sizeof(missing) - length,
						   " ...");
	}
	return count == 0 ||
	       err_set(err, "%d of the %d parts of %s %s %s missing: %s", count, s->parts,
		       s->command, s->report.model, count == 1 ? "is" : "are", missing);
}

bool shards_read(const char *const *paths, struct shards *s, struct err *err)
{
	bool is_read = true;

	*s = (struct shards){0};
	for (int i = 0; paths[i] && is_read; i++) {
		json_t *json = read_document(paths[i], err);

		is_read = json && (i > 0 || read_first(s, json, paths[i], err)) &&
			  add_document(s, json, paths[i], paths[0], err);
		json_decref(json);
	}
	return is_read && is_complete(s, err);
}

void shards_clear(struct shards *s)
{
	for (int i = 0; i < s->parts; i++)
		json_decref(s->documents[i].json);
	free(s->documents);
	free(s->names);
	*s = (struct shards){0};
}

bool shards_each(const struct shards *s,
		 bool (*read)(void *context, const struct shard *, const json_t *results),
		 void *context, struct err *err)
{
	for (int i = 0; i < s->parts; i++) {
		struct shard shard = shard_part(i + 1, s->parts, s->total);

		if (!read(context, &shard, json_object_get(s->documents[i].json, "results")))
			return err_set(err,
				       "%s: lacks results of its %zu images, or they are damaged; "
				       "print part %d of %d again",
				       s->documents[i].path, shard.count, i + 1, s->parts);
	}
	return true;
}
