#ifndef DOMICILE_CLIENT_LIMIT_H
#define DOMICILE_CLIENT_LIMIT_H

struct server;

/*
 * Programs that find no room: whoever connects when few files are left that this process may open is sent
 * away, and the user is told. Were none left, those who wait for us to take their connection would wake us
 * without end, and there would be none for guests.
 */
struct client_limit;

struct client_limit *client_limit_create(struct server *server);
void client_limit_destroy(struct client_limit *limit); /* accepts NULL */

#endif
