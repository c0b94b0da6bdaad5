#define _GNU_SOURCE
#include "kernel.h"

#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>
#include <wayland-server-core.h>

#include "memory.h"
#include "store_ring.h"

#define TOKEN_PREFIX_SIZE 9 /* "%08x:" of the program's number */

/* A message as it is on the wire, with room for a longer token. */
struct message {
	struct xsd_sockmsg header;
	char body[XENSTORE_PAYLOAD_MAX + TOKEN_PREFIX_SIZE + 1];
};

struct kernel {
	struct wl_event_loop *loop;
	struct guest_memory memory;
	struct store_ring ring;
	bool running;

	struct wl_list programs; /* program.link */
	struct wl_list requests; /* request.link: those that xenstored hasn't answered */
	uint32_t last_program, last_request;

	struct wl_array out; /* bytes that have no room in the ring yet */
	struct message in;   /* of which in_size bytes have arrived */
	size_t in_size;
};

struct program {
	struct kernel *kernel;
	struct wl_list link; /* kernel.programs */
	uint32_t number;
	int fd;
	struct wl_event_source *source;
	struct message in;
	size_t in_size;
	struct wl_list watches;      /* watch.link */
	struct wl_list transactions; /* transaction.link */
};

struct request {
	struct wl_list link;     /* kernel.requests */
	struct program *program; /* NULL: nobody wants the answer */
	uint32_t id;             /* to xenstored */
	uint32_t program_id;     /* of the program */
	uint32_t transaction;    /* that it ends, or 0 */
};

struct watch {
	struct wl_list link; /* program.watches */
	size_t size;
	char body[]; /* of the request that ends it */
};

struct transaction {
	struct wl_list link; /* program.transactions */
	uint32_t id;
};

static size_t message_size(const struct message *message) {
	return sizeof(message->header) + message->header.len;
}

static void flush(struct kernel *kernel) {
	size_t written = store_ring_write(&kernel->ring, kernel->out.data, kernel->out.size);
	kernel->out.size -= written;
	memmove(kernel->out.data, (char *)kernel->out.data + written, kernel->out.size);
}

static void send_message(struct kernel *kernel, const struct message *message) {
	void *at = wl_array_add(&kernel->out, message_size(message));
	if (at != NULL) {
		memcpy(at, message, message_size(message));
	}
	flush(kernel);
}

/* Sends it under a number of our own, which its answer has again. */
static void forward(struct kernel *kernel, struct program *program, struct message *message) {
	struct request *request = calloc(1, sizeof(*request));
	if (request == NULL) {
		abort();
	}
	kernel->last_request++;
	request->program = program;
	request->program_id = message->header.req_id;
	request->id = kernel->last_request;
	if (message->header.type == XS_TRANSACTION_END) {
		request->transaction = message->header.tx_id;
	}
	wl_list_insert(&kernel->requests, &request->link);
	message->header.req_id = request->id;
	send_message(kernel, message);
}

static void abort_transaction(struct kernel *kernel, uint32_t id) {
	struct message message = {
		.header = {.type = XS_TRANSACTION_END, .tx_id = id, .len = 2},
		.body = "F",
	};
	forward(kernel, NULL, &message);
}

static void end_watch(struct kernel *kernel, struct watch *watch) {
	struct message message = {
		.header = {.type = XS_UNWATCH, .len = (uint32_t)watch->size},
	};
	memcpy(message.body, watch->body, watch->size);
	forward(kernel, NULL, &message);
	wl_list_remove(&watch->link);
	free(watch);
}

static void program_destroy(struct program *program) {
	struct kernel *kernel = program->kernel;
	struct request *request;
	wl_list_for_each (request, &kernel->requests, link) {
		if (request->program == program) {
			request->program = NULL;
		}
	}
	struct watch *watch, *next_watch;
	wl_list_for_each_safe (watch, next_watch, &program->watches, link) {
		end_watch(kernel, watch);
	}
	struct transaction *transaction, *next_transaction;
	wl_list_for_each_safe (transaction, next_transaction, &program->transactions, link) {
		abort_transaction(kernel, transaction->id);
		wl_list_remove(&transaction->link);
		free(transaction);
	}
	wl_list_remove(&program->link);
	wl_event_source_remove(program->source);
	close(program->fd);
	free(program);
}

static struct program *find_program(struct kernel *kernel, uint32_t number) {
	struct program *program;
	wl_list_for_each (program, &kernel->programs, link) {
		if (program->number == number) {
			return program;
		}
	}
	return NULL;
}

/* A program that doesn't read what it asked for waits for nobody but itself: it is dropped. */
static void send_to_program(struct program *program, const struct message *message) {
	size_t size = message_size(message);
	if (send(program->fd, message, size, MSG_DONTWAIT | MSG_NOSIGNAL) != (ssize_t)size) {
		shutdown(program->fd, SHUT_RDWR);
	}
}

/* The token is the second string of the body. Where it begins, or NULL if that isn't so. */
static char *find_token(struct message *message) {
	char *end = memchr(message->body, '\0', message->header.len);
	size_t path = end != NULL ? (size_t)(end + 1 - message->body) : message->header.len;
	return path < message->header.len ? message->body + path : NULL;
}

/* So that two programs may use the same. False if there is none. */
static bool prefix_token(struct program *program, struct message *message) {
	char *token = find_token(message);
	if (token == NULL) {
		return false;
	}
	size_t size = message->header.len - (size_t)(token - message->body);
	char prefix[TOKEN_PREFIX_SIZE + 1];
	snprintf(prefix, sizeof(prefix), "%08x:", program->number);
	memmove(token + TOKEN_PREFIX_SIZE, token, size);
	memcpy(token, prefix, TOKEN_PREFIX_SIZE);
	message->header.len += TOKEN_PREFIX_SIZE;
	return true;
}

static void add_watch(struct program *program, const struct message *message) {
	struct watch *watch = malloc(sizeof(*watch) + message->header.len);
	if (watch == NULL) {
		abort();
	}
	watch->size = message->header.len;
	memcpy(watch->body, message->body, watch->size);
	wl_list_insert(&program->watches, &watch->link);
}

static void drop_watch(struct program *program, const struct message *message) {
	struct watch *watch;
	wl_list_for_each (watch, &program->watches, link) {
		if (watch->size == message->header.len &&
			memcmp(watch->body, message->body, watch->size) == 0) {
			wl_list_remove(&watch->link);
			free(watch);
			return;
		}
	}
}

static void handle_program_message(struct program *program) {
	struct message *message = &program->in;
	if (message->header.type == XS_WATCH && prefix_token(program, message)) {
		add_watch(program, message);
	} else if (message->header.type == XS_UNWATCH && prefix_token(program, message)) {
		drop_watch(program, message);
	}
	forward(program->kernel, program, message);
}

/* How many bytes of a message are still to come. */
static size_t missing(const struct message *message, size_t arrived) {
	size_t wanted = sizeof(message->header);
	if (arrived >= wanted) {
		wanted += message->header.len;
	}
	return wanted - arrived;
}

static int handle_program(int fd, uint32_t mask, void *data) {
	struct program *program = data;
	for (;;) {
		ssize_t size = recv(fd, (char *)&program->in + program->in_size,
			missing(&program->in, program->in_size), MSG_DONTWAIT);
		if (size < 0 && errno == EAGAIN) {
			return 0;
		}
		if (size <= 0) {
			break;
		}
		program->in_size += (size_t)size;
		bool has_header = program->in_size >= sizeof(program->in.header);
		/* A ring whose messages are too long is closed by xenstored, for all programs. */
		if (has_header &&
			program->in.header.len > XENSTORE_PAYLOAD_MAX - TOKEN_PREFIX_SIZE) {
			break;
		}
		if (has_header && missing(&program->in, program->in_size) == 0) {
			program->in_size = 0;
			handle_program_message(program);
			return 0; /* the others' turn; what is left calls again */
		}
	}
	program_destroy(program);
	return 0;
}

static int handle_connecting(int fd, uint32_t mask, void *data) {
	struct kernel *kernel = data;
	struct program *program = calloc(1, sizeof(*program));
	int client = accept4(fd, NULL, NULL, SOCK_CLOEXEC);
	if (program == NULL || client < 0) {
		free(program);
		return 0;
	}
	kernel->last_program++;
	program->kernel = kernel;
	program->number = kernel->last_program;
	program->fd = client;
	wl_list_init(&program->watches);
	wl_list_init(&program->transactions);
	wl_list_insert(&kernel->programs, &program->link);
	program->source = wl_event_loop_add_fd(
		kernel->loop, client, WL_EVENT_READABLE, handle_program, program);
	return 0;
}

static void handle_watch_event(struct kernel *kernel, struct message *message) {
	char *token = find_token(message);
	if (token == NULL) {
		return;
	}
	size_t size = message->header.len - (size_t)(token - message->body);
	if (size <= TOKEN_PREFIX_SIZE) {
		return;
	}
	struct program *program = find_program(kernel, (uint32_t)strtoul(token, NULL, 16));
	memmove(token, token + TOKEN_PREFIX_SIZE, size - TOKEN_PREFIX_SIZE);
	message->header.len -= TOKEN_PREFIX_SIZE;
	if (program != NULL) {
		send_to_program(program, message);
	}
}

static void begin_transaction(
	struct kernel *kernel, struct program *program, const struct message *message) {
	uint32_t id = (uint32_t)strtoul(message->body, NULL, 10);
	if (program == NULL) {
		abort_transaction(kernel, id);
		return;
	}
	struct transaction *transaction = calloc(1, sizeof(*transaction));
	if (transaction == NULL) {
		abort();
	}
	transaction->id = id;
	wl_list_insert(&program->transactions, &transaction->link);
}

static void end_transaction(struct program *program, uint32_t id) {
	struct transaction *transaction;
	wl_list_for_each (transaction, &program->transactions, link) {
		if (transaction->id == id) {
			wl_list_remove(&transaction->link);
			free(transaction);
			return;
		}
	}
}

static void handle_reply(struct kernel *kernel, struct message *message) {
	struct request *request;
	wl_list_for_each (request, &kernel->requests, link) {
		if (request->id == message->header.req_id) {
			break;
		}
	}
	if (&request->link == &kernel->requests) {
		return;
	}
	if (message->header.type == XS_TRANSACTION_START) {
		begin_transaction(kernel, request->program, message);
	}
	if (request->program != NULL) {
		if (request->transaction != 0) {
			end_transaction(request->program, request->transaction);
		}
		message->header.req_id = request->program_id;
		send_to_program(request->program, message);
	}
	wl_list_remove(&request->link);
	free(request);
}

static void read_ring(struct kernel *kernel) {
	for (;;) {
		size_t wanted = missing(&kernel->in, kernel->in_size);
		size_t size = store_ring_read(
			&kernel->ring, (char *)&kernel->in + kernel->in_size, wanted);
		kernel->in_size += size;
		bool has_header = kernel->in_size >= sizeof(kernel->in.header);
		if (has_header && kernel->in.header.len > sizeof(kernel->in.body)) {
			fprintf(stderr, "kernel: xenstored talks nonsense\n");
			kernel->running = false;
			return;
		}
		if (has_header && missing(&kernel->in, kernel->in_size) == 0) {
			kernel->in_size = 0;
			if (kernel->in.header.type == XS_WATCH_EVENT) {
				handle_watch_event(kernel, &kernel->in);
			} else {
				handle_reply(kernel, &kernel->in);
			}
		} else if (size == 0) {
			return;
		}
	}
}

static int handle_ring(int fd, uint32_t mask, void *data) {
	struct kernel *kernel = data;
	if (!store_ring_acknowledge(&kernel->ring)) {
		kernel->running = false;
		return 0;
	}
	read_ring(kernel);
	flush(kernel);
	return 0;
}

static void serve(struct kernel *kernel, int listening) {
	kernel->loop = wl_event_loop_create();
	struct wl_event_source *ring = wl_event_loop_add_fd(
		kernel->loop, kernel->ring.events, WL_EVENT_READABLE, handle_ring, kernel);
	struct wl_event_source *socket = wl_event_loop_add_fd(
		kernel->loop, listening, WL_EVENT_READABLE, handle_connecting, kernel);
	kernel->running = true;
	while (kernel->running) {
		if (wl_event_loop_dispatch(kernel->loop, -1) < 0 && errno != EINTR) {
			break;
		}
	}
	wl_event_source_remove(ring);
	wl_event_source_remove(socket);
	struct program *program, *next;
	wl_list_for_each_safe (program, next, &kernel->programs, link) {
		program_destroy(program);
	}
	wl_event_loop_destroy(kernel->loop);
}

bool kernel_run(int listening) {
	static struct kernel kernel;
	wl_list_init(&kernel.programs);
	wl_list_init(&kernel.requests);
	wl_array_init(&kernel.out);
	if (!guest_memory_open(&kernel.memory)) {
		return false;
	}
	if (!store_ring_open(&kernel.ring, &kernel.memory)) {
		guest_memory_close(&kernel.memory);
		return false;
	}
	serve(&kernel, listening);
	store_ring_close(&kernel.ring);
	guest_memory_close(&kernel.memory);
	wl_array_release(&kernel.out);
	return true;
}
