/* Short sums by which images and networks are told from others of the same name. Each is a CRC-32
 * as eight hexadecimal digits. */
#ifndef LAB_TRAIN_FINGERPRINT_H
#define LAB_TRAIN_FINGERPRINT_H

#include "data/dataset.h"
#include "nn/net.h"

enum { FINGERPRINT_MAX = 9 };

/* Of the images and labels of a split. */
void fingerprint_split(const struct split *, char text[FINGERPRINT_MAX]);
/* Of a net's architecture and parameters, whatever file they came from. */
void fingerprint_net(const struct net *, char text[FINGERPRINT_MAX]);

#endif
