#ifndef DOMICILE_OUTPUT_POWER_H
#define DOMICILE_OUTPUT_POWER_H

struct desktop;

/*
 * Screens that programs darken while nobody is there (wlr-output-power-management-v1), as swayidle does.
 * Unlike one that is switched off for good, such a screen keeps its place and its windows:
 * see output.powered_off.
 */
struct output_power;

struct output_power *output_power_create(struct desktop *desktop);
void output_power_destroy(struct output_power *power); /* accepts NULL */

#endif
