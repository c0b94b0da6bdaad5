#ifndef DOMICILE_TABLET_PAD_H
#define DOMICILE_TABLET_PAD_H

#include <wayland-server-core.h>

struct seat;
struct wlr_input_device;
struct wlr_tablet_manager_v2;
struct wlr_tablet_v2_tablet;

/* The buttons, rings and strips beside a tablet: for the program that has the keyboard. */
struct tablet_pad;

/* It goes by itself with the device, or with the list. */
void tablet_pad_create(struct wl_list *pads, struct seat *seat,
	struct wlr_tablet_manager_v2 *manager, struct wlr_input_device *device);
void tablet_pads_destroy(struct wl_list *pads);

/* They belong to that tablet from now on; NULL: to none. */
void tablet_pads_set_tablet(struct wl_list *pads, struct wlr_tablet_v2_tablet *tablet);

#endif
