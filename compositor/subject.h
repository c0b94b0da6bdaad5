#ifndef DOMICILE_SUBJECT_H
#define DOMICILE_SUBJECT_H

#include <stdint.h>

#include "guest.h"
#include "pattern.h"

struct seat;
struct view;

/* Who has the focus: what the user is told of it. */
struct subject {
	struct guest *guest; /* NULL: dom0, or nobody */
	uint32_t color;      /* of nobody: what texts of the desktop lie on */
	enum pattern pattern;
	char domain[GUEST_NAME_SIZE];
	char what[GUEST_NAME_SIZE + 64];
	const char *title; /* without the domain's name; somebody else's: for now */
};

struct subject subject_of_focus(const struct seat *seat);
/* The same of a view, with the focus or without. */
struct subject subject_of_view(const struct view *view);

#endif
