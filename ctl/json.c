#include "json.h"

#include "domain_list.h"

void json_string(FILE *file, const char *text) {
	fputc('"', file);
	for (const unsigned char *c = (const unsigned char *)text; *c != '\0'; c++) {
		if (*c < ' ') {
			fprintf(file, "\\u%04x", *c);
			continue;
		}
		if (*c == '"' || *c == '\\') {
			fputc('\\', file);
		}
		fputc(*c, file);
	}
	fputc('"', file);
}

void json_open_domain(FILE *file, const struct domain *domain) {
	fprintf(file, "{\"id\":%u,\"uuid\":", domain->number);
	json_string(file, domain->uuid);
	fputs(",\"name\":", file);
	json_string(file, domain->name);
	fputs(",\"label\":", file);
	json_string(file, domain->label);
	fprintf(file, ",\"color\":\"#%06x\",\"state\":", domain->color);
	json_string(file, domain_state_name(domain->state));
	fprintf(file, ",\"attached\":%s,\"focused\":%s", domain->attached ? "true" : "false",
		domain->domains->focused == domain ? "true" : "false");
}

void json_window(FILE *file, const struct window *window) {
	fprintf(file, "{\"id\":%u,\"kind\":", window->number);
	json_string(file, window_kind_name(window->kind));
	fputs(",\"title\":", file);
	json_string(file, window->title);
	fprintf(file, ",\"x\":%d,\"y\":%d,\"width\":%d,\"height\":%d", window->x, window->y,
		window->width, window->height);
	fprintf(file, ",\"pixel_width\":%d,\"pixel_height\":%d", window->pixel_width,
		window->pixel_height);
	for (int bit = 0; window_state_name(bit) != NULL; bit++) {
		fprintf(file, ",\"%s\":%s", window_state_name(bit),
			window->state & 1u << bit ? "true" : "false");
	}
	fputc('}', file);
}
