#include "vfb.h"

#include <limits.h>
#include <stdatomic.h>
#include <stddef.h>
#include <string.h>
#include <xen/io/fbif.h>
#include <xen/io/protocols.h>

static struct vfb_frontend *from_base(struct frontend *base) {
	struct vfb_frontend *vfb = wl_container_of(base, vfb, base);
	return vfb;
}

static struct xenfb_page *shared_page(struct vfb_frontend *vfb) {
	return guest_page(&vfb->base.guest->memory, vfb->base.page);
}

static int min(int a, int b) {
	return a < b ? a : b;
}

static int max(int a, int b) {
	return a > b ? a : b;
}

static void forget_damage(struct vfb_frontend *vfb) {
	vfb->x1 = vfb->y1 = INT_MAX;
	vfb->x2 = vfb->y2 = 0;
}

/* The size that the backend proposes, if there is memory for it. */
static void choose_size(struct vfb_frontend *vfb) {
	int64_t mib = frontend_read_backend(&vfb->base, "videoram");
	int64_t width = frontend_read_backend(&vfb->base, "width");
	int64_t height = frontend_read_backend(&vfb->base, "height");
	if (mib <= 0 || mib > vfb->max_mib) {
		mib = vfb->max_mib;
	}
	bool fits = width > 0 && height > 0 && width <= 16384 && height <= 16384 &&
	            width * height * 4 <= mib << 20;
	vfb->width = fits ? (int)width : vfb->default_width;
	vfb->height = fits ? (int)height : vfb->default_height;
}

/* As the guest's kernel has it, an unsigned long. */
static void write_word(struct vfb_frontend *vfb, void *words, uint32_t index, uint64_t value) {
	if (vfb->abi32) {
		((uint32_t *)words)[index] = (uint32_t)value;
	} else {
		((uint64_t *)words)[index] = value;
	}
}

/* The framebuffer, its directory behind it. */
static bool allocate(struct vfb_frontend *vfb, uint32_t pages, uint32_t *directories) {
	struct guest_memory *memory = &vfb->base.guest->memory;
	uint32_t each = SIM_PAGE_SIZE / (vfb->abi32 ? sizeof(uint32_t) : sizeof(uint64_t));
	*directories = (pages + each - 1) / each;
	vfb->memory_pages = pages;
	if (!guest_allocate(memory, pages + *directories + 1, &vfb->memory)) {
		return false;
	}
	vfb->base.page = vfb->memory + pages + *directories;
	vfb->pixels = guest_page(memory, vfb->memory);
	for (uint32_t i = 0; i < pages; i++) {
		write_word(vfb, guest_page(memory, vfb->memory + pages + i / each), i % each,
			guest_gfn(memory, vfb->memory + i));
	}
	return true;
}

static bool probe(struct frontend *base) {
	struct vfb_frontend *vfb = from_base(base);
	choose_size(vfb);
	/* Whole words, as those who draw like it. */
	vfb->row_bytes = ((uint32_t)vfb->width * (uint32_t)vfb->depth / 8 + 3) & ~3u;
	uint32_t bytes = vfb->row_bytes * (uint32_t)vfb->height, directories;
	if (!allocate(vfb, (bytes + SIM_PAGE_SIZE - 1) / SIM_PAGE_SIZE, &directories)) {
		return false;
	}
	vfb->row_pixels = vfb->width;
	struct xenfb_page *page = shared_page(vfb);
	page->width = vfb->width;
	page->height = vfb->height;
	page->depth = (uint8_t)vfb->depth;
	page->line_length = vfb->row_bytes;
	page->mem_length = vfb->memory_pages * SIM_PAGE_SIZE;
	/* Behind the depth, where such a word can begin. */
	size_t word = vfb->abi32 ? sizeof(uint32_t) : sizeof(uint64_t);
	size_t at = offsetof(struct xenfb_page, depth) + 1;
	void *pd = (uint8_t *)page + (at + word - 1) / word * word;
	for (uint32_t i = 0; i < directories; i++) {
		write_word(vfb, pd, i,
			guest_gfn(&base->guest->memory, vfb->memory + vfb->memory_pages + i));
	}
	forget_damage(vfb);
	vfb->resize_pending = true;
	vfb->update_wanted = false;
	if (vfb->changed != NULL) {
		vfb->changed(vfb);
	}
	return true;
}

static bool publish(struct frontend *base, xs_transaction_t transaction) {
	const struct vfb_frontend *vfb = from_base(base);
	return guest_write(base->guest, transaction, base->dir, "protocol",
		       vfb->abi32 ? XEN_IO_PROTO_ABI_X86_32 : XEN_IO_PROTO_ABI_NATIVE) &&
	       (vfb->silent ||
		       guest_write(base->guest, transaction, base->dir, "feature-update", "1"));
}

/* False if the ring is full. */
static bool send_event(struct vfb_frontend *vfb, const union xenfb_out_event *event) {
	struct xenfb_page *page = shared_page(vfb);
	uint32_t producer = page->out_prod;
	if (producer - *(volatile uint32_t *)&page->out_cons == XENFB_OUT_RING_LEN) {
		return false;
	}
	atomic_thread_fence(memory_order_seq_cst);
	XENFB_OUT_RING_REF(page, producer) = *event;
	atomic_thread_fence(memory_order_release);
	*(volatile uint32_t *)&page->out_prod = producer + 1;
	guest_port_notify(&vfb->base.port);
	return true;
}

static bool send_resize(struct vfb_frontend *vfb) {
	union xenfb_out_event event = {
		.resize =
			{
				.type = XENFB_TYPE_RESIZE,
				.width = vfb->width,
				.height = vfb->height,
				.stride = (int32_t)vfb->row_bytes,
				.depth = vfb->depth,
			},
	};
	return send_event(vfb, &event);
}

/* What has changed in one rectangle around it. What finds no room is kept for the next event. */
static void flush(struct vfb_frontend *vfb) {
	if (!vfb->update_wanted) {
		return;
	}
	if (vfb->resize_pending) {
		vfb->resize_pending = !send_resize(vfb);
	}
	if (vfb->resize_pending || vfb->x2 <= vfb->x1 || vfb->y2 <= vfb->y1) {
		return;
	}
	union xenfb_out_event event = {
		.update =
			{
				.type = XENFB_TYPE_UPDATE,
				.x = vfb->x1,
				.y = vfb->y1,
				.width = vfb->x2 - vfb->x1,
				.height = vfb->y2 - vfb->y1,
			},
	};
	if (send_event(vfb, &event)) {
		forget_damage(vfb);
	}
}

static void connected(struct frontend *base) {
	struct vfb_frontend *vfb = from_base(base);
	vfb->update_wanted = !vfb->silent && frontend_read_backend(base, "request-update") == 1;
	flush(vfb);
}

static void handle_event(struct frontend *base) {
	struct vfb_frontend *vfb = from_base(base);
	/* Nothing that a backend says matters, but it is to be taken note of. */
	struct xenfb_page *page = shared_page(vfb);
	page->in_cons = *(volatile uint32_t *)&page->in_prod;
	flush(vfb);
}

static void remove_device(struct frontend *base) {
	struct vfb_frontend *vfb = from_base(base);
	vfb->pixels = NULL;
	if (vfb->changed != NULL) {
		vfb->changed(vfb);
	}
	guest_free(&base->guest->memory, vfb->memory);
}

static const struct frontend_impl vfb_impl = {
	.probe = probe,
	.publish = publish,
	.connected = connected,
	.event = handle_event,
	.remove = remove_device,
};

bool vfb_frontend_init(struct vfb_frontend *vfb, struct guest *guest, int id) {
	if (vfb->max_mib == 0) {
		vfb->max_mib = 2;
	}
	if (vfb->default_width == 0) {
		vfb->default_width = 800;
		vfb->default_height = 600;
	}
	if (vfb->depth == 0) {
		vfb->depth = 32;
	}
	return frontend_init(&vfb->base, guest, "vfb", id, &vfb_impl);
}

void vfb_frontend_finish(struct vfb_frontend *vfb) {
	frontend_finish(&vfb->base);
}

void vfb_frontend_update(struct vfb_frontend *vfb, int x, int y, int width, int height) {
	if (vfb->pixels == NULL) {
		return;
	}
	vfb->x1 = min(vfb->x1, x);
	vfb->y1 = min(vfb->y1, y);
	vfb->x2 = max(vfb->x2, x + width);
	vfb->y2 = max(vfb->y2, y + height);
	flush(vfb);
}

bool vfb_frontend_resize(struct vfb_frontend *vfb, int width, int height) {
	struct xenfb_page *page = vfb->pixels != NULL ? shared_page(vfb) : NULL;
	if (page == NULL || width <= 0 || height <= 0 || width > page->width ||
		height > page->height) {
		return false;
	}
	vfb->width = width;
	vfb->height = height;
	vfb->resize_pending = true;
	flush(vfb);
	return true;
}
