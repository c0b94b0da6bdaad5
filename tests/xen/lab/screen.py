"""Pictures: what the screen shows and what a guest's framebuffer holds, comparable byte by byte."""

import re
from dataclasses import dataclass


@dataclass(frozen=True)
class Image:
    """Rows of 24-bit RGB pixels without padding."""

    width: int
    height: int
    pixels: bytes

    @classmethod
    def from_ppm(cls, data: bytes) -> "Image":
        header = re.match(rb"P6\s+(\d+)\s+(\d+)\s+255\s", data)
        width, height = int(header[1]), int(header[2])
        return cls(width, height, data[header.end():])

    @classmethod
    def from_xrgb8888(cls, width: int, height: int, stride: int, data: bytes) -> "Image":
        """A framebuffer of little-endian 32-bit pixels; stride is in bytes."""
        rows = b"".join(data[y * stride:y * stride + 4 * width] for y in range(height))
        pixels = bytearray(3 * width * height)
        for channel in range(3):
            pixels[channel::3] = rows[2 - channel::4]
        return cls(width, height, bytes(pixels))

    def pixel(self, x: int, y: int) -> tuple[int, int, int]:
        at = 3 * (y * self.width + x)
        return tuple(self.pixels[at:at + 3])

    def row(self, y: int, x: int = 0, width: int | None = None) -> bytes:
        width = self.width - x if width is None else width
        at = 3 * (y * self.width + x)
        return self.pixels[at:at + 3 * width]

    def crop(self, x: int, y: int, width: int, height: int) -> "Image":
        return Image(width, height, b"".join(self.row(y + i, x, width) for i in range(height)))

    def find(self, part: "Image") -> tuple[int, int] | None:
        """Where part is in this image, every pixel of it; None if it is nowhere."""
        # The row with the most changes from one byte to the next occurs in the fewest places.
        def variety(y: int) -> int:
            row = part.row(y)
            return sum(a != b for a, b in zip(row, row[3:]))

        key_y = max(range(part.height), key=variety)
        key = part.row(key_y)
        start = 3 * key_y * self.width
        while (at := self.pixels.find(key, start)) >= 0:
            start = at + 1
            y, x = divmod(at, 3 * self.width)
            x, misaligned = divmod(x, 3)
            top = y - key_y
            if misaligned or x + part.width > self.width or top + part.height > self.height:
                continue
            if all(self.row(top + i, x, part.width) == part.row(i) for i in range(part.height)):
                return x, top
        return None

    def difference(self, other: "Image") -> int:
        """How many pixels differ; images of different sizes differ everywhere."""
        if (self.width, self.height) != (other.width, other.height):
            return max(self.width * self.height, other.width * other.height)
        if self.pixels == other.pixels:
            return 0
        return sum(self.pixels[i:i + 3] != other.pixels[i:i + 3]
                   for i in range(0, len(self.pixels), 3))
