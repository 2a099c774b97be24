/* Keys and their tables: names are read as they are printed, and no table says two things. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tui/command.h"
#include "tui/global_keys.h"
#include "tui/screens.h"

#include <stdlib.h>
#include <string.h>

static void a_text_of_keys_is_read_key_by_key(void **state)
{
	static const int expected[] = {'n', PRESS_TAB, PRESS_UP, '<', 0xe9, ':', '1', PRESS_ENTER};
	const char *rest = "n<Tab><Up><lt>\xc3\xa9:1<Enter>";
	int key;

	(void)state;
	for (size_t i = 0; i < sizeof(expected) / sizeof(expected[0]); i++) {
		rest = key_read(rest, &key);
		assert_int_equal(key, expected[i]);
	}
	key_read(rest, &key);
	assert_int_equal(key, PRESS_NONE);
}

static void an_unknown_name_is_told(void **state)
{
	int key;

	(void)state;
	assert_string_equal(key_read("<Foo>n", &key), "n");
	assert_int_equal(key, -1);
	key_read("<n", &key);
	assert_int_equal(key, '<');
	key_read("\xc3(", &key);
	assert_int_equal(key, -1);
}

static void names_are_for_people(void **state)
{
	char name[PRESS_NAME_MAX], both[2 * PRESS_NAME_MAX + 2];
	struct binding binding = {.key = 'n', .other = PRESS_RIGHT};

	(void)state;
	assert_string_equal(press_name(' ', name), "Space");
	assert_string_equal(press_name('q', name), "q");
	assert_string_equal(press_name(PRESS_BACKTAB, name), "Shift-Tab");
	assert_string_equal(binding_keys(&binding, both), "n, Right");
}

static bool is_screen_letter(int key)
{
	return key > 0 && key < 128 && screen_find(screens, (char[]){(char)key, 0}) >= 0;
}

static void check_table(const struct binding *table, const char *name)
{
	for (const struct binding *b = table; b && b->key; b++) {
		if (!b->help || !*b->help)
			fail_msg("%s: key %d has no help", name, b->key);
		if (b->help[strlen(b->help) - 1] == '.')
			fail_msg("%s: the help of key %d ends in a full stop", name, b->key);
		if (binding_find(table, b->key) != b && b->key < PRESS_DIGIT)
			fail_msg("%s: key %d stands twice", name, b->key);
		if (b->other && binding_find(table, b->other) != b)
			fail_msg("%s: key %d stands twice", name, b->other);
		if (table != global_keys && b->key < 128 &&
		    (is_screen_letter(b->key) || strchr("HQI:?q", b->key)))
			fail_msg("%s: %c means something everywhere", name, b->key);
	}
}

static void every_key_means_one_thing(void **state)
{
	(void)state;
	check_table(global_keys, "everywhere");
	for (int i = 0; i < screen_count; i++)
		check_table(screens[i]->keys, screens[i]->name);
}

static void every_letter_stands_in_its_screens_name(void **state)
{
	(void)state;
	for (int i = 0; i < screen_count; i++) {
		assert_non_null(strchr(screens[i]->name, screens[i]->letter));
		assert_int_equal(screen_find(screens, (char[]){screens[i]->letter, 0}), i);
		assert_int_equal(screen_find(screens, screens[i]->name), i);
		assert_non_null(screens[i]->purpose);
	}
	assert_int_equal(screen_find(screens, "nothing"), -1);
}

/* mdoc reads a word of one or two letters as a macro, and a backslash and a hyphen as more than
 * themselves. */
static void print_man_text(FILE *file, const char *text)
{
	fputs("\\&", file);
	for (; *text; text++) {
		if (*text == '\\')
			fputs("\\e", file);
		else if (*text == '-')
			fputs("\\-", file);
		else
			putc(*text, file);
	}
}

static void print_man_table(FILE *file, const struct binding *table)
{
	fputs(".Bl -tag -width \"Space, Right\"\n", file);
	for (const struct binding *b = table; b && b->key; b++) {
		char text[2 * PRESS_NAME_MAX + 2];

		fputs(".It Ic ", file);
		putc('"', file);
		print_man_text(file, binding_keys(b, text));
		fprintf(file, "\"\n%s.\n", b->help);
	}
	fputs(".El\n", file);
}

static void print_man(FILE *file)
{
	fputs(".Ss Everywhere\n", file);
	print_man_table(file, global_keys);
	for (int i = 0; i < screen_count; i++) {
		fprintf(file, ".Ss %s (%c)\n%s.\n", screens[i]->name, screens[i]->letter,
			screens[i]->purpose);
		print_man_table(file, screens[i]->keys);
	}
	fputs(".Ss After a colon\n.Bl -tag -width \":image N\"\n", file);
	for (const struct command_row *row = command_rows; row->name; row++)
		fprintf(file, ".It Ic \":%s%s%s\"\n%s.\n", row->name, row->argument ? " " : "",
			row->argument ? row->argument : "", row->help);
	fputs(".El\n", file);
}

/* KEYS of the man page is what print_man() prints. With NETGLYPH_GOLDEN=update it is put
 * there. */
static char *read_all(const char *path)
{
	FILE *file = fopen(path, "r");
	char *text = calloc(1, 1 << 18);
	size_t size;

	if (!file)
		fail_msg("%s cannot be read", path);
	size = fread(text, 1, (1 << 18) - 1, file);
	text[size] = '\0';
	fclose(file);
	return text;
}

static void the_man_page_lists_the_tables_keys(void **state)
{
	static const char begin[] = ".\\\" KEYS: begin\n", end[] = ".\\\" KEYS: end\n";
	const char *source = getenv("srcdir"), *update = getenv("NETGLYPH_GOLDEN");
	char path[4096], *printed = NULL, *man, *from, *to;
	size_t size;
	FILE *file = open_memstream(&printed, &size);

	(void)state;
	print_man(file);
	fclose(file);
	snprintf(path, sizeof(path), "%s/man/netglyph.1", source ? source : ".");
	man = read_all(path);
	from = strstr(man, begin);
	to = strstr(man, end);
	if (!from || !to)
		fail_msg("%s has no place for KEYS", path);
	from += strlen(begin);
	if (update && strcmp(update, "update") == 0) {
		file = fopen(path, "w");
		assert_non_null(file);
		fprintf(file, "%.*s%s%s", (int)(from - man), man, printed, to);
		fclose(file);
	} else if ((size_t)(to - from) != size || strncmp(from, printed, size) != 0) {
		fail_msg("KEYS of man/netglyph.1 is not what the tables say: run "
			 "NETGLYPH_GOLDEN=update tests/tui/test_keys");
	}
	free(printed);
	free(man);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_text_of_keys_is_read_key_by_key),
		cmocka_unit_test(an_unknown_name_is_told),
		cmocka_unit_test(names_are_for_people),
		cmocka_unit_test(every_key_means_one_thing),
		cmocka_unit_test(every_letter_stands_in_its_screens_name),
		cmocka_unit_test(the_man_page_lists_the_tables_keys),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
