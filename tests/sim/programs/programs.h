#ifndef SIM_PROGRAMS_PROGRAMS_H
#define SIM_PROGRAMS_PROGRAMS_H

struct screen;
struct wl_event_loop;

/*
 * Programs for people. Each makes a screen, which is the caller's to give a glass and to destroy.
 * args is what follows the program's name on a command line, up to a NULL; it must stay as long as
 * the screen does. NULL if that can't be, with the reason on standard error.
 */
typedef struct screen *create_program(struct wl_event_loop *loop, char *const args[]);

/* clock: the time of day. */
create_program clock_create;
/*
 * paint [--blank]: a canvas with a picture on it, or a blank one. The left button paints and the
 * right one erases, or opens a menu where there are such; the wheel changes the size of the brush,
 * a colour is chosen with the bar or with the keys 1 to =, and Backspace, Delete and C clear the
 * canvas. Its pointer is a brush that it draws itself.
 */
create_program paint_create;
/*
 * planets: a moving picture at 60 frames a second: planets on their ways around a sun, before a sky
 * that never changes. Where nothing moves, nothing is drawn.
 */
create_program planets_create;
/*
 * terminal [COMMAND...]: a text console with a shell, or what is given, on it. Says on standard
 * output "title TEXT" when a program has named the terminal so, and what came before is on the
 * screen.
 */
create_program terminal_create;

#endif
