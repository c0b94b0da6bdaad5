#include "spawn.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "alloc.h"
#include "log.h"

struct child {
	struct wl_list link; /* spawner.children */
	pid_t pid;
};

struct spawner {
	struct wl_list children; /* child.link */
	struct rlimit files;     /* as we found it */
	struct wl_event_source *sigchld;
};

/* Only ours: whoever else in this process has children waits for them himself. */
static int handle_sigchld(int signal_number, void *data) {
	struct spawner *spawner = data;
	struct child *child, *tmp;
	wl_list_for_each_safe (child, tmp, &spawner->children, link) {
		int status = 0;
		if (waitpid(child->pid, &status, WNOHANG) == 0) {
			continue;
		}
		if (WIFEXITED(status) && WEXITSTATUS(status) == 127) {
			log_error("spawn: the command wasn't found (pid %d)", (int)child->pid);
		}
		wl_list_remove(&child->link);
		free(child);
	}
	return 0;
}

struct spawner *spawner_create(struct wl_event_loop *loop) {
	struct spawner *spawner = znew(struct spawner);
	wl_list_init(&spawner->children);
	spawner->sigchld = must(wl_event_loop_add_signal(loop, SIGCHLD, handle_sigchld, spawner));

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
		wl_list_remove(&child->link);
		free(child);
	}
	wl_event_source_remove(spawner->sigchld);
	setrlimit(RLIMIT_NOFILE, &spawner->files);
	free(spawner);
}

static void run_in_child(const struct spawner *spawner, const char *command) {
	sigset_t none;
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	signal(SIGPIPE, SIG_DFL);
	setrlimit(RLIMIT_NOFILE, &spawner->files);
	setsid();
	execl("/bin/sh", "/bin/sh", "-c", command, (char *)NULL);
	_exit(127);
}

bool spawner_run(struct spawner *spawner, const char *command) {
	pid_t pid = fork();
	if (pid < 0) {
		log_error("spawn: %s: %s", command, strerror(errno));
		return false;
	}
	if (pid == 0) {
		run_in_child(spawner, command);
	}
	struct child *child = znew(struct child);
	child->pid = pid;
	wl_list_insert(&spawner->children, &child->link);
	log_debug("spawn: %s (pid %d)", command, (int)pid);
	return true;
}
