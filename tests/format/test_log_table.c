/* Logs that are text: headings, steps, lines that are not whole yet. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "format/log_table.h"
#include "support/scratch.h"

#include <stdio.h>
#include <string.h>

struct text {
	char text[2000];
};

static void take(void *context, const struct log_value *value)
{
	static const char *const units[] = {"?", "step", "epoch"};
	struct text *t = context;
	size_t length = strlen(t->text);

	snprintf(t->text + length, sizeof(t->text) - length, "%s %s %llu %g; ", value->tag,
		 units[value->unit], (unsigned long long)value->step, value->value);
}

static void read_on(struct log_table *table, struct text *text)
{
	struct log_sink sink = {take, text};
	struct err err;

	text->text[0] = '\0';
	if (!log_table_read(table, &sink, &err))
		fail_msg("%s", err.text);
}

static void add(void **state, const char *lines)
{
	FILE *file = fopen(scratch_path(state, "log"), "ab");

	assert_non_null(file);
	fputs(lines, file);
	assert_int_equal(fclose(file), 0);
}

static void gives(void **state, const char *lines, const char *expected)
{
	struct log_table *table = log_table_new(scratch_write(state, "log", lines, strlen(lines)));
	struct text text;

	read_on(table, &text);
	assert_string_equal(text.text, expected);
	log_table_free(table);
}

static void tables_of_common_programs_are_read(void **state)
{
	/* netglyph train --log. */
	gives(state, "step,loss,accuracy,validation\n1,0.5,0.25,\n2,0.4,0.5,0.75\n",
	      "loss step 1 0.5; accuracy step 1 0.25; loss step 2 0.4; accuracy step 2 0.5; "
	      "validation step 2 0.75; ");
	/* Keras's CSVLogger. */
	gives(state, "epoch,accuracy,loss\r\n0,0.5,1.5\r\n",
	      "accuracy epoch 0 0.5; loss epoch 0 1.5; ");
	/* Lightning: epoch and step, and cells that are empty. */
	gives(state, "epoch,step,train_loss,val_loss\n0,49,1.5,\n0,50,,2\n",
	      "train_loss step 49 1.5; val_loss step 50 2; ");
	gives(state, "a;\"loss\"\nx;1\n", "loss step 1 1; ");
	gives(state, "{\"step\": 3, \"loss\": 0.5, \"note\": \"x\"}\n{\"epoch\": 1, \"acc\": 1}\n",
	      "loss step 3 0.5; acc epoch 1 1; ");
}

static void what_is_no_table_gives_nothing(void **state)
{
	gives(state, "", "");
	gives(state, "some words\nand more\n", "");
	gives(state, "1,2,3\n4,5,6\n", "");
	gives(state, "{\"loss\": \n{]\n", "");
	gives(state, "step,loss\n-1,nan\n", "");
}

static void what_is_odd_in_a_table_is_passed_over(void **state)
{
	char text[140000], *at;

	gives(state, "{\"step\":1,\"iter\":7,\"epoch\":2,\"loss\":1,\"on\":true}\n",
	      "loss step 1 1; ");
	gives(state, "{\"iter\":1e99,\"iteration\":7.5,\"loss\":1}\n", "loss step 7 1; ");
	gives(state, "{\"step\":-1,\"loss\":1}\n{\"step\":\"a\",\"loss\":2}\n",
	      "loss step 1 1; loss step 2 2; ");
	gives(state, "step\n1\n", "");
	gives(state, "step,loss,2\nx,1,3\n,,\n", "loss step 1 1; ");
	gives(state, "step\tloss\n1\t2\t3\n \t\n2\n", "loss step 1 2; ");
	/* Tags and lines that are too long. */
	memset(text, 'x', sizeof(text));
	at = text + snprintf(text, sizeof(text), "{\"step\":1,\"loss\":1,\"");
	*at = 'x';
	strcpy(text + 300, "\":1}\n");
	gives(state, text, "loss step 1 1; ");
	memset(text, 'x', sizeof(text));
	memcpy(text, "step,loss,", 10);
	strcpy(text + 300, "\n1,2,3\n");
	gives(state, text, "loss step 1 2; ");
	memset(text, ',', sizeof(text));
	memcpy(text, "loss", 4);
	strcpy(text + 3000, "\n1\n");
	gives(state, text, "loss step 1 1; ");
	memset(text, 'x', sizeof(text));
	memcpy(text, "step,loss\n", 10);
	strcpy(text + sizeof(text) - 10, "\n1,2\n");
	gives(state, text, "loss step 1 2; ");
}

static void a_line_counts_once_its_end_is_there(void **state)
{
	struct log_table *table = log_table_new(scratch_write(state, "log", "", 0));
	struct text text;

	add(state, "step,lo");
	read_on(table, &text);
	add(state, "ss\n1,0.");
	read_on(table, &text);
	assert_string_equal(text.text, "");
	add(state, "5\n2,1");
	read_on(table, &text);
	assert_string_equal(text.text, "loss step 1 0.5; ");
	add(state, "\n");
	read_on(table, &text);
	assert_string_equal(text.text, "loss step 2 1; ");
	/* Begun anew. */
	scratch_write(state, "log", "step,acc\n1,1\n", 13);
	read_on(table, &text);
	assert_string_equal(text.text, "acc step 1 1; ");
	log_table_free(table);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, scratch_setup, scratch_teardown)
	const struct CMUnitTest tests[] = {
		TEST(tables_of_common_programs_are_read),
		TEST(what_is_no_table_gives_nothing),
		TEST(what_is_odd_in_a_table_is_passed_over),
		TEST(a_line_counts_once_its_end_is_there),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
