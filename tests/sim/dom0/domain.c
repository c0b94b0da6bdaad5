#define _GNU_SOURCE
#define __XEN_TOOLS__ 1
#include <ctype.h>
#include <errno.h>
#include <getopt.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>
#include <xen/domctl.h>
#include <xen/sched.h>

#include "family.h"
#include "kernel.h"
#include "toolstack.h"

/*
 * Makes a domain and runs a program in it. The domain lives until the program has ended, or somebody
 * destroys it, or this program ends, in whatever way.
 */

#define STATUS_FAILED 125

struct guest {
	struct xs_handle *store;
	struct toolstack_domain domain;
	char **argv;
	char socket_path[108]; /* where its programs find its kernel */
	pid_t kernel;          /* 0 until it has been started; also their process group */
	pid_t program;
	bool keep; /* the domain stays after a shutdown, as with on_crash="preserve" */
	bool stopped;
	int status;
};

static const char usage[] =
	"usage: domain [options] PROGRAM [ARGUMENT...]\n"
	"\n"
	"Makes a domain on the simulated machine, says its number in a line \"domain N\", and "
	"runs\n"
	"PROGRAM in it. The domain ends with PROGRAM, and PROGRAM with the domain.\n"
	"\n"
	"  -n, --name NAME     its name (guestN)\n"
	"  -i, --id N          its number (the next one)\n"
	"  -u, --uuid UUID     its UUID (random)\n"
	"  -m, --memory MIB    its memory, a power of two (32)\n"
	"  -p, --paused        don't start before it is unpaused\n"
	"  -k, --keep          keep the domain when it has shut down or crashed\n"
	"      --vfb           with a framebuffer and a keyboard, as of vfb=[\"\"]\n"
	"      --vinput        with a keyboard, as of vkb=[\"backend-type=linux\"]\n"
	"  -h, --help          print this and end\n"
	"\n"
	"       domain pause|unpause|shutdown|crash|destroy N\n"
	"\n"
	"Does that to a domain.\n";

static void die(const char *what) {
	fprintf(stderr, "domain: %s: %s\n", what, strerror(errno));
	exit(STATUS_FAILED);
}

/* In the child: signals and environment of a program in the domain, which doesn't own it. */
static void enter_domain(const struct guest *guest) {
	close(guest->domain.owner.fd);
	char domid[12];
	snprintf(domid, sizeof(domid), "%u", guest->domain.info.domid);
	setenv(SIM_DOMID_VARIABLE, domid, 1);
	setenv("XENSTORED_PATH", guest->socket_path, 1);
	family_unblock_signals();
}

static void start_kernel(struct guest *guest) {
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	snprintf(guest->socket_path, sizeof(guest->socket_path), "%s/dom%u.xenbus",
		getenv(SIM_DIR_VARIABLE), guest->domain.info.domid);
	memcpy(address.sun_path, guest->socket_path, sizeof(address.sun_path));
	unlink(guest->socket_path);
	int listening = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (listening < 0 || bind(listening, (struct sockaddr *)&address, sizeof(address)) < 0 ||
		listen(listening, SOMAXCONN) < 0) {
		die(guest->socket_path);
	}
	guest->kernel = family_fork(SIGKILL);
	if (guest->kernel == 0) {
		setpgid(0, 0);
		enter_domain(guest);
		exit(kernel_run(listening) ? EXIT_SUCCESS : EXIT_FAILURE);
	}
	setpgid(guest->kernel, guest->kernel);
	close(listening);
}

static void start(struct guest *guest) {
	start_kernel(guest);
	guest->program = family_fork(SIGKILL);
	if (guest->program == 0) {
		setpgid(0, guest->kernel);
		enter_domain(guest);
		execvp(guest->argv[0], guest->argv);
		die(guest->argv[0]);
	}
	setpgid(guest->program, guest->kernel);
}

/* Its virtual processors run or they don't. */
static void apply_pause(struct guest *guest) {
	bool paused = (guest->domain.info.flags & XEN_DOMINF_paused) != 0;
	if (!paused && guest->kernel == 0) {
		start(guest);
	} else if (guest->kernel != 0) {
		kill(-guest->kernel, paused ? SIGSTOP : SIGCONT);
	}
}

static void stop(struct guest *guest) {
	if (guest->kernel != 0 && !guest->stopped) {
		guest->stopped = true;
		family_kill();
	}
}

/* False if the domain has ended. */
static bool handle_notice(struct guest *guest) {
	if (!toolstack_read_notice(&guest->domain)) {
		return false;
	}
	uint32_t flags = guest->domain.info.flags;
	if ((flags & XEN_DOMINF_dying) != 0) {
		return false;
	}
	if ((flags & XEN_DOMINF_shutdown) != 0) {
		stop(guest);
		return guest->keep;
	}
	apply_pause(guest);
	return true;
}

/* The guest's init has ended: so has its system. */
static void handle_exit(struct guest *guest, int status) {
	bool clean = WIFEXITED(status) && WEXITSTATUS(status) == 0;
	guest->status = WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
	toolstack_shutdown(
		(uint16_t)guest->domain.info.domid, clean ? SHUTDOWN_poweroff : SHUTDOWN_crash);
}

/* False if we are to end. */
static bool handle_signal(struct guest *guest, int signals) {
	struct signalfd_siginfo info;
	if (read(signals, &info, sizeof(info)) != sizeof(info)) {
		return true;
	}
	if (info.ssi_signo != SIGCHLD) {
		guest->status = 128 + (int)info.ssi_signo;
		return false;
	}
	int status;
	pid_t pid;
	while ((pid = waitpid(-1, &status, WNOHANG)) > 0) {
		if (pid == guest->program || pid == guest->kernel) {
			handle_exit(guest, status);
		}
	}
	return true;
}

static void watch(struct guest *guest, int signals) {
	struct pollfd fds[] = {
		{.fd = guest->domain.owner.fd, .events = POLLIN},
		{.fd = signals, .events = POLLIN},
	};
	bool running = true;
	while (running) {
		if (poll(fds, 2, -1) < 0) {
			continue;
		}
		if (fds[0].revents != 0) {
			running = handle_notice(guest);
		} else if (fds[1].revents != 0) {
			running = handle_signal(guest, signals);
		}
	}
}

static int run(struct guest *guest, const struct toolstack_config *config) {
	int signals = family_block_signals();
	family_become_reaper();
	guest->store = xs_open(0);
	if (guest->store == NULL) {
		die("xenstore");
	}
	if (!toolstack_create(guest->store, config, &guest->domain)) {
		die("making the domain");
	}
	printf("domain %u\n", guest->domain.info.domid);
	fflush(stdout);
	apply_pause(guest);
	watch(guest, signals);
	stop(guest);
	unlink(guest->socket_path);
	toolstack_destroy(guest->store, &guest->domain);
	xs_close(guest->store);
	return guest->status;
}

/* -1 if that isn't a command for a domain that is there. */
static int command(const char *name, const char *domid_text) {
	uint16_t domid = (uint16_t)strtoul(domid_text, NULL, 10);
	bool ok;
	if (strcmp(name, "pause") == 0) {
		ok = toolstack_pause(domid, true);
	} else if (strcmp(name, "unpause") == 0) {
		ok = toolstack_pause(domid, false);
	} else if (strcmp(name, "shutdown") == 0) {
		ok = toolstack_shutdown(domid, SHUTDOWN_poweroff);
	} else if (strcmp(name, "crash") == 0) {
		ok = toolstack_shutdown(domid, SHUTDOWN_crash);
	} else if (strcmp(name, "destroy") == 0) {
		ok = toolstack_kill(domid);
	} else {
		return -1;
	}
	if (!ok) {
		die(name);
	}
	return EXIT_SUCCESS;
}

/* Of 32 hexadecimal digits, whatever stands between them. */
static const uint8_t *read_uuid(const char *text) {
	static uint8_t uuid[16];
	size_t digits = 0;
	for (; *text != '\0' && digits < 2 * sizeof(uuid); text++) {
		if (isxdigit((unsigned char)*text)) {
			const char digit[] = {*text, '\0'};
			uuid[digits / 2] =
				(uint8_t)(uuid[digits / 2] << 4 | strtoul(digit, NULL, 16));
			digits++;
		}
	}
	return uuid;
}

enum long_option {
	OPTION_VFB = 0x100,
	OPTION_VINPUT,
};

int main(int argc, char *argv[]) {
	static const struct option options[] = {
		{"help", no_argument, NULL, 'h'},
		{"id", required_argument, NULL, 'i'},
		{"keep", no_argument, NULL, 'k'},
		{"memory", required_argument, NULL, 'm'},
		{"name", required_argument, NULL, 'n'},
		{"paused", no_argument, NULL, 'p'},
		{"uuid", required_argument, NULL, 'u'},
		{"vfb", no_argument, NULL, OPTION_VFB},
		{"vinput", no_argument, NULL, OPTION_VINPUT},
		{0},
	};
	struct toolstack_config config = {0};
	struct guest guest = {0};
	int option;
	while ((option = getopt_long(argc, argv, "+hi:km:n:pu:", options, NULL)) != -1) {
		switch (option) {
		case 'h':
			fputs(usage, stdout);
			return EXIT_SUCCESS;
		case 'i':
			config.domid = (uint16_t)strtoul(optarg, NULL, 10);
			break;
		case 'k':
			guest.keep = true;
			break;
		case 'm':
			config.memory_mib = (uint32_t)strtoul(optarg, NULL, 10);
			break;
		case 'n':
			config.name = optarg;
			break;
		case 'p':
			config.paused = true;
			break;
		case 'u':
			config.uuid = read_uuid(optarg);
			break;
		case OPTION_VFB:
			config.vfb = true;
			break;
		case OPTION_VINPUT:
			config.vinput = true;
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
	guest.argv = argv + optind;
	int status = argc - optind == 2 ? command(guest.argv[0], guest.argv[1]) : -1;
	return status >= 0 ? status : run(&guest, &config);
}
