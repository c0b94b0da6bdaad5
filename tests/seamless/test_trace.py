"""What a stock agent does and is sent, as it was recorded of one terminal, by pixels and messages."""

import pytest
import subprocess

from harness.agent import Agent

BLUE, GREEN = 0x2040C0, 0x10C040
XTERM = 0x200001


def show(desktop, agent, width=304, height=160):
    agent.expect_connected()
    agent.show(XTERM, 100, 60, width, height, BLUE)
    return desktop.wait_box(BLUE, (width, height))


def test_a_terminal(desktop, start):
    agent = start(Agent, "alice")
    x, y, _, _ = show(desktop, agent)

    # It has the keyboard before a click comes, and no key is held for it.
    desktop.hands.click(x + 10, y + 20)
    messages = agent.got(f"button {XTERM} 4", f"button {XTERM} 5")
    assert f"ack {XTERM}" in messages
    focus = messages.index(f"focus {XTERM} 9 0 3")
    assert messages[focus - 1] == "keymap 0"
    assert f"motion {XTERM} 10 20 0 0" in messages
    assert messages[-2:] == [f"button {XTERM} 4 10 20 0 1", f"button {XTERM} 5 10 20 256 1"]

    desktop.hands.key("leftshift", "a")
    keys = agent.got(*[f"key {XTERM} {kind}" for kind in (2, 2, 3, 3)])
    assert keys == [f"key {XTERM} {kind} 10 20 {state} {code}" for kind, state, code in (
        (2, 0, 50), (2, 1, 38), (3, 1, 38), (3, 1, 50))]

    # It is made larger by 100 and 50, in whole characters, and answers with new pixels.
    desktop.hands.press("leftmeta")
    desktop.hands.drag((x + 300, y + 155), (x + 400, y + 205), "right")
    desktop.hands.release("leftmeta")
    desktop.wait_box(BLUE, (400, 199))
    agent.got(f"configure {XTERM} {x} {y} 400 199", f"ack {XTERM}")

    desktop.hands.key("leftmeta", "q")
    agent.got(f"close {XTERM}")
    agent.do(f"unmap {XTERM}")
    desktop.wait_gone(BLUE)
    agent.do(f"destroy {XTERM}")
    agent.got(f"destroy {XTERM}")


def test_painting(desktop, start):
    agent = start(Agent, "alice")
    x, y, _, _ = show(desktop, agent)
    agent.do(f"paint {XTERM} 30 40 50 60 {GREEN:06x}")
    assert desktop.wait_box(GREEN, (50, 60)) == (x + 30, y + 40, 50, 60)


@pytest.mark.parametrize("glyph", [34, 52, 58, 60, 90, 150, 152])
def test_the_pointer_is_always_seen(desktop, start, glyph):
    """Also if the theme has no such cursor."""
    agent = start(Agent, "alice")
    x, y, _, _ = show(desktop, agent)
    desktop.hands.pointer(x + 100, y + 100)
    agent.do(f"cursor {XTERM} {0x100 + glyph}")
    agent.do(f"paint {XTERM} 200 0 50 50 {GREEN:06x}")
    desktop.wait_box(GREEN, (50, 50))
    assert desktop.screenshot().crop(x + 80, y + 80, 40, 40).count(BLUE) < 40 * 40


def test_wheel(desktop, start):
    agent = start(Agent, "alice")
    x, y, _, _ = show(desktop, agent)
    desktop.hands.pointer(x + 1, y + 2)
    desktop.hands.wheel(2)
    agent.got(*[f"button {XTERM} 4 1 2 0 5", f"button {XTERM} 5 1 2 4096 5"] * 2)
    desktop.hands.scroll(-8)  # about half a click
    desktop.hands.scroll(-8)
    agent.got(f"button {XTERM} 4 1 2 0 4", f"button {XTERM} 5 1 2 2048 4")


def test_a_moved_window_is_told(desktop, start):
    """The guest places its menus by it."""
    agent = start(Agent, "alice")
    x, y, _, _ = show(desktop, agent)
    desktop.hands.press("leftmeta")
    desktop.hands.drag((x + 5, y + 5), (x + 105, y + 55))
    desktop.hands.release("leftmeta")
    desktop.wait_picture(
        lambda picture: picture.box(BLUE) == (x + 100, y + 50, 304, 160), "it at its new place")
    agent.got(f"configure {XTERM} {x + 100} {y + 50} 304 160")


def test_several_screens(new_desktop, start):
    """One of them left of the first: the guest's root is all of them, and begins at 0, 0."""
    desktop = new_desktop(env={"WLR_HEADLESS_OUTPUTS": "2"})
    for output, place in ("HEADLESS-2", "-1280,0"), ("HEADLESS-1", "0,0"):
        subprocess.run(["wlr-randr", "--output", output, "--pos", place], env=desktop.env, check=True)
    agent = start(Agent, "alice")
    assert agent.expect(r"^connected \S+ (\d+) (\d+)$").groups() == ("2560", "720")
    agent.show(XTERM, 1280 + 100, 60, 304, 160, BLUE)
    desktop.wait_picture(
        lambda picture: picture.box(BLUE) == (100, 60, 304, 160), "it at its place", "HEADLESS-1")


def test_windows(desktop, start):
    """Its agent shows its screen as a window that isn't mapped, and others that have no pixels but those."""
    agent = start(Agent, "windows")
    agent.expect_connected()
    agent.do("create 0 0 0 800 600 0")
    agent.got("configure 0 0 0 1280 720")
    agent.do("configure 0 0 0 1280 720")
    agent.do(f"dump 0 1280 720 {BLUE:06x}")
    agent.do("create 7 100 60 320 240 0")
    agent.do("map 7 0 0")
    assert desktop.wait_box(BLUE, (320, 240)) == (100, 60, 320, 240)
    agent.do(f"paint 0 100 60 10 20 {GREEN:06x}")
    agent.do("damage 7 0 0 10 20")
    assert desktop.wait_box(GREEN, (10, 20)) == (100, 60, 10, 20)
    desktop.hands.press("leftmeta")
    desktop.hands.drag((220, 200), (100, 200))
    desktop.hands.release("leftmeta")
    agent.got("configure 7 -20 60 320 240")
    desktop.wait_box(BLUE, (300, 240))


def test_stub_domain(desktop, start):
    """Its agent has one window, takes every place without a word, and its screen has modes."""
    agent = start(Agent, "windows-dm", 0x10000)
    agent.expect_connected()
    agent.do("obey 0")
    agent.do("create 1 0 0 720 400 0")
    agent.do("map 1 0 0")
    agent.do(f"dump 1 720 400 {BLUE:06x}")
    x, y, _, _ = desktop.wait_box(BLUE, (720, 400))
    agent.got(f"configure 1 {x} {y} 720 400")
    agent.do(f"configure 1 {x} {y} 640 480")
    agent.do(f"dump 1 640 480 {GREEN:06x}")
    desktop.wait_box(GREEN, (640, 480))
    desktop.hands.key("leftmeta", "m")  # it won't
    agent.got("configure 1")
    desktop.hands.key("leftmeta", "m")
    agent.do(f"configure 1 {x} {y} 800 500")
    agent.do(f"dump 1 800 500 {BLUE:06x}")
    desktop.wait_box(BLUE, (800, 500))


def test_the_whole_screen_twice(desktop, start):
    """A program that the user took it from may ask for it again."""
    agent = start(Agent, "alice")
    show(desktop, agent)
    for _ in range(2):
        agent.do(f"flags {XTERM} 1 0")
        agent.got(f"flags {XTERM} 1 0")
        desktop.hands.key("leftmeta", "m")
        agent.got(f"flags {XTERM} 0 1")


def test_a_click_after_a_move(desktop, start):
    """The guest's pointer has stayed where it was, and clicks there."""
    agent = start(Agent, "alice")
    x, y, _, _ = show(desktop, agent)
    desktop.hands.pointer(x + 5, y + 6)
    desktop.hands.press("leftmeta")
    desktop.hands.drag((x + 5, y + 6), (x + 105, y + 56))
    desktop.hands.release("leftmeta")
    agent.got(f"configure {XTERM} {x + 100} {y + 50} 304 160")
    desktop.hands.button(down=True)
    desktop.hands.button(down=False)
    messages = agent.got(f"button {XTERM} 4 5 6")
    assert any(message.startswith(f"motion {XTERM} 5 6 ") for message in messages)


def test_a_menu(desktop, start):
    agent = start(Agent, "alice")
    x, y, _, _ = show(desktop, agent)
    agent.got("ack")
    agent.do(f"create 7 {x + 20} {y + 30} 60 70 1")
    agent.do(f"map 7 {XTERM} 1")
    agent.do(f"dump 7 60 70 {GREEN:06x}")
    agent.do("damage 7 0 0 60 70")
    menu = desktop.wait_picture(lambda picture: picture.box(GREEN), "the menu")
    desktop.hands.click(menu[0] + 5, menu[1] + 5)
    messages = agent.got("button 7 4", "button 7 5")
    assert not any(message.startswith("focus 7") for message in messages)
    agent.do("unmap 7")
    desktop.wait_gone(GREEN)
