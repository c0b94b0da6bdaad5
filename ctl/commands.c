#include "commands.h"

#include <stdlib.h>
#include <string.h>

#include "domicile-control-v1-client-protocol.h"
#include "list.h"
#include "screenshot.h"
#include "text.h"
#include "watch.h"

/* All that there is to be told. */
static bool learn(struct session *session) {
	while (!session->domains.complete) {
		if (!session_dispatch(session)) {
			return false;
		}
	}
	return true;
}

/* It stays until the end, whatever becomes of it. NULL after having said why. */
static struct domain *find(struct session *session, const char *text) {
	if (!learn(session)) {
		return NULL;
	}
	bool ambiguous;
	struct domain *domain = domain_list_find(&session->domains, text, &ambiguous);
	if (domain == NULL) {
		session_error(ambiguous ? "there are several domains called \"%s\"; name its "
					  "number or its UUID"
					: "there is no domain \"%s\"",
			text);
	}
	session->domains.kept = domain;
	return domain;
}

static struct domain *find_guest(struct session *session, const char *text) {
	struct domain *domain = find(session, text);
	if (domain != NULL && domain->number == 0) {
		session_error("dom0 isn't a guest: this can't be asked of it");
		return NULL;
	}
	return domain;
}

static bool run_list(struct session *session, const struct arguments *arguments) {
	if (!learn(session)) {
		return false;
	}
	if (arguments->options & OPTION_JSON) {
		list_json(&session->domains, stdout);
	} else if (arguments->options & OPTION_WINDOWS) {
		list_windows(&session->domains, stdout);
	} else {
		list_domains(&session->domains, stdout);
	}
	return true;
}

static bool run_focus(struct session *session, const struct arguments *arguments) {
	struct domain *domain = find(session, arguments->operands[0]);
	if (domain == NULL) {
		return false;
	}
	if (wl_list_empty(&domain->windows)) {
		session_error("%s has no window", domain->name);
		return false;
	}
	domicile_domain_v1_focus(domain->object);
	return session_sync(session);
}

static bool run_attach(struct session *session, const struct arguments *arguments) {
	struct domain *domain = find_guest(session, arguments->operands[0]);
	if (domain == NULL) {
		return false;
	}
	domicile_domain_v1_attach(domain->object);
	return session_sync(session);
}

static bool run_detach(struct session *session, const struct arguments *arguments) {
	struct domain *domain = find_guest(session, arguments->operands[0]);
	if (domain == NULL) {
		return false;
	}
	domicile_domain_v1_detach(domain->object);
	return session_sync(session);
}

static bool run_label(struct session *session, const struct arguments *arguments) {
	uint32_t color;
	if (!text_parse_color(arguments->operands[1], &color)) {
		session_error("\"%s\" isn't a colour such as #2273dc", arguments->operands[1]);
		return false;
	}
	struct domain *domain = find_guest(session, arguments->operands[0]);
	if (domain == NULL) {
		return false;
	}
	domicile_domain_v1_set_color(domain->object, color);
	if (!session_sync(session)) {
		return false;
	}
	printf("%s is #%06x until the desktop ends. To keep that, its configuration needs:\n"
	       "[domain %s]\ncolor = #%06x\n",
		domain->name, color, domain->name, color);
	return true;
}

static bool run_screenshot(struct session *session, const struct arguments *arguments) {
	struct domain *domain = find_guest(session, arguments->operands[0]);
	if (domain == NULL) {
		return false;
	}
	char file[32];
	snprintf(file, sizeof(file), "domain-%u.png", domain->number);
	return screenshot_write(
		session, domain, arguments->operands[1] != NULL ? arguments->operands[1] : file);
}

struct reload {
	bool done, failed;
};

static void handle_reload_error(void *data, struct domicile_reload_v1 *object, const char *text) {
	struct reload *reload = data;
	reload->failed = true;
	session_error("%s", text);
}

static void handle_reload_done(void *data, struct domicile_reload_v1 *object) {
	struct reload *reload = data;
	reload->done = true;
}

static const struct domicile_reload_v1_listener reload_listener = {
	.error = handle_reload_error,
	.done = handle_reload_done,
};

static bool run_reload(struct session *session, const struct arguments *arguments) {
	struct reload reload = {0};
	struct domicile_reload_v1 *object = domicile_control_v1_reload(session->control);
	domicile_reload_v1_add_listener(object, &reload_listener, &reload);
	bool ok = true;
	while (ok && !reload.done) {
		ok = session_dispatch(session);
	}
	domicile_reload_v1_destroy(object);
	return ok && !reload.failed;
}

static void handle_done(void *data) {
	watch_write(data);
}

/* Until the desktop ends, or whoever reads what we write. */
static bool run_watch(struct session *session, const struct arguments *arguments) {
	struct watch watch = {
		.domains = &session->domains,
		.format = arguments->options & OPTION_JSON     ? WATCH_JSON
	                  : arguments->options & OPTION_WAYBAR ? WATCH_WAYBAR
	                                                       : WATCH_TEXT,
		.file = stdout,
	};
	session->domains.done = handle_done;
	session->domains.data = &watch;
	while (session_dispatch(session)) {
		if (ferror(stdout)) {
			return true;
		}
	}
	return false;
}

const struct command commands[] = {
	{"list", "", "show the domains", 0, 0, OPTION_JSON | OPTION_WINDOWS, run_list},
	{"focus", "DOMAIN", "give a domain the focus", 1, 1, 0, run_focus},
	{"attach", "DOMAIN", "show a guest", 1, 1, 0, run_attach},
	{"detach", "DOMAIN", "leave a guest alone", 1, 1, 0, run_detach},
	{"label", "DOMAIN COLOUR", "give a guest another colour", 2, 2, 0, run_label},
	{"screenshot", "DOMAIN [FILE]", "write what a guest shows to a PNG file", 1, 2, 0,
		run_screenshot},
	{"reload", "", "read the configuration again", 0, 0, 0, run_reload},
	{"watch", "", "tell what changes, as it does", 0, 0, OPTION_JSON | OPTION_WAYBAR,
		run_watch},
	{NULL},
};
