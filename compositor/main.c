#include <getopt.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wayland-server-core.h>
#include <wlr/util/log.h>

#include "config.h"
#include "domains.h"
#include "guest.h"
#include "guest_windows.h"
#include "log.h"
#include "notice.h"
#include "server.h"
#include "spawn.h"
#include "stats.h"

/* The program: puts the halves together and runs the one loop. */
struct app {
	const char *config_file; /* NULL: the usual places */
	const char *startup;     /* a shell command, as of the configuration; NULL: none */
	struct config *config;
	char *config_errors; /* what was wrong with its file: config_load()'s lines; NULL: nothing */
	struct stats stats;
	bool running;
	int status; /* to exit with */

	struct wl_display *display;
	struct domains *domains;
	struct server *server;

	struct wl_event_source *signals[4];
	struct wl_listener reload;
	struct wl_listener override;
	struct wl_listener quit;
};

static const char usage[] =
	"usage: domicile [options]\n"
	"\n"
	"  -c, --config FILE   read this configuration\n"
	"      --check-config  check the configuration, say what is wrong with it, and end\n"
	"  -s, --startup COMMAND\n"
	"                      run this when programs can connect, before the configuration's\n"
	"      --stats         print counters at the end (and on SIGUSR1)\n"
	"  -d, --debug         log more\n"
	"      --version       print the version and end\n"
	"  -h, --help          print this and end\n";

static void log_from_wlroots(enum wlr_log_importance importance, const char *format, va_list args) {
	/* What wlroots calls information is of use to its developers alone. */
	log_vwrite(importance == WLR_ERROR ? LOG_ERROR : LOG_DEBUG, format, args);
}

static void log_line(enum log_level level, const char *format, va_list args) {
	char line[1024];
	vsnprintf(line, sizeof(line), format, args);
	log_write(level, "%.*s", (int)strcspn(line, "\n"), line);
}

/* Its texts are lines already. */
static void log_from_wayland(const char *format, va_list args) {
	log_line(LOG_ERROR, format, args);
}

/*
 * Until there is a desktop: both complain of whatever they try, and say in many lines what we say in
 * a sentence, if none of it comes off.
 */
static void log_from_wlroots_at_start(
	enum wlr_log_importance importance, const char *format, va_list args) {
	log_vwrite(LOG_DEBUG, format, args);
}

static void log_from_wayland_at_start(const char *format, va_list args) {
	log_line(LOG_DEBUG, format, args);
}

static void get_policy(void *data, const struct guest *guest, struct guest_policy *policy) {
	const struct app *app = data;
	config_guest_policy(app->config, guest, policy);
	if (app->server != NULL) {
		guest_windows_root_size(
			app->server, guest, &policy->root_width, &policy->root_height);
	}
}

/* Returns NULL on error. */
static struct config *load_config(struct app *app) {
	free(app->config_errors);
	return config_load(app->config_file, &app->config_errors);
}

/* A line of the log for each, so that each has its file and line at the same place. */
static void log_config_errors(const struct app *app) {
	const char *line = app->config_errors;
	while (*line != '\0') {
		int length = (int)strcspn(line, "\n");
		log_error("%.*s", length, line);
		line += length;
		line += strspn(line, "\n");
	}
}

/* The first of them, for those who don't read the log. */
static void show_config_error(const struct app *app, const char *consequence) {
	if (app->config_errors != NULL) {
		char text[512]; /* as much as a notice has room for */
		snprintf(text, sizeof(text), "%s %.*s", consequence,
			(int)strcspn(app->config_errors, "\n"), app->config_errors);
		notice_show(app->server, text);
	}
}

static void apply_config(struct app *app) {
	server_set_config(app->server, app->config);
	domains_reload_policy(app->domains, config_attaches_guests(app->config));
}

static void reload(struct app *app) {
	struct config *config = load_config(app);
	if (config == NULL) {
		log_config_errors(app);
		log_error("config: staying with what was there before");
		show_config_error(app, "The configuration has an error and stays as it was.");
		return;
	}
	struct config *old = app->config;
	app->config = config;
	config_take_overrides(config, old);
	apply_config(app);
	config_destroy(old);
	log_info("config: read again");
}

static void handle_reload(struct wl_listener *listener, void *data) {
	struct app *app = wl_container_of(listener, app, reload);
	char **errors = data;
	reload(app);
	if (errors != NULL) {
		*errors = app->config_errors != NULL ? strdup(app->config_errors) : NULL;
	}
}

static void handle_override(struct wl_listener *listener, void *data) {
	struct app *app = wl_container_of(listener, app, override);
	const struct server_override *override = data;
	switch (override->setting) {
	case SERVER_OVERRIDE_ATTACH:
		config_override_attach(app->config, override->guest, override->attach);
		break;
	case SERVER_OVERRIDE_COLOR:
		config_override_color(app->config, override->guest, override->color);
		break;
	}
	apply_config(app);
}

static void handle_quit(struct wl_listener *listener, void *data) {
	struct app *app = wl_container_of(listener, app, quit);
	const char *error = data;
	if (error != NULL) {
		log_error("%s", error);
		app->status = EXIT_FAILURE;
	}
	app->running = false;
}

static int handle_signal(int signal_number, void *data) {
	struct app *app = data;
	switch (signal_number) {
	case SIGUSR1:
		stats_log(&app->stats);
		break;
	case SIGHUP:
		reload(app);
		break;
	default:
		app->running = false;
		break;
	}
	return 0;
}

static void add_signals(struct app *app) {
	static const int numbers[] = {SIGHUP, SIGINT, SIGTERM, SIGUSR1};
	struct wl_event_loop *loop = wl_display_get_event_loop(app->display);
	for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++) {
		app->signals[i] = wl_event_loop_add_signal(loop, numbers[i], handle_signal, app);
	}
	/* A program that goes away while we write to it is no reason to end. */
	signal(SIGPIPE, SIG_IGN);
}

static void run_loop(struct app *app) {
	struct wl_event_loop *loop = wl_display_get_event_loop(app->display);
	app->running = true;
	while (app->running) {
		wl_display_flush_clients(app->display);
		if (wl_event_loop_dispatch(loop, -1) < 0) {
			log_error("the event loop has failed");
			app->status = EXIT_FAILURE;
			return;
		}
		app->stats.wakeups++;
	}
}

static void run_startup(struct app *app) {
	const char *commands[] = {app->startup, app->config->startup};
	for (size_t i = 0; i < sizeof(commands) / sizeof(commands[0]); i++) {
		if (commands[i] != NULL) {
			spawner_run(app->server->spawner, commands[i]);
		}
	}
}

/* Returns the exit status. */
static int run(struct app *app) {
	char no_domains[DOMAINS_ERROR_SIZE];
	app->domains = domains_create(wl_display_get_event_loop(app->display), &app->stats,
		config_attaches_guests(app->config), get_policy, app, no_domains);
	if (app->domains == NULL) {
		log_error("%s", no_domains);
		return EXIT_FAILURE;
	}
	const char *error;
	app->server = server_create(
		&(struct server_options){
			.display = app->display,
			.config = app->config,
			.guests = domains_guests(app->domains),
			.stats = &app->stats,
		},
		&error);
	if (app->server == NULL) {
		log_error("%s", error);
		return EXIT_FAILURE;
	}
	const char *socket = server_listen(app->server);
	if (socket == NULL) {
		log_error("programs couldn't connect: set XDG_RUNTIME_DIR to a directory of yours");
		return EXIT_FAILURE;
	}
	wlr_log_init(wlr_log_get_verbosity(), log_from_wlroots);
	wl_log_set_handler_server(log_from_wayland); /* after wlr_log_init(), which sets it too */
	log_info("domicile is ready on %s", socket);

	app->reload.notify = handle_reload;
	wl_signal_add(&app->server->events.reload, &app->reload);
	app->override.notify = handle_override;
	wl_signal_add(&app->server->events.override, &app->override);
	app->quit.notify = handle_quit;
	wl_signal_add(&app->server->events.quit, &app->quit);
	show_config_error(app, "The configuration has an error; these are the defaults.");
	run_startup(app);
	run_loop(app);
	return app->status;
}

static void finish(struct app *app) {
	server_destroy(app->server);
	domains_destroy(app->domains);
	for (size_t i = 0; i < sizeof(app->signals) / sizeof(app->signals[0]); i++) {
		if (app->signals[i] != NULL) {
			wl_event_source_remove(app->signals[i]);
		}
	}
	wl_display_destroy(app->display);
}

enum long_option {
	OPTION_CHECK_CONFIG = 0x100,
	OPTION_STATS,
	OPTION_VERSION,
};

int main(int argc, char *argv[]) {
	static const struct option options[] = {
		{"check-config", no_argument, NULL, OPTION_CHECK_CONFIG},
		{"config", required_argument, NULL, 'c'},
		{"debug", no_argument, NULL, 'd'},
		{"help", no_argument, NULL, 'h'},
		{"startup", required_argument, NULL, 's'},
		{"stats", no_argument, NULL, OPTION_STATS},
		{"version", no_argument, NULL, OPTION_VERSION},
		{0},
	};
	struct app app = {.status = EXIT_SUCCESS};
	bool check_config = false, print_stats = false, debug = false;
	int option;
	while ((option = getopt_long(argc, argv, "c:dhs:", options, NULL)) != -1) {
		switch (option) {
		case 'c':
			app.config_file = optarg;
			break;
		case 'd':
			debug = true;
			break;
		case 'h':
			fputs(usage, stdout);
			return EXIT_SUCCESS;
		case 's':
			app.startup = optarg;
			break;
		case OPTION_CHECK_CONFIG:
			check_config = true;
			break;
		case OPTION_STATS:
			print_stats = true;
			break;
		case OPTION_VERSION:
			puts("domicile " VERSION);
			return EXIT_SUCCESS;
		default:
			fputs(usage, stderr);
			return EXIT_FAILURE;
		}
	}
	if (optind < argc) {
		fputs(usage, stderr);
		return EXIT_FAILURE;
	}

	log_set_level(debug ? LOG_DEBUG : LOG_INFO);
	wlr_log_init(debug ? WLR_DEBUG : WLR_ERROR, log_from_wlroots_at_start);
	wl_log_set_handler_server(log_from_wayland_at_start);
	app.config = load_config(&app);
	if (app.config == NULL) {
		if (check_config) {
			/* For people and editors, who look for the file's name first. */
			fprintf(stderr, "%s\n", app.config_errors);
			free(app.config_errors);
			return EXIT_FAILURE;
		}
		log_config_errors(&app);
		/* Nobody is to be locked out of a session by a slip of the pen. */
		log_error("config: starting with the defaults");
		app.config = config_create();
	}

	int status = EXIT_SUCCESS;
	if (!check_config) {
		app.display = wl_display_create();
		if (app.display == NULL) {
			log_error("there is no memory for an event loop");
			return EXIT_FAILURE;
		}
		add_signals(&app);
		status = run(&app);
		finish(&app);
		if (print_stats) {
			stats_log(&app.stats);
		}
	}
	config_destroy(app.config);
	free(app.config_errors);
	return status;
}
