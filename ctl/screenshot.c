#define _GNU_SOURCE /* memfd_create() */
#include "screenshot.h"

#include <cairo.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
#include <wayland-client.h>

#include "domain_list.h"
#include "domicile-control-v1-client-protocol.h"
#include "session.h"

#define MAX_TRIES 5 /* of a guest whose windows change meanwhile */

struct picture {
	uint32_t width, height; /* 0: not told yet */
	bool ready, failed;
	uint32_t reason; /* enum domicile_capture_v1_failure */

	struct wl_buffer *buffer;
	unsigned char *data; /* width * height pixels, as cairo's ARGB32 */
	size_t size;
};

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

static const struct domicile_capture_v1_listener capture_listener = {
	.buffer = handle_buffer,
	.ready = handle_ready,
	.failed = handle_failed,
};

/* false with errno set. */
static bool allocate(struct picture *picture, struct wl_shm *shm) {
	uint64_t size = (uint64_t)picture->width * picture->height * 4;
	if (size == 0 || size > INT32_MAX) {
		errno = EFBIG;
		return false;
	}
	int fd = memfd_create("screenshot", MFD_CLOEXEC);
	if (fd < 0) {
		return false;
	}
	picture->data = MAP_FAILED;
	if (ftruncate(fd, (off_t)size) == 0) {
		picture->data = mmap(NULL, (size_t)size, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	}
	if (picture->data == MAP_FAILED) {
		int error = errno;
		picture->data = NULL;
		close(fd);
		errno = error;
		return false;
	}
	picture->size = (size_t)size;
	struct wl_shm_pool *pool = wl_shm_create_pool(shm, fd, (int32_t)size);
	close(fd);
	picture->buffer = wl_shm_pool_create_buffer(pool, 0, (int32_t)picture->width,
		(int32_t)picture->height, (int32_t)picture->width * 4, WL_SHM_FORMAT_ARGB8888);
	wl_shm_pool_destroy(pool);
	return true;
}

static void free_picture(struct picture *picture) {
	if (picture->data != NULL) {
		wl_buffer_destroy(picture->buffer);
		munmap(picture->data, picture->size);
	}
}

/* false, having said why; a failure that the desktop tells is in picture. */
static bool take(struct session *session, struct domain *domain, struct picture *picture) {
	struct domicile_capture_v1 *capture = domicile_domain_v1_capture(domain->object);
	domicile_capture_v1_add_listener(capture, &capture_listener, picture);
	bool ok = session_sync(session);
	if (ok && !picture->failed && !allocate(picture, session->shm)) {
		session_error("there is no room for a picture of %ux%u pixels: %s", picture->width,
			picture->height, strerror(errno));
		ok = false;
	}
	if (ok && !picture->failed) {
		domicile_capture_v1_copy(capture, picture->buffer);
		ok = session_sync(session);
	}
	domicile_capture_v1_destroy(capture);
	return ok;
}

static cairo_status_t write_data(void *closure, const unsigned char *data, unsigned int length) {
	return fwrite(data, 1, length, closure) == length ? CAIRO_STATUS_SUCCESS
	                                                  : CAIRO_STATUS_WRITE_ERROR;
}

static bool save(const struct picture *picture, const char *file) {
	bool to_output = strcmp(file, "-") == 0;
	FILE *out = to_output ? stdout : fopen(file, "we");
	if (out == NULL) {
		session_error("%s can't be written: %s", file, strerror(errno));
		return false;
	}
	cairo_surface_t *surface =
		cairo_image_surface_create_for_data(picture->data, CAIRO_FORMAT_ARGB32,
			(int)picture->width, (int)picture->height, (int)picture->width * 4);
	cairo_status_t status = cairo_surface_write_to_png_stream(surface, write_data, out);
	cairo_surface_destroy(surface);
	bool flushed = to_output ? fflush(out) == 0 : fclose(out) == 0;
	if (status != CAIRO_STATUS_SUCCESS || !flushed) {
		session_error("%s can't be written: %s", file,
			status != CAIRO_STATUS_SUCCESS ? cairo_status_to_string(status)
						       : strerror(errno));
		return false;
	}
	return true;
}

bool screenshot_write(struct session *session, struct domain *domain, const char *file) {
	if (session->shm == NULL) {
		session_error("this desktop takes no pictures: it has no wl_shm");
		return false;
	}
	struct picture picture;
	int tries = 0;
	bool again;
	do {
		picture = (struct picture){0};
		if (!take(session, domain, &picture)) {
			free_picture(&picture);
			return false;
		}
		again = picture.failed && picture.reason == DOMICILE_CAPTURE_V1_FAILURE_CHANGED &&
		        ++tries < MAX_TRIES;
		if (again) {
			free_picture(&picture);
		}
	} while (again);

	bool ok = picture.ready;
	if (ok) {
		ok = save(&picture, file);
	} else {
		session_error(picture.reason == DOMICILE_CAPTURE_V1_FAILURE_NOTHING_SHOWN
				      ? "%s shows nothing at the moment"
				      : "%s changes faster than a picture can be taken",
			domain->name);
	}
	free_picture(&picture);
	return ok;
}
