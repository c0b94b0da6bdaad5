"""Hands: a keyboard and a pointer of the compositor's, by virtual devices."""

import os
import time

from harness import keys
from harness.wayland import Client

# As from a PC keyboard, US layout.
KEYMAP = b"""xkb_keymap {
	xkb_keycodes { include "evdev+aliases(qwerty)" };
	xkb_types { include "complete" };
	xkb_compat { include "complete" };
	xkb_symbols { include "pc+us+inet(evdev)" };
};\0"""
XKB_V1 = 1

# Bits of modifiers that such a keymap has. A virtual keyboard tells them itself.
MODIFIERS = {"leftshift": 1, "rightshift": 1, "leftctrl": 4, "rightctrl": 4, "leftalt": 8,
             "rightalt": 8, "leftmeta": 64, "rightmeta": 64}

VERTICAL = 0  # wl_pointer.axis
WHEEL = 0  # wl_pointer.axis_source
WHEEL_CLICK = 15  # wl_pointer.axis, of a click of a wheel
SCREEN = 1280, 720  # of wlroots' headless outputs
PART = 16  # of a pixel, for the middle of one


def _now() -> int:
    return time.clock_gettime_ns(time.CLOCK_MONOTONIC) // 1_000_000 & 0xFFFFFFFF


class Hands:
    """Each call returns when the compositor has done what there is to be done."""

    def __init__(self, client: Client):
        self._client = client
        seat = client.bind("wl_seat")
        pointers = client.bind("zwlr_virtual_pointer_manager_v1")
        self._pointer = pointers.create_virtual_pointer(seat)
        keyboards = client.bind("zwp_virtual_keyboard_manager_v1")
        self._keyboard = keyboards.create_virtual_keyboard(seat)
        fd = os.memfd_create("keymap")
        os.write(fd, KEYMAP)
        self._keyboard.keymap(XKB_V1, fd, len(KEYMAP))
        os.close(fd)
        self._held = []
        client.sync()

    def _key(self, name: str, down: bool) -> None:
        self._keyboard.key(_now(), keys.key_code(name), int(down))
        if down:
            self._held.append(name)
        else:
            self._held.remove(name)
        if name in MODIFIERS:
            depressed = 0
            for held in self._held:
                depressed |= MODIFIERS.get(held, 0)
            self._keyboard.modifiers(depressed, 0, 0, 0)

    def press(self, *names: str) -> None:
        for name in names:
            self._key(name, True)
        self._client.sync()

    def press_last(self, name: str) -> None:
        """A key after which there may be no compositor any more to answer."""
        self._key(name, True)

    def release(self, *names: str) -> None:
        for name in names:
            self._key(name, False)
        self._client.sync()

    def key(self, *chord: str) -> None:
        """Press keys one after the other, then release them the other way round."""
        self.press(*chord)
        self.release(*reversed(chord))

    def type(self, text: str) -> None:
        """Type a text as on a US keyboard."""
        for character in text:
            self.key(*keys.chord(character))

    def pointer(self, x: float, y: float, extent: tuple[int, int] = SCREEN) -> None:
        """Move it to the middle of a pixel; extent is the size of all outputs together."""
        self._pointer.motion_absolute(_now(), int((x + 0.5) * PART), int((y + 0.5) * PART),
                                      extent[0] * PART, extent[1] * PART)
        self._pointer.frame()
        self._client.sync()

    def move(self, dx: float, dy: float) -> None:
        """Move the pointer on from where it is."""
        self._pointer.motion(_now(), dx, dy)
        self._pointer.frame()
        self._client.sync()

    def button(self, name: str = "left", down: bool | None = None) -> None:
        """Press (down=True) or release (down=False) a button, or click."""
        for each in (True, False) if down is None else (down,):
            self._pointer.button(_now(), keys.code(f"BTN_{name.upper()}"), int(each))
            self._pointer.frame()
        self._client.sync()

    def click(self, x: float, y: float, name: str = "left") -> None:
        self.pointer(x, y)
        self.button(name)

    def drag(self, start: tuple[int, int], end: tuple[int, int], name: str = "left",
             steps: int = 4, extent: tuple[int, int] = SCREEN) -> None:
        """Press at one point, move to another in steps, release there."""
        self.pointer(*start, extent)
        self.button(name, True)
        for step in range(1, steps + 1):
            self.pointer(*(a + (b - a) * step // steps for a, b in zip(start, end)), extent)
        self.button(name, False)

    def wheel(self, clicks: int) -> None:
        """Turn the wheel: down (towards the person) where positive."""
        self._pointer.axis_source(WHEEL)
        self._pointer.axis_discrete(_now(), VERTICAL, clicks * WHEEL_CLICK, clicks)
        self._pointer.frame()
        self._client.sync()

    def scroll(self, distance: float) -> None:
        """As two fingers on a touchpad do: WHEEL_CLICK is a click of a wheel."""
        self._pointer.axis(_now(), VERTICAL, distance)
        self._pointer.frame()
        self._client.sync()
