#ifndef FUZZ_HOSTILE_H
#define FUZZ_HOSTILE_H

#include "input.h"

struct vm;

/*
 * A guest whose kernel does what an input says, over the drivers of the fixture, which do what Linux
 * does. What an input means is logged with TEST_DEBUG set.
 */
struct hostile {
	struct input *input;
	struct vm *vm;
	int restarts; /* of guest and desktop, so far: they take long */
};

/*
 * One act: of the guest, in its memory, on its ports and in its nodes, or of the toolstack. Nothing
 * of the product runs in it, so that it can come at any moment.
 */
void hostile_act(struct hostile *hostile);

#endif
