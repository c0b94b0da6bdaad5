#ifndef DOMICILE_INPUT_POPUP_H
#define DOMICILE_INPUT_POPUP_H

#include <wayland-server-core.h>

struct desktop;
struct wlr_input_popup_surface_v2;
struct wlr_scene_tree;
struct wlr_text_input_v3;

/* What an input method shows beside the text that it writes: candidates, mostly. It takes no input. */
struct input_popup {
	struct wl_list link; /* input_method's popups */
	struct desktop *desktop;
	struct wlr_input_popup_surface_v2 *popup;
	struct wlr_text_input_v3 *text_input; /* that it is beside; NULL: not shown */
	struct wlr_scene_tree *tree;

	struct wl_listener commit;
	struct wl_listener destroy;
};

/* It goes with its popup, and out of the list. */
void input_popup_create(
	struct desktop *desktop, struct wl_list *list, struct wlr_input_popup_surface_v2 *popup);

/* Puts it below the cursor of a text field that has the focus, or above that. NULL: hides it. */
void input_popup_place(struct input_popup *popup, struct wlr_text_input_v3 *text_input);

#endif
