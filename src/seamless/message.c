#include "seamless/message.h"

#include <string.h>

#include "seamless/cursor.h"

/* As guest_agent.h has them. */
_Static_assert((int)QUBES_GUI_FLAG_FULLSCREEN == (int)GUEST_WINDOW_FULLSCREEN &&
		       (int)QUBES_GUI_FLAG_ATTENTION == (int)GUEST_WINDOW_ATTENTION &&
		       (int)QUBES_GUI_FLAG_MINIMIZED == (int)GUEST_WINDOW_MINIMIZED,
	"flags are passed on as they are");

#define PAGE_SIZE 4096

#define KNOWN_FLAGS \
	(QUBES_GUI_FLAG_FULLSCREEN | QUBES_GUI_FLAG_ATTENTION | QUBES_GUI_FLAG_MINIMIZED)

size_t message_max_clipboard(uint32_t minor) {
	return minor >= QUBES_GUI_SINCE_CLIPBOARD ? QUBES_GUI_MAX_CLIPBOARD
	                                          : QUBES_GUI_MAX_CLIPBOARD_OLD;
}

/* The one size that bodies of a type have; -1: they vary, or the type isn't an agent's to send. */
static int fixed_size(uint32_t type) {
	switch (type) {
	case QUBES_GUI_CREATE:
		return sizeof(struct qubes_gui_create);
	case QUBES_GUI_DESTROY:
	case QUBES_GUI_UNMAP:
	case QUBES_GUI_DOCK:
		return 0;
	case QUBES_GUI_MAP:
		return sizeof(struct qubes_gui_map);
	case QUBES_GUI_CONFIGURE:
		return sizeof(struct qubes_gui_configure);
	case QUBES_GUI_DAMAGE:
		return sizeof(struct qubes_gui_damage);
	case QUBES_GUI_TITLE:
		return sizeof(struct qubes_gui_title);
	case QUBES_GUI_HINTS:
		return sizeof(struct qubes_gui_hints);
	case QUBES_GUI_FLAGS:
		return sizeof(struct qubes_gui_flags);
	case QUBES_GUI_CLASS:
		return sizeof(struct qubes_gui_class);
	case QUBES_GUI_CURSOR:
		return sizeof(struct qubes_gui_cursor);
	default:
		return -1;
	}
}

static bool varying_size(
	const struct qubes_gui_header *header, uint32_t minor, size_t *size, const char **reason) {
	switch (header->type) {
	case QUBES_GUI_CLIPBOARD:
		/* One byte more than allowed stands for a text that is too long. */
		*size = minor >= QUBES_GUI_SINCE_CLIPBOARD_LENGTH ? header->length : header->window;
		*reason = "sent more for the clipboard than the protocol allows";
		return *size <= message_max_clipboard(minor) + 1;
	case QUBES_GUI_DUMP:
		*size = header->length;
		*reason = "sent a list of pages of a length that can't be";
		return *size >= sizeof(struct qubes_gui_dump) && *size % 4 == 0 &&
		       *size <= sizeof(struct qubes_gui_dump) + 4 * (size_t)QUBES_GUI_MAX_PAGES;
	case QUBES_GUI_FRAMES:
		*size = header->length;
		*reason = "sent a list of frames of a length that can't be";
		return *size >= sizeof(struct qubes_gui_frames) && *size % 4 == 0 &&
		       *size <= MESSAGE_MAX_BODY;
	default:
		*reason = "sent a message that isn't in the protocol";
		return false;
	}
}

bool message_size(
	const struct qubes_gui_header *header, uint32_t minor, size_t *size, const char **reason) {
	int fixed = fixed_size(header->type);
	if (fixed < 0) {
		return varying_size(header, minor, size, reason);
	}
	*size = (size_t)fixed;
	*reason = "sent a message of a wrong length";
	return header->length == *size || minor < QUBES_GUI_SINCE_LENGTH;
}

static int clamp(int64_t value, int min, int max) {
	return value < min ? min : value > max ? max : (int)value;
}

/* Sizes are unsigned on the wire; those that programs take for negative are no sizes. */
static bool parse_box(struct guest_box *box, int32_t x, int32_t y, uint32_t width, uint32_t height,
	int min_size) {
	if ((int32_t)width < min_size || (int32_t)height < min_size) {
		return false;
	}
	*box = (struct guest_box){
		.x = clamp(x, -QUBES_GUI_MAX_WIDTH, QUBES_GUI_MAX_WIDTH),
		.y = clamp(y, -QUBES_GUI_MAX_HEIGHT, QUBES_GUI_MAX_HEIGHT),
		.width = clamp(width, 0, QUBES_GUI_MAX_WIDTH),
		.height = clamp(height, 0, QUBES_GUI_MAX_HEIGHT),
	};
	return true;
}

static bool parse_create(
	struct message *message, const struct qubes_gui_create *body, const char **reason) {
	*reason = "created a window of negative size";
	message->create.popup = body->override_redirect != 0;
	return parse_box(&message->create.box, body->x, body->y, body->width, body->height, 0);
}

static bool parse_configure(
	struct message *message, const struct qubes_gui_configure *body, const char **reason) {
	*reason = "gave a window a size that is none";
	return parse_box(&message->configure, body->x, body->y, body->width, body->height, 1);
}

/* What isn't a rectangle is no fault: agents pass on whatever their programs do. */
static void parse_damage(struct message *message, const struct qubes_gui_damage *body) {
	message->damage = (struct guest_box){0};
	if (body->x < 0 || body->y < 0 || body->x >= QUBES_GUI_MAX_WIDTH ||
		body->y >= QUBES_GUI_MAX_HEIGHT || (int32_t)body->width < 0 ||
		(int32_t)body->height < 0) {
		return;
	}
	message->damage = (struct guest_box){
		.x = body->x,
		.y = body->y,
		.width = clamp(body->width, 0, QUBES_GUI_MAX_WIDTH - body->x),
		.height = clamp(body->height, 0, QUBES_GUI_MAX_HEIGHT - body->y),
	};
}

/* A pair of numbers that only counts where both are sizes. */
static void parse_hint(const struct qubes_gui_hints *body, enum qubes_gui_hint flag, uint32_t width,
	uint32_t height, int *out_width, int *out_height) {
	bool counts = (body->flags & (uint32_t)flag) != 0 && width <= QUBES_GUI_MAX_WIDTH &&
	              height <= QUBES_GUI_MAX_HEIGHT;
	if (flag == QUBES_GUI_HINT_MAX && (width == 0 || height == 0)) {
		counts = false;
	}
	*out_width = counts ? (int)width : 0;
	*out_height = counts ? (int)height : 0;
}

static void parse_hints(struct message *message, const struct qubes_gui_hints *body) {
	struct guest_window_hints *hints = &message->hints;
	hints->placed =
		(body->flags & (QUBES_GUI_HINT_USER_POSITION | QUBES_GUI_HINT_PROGRAM_POSITION)) !=
		0;
	parse_hint(body, QUBES_GUI_HINT_MIN, body->min_width, body->min_height, &hints->min_width,
		&hints->min_height);
	parse_hint(body, QUBES_GUI_HINT_MAX, body->max_width, body->max_height, &hints->max_width,
		&hints->max_height);
	parse_hint(body, QUBES_GUI_HINT_STEP, body->step_width, body->step_height,
		&hints->step_width, &hints->step_height);
	parse_hint(body, QUBES_GUI_HINT_BASE, body->base_width, body->base_height,
		&hints->base_width, &hints->base_height);
}

static bool parse_flags(
	struct message *message, const struct qubes_gui_flags *body, const char **reason) {
	message->flags.set = body->set & KNOWN_FLAGS;
	message->flags.unset = body->unset & KNOWN_FLAGS;
	*reason = "wants a window to be and not to be the same";
	return (body->set & body->unset) == 0;
}

static bool check_dump(struct message *message, uint32_t width, uint32_t height, uint64_t offset,
	size_t pages, const uint32_t *numbers, const char **reason) {
	message->dump.width = (int)width;
	message->dump.height = (int)height;
	if (width > QUBES_GUI_MAX_WIDTH || height > QUBES_GUI_MAX_HEIGHT) {
		*reason = "has a picture that is larger than the protocol allows";
		return false;
	}
	*reason = "has a picture that is larger than its pages";
	uint64_t end = offset + (uint64_t)width * height * 4;
	if (end > (uint64_t)pages * PAGE_SIZE) {
		return false;
	}
	/* No others than those that the pixels are in. */
	message->dump.offset = (uint32_t)(offset % PAGE_SIZE);
	message->dump.numbers = numbers + offset / PAGE_SIZE;
	message->dump.pages = (size_t)((end + PAGE_SIZE - 1) / PAGE_SIZE - offset / PAGE_SIZE);
	return true;
}

static bool parse_dump(struct message *message, const struct qubes_gui_dump *body, size_t size,
	const char **reason) {
	if (body->type != 0) {
		*reason = "has a picture of an unknown kind";
		return false;
	}
	return check_dump(message, body->width, body->height, 0, (size - sizeof(*body)) / 4,
		body->references, reason);
}

static bool parse_frames(struct message *message, const struct qubes_gui_frames *body, size_t size,
	const char **reason) {
	if (body->count != (size - sizeof(*body)) / 4 || body->offset % 4 != 0) {
		*reason = "has a picture whose frames make no sense";
		return false;
	}
	return check_dump(message, body->width, body->height, body->offset, body->count,
		body->frames, reason);
}

static bool parse_cursor(
	struct message *message, const struct qubes_gui_cursor *body, const char **reason) {
	*reason = "has a cursor that there is not";
	if (body->cursor == 0) {
		message->cursor = "default";
		return true;
	}
	if (body->cursor < QUBES_GUI_CURSOR_GLYPH || body->cursor >= QUBES_GUI_CURSOR_END) {
		return false;
	}
	message->cursor = cursor_name(body->cursor - QUBES_GUI_CURSOR_GLYPH);
	return true;
}

bool message_parse(struct message *message, const struct qubes_gui_header *header, const void *body,
	size_t size, const char **reason) {
	*message = (struct message){.type = header->type, .window = header->window};
	const struct qubes_gui_map *map = body;
	switch (message->type) {
	case QUBES_GUI_CREATE:
		return parse_create(message, body, reason);
	case QUBES_GUI_MAP:
		message->map.transient_for = map->transient_for;
		message->map.popup = map->override_redirect != 0;
		return true;
	case QUBES_GUI_CONFIGURE:
		return parse_configure(message, body, reason);
	case QUBES_GUI_DAMAGE:
		parse_damage(message, body);
		return true;
	case QUBES_GUI_TITLE:
		memcpy(message->title, body, size);
		return true;
	case QUBES_GUI_CLASS:
		memcpy(message->class, body, sizeof(message->class) - 1);
		return true;
	case QUBES_GUI_HINTS:
		parse_hints(message, body);
		return true;
	case QUBES_GUI_FLAGS:
		return parse_flags(message, body, reason);
	case QUBES_GUI_DUMP:
		return parse_dump(message, body, size, reason);
	case QUBES_GUI_FRAMES:
		return parse_frames(message, body, size, reason);
	case QUBES_GUI_CURSOR:
		return parse_cursor(message, body, reason);
	case QUBES_GUI_CLIPBOARD:
		message->clipboard.text = body;
		message->clipboard.size = size;
		return true;
	default:
		return true; /* nothing but the header */
	}
}
