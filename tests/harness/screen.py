"""Eyes: what the compositor's outputs show, by screencopy into shared memory."""

import mmap
import os
import time

import numpy

from harness.picture import Picture
from harness.process import FOR_EVER, Silence
from harness.wayland import Client

XRGB8888_FORMATS = (0, 1)  # wl_shm's: alpha first or nothing first, which is the highest byte


class Screen:
    def __init__(self, client: Client):
        self._client = client
        self._shm = client.bind("wl_shm")
        self._copies = client.bind("zwlr_screencopy_manager_v1")
        self._outputs = {}  # global's name: wl_output
        self._buffers = {}  # size: wl_buffer and its memory

    def _output(self, wanted: str | None):
        """By its name; without one, the first."""
        self._client.sync()  # they come and go
        names = [name for name, (kind, _) in self._client.globals.items() if kind == "wl_output"]
        for name in names:
            if name not in self._outputs:
                output = self._outputs[name] = self._client.bind("wl_output", name)
                output.label = output.mode = None
                output.on["mode"] = lambda _, width, height, __, output=output: setattr(
                    output, "mode", (width, height))
                output.on["name"] = lambda text, output=output: setattr(output, "label", text)
        self._client.wait(lambda: all(self._outputs[name].label for name in names), "their names")
        return next(self._outputs[name] for name in names
                    if wanted in (None, self._outputs[name].label))

    def _buffer(self, width: int, height: int, stride: int):
        key = width, height, stride
        if key not in self._buffers:
            size = stride * height
            fd = os.memfd_create("screenshot")
            os.truncate(fd, size)
            memory = mmap.mmap(fd, size)
            pool = self._shm.create_pool(fd, size)
            buffer = pool.create_buffer(0, width, height, stride, self._format)
            pool.destroy()
            os.close(fd)
            self._buffers[key] = buffer, memory
        return self._buffers[key]

    def capture(self, output: str | None = None, changed: bool = False) -> Picture:
        """What an output shows; with changed, once there is something new since the last such."""
        wl_output = self._output(output)
        frame = self._copies.capture_output(0, wl_output)
        offers, ends = [], []
        frame.on["buffer"] = lambda *offer: offers.append(offer)
        frame.on["ready"] = lambda *_: ends.append("ready")
        frame.on["failed"] = lambda: ends.append("failed")
        self._client.wait(lambda: offers or ends, "a screenshot's size")
        assert not ends, "the compositor can't take a screenshot"
        self._format, width, height, stride = offers[0]
        assert self._format in XRGB8888_FORMATS
        buffer, memory = self._buffer(width, height, stride)
        (frame.copy_with_damage if changed else frame.copy)(buffer)
        self._client.wait(lambda: ends, "a screenshot")
        assert ends == ["ready"], "the compositor failed to take a screenshot"
        frame.destroy()
        if (width, height) != wl_output.mode:  # it has changed since the frame was asked for
            return self.capture(output)
        rows = numpy.frombuffer(memory, numpy.uint32).reshape(height, stride // 4)
        return Picture(rows[:, :width] & 0xFFFFFF)

    def wait(self, find, what: str, output: str | None = None):
        """Look at every new frame until find(picture) returns something true, and return that."""
        deadline = time.monotonic() + FOR_EVER
        picture = self.capture(output)
        while not (value := find(picture)):
            if time.monotonic() > deadline:
                raise Silence(f"never saw {what}")
            try:
                picture = self.capture(output, changed=True)
            except Silence:
                raise Silence(f"never saw {what}, and nothing changes") from None
        return value
