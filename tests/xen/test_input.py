"""What a person does arrives in the guest that has the focus, as it was done, and nowhere else."""

import pytest
from harness import keys
from lab.wait import wait_until

ABS, REL = keys.code("EV_ABS"), keys.code("EV_REL")


def pressed_and_released(*names: str) -> list[tuple[int, int]]:
    return [(keys.key_code(name), value) for name in names for value in (1, 0)]


def keys_without_repeats(guest) -> list[tuple[int, int]]:
    return [(code, value) for code, value in guest.keys() if value != 2]


def wait_keys(guest, expected: list[tuple[int, int]]) -> None:
    wait_until(lambda: len(keys_without_repeats(guest)) >= len(expected),
               f"{len(expected)} key events in guest {guest.name}")
    assert keys_without_repeats(guest) == expected


@pytest.fixture
def focused(desktop, pv, pvh):
    """The PVH guest has the focus, the PV guest has not; both have a clean record."""
    desktop.bring(pvh)
    pv.clear_events()
    return pvh


def test_text_arrives_in_the_focused_guest_only(desktop, pv, focused):
    desktop.type("echo Typed-42 >/tmp/typed\n")
    result = wait_until(lambda: (r := focused.run("cat /tmp/typed", check=False)).ok and r,
                        "the shell in the guest to run what was typed")
    assert result.stdout == "Typed-42\n"
    assert pv.events() == []


def test_every_key(desktop, focused):
    for name in keys.PC_KEYBOARD:
        focused.clear_events()
        desktop.key(name)
        wait_keys(focused, pressed_and_released(name))
    # Locks as they were: in the guest, whose terminal has stopped at the last of them, and in dom0.
    for name in ("capslock", "numlock", "scrolllock"):
        desktop.key(name)


def test_buttons(desktop, focused):
    for name in ("left", "middle", "right"):
        focused.clear_events()
        desktop.button(name)
        code = keys.code(f"BTN_{name.upper()}")
        wait_keys(focused, [(code, 1), (code, 0)])


def test_wheel(desktop, focused):
    def turns() -> list[int]:
        wheel = keys.code("REL_WHEEL")
        return [event.value for event in focused.events()
                if (event.type, event.code) == (REL, wheel)]

    desktop.wheel(3)
    wait_until(lambda: sum(turns()) == 3, "three clicks up")
    desktop.wheel(-2)
    wait_until(lambda: sum(turns()) == 1, "two clicks down")
    assert all(turn > 0 for turn in turns()[:-2])


def test_pointer_at_the_corners(desktop, focused):
    width, height = focused.framebuffer().size
    left, top = desktop.bring(focused)
    pointer = next(device for device in focused.devices() if device.absolute)
    codes = keys.code("ABS_X"), keys.code("ABS_Y")

    def position() -> tuple[int, int] | None:
        last = {event.code: event.value for event in focused.events() if event.type == ABS}
        return tuple(last[code] for code in codes) if len(last) == 2 else None

    def near(corner: tuple[int, int]) -> bool:
        # The pointer is somewhere within the pixel at the corner.
        at = position()
        return at is not None and all(
            abs(a - c * maximum) <= 1.5 * maximum / size
            for a, c, maximum, size in zip(at, corner, pointer.maximum, (width, height)))

    for corner in ((0, 0), (1, 0), (1, 1), (0, 1)):
        desktop.pointer(left + corner[0] * (width - 1), top + corner[1] * (height - 1))
        wait_until(lambda: near(corner), f"the pointer at corner {corner}, it is at {position()}")


def test_fingers(desktop, pv, focused):
    """Three of them, one of which leaves the guest's screen and goes on in it; no other guest hears of it."""
    width, height = focused.framebuffer().size
    left, top = desktop.bring(focused)
    maximum = focused.touchscreen.maximum
    pv.clear_events()

    def are_at(expected: dict[int, tuple[int, int]]) -> bool:
        """By pixels of the guest's screen."""
        fingers = focused.fingers()
        return fingers.keys() == expected.keys() and all(
            abs(at - (pixel + 0.5) * most / size) <= 1.5 * most / size
            for finger, place in fingers.items()
            for at, pixel, most, size in zip(place, expected[finger], maximum, (width, height)))

    def put(places: dict[int, tuple[int, int] | None]) -> None:
        desktop.fingers({finger: place and (left + place[0], top + place[1])
                         for finger, place in places.items()})

    def wait_at(expected: dict[int, tuple[int, int]]) -> None:
        wait_until(lambda: are_at(expected), f"fingers at {expected}, they are at {focused.fingers()}")

    put({0: (100, 50), 1: (300, 200)})
    wait_at({0: (100, 50), 1: (300, 200)})
    put({0: (110, 60), 2: (20, 30)})
    wait_at({0: (110, 60), 1: (300, 200), 2: (20, 30)})
    put({1: (width + 50, 200), 0: None})
    wait_at({1: (width - 1, 200), 2: (20, 30)})

    # What has the focus next has none of them, nor does this one, when it has it again.
    desktop.key("leftalt", "tab")
    wait_until(lambda: not focused.fingers(), "the fingers to be lifted as the focus went")
    put({1: None, 2: None})
    assert not [event for event in pv.events() if event.device == pv.touchscreen.node]
    pointer = next(device for device in focused.devices() if "Pointer" in device.name)
    assert not [event for event in focused.events() if event.device == pointer.node]


def test_switcher_moves_the_focus_and_lets_go_of_held_keys(desktop, pv, focused):
    # So that the other guest is the one used just before.
    desktop.bring(pv)
    desktop.bring(focused)
    pv.clear_events()

    desktop.press("b")
    wait_until(lambda: (keys.key_code("b"), 1) in focused.keys(), "a key to go down")
    desktop.key("leftalt", "tab")
    wait_until(lambda: (keys.key_code("b"), 0) in focused.keys(),
               "the held key to be released in the guest that lost the focus")
    desktop.release("b")
    desktop.key("c")
    wait_until(lambda: (keys.key_code("c"), 0) in pv.keys(), "a key in the guest that got the focus")
    assert keys.key_code("c") not in {code for code, _ in focused.keys()}
    assert keys.key_code("tab") not in {code for code, _ in pv.keys() + focused.keys()}
    assert (keys.key_code("b"), 1) not in pv.keys()


def test_terminal_by_key(desktop):
    """Super+Return opens a terminal, and what is typed then arrives in it."""
    desktop.run("rm -f /tmp/from-foot")
    before = desktop.compositor.log().count("focus: foot")
    desktop.key("leftmeta", "enter")
    # Whoever types in a guest until then keeps the focus there.
    wait_until(lambda: desktop.compositor.log().count("focus: foot") > before,
               "a terminal with the focus")
    desktop.type("touch /tmp/from-foot\n")
    wait_until(lambda: desktop.run("test -e /tmp/from-foot", check=False).ok,
               "the shell in the terminal to run what was typed")
    desktop.run("kill $(pidof foot)")
