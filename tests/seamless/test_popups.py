"""Windows without a title bar: whose they are, where they may be, and how much of the screen."""

import numpy
import pytest
from harness.agent import Agent
from harness.desktop import TITLE_HEIGHT

BLUE, GREEN, RED = 0x2040C0, 0x10C040, 0xC02010
ALICE, BOB = 0xAA2211, 0x1122AA
SCREEN = 1280, 720
BORDER = 2  # compositor/window_popup.h, as TRAY
TRAY = 28


@pytest.fixture
def desktop(new_desktop):
    return new_desktop(
        config=f"[defaults]\ncolor = #{ALICE:06x}\n[domain bob]\ncolor = #{BOB:06x}\n")


@pytest.fixture
def alice(desktop, start):
    agent = start(Agent, "alice")
    agent.expect_connected()
    agent.show(1, 100, 100, 300, 200, BLUE)
    desktop.wait_box(BLUE, (300, 200))
    agent.got("ack 1")
    return agent


def popup(agent, window, x, y, width, height, color) -> None:
    agent.do(f"create {window} {x} {y} {width} {height} 1", f"map {window} 0 1",
             f"dump {window} {width} {height} {color:06x}", f"damage {window} 0 0 {width} {height}")


def wait_bordered(desktop, box, color, inside) -> None:
    """All around a box there is a border of a colour, and nothing but another within."""
    x, y, width, height = box

    def look(picture):
        pixels = picture.crop(*box).pixels
        inner = pixels[BORDER:-BORDER, BORDER:-BORDER]
        return (pixels.shape == (height, width) and (inner == inside).all()
                and numpy.count_nonzero(pixels == color) == pixels.size - inner.size)

    desktop.wait_picture(look, f"a border of #{color:06x} at {box}")


def test_border_can_not_be_covered(desktop, alice):
    desktop.hands.pointer(1200, 50)
    popup(alice, 2, 500, 300, 100, 80, GREEN)
    wait_bordered(desktop, (500, 300, 100, 80), ALICE, GREEN)
    # It draws all over, has larger pixels than it says, and moves while it does.
    alice.do(f"dump 2 400 400 {RED:06x}", "damage 2 0 0 400 400")
    wait_bordered(desktop, (500, 300, 100, 80), ALICE, RED)
    alice.do("configure 2 520 310 60 50")
    wait_bordered(desktop, (520, 310, 60, 50), ALICE, RED)
    alice.do("configure 2 -40 690 60 50", "damage 2 0 0 60 50")
    wait_bordered(desktop, (0, 670, 60, 50), ALICE, RED)
    alice.heard("configure 2 0 670 60 50")  # it has answered: what it says next isn't overruled
    # It is mapped again, as what has no border, and as large as the screen is high.
    alice.do("unmap 2", "map 2 0 1", "configure 2 600 -100 60 2000", f"dump 2 60 2000 {GREEN:06x}")
    wait_bordered(desktop, (600, 0, 60, 720), ALICE, GREEN)
    alice.do("map 2 0 0", "dock 2", "map 2 1 1", "damage 2 0 0 60 720")
    wait_bordered(desktop, (600, 0, 60, 720), ALICE, GREEN)


def test_two_together_cover_too_much(desktop, alice):
    """Either is half of the screen: the second one gets a frame."""
    desktop.hands.pointer(1200, 50)
    popup(alice, 2, 0, 0, 640, 720, GREEN)
    wait_bordered(desktop, (0, 0, 640, 720), ALICE, GREEN)
    popup(alice, 3, 640, 0, 640, 720, RED)
    desktop.expect("alice.*Its menus would cover the screen")
    desktop.expect(r"view: \[alice\]  at \d+,\d+ 640x720")

    # Below a title bar, wherever it wants to be.
    desktop.wait_picture(
        lambda picture: (box := picture.box(RED)) and box[1] >= TITLE_HEIGHT, "a frame")
    alice.heard("configure 3")
    # For as long as it is there, whatever its size.
    alice.do("configure 3 700 300 50 40", f"dump 3 50 40 {RED:06x}")
    desktop.wait_box(RED, (50, 40))
    alice.do("unmap 3", "map 3 0 1", f"dump 3 50 40 {RED:06x}")
    wait_bordered(desktop, (700, 300, 50, 40), ALICE, RED)


def test_tray(desktop, alice, start):
    bob = start(Agent, "bob")
    bob.expect_connected()
    desktop.hands.pointer(600, 50)
    places = [(SCREEN[0] - TRAY * (i + 1), SCREEN[1] - TRAY, TRAY, TRAY) for i in range(6)]
    agents = alice, alice, alice, alice, bob, alice
    for i, agent in enumerate(agents):
        agent.do(f"create {10 + i} 0 0 24 24 0", f"dock {10 + i}",
                 f"dump {10 + i} 24 24 {GREEN + i:06x}")
        if i < 5:
            x, y, _, _ = places[i]
            agent.got(f"configure {10 + i} {x} {y} {TRAY} {TRAY}")
            wait_bordered(desktop, places[i], BOB if agent is bob else ALICE, GREEN + i)
    # Whoever has four has no more, and doesn't choose where they are.
    bob.do("configure 14 0 0 24 24")
    bob.got("configure 14")
    wait_bordered(desktop, places[4], BOB, GREEN + 4)
    assert desktop.screenshot().box(GREEN + 5) is None
    # The user clicks on one; the row closes up where one goes, and another gets its place.
    desktop.hands.click(places[3][0] + 10, places[3][1] + 10)
    alice.got("button 13 4", "button 13 5")
    alice.do("destroy 10")
    desktop.hands.pointer(600, 50)
    wait_bordered(desktop, places[3], BOB, GREEN + 4)
    wait_bordered(desktop, places[4], ALICE, GREEN + 5)
