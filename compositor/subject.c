#include "subject.h"

#include <stdio.h>
#include <string.h>
#include <wlr/types/wlr_layer_shell_v1.h>

#include "config.h"
#include "focus.h"
#include "guest_surface.h"
#include "layer_surface.h"
#include "seat.h"
#include "server.h"
#include "view.h"
#include "window_popup.h"

#define NOBODY_COLOR 0x1d2025

/* what: it is, if it is one of dom0's. */
static struct subject describe(
	const struct config *config, struct guest *guest, const char *what, const char *title) {
	struct config_guest settings;
	config_for_guest(config, guest, &settings);
	struct subject subject = {
		.guest = guest,
		.color = settings.color,
		.pattern = pattern_resolve(settings.pattern, settings.color),
		.title = title,
	};
	memcpy(subject.domain, settings.label, GUEST_NAME_SIZE);
	if (guest != NULL) {
		snprintf(subject.what, sizeof(subject.what), "a guest: %s, domain %d", guest->name,
			guest->domid);
	} else {
		snprintf(subject.what, sizeof(subject.what), "this machine itself: %s", what);
	}
	return subject;
}

/* Titles of guests' views say the domain's name, too: see guest_view.c and window_view.c. */
static const char *own_title(const char *title, const char *domain) {
	size_t length = strlen(domain);
	if (strcmp(title, domain) == 0) {
		return "its screen";
	}
	bool named = title[0] == '[' && strncmp(title + 1, domain, length) == 0 &&
	             strncmp(title + 1 + length, "] ", 2) == 0;
	return named ? title + length + 3 : title;
}

struct subject subject_of_view(const struct view *view) {
	struct subject subject =
		describe(view->server->config, view_guest(view), "a program", view->title);
	if (subject.guest != NULL) {
		subject.title = own_title(view->title, subject.domain);
	}
	return subject;
}

struct subject subject_of_focus(const struct seat *seat) {
	const struct focus *focus = &seat->focus;
	const struct config *config = seat->server->config;
	if (focus->layer != NULL) {
		return describe(config, NULL, "a panel or a launcher",
			focus->layer->wlr_layer_surface->namespace);
	}
	if (focus->popup != NULL) {
		return describe(config, focus->popup->window->surface.guest, NULL, "a menu");
	}
	if (focus->view != NULL) {
		return subject_of_view(focus->view);
	}
	return (struct subject){
		.color = NOBODY_COLOR,
		.pattern = PATTERN_SOLID,
		.domain = "nobody",
		.title = "",
	};
}
