#ifndef DOMICILE_TESTS_COMPOSITOR_AGENT_H
#define DOMICILE_TESTS_COMPOSITOR_AGENT_H

#include <pixman.h>
#include <stdbool.h>
#include <stdint.h>

#include "compositor_env.h"
#include "guest_agent.h"

/*
 * An agent of a fake guest, with windows. Each notes what it is told; nothing is answered by itself.
 */

struct fake_agent {
	struct guest_agent agent;
	char log[8192]; /* input of all windows: "ID what;" one after the other */

	int root_width, root_height;
	int requests; /* for the clipboard */
	size_t clipboard_limit;
	char clipboard[64]; /* that it was given last */
};

struct fake_window {
	struct guest_window window;
	struct guest_pixels *pixels; /* borrowed; NULL: none */
	uint32_t *memory;            /* of the pixels */
	int pixels_alive;
	pixman_region32_t damage;
	bool announced;
	bool visible;
	int takes;
	bool draws_on; /* it is to be looked at in the next frame, too */
	int listens;
	void (*heard)(struct fake_window *window); /* in listen; may end the window; or NULL */

	int configures; /* calls, the last of which said this: */
	struct guest_box configured;
	int flags_told; /* likewise */
	uint32_t told_flags;
	int closes;
};

struct fake_agent *fake_agent_create(struct fake_guest *guest);
void fake_agent_destroy(struct guest_agent *agent); /* with its windows */
/* What it was told of input since the last call. Gone with the next one. */
const char *fake_agent_log(struct fake_agent *agent);

/* The answer to a request for the clipboard: a text, or NULL and why there is none. */
void fake_agent_answer(struct fake_agent *agent, const char *text, const char *error);

/* Not mapped, without pixels. */
struct fake_window *fake_window_create(struct fake_agent *agent, uint32_t id,
	enum guest_window_role role, int x, int y, int width, int height);
void fake_window_destroy(struct fake_window *window);
/* Gives it pixels, of the size of its box, too. */
void fake_window_map(struct fake_window *window);
void fake_window_unmap(struct fake_window *window);
/* Create and map. */
struct fake_window *fake_window_show(struct fake_agent *agent, uint32_t id,
	enum guest_window_role role, int x, int y, int width, int height);
/* The guest wants it there, whatever it was told before, and has drawn it. */
void fake_window_set_box(struct fake_window *window, int x, int y, int width, int height);
/* The guest has done what it was told last, and has drawn it. */
void fake_window_answer(struct fake_window *window);
void fake_window_set_flags(struct fake_window *window, uint32_t flags);
void fake_window_damage(struct fake_window *window, int x, int y, int width, int height);
uint32_t fake_window_pixel(const struct fake_window *window, int x, int y);

/* What shows it; NULL where nothing of the kind does. */
struct view *env_window_view(struct env *env, const struct fake_window *window);
struct window_popup *env_popup(struct env *env, const struct fake_window *window);

#endif
