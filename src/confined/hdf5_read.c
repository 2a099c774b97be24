/*
 * The file is an image in memory: HDF5's core driver is given it as it lies there, by callbacks
 * that do not copy it. Sizes are looked at before anything is unpacked.
 */
#include "confined/hdf5_read.h"
#include "base/limits.h"
#include "base/xalloc.h"
#include "confined/hdf5_attribute.h"
#include "confined/hdf5_tree.h"
#include "confined/hdf5_type.h"

#include <stdlib.h>
#include <string.h>

/* What the root holds and is no parameter. */
static const char *const passed_over[] = {"optimizer_weights", "optimizer"};

struct dump {
	struct output *output;
	size_t file_size;
	bool is_header_only;
	uint64_t data_size, stored_size; /* bytes so far: unpacked, and as they lie in the file */
	struct err *err;
};

/* ---- The file as an image */

static void *image_share(size_t size, H5FD_file_image_op_t operation, void *image)
{
	(void)size;
	(void)operation;
	return image;
}

static void *image_copy(void *to, const void *from, size_t size, H5FD_file_image_op_t operation,
			void *image)
{
	(void)operation;
	(void)image;
	return to == from ? to : memcpy(to, from, size);
}

/* Nothing that is only read grows. */
static void *image_grow(void *old, size_t size, H5FD_file_image_op_t operation, void *image)
{
	(void)old;
	(void)size;
	(void)operation;
	(void)image;
	return NULL;
}

static herr_t image_free(void *memory, H5FD_file_image_op_t operation, void *image)
{
	(void)memory;
	(void)operation;
	(void)image;
	return 0;
}

static void *context_copy(void *image)
{
	return image;
}

static herr_t context_free(void *image)
{
	(void)image;
	return 0;
}

static hid_t open_image(void *image, size_t size)
{
	H5FD_file_image_callbacks_t callbacks = {image_share,  image_copy,   image_grow, image_free,
						 context_copy, context_free, image};
	hid_t access = H5Pcreate(H5P_FILE_ACCESS), file = -1;

	if (H5Pset_fapl_core(access, 65536, 0) >= 0 &&
	    H5Pset_file_image_callbacks(access, &callbacks) >= 0 &&
	    H5Pset_file_image(access, image, size) >= 0)
		/* Of a relative name HDF5 would ask for the working folder. */
		file = H5Fopen("/image", H5F_ACC_RDONLY, access);
	H5Pclose(access);
	return file;
}

/* ---- One data set */

struct shape {
	int ndim;
	hsize_t dims[TENSOR_MAX_DIMS];
	uint64_t size; /* bytes */
};

/* False with no message: it has none, as one that is empty by its kind. */
static bool read_shape(hid_t dataset, size_t value_size, const char *path, struct shape *shape,
		       struct err *err)
{
	hid_t space = H5Dget_space(dataset);
	bool is_good = space >= 0 && H5Sget_simple_extent_type(space) != H5S_NULL;

	shape->ndim = is_good ? H5Sget_simple_extent_ndims(space) : 0;
	if (shape->ndim < 0 || shape->ndim > TENSOR_MAX_DIMS)
		is_good = err_set(err, "'%s' has %d dimensions; up to %d are read", path,
				  shape->ndim, TENSOR_MAX_DIMS);
	if (is_good)
		is_good = H5Sget_simple_extent_dims(space, shape->dims, NULL) >= 0;
	H5Sclose(space);
	shape->size = value_size;
	for (int i = 0; is_good && i < shape->ndim; i++) {
		if (shape->dims[i] > 0 && shape->size > HDF5_DATA_MAX / shape->dims[i])
			return err_set(err, "'%s' has more than %zu bytes, the most that is read",
				       path, HDF5_DATA_MAX);
		shape->size *= shape->dims[i];
	}
	return is_good;
}

/* Each of the filters may be there once. */
static bool check_filters(hid_t properties, const char *path, struct err *err)
{
	int count = H5Pget_nfilters(properties);
	unsigned seen = 0, flags, config;

	for (int i = 0; i < count; i++) {
		size_t values = 0;
		char name[32] = "";
		H5Z_filter_t filter = H5Pget_filter2(properties, (unsigned)i, &flags, &values, NULL,
						     sizeof(name), name, &config);

		if ((filter != H5Z_FILTER_DEFLATE && filter != H5Z_FILTER_SHUFFLE &&
		     filter != H5Z_FILTER_FLETCHER32) ||
		    seen & 1u << filter)
			return err_set(
				err,
				"'%s' is packed in a way that is not read here (%.31s, filter "
				"%d); save it without compression",
				path, name, (int)filter);
		seen |= 1u << filter;
	}
	return true;
}

static bool check_chunk(hid_t properties, size_t value_size, const char *path, struct err *err)
{
	hsize_t dims[H5S_MAX_RANK];
	int ndim = H5Pget_chunk(properties, H5S_MAX_RANK, dims);
	uint64_t size = value_size;

	for (int i = 0; i < ndim; i++) {
		if (dims[i] > 0 && size > HDF5_CHUNK_MAX / dims[i])
			return err_set(
				err,
				"'%s' lies in chunks of more than %zu bytes, the most that is "
				"read; save it without compression",
				path, HDF5_CHUNK_MAX);
		size *= dims[i];
	}
	return true;
}

/* That it lies in this file, and is packed in a way that is known. */
static bool check_layout(hid_t dataset, size_t value_size, const char *path, struct err *err)
{
	hid_t properties = H5Dget_create_plist(dataset);
	H5D_layout_t layout = H5Pget_layout(properties);
	bool is_good;

	if (layout == H5D_VIRTUAL || H5Pget_external_count(properties) > 0)
		is_good = err_set(
			err, "the data of '%s' lie in another file, which is not followed", path);
	else
		is_good = layout != H5D_CHUNKED || (check_filters(properties, path, err) &&
						    check_chunk(properties, value_size, path, err));
	H5Pclose(properties);
	return is_good;
}

/* That no small file unpacks to a large one. */
static bool check_size(struct dump *dump, hid_t dataset, const char *path, uint64_t size)
{
	dump->data_size += size;
	dump->stored_size += H5Dget_storage_size(dataset);
	if (dump->data_size > HDF5_DATA_MAX)
		return err_set(dump->err, "has more than %zu bytes of data, the most that is read",
			       HDF5_DATA_MAX);
	if (dump->stored_size > dump->file_size)
		return err_set(dump->err,
			       "is damaged: '%s' would take more bytes than the file has", path);
	if (dump->data_size > HDF5_PACKED_MIN &&
	    dump->data_size / HDF5_PACKED_RATIO > dump->stored_size)
		return err_set(dump->err,
			       "would unpack %llu bytes to %llu: it is made to do harm, or holds "
			       "tensors that were never written",
			       (unsigned long long)dump->stored_size,
			       (unsigned long long)dump->data_size);
	return true;
}

static bool send_tensor(struct dump *dump, hid_t dataset, hid_t type, const char *path,
			const char *dtype, const struct shape *shape)
{
	uint64_t dims[TENSOR_MAX_DIMS];
	unsigned char *data = NULL;
	bool is_good = true;

	for (int i = 0; i < shape->ndim; i++)
		dims[i] = shape->dims[i];
	if (!dump->is_header_only && shape->size > 0) {
		hid_t memory = hdf5_memory_type(type);

		data = xcalloc(1, shape->size);
		is_good = H5Dread(dataset, memory, H5S_ALL, H5S_ALL, H5P_DEFAULT, data) >= 0;
		H5Tclose(memory);
	}
	if (is_good) {
		output_tensor(dump->output, path, dtype, shape->ndim, dims);
		if (data)
			output_bytes(dump->output, data, shape->size);
	} else {
		err_set(dump->err, "is damaged: the values of '%s' can't be read", path);
	}
	free(data);
	return is_good;
}

static bool dump_numbers(struct dump *dump, hid_t dataset, hid_t type, const char *path)
{
	const char *dtype = hdf5_dtype(type);
	struct shape shape;
	size_t size = H5Tget_size(type);

	if (!dtype)
		return true;
	if (!read_shape(dataset, size, path, &shape, dump->err))
		return !*dump->err->text;
	return check_layout(dataset, size, path, dump->err) &&
	       check_size(dump, dataset, path, shape.size) &&
	       send_tensor(dump, dataset, type, path, dtype, &shape);
}

static bool dump_dataset(struct dump *dump, hid_t group, const char *name, const char *path)
{
	hid_t dataset = H5Dopen2(group, name, H5P_DEFAULT);
	hid_t type = dataset < 0 ? -1 : H5Dget_type(dataset);
	bool is_good;

	if (type >= 0)
		is_good = dump_numbers(dump, dataset, type, path);
	else
		is_good = err_set(dump->err, "is damaged: '%s' can't be opened", path);
	H5Tclose(type);
	H5Dclose(dataset);
	return is_good;
}

/* ---- All of the tree */

static bool is_passed_over(const char *path)
{
	for (size_t i = 0; i < sizeof(passed_over) / sizeof(passed_over[0]); i++)
		if (strcmp(path, passed_over[i]) == 0)
			return true;
	return false;
}

/* path: of the group, "" the root's. */
static bool dump_group(struct dump *dump, hid_t parent, const struct hdf5_node *node,
		       const char *path)
{
	hid_t group = H5Gopen2(parent, node->name, H5P_DEFAULT);
	bool is_good = group >= 0 || err_set(dump->err, "is damaged: '%s' can't be opened", path);

	is_good = is_good && hdf5_attributes(group, path, dump->output, dump->err);
	for (size_t i = 0; is_good && i < node->count; i++) {
		const struct hdf5_node *child = &node->children[i];
		char *name = *path ? xasprintf("%s/%s", path, child->name) : xstrdup(child->name);

		if (strlen(name) >= HDF5_NAME_MAX)
			is_good = err_set(dump->err, "has a name of more than %d bytes",
					  HDF5_NAME_MAX);
		else if (!is_passed_over(name))
			is_good = child->is_group ? dump_group(dump, group, child, name)
						  : dump_dataset(dump, group, child->name, name);
		free(name);
	}
	H5Gclose(group);
	return is_good;
}

bool hdf5_prepare(void)
{
	return H5dont_atexit() >= 0 && H5open() >= 0 &&
	       H5Eset_auto2(H5E_DEFAULT, NULL, NULL) >= 0 && H5PLset_loading_state(0) >= 0;
}

bool hdf5_read(void *image, size_t size, bool is_header_only, struct output *output,
	       struct err *err)
{
	struct dump dump = {
		.output = output, .file_size = size, .is_header_only = is_header_only, .err = err};
	struct hdf5_node root;
	hid_t file = open_image(image, size);
	bool is_good;

	if (file < 0)
		return err_set(err, "is no whole HDF5 file; copy or download it again");
	is_good = hdf5_tree_read(file, &root, err) && dump_group(&dump, file, &root, "");
	hdf5_tree_clear(&root);
	H5Fclose(file);
	return is_good;
}
