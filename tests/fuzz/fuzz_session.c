/* Any bytes as the document of a session, which the explorer goes on with. */
#include "fuzz/fuzz.h"

#include "fuzz/explorer.h"
#include "tui/session.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

enum { JOBS_MAX = 8 };

/* Beside the folder that is the current one. */
static void write_document(const uint8_t *bytes, size_t size)
{
	int file;

	mkdir("../netglyph", 0700);
	mkdir("../netglyph/session-1", 0700);
	file = open("../netglyph/session-1/session.json", O_WRONLY | O_CREAT | O_TRUNC, 0600);
	if (file < 0 || write(file, bytes, size) != (ssize_t)size || close(file) != 0)
		exit(1);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	struct app *app = fuzz_explorer_new();

	setenv("XDG_STATE_HOME", fuzz_folder(), 1);
	write_document(bytes, size);
	session_begin(app);
	session_resume(app);
	fuzz_explorer_rest(app, JOBS_MAX);
	fuzz_explorer_free(app);
	return 0;
}
