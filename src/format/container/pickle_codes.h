/*
 * The codes of pickles, one function for each kind of them; their table is pickle.c's. Each runs
 * one code, with the argument that the table has for it (a width in bytes, a kind of value, a truth
 * value), and fails with a message.
 */
#ifndef FORMAT_CONTAINER_PICKLE_CODES_H
#define FORMAT_CONTAINER_PICKLE_CODES_H

#include "format/container/pickle_machine.h"

bool code_none(struct machine *, int unused);
bool code_bool(struct machine *, int is_true);
bool code_int(struct machine *, int width);
bool code_long(struct machine *, int width);
bool code_decimal(struct machine *, int unused);
bool code_float_line(struct machine *, int unused);
bool code_float(struct machine *, int unused);
bool code_text(struct machine *, int width);
bool code_text_line(struct machine *, int unused);
bool code_quoted(struct machine *, int unused);
bool code_bytes(struct machine *, int width);
bool code_global(struct machine *, int unused);
bool code_stack_global(struct machine *, int unused);
bool code_call(struct machine *, int unused);
bool code_call_named(struct machine *, int unused);
bool code_old_call(struct machine *, int is_inst);
bool code_build(struct machine *, int unused);
bool code_persistent(struct machine *, int is_line);
bool code_empty(struct machine *, int kind);
bool code_collect(struct machine *, int kind);
bool code_tuple(struct machine *, int count);
bool code_append(struct machine *, int unused);
bool code_set_item(struct machine *, int unused);
bool code_add(struct machine *, int by_key);

#endif
