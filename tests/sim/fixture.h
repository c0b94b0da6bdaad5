#ifndef SIM_FIXTURE_H
#define SIM_FIXTURE_H

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>
#include <xenstore.h>

#include <cmocka.h>

#include "toolstack.h"

/*
 * For tests of the simulation, which run in its dom0 and act as several domains. A handle belongs to
 * the domain that was entered when it was opened.
 */

#define assert_fails(expression, error) \
	do { \
		errno = 0; \
		assert_int_equal((intptr_t)(expression), -1); \
		assert_int_equal(errno, error); \
	} while (0)
#define assert_fails_null(expression, error) \
	do { \
		errno = 0; \
		assert_null(expression); \
		assert_int_equal(errno, error); \
	} while (0)

/* Setup and teardown of a group: dom0's connection to xenstore. */
int machine_setup(void **state);
int machine_teardown(void **state);
struct xs_handle *machine_store(void);

/* From now on, handles are opened in that domain. */
void enter(uint16_t domid);

/* A domain that does nothing by itself. Ends by end_domain(), or with the test program. */
struct toolstack_domain *start_domain(void);
uint16_t domid_of(const struct toolstack_domain *domain);
void end_domain(struct toolstack_domain *domain);

/* Within five seconds, which is for ever. */
bool wait_readable(int fd);
bool is_readable(int fd);

/* Runs a function in a process of its own, which says when it is ready, and then waits to be killed. */
pid_t start_process(void (*run)(void *data), void *data);
void process_ready(void);
void kill_process(pid_t pid);

#endif
