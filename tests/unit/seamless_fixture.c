#include "seamless_fixture.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

struct peer peer;

static char notice[256];
static struct wl_listener notice_listener;

static void handle_notice(struct wl_listener *listener, void *data) {
	snprintf(notice, sizeof(notice), "%s", (const char *)data);
}

int seamless_start(void **state) {
	desktop_start(state);
	desktop.policy.windows = true;
	desktop.policy.windows_port = QUBES_GUI_PORT;
	desktop.policy.windows_limit = 10;
	desktop.policy.windows_memory = 32 * 4096;
	notice[0] = '\0';
	peer = (struct peer){.domain = vm_create(GUEST_DOMID)->domain};
	notice_listener.notify = handle_notice;
	wl_signal_add(&find_guest(GUEST_DOMID)->events.notice, &notice_listener);
	return 0;
}

int seamless_start_agent(void **state) {
	seamless_start(state);
	peer_start(0x10008);
	peer_sync();
	expect_anything();
	return 0;
}

void seamless_forget(void) {
	wl_list_remove(&notice_listener.link);
	wl_list_init(&notice_listener.link);
}

int seamless_stop(void **state) {
	seamless_forget();
	return desktop_stop(state);
}

void peer_start(uint32_t version) {
	peer.vchan = xen_vchan_offer(peer.domain, QUBES_GUI_PORT);
	xen_vchan_write(peer.vchan, &version, sizeof(version));
}

static bool is_heard(void *data) {
	return !peer.vchan->unheard || peer.vchan->ended ||
	       (peer.vchan->ctrl == NULL && !peer.vchan->offered);
}

void peer_sync(void) {
	settle_until(is_heard, NULL);
}

/* In the protocol's own order, so that a test can't say less than a message. */
void say(uint32_t type, uint32_t window, const void *body, size_t size) {
	struct qubes_gui_header header = {.type = type, .window = window, .length = (uint32_t)size};
	xen_vchan_write(peer.vchan, &header, sizeof(header));
	if (size > 0) {
		xen_vchan_write(peer.vchan, body, size);
	}
}

void say_create(uint32_t window, int x, int y, uint32_t width, uint32_t height) {
	struct qubes_gui_create body = {.x = x, .y = y, .width = width, .height = height};
	say(QUBES_GUI_CREATE, window, &body, sizeof(body));
}

void say_map(uint32_t window, uint32_t transient_for, bool popup) {
	struct qubes_gui_map body = {.transient_for = transient_for, .override_redirect = popup};
	say(QUBES_GUI_MAP, window, &body, sizeof(body));
}

void say_configure(uint32_t window, int x, int y, uint32_t width, uint32_t height) {
	struct qubes_gui_configure body = {.x = x, .y = y, .width = width, .height = height};
	say(QUBES_GUI_CONFIGURE, window, &body, sizeof(body));
}

void say_damage(uint32_t window, int x, int y, uint32_t width, uint32_t height) {
	struct qubes_gui_damage body = {.x = x, .y = y, .width = width, .height = height};
	say(QUBES_GUI_DAMAGE, window, &body, sizeof(body));
}

void say_flags(uint32_t window, uint32_t set, uint32_t unset) {
	struct qubes_gui_flags body = {.set = set, .unset = unset};
	say(QUBES_GUI_FLAGS, window, &body, sizeof(body));
}

void say_window(uint32_t window, int x, int y, uint32_t width, uint32_t height) {
	say_create(window, x, y, width, height);
	say_map(window, 0, false);
}

struct grant_list grant_pages(size_t count, uint8_t value) {
	struct grant_list grants = {.count = count};
	assert_true(count <= sizeof(grants.references) / sizeof(grants.references[0]));
	grants.frame = xen_domain_allocate(peer.domain, count);
	for (size_t i = 0; i < count; i++) {
		grants.references[i] = xen_grant(peer.domain, grants.frame + i);
		peer.domain->grants[grants.references[i]].read_only = true;
		memset(xen_domain_page(peer.domain, grants.frame + i), value, 4096);
	}
	return grants;
}

void grant_end(const struct grant_list *grants) {
	for (size_t i = 0; i < grants->count; i++) {
		peer.domain->grants[grants->references[i]].valid = false;
	}
}

void say_dump(uint32_t window, uint32_t width, uint32_t height, const struct grant_list *grants) {
	size_t list = grants->count * sizeof(grants->references[0]);
	struct qubes_gui_dump *body = calloc(1, sizeof(*body) + list);
	*body = (struct qubes_gui_dump){.width = width, .height = height, .depth = 32};
	memcpy(body->references, grants->references, list);
	say(QUBES_GUI_DUMP, window, body, sizeof(*body) + list);
	free(body);
}

void expect_bytes(void *bytes, size_t size) {
	peer_sync();
	if (peer.vchan->out_size < size) {
		fail_msg("%zu bytes were sent, not %zu", peer.vchan->out_size, size);
	}
	memcpy(bytes, peer.vchan->out, size);
	xen_vchan_take(peer.vchan, size);
}

void expect_message(uint32_t type, uint32_t window, void *body, size_t size) {
	struct qubes_gui_header header;
	expect_bytes(&header, sizeof(header));
	assert_int_equal(header.type, type);
	assert_int_equal(header.window, window);
	assert_int_equal(header.length, size);
	if (size > 0) {
		expect_bytes(body, size);
	}
}

void expect_configure(uint32_t window, int x, int y, int width, int height) {
	struct qubes_gui_configure body;
	expect_message(QUBES_GUI_CONFIGURE, window, &body, sizeof(body));
	assert_int_equal(body.x, x);
	assert_int_equal(body.y, y);
	assert_int_equal(body.width, width);
	assert_int_equal(body.height, height);
}

void expect_silence(void) {
	peer_sync();
	if (peer.vchan->out_size > 0) {
		fail_msg("message %u was sent", peer.vchan->out[0]);
	}
}

void expect_anything(void) {
	peer_sync();
	xen_vchan_take(peer.vchan, peer.vchan->out_size);
}

struct guest_agent *the_agent(void) {
	return find_guest(GUEST_DOMID)->agent;
}

struct guest_window *find_guest_window(uint32_t id) {
	struct guest_window *window;
	wl_list_for_each (window, &the_agent()->windows, link) {
		if (window->id == id) {
			return window;
		}
	}
	return NULL;
}

struct guest_window *expect_guest_window(uint32_t id) {
	peer_sync();
	if (the_agent() == NULL) {
		fail_msg("the agent was left: %s", notice);
	}
	struct guest_window *window = find_guest_window(id);
	if (window == NULL) {
		fail_msg("there is no window %u", id);
	}
	return window;
}

void expect_window_box(uint32_t id, int x, int y, int width, int height) {
	const struct guest_box *box = &expect_guest_window(id)->box;
	assert_int_equal(box->x, x);
	assert_int_equal(box->y, y);
	assert_int_equal(box->width, width);
	assert_int_equal(box->height, height);
}

void expect_agent_fault(const char *text) {
	peer_sync();
	assert_null(the_agent());
	assert_null(peer.vchan->ctrl);
	if (strstr(notice, text) == NULL) {
		fail_msg("for another reason: %s", notice);
	}
	notice[0] = '\0';
}
