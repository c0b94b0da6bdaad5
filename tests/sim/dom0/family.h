#ifndef SIM_FAMILY_H
#define SIM_FAMILY_H

#include <stdbool.h>
#include <sys/types.h>

/*
 * Processes that end with the one that started them, however that ends. Each process here is told of
 * its parent's death by the kernel. Programs that leave their parent, and their group and session, too,
 * are then the children of the nearest one that has become a reaper.
 */

/* From now on, descendants that have lost their parent are children of this process. */
void family_become_reaper(void);

/* Returns a signalfd that tells of children's ends and of what is to end us, which doesn't any more. */
int family_block_signals(void);
/* In a child: those signals are its own business again. */
void family_unblock_signals(void);

/* Forks a child that gets a signal when this process dies. 0 in the child, -1 with errno. */
pid_t family_fork(int death_signal);

/* Kills all descendants, and waits until there is none. Only of use to a reaper. */
void family_kill(void);

#endif
