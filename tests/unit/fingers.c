#include "fingers.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "devices/vkbd_queue.h"

uint32_t finger_count(struct vm *vm) {
	return vm_surface(vm)->impl->contacts(vm_surface(vm));
}

void finger_do(struct vm *vm, enum guest_touch touch, uint32_t contact, double x, double y) {
	vm_surface(vm)->impl->touch(vm_surface(vm), touch, contact, x, y);
}

void finger_frame(struct vm *vm) {
	vm_surface(vm)->impl->touch_frame(vm_surface(vm));
}

void finger_down(struct vm *vm, uint32_t contact, double x, double y) {
	finger_do(vm, GUEST_TOUCH_DOWN, contact, x, y);
	finger_frame(vm);
}

void finger_move(struct vm *vm, uint32_t contact, double x, double y) {
	finger_do(vm, GUEST_TOUCH_MOVED, contact, x, y);
	finger_frame(vm);
}

void finger_up(struct vm *vm, uint32_t contact) {
	finger_do(vm, GUEST_TOUCH_UP, contact, 0, 0);
	finger_frame(vm);
}

struct drain {
	struct vm *vm;
	char events[4096];
	size_t size;
};

/* Up to the last button, with which fingers come, too. */
static bool has_read_releases(void *data) {
	struct drain *drain = data;
	const char *events = vkbd_frontend_read(&drain->vm->vkbd);
	drain->size += (size_t)snprintf(
		drain->events + drain->size, sizeof(drain->events) - drain->size, "%s ", events);
	assert_true(drain->size < sizeof(drain->events));
	return strstr(events, "-279") != NULL;
}

const char *restart_desktop(struct vm *vm) {
	static struct drain drain;
	drain = (struct drain){.vm = vm};
	desktop_quit();
	desktop_run();
	settle_until(has_read_releases, &drain);
	return drain.events;
}

void expect_fingers(struct vm *vm) {
	assert_int_equal(finger_count(vm), VKBD_CONTACTS);
	finger_down(vm, 3, 1, 0);
	finger_up(vm, 3);
	expect_input(vm, "v3:32767,0 | ^3 |");
}

void expect_no_fingers(struct vm *vm) {
	assert_int_equal(finger_count(vm), 0);
	finger_down(vm, 0, 0, 0);
	finger_up(vm, 0);
	expect_input(vm, "");
	expect_connected(vm);
}
