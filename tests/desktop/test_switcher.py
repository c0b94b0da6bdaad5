"""Alt+Tab goes to another window, and shows them all."""

import pytest
from colors import BLUE, GREEN, ORANGE, PURPLE
from guests import center
from harness.machine import Puppet
from harness.process import Process
from harness.program import Program
from test_cost import WHILE, settle, spent

COLORS = {"alice": BLUE, "bob": GREEN, "carol": ORANGE}
CHIPS = {"alice": 0x111A88, "bob": 0x1A8811, "carol": 0x881A11}
BACKGROUND = 0x1D2025  # see compositor/switcher_grid.c
CORNER = 12  # of the panel, which are round
PROGRAM = 0x307040


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


def panel(picture):
    """What the switcher shows; None if it isn't there."""
    box = picture.box(BACKGROUND)
    if box is None:
        return None
    x, y, width, height = box
    return (x + CORNER, y + CORNER,
            picture.crop(x + CORNER, y + CORNER, width - 2 * CORNER, height - 2 * CORNER))


def wait_thumbnail(desktop, color: int):
    """Where on the screen a window's picture is, all of one colour."""
    def look(picture):
        found = panel(picture)
        if found is None:
            return None
        left, top, part = found
        box = part.box(color)
        if box is None or box[2] < 100 or part.crop(*box).count(color) < box[2] * box[3] * 0.95:
            return None
        x, y, width, height = box
        return left + x, top + y, width, height

    return desktop.wait_picture(look, f"a picture of #{color:06x}")


def test_all_of_them(desktop, guests):
    """A picture of each, from the most recent, in a frame of its domain's colour."""
    desktop.hands.press("leftalt")
    desktop.hands.key("tab")
    lefts = {name: wait_thumbnail(desktop, color) for name, color in COLORS.items()}
    assert sorted(lefts, key=lambda name: lefts[name][0]) == ["carol", "bob", "alice"]
    picture = desktop.screenshot()
    for name, (x, y, width, height) in lefts.items():
        assert abs(width * 600 - height * 800) < 2000  # its shape
        assert picture.pixel(x - 2, y + height // 2) == CHIPS[name]
        assert picture.crop(x - 40, y + height + 4, width, 60).count(CHIPS[name]) > 40  # chip
    desktop.hands.release("leftalt")
    desktop.wait_gone(BACKGROUND)


def test_pictures_are_alive(desktop, guests):
    """That of a minimised window, too; and it costs nothing any more when it isn't seen."""
    desktop.hands.key("leftmeta", "h")
    wait_top(desktop, "bob")
    desktop.hands.press("leftalt")
    desktop.hands.key("tab")
    where = wait_thumbnail(desktop, ORANGE)
    guests["carol"].fill(0, 0, 800, 600, PURPLE)
    assert wait_thumbnail(desktop, PURPLE) == where
    desktop.hands.key("esc")
    desktop.wait_gone(BACKGROUND)
    desktop.hands.release("leftalt")
    guests["carol"].do("animate 0 0 16 16 1")
    settle(desktop)
    cost = spent(desktop, WHILE)
    assert cost.pop("wakeups") <= 1
    assert set(cost.values()) == {0}


def test_an_open_switcher_costs_nothing_by_itself(desktop, guests):
    desktop.hands.press("leftalt")
    desktop.hands.key("tab")
    wait_thumbnail(desktop, ORANGE)
    settle(desktop)
    cost = spent(desktop, WHILE)
    assert cost.pop("wakeups") <= 1
    assert set(cost.values()) == {0}
    desktop.hands.release("leftalt")


def test_by_mouse(desktop, guests):
    desktop.hands.press("leftalt")
    desktop.hands.key("tab")
    desktop.hands.pointer(*center(wait_thumbnail(desktop, BLUE)))
    desktop.hands.release("leftalt")
    wait_top(desktop, "alice")
    desktop.hands.press("leftalt")
    desktop.hands.key("tab")
    desktop.hands.click(*center(wait_thumbnail(desktop, GREEN)))
    wait_top(desktop, "bob")
    desktop.hands.release("leftalt")
    desktop.hands.pointer(1279, 719)
    # It was neither clicked nor moved over.
    codes = {line.split()[1] for line in type_to(desktop, guests["bob"])}
    assert codes <= {"56", "88"}


def test_windows_of_a_domain(desktop, guests, start):
    """dom0's programs, among themselves; and they are drawn as guests are."""
    start(Process, "foot", "-o", f"colors.background={PROGRAM:06x}", "-W", "50x15", "cat",
          env=desktop.env)
    desktop.expect("view: foot at")
    Program(desktop, (300, 200), PURPLE)
    desktop.hands.press("leftalt")
    desktop.hands.key("tab")
    for color in ORANGE, PURPLE, PROGRAM, GREEN, BLUE:
        wait_thumbnail(desktop, color)
    desktop.hands.key("grave")  # of the program, which is the second

    def only_dom0(picture):
        found = panel(picture)
        return found and not any(found[2].count(color) for color in COLORS.values())

    desktop.wait_picture(only_dom0, "dom0's windows alone")
    wait_thumbnail(desktop, PURPLE)
    wait_thumbnail(desktop, PROGRAM)
    desktop.hands.release("leftalt")
    desktop.expect("focus: foot")


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
