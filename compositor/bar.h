#ifndef DOMICILE_BAR_H
#define DOMICILE_BAR_H

#include <stdbool.h>
#include <wlr/util/box.h>

struct bar;
struct config;
struct desktop;
struct server;

#define BAR_THICKNESS 24 /* layout pixels */

/*
 * A line at the upper or lower edge of each screen, if the configuration wants one, which says what has the
 * focus: the domain's name, colour and pattern, the title, what ails the guest, and the workspace. All
 * screens say the same.
 *
 * Windows and panels leave it its room. It lies above them, guests' menus too, and below what is in
 * layer-shell's overlay; like panels, it gives way to a fullscreen window that is in front. It is drawn when
 * what it says has changed, and at no other time.
 */
struct bar *bar_create(struct server *server);
void bar_destroy(struct bar *bar); /* accepts NULL */

/* Of a screen, what it leaves to others. */
struct wlr_box bar_leave(const struct config *config, const struct wlr_box *screen);

/* Whether it is what is seen at a point of the layout, but for what lies above it. */
bool bar_is_at(const struct desktop *desktop, double lx, double ly);

/* The configuration has changed. */
void bar_update_config(struct bar *bar);

#endif
