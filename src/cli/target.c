/* A FIFO's reader would take the end of the trial for the end of the file: so its writer is kept.
 */
#include "cli/target.h"

#include <sys/stat.h>

bool target_try(struct target *target, const char *path, struct err *err)
{
	struct stat status;

	*target = (struct target){.path = path};
	if (!path)
		return true;
	target->writer = writer_open(path, err);
	if (!target->writer)
		return false;
	if (stat(path, &status) != 0 || S_ISREG(status.st_mode)) {
		writer_abort(target->writer);
		target->writer = NULL;
	}
	return true;
}

struct writer *target_open(struct target *target, struct err *err)
{
	struct writer *writer = target->writer;

	target->writer = NULL;
	return writer ? writer : writer_open(target->path, err);
}

void target_clear(struct target *target)
{
	writer_abort(target->writer);
	target->writer = NULL;
}
