"""A Wayland client's side of the wire, by the protocols' XML, and never waiting for ever."""

import array
import glob
import os
import select
import socket
import struct
import time
import xml.etree.ElementTree as etree
from dataclasses import dataclass
from functools import cache, partial

from harness.process import FOR_EVER, Silence

# Where Debian has them: core, wayland-protocols, and what is shipped for Rust alone.
PROTOCOLS = {
    "wayland": "/usr/share/wayland/wayland.xml",
    "xdg-shell": "/usr/share/wayland-protocols/stable/xdg-shell/xdg-shell.xml",
    "alpha-modifier": "/usr/share/wayland-protocols/staging/alpha-modifier/alpha-modifier-v1.xml",
    "fractional-scale": "/usr/share/wayland-protocols/staging/fractional-scale/"
                        "fractional-scale-v1.xml",
    "idle-inhibit": "/usr/share/wayland-protocols/unstable/idle-inhibit/"
                    "idle-inhibit-unstable-v1.xml",
    "input-method": "/usr/share/cargo/registry/wayland-protocols-misc-*/protocols/"
                    "input-method-unstable-v2.xml",
    "idle-notify": "/usr/share/wayland-protocols/staging/ext-idle-notify/ext-idle-notify-v1.xml",
    "pointer-constraints": "/usr/share/wayland-protocols/unstable/pointer-constraints/"
                           "pointer-constraints-unstable-v1.xml",
    "presentation-time": "/usr/share/wayland-protocols/stable/presentation-time/"
                         "presentation-time.xml",
    "relative-pointer": "/usr/share/wayland-protocols/unstable/relative-pointer/"
                        "relative-pointer-unstable-v1.xml",
    "security-context": "/usr/share/wayland-protocols/staging/security-context/"
                        "security-context-v1.xml",
    "shortcuts-inhibit": "/usr/share/wayland-protocols/unstable/keyboard-shortcuts-inhibit/"
                         "keyboard-shortcuts-inhibit-unstable-v1.xml",
    "single-pixel-buffer": "/usr/share/wayland-protocols/staging/single-pixel-buffer/"
                           "single-pixel-buffer-v1.xml",
    "text-input": "/usr/share/wayland-protocols/unstable/text-input/text-input-unstable-v3.xml",
    "viewporter": "/usr/share/wayland-protocols/stable/viewporter/viewporter.xml",
    "virtual-keyboard": "/usr/share/cargo/registry/wayland-protocols-misc-*/protocols/"
                        "virtual-keyboard-unstable-v1.xml",
    "virtual-pointer": "/usr/share/cargo/registry/wayland-protocols-wlr-*/wlr-protocols/unstable/"
                       "wlr-virtual-pointer-unstable-v1.xml",
    "xdg-foreign": "/usr/share/wayland-protocols/unstable/xdg-foreign/xdg-foreign-unstable-v2.xml",
    "output-power": "/usr/share/cargo/registry/wayland-protocols-wlr-*/wlr-protocols/unstable/"
                    "wlr-output-power-management-unstable-v1.xml",
    "screencopy": "/usr/share/cargo/registry/wayland-protocols-wlr-*/wlr-protocols/unstable/"
                  "wlr-screencopy-unstable-v1.xml",
    "foreign-toplevel-management": "/usr/share/cargo/registry/wayland-protocols-wlr-*/"
                                   "wlr-protocols/unstable/"
                                   "wlr-foreign-toplevel-management-unstable-v1.xml",
    "activation": "/usr/share/wayland-protocols/staging/xdg-activation/xdg-activation-v1.xml",
    "foreign-toplevel-list": "/usr/share/wayland-protocols/staging/ext-foreign-toplevel-list/"
                             "ext-foreign-toplevel-list-v1.xml",
}


def missing_protocols() -> list[str]:
    return [name for name, path in PROTOCOLS.items() if not glob.glob(path)]


@dataclass(frozen=True)
class Message:
    name: str
    args: list[tuple[str, str | None]]  # type and interface


@dataclass(frozen=True)
class Interface:
    name: str
    requests: list[Message]
    events: list[Message]


def _messages(interface: etree.Element, kind: str) -> list[Message]:
    return [Message(message.get("name"), [(arg.get("type"), arg.get("interface"))
                                          for arg in message.iter("arg")])
            for message in interface.iter(kind)]


@cache
def _interfaces() -> dict[str, Interface]:
    roots = [etree.parse(glob.glob(path)[0]).getroot() for path in PROTOCOLS.values()]
    return {node.get("name"): Interface(node.get("name"), _messages(node, "request"),
                                        _messages(node, "event"))
            for root in roots for node in root.iter("interface")}


class Object:
    """A Wayland object. Its requests are methods; set on[EVENT] to get that event's arguments."""

    def __init__(self, client: "Client", interface: str, number: int, version: int):
        self.client, self.number, self.version = client, number, version
        # One that no XML here tells of can be bound, no more.
        self.interface = _interfaces().get(interface, Interface(interface, [], []))
        self.on = {}

    def __getattr__(self, name: str):
        for opcode, message in enumerate(self.interface.requests):
            if message.name == name:
                return partial(self.client.request, self, opcode, message)
        raise AttributeError(f"{self.interface.name} has no request {name}")


class Client:
    """A connection to the compositor."""

    def __init__(self, path: str):
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self._socket.connect(path)
        self._data = b""
        self._fds = []
        self._objects = {}
        self._last = 0
        self.display = self._add("wl_display", 1)
        self.display.on["error"] = self._fail
        self.display.on["delete_id"] = lambda number: self._objects.pop(number, None)
        self.globals = {}  # name: interface, version
        self._registry = self.display.get_registry()
        self._registry.on["global"] = self._add_global
        self._registry.on["global_remove"] = lambda name: self.globals.pop(name, None)
        self.sync()

    def close(self) -> None:
        self._socket.close()

    def _fail(self, target, code: int, text: str) -> None:
        raise AssertionError(f"{target.interface.name if target else '?'}: error {code}: {text}")

    def _add_global(self, name: int, interface: str, version: int) -> None:
        self.globals[name] = interface, version

    def _add(self, interface: str, version: int, number: int | None = None) -> Object:
        if number is None:
            self._last += 1
            number = self._last
        self._objects[number] = Object(self, interface, number, version)
        return self._objects[number]

    def bind(self, interface: str, name: int | None = None) -> Object:
        """A global: the one of that name, or the first of its kind."""
        name, version = next((key, version) for key, (kind, version) in self.globals.items()
                             if kind == interface and name in (None, key))
        new = self._add(interface, version)
        self._registry.bind(name, interface, version, new)
        return new

    def request(self, target: Object, opcode: int, message: Message, *args):
        """Send a request. Returns the object that it makes, if it makes one."""
        values, body, fds, new = list(args), b"", [], None
        for kind, interface in message.args:
            if kind == "new_id" and interface is not None:
                new = self._add(interface, target.version)
                body += struct.pack("=I", new.number)
                continue
            if kind == "new_id":  # of wl_registry.bind
                body += self._string(values.pop(0)) + struct.pack("=I", values.pop(0))
            value = values.pop(0)
            if kind == "fd":
                fds.append(value)
            elif kind == "string":
                body += self._string(value)
            elif kind == "fixed":
                body += struct.pack("=i", round(value * 256))
            elif kind in ("object", "new_id"):
                body += struct.pack("=I", value.number if value is not None else 0)
            else:
                body += struct.pack("=i" if kind == "int" else "=I", value)
        assert not values, f"{message.name}: too many arguments"
        head = struct.pack("=II", target.number, (len(body) + 8) << 16 | opcode)
        rights = [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", fds))] if fds else []
        self._socket.sendmsg([head + body], rights)
        return new

    @staticmethod
    def _string(text: str) -> bytes:
        data = text.encode() + b"\0"
        return struct.pack("=I", len(data)) + data + bytes(-len(data) % 4)

    def _read_args(self, message: Message, target: Object, body: bytes) -> list:
        values, at = [], 0
        for kind, interface in message.args:
            if kind == "fd":
                values.append(self._fds.pop(0))
                continue
            (word,) = struct.unpack_from("=i" if kind in ("int", "fixed") else "=I", body, at)
            at += 4
            if kind in ("string", "array"):
                data = body[at:at + word]
                at += word + -word % 4
                values.append(data[:-1].decode() if kind == "string" else data)
            elif kind == "fixed":
                values.append(word / 256)
            elif kind == "object":
                values.append(self._objects.get(word))
            elif kind == "new_id":
                values.append(self._add(interface, target.version, word))
            else:
                values.append(word)
        return values

    def _dispatch(self) -> None:
        """Every whole message that has come."""
        while len(self._data) >= 8:
            number, word = struct.unpack_from("=II", self._data)
            if len(self._data) < word >> 16:
                return
            body, self._data = self._data[8:word >> 16], self._data[word >> 16:]
            target = self._objects.get(number)
            if target is None:
                continue  # it was destroyed meanwhile
            message = target.interface.events[word & 0xFFFF]
            args = self._read_args(message, target, body)
            if handler := target.on.get(message.name):
                handler(*args)

    def wait(self, condition, what: str):
        """Wait for events until condition() is true, and return what it is."""
        deadline = time.monotonic() + FOR_EVER
        while not (value := condition()):
            left = deadline - time.monotonic()
            if left <= 0 or not select.select([self._socket], [], [], left)[0]:
                raise Silence(f"the compositor never sent {what}")
            data, fds, _, _ = socket.recv_fds(self._socket, 65536, 16)
            if not data:
                raise AssertionError(f"the compositor hung up instead of {what}")
            self._data += data
            self._fds += fds
            self._dispatch()
        return value

    def sync(self) -> None:
        """Until the compositor has done all that it was asked for."""
        done = []
        self.display.sync().on["done"] = done.append
        self.wait(lambda: done, "the answer to a sync")


def connect(env: dict[str, str]) -> Client:
    return Client(os.path.join(env["XDG_RUNTIME_DIR"], env["WAYLAND_DISPLAY"]))
