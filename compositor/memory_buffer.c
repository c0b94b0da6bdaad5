#include "memory_buffer.h"

static void impl_destroy(struct wlr_buffer *base) {
	struct memory_buffer *buffer = wl_container_of(base, buffer, base);
	buffer->destroy(buffer);
}

static bool impl_begin_data_ptr_access(
	struct wlr_buffer *base, uint32_t flags, void **data, uint32_t *format, size_t *stride) {
	struct memory_buffer *buffer = wl_container_of(base, buffer, base);
	if (flags & WLR_BUFFER_DATA_PTR_ACCESS_WRITE) {
		return false;
	}
	*data = (void *)buffer->data;
	*format = buffer->drm_format;
	*stride = buffer->stride;
	return true;
}

static void impl_end_data_ptr_access(struct wlr_buffer *base) {
	/* the memory stays where it is */
}

static const struct wlr_buffer_impl impl = {
	.destroy = impl_destroy,
	.begin_data_ptr_access = impl_begin_data_ptr_access,
	.end_data_ptr_access = impl_end_data_ptr_access,
};

void memory_buffer_init(struct memory_buffer *buffer, int width, int height) {
	wlr_buffer_init(&buffer->base, &impl, width, height);
}
