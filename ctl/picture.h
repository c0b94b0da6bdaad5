#ifndef DOMICILECTL_PICTURE_H
#define DOMICILECTL_PICTURE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct domicile_capture_v1;
struct domicile_domain_v1;
struct wl_buffer;
struct wl_shm;

/* A picture of what a guest shows, as the desktop takes it. */
struct picture {
	struct domicile_capture_v1 *capture;
	uint32_t width, height; /* that it is to have; 0: not told yet */
	bool ready, failed;
	uint32_t reason; /* enum domicile_capture_v1_failure */

	struct wl_buffer *buffer; /* NULL: it has none yet */
	uint32_t *pixels;         /* row after row, of the buffer's format */
	size_t size;              /* bytes */
};

/* Its size is told next, or that there is none to be had. */
void picture_begin(struct picture *picture, struct domicile_domain_v1 *domain);
/*
 * Gives it a buffer, which the desktop is asked to fill if it has the right size and format (of enum
 * wl_shm_format). false with errno set.
 */
bool picture_copy(struct picture *picture, struct wl_shm *shm, uint32_t width, uint32_t height,
	uint32_t format);
void picture_finish(struct picture *picture);

#endif
