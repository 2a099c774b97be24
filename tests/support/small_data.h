/* A small data set that no shipped network fits. Include cmocka's headers first. */
#ifndef TESTS_SUPPORT_SMALL_DATA_H
#define TESTS_SUPPORT_SMALL_DATA_H

/* Files of 30 images for training and 30 for the test, of stripes that tell the class. */
void small_data_write(const char *folder, int height, int width, int classes);

#endif
