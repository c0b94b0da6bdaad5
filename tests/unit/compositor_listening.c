/* Guests that are heard in the frame itself: anything may come and go right before it is drawn. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "compositor_agent.h"
#include "compositor_env.h"

static struct env *env;
static struct fake_agent *agent;
static struct fake_window *first, *second;

static int setup(void **state) {
	env = env_create("");
	agent = fake_agent_create(fake_guest_create(env, 1, 0, 0));
	first = fake_window_show(agent, 1, GUEST_WINDOW_TOPLEVEL, 100, 100, 200, 100);
	second = fake_window_show(agent, 2, GUEST_WINDOW_TOPLEVEL, 600, 100, 200, 100);
	env_settle(env);
	first->draws_on = second->draws_on = true;
	return 0;
}

static int teardown(void **state) {
	env_destroy(env);
	return 0;
}

static void damage_other(struct fake_window *window) {
	window->heard = NULL;
	fake_window_damage(window == first ? second : first, 0, 0, 1, 1);
}

static void test_heard_once_a_frame(void **state) {
	int listens = first->listens, others = second->listens;
	fake_window_damage(first, 0, 0, 1, 1);
	env_settle(env);
	assert_true(first->listens > listens);
	assert_int_equal(second->listens, others);
	/* And no more often than its damage is taken. */
	assert_true(first->listens - listens <= first->takes);
	first->draws_on = false;
	env_settle(env);
	listens = first->listens;
	env_settle(env);
	assert_int_equal(first->listens, listens);
}

/* What another says in it is in that very frame. */
static void test_damage_of_another(void **state) {
	first->draws_on = second->draws_on = false;
	first->heard = damage_other;
	int takes = second->takes;
	int commits = env->commits;
	fake_window_damage(first, 0, 0, 1, 1);
	env_settle(env);
	assert_int_equal(second->takes, takes + 1);
	assert_int_equal(env->commits, commits + 1);
}

static void test_it_ends(void **state) {
	first->heard = fake_window_destroy;
	fake_window_damage(second, 0, 0, 1, 1);
	fake_window_damage(first, 0, 0, 1, 1);
	int takes = second->takes;
	env_settle(env);
	assert_true(second->takes > takes);
	assert_int_equal(wl_list_length(&agent->agent.windows), 1);
}

static void end_agent(struct fake_window *window) {
	fake_agent_destroy(&agent->agent);
}

static void test_all_end(void **state) {
	struct fake_guest *other = fake_guest_create(env, 2, 300, 200);
	env_settle(env);
	first->heard = second->heard = end_agent;
	fake_window_damage(first, 0, 0, 1, 1);
	fake_window_damage(second, 0, 0, 1, 1);
	fake_guest_damage(other, 0, 0, 1, 1);
	int takes = other->takes;
	env_settle(env);
	assert_true(other->takes > takes);
}

static void show_another(struct fake_window *window) {
	window->heard = NULL;
	fake_window_show(agent, 3, GUEST_WINDOW_TOPLEVEL, 300, 400, 200, 100);
}

static void test_another_comes(void **state) {
	first->heard = show_another;
	fake_window_damage(first, 0, 0, 1, 1);
	env_settle(env);
	assert_int_equal(wl_list_length(&agent->agent.windows), 3);
}

int main(void) {
#define TEST(function) cmocka_unit_test_setup_teardown(function, setup, teardown)
	const struct CMUnitTest tests[] = {
		TEST(test_heard_once_a_frame),
		TEST(test_damage_of_another),
		TEST(test_it_ends),
		TEST(test_all_end),
		TEST(test_another_comes),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
