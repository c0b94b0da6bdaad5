#include "domains_fixture.h"

#include <drm_fourcc.h>
#include <poll.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "log.h"

struct desktop desktop;

/* The desktop */

static void handle_change(struct wl_listener *listener, void *data) {
	struct view *view = wl_container_of(listener, view, change);
	view->changes++;
	if (view->display->surface.pixels == NULL) {
		view->damaged = false; /* of what there was */
	}
}

static void handle_damage(struct wl_listener *listener, void *data) {
	struct view *view = wl_container_of(listener, view, damage);
	view->repeated = view->repeated || view->damaged;
	view->damages++;
	view->damaged = true;
}

static void forget_display(struct view *view) {
	wl_list_remove(&view->change.link);
	wl_list_remove(&view->damage.link);
	wl_list_remove(&view->destroy.link);
	view->display = NULL;
}

static void handle_display_destroy(struct wl_listener *listener, void *data) {
	struct view *view = wl_container_of(listener, view, destroy);
	forget_display(view);
}

static void add_view(struct guest_display *display) {
	struct view *view = calloc(1, sizeof(*view));
	view->domid = display->surface.guest->domid;
	view->display = display;
	view->change.notify = handle_change;
	view->damage.notify = handle_damage;
	view->destroy.notify = handle_display_destroy;
	wl_signal_add(&display->surface.events.change, &view->change);
	wl_signal_add(&display->surface.events.damage, &view->damage);
	wl_signal_add(&display->surface.events.destroy, &view->destroy);
	wl_list_insert(desktop.views.prev, &view->link);
	display->surface.impl->set_visible(&display->surface, !desktop.hidden);
}

struct known_guest {
	struct wl_list link;
	struct guest *guest;
	struct wl_listener new_display, notice, destroy;
};

static void handle_new_display(struct wl_listener *listener, void *data) {
	add_view(data);
}

static void handle_notice(struct wl_listener *listener, void *data) {
	snprintf(desktop.told, sizeof(desktop.told), "%s", (const char *)data);
}

static void handle_guest_destroy(struct wl_listener *listener, void *data) {
	struct known_guest *known = wl_container_of(listener, known, destroy);
	wl_list_remove(&known->new_display.link);
	wl_list_remove(&known->notice.link);
	wl_list_remove(&known->destroy.link);
	wl_list_remove(&known->link);
	free(known);
}

static void handle_new_guest(struct wl_listener *listener, void *data) {
	struct known_guest *known = calloc(1, sizeof(*known));
	known->guest = data;
	known->new_display.notify = handle_new_display;
	known->notice.notify = handle_notice;
	known->destroy.notify = handle_guest_destroy;
	wl_signal_add(&known->guest->events.new_display, &known->new_display);
	wl_signal_add(&known->guest->events.notice, &known->notice);
	wl_signal_add(&known->guest->events.destroy, &known->destroy);
	wl_list_insert(&desktop.guests, &known->link);
}

static void get_policy(void *data, const struct guest *guest, struct guest_policy *policy) {
	*policy = desktop.policy;
}

void desktop_run(void) {
	desktop_run_wanting(true);
}

void desktop_run_wanting(bool guests) {
	char error[DOMAINS_ERROR_SIZE];
	desktop.domains =
		domains_create(desktop.loop, &desktop.stats, guests, get_policy, NULL, error);
	if (desktop.domains == NULL) {
		fail_msg("%s", error);
	}
	desktop.new_guest.notify = handle_new_guest;
	wl_signal_add(&domains_guests(desktop.domains)->events.new_guest, &desktop.new_guest);
	desktop.notice.notify = handle_notice;
	wl_signal_add(&domains_guests(desktop.domains)->events.notice, &desktop.notice);
	settle();
}

void desktop_quit(void) {
	if (desktop.domains == NULL) {
		return;
	}
	wl_list_remove(&desktop.new_guest.link);
	wl_list_remove(&desktop.notice.link);
	domains_destroy(desktop.domains);
	desktop.domains = NULL;
}

static void forget_vm(struct vm *vm) {
	frontend_finish(&vm->vfb.base);
	frontend_finish(&vm->vkbd.base);
	wl_list_remove(&vm->link);
	free(vm);
}

int desktop_start(void **state) {
	log_set_level(getenv("TEST_DEBUG") != NULL ? LOG_DEBUG : LOG_ERROR);
	xen_start();
	desktop = (struct desktop){
		.loop = wl_event_loop_create(),
		.policy = {.attach = true, .memory_limit = 16 * 1024 * 1024},
	};
	wl_list_init(&desktop.guests);
	wl_list_init(&desktop.views);
	wl_list_init(&desktop.vms);
	desktop_run();
	return 0;
}

int desktop_stop(void **state) {
	desktop_quit();
	struct view *view, *next;
	wl_list_for_each_safe (view, next, &desktop.views, link) {
		assert_null(view->display);
		free(view);
	}
	assert_true(wl_list_empty(&desktop.guests));
	wl_event_loop_destroy(desktop.loop);
	struct vm *vm, *next_vm;
	wl_list_for_each_safe (vm, next_vm, &desktop.vms, link) {
		forget_vm(vm);
	}
	xen_stop();
	return 0;
}

static struct vm *neighbour;

int desktop_start_beside(void **state) {
	desktop_start(state);
	neighbour = vm_boot(7);
	expect_draws(neighbour, 1, 1, 0x00c0de);
	return 0;
}

int desktop_stop_beside(void **state) {
	settle();
	const struct view *view = expect_view(7, GUEST_DISPLAY_ON);
	assert_int_equal(view->changes, 1);
	assert_int_equal(view_pixel(view, 1, 1), 0x00c0de);
	expect_draws(neighbour, 2, 2, 0xc0ffee);
	view->display->surface.impl->key(&view->display->surface, 30, true);
	expect_input(neighbour, "+30");
	return desktop_stop(state);
}

static bool wait_for_product(int ms) {
	struct pollfd fd = {.fd = wl_event_loop_get_fd(desktop.loop), .events = POLLIN};
	return poll(&fd, 1, ms) > 0;
}

bool is_awake(void) {
	return wait_for_product(0);
}

/* Not in the handlers, which the product calls: a failure there would jump over its code. */
static void check_views(void) {
	const struct view *view;
	wl_list_for_each (view, &desktop.views, link) {
		assert_false(view->repeated);
	}
}

void settle(void) {
	for (int turn = 0; turn < 1000; turn++) {
		bool acted = frontends_run();
		if (is_awake()) {
			wl_event_loop_dispatch(desktop.loop, 0);
			acted = true;
		}
		if (!acted) {
			check_views();
			return;
		}
	}
	fail_msg("product and guests keep each other awake");
}

void expect_asleep(int ms) {
	settle();
	assert_false(wait_for_product(ms));
}

void expect_asleep_soon(int ms) {
	settle();
	wl_event_loop_dispatch(desktop.loop, ms);
	expect_asleep(ms);
}

void settle_until(bool (*condition)(void *data), void *data) {
	for (settle(); !condition(data); settle()) {
		assert_true(wait_for_product(10000));
	}
}

struct guest *find_guest(uint16_t domid) {
	struct known_guest *known;
	wl_list_for_each (known, &desktop.guests, link) {
		if (known->guest->domid == domid) {
			return known->guest;
		}
	}
	return NULL;
}

struct view *find_view(uint16_t domid) {
	struct view *view;
	wl_list_for_each_reverse (view, &desktop.views, link) {
		if (view->domid == domid && view->display != NULL) {
			return view;
		}
	}
	return NULL;
}

struct view *expect_view(uint16_t domid, enum guest_display_state state) {
	struct view *view = find_view(domid);
	assert_non_null(view);
	if (view->display->state != state) {
		fail_msg("the display is in state %d: %s", view->display->state,
			view->display->reason);
	}
	assert_int_equal(view->display->surface.pixels != NULL, state == GUEST_DISPLAY_ON);
	assert_int_equal(view->display->reason[0] != '\0', state == GUEST_DISPLAY_FAULT);
	return view;
}

void take_damage(struct view *view, pixman_region32_t *damage) {
	pixman_region32_t unused;
	pixman_region32_init(&unused);
	assert_true(view->damaged);
	view->damaged = false;
	while (view->display->surface.impl->take_damage(
		&view->display->surface, damage != NULL ? damage : &unused)) {
	}
	pixman_region32_fini(&unused);
}

static bool is_damaged(void *data) {
	const struct view *view = data;
	return view->damaged;
}

/* A copy that took long, as with a sanitizer, delays the next. */
void expect_damage(struct view *view, int x, int y, int width, int height) {
	settle_until(is_damaged, view);
	pixman_region32_t damage, expected;
	pixman_region32_init(&damage);
	pixman_region32_init_rect(&expected, x, y, (unsigned int)width, (unsigned int)height);
	take_damage(view, &damage);
	if (!pixman_region32_equal(&damage, &expected)) {
		const pixman_box32_t *box = pixman_region32_extents(&damage);
		fail_msg("damage from %d,%d to %d,%d", box->x1, box->y1, box->x2, box->y2);
	}
	pixman_region32_fini(&damage);
	pixman_region32_fini(&expected);
}

void expect_no_damage(struct view *view) {
	settle();
	assert_false(view->damaged);
}

uint32_t view_pixel(const struct view *view, int x, int y) {
	const struct guest_pixels *pixels = view->display->surface.pixels;
	assert_in_range(x, 0, pixels->width - 1);
	assert_in_range(y, 0, pixels->height - 1);
	assert_int_equal(pixels->drm_format, DRM_FORMAT_XRGB8888);
	uint32_t pixel;
	memcpy(&pixel, (const uint8_t *)pixels->data + (size_t)y * pixels->stride + 4 * (size_t)x,
		sizeof(pixel));
	return pixel & 0xffffff;
}

/* Virtual machines */

struct vm *vm_create(uint16_t domid) {
	return vm_create_from(domid, NULL);
}

struct vm *vm_create_from(uint16_t domid, const char *vm_node) {
	struct vm *vm = calloc(1, sizeof(*vm));
	vm->domain = xen_domain_create(domid, 4096);
	if (vm_node != NULL) {
		char path[64];
		snprintf(path, sizeof(path), "/local/domain/%d/vm", domid);
		xen_write(0, path, "%s", vm_node);
	}
	wl_list_insert(&desktop.vms, &vm->link);
	xen_domain_introduce(vm->domain);
	settle();
	return vm;
}

void vm_load_drivers(struct vm *vm) {
	vfb_frontend_init(&vm->vfb, vm->domain, 0);
	vkbd_frontend_init(&vm->vkbd, vm->domain, 0);
}

struct vm *vm_prepare(uint16_t domid) {
	struct vm *vm = vm_create(domid);
	vm_load_drivers(vm);
	return vm;
}

struct vm *vm_boot(uint16_t domid) {
	struct vm *vm = vm_prepare(domid);
	settle();
	vm->view = expect_view(domid, GUEST_DISPLAY_ON);
	if (!desktop.hidden) {
		expect_damage(vm->view, 0, 0, vm->vfb.width, vm->vfb.height);
		settle();
	}
	return vm;
}

void vm_destroy(struct vm *vm) {
	xen_domain_destroy(vm->domain);
	forget_vm(vm);
}

struct guest_surface *vm_surface(struct vm *vm) {
	return &find_view(vm->domain->domid)->display->surface;
}

void vm_key(struct vm *vm, uint32_t code, bool pressed) {
	vm_surface(vm)->impl->key(vm_surface(vm), code, pressed);
}

void expect_connected(struct vm *vm) {
	assert_int_equal(backend_state(&vm->vfb.base), 4);
	assert_int_equal(backend_state(&vm->vkbd.base), 4);
	expect_view(vm->domain->domid, GUEST_DISPLAY_ON);
}

struct vm *vm_save_and_restore(struct vm *vm, uint16_t domid) {
	char path[64], node[64];
	snprintf(path, sizeof(path), "/local/domain/%d/vm", vm->domain->domid);
	snprintf(node, sizeof(node), "%s", xen_read(path));
	vm_destroy(vm);
	settle();
	vm = vm_create_from(domid, node);
	vm_load_drivers(vm);
	vm->vkbd.absolute = vm->vkbd.touch = false;
	settle();
	expect_connected(vm);
	return vm;
}

void expect_draws(struct vm *vm, int x, int y, uint32_t pixel) {
	struct view *view = expect_view(vm->domain->domid, GUEST_DISPLAY_ON);
	if (view->damaged) {
		take_damage(view, NULL);
		settle();
	}
	vfb_frontend_draw(&vm->vfb, x, y, pixel);
	vfb_frontend_update(&vm->vfb, x, y, 1, 1);
	expect_damage(view, x, y, 1, 1);
	assert_int_equal(view_pixel(view, x, y), pixel);
}

void expect_fault(struct vm *vm, const char *text) {
	settle();
	const struct view *view = expect_view(vm->domain->domid, GUEST_DISPLAY_FAULT);
	if (strstr(view->display->reason, text) == NULL) {
		fail_msg("for another reason: %s", view->display->reason);
	}
	assert_int_equal(backend_state(&vm->vfb.base), 6);
	assert_false(xen_port_is_bound(vm->domain, vm->vfb.base.port));
	assert_int_equal(vm->domain->mappings, 1);
}

void expect_input(struct vm *vm, const char *events) {
	settle();
	assert_string_equal(vkbd_frontend_read(&vm->vkbd), events);
}

const char *backend_node(const struct frontend *frontend, const char *node) {
	static char path[128];
	snprintf(path, sizeof(path), "%s/%s", frontend->backend, node);
	return path;
}

int backend_state(const struct frontend *frontend) {
	return xen_read_int(backend_node(frontend, "state"));
}

/* The toolstack */

static const char *frontend_kind(const char *backend_kind) {
	return strcmp(backend_kind, "vinput") == 0 ? "vkbd" : backend_kind;
}

struct device_paths {
	char backend[64], frontend[64], node[128];
};

static struct device_paths device_paths(uint16_t domid, const char *kind, int id) {
	struct device_paths paths;
	snprintf(paths.backend, sizeof(paths.backend), "/local/domain/0/backend/%s/%d/%d", kind,
		domid, id);
	snprintf(paths.frontend, sizeof(paths.frontend), "/local/domain/%d/device/%s/%d", domid,
		frontend_kind(kind), id);
	return paths;
}

static const char *join(struct device_paths *paths, const char *dir, const char *node) {
	snprintf(paths->node, sizeof(paths->node), "%s/%s", dir, node);
	return paths->node;
}

void toolstack_add(uint16_t domid, const char *kind, int id) {
	struct device_paths paths = device_paths(domid, kind, id);
	xen_remove(0, paths.frontend);
	xen_remove(0, paths.backend);
	xen_mkdir(paths.backend, 0, domid);
	xen_mkdir(paths.frontend, domid, 0);
	xen_write(0, join(&paths, paths.frontend, "backend"), "%s", paths.backend);
	xen_write(0, join(&paths, paths.frontend, "backend-id"), "0");
	xen_write(0, join(&paths, paths.frontend, "state"), "1");
	xen_write(0, join(&paths, paths.backend, "frontend"), "%s", paths.frontend);
	xen_write(0, join(&paths, paths.backend, "frontend-id"), "%d", domid);
	xen_write(0, join(&paths, paths.backend, "online"), "1");
	xen_write(0, join(&paths, paths.backend, "state"), "1");
}

void toolstack_ask_removal(uint16_t domid, const char *kind, int id) {
	struct device_paths paths = device_paths(domid, kind, id);
	xen_write(0, join(&paths, paths.backend, "online"), "0");
	xen_write(0, join(&paths, paths.backend, "state"), "5");
}

void toolstack_remove(uint16_t domid, const char *kind, int id) {
	struct device_paths paths = device_paths(domid, kind, id);
	assert_int_equal(xen_read_int(join(&paths, paths.backend, "state")), 6);
	xen_remove(0, paths.frontend);
	xen_remove(0, paths.backend);
}
