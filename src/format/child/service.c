/*
 * The child's input is a socket, as writing to the pipe of a child that has crashed would end the
 * program: u32 bytes, little-endian, and the file, again and again. Each gets one stream.
 */
#include "format/child/service.h"
#include "base/xalloc.h"

#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#ifndef MSG_NOSIGNAL
#define MSG_NOSIGNAL 0
#endif

/* Of one child. */
enum { FILES_MAX = 2000, BYTES_MAX = 32 << 20 };

struct service {
	struct child_task task;
	struct child *child; /* NULL: none runs */
	int socket;          /* its input */
	size_t files, bytes; /* that it was given */
};

struct service *service_new(const struct child_task *task)
{
	struct service *service = xcalloc(1, sizeof(*service));

	service->task = *task;
	return service;
}

static void stop(struct service *service)
{
	if (!service->child)
		return;
	close(service->socket);
	child_stop(service->child);
	service->child = NULL;
}

void service_free(struct service *service)
{
	if (!service)
		return;
	stop(service);
	free(service);
}

/* A child that takes nothing for so long is given up. */
static bool open_socket(int ends[2])
{
	const struct timeval limit = {.tv_sec = 10};

	if (socketpair(AF_UNIX, SOCK_STREAM, 0, ends) != 0 || !child_raise(ends))
		return false;
	if (setsockopt(ends[0], SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof(limit)) == 0)
		return true;
	close(ends[0]);
	close(ends[1]);
	return false;
}

/* A child for the task's file. */
static bool start(struct service *service, struct err *err)
{
	int ends[2];

	if (!open_socket(ends))
		return err_set(err, "%s: no socket can be opened: %s", service->task.path,
			       strerror(errno));
	service->child = child_start(&service->task, ends[1], err);
	close(ends[1]);
	service->socket = ends[0];
	service->files = service->bytes = 0;
	if (!service->child)
		close(ends[0]);
	return service->child;
}

/* A child that has had enough makes room for another. */
static bool prepare(struct service *service, const char *path, size_t size, struct err *err)
{
	service->task.path = path;
	if (service->child && (service->files == FILES_MAX || service->bytes + size > BYTES_MAX))
		stop(service);
	if (service->child)
		child_next(service->child, path);
	else if (!start(service, err))
		return false;
	service->files++;
	service->bytes += size;
	return true;
}

/* Whether all was taken; who does not take it has crashed, which its output tells. */
static bool give(const struct service *service, const unsigned char *bytes, size_t size)
{
	while (size > 0) {
		ssize_t count = send(service->socket, bytes, size, MSG_NOSIGNAL);

		if (count < 0 && errno != EINTR)
			return false;
		if (count > 0) {
			bytes += count;
			size -= (size_t)count;
		}
	}
	return true;
}

static bool read_child(void *child, void *bytes, size_t size, struct err *err)
{
	return child_read(child, bytes, size, err);
}

struct stream *service_read(struct service *service, const char *path, const void *bytes,
			    size_t size, size_t data_max, struct err *err)
{
	unsigned char length[4];
	struct stream_source source = {.read = read_child, .path = path, .data_max = data_max};
	struct stream *stream;

	if (!prepare(service, path, size, err))
		return NULL;
	for (int i = 0; i < 4; i++)
		length[i] = (unsigned char)(size >> 8 * i);
	if (give(service, length, sizeof(length)))
		give(service, bytes, size);
	source.context = service->child;
	stream = stream_read(&source, err);
	/* Whatever was wrong with it: the next file gets a child that did not see this one. */
	if (!stream)
		stop(service);
	return stream;
}
