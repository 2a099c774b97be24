/* Sentences about classes. */
#include "cli/words.h"

#include <stdio.h>

void class_words(char *text, size_t size, bool has_digits, int class)
{
	if (has_digits)
		snprintf(text, size, "%s %d", class == 8 ? "an" : "a", class);
	else
		snprintf(text, size, "class %d", class);
}

void verdict_words(char *text, size_t size, bool has_digits, int label, const char *person,
		   int prediction, double probability)
{
	char class[32], network[32];

	class_words(class, sizeof(class), has_digits, label);
	class_words(network, sizeof(network), has_digits, prediction);
	snprintf(text, size, "%s%s, %s to the network: %.1f %%", label >= 0 ? class : person,
		 label >= 0 ? " to a person" : "", network, 100 * probability);
}
