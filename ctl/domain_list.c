#include "domain_list.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "domicile-control-v1-client-protocol.h"
#include "text.h"

static void set_text(char **text, const char *value) {
	free(*text);
	*text = text_copy(value);
}

static void change(enum change *change) {
	*change = *change == CHANGE_GONE ? CHANGE_GONE : CHANGE_SOME;
}

static void handle_window_identity(
	void *data, struct domicile_window_v1 *object, uint32_t number, uint32_t kind) {
	struct window *window = data;
	window->number = number;
	window->kind = kind;
}

static void handle_window_title(void *data, struct domicile_window_v1 *object, const char *title) {
	struct window *window = data;
	set_text(&window->title, title);
	change(&window->change);
}

static void handle_window_box(void *data, struct domicile_window_v1 *object, int32_t x, int32_t y,
	int32_t width, int32_t height) {
	struct window *window = data;
	window->x = x;
	window->y = y;
	window->width = width;
	window->height = height;
	change(&window->change);
}

static void handle_window_size(
	void *data, struct domicile_window_v1 *object, int32_t width, int32_t height) {
	struct window *window = data;
	window->pixel_width = width;
	window->pixel_height = height;
	change(&window->change);
}

static void handle_window_state(void *data, struct domicile_window_v1 *object, uint32_t state) {
	struct window *window = data;
	window->state = state;
	change(&window->change);
}

static void handle_window_closed(void *data, struct domicile_window_v1 *object) {
	struct window *window = data;
	window->change = CHANGE_GONE;
}

static const struct domicile_window_v1_listener window_listener = {
	.identity = handle_window_identity,
	.title = handle_window_title,
	.box = handle_window_box,
	.size = handle_window_size,
	.state = handle_window_state,
	.closed = handle_window_closed,
};

static void destroy_window(struct window *window) {
	domicile_window_v1_destroy(window->object);
	wl_list_remove(&window->link);
	free(window->title);
	free(window);
}

static void handle_identity(
	void *data, struct domicile_domain_v1 *object, uint32_t number, const char *uuid) {
	struct domain *domain = data;
	domain->number = number;
	set_text(&domain->uuid, uuid);
}

static void handle_name(void *data, struct domicile_domain_v1 *object, const char *name) {
	struct domain *domain = data;
	set_text(&domain->name, name);
	change(&domain->change);
}

static void handle_label(
	void *data, struct domicile_domain_v1 *object, const char *text, uint32_t color) {
	struct domain *domain = data;
	set_text(&domain->label, text);
	domain->color = color;
	change(&domain->change);
}

static void handle_state(void *data, struct domicile_domain_v1 *object, uint32_t state) {
	struct domain *domain = data;
	domain->state = state;
	change(&domain->change);
}

static void handle_attached(void *data, struct domicile_domain_v1 *object, uint32_t attached) {
	struct domain *domain = data;
	domain->attached = attached != 0;
	change(&domain->change);
}

static void handle_window(
	void *data, struct domicile_domain_v1 *object, struct domicile_window_v1 *window_object) {
	struct domain *domain = data;
	struct window *window = text_allocate(sizeof(*window));
	window->domain = domain;
	window->object = window_object;
	window->title = text_copy("");
	window->change = CHANGE_SOME;
	wl_list_insert(domain->windows.prev, &window->link);
	domicile_window_v1_add_listener(window_object, &window_listener, window);
}

static void handle_gone(void *data, struct domicile_domain_v1 *object) {
	struct domain *domain = data;
	domain->change = CHANGE_GONE;
}

static const struct domicile_domain_v1_listener domain_listener = {
	.identity = handle_identity,
	.name = handle_name,
	.label = handle_label,
	.state = handle_state,
	.attached = handle_attached,
	.window = handle_window,
	.gone = handle_gone,
};

static void destroy_domain(struct domain *domain) {
	struct window *window, *next;
	wl_list_for_each_safe (window, next, &domain->windows, link) {
		destroy_window(window);
	}
	domicile_domain_v1_destroy(domain->object);
	wl_list_remove(&domain->link);
	free(domain->uuid);
	free(domain->name);
	free(domain->label);
	free(domain);
}

static void handle_domain(
	void *data, struct domicile_control_v1 *control, struct domicile_domain_v1 *object) {
	struct domain_list *domains = data;
	struct domain *domain = text_allocate(sizeof(*domain));
	domain->domains = domains;
	domain->object = object;
	domain->uuid = text_copy("");
	domain->name = text_copy("");
	domain->label = text_copy("");
	domain->change = CHANGE_SOME;
	wl_list_init(&domain->windows);
	wl_list_insert(domains->list.prev, &domain->link);
	domicile_domain_v1_add_listener(object, &domain_listener, domain);
}

static void handle_focus(
	void *data, struct domicile_control_v1 *control, struct domicile_domain_v1 *object) {
	struct domain_list *domains = data;
	domains->focused = object != NULL ? domicile_domain_v1_get_user_data(object) : NULL;
	domains->focus_changed = true;
}

static void settle(struct domain_list *domains) {
	struct domain *domain, *next_domain;
	wl_list_for_each_safe (domain, next_domain, &domains->list, link) {
		struct window *window, *next;
		wl_list_for_each_safe (window, next, &domain->windows, link) {
			if (window->change == CHANGE_GONE) {
				destroy_window(window);
			} else {
				window->change = CHANGE_NONE;
			}
		}
		if (domain->change != CHANGE_GONE) {
			domain->change = CHANGE_NONE;
		} else if (domain != domains->kept) {
			destroy_domain(domain);
		}
	}
	domains->focus_changed = false;
}

static void handle_done(void *data, struct domicile_control_v1 *control) {
	struct domain_list *domains = data;
	if (domains->done != NULL) {
		domains->done(domains->data);
	}
	settle(domains);
	domains->complete = true;
}

static const struct domicile_control_v1_listener control_listener = {
	.domain = handle_domain,
	.focus = handle_focus,
	.done = handle_done,
};

void domain_list_init(struct domain_list *domains, struct domicile_control_v1 *control) {
	*domains = (struct domain_list){0};
	wl_list_init(&domains->list);
	domicile_control_v1_add_listener(control, &control_listener, domains);
}

void domain_list_finish(struct domain_list *domains) {
	struct domain *domain, *next;
	wl_list_for_each_safe (domain, next, &domains->list, link) {
		destroy_domain(domain);
	}
}

struct domain *domain_list_find(
	const struct domain_list *domains, const char *text, bool *ambiguous) {
	*ambiguous = false;
	uint32_t number;
	bool is_number = text_parse_number(text, &number);
	struct domain *domain, *found = NULL;
	wl_list_for_each (domain, &domains->list, link) {
		if (is_number ? domain->number == number : strcasecmp(domain->uuid, text) == 0) {
			return domain;
		}
	}
	wl_list_for_each (domain, &domains->list, link) {
		if (strcmp(domain->name, text) == 0) {
			*ambiguous = found != NULL;
			found = domain;
		}
	}
	return *ambiguous ? NULL : found;
}

const char *domain_state_name(uint32_t state) {
	switch (state) {
	case DOMICILE_DOMAIN_V1_STATE_RUNNING:
		return "running";
	case DOMICILE_DOMAIN_V1_STATE_NOT_RESPONDING:
		return "not responding";
	case DOMICILE_DOMAIN_V1_STATE_PAUSED:
		return "paused";
	case DOMICILE_DOMAIN_V1_STATE_MIGRATING:
		return "migrating";
	case DOMICILE_DOMAIN_V1_STATE_SHUTTING_DOWN:
		return "shutting down";
	case DOMICILE_DOMAIN_V1_STATE_CRASHED:
		return "crashed";
	default:
		return "unknown";
	}
}

const char *window_kind_name(uint32_t kind) {
	switch (kind) {
	case DOMICILE_WINDOW_V1_KIND_DISPLAY:
		return "display";
	case DOMICILE_WINDOW_V1_KIND_WINDOW:
		return "window";
	case DOMICILE_WINDOW_V1_KIND_PROGRAM:
		return "program";
	default:
		return "unknown";
	}
}

const char *window_state_name(int bit) {
	static const char *const names[] = {
		"focused", "minimized", "hidden", "maximized", "fullscreen", "attention"};
	return bit < (int)(sizeof(names) / sizeof(names[0])) ? names[bit] : NULL;
}
