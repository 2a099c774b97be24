/* Sentences about classes. */
#include "lab/story/sentences.h"

#include <stdio.h>
#include <string.h>

bool classes_are_digits(const char *data)
{
	return strcmp(data, "mnist") == 0 || strcmp(data, "sample") == 0;
}

void class_phrase(char *text, size_t size, bool has_digits, int class)
{
	if (has_digits)
		snprintf(text, size, "%s %d", class == 8 ? "an" : "a", class);
	else
		snprintf(text, size, "class %d", class);
}

void prediction_sentence(char *text, size_t size, bool has_digits, int label, const char *person,
			 int prediction, double probability)
{
	char class[32], network[32];

	class_phrase(class, sizeof(class), has_digits, label);
	class_phrase(network, sizeof(network), has_digits, prediction);
	snprintf(text, size, "%s%s, %s to the network: %.1f %%", label >= 0 ? class : person,
		 label >= 0 ? " to a person" : "", network, 100 * probability);
}
