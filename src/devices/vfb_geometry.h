#ifndef DOMICILE_DEVICES_VFB_GEOMETRY_H
#define DOMICILE_DEVICES_VFB_GEOMETRY_H

#include <pixman.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * What a virtual framebuffer looks like, from what its guest wrote (xen/io/fbif.h): pure functions
 * over copies, which check everything.
 */

/* Word size of the guest's page directory, by the frontend's "protocol" node (io/protocols.h). */
enum vfb_abi {
	VFB_ABI_32,
	VFB_ABI_64,
	VFB_ABI_GUESS, /* an old frontend that doesn't say */
};

/* False for a name that is not known. protocol NULL: the node is missing. */
bool vfb_abi_parse(const char *protocol, enum vfb_abi *abi);

/* The shared page's header and directory, as copied out of the page once. */
#define VFB_MAX_DIRECTORIES 256

struct vfb_header {
	int32_t width, height;                     /* pixels */
	uint32_t line_length;                      /* bytes from a row to the next */
	uint32_t mem_length;                       /* bytes of framebuffer */
	uint8_t depth;                             /* bits a pixel */
	enum vfb_abi abi;                          /* never GUESS */
	uint64_t directories[VFB_MAX_DIRECTORIES]; /* frames that list the framebuffer's frames */
};

/* page: the 4096 bytes of the shared page, which may change while they are read. */
void vfb_header_copy(struct vfb_header *header, const void *page, enum vfb_abi abi);

/*
 * How many pages the framebuffer has, and how many of the directories list them. False with a
 * reason if mem_length is 0 or above limit bytes.
 */
bool vfb_header_pages(const struct vfb_header *header, size_t limit, size_t *pages,
	size_t *directories, const char **reason);

/* Frame numbers in one directory page, and the conversion of count of them. */
size_t vfb_frames_a_directory(enum vfb_abi abi);
void vfb_directory_copy(uint64_t *frames, const void *directory, size_t count, enum vfb_abi abi);

/* Where the pixels lie in the framebuffer. */
struct vfb_geometry {
	int32_t width, height; /* pixels, 1 to VFB_MAX_SIZE */
	uint32_t stride;       /* bytes */
	uint32_t offset;       /* bytes, of the first pixel */
	enum vfb_format {
		VFB_FORMAT_RGB332,   /* depth 8 */
		VFB_FORMAT_RGB565,   /* depth 16 */
		VFB_FORMAT_RGB888,   /* depth 24 in rows that have no room for four bytes a pixel */
		VFB_FORMAT_XRGB8888, /* depth 32, and 24 otherwise */
	} format;
};

/* What renderers can take: more than the largest that fbif.h speaks of. */
#define VFB_MAX_SIZE 16384

/*
 * Checks geometry as announced in the header or in a RESIZE event against length, the framebuffer's
 * bytes. False with a reason in static memory.
 */
bool vfb_geometry_check(struct vfb_geometry *geometry, int32_t width, int32_t height,
	int32_t stride, int32_t depth, int32_t offset, size_t length, const char **reason);
bool vfb_geometry_equal(const struct vfb_geometry *a, const struct vfb_geometry *b);

unsigned int vfb_format_bytes(enum vfb_format format);
/* Whether a renderer can use the pixels as they lie, or needs them converted. */
bool vfb_geometry_in_place(const struct vfb_geometry *geometry);

/* The part of a rectangle that is on the display; false if there is none. */
bool vfb_clip(const struct vfb_geometry *geometry, int32_t x, int32_t y, int32_t width,
	int32_t height, pixman_box32_t *box);

#endif
