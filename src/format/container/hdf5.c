/* A file is handed over as it is open; what is in memory goes through a file without a name. */
#include "format/container/hdf5.h"
#include "format/child/process.h"
#include "format/file.h"
#include "format/temporary.h"
#include "format/write_all.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

static const unsigned char signature[8] = {0x89, 'H', 'D', 'F', '\r', '\n', 0x1a, '\n'};

bool hdf5_is_like(const unsigned char *head, size_t size)
{
	return size >= sizeof(signature) && memcmp(head, signature, sizeof(signature)) == 0;
}

#ifdef HAVE_HDF5

/* What is wall time here may be little of a busy machine's; the child limits its own. */
enum { SECONDS = 60 };

static bool read_child(void *child, void *bytes, size_t size, struct err *err)
{
	return child_read(child, bytes, size, err);
}

/* Takes the descriptor over. */
static struct stream *read_descriptor(int fd, const char *path, bool is_header_only,
				      struct err *err)
{
	const struct child_task task = {.program = "netglyph-hdf5",
					.argument = is_header_only ? "header" : NULL,
					.parser = "HDF5",
					.path = path,
					.seconds = SECONDS};
	struct child *child = child_start(&task, fd, err);
	const struct stream_source source = {.read = read_child,
					     .context = child,
					     .path = path,
					     .data_max = HDF5_DATA_MAX,
					     .is_header_only = is_header_only};
	struct stream *stream = child ? stream_read(&source, err) : NULL;

	close(fd);
	if (!stream) {
		child_stop(child);
		return NULL;
	}
	if (child_end(child, err))
		return stream;
	stream_free(stream);
	return NULL;
}

struct stream *hdf5_bytes_read(const char *path, const void *bytes, size_t size,
			       bool is_header_only, struct err *err)
{
	int fd = temporary_nameless();

	if (fd >= 0 && write_all(fd, bytes, size))
		return read_descriptor(fd, path, is_header_only, err);
	err_set(err, "%s: can't be kept in a temporary file: %s", path, strerror(errno));
	if (fd >= 0)
		close(fd);
	return NULL;
}

static struct stream *read_gzipped(const char *path, bool is_header_only, struct err *err)
{
	struct stream *stream;
	unsigned char *bytes;
	size_t size;

	if (!file_read(path, HDF5_FILE_MAX, &bytes, &size, err))
		return NULL;
	stream = hdf5_bytes_read(path, bytes, size, is_header_only, err);
	free(bytes);
	return stream;
}

struct stream *hdf5_file_read(const char *path, bool is_header_only, struct err *err)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	unsigned char head[sizeof(signature)];
	struct stat status;
	ssize_t count = -1;

	if (fd >= 0 && fstat(fd, &status) == 0)
		count = pread(fd, head, sizeof(head), 0);
	if (count < 0) {
		err_set(err, "%s: can't be read: %s", path, strerror(errno));
	} else if (status.st_size > (off_t)HDF5_FILE_MAX) {
		err_set(err, "%s: holds more than the %zu bytes that are allowed here", path,
			HDF5_FILE_MAX);
	} else if (!hdf5_is_like(head, (size_t)count)) {
		close(fd);
		return read_gzipped(path, is_header_only, err);
	} else {
		return read_descriptor(fd, path, is_header_only, err);
	}
	if (fd >= 0)
		close(fd);
	return NULL;
}

#else

struct stream *hdf5_file_read(const char *path, bool is_header_only, struct err *err)
{
	(void)is_header_only;
	err_set(err,
		"%s: is HDF5 (Keras), and this netglyph was built without the HDF5 library; "
		"install "
		"libhdf5-dev (hdf5-devel, hdf5) and build netglyph again, or save the weights as "
		".npz",
		path);
	return NULL;
}

struct stream *hdf5_bytes_read(const char *path, const void *bytes, size_t size,
			       bool is_header_only, struct err *err)
{
	(void)bytes;
	(void)size;
	return hdf5_file_read(path, is_header_only, err);
}

#endif
