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

static void describe_guest(const struct seat *seat, struct guest *guest, struct subject *subject) {
	struct config_guest settings;
	config_for_guest(seat->server->config, guest, &settings);
	subject->guest = guest;
	subject->color = settings.color;
	subject->pattern = pattern_resolve(settings.pattern, settings.color);
	memcpy(subject->domain, settings.label, GUEST_NAME_SIZE);
	snprintf(subject->what, sizeof(subject->what), "a guest: %s, domain %d", guest->name,
		guest->domid);
}

static void describe_dom0(struct subject *subject, const char *what) {
	subject->color = COLOR_DOM0;
	snprintf(subject->domain, sizeof(subject->domain), "dom0");
	snprintf(subject->what, sizeof(subject->what), "%s", what);
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
		describe_guest(seat, focus->popup->window->surface.guest, &subject);
		subject.title = "a menu";
	} else if (focus->view != NULL) {
		const struct guest_surface *surface = view_guest_surface(focus->view);
		if (surface != NULL) {
			describe_guest(seat, surface->guest, &subject);
		} else {
			describe_dom0(&subject, "this machine itself: a program");
		}
		subject.title = focus->view->title;
	}
	return subject;
}
