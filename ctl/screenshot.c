#include "screenshot.h"

#include <cairo.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <wayland-client.h>

#include "domain_list.h"
#include "domicile-control-v1-client-protocol.h"
#include "picture.h"
#include "session.h"

#define MAX_TRIES 5 /* of a guest whose windows change meanwhile */

/* false, having said why; a failure that the desktop tells is in picture. */
static bool take(struct session *session, const struct domain *domain, struct picture *picture) {
	picture_begin(picture, domain->object);
	if (!session_sync(session)) {
		return false;
	}
	if (picture->failed) {
		return true;
	}
	if (!picture_copy(picture, session->shm, picture->width, picture->height,
		    WL_SHM_FORMAT_ARGB8888)) {
		session_error("there is no room for a picture of %ux%u pixels: %s", picture->width,
			picture->height, strerror(errno));
		return false;
	}
	return session_sync(session);
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
	cairo_surface_t *surface = cairo_image_surface_create_for_data(
		(unsigned char *)picture->pixels, CAIRO_FORMAT_ARGB32, (int)picture->width,
		(int)picture->height, (int)picture->width * 4);
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

static const char *explain(uint32_t reason) {
	switch (reason) {
	case DOMICILE_CAPTURE_V1_FAILURE_NOTHING_SHOWN:
		return "shows nothing at the moment";
	case DOMICILE_CAPTURE_V1_FAILURE_CHANGED:
		return "changes faster than a picture can be taken";
	default:
		return "can't be taken a picture of: the desktop accepts no buffer of ours";
	}
}

bool screenshot_write(struct session *session, const struct domain *domain, const char *file) {
	if (session->shm == NULL) {
		session_error("this desktop takes no pictures: it has no wl_shm");
		return false;
	}
	struct picture picture;
	bool ok = take(session, domain, &picture);
	for (int tries = 1; ok && picture.failed && tries < MAX_TRIES &&
			    picture.reason == DOMICILE_CAPTURE_V1_FAILURE_CHANGED;
		tries++) {
		picture_finish(&picture);
		ok = take(session, domain, &picture);
	}
	if (ok && picture.ready) {
		ok = save(&picture, file);
	} else if (ok) {
		session_error("%s %s", domain->name, explain(picture.reason));
		ok = false;
	}
	picture_finish(&picture);
	return ok;
}
