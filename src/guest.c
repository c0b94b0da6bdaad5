#include "guest.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "log.h"

void guests_init(struct guests *guests,
	void (*get_policy)(void *data, const struct guest *guest, struct guest_policy *policy),
	void *policy_data) {
	*guests = (struct guests){.get_policy = get_policy, .policy_data = policy_data};
	wl_list_init(&guests->list);
	wl_signal_init(&guests->events.new_guest);
	wl_signal_init(&guests->events.notice);
}

void guests_finish(struct guests *guests) {
	assert(wl_list_empty(&guests->list));
	assert(wl_list_empty(&guests->events.new_guest.listener_list));
	assert(wl_list_empty(&guests->events.notice.listener_list));
}

void guests_notice(struct guests *guests, const char *format, ...) {
	char text[512];
	va_list args;
	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	log_error("%s", text);
	wl_signal_emit_mutable(&guests->events.notice, text);
}

void guest_init(struct guest *guest, struct guests *guests, uint16_t domid,
	const uint8_t uuid[GUEST_UUID_SIZE]) {
	*guest = (struct guest){.guests = guests, .domid = domid};
	memcpy(guest->uuid, uuid, GUEST_UUID_SIZE);
	snprintf(guest->name, sizeof(guest->name), "domain %d", domid);
	wl_list_init(&guest->link);
	wl_list_init(&guest->displays);
	wl_signal_init(&guest->events.new_display);
	wl_signal_init(&guest->events.new_agent);
	wl_signal_init(&guest->events.notice);
	wl_signal_init(&guest->events.change);
	wl_signal_init(&guest->events.destroy);
}

void guest_announce(struct guest *guest) {
	wl_list_insert(guest->guests->list.prev, &guest->link);
	wl_signal_emit_mutable(&guest->guests->events.new_guest, guest);
}

void guest_finish(struct guest *guest) {
	assert(wl_list_empty(&guest->displays));
	assert(guest->agent == NULL);
	wl_signal_emit_mutable(&guest->events.destroy, guest);
	assert(wl_list_empty(&guest->events.new_display.listener_list));
	assert(wl_list_empty(&guest->events.new_agent.listener_list));
	assert(wl_list_empty(&guest->events.notice.listener_list));
	assert(wl_list_empty(&guest->events.change.listener_list));
	assert(wl_list_empty(&guest->events.destroy.listener_list));
	wl_list_remove(&guest->link);
}

void guest_format_uuid(const uint8_t uuid[GUEST_UUID_SIZE], char text[GUEST_UUID_TEXT_SIZE]) {
	size_t used = 0;
	for (int i = 0; i < GUEST_UUID_SIZE; i++) {
		bool dash = i == 4 || i == 6 || i == 8 || i == 10;
		used += (size_t)snprintf(
			text + used, GUEST_UUID_TEXT_SIZE - used, dash ? "-%02x" : "%02x", uuid[i]);
	}
}

/*
 * Length in bytes of the UTF-8 sequence at s (RFC 3629: no surrogates, no overlong forms), which no
 * zero byte is part of; 0 if it is none. *c is what it stands for.
 */
static size_t read_character(const unsigned char *s, uint32_t *c) {
	static const uint32_t smallest[] = {0, 0, 0x80, 0x800, 0x10000};

	size_t length = s[0] < 0x80       ? 1
	                : s[0] >> 5 == 6  ? 2
	                : s[0] >> 4 == 14 ? 3
	                : s[0] >> 3 == 30 ? 4
	                                  : 0;
	*c = s[0];
	if (length <= 1) {
		return length;
	}
	*c &= 0x7fu >> length;
	for (size_t i = 1; i < length; i++) {
		if ((s[i] & 0xc0) != 0x80) {
			return 0;
		}
		*c = *c << 6 | (s[i] & 0x3f);
	}
	bool valid = *c >= smallest[length] && *c <= 0x10ffff && (*c < 0xd800 || *c > 0xdfff);
	return valid ? length : 0;
}

static bool is_control(uint32_t c) {
	return c < 0x20 || (c >= 0x7f && c < 0xa0);
}

/* As read_character(), and 0 for what would disturb a line of text: control characters, line and
 * paragraph separators, and marks that change the direction of what follows. */
static size_t printable_length(const unsigned char *s) {
	uint32_t c;
	size_t length = read_character(s, &c);
	bool disturbs = is_control(c) || c == 0x61c || (c >= 0x200b && c <= 0x200f) ||
	                (c >= 0x2028 && c <= 0x202e) || (c >= 0x2060 && c <= 0x206f) || c == 0xfeff;
	return disturbs ? 0 : length;
}

bool guest_is_clean_text(const char *text, size_t size) {
	for (size_t at = 0; at < size;) {
		/* The text has no end that stops reading a sequence: this has one. */
		unsigned char sequence[5] = {0};
		memcpy(sequence, text + at, size - at < 4 ? size - at : 4);
		uint32_t c;
		size_t length = read_character(sequence, &c);
		bool blank = c == '\t' || c == '\n' || c == '\r';
		if (length == 0 || (is_control(c) && !blank)) {
			return false;
		}
		at += length;
	}
	return true;
}

void guest_clean_text(char *clean, size_t size, const char *text) {
	size_t used = 0;
	const unsigned char *s = (const unsigned char *)text;
	while (*s != '\0') {
		size_t length = printable_length(s);
		size_t needed = length == 0 ? 1 : length;
		if (used + needed >= size) {
			break;
		}
		if (length == 0) {
			clean[used] = '?';
		} else {
			memcpy(clean + used, s, length);
		}
		used += needed;
		s += needed;
	}
	clean[used] = '\0';
}

void guest_set_uuid(struct guest *guest, const uint8_t uuid[GUEST_UUID_SIZE]) {
	if (memcmp(guest->uuid, uuid, GUEST_UUID_SIZE) != 0) {
		memcpy(guest->uuid, uuid, GUEST_UUID_SIZE);
		wl_signal_emit_mutable(&guest->events.change, guest);
	}
}

void guest_set_name(struct guest *guest, const char *name) {
	char clean[GUEST_NAME_SIZE];
	guest_clean_text(clean, sizeof(clean), name);
	if (clean[0] == '\0' || strcmp(clean, guest->name) == 0) {
		return;
	}
	memcpy(guest->name, clean, strlen(clean) + 1);
	wl_signal_emit_mutable(&guest->events.change, guest);
}

void guest_set_state(struct guest *guest, enum guest_state state) {
	if (guest->state != state) {
		guest->state = state;
		wl_signal_emit_mutable(&guest->events.change, guest);
	}
}

void guest_notice(struct guest *guest, const char *format, ...) {
	char text[256];
	va_list args;
	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	guest_log_error(guest, "%s", text);
	wl_signal_emit_mutable(&guest->events.notice, text);
}

void guest_display_init(struct guest_display *display, const struct guest_surface_impl *impl,
	struct guest *guest, int id) {
	*display = (struct guest_display){.id = id};
	guest_surface_init(&display->surface, impl, guest);
	wl_list_init(&display->link);
}

const struct guest_display *guest_find_display(const struct guest_surface *surface) {
	const struct guest_display *display;
	wl_list_for_each (display, &surface->guest->displays, link) {
		if (&display->surface == surface) {
			return display;
		}
	}
	return NULL;
}

void guest_display_announce(struct guest_display *display) {
	struct guest *guest = display->surface.guest;
	wl_list_insert(guest->displays.prev, &display->link);
	wl_signal_emit_mutable(&guest->events.new_display, display);
}

void guest_display_finish(struct guest_display *display) {
	struct guest *guest = display->surface.guest;
	bool announced = !wl_list_empty(&display->link);
	guest_surface_finish(&display->surface);
	wl_list_remove(&display->link);
	if (announced) {
		wl_signal_emit_mutable(&guest->events.change, guest);
	}
}

void guest_display_set_on(struct guest_display *display, struct guest_pixels *pixels) {
	assert(pixels != NULL);
	display->reason[0] = '\0';
	display->state = GUEST_DISPLAY_ON;
	guest_surface_set_pixels(&display->surface, pixels);
}

void guest_display_set_off(struct guest_display *display) {
	display->reason[0] = '\0';
	display->state = GUEST_DISPLAY_OFF;
	guest_surface_set_pixels(&display->surface, NULL);
}

void guest_display_set_fault(struct guest_display *display, const char *format, ...) {
	va_list args;
	va_start(args, format);
	vsnprintf(display->reason, sizeof(display->reason), format, args);
	va_end(args);
	guest_log_error(display->surface.guest, "display %d: %s", display->id, display->reason);
	display->state = GUEST_DISPLAY_FAULT;
	guest_surface_set_pixels(&display->surface, NULL);
}

static void log_guest(
	enum log_level level, const struct guest *guest, const char *format, va_list args) {
	char text[512];
	vsnprintf(text, sizeof(text), format, args);
	log_write(level, "d%d (%s): %s", guest->domid, guest->name, text);
}

void guest_log_error(const struct guest *guest, const char *format, ...) {
	va_list args;
	va_start(args, format);
	log_guest(LOG_ERROR, guest, format, args);
	va_end(args);
}

void guest_log_info(const struct guest *guest, const char *format, ...) {
	va_list args;
	va_start(args, format);
	log_guest(LOG_INFO, guest, format, args);
	va_end(args);
}

void guest_log_debug(const struct guest *guest, const char *format, ...) {
	va_list args;
	va_start(args, format);
	log_guest(LOG_DEBUG, guest, format, args);
	va_end(args);
}
