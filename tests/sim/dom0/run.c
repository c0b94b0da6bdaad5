#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <getopt.h>
#include <glob.h>
#include <libgen.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>
#include <xenstore.h>

#include "client.h"
#include "family.h"

/*
 * Runs a command in dom0 of a simulated machine: starts the hypervisor and xenstored in a directory of
 * their own, and ends all that has come of them when the command has ended, or when this is ended.
 *
 * Two processes watch over that. The outer one waits for the inner one, which does the work; if either
 * is killed, the other still cleans up.
 */

#define MAX_STORE_ARGS 32
#define STATUS_FAILED 125 /* the machine couldn't be made, or broke down */

struct machine {
	char dir[PATH_MAX];
	const char *store_args[MAX_STORE_ARGS];
	size_t store_arg_count;
	pid_t group; /* that this was started in */
	pid_t hypervisor, store, command;
};

static const char usage[] =
	"usage: run [options] COMMAND [ARGUMENT...]\n"
	"\n"
	"Runs COMMAND in dom0 of a simulated Xen machine, and ends with its status.\n"
	"\n"
	"  -t, --trace FILE     what all domains ask of xenstore, and are told by it\n"
	"  -q, --quota WHAT=N   a quota of xenstored (see its --quota)\n"
	"  -h, --help           print this and end\n";

static void die(const char *what) {
	fprintf(stderr, "run: %s: %s\n", what, strerror(errno));
	exit(STATUS_FAILED);
}

/* A file that belongs to this program, by its name below the folder that the program is in. */
static void own_file(char path[static PATH_MAX], const char *name) {
	char self[PATH_MAX];
	ssize_t length = readlink("/proc/self/exe", self, sizeof(self) - 1);
	if (length < 0) {
		die("/proc/self/exe");
	}
	self[length] = '\0';
	int size = snprintf(path, PATH_MAX, "%s/%s", dirname(self), name);
	if (size < 0 || size >= PATH_MAX) {
		errno = ENAMETOOLONG;
		die(name);
	}
}

static void make_dir(struct machine *machine) {
	/* Addresses of sockets are short. */
	const char *runtime = getenv("XDG_RUNTIME_DIR");
	if (runtime == NULL || access(runtime, W_OK) < 0 || strlen(runtime) > 40) {
		runtime = "/tmp";
	}
	snprintf(machine->dir, sizeof(machine->dir), "%s/xensim-XXXXXX", runtime);
	if (mkdtemp(machine->dir) == NULL) {
		die(machine->dir);
	}
}

static int remove_entry(const char *path, const struct stat *info, int type, struct FTW *where) {
	remove(path);
	return 0;
}

static void remove_dir(const struct machine *machine) {
	nftw(machine->dir, remove_entry, 16, FTW_DEPTH | FTW_PHYS);
}

static void set_path(const char *variable, const char *dir, const char *name) {
	char path[PATH_MAX];
	int size = snprintf(path, sizeof(path), "%s/%s", dir, name);
	if (size < 0 || size >= (int)sizeof(path)) {
		errno = ENAMETOOLONG;
		die(name);
	}
	setenv(variable, path, 1);
}

/* For everything that runs on the machine. Both variables: else libxenstore tries the real one. */
static void set_environment(const struct machine *machine) {
	setenv(SIM_DIR_VARIABLE, machine->dir, 1);
	unsetenv(SIM_DOMID_VARIABLE);
	set_path("XENSTORED_RUNDIR", machine->dir, "xenstored");
	set_path("XENSTORED_PATH", machine->dir, "xenstored/socket");

	char libs[PATH_MAX], search[2 * PATH_MAX];
	own_file(libs, "libs");
	const char *old = getenv("LD_LIBRARY_PATH");
	snprintf(search, sizeof(search), "%s%s%s", libs, old != NULL ? ":" : "",
		old != NULL ? old : "");
	setenv("LD_LIBRARY_PATH", search, 1);
}

static int listen_at(const struct machine *machine) {
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	int size = snprintf(
		address.sun_path, sizeof(address.sun_path), "%s/" SIM_SOCKET, machine->dir);
	int fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (fd < 0 || size >= (int)sizeof(address.sun_path) ||
		bind(fd, (struct sockaddr *)&address, sizeof(address)) < 0 ||
		listen(fd, SOMAXCONN) < 0) {
		die("the hypervisor's socket");
	}
	return fd;
}

/* The socket is there before the process: nobody has to wait for it. */
static void start_hypervisor(struct machine *machine) {
	char path[PATH_MAX];
	own_file(path, "hypervisor");
	int socket = listen_at(machine);
	machine->hypervisor = family_fork(SIGKILL);
	if (machine->hypervisor == 0) {
		family_unblock_signals();
		dup2(socket, STDIN_FILENO);
		execl(path, path, (char *)NULL);
		die(path);
	}
	close(socket);
}

/* Not the one on the PATH, which is a script that looks at the Xen that runs. */
static void find_store(char path[static PATH_MAX]) {
	glob_t found = {0};
	const char *chosen = getenv("XENSTORED");
	if (chosen == NULL && glob("/usr/lib/xen-*/bin/xenstored", 0, NULL, &found) == 0) {
		chosen = found.gl_pathv[found.gl_pathc - 1];
	}
	snprintf(path, PATH_MAX, "%s", chosen != NULL ? chosen : "/usr/sbin/xenstored");
	globfree(&found);
}

static void exec_store(struct machine *machine) {
	char path[PATH_MAX], preload[PATH_MAX];
	find_store(path);
	own_file(preload, "libxenstored_preload.so");
	setenv("LD_PRELOAD", preload, 1);

	const char *argv[MAX_STORE_ARGS + 3] = {path, "--no-fork"};
	memcpy(argv + 2, machine->store_args, machine->store_arg_count * sizeof(argv[0]));
	execv(path, (char **)argv);
	die(path);
}

/* xenstored tells dom0's kernel that it is ready, by an event. That kernel are we. */
static void start_store(struct machine *machine, int signals) {
	struct sim_client channels;
	int events;
	struct sim_request adopt = {.op = SIM_ADOPT, .evtchn.port = SIM_STORE_PORT};
	if (mkdir(getenv("XENSTORED_RUNDIR"), 0700) < 0 ||
		!sim_client_open(&channels, SIM_EVTCHN, &events) ||
		!sim_client_call(&channels, &adopt, NULL)) {
		die("making room for xenstored");
	}
	machine->store = family_fork(SIGKILL);
	if (machine->store == 0) {
		family_unblock_signals();
		exec_store(machine);
	}
	struct pollfd fds[] = {
		{.fd = events, .events = POLLIN},
		{.fd = signals, .events = POLLIN},
	};
	while (poll(fds, 2, -1) < 0 && errno == EINTR) {
	}
	if ((fds[0].revents & POLLIN) == 0) {
		fprintf(stderr, "run: xenstored doesn't start\n");
		exit(STATUS_FAILED);
	}
	close(events);
	sim_client_close(&channels);
}

/* What xen-init-dom0 does on a real machine, and what libxl's first domain leaves. */
static void init_dom0(void) {
	struct xs_handle *store = xs_open(0);
	if (store == NULL || !xs_write(store, XBT_NULL, "/local/domain/0/domid", "0", 1) ||
		!xs_write(store, XBT_NULL, "/local/domain/0/name", "Domain-0", 8) ||
		!xs_mkdir(store, XBT_NULL, "/vm") || !xs_mkdir(store, XBT_NULL, "/libxl")) {
		die("writing dom0's nodes");
	}
	xs_close(store);
}

static void start_command(struct machine *machine, char *const argv[]) {
	machine->command = family_fork(SIGKILL);
	if (machine->command == 0) {
		setpgid(0, machine->group);
		family_unblock_signals();
		execvp(argv[0], argv);
		int error = errno;
		fprintf(stderr, "run: %s: %s\n", argv[0], strerror(error));
		exit(error == ENOENT ? 127 : 126);
	}
}

static int shell_status(int status) {
	return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

/* Waits for the command's end and returns its status, or that of an end from outside. */
static int watch(struct machine *machine, int signals) {
	for (;;) {
		struct signalfd_siginfo info;
		if (read(signals, &info, sizeof(info)) != sizeof(info)) {
			continue;
		}
		if (info.ssi_signo != SIGCHLD) {
			return 128 + (int)info.ssi_signo;
		}
		int status;
		pid_t pid;
		while ((pid = waitpid(-1, &status, WNOHANG)) > 0) {
			if (pid == machine->command) {
				return shell_status(status);
			}
			if (pid == machine->hypervisor || pid == machine->store) {
				fprintf(stderr, "run: the %s has ended\n",
					pid == machine->store ? "xenstored" : "hypervisor");
				return STATUS_FAILED;
			}
		}
	}
}

/* The inner process. What it can't clean up, since it fails before, the outer one does. */
static int run(struct machine *machine, int signals, char *const argv[]) {
	set_environment(machine);
	start_hypervisor(machine);
	start_store(machine, signals);
	init_dom0();
	start_command(machine, argv);
	int status = watch(machine, signals);
	kill(machine->store, SIGKILL); /* first, for it would complain about the hypervisor's end */
	family_kill();
	remove_dir(machine);
	return status;
}

/* The outer process. */
static int guard(const struct machine *machine, int signals, pid_t inner) {
	int status;
	while (waitpid(inner, &status, WNOHANG) == 0) {
		struct signalfd_siginfo info;
		if (read(signals, &info, sizeof(info)) == sizeof(info) &&
			info.ssi_signo != SIGCHLD) {
			kill(inner, SIGTERM);
		}
	}
	family_kill();
	remove_dir(machine);
	return shell_status(status);
}

static void add_store_option(struct machine *machine, const char *option, const char *value) {
	if (machine->store_arg_count + 2 > MAX_STORE_ARGS) {
		fprintf(stderr, "run: too many options\n");
		exit(STATUS_FAILED);
	}
	machine->store_args[machine->store_arg_count] = option;
	machine->store_args[machine->store_arg_count + 1] = value;
	machine->store_arg_count += 2;
}

int main(int argc, char *argv[]) {
	static const struct option options[] = {
		{"help", no_argument, NULL, 'h'},
		{"quota", required_argument, NULL, 'q'},
		{"trace", required_argument, NULL, 't'},
		{0},
	};
	static struct machine machine;
	int option;
	while ((option = getopt_long(argc, argv, "+hq:t:", options, NULL)) != -1) {
		switch (option) {
		case 'h':
			fputs(usage, stdout);
			return EXIT_SUCCESS;
		case 'q':
			add_store_option(&machine, "--quota", optarg);
			break;
		case 't':
			add_store_option(&machine, "--trace-file", optarg);
			break;
		default:
			fputs(usage, stderr);
			return STATUS_FAILED;
		}
	}
	if (optind == argc) {
		fputs(usage, stderr);
		return STATUS_FAILED;
	}

	/* What ends us is waited for in both processes, so that both clean up. */
	int signals = family_block_signals();
	family_become_reaper();
	machine.group = getpgrp();
	make_dir(&machine);
	pid_t inner = family_fork(SIGTERM);
	if (inner < 0) {
		die("fork");
	}
	if (inner > 0) {
		return guard(&machine, signals, inner);
	}
	/* Who kills the group that we were started in kills the command, but not this. */
	setpgid(0, 0);
	family_become_reaper();
	/* A signalfd tells of the signals of whoever made it. */
	close(signals);
	return run(&machine, family_block_signals(), argv + optind);
}
