#ifndef DOMICILE_SWITCHER_H
#define DOMICILE_SWITCHER_H

#include <stdbool.h>
#include <stdint.h>
#include <xkbcommon/xkbcommon.h>

struct seat;

/*
 * What opens with Alt+Tab: all windows, minimised and hidden ones and those on other workspaces too, each
 * with a live picture, the name, colour and pattern of its domain, and its title; see switcher_grid.h.
 * With Alt+grave, those of one domain. What is shown comes first, the most recently used before others.
 *
 * Letting the modifiers go takes the chosen one; so do Return, the space bar and a click. The pointer
 * chooses what it moves over; the wheel and the arrow keys go on; Escape and a click elsewhere leave. While
 * it is open, keyboard and pointer are its own: no guest and no program hears of either.
 */
struct switcher;

enum switcher_scope {
	SWITCHER_ALL,
	SWITCHER_DOMAIN, /* of the view that is chosen, or else has the focus */
};

struct switcher *switcher_create(struct seat *seat);
void switcher_destroy(struct switcher *switcher); /* accepts NULL */

/*
 * Opens it where it isn't, and goes on by one within the scope. modifiers: those to be held (enum
 * wlr_keyboard_modifier bits) for it to stay open; 0: it stays until the user has chosen in another way.
 */
void switcher_step(
	struct switcher *switcher, enum switcher_scope scope, uint32_t modifiers, bool backwards);
bool switcher_is_open(const struct switcher *switcher);
void switcher_cancel(struct switcher *switcher);

/* The rest does nothing unless it is open. */

/* Takes the chosen view once not all of the modifiers are held any more. */
void switcher_update_modifiers(struct switcher *switcher, uint32_t modifiers);
void switcher_key(struct switcher *switcher, xkb_keysym_t keysym);

/* The pointer is there, or was pressed there, in the layout; button: as in <linux/input-event-codes.h>. */
void switcher_hover(struct switcher *switcher, double lx, double ly);
void switcher_click(struct switcher *switcher, uint32_t button, double lx, double ly);
/* v120: a click of the wheel is 120, towards the user positive; less of them add up. */
void switcher_wheel(struct switcher *switcher, int v120);

#endif
