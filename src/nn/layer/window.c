/* Size and stride of pooling layers. */
#include "nn/layer/window.h"

#include <stdio.h>

enum { MIN_SIZE = 2, MAX_SIZE = 4 };

const char *window_parse(struct layer *l, const char **text)
{
	const char *start = *text;

	l->size = layer_parse_count(text, MAX_SIZE);
	if (l->size < MIN_SIZE) {
		*text = start;
		return "a window of 2 to 4, as in pool2";
	}
	l->stride = l->size;
	if (**text == 's') {
		++*text;
		l->stride = layer_parse_count(text, MAX_SIZE);
		if (!l->stride)
			return "a stride of 1 to 4, as in pool3s2";
	}
	l->out = (struct shape){reference_pooled(l->in.height, l->stride),
				reference_pooled(l->in.width, l->stride), l->in.channels};
	return NULL;
}

void window_print(const char *word, const struct layer *l, char *text, size_t size)
{
	if (l->stride == l->size)
		snprintf(text, size, "%s%d", word, l->size);
	else
		snprintf(text, size, "%s%ds%d", word, l->size, l->stride);
}

struct pooling window_pooling(const struct layer *l)
{
	return (struct pooling){l->in.height, l->in.width, l->in.channels, l->size, l->stride};
}
