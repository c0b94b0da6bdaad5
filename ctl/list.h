#ifndef DOMICILECTL_LIST_H
#define DOMICILECTL_LIST_H

#include <stdio.h>

struct domain_list;

/* Tables for people. */
void list_domains(const struct domain_list *domains, FILE *file);
void list_windows(const struct domain_list *domains, FILE *file);
/* All of it as one JSON document, on one line. */
void list_json(const struct domain_list *domains, FILE *file);

#endif
