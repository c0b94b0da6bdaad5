"""Keys arrive in the guest that has the focus, as they were pressed, and nowhere else."""

import subprocess

import pytest
from colors import BLUE, GREEN
from guests import SMALL, center, show, small
from harness import keys
from harness.hands import Hands
from harness.machine import domain
from harness.wayland import connect

QUIET = "[keyboard]\nrepeat-rate = 0\n"  # a busy machine would make repeats of short presses


def event(name: str, down: int) -> str:
    return f"key {keys.key_code(name)} {down}"


def typed(*names: str) -> list[str]:
    """What a guest gets of keys that are pressed and released one after the other."""
    return [event(name, down) for name in names for down in (1, 0)]


def keys_until(guest, name: str) -> list[str]:
    """What a guest gets from the keyboard until a key comes up."""
    return [line for line in guest.events(event(name, 0)) if line.startswith("key")]


@pytest.fixture
def quiet(new_desktop):
    return new_desktop(config=QUIET)


@pytest.fixture
def two(quiet, start):
    """Two guests side by side, without a key so far; the second has the focus."""
    alice, bob = small(start, "alice"), small(start, "bob")
    show(quiet, alice, BLUE, SMALL)
    quiet.hands.click(*center(show(quiet, bob, GREEN, SMALL)))
    quiet.hands.key("f12")
    assert keys_until(bob, "f12")[-2:] == typed("f12")
    return alice, bob


def test_every_key(quiet, two):
    alice, bob = two
    for name in keys.PC_KEYBOARD:
        quiet.hands.key(name)
    assert keys_until(bob, keys.PC_KEYBOARD[-1]) == typed(*keys.PC_KEYBOARD)
    # The other got nothing: what comes now is the first.
    quiet.hands.key("leftalt", "tab")
    quiet.hands.key("esc")
    assert keys_until(alice, "esc") == typed("esc")


def test_keys_beyond_a_pc_keyboard(quiet, two):
    names = ["f13", "f24", "mute", "volumeup", "playpause", "katakana", "brightnessup"]
    for name in names:
        quiet.hands.key(name)
    assert keys_until(two[1], names[-1]) == typed(*names)


def test_text(quiet, two):
    quiet.hands.type("Typed-42\n")
    assert keys_until(two[1], "enter") == [
        event("leftshift", 1), *typed("t"), event("leftshift", 0),
        *typed("y", "p", "e", "d", "minus", "4", "2", "enter")]


def test_typed_by_another_program(quiet, two):
    subprocess.run(["wtype", "-k", "a"], env=quiet.env, check=True)
    quiet.hands.key("f12")
    press, release, *rest = keys_until(two[1], "f12")
    assert (press[-1], release[-1]) == ("1", "0")
    assert press[:-1] == release[:-1]
    assert rest == typed("f12")


def test_shortcuts_are_the_desktops(quiet, two):
    """The guest gets the modifier, which might have been for it, and not the key."""
    for name in "f", "f", "m", "m", "equal":
        quiet.hands.key("leftmeta", name)
    quiet.hands.key("f12")
    assert keys_until(two[1], "f12") == typed(*["leftmeta"] * 5, "f12")


def test_held_keys_are_released_with_the_focus(quiet, two):
    alice, bob = two
    quiet.hands.press("leftctrl", "b")
    quiet.hands.click(*center(quiet.wait_box(BLUE, SMALL)))
    released = bob.events(event("b", 0), event("leftctrl", 0))
    assert [line for line in released if line.startswith("key")][:2] == [
        event("leftctrl", 1), event("b", 1)]
    # The other one neither gets what is held nor its release.
    quiet.hands.release("b", "leftctrl")
    quiet.hands.key("c")
    assert [line for line in keys_until(alice, "c") if f"key {keys.code('BTN_LEFT')}" not in line
            ] == typed("c")


def test_held_keys_are_released_with_their_keyboard(quiet, two):
    other = connect(quiet.env)
    Hands(other).press("b")
    two[1].events(event("b", 1))
    other.close()
    assert two[1].events(event("b", 0)) == [event("b", 0)]


def test_held_keys_are_released_as_the_desktop_ends(quiet, two):
    quiet.hands.press("b")
    two[1].events(event("b", 1))
    quiet.end()
    assert two[1].events(event("b", 0)) == [event("b", 0)]


def test_held_keys_are_released_after_a_crash(quiet, two, new_desktop):
    quiet.hands.press("b")
    two[1].events(event("b", 1))
    quiet.kill()
    new_desktop()
    two[1].events(event("b", 0))


def test_no_focus_no_keys(quiet, two):
    bob = two[1]
    quiet.hands.click(1, 1)
    quiet.hands.key("a")
    quiet.hands.click(*center(quiet.wait_box(GREEN, SMALL)))
    quiet.hands.key("f12")
    assert event("a", 1) not in keys_until(bob, "f12")


def test_repeats(new_desktop, puppet):
    """The device has none of its own. The last key that went down repeats."""
    desktop = new_desktop(config="[keyboard]\nrepeat-delay = 50\nrepeat-rate = 100\n")
    show(desktop, puppet)
    desktop.hands.press("a", "b")
    for _ in range(5):
        puppet.events(event("b", 1))
    desktop.hands.release("b", "a")
    events = keys_until(puppet, "a")
    assert events[-2:] == [event("b", 0), event("a", 0)]
    assert event("a", 1) not in events


def test_a_guest_that_takes_nothing(quiet, two):
    """Others get theirs meanwhile, and when it goes on, nothing hangs in it."""
    alice, bob = two
    domain("pause", bob.domid)
    for _ in range(500):
        quiet.hands.key("b")
    quiet.hands.press("c")
    quiet.hands.key("leftalt", "tab")
    quiet.hands.key("esc")
    assert keys_until(alice, "esc") == typed("esc")
    domain("unpause", bob.domid)
    quiet.hands.release("c")
    quiet.hands.key("leftalt", "tab")
    quiet.hands.key("f12")
    down = set()
    for line in keys_until(bob, "f12"):
        _, code, pressed = line.split()
        (down.add if pressed == "1" else down.discard)(code)
    assert down == set()


NOTICE_BAR, NOTICE_BACKGROUND = 0x8A93A3, 0x1D2025  # see compositor/notice.c


@pytest.mark.parametrize("command, problem", [
    ("nosuchcommand --option", "wasn't found"), ("/etc/passwd", "can't be run")])
def test_a_terminal_that_is_missing(new_desktop, command, problem):
    """Whoever pressed the key sees why nothing comes."""
    desktop = new_desktop(config=f"[desktop]\nterminal = {command}\n")
    before = len(desktop.lines)
    desktop.hands.key("leftmeta", "enter")
    desktop.expect_since(before, rf"\[error\] spawn: {command}: {problem}")
    x, y, _, height = desktop.wait_picture(lambda picture: picture.box(NOTICE_BAR), "a notice")
    assert desktop.screenshot().pixel(x + 8, y + height // 2) == NOTICE_BACKGROUND
