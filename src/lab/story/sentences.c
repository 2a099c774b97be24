/* Sentences about classes. */
#include "lab/story/sentences.h"
#include "base/text.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

bool classes_are_digits(const char *data)
{
	return strcmp(data, "mnist") == 0 || strcmp(data, "sample") == 0;
}

void class_phrase(char *text, size_t size, const struct class_names *names, int class)
{
	char name[CLASS_NAME_MAX];

	if (names->are_digits)
		snprintf(text, size, "%s %d", class == 8 ? "an" : "a", class);
	else if (class >= 0 && class < names->count)
		snprintf(text, size, "%s",
			 class_name_cut(names, class, CLASS_PHRASE_COLUMNS, name));
	else
		snprintf(text, size, "class %d", class);
}

void prediction_phrase(char *text, size_t size, const struct class_names *names, int label,
		       const char *person, int prediction)
{
	char class[CLASS_PHRASE_MAX], network[CLASS_PHRASE_MAX];

	class_phrase(class, sizeof(class), names, label);
	class_phrase(network, sizeof(network), names, prediction);
	snprintf(text, size, "%s%s %s to the network", label >= 0 ? class : person,
		 label >= 0 ? " to a person," : "", network);
}

void prediction_sentence(char *text, size_t size, const struct class_names *names, int label,
			 const char *person, int prediction, double probability)
{
	char sure[TEXT_NUMBER_MAX];
	char start[PERSON_PHRASE_MAX], phrase[SENTENCE_MAX];

	snprintf(start, sizeof(start), "%s,", person ? person : "");
	prediction_phrase(phrase, sizeof(phrase), names, label, start, prediction);
	snprintf(text, size, "%s: %s", phrase, text_percent(probability, 1, sure));
}

void steps_phrase(char *text, size_t size, int steps)
{
	static const char *const names[] = {"One", "Two",   "Three", "Four", "Five",
					    "Six", "Seven", "Eight", "Nine", "Ten"};

	if (steps >= 1 && steps <= 10)
		snprintf(text, size, "%s step%s", names[steps - 1], steps == 1 ? "" : "s");
	else
		snprintf(text, size, "%d steps", steps);
}

void sentence_begin(char *text, const struct class_names *names, int label)
{
	if (label < 0 || label >= names->count || names->are_digits)
		text[0] = (char)toupper((unsigned char)text[0]);
}

/* The columns of a name in a title of so many. */
static int name_columns(int room)
{
	int columns = room / 4 < CLASS_PHRASE_COLUMNS ? room / 4 : CLASS_PHRASE_COLUMNS;

	return columns < 2 ? 2 : columns;
}

void attack_phrase(char *text, size_t size, int room, const struct class_names *names,
		   const char *title, int label, int target)
{
	char from[CLASS_PHRASE_MAX + 2] = "", to[CLASS_PHRASE_MAX], name[CLASS_NAME_MAX];
	const char *of = strstr(title, " of ");
	int rest;

	class_phrase(to, sizeof(to), names, target);
	if (label >= 0) {
		snprintf(from, sizeof(from), ", ");
		class_phrase(from + 2, sizeof(from) - 2, names, label);
	}
	snprintf(text, size, "%s%s, towards %s", title, from, to);
	if (text_width(text) <= room)
		return;
	if (label >= 0)
		snprintf(from, sizeof(from), ", %s",
			 class_name_cut(names, label, name_columns(room), name));
	snprintf(to, sizeof(to), " -> %s", class_name_cut(names, target, name_columns(room), name));
	rest = room - text_width(from) - text_width(to);
	if (of && text_width(title) > rest && of - title <= rest)
		rest = (int)(of - title);
	snprintf(text, size, "%.*s%s%s", rest > 0 ? rest : 0, title, from, to);
}
