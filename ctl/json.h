#ifndef DOMICILECTL_JSON_H
#define DOMICILECTL_JSON_H

#include <stdio.h>

struct domain;
struct window;

/* A text with its quotes, as RFC 8259 has it. It must be UTF-8. */
void json_string(FILE *file, const char *text);
/* An object. A domain is written without its windows, and not ended: the caller adds what it wants. */
void json_open_domain(FILE *file, const struct domain *domain);
void json_window(FILE *file, const struct window *window);

#endif
