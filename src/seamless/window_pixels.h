#ifndef DOMICILE_SEAMLESS_WINDOW_PIXELS_H
#define DOMICILE_SEAMLESS_WINDOW_PIXELS_H

#include <pixman.h>
#include <stdbool.h>

struct guest_box;
struct guest_surface;
struct message;
struct window;

/*
 * What a window shows: pages of its own, which its agent dumps, or else a part of what backdrop.h has;
 * and what of it has changed.
 */

/* As in struct guest_surface_impl. */
void window_surface_set_visible(struct guest_surface *surface, bool visible);
bool window_surface_take_damage(struct guest_surface *surface, pixman_region32_t *damage);

/*
 * A message with its pages, each of which is confirmed, whatever has become of it. False, with the
 * reason as in message.h, if the agent is at fault.
 */
bool window_handle_dump(struct window *window, const struct message *message, const char **reason);
/* One that tells what has changed in it. */
void window_handle_damage(struct window *window, const struct guest_box *box);

/* It draws frame after frame, or does so no more. */
void window_set_drawing(struct window *window, bool drawing);

/* All of it counts as changed. */
void window_damage_whole(struct window *window);
/* Something has changed in what a window that has no pixels of its own shows a part of. */
void window_damage_behind(struct window *window, const pixman_region32_t *damage);

/* Where windows without pixels of their own have theirs from has changed, or the window's place in it. */
void window_crop(struct window *window);
/* It has pixels of its own no more. */
void window_drop_pages(struct window *window);

#endif
