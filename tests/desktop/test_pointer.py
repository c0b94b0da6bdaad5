"""The pointer is in the guest that is under it and has the focus, where it is on the screen."""

import pytest
from colors import BLUE, GREEN
from guests import SMALL, center, show, small
from harness import keys
from harness.machine import Puppet

RANGE = 32767


def wait_position(guest, x: float, y: float, size) -> None:
    """Wait until the pointer is within a pixel of the guest's screen."""
    def near(line: str) -> bool:
        kind, *values = line.split()
        return kind == "pos" and all(
            pixel * RANGE / extent - 1 <= int(at) <= (pixel + 1) * RANGE / extent + 1
            for at, pixel, extent in zip(values, (x, y), size))

    guest.wait_event(near, f"the pointer at {x}, {y}")


@pytest.fixture
def window(desktop, puppet):
    """A guest with the focus."""
    box = show(desktop, puppet)
    desktop.hands.click(*center(box))
    puppet.events(f"key {keys.code('BTN_LEFT')} 0")
    return box


def test_corners(desktop, puppet, window):
    x, y, width, height = window
    for left, top in (0, 0), (width - 1, 0), (width - 1, height - 1), (0, height - 1):
        desktop.hands.pointer(x + left, y + top)
        wait_position(puppet, left, top, (800, 600))


def test_scaled(desktop, puppet, window):
    puppet.do("resize 640 360")
    desktop.wait_box(BLUE, (640, 360))
    desktop.hands.key("leftmeta", "f")
    desktop.wait_box(BLUE, (1280, 720))
    for x, y in (0, 0), (1279, 719), (300, 500):
        desktop.hands.pointer(x, y)
        wait_position(puppet, x, y, (1280, 720))


def test_buttons(desktop, puppet, window):
    for name in "left", "right", "middle", "side", "extra":
        desktop.hands.button(name)
        code = keys.code(f"BTN_{name.upper()}")
        events = puppet.events(f"key {code} 0")
        assert [line for line in events if line.startswith("key")] == [
            f"key {code} 1", f"key {code} 0"]


def wheel(guest, clicks: int) -> None:
    """Wait until so many clicks have come: towards the person where positive."""
    come = 0

    def enough(line: str) -> bool:
        nonlocal come
        kind, *values = line.split()
        come += int(values[2]) if kind in ("pos", "motion") else 0
        return come == clicks

    guest.wait_event(enough, f"{clicks} clicks of the wheel")


def test_wheel(desktop, puppet, window):
    desktop.hands.wheel(3)
    wheel(puppet, 3)
    desktop.hands.wheel(-2)
    wheel(puppet, -2)


def test_parts_of_a_click_add_up(desktop, puppet, window):
    for _ in range(4):
        desktop.hands.scroll(7.5)
    wheel(puppet, 2)


def test_guest_without_absolute_positions(desktop, start):
    guest = start(Puppet, "alice", drivers=["--relative"])
    desktop.hands.click(*center(show(desktop, guest)))
    guest.events(f"key {keys.code('BTN_LEFT')} 0")
    desktop.hands.move(5, -3)
    desktop.hands.move(0.5, 0)
    desktop.hands.move(0.5, 0)
    desktop.hands.key("esc")
    moves = [line.split()[1:3] for line in guest.events("key 1 0") if line.startswith("motion")]
    # Parts of a pixel are kept for the next time.
    assert abs(sum(int(x) for x, _ in moves) - 6) <= 1
    assert abs(sum(int(y) for _, y in moves) + 3) <= 1


def test_only_with_the_focus(desktop, start):
    alice, bob = small(start, "alice"), small(start, "bob")
    first = show(desktop, alice, BLUE, SMALL)
    second = show(desktop, bob, GREEN, SMALL)
    desktop.hands.click(*center(first))
    alice.events(f"key {keys.code('BTN_LEFT')} 0")
    desktop.hands.pointer(*center(second))
    desktop.hands.wheel(1)
    desktop.hands.pointer(*center(first))
    wait_position(alice, SMALL[0] // 2, SMALL[1] // 2, SMALL)
    # Bob got nothing before what comes now.
    desktop.hands.key("leftalt", "tab")
    desktop.hands.key("esc")
    assert bob.events("key 1 0")[0] == "key 1 1"


def test_a_drag_stays_in_the_guest(desktop, puppet, window):
    """Even out of its window, where it stops at the edge."""
    x, y, width, height = window
    desktop.hands.pointer(x + 10, y + 10)
    desktop.hands.button("left", True)
    desktop.hands.pointer(x - 100, y + 300)
    wait_position(puppet, 0, 300, (800, 600))
    desktop.hands.button("left", False)
    puppet.events(f"key {keys.code('BTN_LEFT')} 0")


def test_held_button_is_released_with_the_focus(desktop, puppet, window):
    desktop.hands.pointer(*center(window))
    desktop.hands.button("left", True)
    puppet.events(f"key {keys.code('BTN_LEFT')} 1")
    desktop.hands.key("leftmeta", "h")
    puppet.events(f"key {keys.code('BTN_LEFT')} 0")
    desktop.hands.button("left", False)


@pytest.mark.parametrize("cursor", ["hide", "show"])
def test_cursor(new_desktop, puppet, cursor):
    """Over a guest that draws its own, ours is hidden."""
    desktop = new_desktop(config=f"[defaults]\ncursor = {cursor}\n")
    box = show(desktop, puppet)
    desktop.hands.click(*center(box))
    desktop.wait_picture(lambda picture: ((picture.crop(*box).pixels == BLUE).all()
                                          == (cursor == "hide")), f"{cursor} of the cursor")


def test_cursor_is_back_outside(desktop, puppet, window):
    def background(picture) -> bool:
        return (picture.crop(0, 0, 100, 100).pixels == picture.pixel(0, 0)).all()

    desktop.hands.pointer(*center(window))
    desktop.wait_picture(background, "no cursor")
    desktop.hands.pointer(50, 50)
    desktop.wait_picture(lambda picture: not background(picture), "the cursor")
