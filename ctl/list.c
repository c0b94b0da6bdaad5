#include "list.h"

#include "domain_list.h"
#include "json.h"
#include "text.h"

void list_domains(const struct domain_list *domains, FILE *file) {
	struct text_table table;
	text_table_init(&table, 7);
	text_table_add(
		&table, (const char *[]){"", "ID", "NAME", "STATE", "SHOWN", "COLOUR", "WINDOWS"});
	const struct domain *domain;
	wl_list_for_each (domain, &domains->list, link) {
		char number[16], color[16], windows[16];
		snprintf(number, sizeof(number), "%u", domain->number);
		snprintf(color, sizeof(color), "#%06x", domain->color);
		snprintf(windows, sizeof(windows), "%d", wl_list_length(&domain->windows));
		text_table_add(
			&table, (const char *[]){domains->focused == domain ? "*" : "", number,
					domain->name, domain_state_name(domain->state),
					domain->attached ? "yes" : "no", color, windows});
	}
	text_table_print(&table, file);
	text_table_finish(&table);
}

static void describe_state(const struct window *window, char *text, size_t size) {
	size_t used = 0;
	text[0] = '\0';
	for (int bit = 0; window_state_name(bit) != NULL; bit++) {
		if (window->state & 1u << bit && used < size) {
			used += (size_t)snprintf(text + used, size - used, "%s%s",
				used > 0 ? "," : "", window_state_name(bit));
		}
	}
}

void list_windows(const struct domain_list *domains, FILE *file) {
	struct text_table table;
	text_table_init(&table, 6);
	text_table_add(
		&table, (const char *[]){"WINDOW", "DOMAIN", "KIND", "SIZE", "STATE", "TITLE"});
	const struct domain *domain;
	wl_list_for_each (domain, &domains->list, link) {
		const struct window *window;
		wl_list_for_each (window, &domain->windows, link) {
			char number[16], size[32], state[128];
			snprintf(number, sizeof(number), "%u", window->number);
			snprintf(size, sizeof(size), "%dx%d", window->width, window->height);
			describe_state(window, state, sizeof(state));
			text_table_add(&table, (const char *[]){number, domain->name,
						       window_kind_name(window->kind), size, state,
						       window->title});
		}
	}
	text_table_print(&table, file);
	text_table_finish(&table);
}

void list_json(const struct domain_list *domains, FILE *file) {
	fputs("{\"focused\":", file);
	if (domains->focused != NULL) {
		fprintf(file, "%u", domains->focused->number);
	} else {
		fputs("null", file);
	}
	fputs(",\"domains\":[", file);
	const struct domain *domain;
	wl_list_for_each (domain, &domains->list, link) {
		fputs(domain->link.prev != &domains->list ? "," : "", file);
		json_open_domain(file, domain);
		fputs(",\"windows\":[", file);
		const struct window *window;
		wl_list_for_each (window, &domain->windows, link) {
			fputs(window->link.prev != &domain->windows ? "," : "", file);
			json_window(file, window);
		}
		fputs("]}", file);
	}
	fputs("]}\n", file);
}
