#include "seamless/cursor.h"

#include <stddef.h>

/* By half of the glyph's number: the odd ones are masks. */
static const char *const names[] = {
	[0 / 2] = "not-allowed", /* X_cursor */
	[12 / 2] = "sw-resize",
	[14 / 2] = "se-resize",
	[16 / 2] = "s-resize",
	[24 / 2] = "not-allowed", /* circle */
	[30 / 2] = "crosshair",   /* cross */
	[32 / 2] = "crosshair",   /* cross_reverse */
	[34 / 2] = "crosshair",
	[42 / 2] = "row-resize", /* double_arrow */
	[50 / 2] = "alias",      /* exchange */
	[52 / 2] = "move",       /* fleur */
	[58 / 2] = "grab",       /* hand1 */
	[60 / 2] = "pointer",    /* hand2 */
	[70 / 2] = "w-resize",
	[88 / 2] = "not-allowed", /* pirate */
	[90 / 2] = "cell",        /* plus */
	[92 / 2] = "help",        /* question_arrow */
	[96 / 2] = "e-resize",
	[108 / 2] = "ew-resize",   /* sb_h_double_arrow */
	[116 / 2] = "ns-resize",   /* sb_v_double_arrow */
	[120 / 2] = "nwse-resize", /* sizing */
	[128 / 2] = "crosshair",   /* target */
	[130 / 2] = "crosshair",   /* tcross */
	[134 / 2] = "nw-resize",
	[136 / 2] = "ne-resize",
	[138 / 2] = "n-resize",
	[150 / 2] = "wait", /* watch */
	[152 / 2] = "text", /* xterm */
};

const char *cursor_name(uint32_t glyph) {
	const char *name = NULL;
	if (glyph / 2 < sizeof(names) / sizeof(names[0])) {
		name = names[glyph / 2];
	}
	return name != NULL ? name : "default";
}
