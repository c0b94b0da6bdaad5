#ifndef DOMICILE_SEAMLESS_SEAMLESS_H
#define DOMICILE_SEAMLESS_SEAMLESS_H

struct device_environment;

/*
 * The windows of one guest, one by one: waits for an agent to appear in the guest, connects to it, and
 * waits again when it has gone. An agent tells of all its windows anew to whoever connects, so
 * that neither its end nor ours loses any.
 */
struct seamless;

/* NULL with errno set. env is borrowed; its policy may change, and counts from the next agent on. */
struct seamless *seamless_create(const struct device_environment *env);
void seamless_destroy(struct seamless *seamless); /* accepts NULL */

#endif
