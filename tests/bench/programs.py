"""The compositors that are measured, and the programs that give them something to do."""

import os
import subprocess
import tempfile
from functools import cached_property
from pathlib import Path

from harness.desktop import Desktop
from harness.machine import Guest
from harness.process import Process, wait_until
from harness.wayland import connect

BUILD = Path(os.environ["BENCH_BUILD"])
SIZE = (1920, 1080)
HZ = 60

ENVIRONMENT = {
    # What is composed is what counts: nobody hands a window's own buffer to the screen.
    "WLR_SCENE_DISABLE_DIRECT_SCANOUT": "1",
    "WLR_BACKENDS": "headless",
    "WLR_RENDERER": "pixman",
    "WLR_LIBINPUT_NO_DEVICES": "1",
}


def set_mode(env: dict[str, str]) -> None:
    subprocess.run(["wlr-randr", "--output", "HEADLESS-1",
                    "--custom-mode", f"{SIZE[0]}x{SIZE[1]}@{HZ}"], env=env, check=True)


class Load(Process):
    """A program that draws what it is told to: see load.h."""

    def paint(self, width: int, height: int, hz: int = HZ) -> None:
        self.write(f"paint {width} {height} {hz}")

    def stamp(self, min_ms: int, max_ms: int) -> None:
        self.write(f"stamp {min_ms} {max_ms}")

    def stop(self) -> None:
        self.write("stop")

    def frames(self) -> int:
        start = len(self.lines)
        self.write("frames")
        return int(self.expect_since(start, r"^frames (\d+)$")[1])

    def wait_frames(self, count: int) -> None:
        """Until it has drawn so many more."""
        goal = self.frames() + count
        wait_until(lambda: self.frames() >= goal, f"{count} frames")


class BenchGuest(Guest, Load):
    def __init__(self, width: int, height: int, name: str = "framebuffer"):
        super().__init__(BUILD / "bench_guest", str(width), str(height), options=("--name", name))
        self.expect("^display$")


class BenchWindows(Guest, Load):
    """A guest with windows, one by one: one in fullscreen, or many in a row."""

    def __init__(self, width: int, height: int, *row: int, name: str = "windows"):
        """row: its place, how many there are, and how many of them draw."""
        super().__init__(BUILD / "bench_windows", *map(str, (width, height, *row)),
                         options=("--name", name))
        self.expect("^display$")


class BenchFlood(Guest):
    """A guest whose agent says something without end: see flood.c."""

    def __init__(self, what: str, x: int, y: int):
        super().__init__(BUILD / "bench_flood", what, str(x), str(y), options=("--name", "flood"))
        self.expect("^display$")


class BenchClient(Load):
    def __init__(self, env: dict[str, str], width: int = SIZE[0], height: int = SIZE[1]):
        super().__init__(BUILD / "bench_client", str(width), str(height), env=env)
        self.expect("^display$")


class Domicile(Desktop):
    name = "Domicile"

    def __init__(self, *options, config: str = ""):
        self._dir = tempfile.TemporaryDirectory()
        super().__init__(Path(self._dir.name), *options, config=config, env=ENVIRONMENT)
        set_mode(self.env)

    def frames(self) -> int:
        return self.counters()["frames"]


class Peer(Process):
    """Another compositor, with as few of its own things on the screen as it can be told."""

    name: str

    def __init__(self):
        self._dir = tempfile.TemporaryDirectory()
        home = Path(self._dir.name)
        self.env = {**os.environ, "XDG_RUNTIME_DIR": str(home), "WAYLAND_DISPLAY": "wayland-0"}
        self.env.pop("DISPLAY", None)
        super().__init__(*self.command(home), env={
            **ENVIRONMENT, "XDG_RUNTIME_DIR": str(home), "XDG_CONFIG_HOME": str(home)})
        self.env["WAYLAND_DISPLAY"] = wait_until(
            lambda: next((path.name for path in home.glob("wayland-?")), None),
            f"the socket of {self.name}")
        set_mode(self.env)

    def command(self, home: Path) -> list[str]:
        raise NotImplementedError

    @cached_property
    def client(self):
        return connect(self.env)


class Labwc(Peer):
    name = "labwc"

    def command(self, home):
        return ["labwc", "--config-dir", str(home)]


class Sway(Peer):
    name = "sway"

    def command(self, home):
        config = home / "config"
        config.write_text("xwayland disable\ndefault_border none\n")
        return ["sway", "--config", str(config)]


class Cage(Peer):
    name = "cage"

    def command(self, home):
        # It ends with the one program that it runs, and that one has to end with it.
        return ["cage", "--", "setpriv", "--pdeathsig", "KILL", "sleep", "infinity"]


PEERS = (Labwc, Sway, Cage)
