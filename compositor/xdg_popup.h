#ifndef DOMICILE_XDG_POPUP_H
#define DOMICILE_XDG_POPUP_H

struct desktop;
struct wlr_xdg_popup;

/*
 * Shows a menu or the like above its window and its frame, within the output that the window is on.
 * It goes by itself.
 */
void xdg_popup_show(struct desktop *desktop, struct wlr_xdg_popup *popup);

#endif
