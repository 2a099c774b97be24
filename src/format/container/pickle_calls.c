/*
 * The calls that stand for plain data: dictionaries that keep their order, bytes that an older
 * protocol spells as a text, and objects that protocols 0 and 1 make by way of a helper.
 */
#include "format/container/pickle_calls.h"

#include <string.h>

static bool add_pairs(struct pickle *pickle, struct pickle_value *dict,
		      const struct pickle_value *pairs)
{
	for (uint32_t i = 0; pairs && pairs->kind == PICKLE_LIST && i < pairs->count; i++) {
		const struct pickle_value *pair = pairs->items[i];

		for (size_t part = 0; part < 2; part++) {
			const struct pickle_value *item = pickle_item(pair, part);

			if (!pickle_item(pair, 1) ||
			    !pickle_append(pickle, dict, (struct pickle_value *)item))
				return false;
		}
	}
	return true;
}

/* OrderedDict, of nothing or, in Python 2, of a list of pairs. */
static struct pickle_value *make_dict(struct pickle *pickle, const char *name,
				      struct pickle_value *arguments)
{
	struct pickle_value *dict = pickle_new(pickle, PICKLE_DICT);

	(void)name;
	return dict && add_pairs(pickle, dict, pickle_item(arguments, 0)) ? dict : NULL;
}

/* set(list), of protocols before 4. */
static struct pickle_value *make_set(struct pickle *pickle, const char *name,
				     struct pickle_value *arguments)
{
	const struct pickle_value *list = pickle_item(arguments, 0);
	struct pickle_value *set = pickle_new(pickle, PICKLE_SET);

	(void)name;
	for (size_t i = 0; set && pickle_item(list, i); i++)
		if (!pickle_append(pickle, set, list->items[i]))
			return NULL;
	return set;
}

/* _codecs.encode(text, "latin1"): each code point of the text is a byte. */
static struct pickle_value *make_bytes(struct pickle *pickle, const char *name,
				       struct pickle_value *arguments)
{
	const struct pickle_value *from = pickle_item(arguments, 0);
	const char *text = pickle_text(from), *encoding = pickle_text(pickle_item(arguments, 1));
	struct pickle_value *value;
	unsigned char *bytes;

	if (!text || !encoding || (strcmp(encoding, "latin1") && strcmp(encoding, "latin-1")))
		return pickle_new_record(pickle, name, arguments);
	value = pickle_new(pickle, PICKLE_BYTES);
	bytes = pickle_alloc(pickle, from->size + 1);
	if (!value || !bytes)
		return NULL;
	value->text = (const char *)bytes;
	for (size_t i = 0; i < from->size; i++) {
		unsigned char first = (unsigned char)text[i];

		/* U+0080 to U+00FF are two bytes, c2 or c3 and one more. */
		if ((first & 0xfe) == 0xc2 && i + 1 < from->size)
			first = (unsigned char)(first << 6 | (text[++i] & 0x3f));
		bytes[value->size++] = first;
	}
	return value;
}

/* copyreg._reconstructor(class, base, state): an object of the class. */
static struct pickle_value *make_object(struct pickle *pickle, const char *name,
					struct pickle_value *arguments)
{
	const struct pickle_record *class = pickle_record(pickle_item(arguments, 0));

	return pickle_new_record(pickle, class ? class->name : name, arguments);
}

struct pickle_value *pickle_call(struct pickle *pickle, const char *name,
				 struct pickle_value *arguments)
{
	static const struct {
		const char *name;
		struct pickle_value *(*make)(struct pickle *, const char *name,
					     struct pickle_value *arguments);
	} calls[] = {
		{"collections.OrderedDict", make_dict},
		{"collections.defaultdict", make_dict},
		{"builtins.set", make_set},
		{"__builtin__.set", make_set},
		{"_codecs.encode", make_bytes},
		{"copyreg._reconstructor", make_object},
		{"copy_reg._reconstructor", make_object},
	};

	for (size_t i = 0; i < sizeof(calls) / sizeof(calls[0]); i++)
		if (strcmp(calls[i].name, name) == 0)
			return calls[i].make(pickle, name, arguments);
	return pickle_new_record(pickle, name, arguments);
}
