"""Agents, guests and the desktop come and go."""

import pytest
from harness.agent import Agent
from harness.machine import domain, store_read

BLUE, GREEN = 0x2040C0, 0x10C040
SIZE = 320, 240
PAGES = -(-320 * 240 * 4 // 4096)
# The stream's shared pages: one, and 16 for each direction.
STREAM = 33


def show(desktop, agent, color=BLUE, window=1):
    agent.show(window, 100, 60, *SIZE, color)
    return desktop.wait_box(color, SIZE)


@pytest.fixture
def agent(start):
    return start(Agent, "alice")


def mapped_of_windows(desktop, agent):
    """But for the stream, and the devices that every guest has."""
    return desktop.mapped(agent.domid) - STREAM


@pytest.mark.parametrize("version, answer", [
    (0x10000, "1.0"), (0x10003, "1.3"), (0x10004, "1.4"), (0x10008, "1.8"), (0x10063, "1.8")])
def test_versions(desktop, start, version, answer):
    agent = start(Agent, "old", version)
    assert agent.expect(r"^connected (\S+) (\d+) (\d+)$")[1] == answer
    show(desktop, agent)


def test_desktop_is_killed_and_comes_again(new_desktop, agent):
    for color in (BLUE, GREEN, BLUE + 1):
        desktop = new_desktop()
        agent.expect_connected()
        show(desktop, agent, color)
        desktop.kill()
        agent.expect_left()
    new_desktop()  # what a killed one leaves in xenstore is gone with the next


def test_agent_leaves_and_comes_again(desktop, agent):
    agent.expect_connected()
    for color in (BLUE, GREEN, BLUE + 1):
        show(desktop, agent, color)
        agent.do("leave")
        desktop.wait_gone(color)
        agent.expect_connected()


def test_another_agent_without_a_word(desktop, agent):
    """As after a kexec, where nobody ends what there was."""
    agent.expect_connected()
    show(desktop, agent)
    agent.do("forsake")
    desktop.wait_gone(BLUE)
    agent.expect_connected()
    show(desktop, agent, GREEN)


def test_no_damage_after_coming_again(desktop, agent):
    """Stock agents send none: the pixels are shown all the same."""
    agent.expect_connected()
    agent.do("create 1 100 60 320 240 0")
    agent.do(f"dump 1 320 240 {BLUE:06x}")
    agent.do("map 1 0 0")
    desktop.wait_box(BLUE, SIZE)


@pytest.mark.parametrize("command", ["shutdown", "crash", "destroy"])
def test_nothing_stays_of_a_dead_guest(desktop, agent, command):
    agent.expect_connected()
    show(desktop, agent)
    domain(command, agent.domid)
    agent.wait()
    desktop.expect(rf"d{agent.domid} .*: gone")
    desktop.wait_gone(BLUE)
    desktop.wait_mapped(agent.domid, 0)


def test_pages_are_mapped_once(desktop, agent):
    agent.expect_connected()
    show(desktop, agent)
    agent.got("ack 1")
    before = desktop.mapped(agent.domid)
    for _ in range(20):
        agent.do("redump 1")
        agent.got("ack 1")
        assert desktop.mapped(agent.domid) == before


def test_confirmed_pages_are_unmapped(desktop, agent):
    """One that is asked for a new picture in each frame never has more than two, and none too many."""
    agent.expect_connected()
    show(desktop, agent)
    agent.got("ack 1")
    before = desktop.mapped(agent.domid)
    for color in range(GREEN, GREEN + 20):
        agent.do(f"dump 1 320 240 {color:06x}")
        agent.got("ack 1")
        assert desktop.mapped(agent.domid) == before
    desktop.wait_box(GREEN + 19, SIZE)


def test_windows_can_be_switched_off(new_desktop, agent):
    desktop = new_desktop(config="[defaults]\nwindows = no\n")
    desktop.reload("[defaults]\nwindows = yes\n")
    agent.expect_connected()
    show(desktop, agent)
    desktop.reload("[defaults]\nwindows = no\n")
    agent.expect_left()
    desktop.wait_gone(BLUE)


def test_channel_is_withdrawn(desktop, agent):
    """What has been connected to isn't offered any more, and nothing is tried."""
    agent.expect_connected()
    assert store_read(f"{agent.home}/data/vchan/0/6000/ring-ref") is None
    show(desktop, agent)


def test_a_guest_is_paused_and_goes_on(desktop, agent):
    """Nobody tells of that, but it doesn't read the keys any more."""
    agent.expect_connected()
    x, y, width, height = show(desktop, agent)
    corner = x + 10, y + 10
    desktop.hands.click(x + width - 10, y + height - 10)
    agent.pause()
    desktop.hands.key("a")
    dark = sum((BLUE >> shift & 0xFF) * 2 // 5 << shift for shift in (0, 8, 16))
    desktop.wait_picture(
        lambda picture: all(abs((picture.pixel(*corner) >> shift & 0xFF) - (dark >> shift & 0xFF))
                            <= 1 for shift in (0, 8, 16)), "a shade")
    agent.unpause()
    desktop.wait_picture(lambda picture: picture.pixel(*corner) == BLUE, "it to be well again")
