/* The groups and data sets of an HDF5 file, as a tree in memory: sizes and depth are bounded, and
 * only what lies in the file itself is in it. */
#ifndef CONFINED_HDF5_TREE_H
#define CONFINED_HDF5_TREE_H

#include "base/err.h"

#include <hdf5.h>
#include <stdbool.h>
#include <stddef.h>

struct hdf5_node {
	char *name;
	bool is_group;
	/* Where its header lies in the file; of a group, the last of its own and its members'. */
	haddr_t address;
	size_t count;
	struct hdf5_node *children; /* [count]; owned */
};

/* From the group `file`, which is the root's. The order of members is that of their creation where
 * the file keeps it. Else it is that in which groups were written, which their addresses tell: room
 * that was free again may have been taken by one header, but not by all of a group's; and the
 * natural order of the names of data sets: 2 before 10. The caller clears the tree, after a failure
 * too. */
bool hdf5_tree_read(hid_t file, struct hdf5_node *root, struct err *);
void hdf5_tree_clear(struct hdf5_node *root);

#endif
