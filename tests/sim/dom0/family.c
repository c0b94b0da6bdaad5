#define _GNU_SOURCE
#include "family.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

void family_become_reaper(void) {
	prctl(PR_SET_CHILD_SUBREAPER, 1);
}

int family_block_signals(void) {
	sigset_t waited_for;
	sigemptyset(&waited_for);
	sigaddset(&waited_for, SIGCHLD);
	sigaddset(&waited_for, SIGHUP);
	sigaddset(&waited_for, SIGINT);
	sigaddset(&waited_for, SIGTERM);
	sigprocmask(SIG_BLOCK, &waited_for, NULL);
	return signalfd(-1, &waited_for, SFD_CLOEXEC);
}

void family_unblock_signals(void) {
	sigset_t none;
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
}

pid_t family_fork(int death_signal) {
	pid_t parent = getpid();
	pid_t pid = fork();
	if (pid == 0) {
		prctl(PR_SET_PDEATHSIG, death_signal);
		if (getppid() != parent) {
			_exit(EXIT_FAILURE);
		}
	}
	return pid;
}

/* 0 if it is gone, or nobody may know. */
static pid_t parent_of(const char *pid) {
	char path[300];
	snprintf(path, sizeof(path), "/proc/%s/stat", pid);
	FILE *file = fopen(path, "re");
	if (file == NULL) {
		return 0;
	}
	char line[512];
	size_t size = fread(line, 1, sizeof(line) - 1, file);
	fclose(file);
	line[size] = '\0';
	/* The name before this may hold anything. */
	const char *rest = strrchr(line, ')');
	int parent = 0;
	if (rest == NULL || sscanf(rest, ") %*c %d", &parent) != 1) {
		return 0;
	}
	return parent;
}

static void kill_children(void) {
	DIR *dir = opendir("/proc");
	if (dir == NULL) {
		return;
	}
	const struct dirent *entry;
	while ((entry = readdir(dir)) != NULL) {
		if (isdigit((unsigned char)entry->d_name[0]) &&
			parent_of(entry->d_name) == getpid()) {
			kill((pid_t)strtol(entry->d_name, NULL, 10), SIGKILL);
		}
	}
	closedir(dir);
}

void family_kill(void) {
	/* A killed child's children become ours: again, until there are no more. */
	do {
		kill_children();
	} while (waitpid(-1, NULL, 0) > 0 || errno == EINTR);
}
