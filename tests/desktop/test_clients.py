"""Programs of dom0 beside the guests."""

import subprocess

import pytest
from colors import BLUE, ORANGE, PURPLE
from guests import SMALL, center, show, small
from harness.process import Process, wait_until
from harness.program import Program

FOOT = 0x1234AB


@pytest.fixture
def program(desktop):
    program = Program(desktop, SMALL, PURPLE)
    yield program
    program.end()


def keys_of(events: list[str]) -> list[str]:
    return [event for event in events if event.startswith("key")]


def test_a_window_of_its_own(desktop, program):
    x, y, _, _ = desktop.wait_box(PURPLE, SMALL)
    desktop.hands.pointer(x + 30, y + 20)
    program.wait("pointer window 30.5 20.5")
    desktop.hands.button("right")
    program.wait("button 273 1")
    program.wait("button 273 0")
    desktop.hands.key("a")
    program.wait("key 30 1")
    program.wait("key 30 0")


def test_keys_go_to_one_alone(desktop, program, start):
    program.wait("focus")
    guest = small(start, "alice")
    box = show(desktop, guest, BLUE, SMALL)
    desktop.hands.key("a")
    program.wait("key 30 0")
    desktop.hands.click(*center(box))
    program.wait("no focus")
    desktop.hands.key("b")
    desktop.hands.click(*center(desktop.wait_box(PURPLE, SMALL)))
    program.wait("focus")
    desktop.hands.key("c")
    program.wait("key 46 1")
    desktop.hands.click(*center(box))
    desktop.hands.key("f12")
    assert [line for line in keys_of(guest.events("key 88 0")) if "272" not in line] == [
        "key 48 1", "key 48 0", "key 88 1", "key 88 0"]


def test_a_new_program_takes_the_focus(desktop, program):
    """From another one: what guests make of it is in test_activation.py."""
    program.wait("focus")
    other = Program(desktop, (200, 100), ORANGE)
    other.wait("focus")
    program.wait("no focus")
    desktop.wait_box(ORANGE, (200, 100))
    other.end()
    program.wait("focus")


def test_asked_to_close(desktop, program):
    program.wait("focus")
    desktop.hands.key("leftmeta", "q")
    program.wait("close")


def test_maximised(desktop, program):
    program.wait("focus")
    desktop.hands.key("leftmeta", "m")
    program.client.wait(lambda: program.window.size == (1274, 686), "a larger size")
    desktop.wait_box(PURPLE, (1274, 686))
    desktop.hands.key("leftmeta", "m")
    program.client.wait(lambda: program.window.size == SMALL, "its own size")
    desktop.wait_box(PURPLE, SMALL)


def open_menu(desktop, program, place, size):
    x, y, _, _ = desktop.wait_box(PURPLE, SMALL)
    desktop.hands.click(x + place[0], y + place[1], "right")
    program.wait("button 273 1")
    program.wait("button 273 0")
    menu = program.menu(place, size, ORANGE)
    return x, y, menu


def test_menu(desktop, program):
    x, y, _ = open_menu(desktop, program, (350, 250), (120, 200))
    # Over the frame and beyond the window.
    assert desktop.wait_box(ORANGE, (120, 200))[:2] == (x + 351, y + 251)
    desktop.hands.pointer(x + 451, y + 400)
    program.wait("pointer menu 100.5 149.5")
    desktop.hands.button()
    program.wait("button 272 0")
    assert "menu closed" not in program.events


def test_menu_is_kept_on_the_screen(desktop, program):
    place, size = (399, 299), (700, 300)
    open_menu(desktop, program, place, size)
    x, y, _, _ = desktop.wait_box(ORANGE, size)
    assert (x + size[0] <= 1280) and (y + size[1] <= 720)


def test_menu_closes_by_a_click_elsewhere(desktop, program):
    open_menu(desktop, program, (10, 10), (50, 50))
    desktop.wait_box(ORANGE, (50, 50))
    desktop.hands.click(5, 5)
    program.wait("menu closed")


def test_menu_closes_by_a_click_on_a_guest(desktop, program, start):
    box = show(desktop, small(start, "alice"), BLUE, SMALL)
    open_menu(desktop, program, (10, 10), (50, 50))
    desktop.wait_box(ORANGE, (50, 50))
    desktop.hands.click(*center(box))
    program.wait("menu closed")


def test_program_that_crashes(desktop, puppet):
    """With a menu open."""
    show(desktop, puppet)
    program = Program(desktop, SMALL, PURPLE)
    desktop.hands.key("leftalt", "tab")
    program.wait("focus")
    open_menu(desktop, program, (10, 10), (50, 50))
    desktop.wait_box(ORANGE, (50, 50))
    program.end()
    desktop.wait_box(BLUE, (800, 600))
    desktop.hands.key("f12")
    puppet.events("key 88 0")


def test_terminal(new_desktop, tmp_path):
    """By Super+Return, and what is typed arrives in its shell."""
    desktop = new_desktop(
        config=f"[desktop]\nterminal = foot -o colors.background={FOOT:06x} sh\n")
    desktop.hands.key("leftmeta", "enter")
    desktop.wait_picture(lambda picture: picture.count(FOOT) > 10000, "a terminal")
    typed = tmp_path / "typed"
    desktop.hands.type(f"echo Typed-42 >{typed}\n")
    wait_until(lambda: typed.exists() and typed.read_text() == "Typed-42\n",
               "the shell to run what was typed")
    desktop.hands.type("exit\n")
    desktop.wait_gone(FOOT)


def test_clipboard(desktop):
    copied = "from one to the other\n" * 1000
    subprocess.run(["wl-copy"], input=copied, env=desktop.env, text=True, check=True,
                   stdout=subprocess.DEVNULL)
    pasted = subprocess.run(["wl-paste", "--no-newline"], env=desktop.env, text=True, check=True,
                            capture_output=True)
    assert pasted.stdout == copied
    subprocess.run(["wl-copy", "--clear"], env=desktop.env, check=True)


def test_what_programs_are_told_of_the_seat(desktop, start):
    """By a program of others that prints all that it gets."""
    desktop.hands.key("esc")  # so that there is a keyboard
    wev = start(Process, "stdbuf", "-oL", "wev", env=desktop.env)
    wev.expect("wl_keyboard.*enter")
    desktop.hands.key("a")
    wev.expect("key: 38; state: 1")
