/*
 * The pickle machine: one table of codes, one function for each kind of them.
 */
#include "format/container/pickle.h"
#include "base/limits.h"
#include "base/xalloc.h"
#include "format/container/pickle_codes.h"

#include <stdlib.h>

/* ---- Stack and memo */

static bool code_mark(struct machine *m, int unused)
{
	(void)unused;
	return pickle_push(&m->stack, NULL) || machine_fail_full(m);
}

static bool code_pop(struct machine *m, int unused)
{
	(void)unused;
	if (m->stack.count == 0)
		return machine_fail(m, "needs a value that is not there");
	m->stack.count--;
	return true;
}

static bool code_pop_mark(struct machine *m, int unused)
{
	uint32_t count;

	(void)unused;
	return machine_pop_to_mark(m, &count);
}

static bool code_duplicate(struct machine *m, int unused)
{
	struct pickle_value *value = machine_top(m);

	(void)unused;
	return value && machine_push(m, value);
}

static bool memo_put(struct machine *m, uint64_t index)
{
	struct pickle_value *value = machine_top(m);

	if (!value)
		return false;
	while (m->memo.count <= index)
		if (index >= PICKLE_STACK_MAX || !pickle_push(&m->memo, NULL))
			return machine_fail_full(m);
	m->memo.values[index] = value;
	return true;
}

static bool memo_get(struct machine *m, uint64_t index)
{
	if (index >= m->memo.count || !m->memo.values[index])
		return machine_fail(m, "asks for a value that it did not keep");
	return machine_push(m, m->memo.values[index]);
}

/* An index as a line, UINT64_MAX where it is none. */
static bool take_index(struct machine *m, int width, uint64_t *index)
{
	size_t size;
	const char *line;

	if (width > 0)
		return machine_take_number(m, width, index);
	line = machine_take_line(m, &size);
	*index = line && size > 0 && size < 10 ? 0 : UINT64_MAX;
	for (size_t i = 0; line && *index != UINT64_MAX && i < size; i++)
		*index = line[i] < '0' || line[i] > '9' ? UINT64_MAX
							: 10 * *index + (uint64_t)(line[i] - '0');
	return line;
}

static bool code_put(struct machine *m, int width)
{
	uint64_t index;

	return take_index(m, width, &index) && memo_put(m, index);
}

static bool code_get(struct machine *m, int width)
{
	uint64_t index;

	return take_index(m, width, &index) && memo_get(m, index);
}

static bool code_memoize(struct machine *m, int unused)
{
	(void)unused;
	return memo_put(m, m->memo.count);
}

/* ---- The rest */

static bool code_stop(struct machine *m, int unused)
{
	(void)unused;
	m->pickle->root = machine_pop(m);
	m->is_done = true;
	return m->pickle->root;
}

static bool code_protocol(struct machine *m, int unused)
{
	const unsigned char *version = machine_take(m, 1);

	(void)unused;
	return version && (*version <= 5 || machine_fail(m, "is of a protocol after 5"));
}

static bool code_frame(struct machine *m, int size)
{
	return machine_take(m, (uint64_t)size);
}

static bool code_refused(struct machine *m, int unused)
{
	(void)unused;
	return machine_fail(m, "needs what is registered or stored outside of it");
}

static const struct {
	bool (*run)(struct machine *, int argument);
	int argument;
} codes[256] = {
	['('] = {code_mark, 0},
	['.'] = {code_stop, 0},
	['0'] = {code_pop, 0},
	['1'] = {code_pop_mark, 0},
	['2'] = {code_duplicate, 0},
	['F'] = {code_float_line, 0},
	['I'] = {code_decimal, 0},
	['J'] = {code_int, 4},
	['K'] = {code_int, 1},
	['L'] = {code_decimal, 0},
	['M'] = {code_int, 2},
	['N'] = {code_none, 0},
	['P'] = {code_persistent, 1},
	['Q'] = {code_persistent, 0},
	['R'] = {code_call, 0},
	['S'] = {code_quoted, 0},
	['T'] = {code_text, 4},
	['U'] = {code_text, 1},
	['V'] = {code_text_line, 0},
	['X'] = {code_text, 4},
	['a'] = {code_append, 0},
	['b'] = {code_build, 0},
	['c'] = {code_global, 0},
	['d'] = {code_collect, PICKLE_DICT},
	['}'] = {code_empty, PICKLE_DICT},
	['e'] = {code_add, false},
	['g'] = {code_get, 0},
	['h'] = {code_get, 1},
	['i'] = {code_old_call, 1},
	['j'] = {code_get, 4},
	['l'] = {code_collect, PICKLE_LIST},
	[']'] = {code_empty, PICKLE_LIST},
	['o'] = {code_old_call, 0},
	['p'] = {code_put, 0},
	['q'] = {code_put, 1},
	['r'] = {code_put, 4},
	['s'] = {code_set_item, 0},
	['t'] = {code_collect, PICKLE_TUPLE},
	[')'] = {code_empty, PICKLE_TUPLE},
	['u'] = {code_add, true},
	['G'] = {code_float, 0},
	['B'] = {code_bytes, 4},
	['C'] = {code_bytes, 1},
	[0x80] = {code_protocol, 0},
	[0x81] = {code_call, 0}, /* NEWOBJ */
	[0x82] = {code_refused, 0},
	[0x83] = {code_refused, 0},
	[0x84] = {code_refused, 0},
	[0x85] = {code_tuple, 1},
	[0x86] = {code_tuple, 2},
	[0x87] = {code_tuple, 3},
	[0x88] = {code_bool, 1},
	[0x89] = {code_bool, 0},
	[0x8a] = {code_long, 1},
	[0x8b] = {code_long, 4},
	[0x8c] = {code_text, 1},
	[0x8d] = {code_text, 8},
	[0x8e] = {code_bytes, 8},
	[0x8f] = {code_empty, PICKLE_SET},
	[0x90] = {code_add, false},
	[0x91] = {code_collect, PICKLE_SET}, /* FROZENSET */
	[0x92] = {code_call_named, 0},
	[0x93] = {code_stack_global, 0},
	[0x94] = {code_memoize, 0},
	[0x95] = {code_frame, 8},
	[0x96] = {code_bytes, 8}, /* BYTEARRAY8 */
	[0x97] = {code_refused, 0},
	[0x98] = {code_frame, 0}, /* READONLY_BUFFER */
};

static bool run(struct machine *m)
{
	while (!m->is_done) {
		const unsigned char *code;

		m->code_at = m->at;
		code = machine_take(m, 1);
		if (!code)
			return false;
		if (!codes[*code].run)
			return machine_fail(m, "holds a code that no protocol has");
		if (!codes[*code].run(m, codes[*code].argument))
			return false;
	}
	return true;
}

bool pickle_is_like(const unsigned char *head, size_t size)
{
	return size >= 3 && head[0] == 0x80 && head[1] >= 2 && head[1] <= 5 && codes[head[2]].run;
}

struct pickle *pickle_read(const void *bytes, size_t size, size_t *used, const char *path,
			   struct err *err)
{
	struct pickle *pickle = xcalloc(1, sizeof(*pickle));
	struct machine machine = {
		.pickle = pickle, .bytes = bytes, .size = size, .path = path, .err = err};
	bool is_read;

	pickle->references = pickle_new(pickle, PICKLE_LIST);
	is_read = run(&machine);

	*used = machine.at;
	free(machine.stack.values);
	free(machine.memo.values);
	if (is_read)
		return pickle;
	pickle_free(pickle);
	return NULL;
}
