"""Windows whose agent gives them no pixels: they are parts of the guest's framebuffer."""

import pytest
from harness.agent import AgentOf

BLUE, GREEN, RED, GREY = 0x2040C0, 0x10C040, 0xC02040, 0x808080
WINDOW, OTHER = (1, 40, 60, 320, 200), (2, 420, 360, 200, 150)


@pytest.fixture
def agent(desktop, puppet, start):
    """Of a guest whose screen as a whole is put away, so that its windows alone are there."""
    puppet.expect_display()
    puppet.fill(0, 0, 800, 600, GREY)
    x, y, _, _ = desktop.wait_box(GREY, (800, 600))
    desktop.hands.click(x + 400, y + 300)
    desktop.hands.key("leftmeta", "q")
    desktop.wait_gone(GREY)
    agent = start(AgentOf, puppet)
    agent.expect_connected()
    return agent


@pytest.fixture
def show(desktop, puppet, agent):
    def show(color: int, window: int, x: int, y: int, width: int, height: int):
        puppet.fill(x, y, width, height, color)
        agent.do(f"create {window} {x} {y} {width} {height} 0",
                 f"configure {window} {x} {y} {width} {height}", f"map {window} 0 0",
                 f"damage {window} 0 0 {width} {height}")
        return desktop.wait_box(color, (width, height))

    return show


def test_windows_show_their_parts(desktop, puppet, show):
    x, y, _, _ = show(BLUE, *WINDOW)
    show(GREEN, *OTHER)
    assert desktop.screenshot().count(GREY) == 0
    # The framebuffer's own driver tells what changes: the agent needs not say a word.
    puppet.fill(WINDOW[1] + 10, WINDOW[2] + 20, 30, 40, RED)
    assert desktop.wait_box(RED, (30, 40)) == (x + 10, y + 20, 30, 40)
    # Half of it lies in no window.
    puppet.fill(WINDOW[1] + 300, WINDOW[2], 40, 10, RED + 1)
    assert desktop.wait_box(RED + 1, (20, 10)) == (x + 300, y, 20, 10)


def test_a_window_moves(desktop, puppet, agent, show):
    """The desktop asks, the guest moves what it draws, and the part that is shown moves with it."""
    x, y, _, _ = show(BLUE, *WINDOW)
    desktop.hands.press("leftmeta")
    desktop.hands.drag((x + 100, y + 100), (x + 150, y + 120))
    desktop.hands.release("leftmeta")
    agent.got(f"configure 1 {x + 50} {y + 20} 320 200")
    puppet.fill(*WINDOW[1:], GREY)
    puppet.fill(x + 50, y + 20, 320, 200, GREEN)
    agent.do(f"configure 1 {x + 50} {y + 20} 320 200")
    assert desktop.wait_box(GREEN, (320, 200)) == (x + 50, y + 20, 320, 200)


def test_input_arrives_by_the_agent(desktop, agent, show):
    x, y, _, _ = show(BLUE, *WINDOW)
    desktop.hands.click(x + 10, y + 20)
    agent.got("focus 1", "button 1 4 10 20", "button 1 5 10 20")
    desktop.hands.key("a")
    agent.got("key 1 2", "key 1 3")


def test_the_screen_goes_on_without_its_agent(desktop, puppet, agent, show):
    show(BLUE, *WINDOW)
    agent.end()
    desktop.wait_gone(BLUE)
    desktop.hands.press("leftalt")
    desktop.hands.key("tab")
    desktop.hands.release("leftalt")
    desktop.wait_box(BLUE, WINDOW[3:])
    puppet.fill(0, 0, 800, 600, GREEN)
    desktop.wait_box(GREEN, (800, 600))


def test_the_guest_dies(desktop, puppet, show):
    show(BLUE, *WINDOW)
    puppet.end()
    desktop.wait_gone(BLUE)
    desktop.wait_mapped(puppet.domid, 0)
