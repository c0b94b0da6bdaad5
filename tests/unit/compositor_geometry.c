#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <wlr/util/box.h>

#include "color.h"
#include "damage.h"
#include "geometry.h"
#include "guest_agent.h"
#include "size_hints.h"

static void assert_size(int width, int height, int expected_width, int expected_height) {
	assert_int_equal(width, expected_width);
	assert_int_equal(height, expected_height);
}

static void test_fit(void **state) {
	int width, height;
	geometry_fit(800, 600, 400, 400, &width, &height);
	assert_size(width, height, 400, 300);
	geometry_fit(800, 600, 4000, 1200, &width, &height);
	assert_size(width, height, 1600, 1200);
	geometry_fit(1, 1000, 100, 100, &width, &height);
	assert_size(width, height, 1, 100);
	geometry_fit(65535, 65535, INT16_MAX, 100, &width, &height);
	assert_size(width, height, 100, 100);
}

static void test_shrink_never_grows(void **state) {
	int width, height;
	geometry_shrink(800, 600, 1000, 1000, &width, &height);
	assert_size(width, height, 800, 600);
	geometry_shrink(800, 600, 1000, 300, &width, &height);
	assert_size(width, height, 400, 300);
}

static void test_whole_factor(void **state) {
	assert_true(geometry_whole_factor(640, 640));
	assert_true(geometry_whole_factor(640, 1280));
	assert_false(geometry_whole_factor(640, 960));
	assert_false(geometry_whole_factor(640, 320));
}

static void test_move_into(void **state) {
	const struct wlr_box area = {.x = 100, .y = 50, .width = 200, .height = 100};
	struct wlr_box box = {.x = 290, .y = 0, .width = 50, .height = 50};
	geometry_move_into(&box, &area);
	assert_int_equal(box.x, 250);
	assert_int_equal(box.y, 50);

	box = (struct wlr_box){.x = 0, .y = 140, .width = 500, .height = 50};
	geometry_move_into(&box, &area);
	assert_int_equal(box.x, 100);
	assert_int_equal(box.y, 100);
}

static void test_overlap(void **state) {
	const struct wlr_box a = {.width = 10, .height = 10};
	const struct wlr_box b = {.x = 8, .y = 5, .width = 10, .height = 10};
	const struct wlr_box c = {.x = 10, .width = 10, .height = 10};
	assert_int_equal(geometry_overlap(&a, &b), 10);
	assert_int_equal(geometry_overlap(&a, &c), 0);
}

static void test_size_hints(void **state) {
	static const struct {
		struct guest_window_hints hints;
		int width, expected;
	} cases[] = {
		{{0}, 77, 77},
		{{0}, -5, 1},
		{{.min_width = 50, .max_width = 90}, 20, 50},
		{{.min_width = 50, .max_width = 90}, 120, 90},
		{{.min_width = 90, .max_width = 50}, 70, 90},
		{{.min_width = 50, .max_width = 50}, 70, 50},
		{{.base_width = 4, .step_width = 10}, 77, 74},
		{{.base_width = 4, .step_width = 10}, 3, 3},
		{{.min_width = 20, .step_width = 10}, 77, 70},
		{{.min_width = 20, .base_width = 4, .step_width = 10}, 1, 24},
		{{.min_width = 20, .max_width = 22, .base_width = 4, .step_width = 10}, 1, 20},
		{{.step_width = 1000}, 77, 1},
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		int width = cases[i].width, height = 5;
		size_hints_apply(&cases[i].hints, &width, &height);
		assert_size(width, height, cases[i].expected, 5);
	}
	int width = 5, height = 33;
	size_hints_apply(
		&(struct guest_window_hints){.base_height = 3, .step_height = 20}, &width, &height);
	assert_size(width, height, 5, 23);
}

/* Squares of 10 pixels, so many in a row and a column, each row a little lower to the right. */
static void damage_squares(pixman_region32_t *damage, int count) {
	pixman_region32_init(damage);
	for (int row = 0; row < count; row++) {
		for (int column = 0; column < count; column++) {
			pixman_region32_union_rect(
				damage, damage, column * 100, row * 100 + column, 10, 10);
		}
	}
}

static void test_much_damage(void **state) {
	pixman_region32_t damage, simple, both;
	damage_squares(&damage, 8);
	pixman_region32_init(&simple);
	pixman_region32_copy(&simple, &damage);
	damage_simplify(&simple, 800, 800);
	assert_in_range(pixman_region32_n_rects(&simple), 8, DAMAGE_MAX_RECTS);

	pixman_region32_init(&both);
	pixman_region32_subtract(&both, &damage, &simple);
	assert_false(pixman_region32_not_empty(&both));
	/* What lies between the rows isn't in it. */
	pixman_region32_intersect_rect(&both, &simple, 0, 30, 800, 50);
	assert_false(pixman_region32_not_empty(&both));
	pixman_region32_fini(&both);
	pixman_region32_fini(&simple);
	pixman_region32_fini(&damage);
}

static void test_little_damage(void **state) {
	pixman_region32_t damage, simple;
	damage_squares(&damage, 2);
	pixman_region32_init(&simple);
	pixman_region32_copy(&simple, &damage);
	damage_simplify(&simple, 800, 800);
	assert_true(pixman_region32_equal(&simple, &damage));
	pixman_region32_fini(&simple);
	pixman_region32_fini(&damage);
}

static void test_color(void **state) {
	assert_int_equal(color_mix(0xff0000, 0x0000ff, 0), 0xff0000);
	assert_int_equal(color_mix(0xff0000, 0x0000ff, 1), 0x0000ff);
	assert_int_equal(color_mix(0x000000, 0xffffff, 0.5), 0x808080);
	assert_true(color_is_light(0xffff00));
	assert_false(color_is_light(0x0000ff));
	float floats[4];
	color_to_floats(0xff0080, floats);
	assert_true(floats[0] == 1 && floats[1] == 0 && floats[3] == 1);
}

int main(void) {
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_fit),
		cmocka_unit_test(test_shrink_never_grows),
		cmocka_unit_test(test_whole_factor),
		cmocka_unit_test(test_move_into),
		cmocka_unit_test(test_overlap),
		cmocka_unit_test(test_size_hints),
		cmocka_unit_test(test_much_damage),
		cmocka_unit_test(test_little_damage),
		cmocka_unit_test(test_color),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
