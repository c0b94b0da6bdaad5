"""Pictures: what an output shows, and what a guest has drawn."""

import zlib
from dataclasses import dataclass
from pathlib import Path

import numpy

Box = tuple[int, int, int, int]  # x, y, width, height


@dataclass(frozen=True)
class Picture:
    """Rows of pixels, 0xRRGGBB each."""

    pixels: numpy.ndarray

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
        rows, columns = self.size[1] - height + 1, self.size[0] - width + 1
        if rows < 1 or columns < 1:
            return None
        for y, x in numpy.argwhere(self.pixels[:rows, :columns] == part.pixels[0, 0]):
            if self.crop(x, y, width, height) == part:
                return int(x), int(y)
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
