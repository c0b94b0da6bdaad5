#ifndef DOMICILE_SHADE_H
#define DOMICILE_SHADE_H

#include "guest.h"

struct shade;
struct view;

/*
 * What lies above a guest's pixels while all isn't well with the guest: half dark, with a word in the
 * middle that says what it is. Input goes through it.
 */
struct shade *shade_create(struct view *view, struct guest *guest);
void shade_destroy(struct shade *shade); /* its nodes go with the view's tree; accepts NULL */

/* The view has another size. Accepts NULL, as the next does. */
void shade_update(struct shade *shade);
/* Font, scale or renderer have changed. */
void shade_redraw(struct shade *shade);

/* What users are told of a state; "": nothing, all is well. */
const char *shade_word(enum guest_state state);

#endif
