#ifndef SIM_GUEST_KERNEL_H
#define SIM_GUEST_KERNEL_H

/*
 * What a guest's kernel does for its programs: shares the domain's one ring to xenstored among them,
 * as /dev/xen/xenbus does. Programs find it as a socket, where they'd find xenstored in dom0, and use
 * libxenstore as it is.
 *
 * Each program has requests, watches and transactions of its own, and leaves nothing behind.
 *
 * kernel_run() serves a listening socket until the domain or the simulation ends. Returns false, with
 * errno, if it can't begin.
 */

#include <stdbool.h>

bool kernel_run(int listening);

#endif
