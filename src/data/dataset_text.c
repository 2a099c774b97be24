/* Words that begin with -- are options, wherever they stand behind the path. */
#include "data/dataset_text.h"
#include "base/xalloc.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const double max_scale = 1e6;
enum { SHORT_DIGITS = 5 };

const struct dataset_options dataset_options_none = {.scale = 1};

bool dataset_text_scale(const char *word, double *scale)
{
	char *end;
	double value = strtod(word, &end);

	if (end != word && *end == '/' && end[1]) {
		const char *below = end + 1;

		value /= strtod(below, &end);
	}
	if (end == word || *end || !(fabs(value) <= max_scale && fabs(value) >= 1 / max_scale))
		return false;
	*scale = value;
	return true;
}

/* The next word of a text, which it is cut off from; NULL: none is left. */
static char *next_word(char **rest)
{
	char *word;

	while ((word = strsep(rest, " ")) && !*word)
		;
	return word;
}

static bool read_options(char *rest, const char *text, struct dataset_options *options,
			 struct err *err)
{
	char *word, *value;

	while ((word = next_word(&rest))) {
		if (strcmp(word, "--invert") == 0)
			options->is_inverted = true;
		else if (strcmp(word, "--transpose") == 0)
			options->is_transposed = true;
		else if (strcmp(word, "--fit") == 0)
			options->is_fitted = true;
		else if (strcmp(word, "--scale") != 0)
			return err_set(err,
				       "%s: '%s' is no option of data; there are --scale S, "
				       "--invert, --transpose and --fit",
				       text, word);
		else if (!(value = next_word(&rest)) || !dataset_text_scale(value, &options->scale))
			return err_set(err,
				       "%s: --scale needs a factor that is not 0, such as 2 or "
				       "1/255",
				       text);
	}
	return true;
}

bool dataset_text_read(const char *text, char **path, struct dataset_options *options,
		       struct err *err)
{
	const char *at = strncmp(text, "--", 2) == 0 ? text : strstr(text, " --");
	char *rest;
	bool is_read;

	*options = dataset_options_none;
	*path = xstrdup(text);
	if (!at || access(text, F_OK) == 0)
		return true;
	while (at > text && at[-1] == ' ')
		at--;
	(*path)[at - text] = '\0';
	rest = xstrdup(at);
	is_read = read_options(rest, text, options, err);
	free(rest);
	if (!is_read)
		free(*path);
	return is_read;
}

/* The shortest text that reads back as the same factor, as a fraction where that is one of 1. */
static char *scale_text(double scale)
{
	double below = 1 / scale, read;
	char *text = NULL;

	for (int digits = 1; digits <= 17; digits++) {
		if (digits == SHORT_DIGITS && below == floor(below) && 1 / below == scale) {
			free(text);
			return xasprintf("1/%.0f", below);
		}
		free(text);
		text = xasprintf("%.*g", digits, scale);
		if (dataset_text_scale(text, &read) && read == scale)
			break;
	}
	return text;
}

char *dataset_text_options(const struct dataset_options *options)
{
	char *scale = scale_text(options->scale);
	bool is_scaled = options->scale != 1;
	char *text = xasprintf("%s%s%s%s%s", is_scaled ? " --scale " : "", is_scaled ? scale : "",
			       options->is_inverted ? " --invert" : "",
			       options->is_transposed ? " --transpose" : "",
			       options->is_fitted ? " --fit" : "");

	free(scale);
	return text;
}
