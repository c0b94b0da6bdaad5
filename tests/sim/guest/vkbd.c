#include "vkbd.h"

#include <stdatomic.h>

static struct vkbd_frontend *from_base(struct frontend *base) {
	struct vkbd_frontend *vkbd = wl_container_of(base, vkbd, base);
	return vkbd;
}

static void probe_touch(struct vkbd_frontend *vkbd) {
	struct frontend *base = &vkbd->base;
	bool there = !vkbd->relative && !vkbd->untouched &&
	             frontend_read_backend(base, "feature-multi-touch") == 1;
	vkbd->contacts = there ? (int)frontend_read_backend(base, "multi-touch-num-contacts") : 0;
	vkbd->touch_width = there ? (int)frontend_read_backend(base, "multi-touch-width") : 0;
	vkbd->touch_height = there ? (int)frontend_read_backend(base, "multi-touch-height") : 0;
}

static bool probe(struct frontend *base) {
	struct vkbd_frontend *vkbd = from_base(base);
	probe_touch(vkbd);
	bool absolute = !vkbd->relative && frontend_read_backend(base, "feature-abs-pointer") == 1;
	vkbd->width = absolute ? (int)frontend_read_backend(base, "width") : 0;
	vkbd->height = absolute ? (int)frontend_read_backend(base, "height") : 0;
	return guest_allocate(&base->guest->memory, 1, &base->page) &&
	       guest_grant(&base->guest->memory, base->page, 0, true, &vkbd->reference);
}

static bool publish(struct frontend *base, xs_transaction_t transaction) {
	struct vkbd_frontend *vkbd = from_base(base);
	if (vkbd->relative) {
		return true;
	}
	return guest_write_number(
		       base->guest, transaction, base->dir, "page-gref", vkbd->reference) &&
	       (vkbd->width == 0 || guest_write(base->guest, transaction, base->dir,
					    "request-abs-pointer", "1")) &&
	       (vkbd->contacts == 0 || guest_write(base->guest, transaction, base->dir,
					       "request-multi-touch", "1"));
}

static void connected(struct frontend *base) {
}

static void handle_event(struct frontend *base) {
	struct vkbd_frontend *vkbd = from_base(base);
	struct xenkbd_page *page = guest_page(&base->guest->memory, base->page);
	uint32_t producer = *(volatile uint32_t *)&page->in_prod;
	atomic_thread_fence(memory_order_acquire);
	uint32_t consumer = page->in_cons;
	if (consumer == producer) {
		return;
	}
	for (; consumer != producer; consumer++) {
		union xenkbd_in_event event = XENKBD_IN_RING_REF(page, consumer);
		vkbd->handle(vkbd, &event);
	}
	atomic_thread_fence(memory_order_seq_cst);
	*(volatile uint32_t *)&page->in_cons = consumer;
	guest_port_notify(&base->port);
}

static void remove_device(struct frontend *base) {
	guest_free(&base->guest->memory, base->page);
}

static const struct frontend_impl vkbd_impl = {
	.probe = probe,
	.publish = publish,
	.connected = connected,
	.event = handle_event,
	.remove = remove_device,
};

bool vkbd_frontend_init(struct vkbd_frontend *vkbd, struct guest *guest, int id) {
	return frontend_init(&vkbd->base, guest, "vkbd", id, &vkbd_impl);
}

void vkbd_frontend_finish(struct vkbd_frontend *vkbd) {
	frontend_finish(&vkbd->base);
}
