"""Windows are where a person puts them."""

import pytest
from colors import BLUE, GREEN
from guests import (FRAME, SMALL, alice, button, center, in_frame, outer, show, small, title,
                    wait_frame, window)
from harness.machine import Puppet

SCREEN = 0, 0, 1280, 720


@pytest.fixture
def desktop(new_desktop):
    return new_desktop(config=in_frame(FRAME))


def moved(box, dx: int, dy: int):
    return box[0] + dx, box[1] + dy, *box[2:]


def by(point, dx: int, dy: int):
    return point[0] + dx, point[1] + dy


@pytest.mark.parametrize("dx, dy", [(120, 90), (-333, -101), (430, 150)])
def test_drag_by_the_title(desktop, window, dx, dy):
    desktop.hands.drag(title(window), by(title(window), dx, dy))
    wait_frame(desktop, outer(moved(window, dx, dy)))


def test_drag_with_super(desktop, alice, window):
    desktop.hands.press("leftmeta")
    desktop.hands.drag(center(window), by(center(window), 70, -40))
    desktop.hands.release("leftmeta")
    wait_frame(desktop, outer(moved(window, 70, -40)))
    # The guest has no part in it.
    desktop.hands.key("esc")
    assert "key 272 1" not in alice.events("key 1 0")


def test_resize_by_a_corner(desktop, window):
    """In the shape of the guest's screen; a key brings it back to one pixel for a pixel."""
    x, y, width, height = window
    corner = x + width + 1, y + height + 1
    desktop.hands.drag(corner, by(corner, 200, 100))
    wait_frame(desktop, outer((x, y, 600, 450)))
    desktop.hands.key("leftmeta", "equal")
    assert desktop.wait_box(BLUE, SMALL) == window


def test_resize_by_an_edge(desktop, window):
    """The other edge stays where it is."""
    x, y, width, height = window
    edge = x - 2, y + height // 2
    desktop.hands.drag(edge, by(edge, 100, 0))
    wait_frame(desktop, outer((x + 100, y, 300, 225)))


def test_resize_with_super(desktop, window):
    x, y, width, height = window
    corner = x + width - 10, y + height - 10
    desktop.hands.press("leftmeta")
    desktop.hands.drag(corner, by(corner, -200, -150), "right")
    desktop.hands.release("leftmeta")
    wait_frame(desktop, outer((x, y, 200, 150)))


@pytest.mark.parametrize("how", ["key", "button", "double click"])
def test_maximise_and_back(desktop, window, how):
    def toggle(frame):
        if how == "key":
            desktop.hands.key("leftmeta", "m")
        elif how == "button":
            desktop.hands.click(*button(frame, "maximize"))
        else:
            desktop.hands.pointer(*title(frame))
            desktop.hands.button()
            desktop.hands.button()

    toggle(window)
    wait_frame(desktop, SCREEN)
    toggle((3, 31, 1274, 686))
    wait_frame(desktop, outer(window))


def test_maximised_window_is_pulled_off(desktop, window):
    desktop.hands.key("leftmeta", "m")
    wait_frame(desktop, SCREEN)
    desktop.hands.drag((640, 14), (640, 214))
    frame = desktop.wait_picture(
        lambda picture: (box := picture.box(FRAME)) and box[2:] == outer(window)[2:] and box,
        "the window in its size")
    assert frame[0] < 640 < frame[0] + frame[2]
    assert frame[1] < 214 < frame[1] + 31


def test_fullscreen_and_back(desktop, window):
    desktop.hands.key("leftmeta", "f")
    desktop.wait_gone(FRAME)
    assert desktop.screenshot().count(BLUE) > 0.99 * 960 * 718
    desktop.hands.key("leftmeta", "f")
    wait_frame(desktop, outer(window))


@pytest.mark.parametrize("how", ["q", "h", "close", "minimize"])
def test_put_away_and_back(desktop, alice, window, how):
    """Closed or minimised, the guest is none the wiser, and the switcher brings its window back."""
    if how in ("q", "h"):
        desktop.hands.key("leftmeta", how)
    else:
        desktop.hands.click(*button(window, how))
    desktop.wait_gone(BLUE)
    alice.fill(0, 0, *SMALL, GREEN)
    desktop.hands.key("leftalt", "tab")
    assert desktop.wait_box(GREEN, SMALL) == window
    desktop.hands.key("a")
    alice.events("key 30 0")
    assert sum(line.startswith("display") for line in alice.lines) == 1


def test_a_button_is_let_go_elsewhere(desktop, window):
    desktop.hands.pointer(*button(window, "close"))
    desktop.hands.button("left", True)
    desktop.hands.pointer(*center(window))
    desktop.hands.button("left", False)
    wait_frame(desktop, outer(window))


def test_click_raises(desktop, start):
    for name, color in ("alice", BLUE), ("bob", GREEN):
        show_some(desktop, start(Puppet, name), color)
    for color in GREEN, BLUE, GREEN:
        # Where it can be seen, which is where nothing covers it.
        desktop.hands.click(*desktop.wait_picture(
            lambda picture: picture.any(color), f"some of #{color:06x}"))
        desktop.wait_picture(lambda picture: picture.count(color) == 800 * 600, "all of it")


def show_some(desktop, guest, color) -> None:
    guest.expect_display()
    guest.fill(0, 0, 800, 600, color)
    desktop.wait_picture(lambda picture: picture.count(color), "some of it")


def test_new_windows_find_free_places(desktop, start):
    desktop.hands.pointer(1279, 719)  # the cursor, out of the way
    for i in range(4):
        guest = start(Puppet, f"guest-{i}", drivers=["--video", "2,400,250"])
        show(desktop, guest, 0x204000 + i, (400, 250))
    picture = desktop.screenshot()
    assert [picture.count(0x204000 + i) for i in range(4)] == [400 * 250] * 4


def test_a_new_window_takes_no_focus(desktop, alice, window, start):
    """What is being typed goes on to whom it is meant for."""
    bob = small(start, "bob")
    desktop.hands.key("a")
    show(desktop, bob, GREEN, SMALL)
    desktop.hands.key("b")
    assert [line for line in alice.events("key 48 0") if line.startswith("key")] == [
        "key 30 1", "key 30 0", "key 48 1", "key 48 0"]
