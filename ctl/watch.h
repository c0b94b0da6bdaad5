#ifndef DOMICILECTL_WATCH_H
#define DOMICILECTL_WATCH_H

#include <stdio.h>

struct domain_list;

enum watch_format {
	WATCH_TEXT,   /* a line a change, for people */
	WATCH_JSON,   /* the same as a JSON object each */
	WATCH_WAYBAR, /* what a custom module of waybar reads: the domain with the focus */
};

struct watch {
	const struct domain_list *domains;
	enum watch_format format;
	FILE *file;
};

/* Writes what has changed since the last time: to be called as domains.done. */
void watch_write(struct watch *watch);

#endif
