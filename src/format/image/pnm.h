/* PGM, plain (P2) and raw (P5). */
#ifndef FORMAT_IMAGE_PNM_H
#define FORMAT_IMAGE_PNM_H

#include "format/image_file.h"

extern const struct image_format pnm_format;

#endif
