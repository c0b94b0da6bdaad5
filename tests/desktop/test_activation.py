"""The focus goes where a person wants it, and to no other domain."""

import pytest
from colors import BLUE, GREEN, ORANGE
from guests import SMALL, show, small
from harness.process import wait_until
from harness.program import Program

FOOT = 0x7A8021
LIT = 0xC01080  # bob's


@pytest.fixture
def desktop(new_desktop):
    return new_desktop(
        config=f"[desktop]\nterminal = foot -o colors.background={FOOT:06x} sh\n"
               f"[domain bob]\ncolor = #{LIT:06x}\n")


@pytest.fixture
def alice(desktop, start):
    alice = small(start, "alice")
    show(desktop, alice, BLUE, SMALL)
    desktop.hands.key("a")
    alice.events("key 30 0")
    return alice


def type_to(desktop, guest) -> None:
    desktop.hands.key("f12")
    guest.events("key 88 1", "key 88 0")


def test_the_users_terminal_has_the_focus(desktop, alice, tmp_path):
    """Though a guest had it."""
    desktop.hands.key("leftmeta", "enter")
    desktop.wait_picture(lambda picture: picture.count(FOOT) > 10000, "a terminal")
    typed = tmp_path / "typed"
    desktop.hands.type(f"echo yes >{typed}\n")
    wait_until(typed.exists, "the shell to run what was typed")


def test_a_program_that_comes_up_has_not(desktop, alice):
    program = Program(desktop, (300, 200), ORANGE)
    desktop.wait_box(ORANGE, (300, 200))
    type_to(desktop, alice)
    assert "focus" not in program.events
    program.end()


def test_a_guest_that_comes_up_has_not(desktop, alice, start):
    """A machine that starts wants nothing of the user: its frame isn't lit."""
    bob = small(start, "bob")
    box = show(desktop, bob, GREEN, SMALL)
    type_to(desktop, alice)
    assert desktop.screenshot().count(LIT) < 400
    desktop.hands.click(*box[:2])
    type_to(desktop, bob)
    desktop.wait_picture(lambda picture: picture.count(LIT) > 4000, "a frame that is lit")


def activate(program, token: str) -> None:
    program.client.bind("xdg_activation_v1").activate(token, program.window.surface)
    program.client.sync()


def test_one_program_hands_it_to_another(desktop, alice):
    first = Program(desktop, (300, 200), ORANGE)
    x, y, _, _ = desktop.wait_box(ORANGE, (300, 200))
    desktop.hands.click(x + 5, y + 5)
    first.wait("focus")
    second = Program(desktop, (200, 100), GREEN)
    second.wait("focus")
    desktop.wait_box(GREEN, (200, 100))
    desktop.hands.click(x + 5, y + 5)
    first.wait("button 272 0")

    def token(*by) -> str:
        made = first.client.bind("xdg_activation_v1").get_activation_token()
        for serial, seat in by:
            made.set_serial(serial, seat)
            made.set_surface(first.window.surface)
        said = []
        made.on["done"] = said.append
        made.commit()
        return first.client.wait(lambda: said and said[0], "a token")

    activate(second, token())
    desktop.hands.key("f11")
    first.wait("key 87 0")
    assert "focus" not in second.events
    activate(second, token((first.serial, first.seat)))
    second.wait("focus")
    first.end()
    second.end()
