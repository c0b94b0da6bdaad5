"""The program under test, in dom0."""

import json
import re
import signal
from pathlib import Path

from .agent import Agent, Result
from .machine import Machine
from .wait import wait_until

RUNTIME_DIR = "/run/user/0"
PROGRAM = "/usr/bin/domicile"
# Where all is slow, a key that is pressed for a moment seems to be held.
CONFIG = "[keyboard]\nrepeat-rate = 0\n"


class Compositor:
    def __init__(self, machine: Machine) -> None:
        self._agent: Agent = machine.agent
        self._share: Path = machine.share
        self._starts = 0
        self.pid: int | None = None
        self.display: str | None = None

    @property
    def environment(self) -> dict[str, str]:
        """What a program in dom0 needs in order to show its windows."""
        return {"XDG_RUNTIME_DIR": RUNTIME_DIR, "WAYLAND_DISPLAY": self.display or ""}

    @property
    def log_path(self) -> Path:
        """The log of the newest start, readable from here even when dom0 hangs."""
        return self._share / f"compositor-{self._starts}.log"

    def log(self) -> str:
        return self.log_path.read_text(errors="replace") if self.log_path.exists() else ""

    def start(self, config: str = CONFIG, *options: str, env: dict[str, str] | None = None) -> None:
        """Start it and wait until clients can connect. config is the text of its configuration."""
        self._starts += 1
        (self._share / "config.ini").write_text(config)
        self.pid = self._agent.spawn(
            [PROGRAM, "-d", "-c", "/share/config.ini", *options], f"/share/{self.log_path.name}",
            env={"XDG_RUNTIME_DIR": RUNTIME_DIR, "LIBSEAT_BACKEND": "seatd", "HOME": "/root",
                 **(env or {})})
        self.display = wait_until(self._socket, f"{PROGRAM} to open its Wayland socket; its log:\n"
                                                f"{self.log()}")

    def _socket(self) -> str | None:
        # The kernel's list has only sockets that someone listens on; files stay after a crash.
        if (status := self.status()) is not None:
            raise AssertionError(f"{PROGRAM} ended with status {status} at once:\n{self.log()}")
        sockets = re.findall(rf"{RUNTIME_DIR}/(wayland-\d+)$",
                             self._agent.run("cat /proc/net/unix").stdout, re.MULTILINE)
        return sockets[0] if sockets else None

    def status(self) -> int | None:
        """None while it runs, then its exit status; negative: the signal that ended it."""
        return self._agent.poll(self.pid)

    @property
    def running(self) -> bool:
        return self.pid is not None and self.status() is None

    def signal(self, number: int) -> None:
        self._agent.run(f"kill -{int(number)} {self.pid}")

    def wait(self) -> int:
        """Wait for its end; returns the exit status."""
        wait_until(lambda: self.status() is not None, f"{PROGRAM} to end")
        return self.status()

    def kill(self) -> None:
        self.signal(signal.SIGKILL)
        self.wait()

    def stop(self) -> int:
        """Ask it to end, as a session manager does; returns the exit status."""
        self.signal(signal.SIGTERM)
        return self.wait()

    def ctl(self, *arguments: str, check: bool = True) -> Result:
        """Run domicilectl."""
        return self._agent.run(["domicilectl", *arguments], env=self.environment, check=check)

    def domain(self, name: str) -> dict:
        """What domicilectl lists of it."""
        domains = json.loads(self.ctl("list", "--json").stdout)["domains"]
        return next(each for each in domains if each["name"] == name)

    def stats(self) -> dict[str, int]:
        """Its counters since it started."""
        def lines() -> list[tuple[str, str]]:
            return re.findall(r"stats: (\w+) (\d+)$", self.log(), re.MULTILINE)

        before = len(lines())
        self.signal(signal.SIGUSR1)
        names = {"wakeups", "frames", "guest_wakeups", "guest_rects", "guest_frames", "guest_bytes"}
        wait_until(lambda: names <= {name for name, _ in lines()[before:]}, "the counters in the log")
        return {name: int(value) for name, value in lines()[before:]}

    def focus_changes(self) -> int:
        """How often the focus has moved, by the debug log."""
        return len(re.findall(r"focus: ", self.log()))

    def views(self) -> dict[str, tuple[int, int, int, int]]:
        """Where the windows are by the debug log: x, y, width and height by name."""
        found = re.findall(r"view: (.+) at (-?\d+),(-?\d+) (\d+)x(\d+)$", self.log(), re.MULTILINE)
        return {name: tuple(map(int, place)) for name, *place in found}
