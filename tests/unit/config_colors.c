/* The colours that guests get where the configuration names none. */

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "config.h"
#include "config_fixture.h"

static double linear(uint32_t color, int shift) {
	double c = (color >> shift & 0xff) / 255.0;
	return c <= 0.04045 ? c / 12.92 : pow((c + 0.055) / 1.055, 2.4);
}

/* Relative luminance, WCAG 2. */
static double luminance(uint32_t color) {
	return 0.2126 * linear(color, 16) + 0.7152 * linear(color, 8) + 0.0722 * linear(color, 0);
}

/* How different two colours look: their distance in OKLab. */
static double difference(uint32_t a, uint32_t b) {
	double lab[2][3];
	for (int i = 0; i < 2; i++) {
		uint32_t color = i == 0 ? a : b;
		double red = linear(color, 16), green = linear(color, 8), blue = linear(color, 0);
		double l = cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue);
		double m = cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue);
		double s = cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue);
		lab[i][0] = 0.2104542553 * l + 0.7936177850 * m - 0.0040720468 * s;
		lab[i][1] = 1.9779984951 * l - 2.4285922050 * m + 0.4505937099 * s;
		lab[i][2] = 0.0259040371 * l + 0.7827717662 * m - 0.8086757660 * s;
	}
	return sqrt(pow(lab[0][0] - lab[1][0], 2) + pow(lab[0][1] - lab[1][1], 2) +
		    pow(lab[0][2] - lab[1][2], 2));
}

static uint32_t color_of(const struct config *config, const struct guest *guest) {
	struct config_guest settings;
	config_for_guest(config, guest, &settings);
	return settings.color;
}

static void test_colors_are_stable(void **state) {
	struct config *config = config_create();
	struct guest guest;
	make_guest(&guest, "web", 1);
	uint32_t color = color_of(config, &guest);

	guest_set_name(&guest, "another");
	guest.domid = 99;
	assert_int_equal(color_of(config, &guest), color);

	/* Users know their domains by these: no release may change them. */
	assert_int_equal(color, 0x2273dc);
	make_guest(&guest, "web", 2);
	assert_int_equal(color_of(config, &guest), 0x1f3a93);
	config_destroy(config);
}

static void test_colors_are_distinct(void **state) {
	struct config *config = config_create();
	uint32_t colors[256];
	int uses[256];
	int count = 0;
	for (int i = 0; i < 256; i++) {
		struct guest guest;
		make_guest(&guest, "web", i);
		uint32_t color = color_of(config, &guest);
		int j = 0;
		while (j < count && colors[j] != color) {
			j++;
		}
		if (j == count) {
			colors[count] = color;
			uses[count++] = 0;
		}
		uses[j]++;
	}
	config_destroy(config);

	assert_int_equal(count, 12);
	for (int i = 0; i < count; i++) {
		assert_in_range(uses[i], 256 / 12 / 2, 256 / 12 * 2);
		assert_true(1.05 / (luminance(colors[i]) + 0.05) >= 4.5);
		assert_true((luminance(colors[i]) + 0.05) / 0.05 >= 2);
		for (int j = 0; j < i; j++) {
			assert_true(difference(colors[i], colors[j]) > 0.1);
		}
	}
}

int main(void) {
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_colors_are_stable),
		cmocka_unit_test(test_colors_are_distinct),
	};
	return cmocka_run_group_tests_name("config_colors", tests, NULL, NULL);
}
