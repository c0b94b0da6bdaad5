/*
 * A hostile guest: an input is a sequence of acts of the guest and of the desktop that shows it, on
 * the whole Xen half of the product over the double of Xen. Beyond what the sanitizers see, the
 * double's rules must be kept, nobody may keep the other awake for ever, what the desktop is told
 * must be sound, and nothing may be left in the end.
 */

#include <drm_fourcc.h>
#include <linux/input-event-codes.h>
#include <string.h>

#include "check.h"
#include "clock.h"
#include "devices/vkbd_queue.h"
#include "domains_fixture.h"
#include "hostile.h"
#include "log.h"

#define DOMID 1
#define MAX_RESTARTS 2

/* Small, so that runs are quick: two pages of framebuffer, with the limit well above it. */
static void boot(struct hostile *hostile) {
	hostile->vm = vm_create(DOMID);
	vm_load_drivers(hostile->vm);
	struct vfb_frontend *vfb = &hostile->vm->vfb;
	vfb->width = 32;
	vfb->height = 40;
	vfb->line_length = 128;
	vfb->mem_length = 8192;
	settle();
}

/* Reads what a renderer would. */
static void look_at(const struct guest_pixels *pixels) {
	static uint8_t row[16384 * 4];
	check(pixels->drm_format == DRM_FORMAT_XRGB8888 || pixels->drm_format == DRM_FORMAT_RGB565,
		"the format is one of two");
	size_t bytes = (size_t)pixels->width * (pixels->drm_format == DRM_FORMAT_RGB565 ? 2 : 4);
	check(pixels->width > 0 && pixels->height > 0 && bytes <= sizeof(row) &&
			bytes <= pixels->stride,
		"rows have room for their pixels");
	for (int y = 0; y < pixels->height; y++) {
		memcpy(row, (const uint8_t *)pixels->data + (size_t)y * pixels->stride, bytes);
	}
}

static void check_display(const struct guest_display *display) {
	check((display->surface.pixels != NULL) == (display->state == GUEST_DISPLAY_ON),
		"a display that is on, and no other, has pixels");
	check((display->reason[0] != '\0') == (display->state == GUEST_DISPLAY_FAULT),
		"a display that failed, and no other, says why");
	char clean[GUEST_NAME_SIZE];
	guest_clean_text(clean, sizeof(clean), display->surface.guest->name);
	check(clean[0] != '\0' && strcmp(clean, display->surface.guest->name) == 0,
		"a name is fit to be shown");
	if (display->surface.pixels != NULL) {
		look_at(display->surface.pixels);
	}
}

/* A frame of the desktop: what has damage is drawn, what has none is looked at all the same. */
static void draw(struct hostile *hostile) {
	log_debug("act: a frame");
	struct view *view;
	wl_list_for_each (view, &desktop.views, link) {
		if (view->display == NULL) {
			continue;
		}
		check_display(view->display);
		if (!view->damaged) {
			continue;
		}
		pixman_region32_t damage;
		pixman_region32_init(&damage);
		/* Where more may come, it is for the next frame: no time passes in this one. */
		struct guest_surface *surface = &view->display->surface;
		view->damaged = false;
		if (surface->impl->take_damage(surface, &damage)) {
			view->damaged = true;
		}
		check_display(view->display);
		const struct guest_pixels *pixels = view->display->surface.pixels;
		const pixman_box32_t *box = pixman_region32_extents(&damage);
		check(pixels == NULL || (box->x1 >= 0 && box->y1 >= 0 && box->x2 <= pixels->width &&
						box->y2 <= pixels->height),
			"damage is on the display");
		pixman_region32_fini(&damage);
	}
}

static void turn(struct hostile *hostile) {
	log_debug("act: a turn of the product");
	if (is_awake()) {
		wl_event_loop_dispatch(desktop.loop, 0);
	}
}

static void settle_down(struct hostile *hostile) {
	log_debug("act: all settle");
	settle();
}

static void pass_time(struct hostile *hostile) {
	uint32_t ms = (uint32_t)input_number(hostile->input, 2);
	log_debug("act: %u ms pass", ms);
	clock_advance(ms);
}

static void show(struct hostile *hostile) {
	desktop.hidden = !desktop.hidden;
	log_debug("act: displays are %s", desktop.hidden ? "hidden" : "shown");
	struct view *view;
	wl_list_for_each (view, &desktop.views, link) {
		if (view->display != NULL) {
			view->damaged = false;
			struct guest_surface *surface = &view->display->surface;
			surface->impl->set_visible(surface, !desktop.hidden);
		}
	}
}

static struct guest_surface *find_surface(void) {
	struct view *view = find_view(DOMID);
	return view != NULL ? &view->display->surface : NULL;
}

static void press(struct hostile *hostile) {
	uint32_t code = (uint32_t)input_number(hostile->input, 2);
	bool pressed = input_u8(hostile->input) % 2 == 0;
	struct guest_surface *surface = find_surface();
	log_debug("act: key %u is %s", code, pressed ? "pressed" : "released");
	if (surface != NULL) {
		surface->impl->key(surface, code, pressed);
	}
}

/* So many that queue and ring run over. */
static void type(struct hostile *hostile) {
	uint32_t code = KEY_A;
	unsigned int count = 8 * input_u8(hostile->input);
	struct guest_surface *surface = find_surface();
	log_debug("act: %u keys are pressed and released", count);
	for (unsigned int i = 0; i < count && surface != NULL; i++) {
		surface->impl->key(surface, code + i / 2 % 64, i % 2 == 0);
	}
}

static void move(struct hostile *hostile) {
	int32_t x = (int16_t)input_number(hostile->input, 2);
	int32_t y = (int16_t)input_number(hostile->input, 2);
	struct guest_surface *surface = find_surface();
	log_debug("act: the pointer moves by %d,%d", x, y);
	if (surface != NULL) {
		surface->impl->motion(surface, x / 1000.0, y / 1000.0, x / 8.0, y / 8.0);
		surface->impl->wheel(
			surface, x % 2 == 0 ? GUEST_AXIS_VERTICAL : GUEST_AXIS_HORIZONTAL, x - y);
	}
}

static void touch(struct hostile *hostile) {
	uint8_t flags = input_u8(hostile->input);
	uint32_t contact = input_u8(hostile->input) % 16;
	int32_t x = (int16_t)input_number(hostile->input, 2);
	struct guest_surface *surface = find_surface();
	static const char *const names[] = {"comes down", "moves", "comes up"};
	log_debug("act: finger %u %s at %d%s", contact, names[flags % 3], x,
		flags < 128 ? "" : ", which isn't all");
	if (surface == NULL) {
		return;
	}
	uint32_t contacts = surface->impl->contacts(surface);
	check(contacts <= VKBD_CONTACTS, "a guest has no more fingers than its device is made for");
	surface->impl->touch(
		surface, (enum guest_touch)(flags % 3), contact, x / 1000.0, -x / 1000.0);
	if (flags < 128) {
		surface->impl->touch_frame(surface);
	}
}

static void release(struct hostile *hostile) {
	struct guest_surface *surface = find_surface();
	log_debug("act: all keys are released");
	if (surface != NULL) {
		surface->impl->release_all(surface);
	}
}

static void reload(struct hostile *hostile) {
	uint8_t flags = input_u8(hostile->input);
	desktop.policy.attach = flags % 4 != 0;
	desktop.policy.width = desktop.policy.height = flags % 8 < 4 ? 0 : 64;
	desktop.policy.repeat_rate = flags % 16 < 8 ? 20 : 0;
	log_debug("act: the configuration is read again");
	domains_reload_policy(desktop.domains, true);
}

static bool may_restart(struct hostile *hostile) {
	hostile->restarts++;
	return hostile->restarts <= MAX_RESTARTS;
}

static void restart(struct hostile *hostile) {
	if (!may_restart(hostile)) {
		return;
	}
	log_debug("act: the desktop starts again");
	desktop_quit();
	desktop_run();
}

/* The number is used again at once. */
static void reboot(struct hostile *hostile) {
	if (!may_restart(hostile)) {
		return;
	}
	log_debug("act: the guest dies, and starts again");
	xen_before_commit(NULL, NULL);
	vm_destroy(hostile->vm);
	boot(hostile);
}

/* One act of the guest time and again, and the product sees each of them. */
static void flood(struct hostile *hostile) {
	unsigned int count = input_u8(hostile->input) % 128;
	log_debug("act: %u times:", count);
	struct input input = *hostile->input;
	for (unsigned int i = 0; i < count; i++) {
		*hostile->input = input;
		hostile_act(hostile);
		turn(hostile);
	}
}

/* Acts of the desktop; all numbers above are acts of the guest. New ones go to the end. */
static void (*const acts[])(struct hostile *hostile) = {
	draw,
	turn,
	settle_down,
	pass_time,
	show,
	press,
	type,
	move,
	release,
	reload,
	restart,
	reboot,
	flood,
	touch,
};

static void act(struct hostile *hostile) {
	size_t number = input_u8(hostile->input);
	if (number < sizeof(acts) / sizeof(acts[0])) {
		acts[number](hostile);
	} else {
		hostile_act(hostile);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
	struct input input = {.data = data, .left = size};
	struct hostile hostile = {.input = &input};
	clock_reset();
	desktop_start(NULL);
	desktop.policy = (struct guest_policy){
		.attach = true,
		.memory_limit = 256u << 10,
		.repeat_delay = 200,
		.repeat_rate = 20,
	};
	boot(&hostile);
	while (input.left > 0) {
		act(&hostile);
	}
	xen_before_commit(NULL, NULL);
	settle();
	draw(&hostile);
	settle();
	desktop_stop(NULL);
	return 0;
}
