"""Pictures: what an output shows, and what a guest has drawn."""

import ctypes
import re
import zlib
from dataclasses import dataclass
from pathlib import Path

import numpy

Box = tuple[int, int, int, int]  # x, y, width, height


@dataclass(frozen=True)
class Picture:
    """Rows of pixels, 0xRRGGBB each."""

    pixels: numpy.ndarray

    @classmethod
    def from_ppm(cls, data: bytes) -> "Picture":
        header = re.match(rb"P6\s+(\d+)\s+(\d+)\s+255\s", data)
        width, height = int(header[1]), int(header[2])
        rgb = numpy.frombuffer(data, numpy.uint8, offset=header.end()).reshape(height, width, 3)
        red, green, blue = (rgb[:, :, i].astype(numpy.uint32) for i in range(3))
        return cls(red << 16 | green << 8 | blue)

    @classmethod
    def from_xrgb8888(cls, width: int, height: int, stride: int, data: bytes) -> "Picture":
        """A framebuffer of little-endian 32-bit pixels; stride is in bytes."""
        rows = numpy.frombuffer(data, numpy.uint32).reshape(height, stride // 4)
        return cls(rows[:, :width] & 0xFFFFFF)

    @classmethod
    def from_png(cls, path: Path) -> "Picture":
        """By cairo, which programs of dom0 have anyway. What is transparent is black."""
        cairo = ctypes.CDLL("libcairo.so.2")
        for name in ("create_from_png", "get_data"):
            getattr(cairo, f"cairo_image_surface_{name}").restype = ctypes.c_void_p
        surface = ctypes.c_void_p(cairo.cairo_image_surface_create_from_png(bytes(path)))
        assert cairo.cairo_surface_status(surface) == 0, f"{path} isn't a picture"
        width, height, stride = (getattr(cairo, f"cairo_image_surface_get_{name}")(surface)
                                 for name in ("width", "height", "stride"))
        data = ctypes.string_at(cairo.cairo_image_surface_get_data(surface), stride * height)
        cairo.cairo_surface_destroy(surface)
        return cls.from_xrgb8888(width, height, stride, data)

    @property
    def size(self) -> tuple[int, int]:
        height, width = self.pixels.shape
        return width, height

    def pixel(self, x: int, y: int) -> int:
        return int(self.pixels[y, x])

    def crop(self, x: int, y: int, width: int, height: int) -> "Picture":
        return Picture(self.pixels[y:y + height, x:x + width])

    def count(self, color: int) -> int:
        """How many pixels have that colour."""
        return int((self.pixels == color).sum())

    def any(self, color: int) -> tuple[int, int] | None:
        """One of the places of a colour: the middle one, in their order."""
        places = numpy.argwhere(self.pixels == color)
        if not len(places):
            return None
        y, x = places[len(places) // 2]
        return int(x), int(y)

    def box(self, color: int) -> Box | None:
        """Where a colour is: what holds all its pixels."""
        ys, xs = numpy.nonzero(self.pixels == color)
        if not len(ys):
            return None
        x, y = int(xs.min()), int(ys.min())
        return x, y, int(xs.max()) - x + 1, int(ys.max()) - y + 1

    def find(self, part: "Picture") -> tuple[int, int] | None:
        """Where part is in this picture, every pixel of it; None if it is nowhere."""
        width, height = part.size
        # The row with the most changes from one pixel to the next occurs in the fewest places.
        changes = (part.pixels[:, 1:] != part.pixels[:, :-1]).sum(axis=1)
        key_y = int(changes.argmax())
        key = part.pixels[key_y].astype(numpy.uint32).tobytes()
        data = self.pixels.astype(numpy.uint32).tobytes()
        at = -1
        while (at := data.find(key, at + 1)) >= 0:
            y, x = divmod(at // 4, self.size[0])
            if at % 4 == 0 and y >= key_y and self.crop(x, y - key_y, width, height) == part:
                return x, y - key_y
        return None

    def __eq__(self, other) -> bool:
        return numpy.array_equal(self.pixels, other.pixels)

    def save(self, path: Path) -> None:
        """As PNG."""
        def chunk(kind: bytes, data: bytes) -> bytes:
            return (len(data).to_bytes(4, "big") + kind + data
                    + zlib.crc32(kind + data).to_bytes(4, "big"))

        width, height = self.size
        rgb = self.pixels.astype(">u4").view(numpy.uint8).reshape(height, width, 4)[:, :, 1:]
        rows = numpy.concatenate(
            [numpy.zeros((height, 1), numpy.uint8), rgb.reshape(height, 3 * width)], axis=1)
        head = width.to_bytes(4, "big") + height.to_bytes(4, "big") + b"\x08\x02\0\0\0"
        path.write_bytes(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head)
                         + chunk(b"IDAT", zlib.compress(rows.tobytes(), 1)) + chunk(b"IEND", b""))


def pattern(width: int, height: int, seed: int = 0) -> Picture:
    """What the puppet's command of that name draws: no part of it looks like another."""
    y, x = numpy.mgrid[:height, :width].astype(numpy.uint32)
    return Picture((x * 0x9E3779 + y * 0x85EBCB + seed * 0xC2B2AF) & numpy.uint32(0xFFFFFF))
