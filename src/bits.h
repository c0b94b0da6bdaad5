#ifndef DOMICILE_BITS_H
#define DOMICILE_BITS_H

#include <stdbool.h>
#include <stdint.h>

/* A set of small numbers, such as keys that are pressed: a bit for each, eight a byte. */

static inline bool bits_get(const uint8_t *bits, uint32_t bit) {
	return (bits[bit / 8] >> bit % 8 & 1) != 0;
}

static inline void bits_set(uint8_t *bits, uint32_t bit, bool value) {
	uint8_t mask = (uint8_t)(1u << bit % 8);
	bits[bit / 8] = value ? bits[bit / 8] | mask : bits[bit / 8] & (uint8_t)~mask;
}

#endif
