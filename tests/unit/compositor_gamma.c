/* Colour tables that programs give to a screen: a headless one has none, so one is added. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <unistd.h>
#include <wayland-client.h>
#include <wlr/interfaces/wlr_output.h>

#include "compositor_client.h"
#include "compositor_env.h"
#include "wlr-gamma-control-unstable-v1-client-protocol.h"

#define SIZE 16 /* entries a colour */
#define COLOR 0x30a060

/* The headless screen, with a table. */
struct screen {
	struct wlr_output_impl impl;
	const struct wlr_output_impl *real;
	bool refuses;
	int tables; /* that were committed, those that reset it too */
	size_t size;
	uint16_t red[SIZE];
};

struct fixture {
	struct env *env;
	struct client *client;
	struct screen screen;

	/* of the program */
	struct wl_output *output;
	struct zwlr_gamma_control_manager_v1 *manager;
	struct zwlr_gamma_control_v1 *control;
	uint32_t told_size;
	bool failed;
};

/* What the headless backend is to see of it. */
static bool pass_on(struct wlr_output *output, const struct wlr_output_state *state,
	bool (*function)(struct wlr_output *, const struct wlr_output_state *)) {
	struct screen *screen = wl_container_of(output->impl, screen, impl);
	struct wlr_output_state rest = *state;
	rest.committed &= ~(uint32_t)WLR_OUTPUT_STATE_GAMMA_LUT;
	output->impl = screen->real;
	bool ok = function(output, &rest);
	output->impl = &screen->impl;
	return ok;
}

static bool screen_test(struct wlr_output *output, const struct wlr_output_state *state) {
	const struct screen *screen = wl_container_of(output->impl, screen, impl);
	bool refused = screen->refuses && state->committed & WLR_OUTPUT_STATE_GAMMA_LUT;
	return !refused && pass_on(output, state, screen->real->test);
}

static bool screen_commit(struct wlr_output *output, const struct wlr_output_state *state) {
	struct screen *screen = wl_container_of(output->impl, screen, impl);
	if (!pass_on(output, state, screen->real->commit)) {
		return false;
	}
	if (state->committed & WLR_OUTPUT_STATE_GAMMA_LUT) {
		screen->tables++;
		screen->size = state->gamma_lut_size;
		for (size_t i = 0; i < screen->size; i++) {
			screen->red[i] = state->gamma_lut[i];
		}
	}
	return true;
}

static size_t screen_gamma_size(struct wlr_output *output) {
	return SIZE;
}

static void handle_size(void *data, struct zwlr_gamma_control_v1 *control, uint32_t size) {
	struct fixture *fixture = data;
	fixture->told_size = size;
}

static void handle_failed(void *data, struct zwlr_gamma_control_v1 *control) {
	struct fixture *fixture = data;
	fixture->failed = true;
}

static const struct zwlr_gamma_control_v1_listener control_listener = {
	.gamma_size = handle_size,
	.failed = handle_failed,
};

static void get_control(struct fixture *fixture) {
	fixture->control =
		zwlr_gamma_control_manager_v1_get_gamma_control(fixture->manager, fixture->output);
	zwlr_gamma_control_v1_add_listener(fixture->control, &control_listener, fixture);
	client_settle(fixture->client);
}

static int setup(void **state) {
	static struct fixture fixture;
	fixture = (struct fixture){.env = env_create("")};
	struct wlr_output *output = fixture.env->output;
	fixture.screen.real = output->impl;
	fixture.screen.impl = *output->impl;
	fixture.screen.impl.test = screen_test;
	fixture.screen.impl.commit = screen_commit;
	fixture.screen.impl.get_gamma_size = screen_gamma_size;
	output->impl = &fixture.screen.impl;

	fixture.client = client_create(fixture.env, 400, 300, COLOR);
	fixture.output = fixture.client->outputs[0];
	fixture.manager = client_bind(fixture.client, &zwlr_gamma_control_manager_v1_interface, 1);
	get_control(&fixture);
	*state = &fixture;
	return 0;
}

static int teardown(void **state) {
	struct fixture *fixture = *state;
	if (fixture->client != NULL) {
		client_destroy(fixture->client);
	}
	fixture->env->output->impl = fixture->screen.real;
	env_destroy(fixture->env);
	return 0;
}

/* Every entry of it is value. */
static void set_table(struct fixture *fixture, uint16_t value) {
	char path[] = "/tmp/domicile-test-XXXXXX";
	int fd = mkstemp(path);
	unlink(path);
	uint16_t table[3 * SIZE];
	for (int i = 0; i < 3 * SIZE; i++) {
		table[i] = value;
	}
	assert_int_equal(write(fd, table, sizeof(table)), sizeof(table));
	zwlr_gamma_control_v1_set_gamma(fixture->control, fd);
	close(fd);
	client_settle(fixture->client);
	env_settle(fixture->env);
}

static void set_enabled(struct fixture *fixture, bool enabled) {
	struct wlr_output_state state;
	wlr_output_state_init(&state);
	wlr_output_state_set_enabled(&state, enabled);
	assert_true(wlr_output_commit_state(fixture->env->output, &state));
	wlr_output_state_finish(&state);
}

static void test_goes_with_a_frame(void **state) {
	struct fixture *fixture = *state;
	assert_int_equal(fixture->told_size, SIZE);
	set_table(fixture, 0x1234);
	assert_int_equal(fixture->screen.tables, 1);
	assert_int_equal(fixture->screen.size, SIZE);
	assert_int_equal(fixture->screen.red[SIZE - 1], 0x1234);
	set_table(fixture, 0x4321);
	assert_int_equal(fixture->screen.tables, 2);
	assert_int_equal(fixture->screen.red[0], 0x4321);
	assert_false(fixture->failed);
}

static void test_goes_with_its_program(void **state) {
	struct fixture *fixture = *state;
	set_table(fixture, 0x1234);
	client_destroy(fixture->client);
	fixture->client = NULL;
	env_settle(fixture->env);
	assert_int_equal(fixture->screen.tables, 2);
	assert_int_equal(fixture->screen.size, 0);
}

static void test_other_frames_are_left_alone(void **state) {
	struct fixture *fixture = *state;
	set_table(fixture, 0x1234);
	int commits = fixture->env->commits;
	struct fake_guest *guest = fake_guest_create(fixture->env, 1, 300, 200);
	env_settle(fixture->env);
	fake_guest_fill(guest, 0, 0, 300, 200, COLOR);
	env_settle(fixture->env);
	assert_true(fixture->env->commits > commits);
	assert_int_equal(fixture->screen.tables, 1);
}

/* The picture comes all the same. */
static void test_is_refused(void **state) {
	struct fixture *fixture = *state;
	fixture->screen.refuses = true;
	int commits = fixture->env->commits;
	set_table(fixture, 0x1234);
	client_settle(fixture->client);
	assert_true(fixture->failed);
	assert_int_equal(fixture->screen.tables, 0);
	assert_true(fixture->env->commits > commits);
	commits = fixture->env->commits;
	env_settle(fixture->env);
	assert_int_equal(fixture->env->commits, commits);
}

static void test_is_one_programs(void **state) {
	struct fixture *fixture = *state;
	get_control(fixture);
	assert_true(fixture->failed);
	zwlr_gamma_control_v1_destroy(fixture->control);
}

static void test_comes_back_with_the_light(void **state) {
	struct fixture *fixture = *state;
	set_table(fixture, 0x1234);
	set_enabled(fixture, false);
	set_enabled(fixture, true);
	env_settle(fixture->env);
	assert_int_equal(fixture->screen.tables, 2);
	assert_int_equal(fixture->screen.size, SIZE);
}

/* Set while nobody can see it. */
static void test_waits_for_the_light(void **state) {
	struct fixture *fixture = *state;
	set_enabled(fixture, false);
	set_table(fixture, 0x1234);
	assert_int_equal(fixture->screen.tables, 0);
	set_enabled(fixture, true);
	env_settle(fixture->env);
	assert_int_equal(fixture->screen.tables, 1);
	assert_int_equal(fixture->screen.red[0], 0x1234);
}

int main(void) {
#define TEST(function) cmocka_unit_test_setup_teardown(function, setup, teardown)
	const struct CMUnitTest tests[] = {
		TEST(test_goes_with_a_frame),
		TEST(test_goes_with_its_program),
		TEST(test_other_frames_are_left_alone),
		TEST(test_is_refused),
		TEST(test_is_one_programs),
		TEST(test_comes_back_with_the_light),
		TEST(test_waits_for_the_light),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
