/*
 * Giving up all rights: what the programs of this room do between loading their library and looking
 * at the file. From then on the process can read its input, write its output, use memory and end;
 * it can open nothing, start nothing and reach no network. Where the system has no seccomp, limits
 * alone hold: no new descriptor, no byte into a file, no process.
 */
#ifndef CONFINED_LOCKDOWN_H
#define CONFINED_LOCKDOWN_H

#include <stdbool.h>
#include <stddef.h>

/* memory: bytes of addresses in all, what is mapped already included; seconds: of the processor.
 * False: the system refused, and the file must not be looked at. */
bool lockdown(size_t memory, int seconds);

/* For xalloc's hook, the first thing that a program of this room adds: who needs more memory than
 * there is ends with CHILD_OUT_OF_MEMORY (format/child/process.h). */
void lockdown_tell_parent(void *context);

#endif
