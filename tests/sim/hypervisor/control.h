#ifndef SIM_CONTROL_H
#define SIM_CONTROL_H

struct connection;
struct exchange;

/* Requests that a toolstack makes, and those that go beyond one kind of object; see wire.h. */
int control_handle_restrict(struct connection *connection, struct exchange *exchange);
int control_handle_get_info(struct connection *connection, struct exchange *exchange);
int control_handle_pause(struct connection *connection, struct exchange *exchange);
int control_handle_shutdown(struct connection *connection, struct exchange *exchange);
int control_handle_destroy(struct connection *connection, struct exchange *exchange);
int control_handle_create(struct connection *connection, struct exchange *exchange);

#endif
