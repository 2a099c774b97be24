/* A filter is a few words, each of which narrows it. */
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

/* A class number at *text, which moves behind it; -1: there is none. */
static int read_class(const char **text, int classes)
{
	char *end;
	long class;

	if (**text < '0' || **text > '9')
		return -1;
	class = strtol(*text, &end, 10);
	*text = end;
	return class < classes ? (int)class : -1;
}

static bool read_min(struct mistake_filter *filter, const char *word)
{
	char *end;
	float min = strtof(word, &end);

	if (*end || word[strspn(word, "0123456789.")] || !(min >= 0 && min <= 1))
		return false;
	filter->min = min;
	return true;
}

/* "7>3", "7>", ">3" or "7". */
static bool read_classes(struct mistake_filter *filter, const char *word, int classes)
{
	if (*word != '>') {
		filter->label = read_class(&word, classes);
		if (filter->label < 0)
			return false;
	}
	if (*word == '>' && word[1]) {
		word++;
		filter->prediction = read_class(&word, classes);
		return filter->prediction >= 0 && !*word;
	}
	return filter->label >= 0 && (!*word || (*word == '>' && !word[1]));
}

bool mistake_filter_read(struct mistake_filter *filter, const char *text, int classes,
			 struct err *err)
{
	struct mistake_filter read = *filter;
	char *copy = xstrdup(text), *rest = copy, *word;

	while ((word = strsep(&rest, " "))) {
		if (!*word || (strchr(word, '.') ? read_min(&read, word)
						 : read_classes(&read, word, classes)))
			continue;
		err_set(err,
			"'%s' is no filter: use 7>3, 7, >3 (classes 0 to %d), 0.9 (at least so "
			"sure), or #33",
			word, classes - 1);
		free(copy);
		return false;
	}
	free(copy);
	*filter = read;
	return true;
}

char *mistake_filter_text(const struct mistake_filter *filter, char text[MISTAKE_FILTER_TEXT])
{
	char label[12] = "any", prediction[12] = "any", min[20] = "";
	bool has_classes = filter->label >= 0 || filter->prediction >= 0;

	if (filter->label >= 0)
		snprintf(label, sizeof(label), "%d", filter->label);
	if (filter->prediction >= 0)
		snprintf(prediction, sizeof(prediction), "%d", filter->prediction);
	if (filter->min > 0)
		snprintf(min, sizeof(min), "%.2f and more", (double)filter->min);
	snprintf(text, MISTAKE_FILTER_TEXT, "%s%s%s%s%s", has_classes ? label : "",
		 has_classes ? ">" : "", has_classes ? prediction : "",
		 has_classes && *min ? ", " : "", min);
	return text;
}
