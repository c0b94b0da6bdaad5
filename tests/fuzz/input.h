#ifndef FUZZ_INPUT_H
#define FUZZ_INPUT_H

#include <stddef.h>
#include <stdint.h>

/*
 * An input of a target, read from its beginning: numbers are little-endian, and what is missing at
 * the end is zero.
 */
struct input {
	const uint8_t *data;
	size_t left;
};

static inline const uint8_t *input_bytes(struct input *input, size_t wanted, size_t *size) {
	const uint8_t *bytes = input->data;
	*size = wanted < input->left ? wanted : input->left;
	input->data += *size;
	input->left -= *size;
	return bytes;
}

static inline uint64_t input_number(struct input *input, size_t wanted) {
	size_t size;
	const uint8_t *bytes = input_bytes(input, wanted, &size);
	uint64_t number = 0;
	for (size_t i = 0; i < size; i++) {
		number |= (uint64_t)bytes[i] << 8 * i;
	}
	return number;
}

static inline uint8_t input_u8(struct input *input) {
	return (uint8_t)input_number(input, 1);
}

static inline int32_t input_i32(struct input *input) {
	return (int32_t)(uint32_t)input_number(input, 4);
}

/* libFuzzer's entry to a target: 0, or the input is of no use. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#endif
