/* Names begin with the time, so that they sort by age. */
#include "tui/session_store.h"
#include "base/xalloc.h"
#include "format/file.h"
#include "format/temporary.h"

#include <assert.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

static const char prefix[] = "session-", unfinished[] = ".new-", document_name[] = "session.json";

enum { MAX_NAMES = 100 }; /* to try */

/* ------------------------------------------------------------------------------------ folders */

/* A session has files only. */
static void remove_folder(const char *path)
{
	DIR *dir = opendir(path);
	struct dirent *entry;

	while (dir && (entry = readdir(dir))) {
		char *file = xasprintf("%s/%s", path, entry->d_name);

		unlink(file);
		free(file);
	}
	if (dir)
		closedir(dir);
	rmdir(path);
}

static uint64_t folder_bytes(const char *path)
{
	DIR *dir = opendir(path);
	struct dirent *entry;
	uint64_t bytes = 0;

	while (dir && (entry = readdir(dir))) {
		char *file = xasprintf("%s/%s", path, entry->d_name);
		struct stat info;

		if (lstat(file, &info) == 0 && S_ISREG(info.st_mode))
			bytes += (uint64_t)info.st_size;
		free(file);
	}
	if (dir)
		closedir(dir);
	return bytes;
}

static int is_session(const struct dirent *entry)
{
	return strncmp(entry->d_name, prefix, strlen(prefix)) == 0;
}

static int compare_names(const struct dirent **a, const struct dirent **b)
{
	return strcmp((*a)->d_name, (*b)->d_name);
}

/* The paths of all sessions, the oldest first; 0: there are none. */
static int list(const char *place, char ***paths)
{
	struct dirent **entries;
	int count = scandir(place, &entries, is_session, compare_names);

	*paths = NULL;
	if (count < 0)
		return 0;
	*paths = xcalloc((size_t)count, sizeof(**paths));
	for (int i = 0; i < count; i++) {
		(*paths)[i] = xasprintf("%s/%s", place, entries[i]->d_name);
		free(entries[i]);
	}
	free(entries);
	return count;
}

static void free_list(char **paths, int count)
{
	for (int i = 0; i < count; i++)
		free(paths[i]);
	free(paths);
}

/* The newest stays, whatever it takes. */
static int prune(const char *place)
{
	char **paths;
	int count = list(place, &paths), gone = 0;
	uint64_t bytes = 0;
	bool is_full = false;

	for (int i = count - 1; i >= 0; i--) {
		bytes += folder_bytes(paths[i]);
		is_full = is_full || bytes > SESSIONS_BYTES || count - i > (int)SESSIONS_MAX;
		if (!is_full || i == count - 1)
			continue;
		remove_folder(paths[i]);
		gone++;
	}
	free_list(paths, count);
	return gone;
}

/* ------------------------------------------------------------------------------------ writing */

/* What killed programs left behind. */
static void remove_leftovers(const char *place)
{
	DIR *dir = opendir(place);
	struct dirent *entry;

	while (dir && (entry = readdir(dir))) {
		char *path;
		int fd;

		if (strncmp(entry->d_name, unfinished, strlen(unfinished)) != 0)
			continue;
		path = xasprintf("%s/%s", place, entry->d_name);
		fd = temporary_claim(path, O_RDONLY | O_DIRECTORY);
		if (fd >= 0) {
			remove_folder(path);
			close(fd);
		}
		free(path);
	}
	if (dir)
		closedir(dir);
}

/* A folder of a new name; false with errno. Who else begins a session may take it away before it is
 * locked: then another one is made. */
static bool make_folder(struct new_session *session, const char *place)
{
	for (int i = 0; i < MAX_NAMES; i++) {
		session->folder = xasprintf("%s/%sXXXXXX", place, unfinished);
		if (!mkdtemp(session->folder))
			return false;
		session->lock = open(session->folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
		if (session->lock >= 0 && temporary_hold(session->folder, session->lock))
			return true;
		if (session->lock >= 0)
			close(session->lock);
		session->lock = -1;
		rmdir(session->folder);
		free(session->folder);
		session->folder = NULL;
	}
	return false;
}

static void free_session(struct new_session *session)
{
	if (session->lock >= 0)
		close(session->lock);
	free(session->folder);
	free(session);
}

struct new_session *session_store_begin(const char *place, struct err *err)
{
	struct new_session *session;

	if (!file_make_folder(place, 0700, err))
		return NULL;
	remove_leftovers(place);
	session = xcalloc(1, sizeof(*session));
	session->lock = -1;
	if (make_folder(session, place))
		return session;
	err_set(err, "%s: can't be written: %s", place, strerror(errno));
	free_session(session);
	return NULL;
}

static bool write_document(const char *folder, const json_t *document, struct err *err)
{
	char *path = xasprintf("%s/%s", folder, document_name);
	char *text = json_dumps(document, JSON_COMPACT | JSON_REAL_PRECISION(9));
	struct writer *writer = writer_open(path, err);
	bool is_written = false;

	assert(text); /* all that is in it was taken by jansson */
	if (writer && writer_write(writer, text, strlen(text), err))
		is_written = writer_commit(writer, err);
	else
		writer_abort(writer);
	free(text);
	free(path);
	return is_written;
}

bool session_store_commit(const char *place, struct new_session *session, json_t *document,
			  struct err *err)
{
	const char *folder = session->folder;
	struct timespec now;
	char *target;
	bool is_written = write_document(folder, document, err);
	struct err ignored;
	int gone;

	clock_gettime(CLOCK_REALTIME, &now);
	target = xasprintf("%s/%s%012lld.%09ld-%s", place, prefix, (long long)now.tv_sec,
			   now.tv_nsec, folder + strlen(folder) - 6);
	if (is_written && rename(folder, target) != 0)
		is_written = err_set(err, "%s: can't be named: %s", target, strerror(errno));
	if (is_written)
		file_sync_folder_of(target);
	gone = is_written ? prune(place) : 0;
	if (gone > 0) {
		json_object_set_new(document, "gone", json_integer(gone));
		write_document(target, document, &ignored);
	}
	free(target);
	if (is_written)
		free_session(session);
	else
		session_store_abort(session);
	return is_written;
}

void session_store_abort(struct new_session *session)
{
	remove_folder(session->folder);
	free_session(session);
}

/* ------------------------------------------------------------------------------------ reading */

static json_t *read_document(const char *folder)
{
	char *path = xasprintf("%s/%s", folder, document_name);
	unsigned char *bytes;
	size_t size;
	struct err ignored;
	json_t *document = NULL;

	if (file_read(path, SESSION_FILE_MAX, &bytes, &size, &ignored)) {
		document = json_loadb((const char *)bytes, size, JSON_REJECT_DUPLICATES, NULL);
		free(bytes);
	}
	free(path);
	if (json_is_object(document) &&
	    json_integer_value(json_object_get(document, "version")) == SESSION_VERSION)
		return document;
	json_decref(document);
	return NULL;
}

char *session_store_newest(const char *place, json_t **document)
{
	char **paths, *found = NULL;
	int count = list(place, &paths);

	*document = NULL;
	for (int i = count - 1; i >= 0; i--) {
		json_t *read = read_document(paths[i]);
		bool has_work = json_is_true(json_object_get(read, "has_work"));

		if (!read || (*document && !has_work)) {
			json_decref(read);
			continue;
		}
		json_decref(*document);
		*document = read;
		free(found);
		found = xstrdup(paths[i]);
		if (has_work)
			break;
	}
	free_list(paths, count);
	return found;
}

bool session_store_is_name(const char *name)
{
	return name && *name && *name != '.' && !strchr(name, '/') && strlen(name) < 200;
}
