"""What runs on a simulated machine beside the desktop: domains, and xenstore."""

import os
import subprocess
from pathlib import Path

from harness.process import Process, wait_until

BUILD = Path(os.environ["SIM_BUILD"])
RUN = BUILD / "run"
DOMAIN = BUILD / "domain"
PUPPET = BUILD / "puppet"
PROGRAMS = BUILD / "programs"

EVENTS = ("key", "pos", "motion", "touch", "unknown")


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

    @property
    def environment(self) -> dict[str, str]:
        """What makes another program one of this domain's."""
        kernel = Path(os.environ["XENSIM"]) / f"dom{self.domid}.xenbus"
        return {"XENSIM_DOMID": str(self.domid), "XENSTORED_PATH": str(kernel)}

    def end(self) -> None:
        """In peace: a toolstack that is killed leaves its nodes behind."""
        if self.popen.poll() is None:
            self.popen.terminate()
            self.wait()

    def pause(self) -> None:
        """And wait until its program stands still, which is a moment later."""
        domain("pause", self.domid)
        children = Path(f"/proc/{self.pid}/task/{self.pid}/children").read_text().split()
        assert children
        wait_until(lambda: all(
            Path(f"/proc/{child}/stat").read_text().rpartition(")")[2].split()[0] == "T"
            for child in children), "it to stand still")

    def unpause(self) -> None:
        domain("unpause", self.domid)

    @property
    def has_nodes(self) -> bool:
        return store_read(f"{self.home}/name") is not None


class Puppet(Guest):
    """A guest with a framebuffer and a keyboard that does what it is told."""

    def __init__(self, name: str, options=(), drivers=()):
        """options are the domain's, drivers are the puppet's own."""
        self.name = name
        self._events = []
        self._taken = []
        super().__init__(PUPPET, *drivers, options=["--name", name, *options])

    def _take(self, line: str) -> None:
        if line.startswith(EVENTS):
            self._events.append(line)
        else:
            super()._take(line)

    def said(self, count: int) -> str:
        events = self._taken + self._events
        return "\n".join([super().said(count), *events[-count:]])

    def expect_display(self, width: int = 800, height: int = 600) -> None:
        self.expect(f"^display {width} {height}$")

    def do(self, line: str) -> None:
        self.write(line)
        answer = self.expect(r"^(done|no|what\?)$")[1]
        assert answer == "done", f"{line}: {answer}"

    def fill(self, x: int, y: int, width: int, height: int, color: int) -> None:
        self.do(f"fill {x} {y} {width} {height} {color:06x}")

    def events(self, *until: str) -> list[str]:
        """What it got of keyboard and pointer since last asked; waits for those to end with."""
        def find():
            if any(event not in self._events for event in until):
                return None
            end = max(self._events.index(event) for event in until) + 1
            found, self._events = self._events[:end], self._events[end:]
            self._taken += found
            return found

        return self._wait(find, f"{until}")

    def wait_event(self, matches, what: str) -> None:
        """Wait until matches(event) is true of one, taking all before."""
        def find():
            while self._events:
                self._taken.append(self._events.pop(0))
                if matches(self._taken[-1]):
                    return True
            return False

        self._wait(find, what)
