"""Windows are where a person puts them; looked for on the screenshot by the guest's own pixels."""

import pytest
from lab.machine import SCREEN
from lab.wait import wait_until

TITLE_BAR = 12  # pixels above the content: within the title bar


@pytest.fixture
def window(desktop, pv):
    """The PV guest at the front, with a picture that stands still, and where it is."""
    pv.print(r"\033cdrag me\n")
    place = desktop.bring(pv)
    return pv.framebuffer(), place


def move(picture, place) -> tuple[int, int]:
    """How far to move so that the window stays on the screen: towards its middle."""
    return tuple(distance if 2 * at + size < whole else -distance
                 for at, size, whole, distance in zip(
                     place, picture.size, SCREEN, (60, 40)))


def wait_at(desktop, picture, expected) -> None:
    wait_until(lambda: desktop.find(picture) == expected,
               f"the window to be at {expected}, it is at {desktop.find(picture)}")


def test_drag_by_the_title_bar(desktop, window):
    picture, (x, y) = window
    dx, dy = move(picture, (x, y))
    start = x + picture.size[0] // 3, y - TITLE_BAR
    desktop.drag(start, (start[0] + dx, start[1] + dy))
    wait_at(desktop, picture, (x + dx, y + dy))


def test_drag_with_super(desktop, window):
    picture, (x, y) = window
    dx, dy = move(picture, (x, y))
    start = x + picture.size[0] // 2, y + picture.size[1] // 2
    desktop.press("leftmeta")
    desktop.drag(start, (start[0] + dx, start[1] + dy))
    desktop.release("leftmeta")
    wait_at(desktop, picture, (x + dx, y + dy))


def test_minimise_and_back(desktop, window):
    picture, place = window
    desktop.key("leftmeta", "h")
    wait_until(lambda: not desktop.find(picture), "the window to go")
    desktop.key("leftalt", "leftshift", "tab")
    wait_at(desktop, picture, place)


def test_fullscreen_and_back(desktop, window):
    picture, place = window
    desktop.key("leftmeta", "f")
    wait_until(lambda: desktop.find(picture) != place, "the window to go fullscreen")
    desktop.key("leftmeta", "f")
    wait_at(desktop, picture, place)


def test_closing_a_guests_window_does_not_harm_the_guest(desktop, pv, window):
    picture, _ = window
    desktop.key("leftmeta", "q")
    wait_until(lambda: not desktop.find(picture), "the window to go")
    assert pv.run("echo alive").stdout == "alive\n"
    desktop.bring(pv)
