"""What runs on a simulated machine: guests, and the desktop in dom0."""

import os
import re
import subprocess
from dataclasses import dataclass
from pathlib import Path

from process import Process, wait_until

TESTS = Path(os.environ["SIM_BUILD"])
RUN = TESTS / "run"
DOMAIN = TESTS / "domain"
PUPPET = TESTS / "puppet"
DOMICILE = Path(os.environ["DOMICILE"])


def store_ls(path="/") -> list[str]:
    """Everything in xenstore, a line a node."""
    result = subprocess.run(["xenstore-ls", "-f", path], capture_output=True, text=True)
    return result.stdout.splitlines()


def store_read(path: str) -> str | None:
    result = subprocess.run(["xenstore-read", path], capture_output=True, text=True)
    return result.stdout.rstrip("\n") if result.returncode == 0 else None


def domain(command: str, domid: int) -> None:
    """Pause, unpause, shutdown, crash or destroy."""
    subprocess.run([DOMAIN, command, str(domid)], check=True)


class Guest(Process):
    """A domain, with a program in it."""

    def __init__(self, *program, options=()):
        super().__init__(DOMAIN, *options, *program)
        self.domid = int(self.expect(r"^domain (\d+)$")[1])
        self.home = f"/local/domain/{self.domid}"

    def end(self) -> None:
        """In peace: a toolstack that is killed leaves its nodes behind."""
        if self.popen.poll() is None:
            self.popen.terminate()
            self.wait()

    @property
    def has_nodes(self) -> bool:
        return store_read(f"{self.home}/name") is not None


class Puppet(Guest):
    """A guest with a framebuffer and a keyboard that does what it is told."""

    def __init__(self, name: str, options=()):
        super().__init__(PUPPET, options=["--name", name, *options])

    def do(self, line: str) -> None:
        self.write(line)
        answer = self.expect(r"^(filled|resized|closed|no|what\?)$")[1]
        assert answer not in ("no", "what?"), f"{line}: {answer}"

    def fill(self, x: int, y: int, width: int, height: int, color: int) -> None:
        self.do(f"fill {x} {y} {width} {height} {color:06x}")


@dataclass(frozen=True)
class Picture:
    """Rows of 24-bit pixels."""

    width: int
    height: int
    pixels: bytes

    @classmethod
    def from_ppm(cls, data: bytes) -> "Picture":
        header = re.match(rb"P6\s+(\d+)\s+(\d+)\s+255\s", data)
        return cls(int(header[1]), int(header[2]), data[header.end():])

    def box(self, color: int) -> tuple[int, int, int, int] | None:
        """Where a colour is: x, y, width and height of what holds all its pixels."""
        wanted = color.to_bytes(3, "big")
        xs, ys = [], []
        for y in range(self.height):
            row = self.pixels[3 * y * self.width:3 * (y + 1) * self.width]
            if wanted not in row:
                continue
            columns = [x for x in range(self.width) if row[3 * x:3 * x + 3] == wanted]
            if columns:
                ys.append(y)
                xs += [columns[0], columns[-1]]
        if not ys:
            return None
        return min(xs), ys[0], max(xs) - min(xs) + 1, ys[-1] - ys[0] + 1


class Desktop(Process):
    """The compositor that ships, without a screen."""

    def __init__(self, runtime_dir: Path, *options):
        super().__init__(DOMICILE, "--debug", *options, env={
            "XDG_RUNTIME_DIR": str(runtime_dir),
            "XDG_CONFIG_HOME": str(runtime_dir),
            "WLR_BACKENDS": "headless",
            "WLR_RENDERER": "pixman",
            "WLR_LIBINPUT_NO_DEVICES": "1",
        })
        self.runtime_dir = runtime_dir
        self.display = self.expect(r"ready on (\S+)")[1]

    def end(self) -> None:
        """In peace, if it still runs: then it tells of memory that it has lost, if so built."""
        if self.popen.poll() is None:
            self.popen.terminate()
            status = self.wait()
            assert status == 0, "\n".join([f"status {status}", *self.lines[-100:]])

    @property
    def client_env(self) -> dict[str, str]:
        return {**os.environ, "XDG_RUNTIME_DIR": str(self.runtime_dir),
                "WAYLAND_DISPLAY": self.display}

    def screenshot(self) -> Picture:
        shot = subprocess.run(["grim", "-t", "ppm", "-"], env=self.client_env,
                              capture_output=True, check=True)
        return Picture.from_ppm(shot.stdout)

    def find(self, color: int) -> tuple[int, int, int, int] | None:
        return self.screenshot().box(color)

    def wait_box(self, color: int, size: tuple[int, int]) -> tuple[int, int, int, int]:
        """Wait until a colour is seen in a rectangle of that size."""
        def look():
            box = self.find(color)
            return box if box and box[2:] == size else None
        return wait_until(look, f"{size} pixels of #{color:06x}")

    def mapped(self, domid: int) -> int:
        """How many pages of a domain's memory it has mapped."""
        maps = Path(f"/proc/{self.pid}/maps").read_text()
        areas = re.findall(
            rf"^([0-9a-f]+)-([0-9a-f]+) .*memfd:xensim-dom{domid}\b", maps, re.MULTILINE)
        return sum(int(end, 16) - int(start, 16) for start, end in areas) // 4096
