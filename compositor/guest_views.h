#ifndef DOMICILE_GUEST_VIEWS_H
#define DOMICILE_GUEST_VIEWS_H

struct guest_view;
struct guest_views;
struct server;

/* Gives every display of every guest its view, and every agent what shows its windows. */
struct guest_views *guest_views_create(struct server *server);
void guest_views_destroy(struct guest_views *guest_views); /* accepts NULL */

void guest_views_update_config(struct guest_views *guest_views);
/* Around a change of the renderer. */
void guest_views_drop_buffers(struct guest_views *guest_views);
void guest_views_restore_buffers(struct guest_views *guest_views);

#endif
