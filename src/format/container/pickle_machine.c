/* The bytes of a pickle and the stack that its codes work on. */
#include "format/container/pickle_machine.h"
#include "base/limits.h"

#include <string.h>

bool machine_fail(struct machine *m, const char *what)
{
	return err_set(m->err, "%s: pickle, byte %zu: %s; save or download it again", m->path,
		       m->code_at, what);
}

bool machine_fail_full(struct machine *m)
{
	return machine_fail(m, "builds more than any network has");
}

/* ---- Bytes of the pickle */

/* NULL: there are not as many. */
const unsigned char *machine_take(struct machine *m, uint64_t size)
{
	const unsigned char *bytes = m->bytes + m->at;

	if (size > m->size - m->at) {
		machine_fail(m, "is cut short");
		return NULL;
	}
	m->at += (size_t)size;
	return bytes;
}

bool machine_take_number(struct machine *m, int width, uint64_t *number)
{
	const unsigned char *bytes = machine_take(m, (uint64_t)width);

	*number = 0;
	for (int i = width; bytes && i-- > 0;)
		*number = *number << 8 | bytes[i];
	return bytes;
}

/* A line without its end. */
const char *machine_take_line(struct machine *m, size_t *size)
{
	const unsigned char *bytes = m->bytes + m->at;
	const unsigned char *end = memchr(bytes, '\n', m->size - m->at);

	if (!end) {
		machine_fail(m, "is cut short");
		return NULL;
	}
	*size = (size_t)(end - bytes);
	m->at += *size + 1;
	return (const char *)bytes;
}

/* ---- The stack */

bool machine_push(struct machine *m, struct pickle_value *value)
{
	return (value && pickle_push(&m->stack, value)) || machine_fail_full(m);
}

struct pickle_value *machine_top(struct machine *m)
{
	struct pickle_value *value =
		m->stack.count > 0 ? m->stack.values[m->stack.count - 1] : NULL;

	if (!value)
		machine_fail(m, "needs a value that is not there");
	return value;
}

struct pickle_value *machine_pop(struct machine *m)
{
	struct pickle_value *value = machine_top(m);

	m->stack.count -= value != NULL;
	return value;
}

/* Takes the values above the last mark off, and the mark; they stay readable until the next push.
 */
struct pickle_value **machine_pop_to_mark(struct machine *m, uint32_t *count)
{
	size_t at = m->stack.count;

	while (at > 0 && m->stack.values[at - 1])
		at--;
	if (at == 0) {
		machine_fail(m, "needs a mark that is not there");
		return NULL;
	}
	*count = (uint32_t)(m->stack.count - at);
	m->stack.count = at - 1;
	return m->stack.values + at;
}
