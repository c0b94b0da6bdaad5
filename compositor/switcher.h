#ifndef DOMICILE_SWITCHER_H
#define DOMICILE_SWITCHER_H

#include <stdbool.h>
#include <stdint.h>

struct seat;

/*
 * The list of windows that opens with Alt+Tab: all of them, minimised and hidden ones and those on other
 * workspaces too, each with the name and the colour of its domain. Those that are shown come first, the
 * most recently used before others. Letting the modifiers go takes the chosen one. While it is open the
 * keyboard is its own: no guest and no program sees a key.
 */
struct switcher;

struct switcher *switcher_create(struct seat *seat);
void switcher_destroy(struct switcher *switcher); /* accepts NULL */

/* Opens it where it isn't, and goes on by one. modifiers: those to be held (enum
 * wlr_keyboard_modifier bits) for it to stay open. */
void switcher_step(struct switcher *switcher, uint32_t modifiers, bool backwards);
bool switcher_is_open(const struct switcher *switcher);
void switcher_cancel(struct switcher *switcher);

/* Takes the chosen view once not all of the modifiers are held any more. */
void switcher_update_modifiers(struct switcher *switcher, uint32_t modifiers);

#endif
