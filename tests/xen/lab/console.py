"""A guest's Xen console: what its kernel printed, and the lines of the lab's program in there."""

import base64
from dataclasses import dataclass
from pathlib import Path

MARK = "@lab "


@dataclass(frozen=True)
class Device:
    """An input device of a guest. Maxima are those of ABS_X and ABS_Y, 0 where it is relative."""

    node: str
    absolute: bool
    maximum: tuple[int, int]
    name: str


@dataclass(frozen=True)
class Event:
    """One evdev event, SYN_REPORT excepted; frame counts the SYN_REPORTs before it."""

    device: str
    frame: int
    type: int
    code: int
    value: int


class Console:
    """Follows the file that xenconsoled writes. It goes on across reboot, save and restore."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._offset = 0
        self._rest = b""
        self._frame = 0
        self.boots = 0
        self.devices: dict[str, Device] = {}
        self.events: list[Event] = []
        self.outputs: dict[str, bytearray] = {}
        self.statuses: dict[str, int] = {}
        self.errors: list[str] = []

    def text(self) -> str:
        """All that was printed, without the lab's lines."""
        if not self._path.exists():
            return ""
        lines = self._path.read_text(errors="replace").splitlines()
        return "\n".join(line for line in lines if not line.startswith(MARK))

    def update(self) -> None:
        """Take in what has been written since the last time."""
        if not self._path.exists():
            return
        with open(self._path, "rb") as file:
            file.seek(self._offset)
            data = file.read()
        self._offset += len(data)
        *lines, self._rest = (self._rest + data).split(b"\n")
        for line in lines:
            # The kernel's last words may stand before the first of ours on the same line.
            _, mark, message = line.decode(errors="replace").strip().partition(MARK)
            if mark:
                self._take(*message.split(" ", 1))

    def _take(self, kind: str, rest: str = "") -> None:
        match kind:
            case "ready":
                self.boots += 1
                self.devices.clear()
            case "device":
                node, way, x, y, name = rest.split(" ", 4)
                self.devices[node] = Device(node, way == "abs", (int(x), int(y)), name)
            case "gone":
                self.devices.pop(rest, None)
            case "event":
                node, *events = rest.split(" ")
                for event in events:
                    numbers = map(int, event.split(":"))
                    self.events.append(Event(node, self._frame, *numbers))
                self._frame += 1
            case "out":
                number, data = rest.split(" ")
                self.outputs.setdefault(number, bytearray()).extend(base64.b64decode(data))
            case "exit":
                number, status = rest.split(" ")
                self.statuses[number] = int(status)
            case _:
                self.errors.append(f"{kind} {rest}")
