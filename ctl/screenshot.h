#ifndef DOMICILECTL_SCREENSHOT_H
#define DOMICILECTL_SCREENSHOT_H

#include <stdbool.h>

struct domain;
struct session;

/* Writes a PNG of what a guest shows; file "-": to standard output. false, having said why. */
bool screenshot_write(struct session *session, const struct domain *domain, const char *file);

#endif
