"""Alt+Tab goes to another window."""

import pytest
from colors import BLUE, GREEN, ORANGE
from harness.machine import Puppet

COLORS = {"alice": BLUE, "bob": GREEN, "carol": ORANGE}
CHIPS = {"alice": 0x111A88, "bob": 0x1A8811, "carol": 0x881A11}
BACKGROUND = 0x1D2025  # see compositor/switcher.c


@pytest.fixture
def desktop(new_desktop):
    return new_desktop(config="".join(
        f"[domain {name}]\ncolor = #{color:06x}\n" for name, color in CHIPS.items()))


@pytest.fixture
def guests(desktop, start):
    """Carol has the focus, bob had it before her, and alice before him."""
    desktop.hands.pointer(1279, 719)
    guests = {}
    for name in COLORS:
        guests[name] = start(Puppet, name)
        guests[name].expect_display()
        guests[name].fill(0, 0, 800, 600, COLORS[name])
        desktop.expect(rf"view: {name} at")
        desktop.wait_keyboard(guests[name].domid)
        if len(guests) > 1:
            # It comes up behind the one in use.
            desktop.hands.key("leftalt", "tab")
        wait_top(desktop, name)
    return guests


def wait_top(desktop, name: str) -> None:
    """Wait until a guest's picture is seen as a whole, and the list isn't."""
    desktop.wait_picture(lambda picture: picture.count(COLORS[name]) == 800 * 600,
                         f"{name} above all")


def type_to(desktop, guest) -> list[str]:
    """A key that arrives there, and what came before it."""
    desktop.hands.key("f12")
    return [line for line in guest.events("key 88 0") if line.startswith("key")]


def test_two_windows_change_places(desktop, guests):
    for name in "bob", "carol", "bob":
        desktop.hands.key("leftalt", "tab")
        wait_top(desktop, name)
        type_to(desktop, guests[name])


def test_on_and_on_while_alt_is_held(desktop, guests):
    desktop.hands.press("leftalt")
    desktop.hands.key("tab")
    desktop.hands.key("tab")
    desktop.hands.release("leftalt")
    wait_top(desktop, "alice")
    # The most recent first, from now on.
    desktop.hands.key("leftalt", "tab")
    wait_top(desktop, "carol")


def test_backwards(desktop, guests):
    desktop.hands.key("leftalt", "leftshift", "tab")
    wait_top(desktop, "alice")


def test_escape_stays(desktop, guests):
    desktop.hands.press("leftalt")
    desktop.hands.key("tab")
    desktop.wait_picture(lambda picture: picture.box(BACKGROUND), "the list")
    desktop.hands.key("esc")
    desktop.wait_gone(BACKGROUND)
    desktop.hands.release("leftalt")
    wait_top(desktop, "carol")
    assert type_to(desktop, guests["carol"])[-2:] == ["key 88 1", "key 88 0"]


def test_the_list(desktop, guests):
    """A row for each window, from the most recent, with the colour of its domain."""
    desktop.hands.press("leftalt")
    desktop.hands.key("tab")

    def rows(picture):
        box = picture.box(BACKGROUND)
        if box is None:
            return None
        part = picture.crop(*box)
        tops = {name: part.box(chip) for name, chip in CHIPS.items()}
        return all(tops.values()) and sorted(tops, key=lambda name: tops[name][1])

    assert desktop.wait_picture(rows, "the list") == ["carol", "bob", "alice"]
    desktop.hands.release("leftalt")
    desktop.wait_gone(BACKGROUND)


def test_guests_hear_nothing_while_it_is_open(desktop, guests):
    type_to(desktop, guests["carol"])
    desktop.hands.press("leftalt")
    desktop.hands.key("tab")
    desktop.hands.key("a")
    desktop.hands.release("leftalt")
    wait_top(desktop, "bob")
    desktop.hands.key("leftalt", "tab")
    wait_top(desktop, "carol")
    codes = {line.split()[1] for line in type_to(desktop, guests["carol"])}
    assert codes == {"56", "88"}  # Alt itself


def test_a_window_that_goes_while_it_is_open(desktop, guests):
    desktop.hands.press("leftalt")
    desktop.hands.key("tab")
    guests["bob"].end()
    desktop.expect(r"\(bob\): gone")
    desktop.hands.release("leftalt")
    wait_top(desktop, "carol")


def test_a_click_ends_it(desktop, guests):
    desktop.hands.press("leftalt")
    desktop.hands.key("tab")
    desktop.wait_picture(lambda picture: picture.box(BACKGROUND), "the list")
    desktop.hands.button()
    desktop.wait_gone(BACKGROUND)
    desktop.hands.release("leftalt")


def test_without_a_window(desktop):
    desktop.hands.key("leftalt", "tab")
    assert desktop.screenshot().box(BACKGROUND) is None
