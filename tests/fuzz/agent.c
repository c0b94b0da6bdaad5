/*
 * A hostile agent: an input is a sequence of what it says and of what the desktop does with the windows
 * that it tells of, on the whole Xen half of the product over the double of Xen. What the desktop is
 * told must be sound, and nothing may be left in the end.
 */

#include <drm_fourcc.h>
#include <linux/input-event-codes.h>
#include <string.h>

#include "check.h"
#include "clock.h"
#include "input.h"
#include "seamless/message.h"
#include "seamless_fixture.h"

/* What is granted: the first so many numbers of grants. */
#define GRANTS 8

#define MAX_HELD 4
#define MAX_RESTARTS 3

struct run {
	struct input *input;
	uint32_t minor;
	int restarts;
	struct guest_pixels *held[MAX_HELD]; /* as by frames that are still on the screen */
};

static bool is_connected(void) {
	return peer.vchan->ctrl != NULL;
}

static void write_agent(const void *data, size_t size) {
	if (is_connected() && peer.vchan->in_size + size <= sizeof(peer.vchan->in)) {
		xen_vchan_write(peer.vchan, data, size);
	}
}

static uint32_t read_window(struct run *run) {
	return input_u8(run->input) % 5;
}

/* A message of the right length; its numbers are small ones, or any. */
static void say_message(struct run *run, size_t number_size) {
	static uint32_t body[65536 / 4];
	struct qubes_gui_header header = {
		.type = QUBES_GUI_CREATE + input_u8(run->input) % 20,
		.window = read_window(run),
	};
	size_t numbers = input_u8(run->input) % (GRANTS + 2);
	if (header.type == QUBES_GUI_DUMP) {
		header.length = (uint32_t)(sizeof(struct qubes_gui_dump) + 4 * numbers);
	} else if (header.type == QUBES_GUI_FRAMES) {
		header.length = (uint32_t)(sizeof(struct qubes_gui_frames) + 4 * numbers);
	} else if (header.type == QUBES_GUI_CLIPBOARD) {
		header.length = (uint32_t)numbers;
	}
	size_t size;
	const char *reason;
	if (!message_size(&header, 0, &size, &reason)) {
		size = 0;
	}
	header.length = (uint32_t)size;
	for (size_t i = 0; i < size; i += 4) {
		uint64_t number = input_number(run->input, number_size);
		body[i / 4] =
			number_size == 2 ? (uint32_t)(int32_t)(int16_t)number : (uint32_t)number;
	}
	write_agent(&header, sizeof(header));
	write_agent(body, size);
}

static void say_small(struct run *run) {
	say_message(run, 2);
}

static void say_any(struct run *run) {
	say_message(run, 4);
}

static void say_bytes(struct run *run) {
	size_t size;
	const uint8_t *bytes = input_bytes(run->input, input_u8(run->input), &size);
	write_agent(bytes, size);
}

/* One that can be shown, so that there is something to do things with. */
static void say_shown(struct run *run) {
	uint32_t window = read_window(run);
	struct grant_list grants = {.count = 1};
	grants.references[0] = 1 + input_u8(run->input) % GRANTS;
	if (is_connected() && peer.vchan->in_size < 4096) {
		say_create(window, 0, 0, 30, 30);
		say_map(window, 0, false);
		say_dump(window, 30, 30, &grants);
	}
}

static void settle_down(struct run *run) {
	clock_advance(input_u8(run->input));
	settle();
}

static void check_window(const struct guest_window *window) {
	static uint8_t row[QUBES_GUI_MAX_WIDTH * 4];
	check(window->box.width > 0 && window->box.height > 0 &&
			window->box.width <= QUBES_GUI_MAX_WIDTH &&
			window->box.height <= QUBES_GUI_MAX_HEIGHT,
		"a window has a size");
	char clean[GUEST_TITLE_SIZE];
	guest_clean_text(clean, sizeof(clean), window->title);
	check(strcmp(clean, window->title) == 0, "a title is fit to be shown");
	const struct guest_window *parent = window->transient_for;
	for (int i = 0; parent != NULL; i++, parent = parent->transient_for) {
		check(i < 20 && parent != window, "nobody is transient for itself");
	}
	const struct guest_pixels *pixels = window->surface.pixels;
	for (int y = 0; pixels != NULL && y < pixels->height; y++) {
		memcpy(row, (const uint8_t *)pixels->data + (size_t)y * pixels->stride,
			(size_t)pixels->width * 4);
	}
}

static void draw(struct run *run) {
	struct guest_window *window;
	if (the_agent() == NULL) {
		return;
	}
	wl_list_for_each (window, &the_agent()->windows, link) {
		check_window(window);
		struct guest_surface *surface = &window->surface;
		surface->impl->set_visible(surface, true);
		pixman_region32_t damage;
		pixman_region32_init(&damage);
		surface->impl->take_damage(surface, &damage);
		const pixman_box32_t *box = pixman_region32_extents(&damage);
		check(!pixman_region32_not_empty(&damage) ||
				(surface->pixels != NULL && box->x1 >= 0 && box->y1 >= 0 &&
					box->x2 <= surface->pixels->width &&
					box->y2 <= surface->pixels->height),
			"damage is on the pixels");
		pixman_region32_fini(&damage);
	}
}

static struct guest_window *choose(struct run *run) {
	uint32_t id = read_window(run);
	return the_agent() != NULL ? find_guest_window(id) : NULL;
}

static void use(struct run *run) {
	struct guest_window *window = choose(run);
	uint8_t how = input_u8(run->input);
	int a = (int16_t)input_number(run->input, 2), b = (int16_t)input_number(run->input, 2);
	if (window == NULL) {
		return;
	}
	struct guest_surface *surface = &window->surface;
	switch (how % 12) {
	case 0:
		window->impl->configure(window, &(struct guest_box){a, b, b, a});
		break;
	case 1:
		window->impl->set_flags(window, (uint32_t)a & 7);
		break;
	case 2:
		window->impl->close(window);
		break;
	case 3:
		surface->impl->set_focused(surface, a % 2 == 0);
		break;
	case 4:
		surface->impl->key(surface, (uint32_t)a, b % 2 == 0);
		break;
	case 5:
		surface->impl->button(surface, BTN_LEFT + (uint32_t)a % 8, b % 2 == 0);
		break;
	case 6:
		surface->impl->motion(surface, a / 100.0, b / 100.0, a, b);
		break;
	case 7:
		surface->impl->wheel(
			surface, b % 2 == 0 ? GUEST_AXIS_VERTICAL : GUEST_AXIS_HORIZONTAL, a);
		break;
	case 8:
		surface->impl->release_all(surface);
		break;
	case 9:
		surface->impl->set_visible(surface, a % 2 == 0);
		break;
	case 10:
		the_agent()->impl->set_root(the_agent(), 1 + (a & 0xfff), 1 + (b & 0xfff));
		break;
	default:
		the_agent()->impl->request_clipboard(the_agent(), window);
		the_agent()->impl->send_clipboard(the_agent(), "text", 4);
		break;
	}
}

static void let_go(struct run *run, size_t i) {
	guest_pixels_unref(run->held[i]);
	run->held[i] = NULL;
}

static void hold(struct run *run) {
	struct guest_window *window = choose(run);
	size_t i = input_u8(run->input) % MAX_HELD;
	let_go(run, i);
	if (window != NULL && window->surface.pixels != NULL) {
		run->held[i] = guest_pixels_ref(window->surface.pixels);
	}
}

static void read_what_was_sent(struct run *run) {
	xen_vchan_take(peer.vchan, peer.vchan->out_size);
	xen_vchan_set_room(peer.vchan, input_u8(run->input) % 2 == 0 ? XEN_DOUBLE_RING : 0);
}

static void restart(struct run *run) {
	if (run->restarts < MAX_RESTARTS) {
		run->restarts++;
		xen_vchan_end(peer.vchan);
		settle();
		peer_start(0x10000 | run->minor);
		clock_advance(1000);
		settle();
	}
}

static void (*const acts[])(struct run *run) = {say_small, say_any, say_bytes, say_shown, say_small,
	settle_down, draw, use, hold, read_what_was_sent, restart};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
	struct input input = {.data = data, .left = size};
	struct run run = {.input = &input, .minor = input_u8(&input) % 10};
	clock_reset();
	seamless_start(NULL);
	grant_pages(GRANTS, 1);
	peer_start(0x10000 | run.minor);
	clock_advance(1000);
	settle();
	while (input.left > 0) {
		acts[input_u8(&input) % (sizeof(acts) / sizeof(acts[0]))](&run);
	}
	clock_advance(1000);
	settle();
	draw(&run);
	seamless_forget();
	desktop_quit();
	for (size_t i = 0; i < MAX_HELD; i++) {
		let_go(&run, i);
	}
	desktop_stop(NULL);
	return 0;
}
