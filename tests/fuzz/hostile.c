#include "hostile.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "domains_fixture.h"
#include "log.h"

#define PAGE_SIZE 4096

static struct frontend *choose_frontend(struct hostile *hostile) {
	struct vm *vm = hostile->vm;
	return input_u8(hostile->input) % 2 == 0 ? &vm->vfb.base : &vm->vkbd.base;
}

/* Memory */

static uint8_t *choose_page(struct hostile *hostile) {
	const struct vm *vm = hostile->vm;
	const uint64_t frames[] = {
		vm->vfb.base.page, vm->vkbd.base.page, vm->vfb.directory, vm->vfb.first_frame};
	size_t choice = input_u8(hostile->input) % (sizeof(frames) / sizeof(frames[0]));
	log_debug("act: page %zu", choice);
	return xen_domain_page(vm->domain, frames[choice]);
}

static void write_bytes(struct hostile *hostile) {
	uint8_t *page = choose_page(hostile);
	size_t offset = input_number(hostile->input, 2) % PAGE_SIZE, size;
	const uint8_t *bytes = input_bytes(hostile->input, input_u8(hostile->input), &size);
	size = size < PAGE_SIZE - offset ? size : PAGE_SIZE - offset;
	log_debug("act: %zu bytes at %zu", size, offset);
	memcpy(page + offset, bytes, size);
}

static void write_word(struct hostile *hostile) {
	uint8_t *page = choose_page(hostile);
	size_t index = input_u8(hostile->input);
	uint32_t word = (uint32_t)input_i32(hostile->input);
	log_debug("act: word %zu is %" PRIu32, index, word);
	memcpy(page + index * sizeof(word), &word, sizeof(word));
}

/* One of the four indices with which both kinds of shared pages begin. */
static void move_index(struct hostile *hostile) {
	struct frontend *frontend = choose_frontend(hostile);
	uint32_t *indices = xen_domain_page(frontend->domain, frontend->page);
	size_t index = input_u8(hostile->input) % 4;
	int8_t by = (int8_t)input_u8(hostile->input);
	log_debug("act: index %zu of %s by %d", index, frontend->dir, by);
	indices[index] += (uint32_t)by;
}

static void list_page(struct hostile *hostile) {
	const struct vm *vm = hostile->vm;
	uint64_t *directory = xen_domain_page(vm->domain, vm->vfb.directory);
	size_t index = input_u8(hostile->input);
	uint64_t frame = input_number(hostile->input, 8);
	log_debug("act: page %zu is frame %" PRIu64, index, frame);
	directory[index] = frame;
}

static void balloon(struct hostile *hostile) {
	hostile->vm->domain->ballooned_out = input_u8(hostile->input);
	log_debug("act: without frame %" PRIu64, hostile->vm->domain->ballooned_out);
}

static void change_grant(struct hostile *hostile) {
	uint8_t flags = input_u8(hostile->input);
	struct xen_grant *grant = &hostile->vm->domain->grants[flags % XEN_DOUBLE_GRANTS];
	grant->valid = (flags & 64) == 0;
	grant->read_only = (flags & 128) != 0;
	log_debug("act: grant %d is %s", flags % XEN_DOUBLE_GRANTS,
		!grant->valid      ? "revoked"
		: grant->read_only ? "read-only"
				   : "valid");
}

/* Events */

static void send_update(struct hostile *hostile) {
	struct input *input = hostile->input;
	int32_t x = input_i32(input), y = input_i32(input);
	int32_t width = input_i32(input), height = input_i32(input);
	log_debug("act: update %d,%d %dx%d", x, y, width, height);
	vfb_frontend_update(&hostile->vm->vfb, x, y, width, height);
}

static void send_resize(struct hostile *hostile) {
	struct input *input = hostile->input;
	int32_t width = input_i32(input), height = input_i32(input);
	int32_t stride = input_i32(input), depth = input_u8(input), offset = input_i32(input);
	log_debug("act: resize %dx%d, %d a row, depth %d, at %d", width, height, stride, depth,
		offset);
	vfb_frontend_resize(&hostile->vm->vfb, width, height, stride, depth, offset);
}

static void send_any(struct hostile *hostile) {
	union xenfb_out_event event = {0};
	size_t size;
	const uint8_t *bytes = input_bytes(hostile->input, sizeof(event), &size);
	memcpy(&event, bytes, size);
	log_debug("act: event of type %d", event.type);
	vfb_frontend_send(&hostile->vm->vfb, &event);
}

static void notify(struct hostile *hostile) {
	struct frontend *frontend = choose_frontend(hostile);
	log_debug("act: notify for %s", frontend->dir);
	xen_port_send(frontend->domain, frontend->port);
}

static void close_port(struct hostile *hostile) {
	struct frontend *frontend = choose_frontend(hostile);
	log_debug("act: close the port of %s", frontend->dir);
	xen_port_close(frontend->domain, frontend->port);
}

static void read_input(struct hostile *hostile) {
	struct xenkbd_page *page = vkbd_frontend_page(&hostile->vm->vkbd);
	page->in_cons = page->in_prod;
	xen_port_send(hostile->vm->domain, hostile->vm->vkbd.base.port);
}

/* Nodes */

static const char *choose_node(struct hostile *hostile) {
	static const char *const nodes[] = {
		"device/vfb/0/state",
		"device/vfb/0/page-ref",
		"device/vfb/0/event-channel",
		"device/vfb/0/protocol",
		"device/vfb/0/feature-update",
		"device/vfb/0/backend",
		"device/vfb/0",
		"device/vkbd/0/state",
		"device/vkbd/0/page-ref",
		"device/vkbd/0/page-gref",
		"device/vkbd/0/event-channel",
		"device/vkbd/0/request-abs-pointer",
		"device/vkbd/0",
		"device/vfb/1/state",
		"device/vkbd/1/state",
		"error/device/vfb/0/error",
		"error/device/vkbd/0/error",
		"error/device",
		"error/device/vfb/7777/error",
		"device/vkbd/0/request-multi-touch",
	};
	static char path[64];
	snprintf(path, sizeof(path), "/local/domain/%d/%s", hostile->vm->domain->domid,
		nodes[input_u8(hostile->input) % (sizeof(nodes) / sizeof(nodes[0]))]);
	return path;
}

static void write_node(struct hostile *hostile, const char *path, const void *value, size_t size) {
	uint16_t domid = hostile->vm->domain->domid;
	log_debug("act: %s is '%.*s'", path, (int)size, (const char *)value);
	if (xen_may_write(domid, path)) {
		xen_write_bytes(domid, path, value, size);
	}
}

static void write_text(struct hostile *hostile) {
	const char *path = choose_node(hostile);
	size_t size;
	const uint8_t *bytes = input_bytes(hostile->input, input_u8(hostile->input), &size);
	write_node(hostile, path, bytes, size);
}

static void write_number(struct hostile *hostile) {
	const char *path = choose_node(hostile);
	uint64_t number = input_number(hostile->input, input_u8(hostile->input) % 9);
	char text[24];
	int length = snprintf(text, sizeof(text), "%" PRIu64, number);
	write_node(hostile, path, text, (size_t)length);
}

static void remove_node(struct hostile *hostile) {
	const char *path = choose_node(hostile);
	log_debug("act: %s goes", path);
	if (xen_may_write(hostile->vm->domain->domid, path)) {
		xen_remove(hostile->vm->domain->domid, path);
	}
}

/* Drivers */

static void set_state(struct hostile *hostile) {
	struct frontend *frontend = choose_frontend(hostile);
	int state = input_u8(hostile->input) % 10;
	log_debug("act: %s is in state %d", frontend->dir, state);
	if (xen_may_write(frontend->domain->domid, frontend->dir)) {
		frontend_set_state(frontend, state);
	}
}

static void resume(struct hostile *hostile) {
	struct frontend *frontend = choose_frontend(hostile);
	log_debug("act: %s wakes up", frontend->dir);
	if (xen_may_write(frontend->domain->domid, frontend->dir)) {
		frontend_resume(frontend);
	}
}

static void go_deaf(struct hostile *hostile) {
	struct frontend *frontend = choose_frontend(hostile);
	frontend->deaf = !frontend->deaf;
	log_debug("act: %s is %s", frontend->dir, frontend->deaf ? "deaf" : "not deaf");
}

static void run_drivers(struct hostile *hostile) {
	log_debug("act: drivers");
	frontends_run();
}

/* The toolstack, and others who write into the store */

struct device {
	const char *kind;
	int id;
	char state[64]; /* the node of its backend */
};

static struct device choose_device(struct hostile *hostile) {
	static const char *const kinds[] = {"vfb", "vkbd", "vinput"};
	struct device device;
	device.kind = kinds[input_u8(hostile->input) % (sizeof(kinds) / sizeof(kinds[0]))];
	device.id = input_u8(hostile->input) % 5;
	snprintf(device.state, sizeof(device.state), "/local/domain/0/backend/%s/%d/%d/state",
		device.kind, hostile->vm->domain->domid, device.id);
	return device;
}

static void add_device(struct hostile *hostile) {
	struct device device = choose_device(hostile);
	log_debug("act: the toolstack adds %s %d", device.kind, device.id);
	toolstack_add(hostile->vm->domain->domid, device.kind, device.id);
}

static void remove_device(struct hostile *hostile) {
	struct device device = choose_device(hostile);
	uint16_t domid = hostile->vm->domain->domid;
	int state = xen_read_int(device.state);
	log_debug("act: the toolstack removes %s %d", device.kind, device.id);
	if (state == 6) {
		toolstack_remove(domid, device.kind, device.id);
	} else if (state >= 0) {
		toolstack_ask_removal(domid, device.kind, device.id);
	}
}

/* As QEMU does: it has left the first state, and doesn't say who serves it. */
static void take_device(struct hostile *hostile) {
	struct device device = choose_device(hostile);
	log_debug("act: another program takes %s %d", device.kind, device.id);
	if (xen_read_int(device.state) == 1) {
		xen_write(0, device.state, "2");
	}
}

static void rename_domain(struct hostile *hostile) {
	char path[64];
	snprintf(path, sizeof(path), "/local/domain/%d/name", hostile->vm->domain->domid);
	size_t size;
	const uint8_t *bytes = input_bytes(hostile->input, input_u8(hostile->input), &size);
	log_debug("act: the toolstack calls it '%.*s'", (int)size, (const char *)bytes);
	xen_write_bytes(0, path, bytes, size);
}

static void conflict(struct hostile *hostile) {
	int count = input_u8(hostile->input) % 32;
	log_debug("act: %d transactions conflict", count);
	xen_conflict(count);
}

static void handle_commit(void *data) {
	hostile_act(data);
}

static void interfere(struct hostile *hostile) {
	log_debug("act: the next in the midst of a transaction");
	xen_before_commit(handle_commit, hostile);
}

/* New ones go to the end, for the sake of the inputs that are kept. */
static void (*const acts[])(struct hostile *hostile) = {
	write_bytes,
	write_word,
	move_index,
	list_page,
	balloon,
	change_grant,
	send_update,
	send_resize,
	send_any,
	notify,
	close_port,
	read_input,
	write_text,
	write_number,
	remove_node,
	set_state,
	resume,
	go_deaf,
	run_drivers,
	add_device,
	remove_device,
	rename_domain,
	conflict,
	interfere,
	take_device,
};

void hostile_act(struct hostile *hostile) {
	acts[input_u8(hostile->input) % (sizeof(acts) / sizeof(acts[0]))](hostile);
}
