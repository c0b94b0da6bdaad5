#ifndef INPUT_H
#define INPUT_H

#include <poll.h>

/*
 * Every evdev device of the guest, those that come later too. Reported are
 *
 *   device eventN KIND MAX_X MAX_Y NAME   one that appeared; KIND is abs or rel, maxima 0 with rel
 *   gone eventN
 *   event eventN TYPE:CODE:VALUE ...      what arrived up to one SYN_REPORT, which is left out
 */

enum {
	INPUT_MAX_DEVICES = 16,
	INPUT_MAX_POLL = INPUT_MAX_DEVICES + 1
};

/* Finds what is there and begins to watch for more. */
void input_open(void);

/* Fills in what to poll for; returns how many entries of the INPUT_MAX_POLL were used. */
int input_poll_prepare(struct pollfd *entries);

/* Reads where poll() said that there is something to read. */
void input_poll_finish(const struct pollfd *entries, int count);

#endif
