/*
 * Where data lie:
 *
 * - $NETGLYPH_DATA
 * - $XDG_DATA_HOME/netglyph, else ~/.local/share/netglyph
 * - beside an executable in a folder named src: its ../data, then the source tree's data
 * - ../share/netglyph beside any executable's folder (an install that was moved)
 * - where `make install` put the data, then the source tree's data
 */
#ifndef BASE_PLACES_H
#define BASE_PLACES_H

#include "base/err.h"

/* The first PLACE/NAME that is accepted, or NULL; the caller frees it. */
char *places_search(const char *name, bool (*is_accepted)(const char *path));
/* A file that is shipped in data/ (a model); the caller frees it. */
char *places_shipped(const char *file, struct err *);
/* A program that netglyph runs and that is no command for people (libexec): beside the executable
 * in the build tree, in ../libexec/netglyph beside its folder (an install that was moved), where
 * `make install' puts it. The caller frees it. */
char *places_program(const char *name, struct err *);
/* "looked in A, B, C", for messages; the caller frees it. */
char *places_text(void);
/* Where what a person did is kept: $XDG_STATE_HOME/netglyph, else ~/.local/state/netglyph, be it
 * there or not; NULL: there is no home. The caller frees it. */
char *places_state(void);
/* A variable of the environment; NULL where it is not set, or empty. */
const char *places_environment(const char *name);

#endif
