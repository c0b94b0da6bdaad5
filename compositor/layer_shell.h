#ifndef DOMICILE_LAYER_SHELL_H
#define DOMICILE_LAYER_SHELL_H

#include <stdbool.h>
#include <wayland-server-core.h>

struct desktop;
struct output;

/*
 * wlr-layer-shell: surfaces of dom0's programs that are no windows, such as wallpapers, panels and
 * launchers. Each is at home on one output, and closed when that goes.
 *
 * - background and bottom lie below all windows, top and overlay above them and above guests' menus.
 *   Those in top give way to a fullscreen window that is in front on their output, unless they insist on
 *   the keyboard; those in overlay never do.
 * - What they keep for themselves along the edges is left free by windows: output_usable_area().
 * - The keyboard goes to the topmost one that insists on it ("exclusive", in top or overlay), else to one
 *   that has been clicked and wants it ("on demand"), until the user clicks something else.
 */
struct layer_shell {
	struct desktop *desktop;
	struct wl_list surfaces; /* layer_surface.link, the latest first */

	struct wl_listener new_surface;
	struct wl_listener views_change;
};

struct layer_shell *layer_shell_create(struct desktop *desktop);
/* To be called after the last client has gone. */
void layer_shell_destroy(struct layer_shell *shell);

/* Places those of an output, whose box has changed, and sets its usable area. */
void layer_shell_arrange(struct layer_shell *shell, struct output *output);

/* Whether what is in front there is a fullscreen window, or belongs to one: panels have given way to it. */
bool layer_shell_is_covered(const struct layer_shell *shell, const struct output *output);

/* Closes those of an output, which is going. */
void layer_shell_close_all(struct layer_shell *shell, struct output *output);

/* One of an output's has come, gone or changed: what depends on it follows. */
void layer_shell_update(struct layer_shell *shell, struct output *output);

/* Gives the keyboard to where it belongs. */
void layer_shell_update_keyboard(struct layer_shell *shell);

#endif
