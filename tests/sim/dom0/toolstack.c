#include "toolstack.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/socket.h>

#define DEFAULT_MEMORY_MIB 32
#define PATH_SIZE 160

/* Who may do what: the first is the owner. */
enum access {
	TOOLSTACK_ONLY,
	GUEST_READS,
	GUEST_OWNS,
};

/* One transaction that writes a domain's nodes. The first fault is kept. */
struct writer {
	struct xs_handle *store;
	xs_transaction_t transaction;
	uint32_t domid;
	int error;
};

static void check(struct writer *writer, bool ok) {
	if (!ok && writer->error == 0) {
		writer->error = errno;
	}
}

static void set_access(struct writer *writer, const char *path, enum access access) {
	struct xs_permissions permissions[2] = {
		{.id = access == GUEST_OWNS ? writer->domid : 0, .perms = XS_PERM_NONE},
		{.id = access == GUEST_OWNS ? 0 : writer->domid, .perms = XS_PERM_READ},
	};
	unsigned int count = access == TOOLSTACK_ONLY ? 1 : 2;
	check(writer,
		xs_set_permissions(writer->store, writer->transaction, path, permissions, count));
}

static void make_node(
	struct writer *writer, const char *dir, const char *name, enum access access) {
	char path[PATH_SIZE];
	snprintf(path, sizeof(path), "%s/%s", dir, name);
	check(writer, xs_mkdir(writer->store, writer->transaction, path));
	set_access(writer, path, access);
}

/* With the permissions of the directory. */
__attribute__((format(printf, 4, 5))) static void write_node(
	struct writer *writer, const char *dir, const char *name, const char *format, ...) {
	char path[PATH_SIZE], value[PATH_SIZE];
	va_list args;
	va_start(args, format);
	vsnprintf(value, sizeof(value), format, args);
	va_end(args);
	snprintf(path, sizeof(path), "%s/%s", dir, name);
	check(writer, xs_write(writer->store, writer->transaction, path, value,
			      (unsigned int)strlen(value)));
}

static void write_device(struct writer *writer, const char *frontend_kind, const char *backend_kind,
	const char *name, const char *value) {
	char frontend[PATH_SIZE], backend[PATH_SIZE];
	snprintf(frontend, sizeof(frontend), "/local/domain/%u/device/%s/0", writer->domid,
		frontend_kind);
	snprintf(backend, sizeof(backend), "/local/domain/0/backend/%s/%u/0", backend_kind,
		writer->domid);

	check(writer, xs_mkdir(writer->store, writer->transaction, frontend));
	set_access(writer, frontend, GUEST_OWNS);
	write_node(writer, frontend, "backend", "%s", backend);
	write_node(writer, frontend, "backend-id", "0");
	write_node(writer, frontend, "state", "1");

	check(writer, xs_mkdir(writer->store, writer->transaction, backend));
	set_access(writer, backend, GUEST_READS);
	write_node(writer, backend, "frontend", "%s", frontend);
	write_node(writer, backend, "frontend-id", "%u", writer->domid);
	write_node(writer, backend, "online", "1");
	write_node(writer, backend, "state", "1");
	write_node(writer, backend, name, "%s", value);

	char libxl[PATH_SIZE];
	snprintf(libxl, sizeof(libxl), "/libxl/%u/device/%s/0", writer->domid, frontend_kind);
	write_node(writer, libxl, "frontend", "%s", frontend);
	write_node(writer, libxl, "backend", "%s", backend);
}

static void write_domain(struct writer *writer, const struct toolstack_config *config,
	const struct toolstack_domain *domain) {
	char dir[PATH_SIZE], vm[PATH_SIZE], name[64];
	snprintf(dir, sizeof(dir), "/local/domain/%u", writer->domid);
	snprintf(vm, sizeof(vm), "/vm/%s", domain->uuid);
	snprintf(name, sizeof(name), "guest%u", writer->domid);

	check(writer, xs_mkdir(writer->store, writer->transaction, vm));
	set_access(writer, vm, GUEST_READS);
	check(writer, xs_mkdir(writer->store, writer->transaction, dir));
	set_access(writer, dir, GUEST_READS);
	write_node(writer, dir, "vm", "%s", vm);
	write_node(writer, dir, "name", "%s", config->name != NULL ? config->name : name);
	write_node(writer, vm, "name", "%s", config->name != NULL ? config->name : name);
	write_node(writer, vm, "uuid", "%s", domain->uuid);

	make_node(writer, dir, "device", GUEST_READS);
	make_node(writer, dir, "control", GUEST_READS);
	make_node(writer, dir, "control/shutdown", GUEST_OWNS);
	make_node(writer, dir, "data", GUEST_OWNS);
	make_node(writer, dir, "drivers", GUEST_OWNS);
	make_node(writer, dir, "feature", GUEST_OWNS);
	make_node(writer, dir, "attr", GUEST_OWNS);
	make_node(writer, dir, "error", GUEST_OWNS);
	make_node(writer, dir, "memory", GUEST_READS);
	write_node(writer, dir, "memory/target", "%u", domain->info.pages * 4);
	write_node(writer, dir, "domid", "%u", writer->domid);
	make_node(writer, dir, "store", GUEST_READS);
	write_node(writer, dir, "store/port", "%u", SIM_STORE_PORT);

	char libxl[PATH_SIZE];
	snprintf(libxl, sizeof(libxl), "/libxl/%u", writer->domid);
	write_node(writer, libxl, "type", "pv");

	if (config->vfb) {
		write_device(writer, "vfb", "vfb", "vnc", "1");
		write_device(writer, "vkbd", "vkbd", "backend-type", "qemu");
	}
	if (config->vinput) {
		write_device(writer, "vkbd", "vinput", "backend-type", "linux");
	}
}

/* 0 or an errno. */
static int write_nodes(struct xs_handle *store, const struct toolstack_config *config,
	const struct toolstack_domain *domain) {
	struct writer writer = {.store = store, .domid = domain->info.domid};
	do {
		writer.error = 0;
		writer.transaction = xs_transaction_start(store);
		write_domain(&writer, config, domain);
		if (!xs_transaction_end(store, writer.transaction, writer.error != 0)) {
			writer.error = errno;
		}
	} while (writer.error == EAGAIN);
	return writer.error;
}

static void format_uuid(char text[static 37], const uint8_t uuid[static 16]) {
	char *at = text;
	for (int i = 0; i < 16; i++) {
		bool dash = i == 4 || i == 6 || i == 8 || i == 10;
		at += snprintf(at, 4, "%s%02x", dash ? "-" : "", uuid[i]);
	}
}

bool toolstack_create(struct xs_handle *store, const struct toolstack_config *config,
	struct toolstack_domain *domain) {
	uint32_t memory_mib = config->memory_mib != 0 ? config->memory_mib : DEFAULT_MEMORY_MIB;
	struct sim_request request = {
		.op = SIM_CREATE,
		.domid = config->domid,
		.create = {.pages = memory_mib * 256, .paused = config->paused},
	};
	if (config->uuid != NULL) {
		memcpy(request.create.uuid, config->uuid, sizeof(request.create.uuid));
	} else if (getrandom(request.create.uuid, sizeof(request.create.uuid), 0) !=
		   sizeof(request.create.uuid)) {
		return false;
	}
	if (!sim_client_open(&domain->owner, SIM_OWNER, NULL)) {
		return false;
	}
	struct sim_reply reply;
	if (!sim_client_call(&domain->owner, &request, &reply)) {
		int error = errno;
		sim_client_close(&domain->owner);
		errno = error;
		return false;
	}
	domain->info = reply.info;
	format_uuid(domain->uuid, request.create.uuid);

	int error = write_nodes(store, config, domain);
	/* The frame is of no interest to this xenstored: it maps the grant. */
	if (error == 0 && !xs_introduce_domain(store, domain->info.domid, 0, SIM_STORE_PORT)) {
		error = errno;
	}
	if (error != 0) {
		toolstack_destroy(store, domain);
	}
	errno = error;
	return error == 0;
}

bool toolstack_read_notice(struct toolstack_domain *domain) {
	struct sim_notice notice;
	ssize_t size;
	do {
		size = recv(domain->owner.fd, &notice, sizeof(notice), 0);
	} while (size < 0 && errno == EINTR);
	if (size != sizeof(notice)) {
		return false;
	}
	domain->info = notice.info;
	return !notice.gone;
}

static void remove_path(struct xs_handle *store, const char *format, const char *what) {
	char path[PATH_SIZE];
	snprintf(path, sizeof(path), format, what);
	xs_rm(store, XBT_NULL, path);
}

/* The backends' halves of the devices that the toolstack has made. */
static void remove_backends(struct xs_handle *store, uint32_t domid) {
	static const char *const kinds[] = {"vfb", "vkbd"};
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		char path[PATH_SIZE];
		snprintf(path, sizeof(path), "/libxl/%u/device/%s/0/backend", domid, kinds[i]);
		char *backend = xs_read(store, XBT_NULL, path, NULL);
		if (backend != NULL) {
			xs_rm(store, XBT_NULL, backend);
			free(backend);
		}
	}
}

void toolstack_destroy(struct xs_handle *store, struct toolstack_domain *domain) {
	char domid[12];
	snprintf(domid, sizeof(domid), "%u", domain->info.domid);
	remove_backends(store, domain->info.domid);
	remove_path(store, "/vm/%s", domain->uuid);
	remove_path(store, "/local/domain/%s", domid);
	remove_path(store, "/libxl/%s", domid);
	/* Also where a child has it, too. */
	shutdown(domain->owner.fd, SHUT_RDWR);
	sim_client_close(&domain->owner);
}

static bool control(enum sim_op op, uint16_t domid, uint32_t reason, struct sim_reply *reply) {
	struct sim_client client;
	if (!sim_client_open(&client, SIM_CALL, NULL)) {
		return false;
	}
	struct sim_request request = {.op = op, .domid = domid, .domain.reason = reason};
	bool ok = sim_client_call(&client, &request, reply);
	int error = errno;
	sim_client_close(&client);
	errno = error;
	return ok;
}

bool toolstack_pause(uint16_t domid, bool paused) {
	return control(paused ? SIM_PAUSE : SIM_UNPAUSE, domid, 0, NULL);
}

bool toolstack_shutdown(uint16_t domid, uint32_t reason) {
	return control(SIM_SHUTDOWN, domid, reason, NULL);
}

bool toolstack_kill(uint16_t domid) {
	return control(SIM_DESTROY, domid, 0, NULL);
}

bool toolstack_get_info(uint16_t domid, struct sim_info *info) {
	struct sim_reply reply;
	bool ok = control(SIM_GET_INFO, domid, 0, &reply);
	if (ok) {
		*info = reply.info;
	}
	return ok;
}
