/* A filter is two classes and a number, each of which narrows it. */
#include "lab/train/mistake_filter.h"
#include "base/xalloc.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

bool mistake_filter_takes(const struct mistake_filter *filter, const struct prediction *v)
{
	/* A cell of the diagonal is asked for to see what was right. */
	bool has_right =
		filter->has_right || (filter->label >= 0 && filter->label == filter->prediction);

	return (filter->label < 0 || v->label == filter->label) &&
	       (filter->prediction < 0 || v->prediction == filter->prediction) &&
	       v->confidence >= filter->min && (has_right || v->label != v->prediction);
}

static bool read_min(struct mistake_filter *filter, const char *word)
{
	char *end;
	float min = strtof(word, &end);

	if (*end || !strchr(word, '.') || word[strspn(word, "0123456789.")] ||
	    !(min >= 0 && min <= 1))
		return false;
	filter->min = min;
	return true;
}

/* Takes the numbers at both ends of the text, which is cut to what is between them: names of
 * classes may have blanks in them. */
static char *take_min(struct mistake_filter *filter, char *text)
{
	for (;;) {
		size_t length = strlen(text);
		char *last, *blank;

		while (length > 0 && text[length - 1] == ' ')
			text[--length] = '\0';
		text += strspn(text, " ");
		last = strrchr(text, ' ');
		blank = strchr(text, ' ');
		if (*text && read_min(filter, last ? last + 1 : text)) {
			*(last ? last : text) = '\0';
			continue;
		}
		if (!blank)
			return text;
		*blank = '\0';
		if (!read_min(filter, text)) {
			*blank = ' ';
			return text;
		}
		text = blank + 1;
	}
}

static bool read_class(char *text, const struct class_names *names, int classes, int *class,
		       struct err *err)
{
	char *end = text + strlen(text);

	while (end > text && end[-1] == ' ')
		*--end = '\0';
	text += strspn(text, " ");
	return class_names_read(names, classes, text, class, err);
}

/* "7>3", "7>", ">3" or "7". */
static bool read_classes(struct mistake_filter *filter, char *text, const struct class_names *names,
			 int classes, struct err *err)
{
	char *behind = strchr(text, '>');

	if (behind)
		*behind++ = '\0';
	if (behind && !text[strspn(text, " ")] && !behind[strspn(behind, " ")])
		return err_set(err,
			       "'>' is no filter: use 7>3, 7 or >3 with two classes, or 0.9 (at "
			       "least so sure), or #33");
	if (text[strspn(text, " ")] && !read_class(text, names, classes, &filter->label, err))
		return false;
	return !behind || !behind[strspn(behind, " ")] ||
	       read_class(behind, names, classes, &filter->prediction, err);
}

bool mistake_filter_read(struct mistake_filter *filter, const char *text,
			 const struct class_names *names, int classes, struct err *err)
{
	struct mistake_filter read = *filter;
	char *copy = xstrdup(text), *rest = take_min(&read, copy);
	bool is_read = !*rest || read_classes(&read, rest, names, classes, err);

	free(copy);
	if (is_read)
		*filter = read;
	return is_read;
}

char *mistake_filter_text(const struct mistake_filter *filter, const struct class_names *names,
			  char text[MISTAKE_FILTER_TEXT])
{
	char min[20] = "";
	bool has_classes = filter->label >= 0 || filter->prediction >= 0;

	if (filter->min > 0)
		snprintf(min, sizeof(min), "%.2f and more", (double)filter->min);
	snprintf(text, MISTAKE_FILTER_TEXT, "%s%s%s%s%s",
		 !has_classes        ? ""
		 : filter->label < 0 ? "any"
				     : class_name(names, filter->label),
		 has_classes ? ">" : "",
		 !has_classes             ? ""
		 : filter->prediction < 0 ? "any"
					  : class_name(names, filter->prediction),
		 has_classes && *min ? ", " : "", min);
	return text;
}
