/* What goes into files as the time they were made. */
#ifndef BASE_DATE_H
#define BASE_DATE_H

#include <stdbool.h>

/* Seconds since 1970: now, or, so that equal runs can give equal files, what SOURCE_DATE_EPOCH says
 * (a whole number, see reproducible-builds.org); anything else in it is ignored. */
double date_now(void);
/* Whether SOURCE_DATE_EPOCH says so. */
bool date_is_fixed(void);

#endif
