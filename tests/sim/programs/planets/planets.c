#define _GNU_SOURCE
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "programs.h"
#include "screen.h"
#include "sky.h"

#define WIDTH 1024
#define HEIGHT 640
#define TILT 0.36 /* how far the orbits are seen from the side: the height of one that is 1 wide */
#define ROLL -0.12
#define SUN_RADIUS 40.0
#define EARTH_ORBIT 178.0
#define EARTH_YEAR 40.0 /* seconds */

struct color {
	double red, green, blue;
};

struct planet {
	double orbit, radius, start; /* in pixels of WIDTH by HEIGHT; where it is at first */
	struct color color, band;
	double month; /* seconds in which its moon goes round it; 0: no moon */
	bool has_ring;
};

static const struct planet planets[] = {
	{88, 5, 2.4, {0.72, 0.62, 0.54}, {0.60, 0.50, 0.44}, 0, false},
	{130, 9.5, 5.9, {0.95, 0.82, 0.55}, {0.88, 0.70, 0.42}, 0, false},
	{EARTH_ORBIT, 11, 2.05, {0.28, 0.55, 0.95}, {0.35, 0.75, 0.60}, 9, false},
	{228, 7.5, 0.75, {0.90, 0.42, 0.25}, {0.75, 0.30, 0.20}, 0, false},
	{312, 28, 1.15, {0.90, 0.74, 0.56}, {0.72, 0.48, 0.33}, 14, false},
	{392, 21, 3.75, {0.93, 0.82, 0.58}, {0.82, 0.68, 0.45}, 0, true},
	{448, 14, 2.75, {0.55, 0.88, 0.90}, {0.48, 0.80, 0.86}, 0, false},
	{492, 13, 6.1, {0.30, 0.42, 0.95}, {0.38, 0.55, 1.00}, 0, false},
};
#define PLANETS (sizeof(planets) / sizeof(planets[0]))
#define BODIES (2 * PLANETS) /* each with a moon */

struct body {
	double x, y, depth, radius; /* depth: 1 in front of the sun, -1 behind it */
	const struct planet *planet;
};

struct scene {
	struct screen screen;
	cairo_surface_t *background;
	double scale;
	struct timespec start;
	struct body bodies[BODIES]; /* as they were drawn last */
};

static void orbit_point(const struct scene *scene, double orbit, double angle, struct body *body) {
	double x = orbit * cos(angle), y = orbit * sin(angle) * TILT;
	body->x = scene->screen.width / 2.0 + scene->scale * (x * cos(ROLL) - y * sin(ROLL));
	body->y = scene->screen.height / 2.0 + scene->scale * (x * sin(ROLL) + y * cos(ROLL));
	body->depth = sin(angle);
}

static void set_color(
	cairo_pattern_t *pattern, double at, struct color color, double light, double alpha) {
	cairo_pattern_add_color_stop_rgba(pattern, at, fmin(1, light * color.red),
		fmin(1, light * color.green), fmin(1, light * color.blue), alpha);
}

static void fill_circle(
	cairo_t *cairo, double x, double y, double radius, cairo_pattern_t *source) {
	cairo_set_source(cairo, source);
	cairo_arc(cairo, x, y, radius, 0, 2 * M_PI);
	cairo_fill(cairo);
	cairo_pattern_destroy(source);
}

static void draw_glow(const struct scene *scene, cairo_t *cairo) {
	double x = scene->screen.width / 2.0, y = scene->screen.height / 2.0;
	double radius = scene->scale * SUN_RADIUS * 6;
	cairo_pattern_t *glow = cairo_pattern_create_radial(x, y, 0, x, y, radius);
	set_color(glow, 0, (struct color){1, 0.75, 0.35}, 1, 0.75);
	set_color(glow, 0.18, (struct color){1, 0.62, 0.25}, 1, 0.42);
	set_color(glow, 0.45, (struct color){1, 0.45, 0.20}, 1, 0.12);
	set_color(glow, 1, (struct color){1, 0.35, 0.20}, 1, 0);
	fill_circle(cairo, x, y, radius, glow);
}

static void draw_orbits(const struct scene *scene, cairo_t *cairo) {
	cairo_set_line_width(cairo, 1);
	cairo_set_source_rgba(cairo, 0.75, 0.82, 1, 0.16);
	for (size_t i = 0; i < PLANETS; i++) {
		for (int step = 0; step < 360; step++) {
			struct body at;
			orbit_point(scene, planets[i].orbit, step * M_PI / 180, &at);
			cairo_line_to(cairo, at.x, at.y);
		}
		cairo_close_path(cairo);
		cairo_stroke(cairo);
	}
}

static void draw_sun(const struct scene *scene, cairo_t *cairo) {
	double x = scene->screen.width / 2.0, y = scene->screen.height / 2.0;
	double radius = scene->scale * SUN_RADIUS;
	cairo_pattern_t *disc = cairo_pattern_create_radial(x, y, 0, x, y, radius);
	set_color(disc, 0, (struct color){1, 1, 0.92}, 1, 1);
	set_color(disc, 0.6, (struct color){1, 0.93, 0.62}, 1, 1);
	set_color(disc, 0.92, (struct color){1, 0.72, 0.28}, 1, 1);
	set_color(disc, 1, (struct color){1, 0.62, 0.20}, 1, 0.9);
	fill_circle(cairo, x, y, radius, disc);
}

/* Half of a ring: that behind its planet, or that before it. */
static void draw_ring(cairo_t *cairo, const struct body *body, double from) {
	static const struct {
		double radius, width, alpha;
	} parts[] = {{1.45, 0.12, 0.45}, {1.68, 0.26, 0.85}, {2.0, 0.2, 0.6}, {2.2, 0.06, 0.35}};
	const struct color *color = &body->planet->color;
	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
		cairo_save(cairo);
		cairo_translate(cairo, body->x, body->y);
		cairo_rotate(cairo, -0.35);
		cairo_scale(cairo, body->radius, 0.32 * body->radius);
		cairo_arc(cairo, 0, 0, parts[i].radius, from, from + M_PI);
		cairo_set_source_rgba(cairo, color->red, color->green, color->blue, parts[i].alpha);
		cairo_set_line_width(cairo, parts[i].width);
		cairo_stroke(cairo);
		cairo_restore(cairo);
	}
}

static void draw_bands(cairo_t *cairo, const struct body *body) {
	static const double bands[][2] = {{-0.75, 0.14}, {-0.38, 0.2}, {0.12, 0.26}, {0.58, 0.16}};
	const struct color *color = &body->planet->band;
	cairo_set_source_rgba(cairo, color->red, color->green, color->blue, 0.75);
	for (size_t i = 0; i < sizeof(bands) / sizeof(bands[0]); i++) {
		cairo_rectangle(cairo, -1, bands[i][0], 2, bands[i][1]);
		cairo_fill(cairo);
	}
}

/* Lit by the sun: more of it, the further behind the sun it is. */
static void draw_ball(const struct scene *scene, cairo_t *cairo, const struct body *body) {
	double dx = scene->screen.width / 2.0 - body->x, dy = scene->screen.height / 2.0 - body->y;
	double distance = fmax(1, hypot(dx, dy));
	const struct color *color = &body->planet->color;
	cairo_save(cairo);
	cairo_translate(cairo, body->x, body->y);
	cairo_scale(cairo, body->radius, body->radius);
	cairo_arc(cairo, 0, 0, 1, 0, 2 * M_PI);
	cairo_set_source_rgb(cairo, color->red, color->green, color->blue);
	cairo_fill_preserve(cairo);
	cairo_clip(cairo);
	cairo_rotate(cairo, -0.35);
	draw_bands(cairo, body);
	cairo_rotate(cairo, 0.35);

	double towards = 0.62 + 0.18 * body->depth;
	double x = towards * dx / distance, y = towards * dy / distance;
	cairo_pattern_t *shade = cairo_pattern_create_radial(x, y, 0, 0.35 * x, 0.35 * y, 1.45);
	cairo_pattern_add_color_stop_rgba(shade, 0, 1, 1, 0.95, 0.38);
	cairo_pattern_add_color_stop_rgba(shade, 0.3, 1, 1, 0.95, 0);
	cairo_pattern_add_color_stop_rgba(shade, 0.45, 0, 0, 0.05, 0.1);
	cairo_pattern_add_color_stop_rgba(shade, 0.85, 0, 0, 0.05, 0.88);
	cairo_pattern_add_color_stop_rgba(shade, 1, 0, 0, 0.05, 0.92);
	cairo_set_source(cairo, shade);
	cairo_paint(cairo);
	cairo_pattern_destroy(shade);
	cairo_restore(cairo);
}

static void draw_body(const struct scene *scene, cairo_t *cairo, const struct body *body) {
	if (body->radius == 0) {
		return;
	}
	if (body->planet->has_ring) {
		draw_ring(cairo, body, M_PI);
	}
	draw_ball(scene, cairo, body);
	if (body->planet->has_ring) {
		draw_ring(cairo, body, 0);
	}
}

static double seconds(const struct scene *scene) {
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)(now.tv_sec - scene->start.tv_sec) +
	       (double)(now.tv_nsec - scene->start.tv_nsec) / 1e9;
}

static void place_planet(
	const struct scene *scene, const struct planet *planet, double now, struct body *body) {
	/* Kepler's third law. */
	double year = EARTH_YEAR * pow(planet->orbit / EARTH_ORBIT, 1.5);
	orbit_point(scene, planet->orbit, planet->start + 2 * M_PI * now / year, body);
	body->radius = scene->scale * planet->radius * (1 + 0.22 * body->depth);
	body->planet = planet;
}

static void place_moon(const struct body *around, double now, struct body *moon) {
	static const struct planet planet = {
		.color = {0.78, 0.78, 0.82},
		.band = {0.68, 0.68, 0.72},
	};
	if (around->planet->month == 0) {
		*moon = (struct body){.planet = &planet};
		return;
	}
	double angle = 2 * M_PI * now / around->planet->month + around->planet->start;
	double distance = around->radius * 1.5 + 7;
	*moon = (struct body){
		.x = around->x + distance * cos(angle),
		.y = around->y + distance * sin(angle) * TILT,
		.depth = around->depth + 0.01 * sin(angle),
		.radius = fmax(1.5, around->radius * 0.2),
		.planet = &planet,
	};
}

static int compare_depth(const void *a, const void *b) {
	double difference = ((const struct body *)a)->depth - ((const struct body *)b)->depth;
	return difference < 0 ? -1 : difference > 0;
}

/* In steps too small to be seen, so that what moves slowly is seldom drawn. */
static double step(double value) {
	return round(4 * value) / 4;
}

static void place_bodies(const struct scene *scene, struct body bodies[static BODIES]) {
	double now = seconds(scene);
	size_t count = 0;
	for (size_t i = 0; i < PLANETS; i++) {
		struct body *body = &bodies[count++];
		place_planet(scene, &planets[i], now, body);
		place_moon(body, now, &bodies[count++]);
	}
	for (size_t i = 0; i < BODIES; i++) {
		bodies[i].x = step(bodies[i].x);
		bodies[i].y = step(bodies[i].y);
		bodies[i].radius = step(bodies[i].radius);
	}
}

static void damage_body(struct screen *screen, const struct body *body) {
	double radius = body->radius * (body->planet != NULL && body->planet->has_ring ? 2.3 : 1);
	int size = (int)ceil(2 * radius) + 3;
	screen_damage(screen, (int)floor(body->x - radius) - 1, (int)floor(body->y - radius) - 1,
		size, size);
}

static void draw(const struct scene *scene, const struct body bodies[static BODIES]) {
	struct body sorted[BODIES];
	memcpy(sorted, bodies, sizeof(sorted));
	qsort(sorted, BODIES, sizeof(sorted[0]), compare_depth);

	cairo_t *cairo = scene->screen.cairo;
	cairo_save(cairo);
	screen_clip(&scene->screen);
	cairo_set_source_surface(cairo, scene->background, 0, 0);
	cairo_paint(cairo);
	size_t i = 0;
	for (; i < BODIES && sorted[i].depth < 0; i++) {
		draw_body(scene, cairo, &sorted[i]);
	}
	draw_sun(scene, cairo);
	for (; i < BODIES; i++) {
		draw_body(scene, cairo, &sorted[i]);
	}
	cairo_restore(cairo);
}

static void handle_frame(struct screen *screen) {
	struct scene *scene = wl_container_of(screen, scene, screen);
	struct body bodies[BODIES];
	place_bodies(scene, bodies);
	for (size_t i = 0; i < BODIES; i++) {
		const struct body *old = &scene->bodies[i], *new = &bodies[i];
		if (old->x != new->x || old->y != new->y || old->radius != new->radius) {
			damage_body(screen, old);
			damage_body(screen, new);
		}
	}
	draw(scene, bodies);
	memcpy(scene->bodies, bodies, sizeof(bodies));
	screen_request_frame(screen);
}

static void handle_resize(struct screen *screen) {
	struct scene *scene = wl_container_of(screen, scene, screen);
	cairo_surface_destroy(scene->background);
	scene->background = sky_create(screen->width, screen->height);
	scene->scale = fmin((double)screen->width / WIDTH, (double)screen->height / HEIGHT);
	cairo_t *cairo = cairo_create(scene->background);
	draw_orbits(scene, cairo);
	draw_glow(scene, cairo);
	cairo_destroy(cairo);
}

static void handle_destroy(struct screen *screen) {
	struct scene *scene = wl_container_of(screen, scene, screen);
	cairo_surface_destroy(scene->background);
	screen_finish(screen);
	free(scene);
}

struct screen *planets_create(struct wl_event_loop *loop, char *const args[]) {
	static const struct screen_impl impl = {
		.resize = handle_resize,
		.frame = handle_frame,
		.destroy = handle_destroy,
	};
	struct scene *scene = calloc(1, sizeof(*scene));
	clock_gettime(CLOCK_MONOTONIC, &scene->start);
	screen_init(&scene->screen, &impl, loop, "planets", WIDTH, HEIGHT);
	screen_set_title(&scene->screen, "Planets");
	return &scene->screen;
}
