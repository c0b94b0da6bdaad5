"""Where windows are, and where their guest believes them to be: scales, screens, and arguments."""

import subprocess

import pytest
from harness.agent import Agent
from harness.desktop import BORDER, TITLE_HEIGHT

BLUE, GREEN = 0x2040C0, 0x10C040
SIZE = 320, 240
# Of two outputs, in the order in which they come.
LEFT, RIGHT = "HEADLESS-2", "HEADLESS-1"
BOTH = 2560, 720


def randr(desktop, *options: str) -> None:
    subprocess.run(["wlr-randr", *options], env=desktop.env, check=True, capture_output=True)


def wait_on(desktop, color, box, output=None):
    desktop.wait_picture(lambda picture: picture.box(color) == box, f"#{color:06x} at {box}", output)


@pytest.fixture
def alice(start):
    return start(Agent, "alice")


def show(agent, x, y, size=SIZE):
    agent.expect_connected()
    agent.show(1, x, y, *size, BLUE)
    agent.got("ack 1")


def menu(agent, x, y, width, height):
    agent.do(f"create 2 {x} {y} {width} {height} 1", "map 2 1 1",
             f"dump 2 {width} {height} {GREEN:06x}")
    agent.got("ack 2")


def test_scale(new_desktop, alice):
    desktop = new_desktop(config="[domain alice]\nscale = 2\n")
    show(alice, 100, 60, (200, 150))
    wait_on(desktop, BLUE, (200, 120, 400, 300))
    desktop.hands.click(200 + 20, 120 + 40)
    alice.got("button 1 4 10 20")
    desktop.hands.press("leftmeta")
    desktop.hands.drag((210, 130), (110, 230))
    desktop.hands.release("leftmeta")
    alice.got("configure 1 50 110 200 150")
    menu(alice, 60, 120, 30, 40)
    wait_on(desktop, GREEN, (122, 242, 56, 76))
    desktop.hands.click(130, 250)
    alice.got("button 2 4 5 5")


def test_outputs_left_of_the_others(new_desktop, alice):
    """A guest's root begins where the layout does."""
    desktop = new_desktop(env={"WLR_HEADLESS_OUTPUTS": "2"})
    randr(desktop, "--output", RIGHT, "--pos", "0,0", "--output", LEFT, "--pos", "-1280,0")
    show(alice, 100, 60)
    wait_on(desktop, BLUE, (100, 60, *SIZE), LEFT)
    desktop.hands.pointer(110, 80, BOTH)
    desktop.hands.button("left")
    alice.got("button 1 4 10 20")
    menu(alice, 120, 90, 50, 40)
    wait_on(desktop, GREEN, (122, 92, 46, 36), LEFT)
    alice.do("destroy 2")
    # To the other one, and half over both.
    desktop.hands.press("leftmeta")
    desktop.hands.drag((110, 80), (1410, 180), extent=BOTH)
    alice.got("configure 1 1400 160 320 240")
    wait_on(desktop, BLUE, (120, 160, *SIZE), RIGHT)
    desktop.hands.drag((1410, 180), (1130, 180), extent=BOTH)
    alice.got("configure 1 1120 160 320 240")
    desktop.hands.release("leftmeta")
    wait_on(desktop, BLUE, (1120, 160, 160, 240), LEFT)
    wait_on(desktop, BLUE, (0, 160, 160, 240), RIGHT)
    menu(alice, 1300, 200, 60, 70)
    wait_on(desktop, GREEN, (22, 202, 56, 66), RIGHT)


def test_windows_come_while_there_is_no_screen(desktop, alice):
    randr(desktop, "--output", "HEADLESS-1", "--off")
    show(alice, 100, 60)
    menu(alice, 120, 90, 50, 40)
    alice.heard("configure 1 0 0 320 240")  # it has answered: what it says next isn't overruled
    alice.do("configure 1 100 60 400 200", f"dump 1 400 200 {BLUE:06x}")
    randr(desktop, "--output", "HEADLESS-1", "--on")
    desktop.wait_picture(lambda picture: picture.count(BLUE) > 400 * 200 - 50 * 40, "the window")
    desktop.wait_picture(lambda picture: picture.box(GREEN), "its menu")


def test_renamed(new_desktop, alice):
    desktop = new_desktop(config="[domain renamed]\ncolor = #c01080\nlabel = Mine\n")
    show(alice, 100, 60)
    wait_on(desktop, BLUE, (100, 60, *SIZE))
    subprocess.run(["xenstore-write", f"{alice.home}/name", "renamed"], check=True)
    desktop.wait_picture(lambda picture: picture.pixel(100 - BORDER, 100) == 0xC01080, "its colour")
    alice.do("title 1 hello", "configure 1 100 80 320 240")
    desktop.expect(r"view: \[Mine\] .* at 100,80")


def test_a_program_that_insists(desktop, alice):
    """It answers as it should, and then says again what it wants itself."""
    show(alice, 100, 60, (100, 80))
    desktop.hands.click(110, 70)
    alice.got("button 1 5")
    desktop.hands.key("leftmeta", "m")
    x, y = BORDER, BORDER + TITLE_HEIGHT
    maximised = f"configure 1 {x} {y} {1280 - 2 * BORDER} {720 - 2 * BORDER - TITLE_HEIGHT}"
    for _ in range(4):
        alice.got(maximised)
        alice.do("configure 1 100 60 100 80", f"dump 1 100 80 {BLUE:06x}")
    for _ in range(5):
        alice.do("configure 1 100 60 100 80")
    # It is left with that, and gets clicks where they are.
    wait_on(desktop, BLUE, (x, y, 100, 80))
    desktop.hands.click(x + 70, y + 60)
    messages = alice.got("button 1 4 70 60")
    assert not any(message.startswith("configure") for message in messages)
    desktop.hands.key("leftmeta", "m")
    wait_on(desktop, BLUE, (100, 60, 100, 80))
