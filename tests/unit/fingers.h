#ifndef TEST_FINGERS_H
#define TEST_FINGERS_H

#include <stdint.h>

#include "domains_fixture.h"

/* Fingers on the screen of a virtual machine of domains_fixture.h. */

#define ALL_FINGERS_UP "^0 ^1 ^2 ^3 ^4 ^5 ^6 ^7 ^8 ^9 |"

/* How many it tells apart. */
uint32_t finger_count(struct vm *vm);
/* Does something with a finger, and ends what is done at once. */
void finger_do(struct vm *vm, enum guest_touch touch, uint32_t contact, double x, double y);
void finger_frame(struct vm *vm);
/* Both. */
void finger_down(struct vm *vm, uint32_t contact, double x, double y);
void finger_move(struct vm *vm, uint32_t contact, double x, double y);
void finger_up(struct vm *vm, uint32_t contact);

/* One reaches it. */
void expect_fingers(struct vm *vm);
/* It is told of none, as one whose pointer the first is. */
void expect_no_fingers(struct vm *vm);

/* Another run of the desktop adopts the guest. Returns what that tells it. */
const char *restart_desktop(struct vm *vm);

#endif
