"""A VNC viewer: what is seen and done from afar. RFB 3.8 (RFC 6143), without encodings or encryption."""

import socket
import struct

import numpy

from harness.picture import Picture
from harness.process import FOR_EVER, Silence

VERSION = b"RFB 003.008\n"
NO_SECURITY = 1
RAW = 0

# From the viewer.
SET_PIXEL_FORMAT, SET_ENCODINGS, UPDATE_REQUEST, KEY, POINTER = 0, 2, 3, 4, 5
# From the server.
UPDATE, BELL, CUT_TEXT = 0, 2, 3

XRGB8888 = struct.pack(">BBBBHHHBBB3x", 32, 24, 0, 1, 255, 255, 255, 16, 8, 0)


class Viewer:
    def __init__(self, path: str):
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self._socket.settimeout(FOR_EVER)
        self._socket.connect(path)
        self._file = self._socket.makefile("rb")
        assert self._read(len(VERSION)) == VERSION
        self._socket.sendall(VERSION)
        assert NO_SECURITY in self._read(self._unpack(">B")[0])
        self._socket.sendall(bytes([NO_SECURITY]))
        assert self._unpack(">I") == (0,)
        self._socket.sendall(b"\1")  # others may look too
        width, height = self._unpack(">HH")
        self._read(len(XRGB8888))
        self.name = self._read(self._unpack(">I")[0]).decode()
        self._pixels = numpy.zeros((height, width), numpy.uint32)
        self._socket.sendall(struct.pack(">B3x", SET_PIXEL_FORMAT) + XRGB8888)
        self._socket.sendall(struct.pack(">BxHi", SET_ENCODINGS, 1, RAW))

    def close(self) -> None:
        self._file.close()
        self._socket.close()

    def _read(self, size: int) -> bytes:
        try:
            data = self._file.read(size)
        except TimeoutError:
            raise Silence("the VNC server says nothing") from None
        assert len(data) == size, "the VNC server hung up"
        return data

    def _unpack(self, layout: str) -> tuple:
        return struct.unpack(layout, self._read(struct.calcsize(layout)))

    def _read_update(self) -> None:
        (count,) = self._unpack(">xH")
        for _ in range(count):
            x, y, width, height, encoding = self._unpack(">HHHHi")
            assert encoding == RAW
            data = numpy.frombuffer(self._read(4 * width * height), numpy.uint32)
            self._pixels[y:y + height, x:x + width] = data.reshape(height, width) & 0xFFFFFF

    def capture(self, changed: bool = False) -> Picture:
        """The whole screen; with changed, once there is something new on it."""
        height, width = self._pixels.shape
        self._socket.sendall(
            struct.pack(">BBHHHH", UPDATE_REQUEST, int(changed), 0, 0, width, height))
        while (kind := self._unpack(">B")[0]) != UPDATE:
            if kind == CUT_TEXT:
                self._read(self._unpack(">3xI")[0])
            else:
                assert kind == BELL
        self._read_update()
        return Picture(self._pixels.copy())

    def wait(self, find, what: str):
        """Look at every new picture until find(picture) returns something true, and return that."""
        picture = self.capture()
        while not (value := find(picture)):
            try:
                picture = self.capture(changed=True)
            except Silence:
                raise Silence(f"the viewer never saw {what}") from None
        return value

    def key(self, keysym: int) -> None:
        for down in True, False:
            self._socket.sendall(struct.pack(">BBxxI", KEY, down, keysym))

    def click(self, x: int, y: int) -> None:
        for buttons in 0, 1, 0:
            self._socket.sendall(struct.pack(">BBHH", POINTER, buttons, x, y))
