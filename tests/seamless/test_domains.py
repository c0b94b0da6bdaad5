"""Windows of two guests beside each other: whose is the focus, and whose the screen."""

import subprocess

import pytest
from harness.agent import Agent

BLUE, GREEN = 0x2040C0, 0x10C040
LIT = 0xC01080  # bob's


@pytest.fixture
def two(new_desktop, start):
    desktop = new_desktop(config="[domain bob]\nfullscreen = yes\n")
    alice, bob = start(Agent, "alice"), start(Agent, "bob")
    for agent, x, color in (alice, 60, BLUE), (bob, 700, GREEN):
        agent.expect_connected()
        agent.show(1, x, 60, 320, 240, color)
        desktop.wait_box(color, (320, 240))
    desktop.hands.click(70, 70)
    alice.got("button 1 4", "button 1 5")
    return desktop, alice, bob


def test_focus_and_pointer_are_of_one_guest(two):
    desktop, alice, bob = two
    desktop.hands.pointer(710, 70)
    alice.got("crossing 1 8")
    desktop.hands.click(710, 70)
    alice.got("focus 1 10")
    messages = bob.got("focus 1 9", "button 1 4", "button 1 5")
    assert not any(message.startswith("motion") for message in messages[:messages.index(
        next(message for message in messages if message.startswith("focus 1 9")))])


def test_a_window_that_comes_up_calls(new_desktop, start):
    """Its border is lit, and there is a mark in its title, until it has had the focus."""
    desktop = new_desktop(config=f"[domain bob]\ncolor = #{LIT:06x}\n")
    alice, bob = start(Agent, "alice"), start(Agent, "bob")
    for agent, x, color in (alice, 60, BLUE), (bob, 700, GREEN):
        agent.expect_connected()
        agent.show(1, x, 60, 320, 240, color)
        desktop.wait_box(color, (320, 240))

    def lit(low, high):
        return lambda picture: low < picture.count(LIT) < high

    desktop.wait_picture(lit(2000, 6000), "a window that calls")
    desktop.hands.click(710, 70)
    desktop.wait_picture(lit(8000, 12000), "one that has the focus")
    desktop.hands.click(70, 70)
    desktop.wait_picture(lit(0, 400), "one that has had it")


def test_whole_screen_only_where_allowed(two):
    desktop, alice, bob = two
    for agent, color, whole in (alice, BLUE, False), (bob, GREEN, True):
        agent.do("flags 1 1 0")
        # Either believes that it has it.
        messages = agent.got("flags 1 1 0", "configure 1")
        x, y, width, height = map(int, messages[-1].split()[2:6])
        assert ((x, y, width, height) == (0, 0, 1280, 720)) == whole
        agent.do("flags 1 0 1")
        agent.got("flags 1 0 1")
        desktop.wait_box(color, (320, 240))


def test_a_stub_domain_looks_like_its_guest(new_desktop, start):
    """It is another domain, with an agent of its own, that shows the same guest's screen."""
    desktop = new_desktop(config="[domain alice]\ncolor = #123456\n[domain bob]\ncolor = #654321\n")
    alice, bob = start(Agent, "alice"), start(Agent, "bob", 0x10000)
    for agent, x, color in (alice, 60, BLUE), (bob, 700, GREEN):
        agent.expect_connected()
        agent.show(1, x, 60, 320, 240, color)
        desktop.wait_box(color, (320, 240))
        desktop.hands.click(x + 10, 70)  # else it calls for attention
    desktop.hands.click(1270, 710)  # what has the focus is brighter

    def frames(picture):
        corners = [picture.box(color)[:2] for color in (BLUE, GREEN)]
        return {picture.pixel(x - 1, y + 9) for x, y in corners}

    desktop.wait_picture(lambda picture: len(frames(picture)) == 2, "different frames")
    subprocess.run(["xenstore-write", f"{bob.home}/target", str(alice.domid)], check=True)
    desktop.expect(f"d{bob.domid} .alice.: is the stub domain of d{alice.domid}")
    desktop.wait_picture(lambda picture: len(frames(picture)) == 1, "the same frames")
