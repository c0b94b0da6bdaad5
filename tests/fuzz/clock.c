#define _GNU_SOURCE

#include "clock.h"

#include <sys/eventfd.h>
#include <sys/syscall.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

#include "check.h"

/* Of the one event loop, which has a single descriptor for all of its timers. */
static struct {
	uint64_t now_ns;
	uint64_t deadline_ns; /* 0: none */
	int fd;
} timer;

static uint64_t to_ns(const struct timespec *time) {
	return (uint64_t)time->tv_sec * 1000000000 + (uint64_t)time->tv_nsec;
}

/* Readable once the deadline is reached, until another is set. */
static void update(void) {
	eventfd_t count;
	eventfd_read(timer.fd, &count);
	if (timer.deadline_ns != 0 && timer.deadline_ns <= timer.now_ns) {
		eventfd_write(timer.fd, 1);
	}
}

void clock_reset(void) {
	timer.now_ns = to_ns(&(struct timespec){.tv_sec = 1000});
	timer.deadline_ns = 0;
	timer.fd = -1;
}

void clock_advance(uint32_t ms) {
	timer.now_ns += (uint64_t)ms * 1000000;
	if (timer.fd >= 0) {
		update();
	}
}

/* libc's */

int clock_gettime(clockid_t clock, struct timespec *time) {
	if (clock != CLOCK_MONOTONIC && clock != CLOCK_THREAD_CPUTIME_ID) {
		return (int)syscall(SYS_clock_gettime, clock, time);
	}
	*time = (struct timespec){
		.tv_sec = (time_t)(timer.now_ns / 1000000000),
		.tv_nsec = (long)(timer.now_ns % 1000000000),
	};
	return 0;
}

int timerfd_create(clockid_t clock, int flags) {
	check(clock == CLOCK_MONOTONIC && timer.fd < 0, "one event loop has timers");
	timer.fd = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
	return timer.fd;
}

int timerfd_settime(int fd, int flags, const struct itimerspec *new, struct itimerspec *old) {
	timer.deadline_ns = to_ns(&new->it_value);
	check(fd == timer.fd && old == NULL, "it is the event loop's timer");
	check(flags == TFD_TIMER_ABSTIME || timer.deadline_ns == 0, "deadlines are absolute");
	update();
	return 0;
}
