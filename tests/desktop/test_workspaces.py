"""Workspaces are where windows are put away, and found again."""

import pytest
from colors import BLUE, GREEN, ORANGE
from guests import SMALL, show, small
from harness.program import Program


@pytest.fixture
def desktop(new_desktop):
    return new_desktop(config="[domain bob]\nworkspace = 2\n")


@pytest.fixture
def alice(desktop, start):
    alice = small(start, "alice")
    show(desktop, alice, BLUE, SMALL)
    return alice


def go(desktop, number: int) -> None:
    desktop.hands.key("leftmeta", str(number))
    desktop.wait_notice()


def test_there_and_back(desktop, alice):
    box = desktop.wait_box(BLUE, SMALL)
    go(desktop, 2)
    desktop.wait_gone(BLUE)
    desktop.hands.key("a")
    go(desktop, 1)
    assert desktop.wait_box(BLUE, SMALL) == box
    desktop.hands.key("b")
    assert "key 30 1" not in alice.events("key 48 0")


def test_what_is_not_shown_is_not_read(desktop, alice):
    go(desktop, 2)
    desktop.wait_gone(BLUE)
    before = desktop.counters()["guest_bytes"]
    for color in GREEN, ORANGE, GREEN:
        alice.fill(0, 0, *SMALL, color)
    desktop.screenshot()
    assert desktop.counters()["guest_bytes"] == before
    go(desktop, 1)
    desktop.wait_box(GREEN, SMALL)


def test_taken_along_with_a_program(desktop, alice):
    program = Program(desktop, (300, 200), ORANGE)
    desktop.wait_box(ORANGE, (300, 200))
    desktop.hands.click(*desktop.wait_box(BLUE, SMALL)[:2])
    desktop.hands.key("leftmeta", "leftshift", "3")
    desktop.wait_gone(ORANGE)
    desktop.wait_box(BLUE, SMALL)
    desktop.hands.key("a")
    alice.events("key 30 0")
    # To the program, which is where it was.
    desktop.hands.key("leftalt", "tab")
    desktop.wait_box(ORANGE, (300, 200))
    desktop.wait_gone(BLUE)
    program.end()


def test_a_domain_has_its_workspace(desktop, alice, start):
    bob = small(start, "bob")
    bob.expect_display(*SMALL)
    bob.fill(0, 0, *SMALL, GREEN)
    desktop.wait_keyboard(bob.domid)
    assert desktop.screenshot().box(GREEN) is None
    go(desktop, 2)
    desktop.wait_box(GREEN, SMALL)
    desktop.hands.key("a")
    bob.events("key 30 0")
