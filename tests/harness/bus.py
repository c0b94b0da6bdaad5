"""A caller on D-Bus, by libsystemd: it stays there for what comes after an answer."""

import ctypes
import time
from ctypes import byref, c_char, c_char_p, c_uint, c_uint64, c_void_p

from harness.process import FOR_EVER

VARIANT, ARRAY, ENTRY = b"v", b"a", b"e"


class Bus:
    def __init__(self, address: str):
        self._lib = ctypes.CDLL("libsystemd.so.0")
        self._lib.sd_bus_wait.argtypes = c_void_p, c_uint64
        self._lib.sd_bus_message_verify_type.argtypes = c_void_p, c_char, c_char_p
        self._lib.sd_bus_message_enter_container.argtypes = c_void_p, c_char, c_char_p
        self._bus = c_void_p()
        self._check(self._lib.sd_bus_new(byref(self._bus)), "new")
        self._check(self._lib.sd_bus_set_address(self._bus, address.encode()), "address")
        self._check(self._lib.sd_bus_set_bus_client(self._bus, 1), "client")
        self._check(self._lib.sd_bus_start(self._bus), "start")

    @staticmethod
    def _check(result: int, what: str) -> int:
        assert result >= 0, f"D-Bus: {what}: error {-result}"
        return result

    def call(self, service: str, path: str, interface: str, method: str, types: str, *arguments):
        """Returns the message that answers."""
        reply = c_void_p()
        self._check(self._lib.sd_bus_call_method(
            self._bus, *(text.encode() for text in (service, path, interface, method)), None,
            byref(reply), types.encode(), *arguments), method)
        return reply

    def text(self, message, kind: str) -> str:
        """The next thing in a message, of a kind that is a text; a variant's begins with v."""
        text = c_char_p()
        self._check(self._lib.sd_bus_message_read(
            message, *(part.encode() for part in kind), byref(text)), f"read {kind}")
        return text.value.decode()

    def number(self, message) -> int:
        number = c_uint()
        self._check(self._lib.sd_bus_message_read(message, b"u", byref(number)), "read u")
        return number.value

    def texts(self, message) -> dict[str, str]:
        """Those in a dictionary of variants."""
        found = {}
        self._check(self._lib.sd_bus_message_enter_container(message, ARRAY, b"{sv}"), "array")
        while self._check(self._lib.sd_bus_message_enter_container(message, ENTRY, b"sv"), "entry"):
            name = self.text(message, "s")
            if self._lib.sd_bus_message_verify_type(message, VARIANT, b"s") > 0:
                found[name] = self.text(message, "vs")
            else:
                self._check(self._lib.sd_bus_message_skip(message, b"v"), "skip")
            self._lib.sd_bus_message_exit_container(message)
        return found

    def wait_signal(self, path: str, member: str):
        """Wait for a signal to us, and return its message."""
        deadline = time.monotonic() + FOR_EVER
        while time.monotonic() < deadline:
            message = c_void_p()
            if not self._check(self._lib.sd_bus_process(self._bus, byref(message)), "process"):
                self._check(self._lib.sd_bus_wait(self._bus, 100_000), "wait")
            elif message and self._lib.sd_bus_message_is_signal(message, None, member.encode()) > 0:
                self._lib.sd_bus_message_get_path.restype = c_char_p
                if self._lib.sd_bus_message_get_path(message) == path.encode():
                    return message
        raise AssertionError(f"waited for the signal {member}")

    def close(self) -> None:
        self._lib.sd_bus_flush_close_unref(self._bus)
