/*
 * A folder of IDX files under MNIST's names (see idx_names.h), gzipped or not: a pair for training,
 * and mostly a pair for testing. Labels may be of any IDX type as long as they are whole numbers
 * from 0; images of any type, with [count, height, width], or [count, height, width, 1]. Reads on
 * two threads for the call's time.
 */
#ifndef DATA_SOURCE_IDX_FOLDER_H
#define DATA_SOURCE_IDX_FOLDER_H

#include "data/dataset_format.h"

extern const struct dataset_format idx_folder_format;

#endif
