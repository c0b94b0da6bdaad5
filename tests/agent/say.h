#ifndef AGENT_SAY_H
#define AGENT_SAY_H

#include <stdbool.h>
#include <stdint.h>

#include "qubes_gui.h"

struct buffer;
struct wire;

/*
 * What an agent says of its windows, a message a function. Texts are cut to what the protocol has.
 */

void say_create(struct wire *wire, uint32_t window, int32_t x, int32_t y, uint32_t width,
	uint32_t height, bool popup);
void say_configure(struct wire *wire, uint32_t window, const struct qubes_gui_configure *box);
/* transient_for: 0 if it is for none */
void say_map(struct wire *wire, uint32_t window, uint32_t transient_for, bool popup);
void say_destroy(struct wire *wire, uint32_t window);
void say_title(struct wire *wire, uint32_t window, const char *text);
void say_class(struct wire *wire, uint32_t window, const char *text);
/* Its sizes are the base and whole steps. */
void say_hints(struct wire *wire, uint32_t window, uint32_t base_width, uint32_t base_height,
	uint32_t step_width, uint32_t step_height);
/* What was asked for, in that window: UTF-8. */
void say_clipboard(struct wire *wire, uint32_t window, const char *text);
/* cursor: as struct qubes_gui_cursor has it */
void say_cursor(struct wire *wire, uint32_t window, uint32_t cursor);
/* The buffer has its window's pixels from now on. */
void say_dump(struct wire *wire, const struct buffer *buffer);
void say_damage(
	struct wire *wire, uint32_t window, int32_t x, int32_t y, uint32_t width, uint32_t height);

#endif
