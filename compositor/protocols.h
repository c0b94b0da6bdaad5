#ifndef DOMICILE_PROTOCOLS_H
#define DOMICILE_PROTOCOLS_H

struct server;

/*
 * Makes the globals that need no policy of ours: wlroots does all that there is to do. They go with the
 * display. Others are made by those who have something to say to them; README.md lists all.
 */
void protocols_create(struct server *server);

#endif
