/* Patterns: what tells domains apart for those who can't tell their colours. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <wlr/types/wlr_scene.h>

#include "color.h"
#include "compositor_client.h"
#include "compositor_env.h"
#include "config.h"
#include "desktop.h"
#include "frame.h"
#include "pattern.h"
#include "view_place.h"

#define CHIP 16 /* see frame.c and switcher_grid.c */

static const char *const names[PATTERN_COUNT] = {
	[PATTERN_SOLID] = "solid",
	[PATTERN_STRIPES] = "stripes",
	[PATTERN_CHECKS] = "checks",
	[PATTERN_DOTS] = "dots",
	[PATTERN_BARS] = "bars",
	[PATTERN_RINGS] = "rings",
	[PATTERN_LINES] = "lines",
	[PATTERN_CROSSES] = "crosses",
};

/* Linear red, green and blue as they are, and as protanopes, deuteranopes and tritanopes see them:
 * Machado, Oliveira and Fernandes 2009, severity 1. */
static const double eyes[][3][3] = {
	{{1, 0, 0}, {0, 1, 0}, {0, 0, 1}},
	{{0.152286, 1.052583, -0.204868}, {0.114503, 0.786281, 0.099216},
		{-0.003882, -0.048116, 1.051998}},
	{{0.367322, 0.860646, -0.227968}, {0.280085, 0.672501, 0.047413},
		{-0.011820, 0.042940, 0.968881}},
	{{1.255528, -0.076749, -0.178779}, {-0.078411, 0.930809, 0.147602},
		{0.004733, 0.691367, 0.303900}},
};
#define EYES (sizeof(eyes) / sizeof(eyes[0]))

static void oklab(uint32_t color, const double eye[3][3], double lab[3]) {
	double linear[3], seen[3];
	for (int i = 0; i < 3; i++) {
		double c = (color >> (16 - 8 * i) & 0xff) / 255.0;
		linear[i] = c <= 0.04045 ? c / 12.92 : pow((c + 0.055) / 1.055, 2.4);
	}
	for (int i = 0; i < 3; i++) {
		double sum = eye[i][0] * linear[0] + eye[i][1] * linear[1] + eye[i][2] * linear[2];
		seen[i] = fmin(1, fmax(0, sum));
	}
	double l = cbrt(0.4122214708 * seen[0] + 0.5363325363 * seen[1] + 0.0514459929 * seen[2]);
	double m = cbrt(0.2119034982 * seen[0] + 0.6806995451 * seen[1] + 0.1073969566 * seen[2]);
	double s = cbrt(0.0883024619 * seen[0] + 0.2817188376 * seen[1] + 0.6299787005 * seen[2]);
	lab[0] = 0.2104542553 * l + 0.7936177850 * m - 0.0040720468 * s;
	lab[1] = 1.9779984951 * l - 2.4285922050 * m + 0.4505937099 * s;
	lab[2] = 0.0259040371 * l + 0.7827717662 * m - 0.8086757660 * s;
}

/* How different two colours look to whom they look most alike. */
static double difference(uint32_t a, uint32_t b) {
	double least = 1;
	for (size_t i = 0; i < EYES; i++) {
		double x[3], y[3];
		oklab(a, eyes[i], x);
		oklab(b, eyes[i], y);
		double distance =
			sqrt(pow(x[0] - y[0], 2) + pow(x[1] - y[1], 2) + pow(x[2] - y[2], 2));
		least = fmin(least, distance);
	}
	return least;
}

static struct config_guest settings_of(const struct config *config, int id) {
	struct guest guest = {.name = "guest", .uuid = {(uint8_t)id, (uint8_t)(id >> 8)}};
	struct config_guest settings;
	config_for_guest(config, &guest, &settings);
	return settings;
}

static void test_similar_colors_have_different_patterns(void **state) {
	struct config *config = config_create();
	uint32_t colors[16];
	int count = 0;
	for (int id = 0; id < 512; id++) {
		struct config_guest settings = settings_of(config, id);
		int i = 0;
		assert_int_equal(settings.pattern, PATTERN_AUTO);
		while (i < count && colors[i] != settings.color) {
			i++;
		}
		assert_true(i < 16);
		colors[i] = settings.color;
		count = i == count ? count + 1 : count;
	}
	assert_int_equal(count, 12);
	for (int i = 0; i < count; i++) {
		enum pattern pattern = pattern_resolve(PATTERN_AUTO, colors[i]);
		assert_int_not_equal(pattern, PATTERN_SOLID);
		for (int j = 0; j < i; j++) {
			if (pattern == pattern_resolve(PATTERN_AUTO, colors[j])) {
				assert_true(difference(colors[i], colors[j]) > 0.19);
			}
		}
	}
	config_destroy(config);
}

static void test_any_color_has_one(void **state) {
	for (uint32_t color = 0; color < 1 << 24; color += 0x10101) {
		enum pattern pattern = pattern_resolve(PATTERN_AUTO, color);
		assert_in_range(pattern, PATTERN_STRIPES, PATTERN_COUNT - 1);
		for (int shift = 0; shift <= 16; shift += 8) {
			uint32_t neighbour = color ^ 1u << shift;
			assert_int_not_equal(pattern, pattern_resolve(PATTERN_AUTO, neighbour));
		}
	}
	/* What the user says counts. */
	for (int pattern = PATTERN_SOLID; pattern < PATTERN_COUNT; pattern++) {
		assert_int_equal(pattern_resolve(pattern, 0x2273dc), pattern);
	}
}

struct chip {
	uint32_t pixels[CHIP * CHIP];
};

static struct chip chip_at(struct env *env, int x, int y) {
	struct chip chip;
	for (int i = 0; i < CHIP * CHIP; i++) {
		chip.pixels[i] = env_pixel(env, x + i % CHIP, y + i / CHIP);
	}
	return chip;
}

static struct chip frame_chip(struct env *env, const struct view *view) {
	return chip_at(env, view->box.x + 8,
		view->box.y - FRAME_TITLE_HEIGHT + (FRAME_TITLE_HEIGHT - CHIP) / 2);
}

static void find_last(struct wlr_scene_buffer *node, int x, int y, void *data) {
	struct wlr_box *box = data;
	/* Labels are larger than pictures, which come after them. */
	if (node->buffer != NULL && node->dst_height > 200) {
		*box = (struct wlr_box){x, y, node->dst_width, node->dst_height};
	}
}

static int count_differences(const struct chip *a, const struct chip *b) {
	int count = 0;
	for (int i = 0; i < CHIP * CHIP; i++) {
		count += a->pixels[i] != b->pixels[i];
	}
	return count;
}

/* In the title bar, with the focus and without, and in the switcher, each is unlike all others. */
static void test_patterns_are_seen(void **state) {
	struct chip dim[PATTERN_COUNT], lit[PATTERN_COUNT];
	for (int pattern = PATTERN_SOLID; pattern < PATTERN_COUNT; pattern++) {
		char text[128];
		snprintf(text, sizeof(text), "[defaults]\ncolor = #2273dc\npattern = %s\n",
			names[pattern]);
		struct env *env = env_create(text);
		struct fake_guest *first = fake_guest_create(env, 1, 300, 200);
		struct fake_guest *second = fake_guest_create(env, 2, 304, 190);
		view_move(env_view(env, second), 700, 100);
		view_set_attention(env_view(env, second), false);
		env_settle(env);
		assert_true(env_view(env, first)->activated);
		lit[pattern] = frame_chip(env, env_view(env, first));
		dim[pattern] = frame_chip(env, env_view(env, second));
		for (int other = PATTERN_SOLID; other < pattern; other++) {
			assert_true(count_differences(&lit[other], &lit[pattern]) > 40);
			assert_true(count_differences(&dim[other], &dim[pattern]) > 40);
		}

		env_key(env, KEY_LEFTALT, true);
		env_press(env, KEY_TAB);
		env_key(env, KEY_LEFTALT, false);
		env_key(env, KEY_LEFTALT, true);
		env_press(env, KEY_TAB); /* and back: what is chosen has another ground */
		env_press(env, KEY_TAB);
		env_settle(env);
		struct wlr_box label;
		wlr_scene_node_for_each_buffer(
			&env->server->desktop->layers[DESKTOP_OVERLAY]->node, find_last, &label);
		struct chip chip = chip_at(env, label.x + 10, label.y + label.height - 10 - 44 + 3);
		/* But for its round corners. */
		assert_true(count_differences(&chip, &dim[pattern]) <= 24);
		env_destroy(env);
	}
}

/* And in dom0's, of which no guest gets the pattern by itself. */
static void test_programs_are_plain(void **state) {
	struct env *env = env_create("");
	struct client *program = client_create(env, 300, 200, 0x30a060);
	struct view *view = env_program_view(env);
	assert_int_equal(view->pattern, PATTERN_SOLID);
	view_set_activated(view, false);
	env_settle(env);
	struct chip chip = frame_chip(env, view);
	assert_int_equal(chip.pixels[CHIP * 5 + 3], COLOR_DOM0);
	assert_int_equal(chip.pixels[CHIP * 8 + 8], COLOR_DOM0);
	client_destroy(program);
	env_destroy(env);
}

/* A guest that is given another colour has the pattern of that. */
static void test_pattern_follows_the_color(void **state) {
	struct env *env = env_create("[domain guest1]\ncolor = #db1f48\n"
				     "[domain guest2]\ncolor = #db1f48\npattern = dots\n");
	struct view *first = env_view(env, fake_guest_create(env, 1, 200, 100));
	struct view *second = env_view(env, fake_guest_create(env, 2, 200, 100));
	assert_int_equal(first->pattern, PATTERN_STRIPES);
	assert_int_equal(second->pattern, PATTERN_DOTS);
	view_set_color(first, 0x188718, PATTERN_AUTO);
	assert_int_equal(first->pattern, PATTERN_BARS);
	env_destroy(env);
}

int main(void) {
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_similar_colors_have_different_patterns),
		cmocka_unit_test(test_any_color_has_one),
		cmocka_unit_test(test_patterns_are_seen),
		cmocka_unit_test(test_programs_are_plain),
		cmocka_unit_test(test_pattern_follows_the_color),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
