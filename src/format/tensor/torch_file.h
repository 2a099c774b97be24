/*
 * A file of PyTorch as its two kinds have it: a pickle, and storages that it refers to.
 */
#ifndef FORMAT_TENSOR_TORCH_FILE_H
#define FORMAT_TENSOR_TORCH_FILE_H

#include "format/container/pickle.h"
#include "format/tensor/torch_storage.h"
#include "format/tensor_file.h"

struct zip_archive;

struct torch_file {
	const char *path;      /* borrowed */
	const char *kind;      /* "PyTorch zip" */
	struct pickle *pickle; /* in which values of arrays may lie */
	struct torch_storages
		storages;        /* that are needed; torch_load_storages fills in their bytes */
	struct zip_archive *zip; /* NULL for a legacy file */
	char *folder;            /* in the archive, with its '/' */
	unsigned char *bytes;    /* the pickle or, of a legacy file, all of it */
	size_t size, end;        /* bytes; and where a legacy file's pickle of the object ends */
	size_t block_count, block_capacity;
	void **blocks; /* freed with the file */
};

/* Reads the pickle. NULL on failure. */
struct torch_file *torch_file_open(const char *path, struct err *);
/* Reads the storages of the list; is_header_only: looks only whether they are there. */
bool torch_load_storages(struct torch_file *, bool is_header_only, struct err *);
/* Frees what is needed for reading only; what tensors and strings lie in stays. */
void torch_file_close(struct torch_file *);
/* Frees it all. */
void torch_file_free(void *torch_file);

/* Hands a block over to the file, and returns it. */
void *torch_keep(struct torch_file *, void *block);
bool torch_ends_in(const char *name, const char *ending);

#endif
