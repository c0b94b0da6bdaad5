#include "input_method.h"

#include <linux/input-event-codes.h>
#include <wlr/types/wlr_compositor.h>
#include <wlr/types/wlr_input_method_v2.h>
#include <wlr/types/wlr_keyboard.h>
#include <wlr/types/wlr_seat.h>
#include <wlr/types/wlr_text_input_v3.h>
#include <wlr/types/wlr_virtual_keyboard_v1.h>

#include "alloc.h"
#include "desktop.h"
#include "input_popup.h"
#include "listener.h"
#include "seat.h"
#include "server.h"

struct input_method {
	struct seat *seat;
	struct wlr_input_method_v2 *method; /* NULL: there is none */
	struct wl_list fields;              /* field.link */
	struct field *active;               /* that is being written to; NULL: none */
	struct wl_list popups;              /* input_popup.link */
	bool pressed[KEY_CNT];              /* keys whose press it got */

	struct wl_listener new_field;
	struct wl_listener new_method;
	struct wl_listener keyboard_focus;
	struct wl_listener method_commit;
	struct wl_listener method_popup;
	struct wl_listener method_destroy;
};

/* A program's: which of its text fields it is, only the program knows. */
struct field {
	struct wl_list link; /* input_method.fields */
	struct input_method *input_method;
	struct wlr_text_input_v3 *text_input;
	bool enabled; /* since it got the focus */

	struct wl_listener enable;
	struct wl_listener commit;
	struct wl_listener disable;
	struct wl_listener destroy;
};

static void place_popups(struct input_method *input_method) {
	struct input_popup *popup;
	wl_list_for_each (popup, &input_method->popups, link) {
		input_popup_place(popup,
			input_method->active != NULL ? input_method->active->text_input : NULL);
	}
}

static void send_state(struct input_method *input_method) {
	struct wlr_input_method_v2 *method = input_method->method;
	const struct wlr_text_input_v3 *text_input = input_method->active->text_input;
	const struct wlr_text_input_v3_state *state = &text_input->current;
	if (text_input->active_features & WLR_TEXT_INPUT_V3_FEATURE_SURROUNDING_TEXT) {
		const char *text = state->surrounding.text;
		wlr_input_method_v2_send_surrounding_text(method, text != NULL ? text : "",
			state->surrounding.cursor, state->surrounding.anchor);
	}
	wlr_input_method_v2_send_text_change_cause(method, state->text_change_cause);
	if (text_input->active_features & WLR_TEXT_INPUT_V3_FEATURE_CONTENT_TYPE) {
		wlr_input_method_v2_send_content_type(
			method, state->content_type.hint, state->content_type.purpose);
	}
	wlr_input_method_v2_send_done(method);
	place_popups(input_method);
}

static void set_active(struct input_method *input_method, struct field *field) {
	struct field *last = input_method->active;
	if (field == last) {
		return;
	}
	input_method->active = field;
	if (input_method->method == NULL) {
		return;
	}
	if (last != NULL) {
		wlr_input_method_v2_send_deactivate(input_method->method);
		if (field == NULL) {
			wlr_input_method_v2_send_done(input_method->method);
			place_popups(input_method);
		}
	}
	if (field != NULL) {
		wlr_input_method_v2_send_activate(input_method->method);
		send_state(input_method);
	}
}

/* Fields of the program with the focus have it, if there is anybody to write to them. */
static void update(struct input_method *input_method) {
	const struct seat *seat = input_method->seat;
	/* What is typed to unlock the session is for the lock alone. */
	struct wlr_surface *focused = input_method->method != NULL && !seat->focus.locked
	                                      ? seat->wlr_seat->keyboard_state.focused_surface
	                                      : NULL;
	struct wl_client *client =
		focused != NULL ? wl_resource_get_client(focused->resource) : NULL;
	struct field *field, *active = NULL;
	wl_list_for_each (field, &input_method->fields, link) {
		struct wlr_text_input_v3 *text_input = field->text_input;
		struct wlr_surface *wanted =
			client == wl_resource_get_client(text_input->resource) ? focused : NULL;
		if (text_input->focused_surface != wanted) {
			field->enabled = false;
			if (text_input->focused_surface != NULL) {
				wlr_text_input_v3_send_leave(text_input);
			}
			if (wanted != NULL) {
				wlr_text_input_v3_send_enter(text_input, wanted);
			}
		}
		if (wanted != NULL && field->enabled && active == NULL) {
			active = field;
		}
	}
	set_active(input_method, active);
}

/* What it says counts while it has the focus. */
static void take_state(struct field *field) {
	struct input_method *input_method = field->input_method;
	field->enabled =
		field->text_input->focused_surface != NULL && field->text_input->current_enabled;
	const struct field *last = input_method->active;
	update(input_method);
	if (last == field && input_method->active == field) {
		send_state(input_method);
	}
}

static void handle_enable(struct wl_listener *listener, void *data) {
	struct field *field = wl_container_of(listener, field, enable);
	take_state(field);
}

static void handle_commit(struct wl_listener *listener, void *data) {
	struct field *field = wl_container_of(listener, field, commit);
	take_state(field);
}

static void handle_disable(struct wl_listener *listener, void *data) {
	struct field *field = wl_container_of(listener, field, disable);
	take_state(field);
}

static void destroy_field(struct field *field) {
	wl_list_remove(&field->enable.link);
	wl_list_remove(&field->commit.link);
	wl_list_remove(&field->disable.link);
	wl_list_remove(&field->destroy.link);
	wl_list_remove(&field->link);
	free(field);
}

static void handle_destroy(struct wl_listener *listener, void *data) {
	struct field *field = wl_container_of(listener, field, destroy);
	if (field->input_method->active == field) {
		set_active(field->input_method, NULL);
	}
	destroy_field(field);
}

static void handle_new_field(struct wl_listener *listener, void *data) {
	struct input_method *input_method = wl_container_of(listener, input_method, new_field);
	struct field *field = znew(struct field);
	field->input_method = input_method;
	field->text_input = data;
	wl_list_insert(&input_method->fields, &field->link);
	field->enable.notify = handle_enable;
	wl_signal_add(&field->text_input->events.enable, &field->enable);
	field->commit.notify = handle_commit;
	wl_signal_add(&field->text_input->events.commit, &field->commit);
	field->disable.notify = handle_disable;
	wl_signal_add(&field->text_input->events.disable, &field->disable);
	field->destroy.notify = handle_destroy;
	wl_signal_add(&field->text_input->events.destroy, &field->destroy);
	update(input_method);
}

/* It has written something. */
static void handle_method_commit(struct wl_listener *listener, void *data) {
	struct input_method *input_method = wl_container_of(listener, input_method, method_commit);
	if (input_method->active == NULL) {
		return;
	}
	struct wlr_text_input_v3 *text_input = input_method->active->text_input;
	const struct wlr_input_method_v2_state *state = &input_method->method->current;
	if (state->preedit.text != NULL) {
		wlr_text_input_v3_send_preedit_string(text_input, state->preedit.text,
			state->preedit.cursor_begin, state->preedit.cursor_end);
	}
	if (state->commit_text != NULL) {
		wlr_text_input_v3_send_commit_string(text_input, state->commit_text);
	}
	if (state->delete.before_length != 0 || state->delete.after_length != 0) {
		wlr_text_input_v3_send_delete_surrounding_text(
			text_input, state->delete.before_length, state->delete.after_length);
	}
	wlr_text_input_v3_send_done(text_input);
}

static void handle_method_popup(struct wl_listener *listener, void *data) {
	struct input_method *input_method = wl_container_of(listener, input_method, method_popup);
	input_popup_create(input_method->seat->server->desktop, &input_method->popups, data);
	place_popups(input_method);
}

static void set_method(struct input_method *input_method, struct wlr_input_method_v2 *method) {
	input_method->method = method;
	listener_set(&input_method->method_commit, method != NULL ? &method->events.commit : NULL);
	listener_set(&input_method->method_popup,
		method != NULL ? &method->events.new_popup_surface : NULL);
	listener_set(
		&input_method->method_destroy, method != NULL ? &method->events.destroy : NULL);
	update(input_method);
}

static void handle_method_destroy(struct wl_listener *listener, void *data) {
	struct input_method *input_method = wl_container_of(listener, input_method, method_destroy);
	set_method(input_method, NULL);
}

static void handle_new_method(struct wl_listener *listener, void *data) {
	struct input_method *input_method = wl_container_of(listener, input_method, new_method);
	if (input_method->method != NULL) {
		wlr_input_method_v2_send_unavailable(data);
	} else {
		set_method(input_method, data);
	}
}

static void handle_keyboard_focus(struct wl_listener *listener, void *data) {
	struct input_method *input_method = wl_container_of(listener, input_method, keyboard_focus);
	update(input_method);
}

/* It types what it doesn't change itself on a keyboard of its own. */
static bool is_own(const struct input_method *input_method, struct wlr_keyboard *keyboard) {
	const struct wlr_virtual_keyboard_v1 *own =
		wlr_input_device_get_virtual_keyboard(&keyboard->base);
	return own != NULL && input_method->method != NULL &&
	       wl_resource_get_client(own->resource) ==
	               wl_resource_get_client(input_method->method->resource);
}

static struct wlr_input_method_keyboard_grab_v2 *find_grab(
	const struct input_method *input_method) {
	return input_method->method != NULL ? input_method->method->keyboard_grab : NULL;
}

bool input_method_take_key(struct input_method *input_method, struct wlr_keyboard *keyboard,
	const struct wlr_keyboard_key_event *event) {
	struct wlr_input_method_keyboard_grab_v2 *grab = find_grab(input_method);
	bool pressed = event->state == WL_KEYBOARD_KEY_STATE_PRESSED;
	bool *taken = &input_method->pressed[event->keycode];
	if (is_own(input_method, keyboard)) {
		return false;
	}
	if (pressed ? grab == NULL || input_method->active == NULL : !*taken) {
		return false;
	}
	*taken = pressed;
	if (grab != NULL) {
		wlr_input_method_keyboard_grab_v2_set_keyboard(grab, keyboard);
		wlr_input_method_keyboard_grab_v2_send_key(
			grab, event->time_msec, event->keycode, event->state);
	}
	return true;
}

bool input_method_take_modifiers(struct input_method *input_method, struct wlr_keyboard *keyboard) {
	struct wlr_input_method_keyboard_grab_v2 *grab = find_grab(input_method);
	if (grab == NULL || input_method->active == NULL || keyboard->keymap == NULL ||
		is_own(input_method, keyboard)) {
		return false;
	}
	wlr_input_method_keyboard_grab_v2_set_keyboard(grab, keyboard);
	wlr_input_method_keyboard_grab_v2_send_modifiers(grab, &keyboard->modifiers);
	return true;
}

struct input_method *input_method_create(struct seat *seat) {
	struct wl_display *display = seat->server->display;
	struct input_method *input_method = znew(struct input_method);
	input_method->seat = seat;
	wl_list_init(&input_method->fields);
	wl_list_init(&input_method->popups);
	listener_init(&input_method->method_commit, handle_method_commit);
	listener_init(&input_method->method_popup, handle_method_popup);
	listener_init(&input_method->method_destroy, handle_method_destroy);

	struct wlr_text_input_manager_v3 *fields = must(wlr_text_input_manager_v3_create(display));
	input_method->new_field.notify = handle_new_field;
	wl_signal_add(&fields->events.text_input, &input_method->new_field);
	struct wlr_input_method_manager_v2 *methods =
		must(wlr_input_method_manager_v2_create(display));
	input_method->new_method.notify = handle_new_method;
	wl_signal_add(&methods->events.input_method, &input_method->new_method);
	input_method->keyboard_focus.notify = handle_keyboard_focus;
	wl_signal_add(
		&seat->wlr_seat->keyboard_state.events.focus_change, &input_method->keyboard_focus);
	return input_method;
}

void input_method_destroy(struct input_method *input_method) {
	wl_list_remove(&input_method->new_field.link);
	wl_list_remove(&input_method->new_method.link);
	wl_list_remove(&input_method->keyboard_focus.link);
	wl_list_remove(&input_method->method_commit.link);
	wl_list_remove(&input_method->method_popup.link);
	wl_list_remove(&input_method->method_destroy.link);
	free(input_method);
}
