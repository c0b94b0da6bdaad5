#ifndef TEST_SEAMLESS_FIXTURE_H
#define TEST_SEAMLESS_FIXTURE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "domains_fixture.h"
#include "guest_agent.h"
#include "qubes_gui.h"

/*
 * A guest's agent, which says what the test makes it say, over the double of Xen; and what the desktop
 * knows by it.
 */

#define GUEST_DOMID 5

struct peer {
	struct xen_domain *domain;
	struct xen_vchan *vchan;
};

extern struct peer peer;

/* For cmocka, in place of desktop_start(): with a guest that has no agent yet. */
int seamless_start(void **state);
/* The same, and an agent that speaks the newest protocol is connected. */
int seamless_start_agent(void **state);
int seamless_stop(void **state);
/* The guest is about to go: nothing listens to it any more. */
void seamless_forget(void);

/* An agent appears, and says which version it speaks: 0x10008 is 1.8. */
void peer_start(uint32_t version);
/* Runs the product until it has taken all that the agent has said. */
void peer_sync(void);

/* Says something; peer_sync() or an expectation makes it heard. */
void say(uint32_t type, uint32_t window, const void *body, size_t size);
void say_create(uint32_t window, int x, int y, uint32_t width, uint32_t height);
void say_map(uint32_t window, uint32_t transient_for, bool popup);
void say_configure(uint32_t window, int x, int y, uint32_t width, uint32_t height);
void say_damage(uint32_t window, int x, int y, uint32_t width, uint32_t height);
void say_flags(uint32_t window, uint32_t set, uint32_t unset);
/* A window of that place and size, mapped. */
void say_window(uint32_t window, int x, int y, uint32_t width, uint32_t height);

/* Pages that the guest has granted, in the order of the numbers of their grants; each is all of one value. */
struct grant_list {
	uint32_t references[64];
	size_t count;
	uint64_t frame;
};
struct grant_list grant_pages(size_t count, uint8_t value);
void grant_end(const struct grant_list *grants);
void say_dump(uint32_t window, uint32_t width, uint32_t height, const struct grant_list *grants);

/* The next that the agent is sent, which must be this. Without a body where that is NULL. */
void expect_bytes(void *bytes, size_t size);
void expect_message(uint32_t type, uint32_t window, void *body, size_t size);
void expect_configure(uint32_t window, int x, int y, int width, int height);
void expect_silence(void);
/* Forgets what it was sent up to now. */
void expect_anything(void);

/* What the desktop knows; NULL if there is none. */
struct guest_agent *the_agent(void);
struct guest_window *find_guest_window(uint32_t id);
struct guest_window *expect_guest_window(uint32_t id);
void expect_window_box(uint32_t id, int x, int y, int width, int height);

/* The agent is left, with a notice that has this text in it. */
void expect_agent_fault(const char *text);

#define seamless_test(function) \
	cmocka_unit_test_setup_teardown(function, seamless_start_agent, seamless_stop)

#endif
