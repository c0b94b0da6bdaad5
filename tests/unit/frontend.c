#include "frontend.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define PAGE_SIZE 4096

static struct wl_list frontends = {&frontends, &frontends};

/* States, the same for every driver */

static const char *path_of(const struct frontend *frontend, const char *node) {
	static char path[128];
	snprintf(path, sizeof(path), "%s/%s", frontend->dir, node);
	return path;
}

static const char *backend_path(const struct frontend *frontend, const char *node) {
	static char path[128];
	snprintf(path, sizeof(path), "%s/%s", frontend->backend, node);
	return path;
}

int frontend_state(const struct frontend *frontend) {
	return xen_read_int(path_of(frontend, "state"));
}

void frontend_write(struct frontend *frontend, const char *node, const char *value) {
	xen_write(frontend->domain->domid, path_of(frontend, node), "%s", value);
}

static void write_number(struct frontend *frontend, const char *node, uint64_t number) {
	char value[24];
	snprintf(value, sizeof(value), "%llu", (unsigned long long)number);
	frontend_write(frontend, node, value);
}

void frontend_set_state(struct frontend *frontend, int state) {
	write_number(frontend, "state", (uint64_t)state);
}

static void connect(struct frontend *frontend) {
	frontend->port = xen_port_open(frontend->domain);
	frontend->driver->fill(frontend);
	frontend->driver->publish(frontend);
	write_number(frontend, "page-ref", frontend->page);
	write_number(frontend, "event-channel", frontend->port);
	frontend_set_state(frontend, 3);
	/* It looks at the backend's state anew then. */
	frontend->state_writes = 0;
}

static void drop(struct frontend *frontend) {
	xen_port_close(frontend->domain, frontend->port);
	frontend->probed = false;
}

void frontend_resume(struct frontend *frontend) {
	uint32_t old = frontend->port;
	connect(frontend); /* first, for another number */
	xen_port_close(frontend->domain, old);
}

static void handle_backend_state(struct frontend *frontend) {
	switch (xen_read_int(backend_path(frontend, "state"))) {
	case 2:
		frontend_set_state(frontend, 4);
		break;
	case 4:
		if (frontend_state(frontend) != 4) {
			frontend_set_state(frontend, 4);
		}
		if (!frontend->misses_connected) {
			frontend->driver->sample(frontend);
		}
		frontend->misses_connected = false;
		break;
	case 5:
		frontend_set_state(frontend, 6);
		break;
	case 6:
		if (frontend_state(frontend) != 6) {
			frontend_set_state(frontend, 6);
		}
		break;
	default:
		break;
	}
}

static bool run(struct frontend *frontend) {
	if (!frontend->domain->alive || frontend->deaf) {
		return false;
	}
	int state = frontend_state(frontend);
	if (!frontend->probed) {
		if (state != 1) {
			return false;
		}
		snprintf(frontend->backend, sizeof(frontend->backend), "%s",
			xen_read(path_of(frontend, "backend")));
		frontend->probed = true;
		connect(frontend);
		return true;
	}
	if (state < 0) {
		drop(frontend);
		return true;
	}
	unsigned int writes = xen_count_writes(backend_path(frontend, "state"));
	if (writes == frontend->state_writes) {
		return false;
	}
	frontend->state_writes = writes;
	handle_backend_state(frontend);
	return true;
}

bool frontends_run(void) {
	bool acted = false;
	struct frontend *frontend;
	wl_list_for_each (frontend, &frontends, link) {
		acted = run(frontend) || acted;
	}
	return acted;
}

static void init(struct frontend *frontend, struct xen_domain *domain, const char *kind, int id,
	const struct frontend_driver *driver) {
	*frontend = (struct frontend){.domain = domain, .driver = driver};
	snprintf(frontend->dir, sizeof(frontend->dir), "/local/domain/%d/device/%s/%d",
		domain->domid, kind, id);
	wl_list_insert(frontends.prev, &frontend->link);
}

void frontend_finish(struct frontend *frontend) {
	if (frontend->driver != NULL) {
		wl_list_remove(&frontend->link);
	}
}

/* The framebuffer */

static struct vfb_frontend *to_vfb(struct frontend *base) {
	struct vfb_frontend *vfb = wl_container_of(base, vfb, base);
	return vfb;
}

static uint64_t fb_pages(const struct vfb_frontend *vfb) {
	return ((uint64_t)vfb->mem_length + PAGE_SIZE - 1) / PAGE_SIZE;
}

/* Backwards, as scattered as pages of vmalloc() are. */
static uint64_t fb_frame(const struct vfb_frontend *vfb, uint64_t page) {
	return vfb->first_frame + fb_pages(vfb) - 1 - page;
}

static void put_word(struct vfb_frontend *vfb, void *at, uint64_t word) {
	memcpy(at, &word, vfb->words32 ? 4 : 8);
}

static void vfb_fill(struct frontend *base) {
	struct vfb_frontend *vfb = to_vfb(base);
	uint64_t pages = fb_pages(vfb), word = vfb->words32 ? 4 : 8;
	uint64_t each = PAGE_SIZE / word, directories = (pages + each - 1) / each;
	if (base->page == 0) {
		base->page = xen_domain_allocate(base->domain, 1);
		vfb->first_frame = xen_domain_allocate(base->domain, pages);
		vfb->directory = xen_domain_allocate(base->domain, directories);
	}

	uint8_t *page = xen_domain_page(base->domain, base->page);
	memset(page, 0, PAGE_SIZE);
	struct xenfb_page *header = vfb_frontend_page(vfb);
	header->width = vfb->width;
	header->height = vfb->height;
	header->line_length = vfb->line_length;
	header->mem_length = vfb->mem_length;
	header->depth = vfb->depth;
	for (uint64_t i = 0; i < directories; i++) {
		put_word(vfb, page + (vfb->words32 ? 36 : 40) + i * word, vfb->directory + i);
	}
	for (uint64_t i = 0; i < pages; i++) {
		uint8_t *list = xen_domain_page(base->domain, vfb->directory + i / each);
		put_word(vfb, list + i % each * word, fb_frame(vfb, i));
	}
}

static void vfb_publish(struct frontend *base) {
	struct vfb_frontend *vfb = to_vfb(base);
	if (vfb->protocol != NULL) {
		frontend_write(base, "protocol", vfb->protocol);
	}
	if (vfb->updates) {
		frontend_write(base, "feature-update", "1");
	}
	vfb->update_wanted = false;
}

static void vfb_sample(struct frontend *base) {
	struct vfb_frontend *vfb = to_vfb(base);
	vfb->update_wanted = xen_read_int(backend_path(base, "request-update")) == 1;
	vfb->can_resize = xen_read_int(backend_path(base, "feature-resize")) == 1;
}

static const struct frontend_driver vfb_driver = {
	.fill = vfb_fill,
	.publish = vfb_publish,
	.sample = vfb_sample,
};

void vfb_frontend_init(struct vfb_frontend *vfb, struct xen_domain *domain, int id) {
	*vfb = (struct vfb_frontend){
		.width = 800,
		.height = 600,
		.line_length = 3200,
		.mem_length = 2 * 1024 * 1024,
		.depth = 32,
		.protocol = "x86_64-abi",
		.updates = true,
	};
	init(&vfb->base, domain, "vfb", id, &vfb_driver);
}

struct xenfb_page *vfb_frontend_page(struct vfb_frontend *vfb) {
	return xen_domain_page(vfb->base.domain, vfb->base.page);
}

uint8_t *vfb_frontend_byte(struct vfb_frontend *vfb, size_t offset) {
	uint8_t *page = xen_domain_page(vfb->base.domain, fb_frame(vfb, offset / PAGE_SIZE));
	return page + offset % PAGE_SIZE;
}

void vfb_frontend_draw(struct vfb_frontend *vfb, int x, int y, uint32_t pixel) {
	size_t offset = (size_t)y * vfb->line_length + (size_t)x * sizeof(pixel);
	memcpy(vfb_frontend_byte(vfb, offset), &pixel, sizeof(pixel));
}

void vfb_frontend_send(struct vfb_frontend *vfb, const union xenfb_out_event *event) {
	struct xenfb_page *page = vfb_frontend_page(vfb);
	if (page->out_prod - page->out_cons < XENFB_OUT_RING_LEN) {
		XENFB_OUT_RING_REF(page, page->out_prod) = *event;
		page->out_prod++;
	}
	xen_port_send(vfb->base.domain, vfb->base.port);
}

void vfb_frontend_update(struct vfb_frontend *vfb, int32_t x, int32_t y, int32_t w, int32_t h) {
	union xenfb_out_event event = {
		.update = {.type = XENFB_TYPE_UPDATE, .x = x, .y = y, .width = w, .height = h}};
	vfb_frontend_send(vfb, &event);
}

void vfb_frontend_resize(struct vfb_frontend *vfb, int32_t width, int32_t height, int32_t stride,
	int32_t depth, int32_t offset) {
	union xenfb_out_event event = {.resize = {.type = XENFB_TYPE_RESIZE,
					       .width = width,
					       .height = height,
					       .stride = stride,
					       .depth = depth,
					       .offset = offset}};
	vfb_frontend_send(vfb, &event);
}

/* Keyboard and pointer */

static struct vkbd_frontend *to_vkbd(struct frontend *base) {
	struct vkbd_frontend *vkbd = wl_container_of(base, vkbd, base);
	return vkbd;
}

static void vkbd_fill(struct frontend *base) {
	struct vkbd_frontend *vkbd = to_vkbd(base);
	if (base->page == 0) {
		base->page = xen_domain_allocate(base->domain, 1);
		vkbd->reference = xen_grant(base->domain, base->page);
	}
	memset(xen_domain_page(base->domain, base->page), 0, PAGE_SIZE);
}

static void vkbd_publish(struct frontend *base) {
	struct vkbd_frontend *vkbd = to_vkbd(base);
	if (vkbd->grants) {
		write_number(base, "page-gref", vkbd->reference);
	}
	if (vkbd->absolute && xen_read_int(backend_path(base, "feature-abs-pointer")) == 1) {
		frontend_write(base, "request-abs-pointer", "1");
	}
	if (vkbd->touch && xen_read_int(backend_path(base, "feature-multi-touch")) == 1) {
		frontend_write(base, "request-multi-touch", "1");
	}
}

static void vkbd_sample(struct frontend *base) {
}

static const struct frontend_driver vkbd_driver = {
	.fill = vkbd_fill,
	.publish = vkbd_publish,
	.sample = vkbd_sample,
};

void vkbd_frontend_init(struct vkbd_frontend *vkbd, struct xen_domain *domain, int id) {
	*vkbd = (struct vkbd_frontend){.grants = true, .absolute = true, .touch = true};
	init(&vkbd->base, domain, "vkbd", id, &vkbd_driver);
}

struct xenkbd_page *vkbd_frontend_page(struct vkbd_frontend *vkbd) {
	return xen_domain_page(vkbd->base.domain, vkbd->base.page);
}

static int describe_touch(char *text, size_t size, const struct xenkbd_mtouch *event) {
	switch (event->event_type) {
	case XENKBD_MT_EV_DOWN:
		return snprintf(text, size, "v%d:%d,%d", event->contact_id, event->u.pos.abs_x,
			event->u.pos.abs_y);
	case XENKBD_MT_EV_MOTION:
		return snprintf(text, size, ">%d:%d,%d", event->contact_id, event->u.pos.abs_x,
			event->u.pos.abs_y);
	case XENKBD_MT_EV_UP:
		return snprintf(text, size, "^%d", event->contact_id);
	case XENKBD_MT_EV_SYN:
		return snprintf(text, size, "|");
	default:
		return snprintf(text, size, "touch %d", event->event_type);
	}
}

static int describe(char *text, size_t size, const union xenkbd_in_event *event) {
	switch (event->type) {
	case XENKBD_TYPE_KEY:
		return snprintf(
			text, size, "%c%u", event->key.pressed ? '+' : '-', event->key.keycode);
	case XENKBD_TYPE_POS:
		return snprintf(text, size, "@%d,%d,%d", event->pos.abs_x, event->pos.abs_y,
			event->pos.rel_z);
	case XENKBD_TYPE_MOTION:
		return snprintf(text, size, "~%d,%d,%d", event->motion.rel_x, event->motion.rel_y,
			event->motion.rel_z);
	case XENKBD_TYPE_MTOUCH:
		return describe_touch(text, size, &event->mtouch);
	default:
		return snprintf(text, size, "type %d", event->type);
	}
}

const char *vkbd_frontend_read(struct vkbd_frontend *vkbd) {
	struct xenkbd_page *page = vkbd_frontend_page(vkbd);
	size_t used = 0;
	vkbd->events[0] = '\0';
	while (page->in_cons != page->in_prod) {
		if (used > 0) {
			vkbd->events[used] = ' ';
			used++;
		}
		used += (size_t)describe(vkbd->events + used, sizeof(vkbd->events) - used,
			&XENKBD_IN_RING_REF(page, page->in_cons));
		assert_true(used < sizeof(vkbd->events) - 1);
		page->in_cons++;
	}
	xen_port_send(vkbd->base.domain, vkbd->base.port);
	return vkbd->events;
}
