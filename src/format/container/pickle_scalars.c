/* The codes of numbers, texts and bytes. */
#include "format/container/pickle_codes.h"

#include <stdlib.h>
#include <string.h>

static bool push_integer(struct machine *m, enum pickle_kind kind, int64_t integer)
{
	struct pickle_value *value = pickle_new(m->pickle, kind);

	if (value)
		value->integer = integer;
	return machine_push(m, value);
}

bool code_none(struct machine *m, int unused)
{
	(void)unused;
	return machine_push(m, pickle_new(m->pickle, PICKLE_NONE));
}

bool code_bool(struct machine *m, int is_true)
{
	return push_integer(m, PICKLE_BOOL, is_true);
}

bool code_int(struct machine *m, int width)
{
	uint64_t number;

	if (!machine_take_number(m, width, &number))
		return false;
	return push_integer(m, PICKLE_INT,
			    width == 4 ? (int32_t)(uint32_t)number : (int64_t)number);
}

/* What is in the pickle's bytes stays there. */
static bool push_bytes(struct machine *m, enum pickle_kind kind, const void *bytes, size_t size)
{
	struct pickle_value *value = pickle_new(m->pickle, kind);

	if (value) {
		value->text = bytes;
		value->size = size;
	}
	return machine_push(m, value);
}

bool code_long(struct machine *m, int width)
{
	uint64_t size, number = 0;
	const unsigned char *bytes;

	if (!machine_take_number(m, width, &size) || !(bytes = machine_take(m, size)))
		return false;
	if (size > 8)
		return push_bytes(m, PICKLE_BIG_INT, bytes, (size_t)size);
	if (size > 0 && bytes[size - 1] & 0x80)
		number = UINT64_MAX;
	for (size_t i = (size_t)size; i-- > 0;)
		number = number << 8 | bytes[i];
	return push_integer(m, PICKLE_INT, (int64_t)number);
}

bool code_decimal(struct machine *m, int unused)
{
	size_t size;
	const char *line = machine_take_line(m, &size);
	int64_t number = 0;
	bool is_negative = line && size > 0 && line[0] == '-';

	(void)unused;
	if (!line)
		return false;
	if (size == 2 && line[0] == '0' && (line[1] == '0' || line[1] == '1'))
		return push_integer(m, PICKLE_BOOL, line[1] - '0');
	if (size > 0 && line[size - 1] == 'L')
		size--;
	if (size > 18)
		return push_bytes(m, PICKLE_BIG_INT, line, size);
	for (size_t i = is_negative; i < size; i++) {
		if (line[i] < '0' || line[i] > '9')
			return machine_fail(m, "holds what is no whole number");
		number = 10 * number + (line[i] - '0');
	}
	return push_integer(m, PICKLE_INT, is_negative ? -number : number);
}

static bool push_real(struct machine *m, double real)
{
	struct pickle_value *value = pickle_new(m->pickle, PICKLE_FLOAT);

	if (value)
		value->real = real;
	return machine_push(m, value);
}

bool code_float_line(struct machine *m, int unused)
{
	size_t size;
	const char *line = machine_take_line(m, &size);
	char text[64] = "";

	(void)unused;
	if (!line)
		return false;
	memcpy(text, line, size < sizeof(text) ? size : sizeof(text) - 1);
	return push_real(m, strtod(text, NULL));
}

bool code_float(struct machine *m, int unused)
{
	const unsigned char *bytes = machine_take(m, 8);
	uint64_t bits = 0;
	double real;

	(void)unused;
	if (!bytes)
		return false;
	for (int i = 0; i < 8; i++)
		bits = bits << 8 | bytes[i];
	memcpy(&real, &bits, sizeof(real));
	return push_real(m, real);
}

bool code_text(struct machine *m, int width)
{
	uint64_t size;
	const unsigned char *bytes;

	if (!machine_take_number(m, width, &size) || !(bytes = machine_take(m, size)))
		return false;
	return machine_push(m, pickle_new_text(m->pickle, (const char *)bytes, (size_t)size));
}

bool code_text_line(struct machine *m, int unused)
{
	size_t size;
	const char *line = machine_take_line(m, &size);

	(void)unused;
	return line && machine_push(m, pickle_new_text(m->pickle, line, size));
}

bool code_quoted(struct machine *m, int unused)
{
	size_t size;
	const char *line = machine_take_line(m, &size);

	(void)unused;
	if (!line)
		return false;
	if (size < 2 || (line[0] != '\'' && line[0] != '"') || line[size - 1] != line[0])
		return machine_fail(m, "holds a text without quotation marks");
	return machine_push(m, pickle_new_text(m->pickle, line + 1, size - 2));
}

bool code_bytes(struct machine *m, int width)
{
	uint64_t size;
	const unsigned char *bytes;

	if (!machine_take_number(m, width, &size) || !(bytes = machine_take(m, size)))
		return false;
	return push_bytes(m, PICKLE_BYTES, bytes, (size_t)size);
}
