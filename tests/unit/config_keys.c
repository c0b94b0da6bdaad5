/* Which key does what. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "config.h"
#include "config_fixture.h"

#define ALT CONFIG_ALT
#define CTRL CONFIG_CTRL
#define SHIFT CONFIG_SHIFT
#define SUPER CONFIG_SUPER
#define LOCKS (1 << 1 | 1 << 4) /* Caps Lock and Num Lock, in enum wlr_keyboard_modifier */

static void test_default_bindings(void **state) {
	struct config *config = config_create();
	assert_int_equal(config_find_binding(config, SUPER, XKB_KEY_Return), ACTION_TERMINAL);
	assert_int_equal(config_find_binding(config, ALT, XKB_KEY_Tab), ACTION_SWITCH);
	assert_int_equal(config_find_binding(config, SUPER, XKB_KEY_f), ACTION_FULLSCREEN);
	assert_int_equal(config_find_binding(config, SUPER, XKB_KEY_m), ACTION_MAXIMIZE);
	assert_int_equal(config_find_binding(config, SUPER, XKB_KEY_h), ACTION_MINIMIZE);
	assert_int_equal(config_find_binding(config, SUPER, XKB_KEY_q), ACTION_CLOSE);
	assert_int_equal(config_find_binding(config, SUPER, XKB_KEY_equal), ACTION_NATURAL_SIZE);
	assert_int_equal(config_find_binding(config, SUPER | SHIFT, XKB_KEY_r), ACTION_RELOAD);
	assert_int_equal(config_find_binding(config, SUPER | SHIFT, XKB_KEY_e), ACTION_QUIT);
	assert_int_equal(
		config_find_binding(config, SUPER | SHIFT, XKB_KEY_c), ACTION_COPY_FROM_GUEST);
	assert_int_equal(
		config_find_binding(config, SUPER | SHIFT, XKB_KEY_v), ACTION_PASTE_TO_GUEST);
	assert_int_equal(config_find_binding(config, SUPER, XKB_KEY_Escape), ACTION_ATTENTION);
	for (int i = 0; i < CONFIG_WORKSPACES_MAX; i++) {
		assert_int_equal(
			config_find_binding(config, SUPER, XKB_KEY_1 + i), ACTION_WORKSPACE + i);
		assert_int_equal(config_find_binding(config, SUPER | SHIFT, XKB_KEY_1 + i),
			ACTION_TAKE_TO_WORKSPACE + i);
	}
	const xkb_keysym_t arrows[] = {XKB_KEY_Left, XKB_KEY_Right, XKB_KEY_Up, XKB_KEY_Down};
	for (int i = 0; i < 4; i++) {
		assert_int_equal(
			config_find_binding(config, SUPER, arrows[i]), ACTION_SNAP_LEFT + i);
		assert_int_equal(
			config_find_binding(config, SUPER | ALT, arrows[i]), ACTION_MOVE_LEFT + i);
		assert_int_equal(
			config_find_binding(config, SUPER | SHIFT, arrows[i]), ACTION_NARROWER + i);
	}
	assert_int_equal(config_find_binding(config, SUPER, XKB_KEY_t), ACTION_ON_TOP);
	assert_int_equal(wl_list_length(&config->bindings), 44);
	config_destroy(config);
}

static void test_find_binding(void **state) {
	struct config *config = load_good("[keys]\nclose = Ctrl+Alt+Delete\n");
	assert_int_equal(config_find_binding(config, 0, XKB_KEY_Tab), ACTION_NONE);
	assert_int_equal(config_find_binding(config, ALT, XKB_KEY_q), ACTION_NONE);
	assert_int_equal(config_find_binding(config, CTRL | ALT, XKB_KEY_Delete), ACTION_CLOSE);
	assert_int_equal(config_find_binding(config, ALT | LOCKS, XKB_KEY_Tab), ACTION_SWITCH);

	assert_int_equal(config_find_binding(config, ALT | SHIFT, XKB_KEY_Tab), ACTION_NONE);
	config_destroy(config);
}

static void test_keys(void **state) {
	struct config *config = load_good("[keys]\n"
					  "terminal = super+T  Ctrl+ALT+F1\n"
					  "maximize =\n"
					  "minimize = F12\n"
					  "close = XF86Close\n"
					  "quit = Super+equal\n");
	assert_int_equal(config_find_binding(config, SUPER, XKB_KEY_Return), ACTION_NONE);
	assert_int_equal(config_find_binding(config, SUPER, XKB_KEY_t), ACTION_TERMINAL);
	assert_int_equal(config_find_binding(config, CTRL | ALT, XKB_KEY_F1), ACTION_TERMINAL);
	assert_int_equal(config_find_binding(config, SUPER, XKB_KEY_m), ACTION_NONE);
	assert_int_equal(config_find_binding(config, 0, XKB_KEY_F12), ACTION_MINIMIZE);
	assert_int_equal(config_find_binding(config, 0, XKB_KEY_XF86Close), ACTION_CLOSE);

	/* A key of the file takes the place of a default. */
	assert_int_equal(config_find_binding(config, SUPER, XKB_KEY_equal), ACTION_QUIT);

	/* What isn't mentioned stays. */
	assert_int_equal(config_find_binding(config, ALT, XKB_KEY_Tab), ACTION_SWITCH);
	config_destroy(config);

	/* The last line of an action counts alone. */
	config = load_good("[keys]\nquit = Super+x\nquit = Super+y\nclose = Super+x\n");
	assert_int_equal(config_find_binding(config, SUPER, XKB_KEY_x), ACTION_CLOSE);
	assert_int_equal(config_find_binding(config, SUPER, XKB_KEY_y), ACTION_QUIT);
	config_destroy(config);
}

static void test_key_errors(void **state) {
	expect_bad("[keys]\nexplode = Super+x\n",
		"c:2: unknown action \"explode\"; this section has terminal, switch, "
		"switch-in-domain, close, fullscreen, maximize, minimize, snap-left, "
		"snap-right, snap-up, restore, move-left, move-right, move-up, "
		"move-down, narrower, wider, lower, higher, on-top, natural-size, "
		"copy-from-guest, paste-to-guest, attention, workspace-1, workspace-2, "
		"workspace-3, workspace-4, workspace-5, workspace-6, workspace-7, "
		"workspace-8, workspace-9, take-to-workspace-1, take-to-workspace-2, "
		"take-to-workspace-3, take-to-workspace-4, take-to-workspace-5, "
		"take-to-workspace-6, take-to-workspace-7, take-to-workspace-8, "
		"take-to-workspace-9, reload, quit");
	expect_bad("[keys]\nquit = Hyper+x\n",
		"c:2: quit: \"Hyper+x\": expected Shift, Ctrl, Alt or Super before a +");
	expect_bad("[keys]\nfullscreen =\n",
		"c:2: no key is left for fullscreen, which is the way out of it; give it one");
	expect_bad("[keys]\n\nquit = Super+f\n",
		"c:3: no key is left for fullscreen, which is the way out of it; give it one");
	expect_bad("[keys]\nquit = Super+Escargot\n",
		"c:2: quit: \"Super+Escargot\": expected a key's name, such as q, F1 or Return, at "
		"the end");
	expect_bad("[keys]\nquit = Super+\n",
		"c:2: quit: \"Super+\": expected a key's name, such as q, F1 or Return, at the "
		"end");
	expect_bad("[keys]\nquit = Shift+q Return\n",
		"c:2: quit: \"Shift+q\": a key that types needs Ctrl, Alt or Super\n"
		"c:2: quit: \"Return\": a key that types needs Ctrl, Alt or Super");
	expect_bad("[keys]\nclose = Alt+Shift+x\n\nquit = Super+x shift+alt+X\n",
		"c:4: quit: shift+alt+X is bound to close already, in line 2");
	expect_bad("[keys]\nclose = Alt+x Alt+x\n",
		"c:2: close: Alt+x is bound to close already, in line 2");
}

/* The program's manual has all that are there without a configuration. */
static void test_defaults_are_documented(void **state) {
	static char manual[65536];
	FILE *file = fopen(getenv("PROGRAM_MANUAL"), "r");
	assert_non_null(file);
	assert_in_range(fread(manual, 1, sizeof(manual) - 1, file), 1000, sizeof(manual) - 2);
	fclose(file);

	struct config *config = config_create();
	const struct config_binding *binding;
	wl_list_for_each (binding, &config->bindings, link) {
		char name[32], heading[64];
		xkb_keysym_get_name(binding->keysym, name, sizeof(name));
		snprintf(heading, sizeof(heading), "\n*%s%s%s%s%s*\n",
			binding->modifiers & SUPER ? "Super+" : "",
			binding->modifiers & CTRL ? "Ctrl+" : "",
			binding->modifiers & ALT ? "Alt+" : "",
			binding->modifiers & SHIFT ? "Shift+" : "", name);
		if (strstr(manual, heading) == NULL) {
			fail_msg("domicile(1) doesn't have%s", heading);
		}
	}
	config_destroy(config);
}

int main(void) {
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_default_bindings),
		cmocka_unit_test(test_defaults_are_documented),
		cmocka_unit_test(test_find_binding),
		cmocka_unit_test(test_keys),
		cmocka_unit_test(test_key_errors),
	};
	return cmocka_run_group_tests_name("config_keys", tests, enter_folder, leave_folder);
}
