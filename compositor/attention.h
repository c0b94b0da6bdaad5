#ifndef DOMICILE_ATTENTION_H
#define DOMICILE_ATTENTION_H

#include <stdbool.h>

struct seat;

/*
 * What the secure-attention key shows, above all that guests and programs can show: what has the focus,
 * and the domain that it belongs to, with its name and colour. The key comes before every other use of the
 * keyboard, so whatever a guest makes its window look like, this tells the truth.
 *
 * While it is open, nobody gets any input. The key again, Esc or a click closes it.
 */
struct attention;

struct attention *attention_create(struct seat *seat);
void attention_destroy(struct attention *attention); /* accepts NULL */

bool attention_is_open(const struct attention *attention);

/* A key that is its own: toggle says whether it is to open or to close, else nothing happens. */
void attention_key(struct attention *attention, bool toggle);
void attention_close(struct attention *attention);

#endif
