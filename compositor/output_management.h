#ifndef DOMICILE_OUTPUT_MANAGEMENT_H
#define DOMICILE_OUTPUT_MANAGEMENT_H

struct desktop;

/* Lets programs such as wlr-randr and kanshi see and set up the screens. */
struct output_management;

struct output_management *output_management_create(struct desktop *desktop);
void output_management_destroy(struct output_management *management);

/* Tells those programs what the outputs are now. */
void output_management_update(struct output_management *management);

#endif
