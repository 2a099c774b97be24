/* Files of images that hide text: IDX of bytes [count, height, width], or by the ending .png a
 * sheet of tiles in rows, grey, ink dark. */
#ifndef LAB_STEGO_STEGO_FILE_H
#define LAB_STEGO_STEGO_FILE_H

#include "lab/stego/stego.h"

/* False where a name promises what is not written: gzip. */
bool stego_file_check(const char *path, struct err *);
bool stego_file_write(const char *path, const struct net *, const struct stego *, struct err *);
/* The tiles of a sheet, row by row, are images too where no more were written. Refuses images of
 * another size than the net's, and more than the longest text takes. */
bool stego_file_read(const char *path, const struct net *, struct stego *, struct err *);

#endif
