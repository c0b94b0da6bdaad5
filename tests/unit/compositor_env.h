#ifndef DOMICILE_TESTS_COMPOSITOR_ENV_H
#define DOMICILE_TESTS_COMPOSITOR_ENV_H

#include <linux/input-event-codes.h>
#include <stdbool.h>
#include <stdint.h>
#include <wayland-server-core.h>
#include <wlr/interfaces/wlr_keyboard.h>
#include <wlr/interfaces/wlr_pointer.h>
#include <wlr/types/wlr_output.h>

#include "guest.h"
#include "server.h"
#include "stats.h"
#include "view.h"

/*
 * The real compositor, in this process, on the headless backend, with a keyboard and a pointer whose
 * events a test makes up, and with guests that exist on this side of src/guest.h alone.
 */

enum fake_event_type {
	FAKE_KEY,
	FAKE_BUTTON,
	FAKE_MOTION,
	FAKE_WHEEL,
	FAKE_TILT, /* of the wheel, to the side */
	FAKE_TOUCH,
	FAKE_TOUCH_FRAME,
	FAKE_RELEASE_ALL,
};

struct fake_event {
	enum fake_event_type type;
	int32_t code; /* or v120, or the number of a finger */
	bool pressed;
	enum guest_touch touch;
	double x, y, dx, dy;
};

#define FAKE_EVENTS 256

/* A guest with one display. It records what it is told. */
struct fake_guest {
	struct guest guest;
	struct guest_display display;

	struct guest_pixels *pixels; /* borrowed; NULL unless on */
	uint32_t *memory;            /* of the pixels, row after row; XRGB8888 */
	pixman_region32_t damage;
	bool announced;

	bool visible;
	int visible_changes;
	int takes;          /* calls of take_damage */
	int pixels_alive;   /* that have not been destroyed */
	bool fault_on_take; /* breaks a rule at the next take_damage */
	bool draws_on;      /* has take_damage say so, where there was some */
	uint32_t contacts;  /* fingers that it tells apart; 0 to begin with */

	struct fake_event events[FAKE_EVENTS];
	int event_count;
};

struct env {
	struct wl_display *display;
	struct wl_event_loop *loop;
	struct config *config;
	struct stats stats;
	struct guests guests;
	struct wlr_backend *backend;
	struct server *server;
	struct wlr_output *output; /* the first; NULL once it has been removed */

	struct wlr_keyboard keyboard;
	struct wlr_pointer pointer;
	uint32_t time; /* ms, of the next input event */

	struct wlr_buffer *shown; /* what output shows; locked */
	int commits;              /* of output, with a buffer */
	struct wl_listener output_commit;
	struct wl_listener output_destroy;
};

/* 1280x720. config_text: the content of a configuration file. */
struct env *env_create(const char *config_text);
void env_destroy(struct env *env);
struct wlr_output *env_add_output(struct env *env, int width, int height);
/* Switches an output on or off, and waits until that is through. */
void env_set_enabled(struct env *env, struct wlr_output *output, bool enabled);

/* CLOCK_MONOTONIC */
int64_t env_now_ms(void);

/* Runs the loop for three frames, however long they take. */
void env_settle(struct env *env);
void env_run_for(struct env *env, int ms);

/* What is shown at a point of the first output, 0xRRGGBB. */
uint32_t env_pixel(struct env *env, int x, int y);

void env_key(struct env *env, uint32_t code, bool pressed);
void env_press(struct env *env, uint32_t code); /* and release */
void env_move_to(struct env *env, double x, double y);
void env_move_by(struct env *env, double dx, double dy);
void env_button(struct env *env, uint32_t button, bool pressed);
void env_click(struct env *env, double x, double y);
void env_wheel(struct env *env, int32_t v120);
void env_tilt(struct env *env, int32_t v120);

/* What has the focus; NULL: nothing. */
struct view *env_focused(struct env *env);
void env_focus(struct env *env, struct view *view);
void env_assert_box(const struct view *view, int x, int y, int width, int height);

/* The view of a guest, the most recently used view, and that of the program used last. */
struct view *env_view(struct env *env, struct fake_guest *guest);
struct view *env_top_view(struct env *env);
struct view *env_program_view(struct env *env);

/* id makes name and UUID. Its display is on, each pixel unlike its neighbours, if width isn't 0. */
struct fake_guest *fake_guest_create(struct env *env, int id, int width, int height);
/* The same; it has the focus, and what it was told by that is forgotten. */
struct fake_guest *fake_guest_create_focused(struct env *env, int id, int width, int height);
void fake_guest_destroy(struct fake_guest *guest);
void fake_guest_set_mode(struct fake_guest *guest, int width, int height);
uint32_t fake_guest_pixel(const struct fake_guest *guest, int x, int y);
void fake_guest_fill(struct fake_guest *guest, int x, int y, int width, int height, uint32_t color);
void fake_guest_damage(struct fake_guest *guest, int x, int y, int width, int height);

/*
 * Pixels of which none is like its neighbours, with one reference. *alive counts those that have not
 * been destroyed. *memory is theirs: row after row, XRGB8888.
 */
struct guest_pixels *fake_pixels_create(
	int width, int height, uint32_t salt, int *alive, uint32_t **memory);

/* What of a type it was told since the last call of fake_guest_forget(). */
int fake_guest_count(const struct fake_guest *guest, enum fake_event_type type);
const struct fake_event *fake_guest_last(const struct fake_guest *guest, enum fake_event_type type);
bool fake_guest_got(
	const struct fake_guest *guest, enum fake_event_type type, int32_t code, bool pressed);
void fake_guest_forget(struct fake_guest *guest);

#endif
