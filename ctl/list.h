#ifndef DOMICILECTL_LIST_H
#define DOMICILECTL_LIST_H

#include <stdio.h>

struct domains;

/* Tables for people. */
void list_domains(const struct domains *domains, FILE *file);
void list_windows(const struct domains *domains, FILE *file);
/* All of it as one JSON document, on one line. */
void list_json(const struct domains *domains, FILE *file);

#endif
