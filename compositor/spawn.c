#include "spawn.h"

#include <errno.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "activation.h"
#include "alloc.h"
#include "log.h"
#include "notice.h"
#include "server.h"

struct child {
	struct wl_list link; /* spawner.children */
	pid_t pid;
	char *command;
};

struct spawner {
	struct server *server;
	struct wl_list children; /* child.link */
	struct rlimit files;     /* as we found it */
	struct wl_event_source *sigchld;
};

static void child_destroy(struct child *child) {
	wl_list_remove(&child->link);
	free(child->command);
	free(child);
}

/* Whoever pressed the key waits for a window, and doesn't look into the log. */
static void report(const struct spawner *spawner, const char *command, const char *problem) {
	char text[512]; /* as much as a notice has room for */
	log_error("spawn: %s: %s", command, problem);
	snprintf(text, sizeof(text), "\"%.200s\" %s", command, problem);
	notice_show(spawner->server, text);
}

/* The shell's statuses for a command that it couldn't run: POSIX.1-2017, XCU 2.8.2. */
static void report_status(const struct spawner *spawner, const char *command, int status) {
	int exit_status = WIFEXITED(status) ? WEXITSTATUS(status) : 0;
	if (exit_status == 127) {
		report(spawner, command,
			"wasn't found. Install it, or name another in the configuration.");
	} else if (exit_status == 126) {
		report(spawner, command,
			"can't be run. Make it executable, or name another in the configuration.");
	}
}

/* Only ours: whoever else in this process has children waits for them himself. */
static int handle_sigchld(int signal_number, void *data) {
	struct spawner *spawner = data;
	struct child *child, *tmp;
	wl_list_for_each_safe (child, tmp, &spawner->children, link) {
		int status = 0;
		if (waitpid(child->pid, &status, WNOHANG) == 0) {
			continue;
		}
		report_status(spawner, child->command, status);
		child_destroy(child);
	}
	return 0;
}

struct spawner *spawner_create(struct server *server) {
	struct spawner *spawner = znew(struct spawner);
	spawner->server = server;
	wl_list_init(&spawner->children);
	spawner->sigchld =
		must(wl_event_loop_add_signal(server->loop, SIGCHLD, handle_sigchld, spawner));

	if (getrlimit(RLIMIT_NOFILE, &spawner->files) == 0) {
		struct rlimit raised = spawner->files;
		raised.rlim_cur = raised.rlim_max;
		setrlimit(RLIMIT_NOFILE, &raised);
	}
	return spawner;
}

void spawner_destroy(struct spawner *spawner) {
	if (spawner == NULL) {
		return;
	}
	struct child *child, *tmp;
	wl_list_for_each_safe (child, tmp, &spawner->children, link) {
		child_destroy(child);
	}
	wl_event_source_remove(spawner->sigchld);
	setrlimit(RLIMIT_NOFILE, &spawner->files);
	free(spawner);
}

static void run_in_child(const struct spawner *spawner, const char *command, const char *token) {
	sigset_t none;
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	signal(SIGPIPE, SIG_DFL);
	setrlimit(RLIMIT_NOFILE, &spawner->files);
	setsid();
	setenv("XDG_ACTIVATION_TOKEN", token, true);
	setenv("DESKTOP_STARTUP_ID", token, true); /* the same for X programs */
	execl("/bin/sh", "/bin/sh", "-c", command, (char *)NULL);
	_exit(127);
}

void spawner_run(struct spawner *spawner, const char *command) {
	const char *token = activation_new_token(spawner->server->activation);
	pid_t pid = fork();
	if (pid < 0) {
		char problem[128];
		snprintf(problem, sizeof(problem), "can't be started: %s.", strerror(errno));
		report(spawner, command, problem);
		return;
	}
	if (pid == 0) {
		run_in_child(spawner, command, token);
	}
	struct child *child = znew(struct child);
	child->pid = pid;
	child->command = must(strdup(command));
	wl_list_insert(&spawner->children, &child->link);
	log_debug("spawn: %s (pid %d)", command, (int)pid);
}
