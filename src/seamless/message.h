#ifndef DOMICILE_SEAMLESS_MESSAGE_H
#define DOMICILE_SEAMLESS_MESSAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "guest_agent.h"
#include "qubes_gui.h"

/*
 * Messages from agents (protocol/qubes_gui.h): bytes in, checked values out. Pure. What a message means
 * for a window, and whether that window exists, is not known here.
 */

/* No body is longer. */
#define MESSAGE_MAX_BODY (sizeof(struct qubes_gui_frames) + 4 * (size_t)QUBES_GUI_MAX_PAGES)

/* Bodies of this size and below, and headers, need no other room than there always is. */
#define MESSAGE_SMALL 4096

struct message {
	enum qubes_gui_type type;
	uint32_t window;
	union {
		struct {
			struct guest_box box; /* width and height may be 0 */
			bool popup;
		} create;
		struct {
			uint32_t transient_for; /* any number */
			bool popup;
		} map;
		struct guest_box configure;
		struct guest_box damage; /* within the largest window; width or height may be 0 */
		char title[sizeof(struct qubes_gui_title) + 1];
		char class[sizeof(((struct qubes_gui_class *)0)->class) + 1];
		struct guest_window_hints hints;
		struct {
			uint32_t set, unset; /* enum guest_window_flag, none in both */
		} flags;
		struct {
			int width, height; /* 0: no pixels any more */
			size_t pages;      /* that they take, from the first pixel's on */
			uint32_t offset;   /* bytes to that, in whole pixels, within its page */
			const uint32_t *numbers; /* of grants, or of frames; within the body */
		} dump;
		const char *cursor; /* a name that CSS has */
		struct {
			const char *text; /* any bytes; within the body */
			size_t size;      /* at most one more than what may be */
		} clipboard;
	};
};

/*
 * How many bytes of body follow a header. minor: the version of the protocol. False, with the reason as
 * the rest of a sentence that begins with the guest, for what no agent may send.
 */
bool message_size(
	const struct qubes_gui_header *header, uint32_t minor, size_t *size, const char **reason);

/* body: as many bytes as message_size() has said, aligned to 4. False as before. */
bool message_parse(struct message *message, const struct qubes_gui_header *header, const void *body,
	size_t size, const char **reason);

/* How long a text for the clipboard may be, in bytes. */
size_t message_max_clipboard(uint32_t minor);

#endif
