#include "say.h"

#include <stdlib.h>
#include <string.h>

#include "buffer.h"
#include "wire.h"

void say_create(struct wire *wire, uint32_t window, int32_t x, int32_t y, uint32_t width,
	uint32_t height, bool popup) {
	struct qubes_gui_create body = {
		.x = x,
		.y = y,
		.width = width,
		.height = height,
		.override_redirect = popup,
	};
	wire_send(wire, QUBES_GUI_CREATE, window, &body, sizeof(body));
}

void say_configure(struct wire *wire, uint32_t window, const struct qubes_gui_configure *box) {
	wire_send(wire, QUBES_GUI_CONFIGURE, window, box, sizeof(*box));
}

void say_map(struct wire *wire, uint32_t window, uint32_t transient_for, bool popup) {
	struct qubes_gui_map body = {.transient_for = transient_for, .override_redirect = popup};
	wire_send(wire, QUBES_GUI_MAP, window, &body, sizeof(body));
}

void say_destroy(struct wire *wire, uint32_t window) {
	wire_send(wire, QUBES_GUI_DESTROY, window, NULL, 0);
}

void say_title(struct wire *wire, uint32_t window, const char *text) {
	struct qubes_gui_title body = {0};
	strncpy(body.text, text, sizeof(body.text) - 1);
	wire_send(wire, QUBES_GUI_TITLE, window, &body, sizeof(body));
}

void say_class(struct wire *wire, uint32_t window, const char *text) {
	struct qubes_gui_class body = {0};
	strncpy(body.class, text, sizeof(body.class) - 1);
	wire_send(wire, QUBES_GUI_CLASS, window, &body, sizeof(body));
}

void say_hints(struct wire *wire, uint32_t window, uint32_t base_width, uint32_t base_height,
	uint32_t step_width, uint32_t step_height) {
	struct qubes_gui_hints body = {
		.flags = QUBES_GUI_HINT_BASE | QUBES_GUI_HINT_STEP,
		.base_width = base_width,
		.base_height = base_height,
		.step_width = step_width,
		.step_height = step_height,
	};
	wire_send(wire, QUBES_GUI_HINTS, window, &body, sizeof(body));
}

void say_clipboard(struct wire *wire, uint32_t window, const char *text) {
	wire_send(wire, QUBES_GUI_CLIPBOARD, window, text, strlen(text));
}

void say_cursor(struct wire *wire, uint32_t window, uint32_t cursor) {
	struct qubes_gui_cursor body = {.cursor = cursor};
	wire_send(wire, QUBES_GUI_CURSOR, window, &body, sizeof(body));
}

void say_dump(struct wire *wire, const struct buffer *buffer) {
	size_t size = sizeof(struct qubes_gui_dump) + buffer->pages * sizeof(uint32_t);
	struct qubes_gui_dump *body = malloc(size);
	*body = (struct qubes_gui_dump){
		.width = buffer->width,
		.height = buffer->height,
		.depth = 32,
	};
	memcpy(body->references, buffer->references, buffer->pages * sizeof(uint32_t));
	wire_send(wire, QUBES_GUI_DUMP, buffer->window, body, size);
	free(body);
}

void say_damage(
	struct wire *wire, uint32_t window, int32_t x, int32_t y, uint32_t width, uint32_t height) {
	struct qubes_gui_damage body = {.x = x, .y = y, .width = width, .height = height};
	wire_send(wire, QUBES_GUI_DAMAGE, window, &body, sizeof(body));
}
