"""The compositor that ships, without a screen; what it shows, and hands to use it with."""

import os
import re
import signal
from functools import cached_property
from pathlib import Path

from harness.hands import Hands
from harness.picture import Box, Picture
from harness.process import Process, wait_until
from harness.screen import Screen
from harness.wayland import connect

DOMICILE = Path(os.environ["DOMICILE"])

COUNTERS = ("wakeups", "frames", "guest_wakeups", "guest_rects", "guest_frames", "guest_bytes")

# Around what a window shows: see compositor/frame.h.
BORDER, TITLE_HEIGHT = 3, 28

# What notices are drawn on, and how far from the edges of the screen: see compositor/notice.c.
NOTICE, NOTICE_SPACE = 0x1D2025, 12


class Desktop(Process):
    def __init__(self, runtime_dir: Path, *options, config: str = "", env=None):
        """config is the text of its configuration."""
        self.config_file = runtime_dir / "config.ini"
        self.config_file.write_text(config)
        self.env = {**os.environ, "XDG_RUNTIME_DIR": str(runtime_dir)}
        super().__init__(DOMICILE, "--debug", "--config", self.config_file, *options, env={
            **self.env,
            "WLR_BACKENDS": "headless",
            "WLR_RENDERER": "pixman",
            "WLR_LIBINPUT_NO_DEVICES": "1",
            **(env or {}),
        })
        self.display = self.expect(r"ready on (\S+)$")[1]
        self.env["WAYLAND_DISPLAY"] = self.display

    @cached_property
    def client(self):
        return connect(self.env)

    @cached_property
    def screen(self) -> Screen:
        return Screen(self.client)

    @cached_property
    def hands(self) -> Hands:
        return Hands(self.client)

    def end(self) -> None:
        """In peace, if it still runs: then it tells of memory that it has lost, if so built."""
        if self.popen.poll() is None:
            self.popen.terminate()
            status = self.wait()
            assert status == 0, "\n".join([f"status {status}", *self.lines[-100:]])

    def wait(self) -> int:
        status = super().wait()
        if "client" in self.__dict__:
            self.client.close()
        return status

    def kill(self) -> None:
        """As a crash does."""
        self.signal(signal.SIGKILL)
        assert self.wait() == -signal.SIGKILL

    def reload(self, config: str) -> None:
        self.config_file.write_text(config)
        start = len(self.lines)
        self.signal(signal.SIGHUP)
        self.expect_since(start, "config: (read again|staying)")

    def counters(self) -> dict[str, int]:
        """What it has done since it started."""
        start = len(self.lines)
        self.signal(signal.SIGUSR1)
        return {name: int(self.expect_since(start, rf"stats: {name} (\d+)$")[1])
                for name in COUNTERS}

    def screenshot(self, output: str | None = None) -> Picture:
        return self.screen.capture(output)

    def wait_picture(self, find, what: str, output: str | None = None):
        """Wait until find(picture) returns something true, and return that."""
        return self.screen.wait(find, what, output)

    def wait_box(self, color: int, size: tuple[int, int]) -> Box:
        """Wait until a colour is seen in a rectangle of that size."""
        def look(picture: Picture):
            box = picture.box(color)
            return box if box and box[2:] == size else None
        return self.wait_picture(look, f"{size} pixels of #{color:06x}")

    def wait_gone(self, color: int) -> None:
        """Wait until a colour is nowhere."""
        self.wait_picture(lambda picture: picture.box(color) is None, f"#{color:06x} to go")

    def wait_notice(self) -> None:
        """Wait until something is told to the user, in the upper right corner."""
        def look(picture: Picture):
            box = picture.box(NOTICE)
            return box and (box[0] + box[2], box[1]) == (picture.size[0] - NOTICE_SPACE, NOTICE_SPACE)
        self.wait_picture(look, "a notice")

    def mapped(self, domid: int) -> int:
        """How many pages of a domain's memory it has mapped."""
        maps = Path(f"/proc/{self.pid}/maps").read_text()
        areas = re.findall(
            rf"^([0-9a-f]+)-([0-9a-f]+) .*memfd:xensim-dom{domid}\b", maps, re.MULTILINE)
        return sum(int(end, 16) - int(start, 16) for start, end in areas) // 4096

    def wait_keyboard(self, domid: int, since: int = 0) -> None:
        """Wait until a domain can be typed at, by what has been logged since lines[since]."""
        self.expect_since(since, rf"d{domid} .*: keyboard \d+, ")

    def wait_mapped(self, domid: int, pages: int) -> None:
        wait_until(lambda: self.mapped(domid) == pages, f"{pages} pages of domain {domid} mapped")
