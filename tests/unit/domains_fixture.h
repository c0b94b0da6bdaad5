#ifndef TEST_DOMAINS_FIXTURE_H
#define TEST_DOMAINS_FIXTURE_H

#include <wayland-server-core.h>

#include "domains.h"
#include "frontend.h"
#include "guest.h"
#include "stats.h"
#include "xen_double.h"

/*
 * The Xen half of the product on the double of Xen, with a desktop that looks at every display and
 * virtual machines that run Linux. One at a time.
 */

/* A guest's display as the desktop knows it. */
struct view {
	struct wl_list link;
	uint16_t domid;
	struct guest_display *display; /* NULL once it is gone */
	int changes, damages;          /* how often it has said so */
	bool damaged;                  /* said, and not yet taken */
	bool repeated;                 /* said again before it was taken */
	struct wl_listener change, damage, destroy;
};

struct desktop {
	struct wl_event_loop *loop;
	struct stats stats;
	struct guest_policy policy; /* of every guest */
	struct domains *domains;
	struct wl_list guests, vms;
	struct wl_list views; /* view.link, the newest last */
	struct wl_listener new_guest, notice;
	bool hidden;    /* new displays can't be seen */
	char told[512]; /* the last that the user has got */
};

extern struct desktop desktop;

/* For cmocka: a desktop and a machine without guests; nothing may be left of it at the end. */
int desktop_start(void **state);
int desktop_stop(void **state);

/*
 * The same with a well-behaved guest beside it, which must not notice anything: its picture stays,
 * and it can still draw and be typed into.
 */
int desktop_start_beside(void **state);
int desktop_stop_beside(void **state);

/* The product alone: the machine and its guests go on. */
void desktop_run(void);
void desktop_run_wanting(bool guests); /* false: as by a configuration that attaches none */
void desktop_quit(void);

/*
 * Runs product and guests until nobody has anything to do but to wait. That nobody polls and nobody
 * wakes the other up for ever is checked by this coming to an end.
 */
void settle(void);
/* Waits for timers of the product, until the condition holds. Fails after some seconds. */
void settle_until(bool (*condition)(void *data), void *data);
/* Whether something waits for the product, so that its loop would not sleep. */
bool is_awake(void);
/* That its loop sleeps for so long, with nobody writing or sending. */
void expect_asleep(int ms);
/* The same after a timer was taken back: the loop's one clock may still run out for it, once. */
void expect_asleep_soon(int ms);

/* NULL if the desktop knows no such guest. */
struct guest *find_guest(uint16_t domid);
/* The newest display of a guest that is there; NULL if there is none. */
struct view *find_view(uint16_t domid);
/* The same, where there must be one in that state. */
struct view *expect_view(uint16_t domid, enum guest_display_state state);

/* Draws a frame: takes the damage into *damage, which may be NULL. There must have been some. */
void take_damage(struct view *view, pixman_region32_t *damage);
void expect_damage(struct view *view, int x, int y, int width, int height);
void expect_no_damage(struct view *view);
/* A pixel of the display, in XRGB8888 without X. */
uint32_t view_pixel(const struct view *view, int x, int y);

/* A virtual machine with Linux's drivers. Owned by the fixture. */
struct vm {
	struct wl_list link;
	struct xen_domain *domain;
	struct vfb_frontend vfb;
	struct vkbd_frontend vkbd;
	struct view *view; /* set by vm_boot() */
};

/* A domain without drivers yet. */
struct vm *vm_create(uint16_t domid);
/* The same of a domain that another was saved or migrated from, by its "vm" node. */
struct vm *vm_create_from(uint16_t domid, const char *vm_node);
/* Loads the drivers, which can be changed before the next settle(). */
void vm_load_drivers(struct vm *vm);
/* Both, before the drivers have found their devices. */
struct vm *vm_prepare(uint16_t domid);
/* Both, and connected, with the first damage taken. */
struct vm *vm_boot(uint16_t domid);
/*
 * It comes back under another number, with new nodes; its driver doesn't tell again what it has asked for.
 * It is connected then.
 */
struct vm *vm_save_and_restore(struct vm *vm, uint16_t domid);
void vm_destroy(struct vm *vm);
/* What the desktop knows it as. */
struct guest_surface *vm_surface(struct vm *vm);
void vm_key(struct vm *vm, uint32_t code, bool pressed);
/* That screen and keyboard are served. */
void expect_connected(struct vm *vm);
/* Draws, says so, and expects the desktop to see that and nothing else. */
void expect_draws(struct vm *vm, int x, int y, uint32_t pixel);

/*
 * The guest's display has been closed for good, for a reason with that text, and nothing of it is
 * left but its keyboard.
 */
void expect_fault(struct vm *vm, const char *text);
/* What the guest's keyboard has got; see vkbd_frontend_read(). */
void expect_input(struct vm *vm, const char *events);

/* A node of the backend of a guest's device, for xen_read() and so on. Valid until the next call. */
const char *backend_node(const struct frontend *frontend, const char *node);
int backend_state(const struct frontend *frontend);

/* Makes a device as xl does, in its first state. kind: of the backend. */
void toolstack_add(uint16_t domid, const char *kind, int id);
/* Asks for the removal of a device, and does it once the backend has let go. */
void toolstack_ask_removal(uint16_t domid, const char *kind, int id);
void toolstack_remove(uint16_t domid, const char *kind, int id);

#define MIB (1024u * 1024)

#define desktop_test(function) \
	cmocka_unit_test_setup_teardown(function, desktop_start, desktop_stop)

#define beside_test(function) \
	cmocka_unit_test_setup_teardown(function, desktop_start_beside, desktop_stop_beside)

#endif
