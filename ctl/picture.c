#define _GNU_SOURCE /* memfd_create() */
#include "picture.h"

#include <errno.h>
#include <sys/mman.h>
#include <unistd.h>
#include <wayland-client.h>

#include "domicile-control-v1-client-protocol.h"

static void handle_buffer(
	void *data, struct domicile_capture_v1 *capture, uint32_t width, uint32_t height) {
	struct picture *picture = data;
	picture->width = width;
	picture->height = height;
}

static void handle_ready(void *data, struct domicile_capture_v1 *capture) {
	struct picture *picture = data;
	picture->ready = true;
}

static void handle_failed(void *data, struct domicile_capture_v1 *capture, uint32_t reason) {
	struct picture *picture = data;
	picture->failed = true;
	picture->reason = reason;
}

static const struct domicile_capture_v1_listener listener = {
	.buffer = handle_buffer,
	.ready = handle_ready,
	.failed = handle_failed,
};

void picture_begin(struct picture *picture, struct domicile_domain_v1 *domain) {
	*picture = (struct picture){.capture = domicile_domain_v1_capture(domain)};
	domicile_capture_v1_add_listener(picture->capture, &listener, picture);
}

/* The memory of a buffer; -1 with errno set. */
static int allocate(struct picture *picture, uint64_t size) {
	if (size == 0 || size > INT32_MAX) {
		errno = EFBIG;
		return -1;
	}
	int fd = memfd_create("picture", MFD_CLOEXEC);
	if (fd < 0) {
		return -1;
	}
	void *pixels = MAP_FAILED;
	if (ftruncate(fd, (off_t)size) == 0) {
		pixels = mmap(NULL, (size_t)size, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	}
	if (pixels == MAP_FAILED) {
		int error = errno;
		close(fd);
		errno = error;
		return -1;
	}
	picture->pixels = pixels;
	picture->size = (size_t)size;
	return fd;
}

bool picture_copy(struct picture *picture, struct wl_shm *shm, uint32_t width, uint32_t height,
	uint32_t format) {
	int fd = allocate(picture, (uint64_t)width * height * 4);
	if (fd < 0) {
		return false;
	}
	struct wl_shm_pool *pool = wl_shm_create_pool(shm, fd, (int32_t)picture->size);
	close(fd);
	picture->buffer = wl_shm_pool_create_buffer(
		pool, 0, (int32_t)width, (int32_t)height, (int32_t)width * 4, format);
	wl_shm_pool_destroy(pool);
	domicile_capture_v1_copy(picture->capture, picture->buffer);
	return true;
}

void picture_finish(struct picture *picture) {
	domicile_capture_v1_destroy(picture->capture);
	if (picture->buffer != NULL) {
		wl_buffer_destroy(picture->buffer);
		munmap(picture->pixels, picture->size);
	}
}
