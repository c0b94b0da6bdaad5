#include "subject.h"

#include <stdio.h>
#include <string.h>
#include <wlr/types/wlr_layer_shell_v1.h>

#include "color.h"
#include "config.h"
#include "focus.h"
#include "guest_surface.h"
#include "layer_surface.h"
#include "seat.h"
#include "server.h"
#include "view.h"
#include "window_popup.h"

#define NOBODY_COLOR 0x1d2025

static void describe_guest(
	const struct config *config, struct guest *guest, struct subject *subject) {
	struct config_guest settings;
	config_for_guest(config, guest, &settings);
	subject->guest = guest;
	subject->color = settings.color;
	subject->pattern = pattern_resolve(settings.pattern, settings.color);
	memcpy(subject->domain, settings.label, GUEST_NAME_SIZE);
	snprintf(subject->what, sizeof(subject->what), "a guest: %s, domain %d", guest->name,
		guest->domid);
}

static void describe_dom0(struct subject *subject, const char *what) {
	subject->color = COLOR_DOM0;
	subject->pattern = PATTERN_SOLID;
	snprintf(subject->domain, sizeof(subject->domain), "dom0");
	snprintf(subject->what, sizeof(subject->what), "%s", what);
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
	struct guest *guest = view_guest(view);
	struct subject subject = {.title = view->title};
	if (guest != NULL) {
		describe_guest(view->server->config, guest, &subject);
		subject.title = own_title(view->title, subject.domain);
	} else {
		describe_dom0(&subject, "this machine itself: a program");
	}
	return subject;
}

struct subject subject_of_focus(const struct seat *seat) {
	const struct focus *focus = &seat->focus;
	struct subject subject = {
		.color = NOBODY_COLOR,
		.pattern = PATTERN_SOLID,
		.domain = "nobody",
		.title = "",
	};
	if (focus->layer != NULL) {
		describe_dom0(&subject, "this machine itself: a panel or a launcher");
		subject.title = focus->layer->wlr_layer_surface->namespace;
	} else if (focus->popup != NULL) {
		describe_guest(seat->server->config, focus->popup->window->surface.guest, &subject);
		subject.title = "a menu";
	} else if (focus->view != NULL) {
		subject = subject_of_view(focus->view);
	}
	return subject;
}
