"""Guests that tests show, and where they are."""

import pytest
from colors import BLUE
from harness.desktop import BORDER, TITLE_HEIGHT, Desktop
from harness.machine import Puppet
from harness.picture import Box

# Pages of a guest that shows 800 by 600: the framebuffer, and one each of its two devices.
MAPPED = -(-800 * 600 * 4 // 4096) + 2

SMALL = 400, 300
FRAME = 0xC01080  # a colour that nothing else has
BUTTON_WIDTH = 34  # see compositor/frame.c


def show(desktop: Desktop, guest: Puppet, color: int = BLUE,
         size: tuple[int, int] = (800, 600)) -> Box:
    """Wait until the guest is a window all of one colour, and return where it is."""
    guest.expect_display(*size)
    guest.fill(0, 0, *size, color)
    desktop.wait_keyboard(guest.domid)
    return desktop.wait_box(color, size)


def small(start, name: str, *options: str, **more) -> Puppet:
    """A guest of which two are shown side by side."""
    return start(Puppet, name, drivers=["--video", f"2,{SMALL[0]},{SMALL[1]}", *options], **more)


def center(box: Box) -> tuple[int, int]:
    return box[0] + box[2] // 2, box[1] + box[3] // 2


def title(box: Box) -> tuple[int, int]:
    """A point of the title bar without a button."""
    return box[0] + box[2] // 3, box[1] - TITLE_HEIGHT // 2


def button(box: Box, name: str) -> tuple[int, int]:
    """A button of the title bar."""
    from_right = {"close": 0, "maximize": 1, "minimize": 2}[name]
    right = box[0] + box[2] - BUTTON_WIDTH * from_right
    return right - BUTTON_WIDTH // 2, box[1] - TITLE_HEIGHT // 2


def outer(box: Box) -> Box:
    """With the frame."""
    x, y, width, height = box
    return (x - BORDER, y - BORDER - TITLE_HEIGHT, width + 2 * BORDER,
            height + 2 * BORDER + TITLE_HEIGHT)


def in_frame(color: int) -> str:
    """The configuration in which all guests have frames of that colour."""
    return f"[defaults]\ncolor = #{color:06x}\n"


def wait_frame(desktop: Desktop, frame: Box) -> None:
    """Wait until the window with the focus, of in_frame(FRAME), has its frame there."""
    desktop.wait_picture(lambda picture: picture.box(FRAME) == frame, f"a frame at {frame}")


@pytest.fixture
def alice(start):
    return small(start, "alice")


@pytest.fixture
def window(desktop, alice):
    """The only one, with the focus; where its picture is."""
    return show(desktop, alice, BLUE, SMALL)
