"""Keyboard, pointer and fingers as a person's: from outside the machine, through QEMU's input devices."""

from harness import keys

from .keys import qemu_name
from .machine import SCREEN, Machine

BUTTONS = ("left", "middle", "right", "side", "extra")
# The range of tablet and touchscreen, in both directions.
RANGE = 32768
# The emulated devices have room for 64 events, and drop what dom0 hasn't taken in time.
BURST = 16


class Hands:
    def __init__(self, machine: Machine) -> None:
        self._machine = machine
        self._held: dict[tuple[str, str], None] = {}
        self._down: set[int] = set()
        self._sent = 0

    def _input(self, *events: dict) -> None:
        # Not while a key is held: dom0 repeats it meanwhile, and that takes the same room.
        if self._sent >= BURST and not any(kind == "key" for kind, _ in self._held):
            self._wait_taken()
        self._machine.input(*events)
        self._sent += len(events) + 1

    def _wait_taken(self) -> None:
        # For dom0, a command is time enough for all that came before it.
        self._machine.agent.run("true")
        self._sent = 0

    def _hold(self, kind: str, name: str, down: bool) -> None:
        if kind == "key":
            data = {"down": down, "key": {"type": "qcode", "data": qemu_name(name)}}
        else:
            data = {"down": down, "button": name}
        self._input({"type": kind, "data": data})
        if down:
            self._held[kind, name] = None
        else:
            self._held.pop((kind, name), None)

    def press(self, key: str) -> None:
        self._hold("key", key, True)

    def release(self, key: str) -> None:
        self._hold("key", key, False)

    def key(self, *chord: str) -> None:
        """Press keys one after the other, then release them the other way round."""
        for each in chord:
            self.press(each)
        for each in reversed(chord):
            self.release(each)

    def type(self, text: str) -> None:
        """Type a text as on a US keyboard."""
        for character in text:
            self.key(*keys.chord(character))

    def pointer(self, x: int, y: int) -> None:
        """Move the pointer to the middle of a pixel of the screen."""
        self._input(*(
            {"type": "abs", "data": {"axis": axis, "value": int((at + 0.5) * RANGE / size)}}
            for axis, at, size in zip("xy", (x, y), SCREEN)))

    def button(self, name: str = "left", down: bool | None = None) -> None:
        """Press (down=True) or release (down=False) a button, or click."""
        for each in (True, False) if down is None else (down,):
            self._hold("btn", name, each)

    def click(self, x: int, y: int, name: str = "left") -> None:
        self.pointer(x, y)
        self.button(name)

    def drag(self, start: tuple[int, int], end: tuple[int, int], name: str = "left",
             steps: int = 8) -> None:
        """Press at one point, move to another in steps, release there."""
        self.pointer(*start)
        self.button(name, True)
        for step in range(1, steps + 1):
            self._wait_taken()
            self.pointer(*(a + (b - a) * step // steps for a, b in zip(start, end)))
        self._wait_taken()
        self.button(name, False)
        self._wait_taken()

    def wheel(self, clicks: int) -> None:
        """Turn the wheel: up (away from the person) where positive."""
        for _ in range(abs(clicks)):
            self.button("wheel-up" if clicks > 0 else "wheel-down")

    def fingers(self, places: dict[int, tuple[int, int] | None]) -> None:
        """Put fingers on pixels of the screen, move them there, or lift them (None): all at once."""
        def event(kind: str, finger: int, axis: str = "x", value: int = 0) -> dict:
            # As the kernel has it, a finger that is lifted has the identity -1.
            identity = -1 if kind == "end" else finger
            return {"type": "mtt", "data": {"type": kind, "slot": finger, "tracking-id": identity,
                                            "axis": axis, "value": value}}

        events = []
        for finger, place in places.items():
            if place is None:
                events.append(event("end", finger))
                self._down.discard(finger)
                continue
            events.append(event("update" if finger in self._down else "begin", finger))
            events += [event("data", finger, axis, int((at + 0.5) * RANGE / size))
                       for axis, at, size in zip("xy", place, SCREEN)]
            self._down.add(finger)
        self._input(*events)

    def let_go(self) -> None:
        """Release everything that is still held."""
        if self._down:
            self.fingers(dict.fromkeys(sorted(self._down)))
        for kind, name in list(self._held):
            self._hold(kind, name, False)
