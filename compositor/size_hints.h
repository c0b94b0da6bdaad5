#ifndef DOMICILE_SIZE_HINTS_H
#define DOMICILE_SIZE_HINTS_H

#include <stdbool.h>

struct guest_window_hints;

/*
 * Makes of a size one that a guest's window takes: between its limits, and less by what isn't a whole
 * step. Where hints contradict each other the minimum wins over the maximum, and both over steps. No
 * size below 1 comes out.
 */
void size_hints_apply(const struct guest_window_hints *hints, int *width, int *height);

/* Whether there is but one size that it takes. */
bool size_hints_are_fixed(const struct guest_window_hints *hints);

#endif
