"""Windows fill halves of the screen, move by steps, and stay above others."""

import pytest
from colors import BLUE, GREEN
from guests import (FRAME, SMALL, alice, center, in_frame, outer, show, small, title, wait_frame,
                    window)
from harness.process import wait_until

LEFT, RIGHT, ALL = (0, 0, 640, 720), (640, 0, 640, 720), (0, 0, 1280, 720)
FOOT = 0x7A8021
ARROWS = {"left": LEFT, "right": RIGHT, "up": ALL}


@pytest.fixture
def desktop(new_desktop):
    return new_desktop(config=f"[desktop]\nterminal = foot -o colors.background={FOOT:06x} sh\n"
                              + in_frame(FRAME))


@pytest.mark.parametrize("key", ARROWS)
def test_by_a_key_and_back(desktop, alice, window, key):
    desktop.hands.key("leftmeta", key)
    wait_frame(desktop, ARROWS[key])
    desktop.hands.key("leftmeta", "down")
    wait_frame(desktop, outer(window))
    desktop.hands.key("a")
    assert "key 108 1" not in alice.events("key 30 0")


@pytest.mark.parametrize("end, frame", [((0, 400), LEFT), ((1279, 400), RIGHT), ((700, 0), ALL)])
def test_dragged_to_an_edge(desktop, window, end, frame):
    desktop.hands.drag(title(window), end)
    wait_frame(desktop, frame)
    # Away from it again, in its old size.
    desktop.hands.drag((frame[0] + 100, 14), (600, 300))
    size = outer(window)[2:]
    desktop.wait_picture(lambda picture: (box := picture.box(FRAME)) and box[2:] == size, f"{size}")


def test_a_guest_keeps_its_shape_in_it(desktop, alice, window):
    """The picture is as wide as the half, with bars above and below."""
    desktop.hands.key("leftmeta", "left")
    wait_frame(desktop, LEFT)
    x, y, width, height = desktop.screenshot().box(BLUE)
    # But for where the edge of a picture that is scaled shines through.
    assert 630 <= width <= 634 and 472 <= height <= 476
    assert abs(center((x, y, width, height))[1] - (31 + 686 // 2)) <= 2


def test_a_terminal_fills_it_exactly(desktop, tmp_path):
    """It is told that it is tiled, and doesn't round its size to whole characters."""
    desktop.hands.key("leftmeta", "enter")
    desktop.wait_picture(lambda picture: picture.count(FOOT) > 10000, "a terminal")
    desktop.hands.key("leftmeta", "right")
    wait_until(lambda: desktop.screenshot().box(FOOT) == (643, 31, 634, 686), "its half")
    typed = tmp_path / "typed"
    desktop.hands.type(f"echo yes >{typed}\n")
    wait_until(typed.exists, "the shell")


def test_steps(desktop, window):
    x, y, width, height = window
    desktop.hands.key("leftmeta", "leftalt", "right")
    desktop.hands.key("leftmeta", "leftalt", "up")
    wait_frame(desktop, outer((x + 32, y - 32, width, height)))
    desktop.hands.key("leftmeta", "leftshift", "right")
    wait_frame(desktop, outer((x + 32, y - 32, 432, 324)))


def test_on_top(desktop, window, start):
    desktop.hands.key("leftmeta", "t")
    bob = small(start, "bob")
    show(desktop, bob, GREEN, SMALL)
    desktop.hands.key("leftalt", "tab")
    desktop.hands.key("leftmeta", "m")
    desktop.wait_picture(lambda picture: picture.count(GREEN) > 300000, "the other")
    assert desktop.screenshot().box(BLUE) == window
    desktop.hands.key("a")
    bob.events("key 30 0")
