#ifndef DOMICILE_WLR_COMPAT_H
#define DOMICILE_WLR_COMPAT_H

#include <pixman.h>
#include <stdbool.h>

struct wlr_buffer;
struct wlr_renderer;
struct wlr_scene_node;
struct wlr_surface;
struct wlr_tablet_v2_tablet_pad;
struct wlr_tablet_v2_tablet_tool;

/*
 * What Domicile needs of wlroots and its public headers of version 0.18 don't offer, or what
 * differs in later versions. Nothing else in the program depends on such.
 */

/*
 * A buffer that holds a texture of source's pixels, uploaded now, so that the scene graph doesn't
 * make a new one (uploading everything) each time the buffer is set. The caller holds one lock on
 * it: wlr_buffer_unlock() ends it. Returns NULL where the renderer can't. source must outlive it
 * or the next compat_texture_buffer_update().
 */
struct wlr_buffer *compat_texture_buffer_create(
	struct wlr_buffer *source, struct wlr_renderer *renderer);

/*
 * Uploads the damaged part of source, in its pixels and within its bounds. false: the texture has
 * gone with its renderer or can't be updated; make a new buffer.
 */
bool compat_texture_buffer_update(
	struct wlr_buffer *buffer, struct wlr_buffer *source, const pixman_region32_t *damage);

/*
 * Has surfaces below the node whose buffer is a single pixel shown in one colour. Smoothly scaled, as is
 * the default, they fade towards their edges with the pixman renderer. To be called when one of them
 * has been committed.
 */
void compat_sharpen_single_pixels(struct wlr_scene_node *node);

/*
 * Maps a surface of Xwayland's that has only now been associated with its window, if it has something to show.
 * wlroots looks for that at each commit; when the first one was earlier, Xwayland waits for a frame of it for
 * ever before the next one.
 */
void compat_map_associated(struct wlr_surface *surface);

/* To be called before a pad goes: wlroots doesn't free what it has noted of its groups. */
void compat_free_pad_groups(struct wlr_tablet_v2_tablet_pad *pad);

/*
 * Takes a tool from the surface that it is in after its program has destroyed what stood for it. wlroots
 * keeps that surface's address, and a listener in it, even when it goes.
 */
void compat_forget_tool_surface(struct wlr_tablet_v2_tablet_tool *tool);

#endif
