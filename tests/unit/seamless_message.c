/* Messages of agents: every length, and every bound of what is in them. */

#include <limits.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "seamless/message.h"

/* What a header says of the body that follows; false for a fault. */
static bool size_of(uint32_t type, uint32_t length, uint32_t minor, size_t *size) {
	struct qubes_gui_header header = {.type = type, .window = 1, .length = length};
	const char *reason = NULL;
	bool good = message_size(&header, minor, size, &reason);
	if (!good) {
		assert_non_null(reason);
	}
	return good;
}

static void test_lengths(void **state) {
	static const struct {
		uint32_t type, length;
	} fixed[] = {{130, 24}, {131, 0}, {132, 8}, {133, 0}, {134, 20}, {136, 16}, {141, 128},
		{143, 0}, {144, 36}, {145, 8}, {146, 128}, {148, 4}};
	size_t size;
	for (size_t i = 0; i < sizeof(fixed) / sizeof(fixed[0]); i++) {
		uint32_t type = fixed[i].type, right = fixed[i].length;
		assert_true(size_of(type, right, 8, &size));
		assert_int_equal(size, right);
		const uint32_t wrong[] = {right + 1, right - 1, right + 4, UINT32_MAX};
		for (size_t j = 0; j < sizeof(wrong) / sizeof(wrong[0]); j++) {
			assert_false(size_of(type, wrong[j], 8, &size));
			assert_false(size_of(type, wrong[j], 6, &size));
			/* The length meant nothing to agents of these times. */
			assert_true(size_of(type, wrong[j], 5, &size));
			assert_int_equal(size, right);
		}
	}
}

/* What only we may send, what is obsolete, and what there never was. */
static void test_types(void **state) {
	static const uint32_t strange[] = {
		0, 123, 124, 125, 126, 127, 128, 129, 137, 138, 139, 142, 149, 150, UINT32_MAX};
	size_t size;
	for (size_t i = 0; i < sizeof(strange) / sizeof(strange[0]); i++) {
		assert_false(size_of(strange[i], 0, 8, &size));
		assert_false(size_of(strange[i], 0, 0, &size));
	}
}

static void test_lists(void **state) {
	size_t size;
	for (uint32_t minor = 0; minor <= 8; minor++) {
		assert_true(size_of(QUBES_GUI_DUMP, 16 + 4 * 98304, minor, &size));
		assert_int_equal(size, 16 + 4 * 98304);
		assert_true(size_of(QUBES_GUI_DUMP, 16, minor, &size));
		assert_false(size_of(QUBES_GUI_DUMP, 16 + 4 * 98305, minor, &size));
		assert_false(size_of(QUBES_GUI_DUMP, 18, minor, &size));
		assert_false(size_of(QUBES_GUI_DUMP, 12, minor, &size));
		assert_false(size_of(QUBES_GUI_DUMP, UINT32_MAX - 3, minor, &size));
		assert_true(size_of(QUBES_GUI_FRAMES, 28 + 4 * 98304, minor, &size));
		assert_true(size <= MESSAGE_MAX_BODY);
		assert_false(size_of(QUBES_GUI_FRAMES, 28 + 4 * 98305, minor, &size));
		assert_false(size_of(QUBES_GUI_FRAMES, 24, minor, &size));
	}
}

static void test_clipboard_lengths(void **state) {
	size_t size;
	assert_true(size_of(QUBES_GUI_CLIPBOARD, 256001, 8, &size));
	assert_int_equal(size, 256001);
	assert_false(size_of(QUBES_GUI_CLIPBOARD, 256002, 8, &size));
	assert_true(size_of(QUBES_GUI_CLIPBOARD, 65001, 7, &size));
	assert_false(size_of(QUBES_GUI_CLIPBOARD, 65002, 7, &size));

	struct qubes_gui_header header = {.type = QUBES_GUI_CLIPBOARD, .window = 65001};
	const char *reason;
	assert_true(message_size(&header, 1, &size, &reason));
	assert_int_equal(size, 65001);
	header.window++;
	assert_false(message_size(&header, 1, &size, &reason));
}

static bool parse(struct message *message, uint32_t type, const void *body, size_t size) {
	struct qubes_gui_header header = {.type = type, .window = 7, .length = (uint32_t)size};
	const char *reason = NULL;
	bool good = message_parse(message, &header, body, size, &reason);
	if (good) {
		assert_int_equal(message->type, type);
		assert_int_equal(message->window, 7);
	} else {
		assert_non_null(reason);
	}
	return good;
}

static void assert_box(const struct guest_box *box, int x, int y, int width, int height) {
	assert_int_equal(box->x, x);
	assert_int_equal(box->y, y);
	assert_int_equal(box->width, width);
	assert_int_equal(box->height, height);
}

static void test_create(void **state) {
	struct message message;
	struct qubes_gui_create body = {
		.x = -5, .y = 6, .width = 0, .height = 0, .parent = 99, .override_redirect = 2};
	assert_true(parse(&message, QUBES_GUI_CREATE, &body, sizeof(body)));
	assert_box(&message.create.box, -5, 6, 0, 0);
	assert_true(message.create.popup);

	body = (struct qubes_gui_create){
		.x = INT32_MIN, .y = INT32_MAX, .width = INT32_MAX, .height = 6145};
	assert_true(parse(&message, QUBES_GUI_CREATE, &body, sizeof(body)));
	assert_box(&message.create.box, -16384, 6144, 16384, 6144);
	assert_false(message.create.popup);

	body.width = 0x80000000;
	assert_false(parse(&message, QUBES_GUI_CREATE, &body, sizeof(body)));
	body.width = 1;
	body.height = UINT32_MAX;
	assert_false(parse(&message, QUBES_GUI_CREATE, &body, sizeof(body)));
}

static void test_configure(void **state) {
	struct message message;
	struct qubes_gui_configure body = {.x = 1, .y = 2, .width = 3, .height = 4};
	assert_true(parse(&message, QUBES_GUI_CONFIGURE, &body, sizeof(body)));
	assert_box(&message.configure, 1, 2, 3, 4);
	body.width = 0;
	assert_false(parse(&message, QUBES_GUI_CONFIGURE, &body, sizeof(body)));
	body.width = 3;
	body.height = 0x80000001;
	assert_false(parse(&message, QUBES_GUI_CONFIGURE, &body, sizeof(body)));
}

static void test_damage(void **state) {
	static const struct {
		struct qubes_gui_damage body;
		int box[4];
	} cases[] = {
		{{1, 2, 3, 4}, {1, 2, 3, 4}},
		{{-1, 2, 3, 4}, {0, 0, 0, 0}},
		{{1, -2, 3, 4}, {0, 0, 0, 0}},
		{{1, 2, 0x80000000, 4}, {0, 0, 0, 0}},
		{{1, 2, 3, UINT32_MAX}, {0, 0, 0, 0}},
		{{16383, 6143, INT32_MAX, INT32_MAX}, {16383, 6143, 1, 1}},
		{{16384, 0, 1, 1}, {0, 0, 0, 0}},
		{{INT32_MAX, INT32_MAX, INT32_MAX, INT32_MAX}, {0, 0, 0, 0}},
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct message message;
		assert_true(
			parse(&message, QUBES_GUI_DAMAGE, &cases[i].body, sizeof(cases[i].body)));
		const int *box = cases[i].box;
		assert_box(&message.damage, box[0], box[1], box[2], box[3]);
	}
}

static void test_texts(void **state) {
	struct message message;
	struct qubes_gui_title title;
	memset(&title, 'a', sizeof(title));
	assert_true(parse(&message, QUBES_GUI_TITLE, &title, sizeof(title)));
	assert_int_equal(strlen(message.title), 128);

	struct qubes_gui_class class;
	memset(&class, 'b', sizeof(class));
	assert_true(parse(&message, QUBES_GUI_CLASS, &class, sizeof(class)));
	assert_int_equal(strlen(message.class), 64);
}

static void assert_hints(
	const struct guest_window_hints *hints, const struct guest_window_hints *expected) {
	assert_int_equal(hints->placed, expected->placed);
	assert_int_equal(hints->min_width, expected->min_width);
	assert_int_equal(hints->min_height, expected->min_height);
	assert_int_equal(hints->max_width, expected->max_width);
	assert_int_equal(hints->max_height, expected->max_height);
	assert_int_equal(hints->base_width, expected->base_width);
	assert_int_equal(hints->base_height, expected->base_height);
	assert_int_equal(hints->step_width, expected->step_width);
	assert_int_equal(hints->step_height, expected->step_height);
}

static void test_hints(void **state) {
	struct message message;
	struct qubes_gui_hints body = {
		.flags = UINT32_MAX,
		.min_width = 1,
		.min_height = 2,
		.max_width = 3,
		.max_height = 0,
		.step_width = 5,
		.step_height = 16385,
		.base_width = 0,
		.base_height = 8,
	};
	assert_true(parse(&message, QUBES_GUI_HINTS, &body, sizeof(body)));
	/* What makes no sense is left out alone. */
	assert_hints(&message.hints,
		&(struct guest_window_hints){
			.placed = true, .min_width = 1, .min_height = 2, .base_height = 8});
	body.flags = 0;
	assert_true(parse(&message, QUBES_GUI_HINTS, &body, sizeof(body)));
	assert_hints(&message.hints, &(struct guest_window_hints){0});
	body.flags = QUBES_GUI_HINT_PROGRAM_POSITION;
	assert_true(parse(&message, QUBES_GUI_HINTS, &body, sizeof(body)));
	assert_hints(&message.hints, &(struct guest_window_hints){.placed = true});
}

static void test_flags(void **state) {
	struct message message;
	struct qubes_gui_flags body = {.set = 0xfffffff9, .unset = 2};
	assert_true(parse(&message, QUBES_GUI_FLAGS, &body, sizeof(body)));
	assert_int_equal(message.flags.set, 1);
	assert_int_equal(message.flags.unset, 2);
	body.set |= 2;
	assert_false(parse(&message, QUBES_GUI_FLAGS, &body, sizeof(body)));
}

static void test_cursor(void **state) {
	static const struct {
		uint32_t cursor;
		const char *name; /* NULL: a fault */
	} cases[] = {{0, "default"}, {0x100, "not-allowed"}, {0x100 + 152, "text"},
		{0x100 + 60, "pointer"}, {0x100 + 153, "text"}, {0x199, "text"}, {0x19a, NULL},
		{1, NULL}, {0xff, NULL}, {UINT32_MAX, NULL}};
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct message message;
		struct qubes_gui_cursor body = {.cursor = cases[i].cursor};
		bool good = parse(&message, QUBES_GUI_CURSOR, &body, sizeof(body));
		assert_int_equal(good, cases[i].name != NULL);
		if (good) {
			assert_string_equal(message.cursor, cases[i].name);
		}
	}
}

static bool parse_dump(
	struct message *message, uint32_t type, uint32_t width, uint32_t height, size_t pages) {
	size_t size = sizeof(struct qubes_gui_dump) + 4 * pages;
	struct qubes_gui_dump *body = calloc(1, size);
	*body = (struct qubes_gui_dump){
		.type = type, .width = width, .height = height, .depth = 24};
	bool good = parse(message, QUBES_GUI_DUMP, body, size);
	free(body);
	return good;
}

static void test_dump(void **state) {
	struct message message;
	assert_true(parse_dump(&message, 0, 1024, 2, 2));
	assert_int_equal(message.dump.width, 1024);
	assert_int_equal(message.dump.height, 2);
	assert_int_equal(message.dump.pages, 2);
	assert_int_equal(message.dump.offset, 0);
	assert_true(parse_dump(&message, 0, 0, 0, 0));
	assert_true(parse_dump(&message, 0, 0, 6144, 0));
	assert_true(parse_dump(&message, 0, 16384, 6144, 98304));
	assert_int_equal(message.dump.pages, 98304);
	/* A small window isn't a reason to map much. */
	assert_true(parse_dump(&message, 0, 1, 1, 98304));
	assert_int_equal(message.dump.pages, 1);
	assert_true(parse_dump(&message, 0, 1025, 1, 98304));
	assert_int_equal(message.dump.pages, 2);

	assert_false(parse_dump(&message, 1, 1024, 2, 2));
	assert_false(parse_dump(&message, 0, 1025, 2, 2));
	assert_false(parse_dump(&message, 0, 1, 1, 0));
	assert_false(parse_dump(&message, 0, 16385, 1, 98304));
	assert_false(parse_dump(&message, 0, 1, 6145, 98304));
	assert_false(parse_dump(&message, 0, 0x80000000, 0x80000000, 1));
	assert_false(parse_dump(&message, 0, 0x10000, 0x10000, 1));
}

static void test_frames(void **state) {
	struct {
		struct qubes_gui_frames head;
		uint32_t frames[2];
	} body = {.head = {.width = 1024, .height = 1, .offset = 4096, .count = 2, .domid = 3},
		.frames = {7, 8}};
	struct message message;
	assert_true(parse(&message, QUBES_GUI_FRAMES, &body, sizeof(body)));
	assert_int_equal(message.dump.pages, 1);
	assert_int_equal(message.dump.numbers[0], 8);
	assert_int_equal(message.dump.offset, 0);
	body.head.offset = 40;
	assert_true(parse(&message, QUBES_GUI_FRAMES, &body, sizeof(body)));
	assert_int_equal(message.dump.pages, 2);
	assert_int_equal(message.dump.numbers[0], 7);
	assert_int_equal(message.dump.offset, 40);
	body.head.offset = 4100;
	assert_false(parse(&message, QUBES_GUI_FRAMES, &body, sizeof(body)));
	body.head.offset = 0xfffff000;
	assert_false(parse(&message, QUBES_GUI_FRAMES, &body, sizeof(body)));
	body.head.offset = 2;
	assert_false(parse(&message, QUBES_GUI_FRAMES, &body, sizeof(body)));
	body.head.offset = 0;
	body.head.count = 3;
	assert_false(parse(&message, QUBES_GUI_FRAMES, &body, sizeof(body)));
}

int main(void) {
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_lengths),
		cmocka_unit_test(test_types),
		cmocka_unit_test(test_lists),
		cmocka_unit_test(test_clipboard_lengths),
		cmocka_unit_test(test_create),
		cmocka_unit_test(test_configure),
		cmocka_unit_test(test_damage),
		cmocka_unit_test(test_texts),
		cmocka_unit_test(test_hints),
		cmocka_unit_test(test_flags),
		cmocka_unit_test(test_cursor),
		cmocka_unit_test(test_dump),
		cmocka_unit_test(test_frames),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
