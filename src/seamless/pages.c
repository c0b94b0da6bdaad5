#include "seamless/pages.h"

#include <assert.h>
#include <drm_fourcc.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "devices/environment.h"
#include "xen/memory.h"

struct pages_account {
	struct grants *grants;
	struct foreign *foreign;
	uint16_t domid;
	size_t limit, count; /* pages */
	uint64_t now;
	struct wl_list list; /* pages.link */
	void (*released)(void *data);
	void *data;
	bool closed;
};

struct pages {
	struct pages_account *account;
	struct wl_list link; /* pages_account.list */
	uint32_t window;
	uint64_t created; /* as of pages_account.now */
	bool retired;
	int refs; /* the window's, and one for each pixels */

	struct mapping *mapping;
	enum pages_kind kind;
	size_t count;
	uint32_t numbers[];
};

struct pages_account *pages_account_open(
	const struct device_environment *env, void (*released)(void *data), void *data) {
	struct pages_account *account = calloc(1, sizeof(*account));
	if (account == NULL) {
		return NULL;
	}
	*account = (struct pages_account){
		.grants = env->grants,
		.foreign = env->foreign,
		.domid = env->guest->domid,
		.limit = env->policy.windows_memory / XEN_PAGE_SIZE,
		.released = released,
		.data = data,
	};
	wl_list_init(&account->list);
	return account;
}

static void free_if_unused(struct pages_account *account) {
	if (account->closed && wl_list_empty(&account->list)) {
		free(account);
	}
}

void pages_account_close(struct pages_account *account) {
	if (account != NULL) {
		account->closed = true;
		free_if_unused(account);
	}
}

static struct mapping *map(struct pages_account *account, enum pages_kind kind,
	const uint32_t *numbers, size_t count) {
	if (kind == PAGES_GRANTS) {
		return mapping_create_grants(
			account->grants, account->domid, numbers, count, false);
	}
	uint64_t *frames = calloc(count, sizeof(*frames));
	if (frames == NULL) {
		return NULL;
	}
	for (size_t i = 0; i < count; i++) {
		frames[i] = numbers[i];
	}
	struct mapping *mapping = mapping_create_foreign(account->foreign, frames, count, false);
	int error = errno;
	free(frames);
	errno = error;
	return mapping;
}

struct pages *pages_create(struct pages_account *account, uint32_t window, enum pages_kind kind,
	const uint32_t *numbers, size_t count) {
	assert(count > 0);
	if (count > account->limit - account->count) {
		errno = EDQUOT;
		return NULL;
	}
	if (kind == PAGES_GRANTS && account->count + 2 * count > grants_left(account->grants)) {
		errno = ENOSPC;
		return NULL;
	}
	struct pages *pages = malloc(sizeof(*pages) + count * sizeof(numbers[0]));
	if (pages == NULL) {
		return NULL;
	}
	*pages = (struct pages){
		.account = account,
		.window = window,
		.created = pages_account_now(account),
		.refs = 1,
		.mapping = map(account, kind, numbers, count),
		.kind = kind,
		.count = count,
	};
	if (pages->mapping == NULL) {
		int error = errno;
		free(pages);
		errno = error;
		return NULL;
	}
	memcpy(pages->numbers, numbers, count * sizeof(numbers[0]));
	account->count += count;
	wl_list_insert(&account->list, &pages->link);
	return pages;
}

static void unref(struct pages *pages) {
	if (--pages->refs > 0) {
		return;
	}
	struct pages_account *account = pages->account;
	mapping_unref(pages->mapping);
	account->count -= pages->count;
	wl_list_remove(&pages->link);
	free(pages);
	if (account->closed) {
		free_if_unused(account);
	} else {
		account->released(account->data);
	}
}

void pages_retire(struct pages *pages) {
	if (pages != NULL) {
		pages->retired = true;
		unref(pages);
	}
}

bool pages_match(
	const struct pages *pages, enum pages_kind kind, const uint32_t *numbers, size_t count) {
	return pages->kind == kind && pages->count == count &&
	       memcmp(pages->numbers, numbers, count * sizeof(numbers[0])) == 0;
}

uint64_t pages_account_now(struct pages_account *account) {
	return ++account->now;
}

bool pages_are_left(const struct pages_account *account, uint32_t window, uint64_t before) {
	const struct pages *pages;
	wl_list_for_each (pages, &account->list, link) {
		if (pages->retired && pages->window == window && pages->created < before) {
			return true;
		}
	}
	return false;
}

/* Pixels of one of the two kinds. */
struct pixels {
	struct guest_pixels base;
	struct pages *pages;
	struct guest_pixels *whole;
};

static void pixels_destroy(struct guest_pixels *base) {
	struct pixels *pixels = wl_container_of(base, pixels, base);
	if (pixels->pages != NULL) {
		unref(pixels->pages);
	}
	guest_pixels_unref(pixels->whole);
	free(pixels);
}

struct guest_pixels *pages_pixels(struct pages *pages, uint32_t offset, int width, int height) {
	struct pixels *pixels = calloc(1, sizeof(*pixels));
	if (pixels == NULL) {
		return NULL;
	}
	pages->refs++;
	pixels->pages = pages;
	pixels->base = (struct guest_pixels){
		.data = (const uint8_t *)pages->mapping->data + offset,
		.width = width,
		.height = height,
		.stride = 4 * (uint32_t)width,
		.drm_format = DRM_FORMAT_XRGB8888,
		.refs = 1,
		.destroy = pixels_destroy,
	};
	return &pixels->base;
}

struct guest_pixels *crop_pixels(struct guest_pixels *whole, int x, int y, int width, int height) {
	int left = x < 0 ? 0 : x, right = x + width < whole->width ? x + width : whole->width;
	int top = y < 0 ? 0 : y, bottom = y + height < whole->height ? y + height : whole->height;
	if (left >= right || top >= bottom) {
		return NULL;
	}
	struct pixels *pixels = calloc(1, sizeof(*pixels));
	if (pixels == NULL) {
		return NULL;
	}
	size_t pixel_size = whole->drm_format == DRM_FORMAT_RGB565 ? 2 : 4;
	pixels->whole = guest_pixels_ref(whole);
	pixels->base = (struct guest_pixels){
		.data = (const uint8_t *)whole->data + (size_t)top * whole->stride +
	                (size_t)left * pixel_size,
		.x = left - x,
		.y = top - y,
		.width = right - left,
		.height = bottom - top,
		.stride = whole->stride,
		.drm_format = whole->drm_format,
		.copied = whole->copied,
		.refs = 1,
		.destroy = pixels_destroy,
	};
	return &pixels->base;
}
