/*
 * Giving up the rights that a program does not need, before it looks at files from strangers. From
 * then on, for good: no network, no look into other programs, no key typed into the terminal; and
 * where the kernel has Landlock, nothing written and no program run but where it was said.
 *
 * Where the system has neither, nothing is given up. So it is with sanitizers and where coverage is
 * counted, as their runtimes do themselves what is forbidden here.
 */
#ifndef BASE_RIGHTS_H
#define BASE_RIGHTS_H

#include "base/err.h"

/* Lists end in NULL. written: files, and folders with all that is and comes beneath them; one that
 * is not there is passed over. programs: files that may be run. To be called before a thread is
 * made. */
bool rights_drop(const char *const *written, const char *const *programs, struct err *);

/* Whether it is for what was given up that no file can be made at a path: that failed with `code`,
 * and yet the folder is ours to write in. */
bool rights_lack_beside(const char *path, int code);
#define RIGHTS_LACK                                                                           \
	"netglyph writes beneath the folder it was started in only: start it there, or with " \
	"NETGLYPH_CONFINED=no"

#endif
