/*
 * CRC-32C (Castagnoli; reflected polynomial 0x82F63B78), which LevelDB, TensorFlow's checkpoints
 * and TensorBoard's event files protect their bytes with. They store it masked, because the CRC of
 * bytes that hold a CRC is a weak one.
 */
#ifndef FORMAT_CONTAINER_CRC32C_H
#define FORMAT_CONTAINER_CRC32C_H

#include <stddef.h>
#include <stdint.h>

/* The CRC of bytes of which the first have the CRC `crc`; 0 where there are none before. */
uint32_t crc32c(uint32_t crc, const void *bytes, size_t size);
/* As it is stored: rotated right by 15, plus 0xa282ead8. */
uint32_t crc32c_mask(uint32_t crc);
/* crc32c_mask(crc32c(0, bytes, size)). */
uint32_t crc32c_masked(const void *bytes, size_t size);

#endif
