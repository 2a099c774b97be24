/*
 * netglyph-hdf5: what netglyph runs to read an HDF5 file (format/container/hdf5.h). It is given the
 * file as its standard input, gives up its rights, and says on its standard output what is in it.
 * `netglyph-hdf5 header' leaves the data out.
 */
#include "base/limits.h"
#include "base/xalloc.h"
#include "confined/hdf5_read.h"
#include "confined/lockdown.h"
#include "format/child/process.h"

#include <errno.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

extern char **environ;

/* Addresses that the library and its kin take, with room for what it keeps in memory. */
#define OWN_MEMORY (768 * MIB)

int main(int argc, char **argv)
{
	bool is_header_only = argc > 1 && strcmp(argv[1], "header") == 0;
	struct xalloc_hook hook = {.run = lockdown_tell_parent};
	char *nothing[] = {NULL};
	struct output output = {.fd = STDOUT_FILENO};
	struct stat status;
	struct err err;
	void *image;
	size_t size;

	xalloc_add_hook(&hook);
	/* Variables can tell HDF5 to load drivers. */
	environ = nothing;
	if (fstat(STDIN_FILENO, &status) != 0 || status.st_size <= 0 ||
	    (size_t)status.st_size > HDF5_FILE_MAX)
		return 1;
	size = (size_t)status.st_size;
	/* Private: the library gets memory that it may write, and the file stays as it is. */
	image = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE, STDIN_FILENO, 0);
	if (image == MAP_FAILED || !hdf5_prepare())
		return errno == ENOMEM ? CHILD_OUT_OF_MEMORY : 1;
	if (!lockdown(OWN_MEMORY + HDF5_DATA_MAX + size, 5 + (int)(size / (32 * MIB))))
		return 1;
	if (hdf5_read(image, size, is_header_only, &output, &err))
		_exit(!output_end(&output, NULL));
	_exit(!output_end(&output, err.text));
}
