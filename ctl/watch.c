#include "watch.h"

#include "domain_list.h"
#include "json.h"

static void window_gone(const struct watch *watch, const struct window *window) {
	if (watch->format == WATCH_JSON) {
		fprintf(watch->file, "{\"event\":\"window-gone\",\"domain\":%u,\"window\":%u}\n",
			window->domain->number, window->number);
	} else {
		fprintf(watch->file, "%s: window %u has gone\n", window->domain->name,
			window->number);
	}
}

static void window_changed(const struct watch *watch, const struct window *window) {
	if (watch->format == WATCH_JSON) {
		fprintf(watch->file,
			"{\"event\":\"window\",\"domain\":%u,\"window\":", window->domain->number);
		json_window(watch->file, window);
		fputs("}\n", watch->file);
		return;
	}
	fprintf(watch->file, "%s: window %u, %dx%d at %d,%d", window->domain->name, window->number,
		window->width, window->height, window->x, window->y);
	for (int bit = 0; window_state_name(bit) != NULL; bit++) {
		if (window->state & 1u << bit) {
			fprintf(watch->file, ", %s", window_state_name(bit));
		}
	}
	fprintf(watch->file, ": %s\n", window->title);
}

static void domain_gone(const struct watch *watch, const struct domain *domain) {
	if (watch->format == WATCH_JSON) {
		fprintf(watch->file, "{\"event\":\"domain-gone\",\"domain\":%u}\n", domain->number);
	} else {
		fprintf(watch->file, "%s: gone\n", domain->name);
	}
}

static void domain_changed(const struct watch *watch, const struct domain *domain) {
	if (watch->format == WATCH_JSON) {
		fputs("{\"event\":\"domain\",\"domain\":", watch->file);
		json_open_domain(watch->file, domain);
		fputs("}}\n", watch->file);
	} else {
		fprintf(watch->file, "%s: domain %u, %s, %s, #%06x\n", domain->name, domain->number,
			domain_state_name(domain->state), domain->attached ? "shown" : "not shown",
			domain->color);
	}
}

static void focus_changed(const struct watch *watch) {
	const struct domain *focused = watch->domains->focused;
	if (watch->format != WATCH_JSON) {
		fprintf(watch->file, "focus: %s\n", focused != NULL ? focused->name : "nobody");
		return;
	}
	fputs("{\"event\":\"focus\",\"domain\":", watch->file);
	if (focused != NULL) {
		json_open_domain(watch->file, focused);
		fputs("}}\n", watch->file);
	} else {
		fputs("null}\n", watch->file);
	}
}

static void write_domain(const struct watch *watch, const struct domain *domain) {
	if (domain->change == CHANGE_SOME) {
		domain_changed(watch, domain);
	}
	const struct window *window;
	wl_list_for_each (window, &domain->windows, link) {
		if (window->change == CHANGE_GONE) {
			window_gone(watch, window);
		} else if (window->change == CHANGE_SOME) {
			window_changed(watch, window);
		}
	}
	if (domain->change == CHANGE_GONE) {
		domain_gone(watch, domain);
	}
}

/* Pango's markup within JSON: what a guest is called must be neither. */
static void write_markup(FILE *file, const char *text) {
	for (; *text != '\0'; text++) {
		switch (*text) {
		case '<':
			fputs("&lt;", file);
			break;
		case '>':
			fputs("&gt;", file);
			break;
		case '&':
			fputs("&amp;", file);
			break;
		case '"':
		case '\\':
			fprintf(file, "\\%c", *text);
			break;
		default:
			fputc(*text, file);
			break;
		}
	}
}

/* Characters that make a class of CSS of a state. */
static void write_class(FILE *file, const char *state) {
	for (; *state != '\0'; state++) {
		fputc(*state == ' ' ? '-' : *state, file);
	}
}

static void write_waybar(const struct watch *watch) {
	const struct domain *domain = watch->domains->focused;
	if (!watch->domains->focus_changed && (domain == NULL || domain->change != CHANGE_SOME)) {
		return;
	}
	if (domain == NULL) {
		fputs("{\"text\":\"\",\"tooltip\":\"\",\"class\":\"none\"}\n", watch->file);
		return;
	}
	fprintf(watch->file, "{\"text\":\"<span foreground='#%06x'>\xe2\x96\xa0</span> ",
		domain->color);
	write_markup(watch->file, domain->label);
	fputs("\",\"tooltip\":\"", watch->file);
	write_markup(watch->file, domain->name);
	fprintf(watch->file, ": %s\",\"class\":\"", domain_state_name(domain->state));
	write_class(watch->file, domain_state_name(domain->state));
	fputs("\"}\n", watch->file);
}

void watch_write(struct watch *watch) {
	if (watch->format == WATCH_WAYBAR) {
		write_waybar(watch);
	} else {
		const struct domain *domain;
		wl_list_for_each (domain, &watch->domains->list, link) {
			write_domain(watch, domain);
		}
		if (watch->domains->focus_changed) {
			focus_changed(watch);
		}
	}
	fflush(watch->file);
}
