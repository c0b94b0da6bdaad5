"""Several outputs, and outputs that come and go."""

import subprocess

import pytest
from colors import BLUE, GREEN
from guests import SMALL, center, show, small
from harness.picture import Picture, pattern
from harness.program import Program
from harness.wayland import connect

# wlroots tells of the last one first, and each goes to the right of those that are there.
LEFT, RIGHT = "HEADLESS-2", "HEADLESS-1"
BOTH = 2560, 720


def randr(desktop, *options: str) -> None:
    subprocess.run(["wlr-randr", *options], env=desktop.env, check=True, capture_output=True)


def switch(desktop, state: str, *outputs: str) -> None:
    """On or off."""
    for output in outputs:
        randr(desktop, "--output", output, f"--{state}")


def wait_on(desktop, output: str, color: int, size) -> tuple[int, int]:
    """Wait until a colour is seen in a rectangle of that size there, and return its place."""
    return desktop.wait_picture(
        lambda picture: (box := picture.box(color)) and box[2:] == size and box[:2],
        f"#{color:06x} on {output}", output)


@pytest.fixture
def two(new_desktop):
    return new_desktop(env={"WLR_HEADLESS_OUTPUTS": "2"})


@pytest.fixture
def window(two, start):
    """A guest's, on the second output."""
    guest = small(start, "alice")
    x, y = center(show(two, guest, BLUE, SMALL))
    two.hands.press("leftmeta")
    two.hands.drag((x, y), (x + 1280, y), extent=BOTH)
    two.hands.release("leftmeta")
    return guest, wait_on(two, RIGHT, BLUE, SMALL)


def test_from_one_to_the_other(two, window):
    assert two.screenshot(LEFT).box(BLUE) is None


def test_over_both(two, window):
    guest, (x, y) = window
    two.hands.press("leftmeta")
    two.hands.drag((1280 + x + 10, y + 10), (1280 - 200 + 10, y + 10), extent=BOTH)
    two.hands.release("leftmeta")
    half = SMALL[0] // 2, SMALL[1]
    for output, left in (LEFT, 1280 - half[0]), (RIGHT, 0):
        assert wait_on(two, output, BLUE, half) == (left, y)
    guest.fill(100, 100, 200, 10, GREEN)
    for output in LEFT, RIGHT:
        wait_on(two, output, GREEN, (100, 10))


def test_new_windows_are_where_the_pointer_is(two, start):
    two.hands.pointer(1280 + 640, 360, BOTH)
    guest = small(start, "alice")
    guest.expect_display(*SMALL)
    guest.fill(0, 0, *SMALL, BLUE)
    wait_on(two, RIGHT, BLUE, SMALL)


def test_fullscreen_is_on_the_windows_output(two, window):
    two.hands.key("leftmeta", "f")
    two.wait_picture(lambda picture: picture.count(BLUE) > 950 * 700, "it", RIGHT)


def test_one_goes_and_comes_again(two, window):
    """A window comes to what is left, and goes home again."""
    _, home = window
    switch(two, "off", RIGHT)
    wait_on(two, LEFT, BLUE, SMALL)
    switch(two, "on", RIGHT)
    assert wait_on(two, RIGHT, BLUE, SMALL) == home


def test_none_is_left(two, window):
    """The guest goes on, costs nothing meanwhile, and is shown whole when there is one again."""
    guest, home = window
    switch(two, "off", LEFT, RIGHT)
    before = two.counters()
    guest.do("pattern 7")
    guest.do("animate 0 0 8 8 1")
    two.hands.key("a")
    guest.events("key 30 0")
    after = two.counters()
    assert {name: after[name] - before[name] for name in ("guest_bytes", "frames")} == {
        "guest_bytes": 0, "frames": 0}
    guest.do("animate 0 0 0 0 0")
    guest.do("pattern 8")
    switch(two, "on", RIGHT)
    assert two.wait_picture(lambda picture: picture.find(pattern(*SMALL, 8)), "all of it",
                            RIGHT) == home


def test_guest_comes_while_there_is_none(two, start):
    switch(two, "off", LEFT, RIGHT)
    guest = small(start, "alice")
    guest.expect_display(*SMALL)
    guest.fill(0, 0, *SMALL, BLUE)
    two.expect(r"d\d+ \(alice\): .*vfb/0: connected")
    switch(two, "on", LEFT)
    wait_on(two, LEFT, BLUE, SMALL)


def test_another_mode(desktop, start):
    show(desktop, small(start, "alice"), BLUE, SMALL)
    desktop.hands.key("leftmeta", "f")
    randr(desktop, "--output", "HEADLESS-1", "--custom-mode", "1600x1200")
    desktop.wait_picture(lambda picture: picture.size == (1600, 1200)
                         and picture.count(BLUE) > 1590 * 1190, "the window all over")


def test_scaled_output(desktop, start):
    """A guest's pixels are whole pixels there."""
    guest = small(start, "alice")
    guest.expect_display(*SMALL)
    guest.do("pattern 1")
    part = pattern(*SMALL, 1)
    desktop.wait_picture(lambda picture: picture.find(part), "the pattern")
    randr(desktop, "--output", "HEADLESS-1", "--scale", "2")
    doubled = Picture(part.pixels.repeat(2, axis=0).repeat(2, axis=1))
    # The screen is half as large for windows: this one is seen in part.
    desktop.wait_picture(lambda picture: picture.find(doubled.crop(0, 0, 300, 200)),
                         "every pixel as four")


def test_outputs_are_taken_away(new_desktop, start):
    """For good, as screens are: windows of another desktop, which serves no guest, are closed."""
    host = new_desktop(config="[defaults]\nattach = no\n")
    nested = new_desktop(env={"WLR_BACKENDS": "wayland", "WAYLAND_DISPLAY": host.display,
                              "WLR_WL_OUTPUTS": "2"})
    guest = small(start, "alice")
    guest.expect_display(*SMALL)
    guest.fill(0, 0, *SMALL, BLUE)
    for number in 1, 2:
        host.expect("view: Domicile at")
    host.hands.key("leftmeta", "q")
    nested.expect("output: .* has gone")
    host.wait_box(BLUE, SMALL)
    # Without its last window it ends, and the guest is none the wiser.
    host.hands.key("leftmeta", "q")
    assert nested.wait() == 0
    guest.fill(0, 0, *SMALL, GREEN)


def test_half_of_a_configuration_is_none(two):
    """One screen can't do what it is asked for: the other one stays as it was."""
    for fine, refused in (LEFT, RIGHT), (RIGHT, LEFT):
        done = subprocess.run(
            ["wlr-randr", "--output", fine, "--scale", "2",
             "--output", refused, "--adaptive-sync", "enabled"], env=two.env, capture_output=True)
        assert done.returncode != 0
        shown = subprocess.run(["wlr-randr"], env=two.env, check=True, capture_output=True,
                               text=True).stdout
        assert shown.count("Scale: 1.0") == 2


def test_a_program_begins_on_the_screen_that_it_wants(two):
    client = connect(two.env)
    outputs = {}
    for number in [number for number, kind in client.globals.items() if kind[0] == "wl_output"]:
        output = client.bind("wl_output", number)
        output.on["name"] = lambda name, output=output: outputs.__setitem__(name, output)
    client.sync()
    for name, other in (LEFT, RIGHT), (RIGHT, LEFT):
        program = Program(two, SMALL, BLUE, client=client,
                          begin=lambda program: program.toplevel.set_fullscreen(outputs[name]))
        two.wait_picture(lambda picture: picture.count(BLUE) > 1279 * 720, name, name)
        assert two.screenshot(other).count(BLUE) == 0
        program.toplevel.destroy()
        program.window.role.destroy()
        program.window.surface.destroy()
        two.wait_picture(lambda picture: picture.count(BLUE) == 0, f"nothing on {name}", name)
