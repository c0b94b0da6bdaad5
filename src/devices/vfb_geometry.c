#include "devices/vfb_geometry.h"

#include <string.h>
#include <xen/io/fbif.h>

#include "xen/memory.h"

/*
 * fbif.h declares pd[] as unsigned long, so it starts at the next multiple of the guest's word
 * after depth. In a page of a 64-bit guest 256 entries would reach into the rings; what lies there
 * is not a directory.
 */
#define PD_OFFSET_32 36
#define PD_OFFSET_64 40
#define PD_END XENFB_IN_RING_OFFS

bool vfb_abi_parse(const char *protocol, enum vfb_abi *abi) {
	if (protocol == NULL) {
		*abi = VFB_ABI_GUESS;
	} else if (strcmp(protocol, "x86_32-abi") == 0) {
		*abi = VFB_ABI_32;
	} else if (strcmp(protocol, "x86_64-abi") == 0) {
		*abi = VFB_ABI_64;
	} else {
		return false;
	}
	return true;
}

static void copy_once(void *to, const volatile void *from, size_t size) {
	const volatile uint8_t *bytes = from;
	for (size_t i = 0; i < size; i++) {
		((uint8_t *)to)[i] = bytes[i];
	}
}

static uint32_t word32(const uint8_t *at) {
	uint32_t word;
	memcpy(&word, at, sizeof(word));
	return word;
}

static uint64_t word64(const uint8_t *at) {
	uint64_t word;
	memcpy(&word, at, sizeof(word));
	return word;
}

void vfb_header_copy(struct vfb_header *header, const void *page, enum vfb_abi abi) {
	uint8_t copy[PD_END];
	copy_once(copy, page, sizeof(copy));

	if (abi == VFB_ABI_GUESS) {
		/* pd[1] of a 32-bit frontend, which is 0 for less than 4 MiB, or pd[0] of a 64-bit one. */
		abi = word32(copy + PD_OFFSET_64) == 0 ? VFB_ABI_32 : VFB_ABI_64;
	}
	*header = (struct vfb_header){
		.width = (int32_t)word32(copy + 16),
		.height = (int32_t)word32(copy + 20),
		.line_length = word32(copy + 24),
		.mem_length = word32(copy + 28),
		.depth = copy[32],
		.abi = abi,
	};
	for (size_t i = 0; i < VFB_MAX_DIRECTORIES; i++) {
		size_t at = abi == VFB_ABI_32 ? PD_OFFSET_32 + 4 * i : PD_OFFSET_64 + 8 * i;
		if (at + (abi == VFB_ABI_32 ? 4 : 8) > PD_END) {
			break;
		}
		header->directories[i] = abi == VFB_ABI_32 ? word32(copy + at) : word64(copy + at);
	}
}

size_t vfb_frames_a_directory(enum vfb_abi abi) {
	return XEN_PAGE_SIZE / (abi == VFB_ABI_32 ? 4 : 8);
}

bool vfb_header_pages(const struct vfb_header *header, size_t limit, size_t *pages,
	size_t *directories, const char **reason) {
	if (header->mem_length == 0) {
		*reason = "its framebuffer has no bytes";
		return false;
	}
	size_t word = header->abi == VFB_ABI_32 ? 4 : 8;
	size_t offset = header->abi == VFB_ABI_32 ? PD_OFFSET_32 : PD_OFFSET_64;
	size_t room = (PD_END - offset) / word;
	if (room > VFB_MAX_DIRECTORIES) {
		room = VFB_MAX_DIRECTORIES;
	}

	size_t each = vfb_frames_a_directory(header->abi);
	*pages = ((size_t)header->mem_length + XEN_PAGE_SIZE - 1) / XEN_PAGE_SIZE;
	*directories = (*pages + each - 1) / each;
	if (header->mem_length > limit || *directories > room) {
		*reason = "its framebuffer has more memory than the configuration allows (memory=)";
		return false;
	}
	return true;
}

void vfb_directory_copy(uint64_t *frames, const void *directory, size_t count, enum vfb_abi abi) {
	uint8_t copy[XEN_PAGE_SIZE];
	copy_once(copy, directory, sizeof(copy));
	for (size_t i = 0; i < count; i++) {
		frames[i] = abi == VFB_ABI_32 ? word32(copy + 4 * i) : word64(copy + 8 * i);
	}
}

unsigned int vfb_format_bytes(enum vfb_format format) {
	switch (format) {
	case VFB_FORMAT_RGB332:
		return 1;
	case VFB_FORMAT_RGB565:
		return 2;
	case VFB_FORMAT_RGB888:
		return 3;
	case VFB_FORMAT_XRGB8888:
		break;
	}
	return 4;
}

bool vfb_geometry_check(struct vfb_geometry *geometry, int32_t width, int32_t height,
	int32_t stride, int32_t depth, int32_t offset, size_t length, const char **reason) {
	if (width < 1 || height < 1 || width > VFB_MAX_SIZE || height > VFB_MAX_SIZE) {
		*reason = "its display's width or height is not between 1 and 16384";
		return false;
	}

	enum vfb_format format;
	switch (depth) {
	case 8:
		format = VFB_FORMAT_RGB332;
		break;
	case 16:
		format = VFB_FORMAT_RGB565;
		break;
	case 24:
		format = (int64_t)stride >= 4 * (int64_t)width ? VFB_FORMAT_XRGB8888
		                                               : VFB_FORMAT_RGB888;
		break;
	case 32:
		format = VFB_FORMAT_XRGB8888;
		break;
	default:
		*reason = "its display's depth is not 8, 16, 24 or 32 bits";
		return false;
	}

	int64_t row = (int64_t)width * vfb_format_bytes(format);
	if (stride < row) {
		*reason = "its display's rows are shorter than its width";
		return false;
	}
	if (offset < 0 ||
		(int64_t)offset + (int64_t)stride * (height - 1) + row > (int64_t)length) {
		*reason = "its display reaches past the end of its framebuffer";
		return false;
	}

	*geometry = (struct vfb_geometry){
		.width = width,
		.height = height,
		.stride = (uint32_t)stride,
		.offset = (uint32_t)offset,
		.format = format,
	};
	return true;
}

bool vfb_geometry_equal(const struct vfb_geometry *a, const struct vfb_geometry *b) {
	return a->width == b->width && a->height == b->height && a->stride == b->stride &&
	       a->offset == b->offset && a->format == b->format;
}

bool vfb_geometry_in_place(const struct vfb_geometry *geometry) {
	bool known =
		geometry->format == VFB_FORMAT_XRGB8888 || geometry->format == VFB_FORMAT_RGB565;
	/* Pixman wants rows that begin at whole words. */
	return known && geometry->stride % 4 == 0 && geometry->offset % 4 == 0;
}

bool vfb_clip(const struct vfb_geometry *geometry, int32_t x, int32_t y, int32_t width,
	int32_t height, pixman_box32_t *box) {
	int64_t x1 = x, y1 = y;
	int64_t x2 = x1 + width, y2 = y1 + height;
	x1 = x1 < 0 ? 0 : x1;
	y1 = y1 < 0 ? 0 : y1;
	x2 = x2 > geometry->width ? geometry->width : x2;
	y2 = y2 > geometry->height ? geometry->height : y2;
	if (x1 >= x2 || y1 >= y2) {
		return false;
	}
	*box = (pixman_box32_t){(int32_t)x1, (int32_t)y1, (int32_t)x2, (int32_t)y2};
	return true;
}
