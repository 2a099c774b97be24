/* Where the program starts and ends: what every part of it relies on is set up here. */
#include "base/xalloc.h"
#include "cli/cli.h"

#include <jansson.h>
#include <locale.h>
#include <signal.h>
#include <stdlib.h>
#ifdef HAVE_MALLOPT
#include <malloc.h>
#endif

enum { LARGE = 1 << 20 };

int main(int argc, char **argv)
{
	/* The locale tells which characters the terminal reads; numbers look the same everywhere.
	 */
	setlocale(LC_ALL, "");
	setlocale(LC_NUMERIC, "C");
	/* A reader that goes away is noticed where it is written to. */
	signal(SIGPIPE, SIG_IGN);
	/* So is a file that may not grow any further: nothing half-written stays then. */
	signal(SIGXFSZ, SIG_IGN);
#ifdef HAVE_MALLOPT
	/* Large blocks go back to the system when they are freed: left alone, the C library keeps
	 * room for all that are not larger than one that was freed. */
	mallopt(M_MMAP_THRESHOLD, LARGE);
#endif
	/* jansson's callers don't look whether each value of a document was made. */
	json_set_alloc_funcs(xmalloc, free);
	return cli_run(argc, argv);
}
