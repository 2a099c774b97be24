/* Links that lead out of the file, or to a name rather than an object, are passed over. */
#include "confined/hdf5_tree.h"
#include "base/limits.h"
#include "base/xalloc.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

struct walk {
	size_t objects; /* so far */
	struct err *err;
};

/* Members of a group that is being listed. */
struct listing {
	struct walk *walk;
	struct hdf5_node *group;
};

static herr_t add_member(hid_t group, const char *name, const H5L_info_t *link, void *context)
{
	struct listing *listing = context;
	struct hdf5_node *node = listing->group;
	H5O_info_t info;

	if (link->type != H5L_TYPE_HARD)
		return 0;
	if (++listing->walk->objects > HDF5_OBJECTS_MAX) {
		err_set(listing->walk->err, "holds more than %d groups and data sets",
			HDF5_OBJECTS_MAX);
		return -1;
	}
	if (strlen(name) >= HDF5_NAME_MAX ||
	    H5Oget_info_by_name2(group, name, &info, H5O_INFO_BASIC, H5P_DEFAULT) < 0) {
		err_set(listing->walk->err, "is damaged: '%.64s' can't be found", name);
		return -1;
	}
	if (info.type != H5O_TYPE_GROUP && info.type != H5O_TYPE_DATASET)
		return 0;
	if ((node->count & (node->count - 1)) == 0)
		node->children = xrealloc(node->children, (node->count ? 2 * node->count : 1) *
								  sizeof(*node->children));
	node->children[node->count++] = (struct hdf5_node){
		.name = xstrdup(name),
		.is_group = info.type == H5O_TYPE_GROUP,
		.address = info.addr,
	};
	return 0;
}

static bool has_creation_order(hid_t group)
{
	hid_t properties = H5Gget_create_plist(group);
	unsigned flags = 0;

	if (properties >= 0 && H5Pget_link_creation_order(properties, &flags) < 0)
		flags = 0;
	H5Pclose(properties);
	return flags & H5P_CRT_ORDER_INDEXED;
}

/* As people sort names: numbers by their value. */
static int compare_names(const char *a, const char *b)
{
	while (*a && *b) {
		if (isdigit((unsigned char)*a) && isdigit((unsigned char)*b)) {
			size_t length_a, length_b;

			while (*a == '0' && isdigit((unsigned char)a[1]))
				a++;
			while (*b == '0' && isdigit((unsigned char)b[1]))
				b++;
			length_a = strspn(a, "0123456789");
			length_b = strspn(b, "0123456789");
			if (length_a != length_b)
				return length_a < length_b ? -1 : 1;
		}
		if (*a != *b)
			break;
		a++;
		b++;
	}
	return (unsigned char)*a - (unsigned char)*b;
}

/* Data sets before groups. */
static int compare_nodes(const void *left, const void *right)
{
	const struct hdf5_node *a = left, *b = right;

	if (a->is_group != b->is_group)
		return a->is_group - b->is_group;
	if (a->is_group && a->address != b->address)
		return a->address < b->address ? -1 : 1;
	return compare_names(a->name, b->name);
}

static bool read_group(struct walk *walk, hid_t parent, struct hdf5_node *node, int depth);

static bool read_members(struct walk *walk, hid_t group, struct hdf5_node *node, int depth)
{
	bool has_order = has_creation_order(group);
	struct listing listing = {walk, node};

	if (H5Literate(group, has_order ? H5_INDEX_CRT_ORDER : H5_INDEX_NAME, H5_ITER_INC, NULL,
		       add_member, &listing) < 0)
		return *walk->err->text ? false
					: err_set(walk->err,
						  "is damaged: the members of its group '%.64s' "
						  "can't be listed",
						  node->name);
	for (size_t i = 0; i < node->count; i++) {
		struct hdf5_node *child = &node->children[i];

		if (child->is_group && !read_group(walk, group, child, depth + 1))
			return false;
		if (child->address > node->address)
			node->address = child->address;
	}
	if (!has_order && node->count > 1)
		qsort(node->children, node->count, sizeof(*node->children), compare_nodes);
	return true;
}

static bool read_group(struct walk *walk, hid_t parent, struct hdf5_node *node, int depth)
{
	hid_t group;
	bool is_good;

	if (depth > HDF5_DEPTH_MAX)
		return err_set(walk->err, "holds groups in groups, more than %d deep",
			       HDF5_DEPTH_MAX);
	group = H5Gopen2(parent, node->name, H5P_DEFAULT);
	if (group < 0)
		return err_set(walk->err, "is damaged: its group '%.64s' can't be opened",
			       node->name);
	is_good = read_members(walk, group, node, depth);
	H5Gclose(group);
	return is_good;
}

bool hdf5_tree_read(hid_t file, struct hdf5_node *root, struct err *err)
{
	struct walk walk = {.err = err};

	*root = (struct hdf5_node){.name = xstrdup("/"), .is_group = true};
	*err->text = '\0';
	return read_group(&walk, file, root, 0);
}

void hdf5_tree_clear(struct hdf5_node *node)
{
	for (size_t i = 0; i < node->count; i++)
		hdf5_tree_clear(&node->children[i]);
	free(node->children);
	free(node->name);
}
