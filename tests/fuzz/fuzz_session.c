/* Any bytes as the document of a session, which the explorer goes on with. */
#include "fuzz/fuzz.h"

#include "base/places.h"
#include "fuzz/explorer.h"
#include "tui/session.h"
#include "tui/session_store.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

enum { JOBS_MAX = 8, PATH_MAX_BYTES = 600 };

/* The path of the only session's; the folders are made where they are missing. */
static void document_path(char path[PATH_MAX_BYTES])
{
	size_t size = PATH_MAX_BYTES;
	int length = snprintf(path, size, "%s/netglyph", fuzz_folder());

	setenv("XDG_STATE_HOME", fuzz_folder(), 1);
	mkdir(path, 0700);
	length += snprintf(path + length, size - (size_t)length, "/session-1");
	mkdir(path, 0700);
	snprintf(path + length, size - (size_t)length, "/session.json");
}

static void write_document(const uint8_t *bytes, size_t size)
{
	char path[PATH_MAX_BYTES];
	int file;

	document_path(path);
	file = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
	if (file < 0 || write(file, bytes, size) != (ssize_t)size || close(file) != 0)
		exit(1);
}

/* Most bytes are none: they need no explorer. */
static bool is_session(void)
{
	json_t *document = NULL;
	char *place = places_state(), *folder = session_store_newest(place, &document);
	bool is = folder;

	json_decref(document);
	free(folder);
	free(place);
	return is;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	struct app *app;

	write_document(bytes, size);
	if (!is_session())
		return 0;
	app = fuzz_explorer_new();
	session_begin(app);
	session_resume(app);
	fuzz_explorer_rest(app, JOBS_MAX);
	fuzz_explorer_free(app);
	return 0;
}
