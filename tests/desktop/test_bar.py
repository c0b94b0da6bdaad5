"""The desktop's own bar: what has the focus, beside panels and guests."""

import pytest
from colors import BLUE, GREEN
from guests import SMALL, show, small
from harness.desktop import BORDER, TITLE_HEIGHT
from harness.machine import Puppet
from test_cost import WHILE, settle, spent
from test_layers import BAR as PANEL
from test_layers import BAR_HEIGHT as PANEL_HEIGHT
from test_layers import bar as waybar  # noqa: F401
from test_layers import bus  # noqa: F401

HEIGHT, EDGE = 24, 2  # see compositor/bar.h and bar.c
COLORS = {"alice": 0x111A88, "bob": 0x1A8811}
DOMAINS = "".join(f"[domain {name}]\ncolor = #{color:06x}\n" for name, color in COLORS.items())


@pytest.fixture
def desktop(new_desktop):
    return new_desktop(config=f"[bar]\nposition = top\n{DOMAINS}")


def wait_bar(desktop, color: int) -> None:
    """Until it is that domain's."""
    def look(picture):
        return picture.crop(0, HEIGHT - EDGE, 1280, EDGE).count(color) == 1280 * EDGE

    desktop.wait_picture(look, f"a bar of #{color:06x}")


def test_follows_the_focus(desktop, start):
    show(desktop, small(start, "alice"), BLUE, SMALL)
    wait_bar(desktop, COLORS["alice"])
    small(start, "bob").expect_display(*SMALL)
    desktop.expect("view: bob at")
    wait_bar(desktop, COLORS["alice"])
    desktop.hands.key("leftalt", "tab")
    wait_bar(desktop, COLORS["bob"])
    settle(desktop)
    cost = spent(desktop, WHILE)
    assert cost.pop("wakeups") <= 1
    assert set(cost.values()) == {0}


def test_gives_way_to_fullscreen(desktop, start):
    """A guest of the screen's shape has all of it."""
    show(desktop, start(Puppet, "alice", drivers=["--video", "2,640,360"]), BLUE, (640, 360))
    wait_bar(desktop, COLORS["alice"])
    desktop.hands.key("leftmeta", "f")
    desktop.wait_box(BLUE, (1280, 720))
    desktop.hands.key("leftmeta", "f")
    wait_bar(desktop, COLORS["alice"])


def test_beside_a_panel(desktop, waybar, start):  # noqa: F811
    """Which comes next to it; windows keep out of both."""
    show(desktop, small(start, "alice"), GREEN, SMALL)
    wait_bar(desktop, COLORS["alice"])
    box = desktop.wait_box(PANEL, (1280, PANEL_HEIGHT))
    assert box[1] == HEIGHT
    desktop.hands.key("leftmeta", "m")

    def top(picture):
        box = picture.box(GREEN)
        return box and box[3] > SMALL[1] and box[1]

    least = HEIGHT + PANEL_HEIGHT + TITLE_HEIGHT + BORDER
    assert desktop.wait_picture(top, "a larger window") >= least
    # Without it, the panel is at the edge.
    desktop.reload(DOMAINS)
    desktop.wait_picture(lambda picture: picture.box(PANEL) == (0, 0, 1280, PANEL_HEIGHT),
                         "the panel alone")


def test_off_by_default(new_desktop, start):
    desktop = new_desktop(config=DOMAINS)
    show(desktop, small(start, "alice"), BLUE, SMALL)
    desktop.hands.key("leftmeta", "up")
    desktop.wait_picture(lambda picture: picture.pixel(640, 1) == COLORS["alice"],
                         "a frame at the upper edge")
