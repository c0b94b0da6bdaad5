#include <dirent.h>
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/input.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "input.h"
#include "report.h"

#define INPUT_DIRECTORY "/dev/input"

struct device {
	int fd; /* 0: unused */
	char node[32];
	char frame[2048];
	size_t frame_size;
};

static struct device devices[INPUT_MAX_DEVICES];
static int watch = -1;

static bool is_open(const char *node) {
	for (int i = 0; i < INPUT_MAX_DEVICES; i++) {
		if (devices[i].fd > 0 && strcmp(devices[i].node, node) == 0) {
			return true;
		}
	}
	return false;
}

static void device_open(const char *node) {
	char path[sizeof(INPUT_DIRECTORY) + 256];
	snprintf(path, sizeof(path), "%s/%s", INPUT_DIRECTORY, node);
	int fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	if (fd < 0) {
		return; /* it has gone already */
	}
	for (int i = 0; i < INPUT_MAX_DEVICES; i++) {
		struct device *device = &devices[i];
		if (device->fd > 0) {
			continue;
		}
		*device = (struct device){.fd = fd};
		snprintf(device->node, sizeof(device->node), "%.31s", node);
		char name[128] = "?";
		struct input_absinfo x = {0}, y = {0};
		ioctl(fd, EVIOCGNAME(sizeof(name)), name);
		bool absolute = ioctl(fd, EVIOCGABS(ABS_X), &x) == 0 &&
		                ioctl(fd, EVIOCGABS(ABS_Y), &y) == 0 && x.maximum > 0;
		report("device %s %s %d %d %s", node, absolute ? "abs" : "rel", x.maximum,
			y.maximum, name);
		return;
	}
	close(fd);
	report("error more than %d input devices", INPUT_MAX_DEVICES);
}

static void device_close(struct device *device) {
	report("gone %s", device->node);
	close(device->fd);
	device->fd = 0;
}

static void device_event(struct device *device, const struct input_event *event) {
	if (event->type == EV_SYN && event->code == SYN_REPORT) {
		report("event %s%s", device->node, device->frame);
		device->frame_size = 0;
		device->frame[0] = '\0';
		return;
	}
	size_t room = sizeof(device->frame) - device->frame_size;
	int size = snprintf(device->frame + device->frame_size, room, " %u:%u:%d", event->type,
		event->code, event->value);
	if ((size_t)size < room) {
		device->frame_size += size;
	}
}

static void device_read(struct device *device) {
	struct input_event events[64];
	ssize_t size;
	while ((size = read(device->fd, events, sizeof(events))) > 0) {
		for (size_t i = 0; i < size / sizeof(*events); i++) {
			device_event(device, &events[i]);
		}
	}
	if (size == 0 || errno != EAGAIN) {
		device_close(device);
	}
}

static void scan(void) {
	DIR *directory = opendir(INPUT_DIRECTORY);
	if (!directory) {
		err(1, INPUT_DIRECTORY);
	}
	const struct dirent *entry;
	while ((entry = readdir(directory))) {
		if (strncmp(entry->d_name, "event", 5) == 0 && !is_open(entry->d_name)) {
			device_open(entry->d_name);
		}
	}
	closedir(directory);
}

void input_open(void) {
	watch = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
	if (watch < 0 || inotify_add_watch(watch, INPUT_DIRECTORY, IN_CREATE) < 0) {
		err(1, "watching " INPUT_DIRECTORY);
	}
	scan();
}

int input_poll_prepare(struct pollfd *entries) {
	int count = 0;
	entries[count++] = (struct pollfd){.fd = watch, .events = POLLIN};
	for (int i = 0; i < INPUT_MAX_DEVICES; i++) {
		if (devices[i].fd > 0) {
			entries[count++] = (struct pollfd){.fd = devices[i].fd, .events = POLLIN};
		}
	}
	return count;
}

void input_poll_finish(const struct pollfd *entries, int count) {
	for (int i = 1; i < count; i++) {
		for (int j = 0; entries[i].revents && j < INPUT_MAX_DEVICES; j++) {
			if (devices[j].fd == entries[i].fd) {
				device_read(&devices[j]);
			}
		}
	}
	if (entries[0].revents) {
		char changes[4096];
		while (read(watch, changes, sizeof(changes)) > 0) {
		}
		scan();
	}
}
