"""A Xen guest: an unmodified Linux with a busybox, and the lab's program in it (guest/)."""

import gzip
import itertools
import subprocess
import tempfile
from pathlib import Path

from harness import keys
from harness.picture import Picture

from . import cache, paths
from .agent import CommandFailed, Result
from .console import Console, Device, Event
from .initramfs import APPLETS, Archive
from .machine import Machine
from .wait import DEADLINE, wait_until

SOURCES = paths.XEN_TESTS / "guest"
MODULES = ["evdev"]
BOOT_DEADLINE = 900


def program() -> bytes:
    """The lab's program for guests, linked statically."""
    with tempfile.TemporaryDirectory() as directory:
        output = Path(directory, "lab-guest")
        subprocess.run(["gcc", "-std=gnu11", "-O2", "-Wall", "-Wextra", "-Werror", "-static", "-s",
                        "-o", output, *sorted(SOURCES.glob("*.c"))], check=True)
        return output.read_bytes()


def initramfs() -> Path:
    sources = sorted(path for path in SOURCES.iterdir() if path.is_file())

    def make(path: Path) -> None:
        archive = Archive()
        archive.busybox()
        # With the links in place the guest need not make them.
        applets = subprocess.run([APPLETS, "--list"], check=True, capture_output=True, text=True)
        for applet in applets.stdout.split():
            if applet not in ("busybox", "sh"):
                archive.link(f"bin/{applet}", "busybox")
        archive.link("init", "bin/init")
        archive.link("sbin/poweroff", "../bin/busybox")
        archive.link("sbin/reboot", "../bin/busybox")
        archive.file("bin/lab-guest", program(), 0o755)
        archive.file("etc/inittab", (SOURCES / "inittab").read_bytes())
        archive.file("etc/profile", (SOURCES / "profile").read_bytes())
        archive.file("etc/start", (SOURCES / "start").read_bytes(), 0o755)
        archive.modules(MODULES)
        path.write_bytes(archive.bytes())

    return cache.made("guest-initramfs", [paths.kernel_version(), Archive, *sources], make)


# Agents, which show windows one by one, and what each needs besides its libraries.
AGENTS = {
    "agent": (paths.BUILD / "tests/seamless/agent", []),
    "windows": (paths.BUILD / "tests/sim/programs/windows",
                ["etc/fonts", "usr/share/fontconfig", "usr/share/fonts/truetype/dejavu",
                 "usr/share/X11/xkb"]),
}


def agent_initramfs(name: str) -> Path:
    """What a guest has besides in which that agent is to run."""
    program, data = AGENTS[name]

    def make(path: Path) -> None:
        archive = Archive()
        archive.program(f"bin/{name}", program)
        for directory in data:
            archive.tree(directory, paths.TREE / directory)
        archive.modules(["xen_evtchn", "xen_gntalloc"])
        path.write_bytes(archive.bytes())

    return cache.made(f"{name}-initramfs", [paths.kernel_version(), Archive, program, *data], make)


class Guest:
    """Made by Lab.guest(). Its name is that of its domain; domain numbers change, names stay."""

    def __init__(self, machine: Machine, name: str, *, kind: str, memory: int, extra_cmdline: str,
                 vfb: str | None, settings: str, agent: str | None) -> None:
        self._machine = machine
        self._agent = machine.agent
        self._numbers = itertools.count(1)
        self._domid: int | None = None
        self.name = name
        self.kind = kind
        self.console = Console(machine.share / f"console/guest-{name}.log")
        parts = [initramfs(), *([agent_initramfs(agent)] if agent else [])]
        image = machine.share / "+".join(part.name for part in parts)
        if not image.exists():
            image.write_bytes(b"".join(part.read_bytes() for part in parts))
        command_line = f"console=hvc0 console=tty0 lab.name={name} {extra_cmdline}".strip()
        lines = [
            f'name = "{name}"', f'type = "{kind}"', f"memory = {memory}", "vcpus = 1",
            f'kernel = "/boot/{paths.kernel().name}"', f'ramdisk = "/share/{image.name}"',
            f'extra = "{command_line}"', 'on_crash = "destroy"',
            *([f'vfb = ["{vfb}"]'] if vfb else []), settings,
        ]
        self._config = f"/share/{name}.cfg"
        (machine.share / f"{name}.cfg").write_text("\n".join(lines) + "\n")

    # --- life -------------------------------------------------------------------------------------

    def create(self, paused: bool = False) -> None:
        self._agent.run(["xl", "create", *(["-p"] if paused else []), self._config])
        self._domid = None

    def wait_booted(self, boots: int = 1) -> None:
        """Wait until its program for the lab has started for the nth time."""
        def booted() -> bool:
            self.console.update()
            return self.console.boots >= boots

        wait_until(booted, f"guest {self.name} to boot", BOOT_DEADLINE)

    @property
    def domid(self) -> int:
        if self._domid is None:
            self._domid = int(self._agent.run(["xl", "domid", self.name]).stdout)
        return self._domid

    @property
    def exists(self) -> bool:
        return self._agent.run(["xl", "domid", self.name], check=False).ok

    def _xl(self, command: str, *arguments: str) -> None:
        self._agent.run(["xl", command, *arguments])

    def destroy(self) -> None:
        self._xl("destroy", self.name)

    def shutdown(self) -> None:
        self._xl("shutdown", "-w", self.name)

    def pause(self) -> None:
        self._xl("pause", self.name)

    def unpause(self) -> None:
        self._xl("unpause", self.name)

    def panic(self) -> None:
        """Have its kernel panic."""
        self._send("echo c >/proc/sysrq-trigger")

    def crash(self) -> None:
        """The same, and wait until the domain is gone."""
        self.panic()
        wait_until(lambda: not self.exists, f"guest {self.name} to go after its crash")

    def reboot(self) -> None:
        """Reboot, and wait until it is up again. Its domain number changes."""
        boots = self.console.boots
        self._xl("reboot", self.name)
        self.wait_booted(boots + 1)
        self._domid = None

    def save(self) -> str:
        """Save it to a file in dom0, whose path is returned; the domain is gone then."""
        path = f"/var/tmp/{self.name}.save"
        self._xl("save", self.name, path)
        return path

    def restore(self, path: str) -> None:
        self._xl("restore", path)
        self._domid = None

    # --- inside -----------------------------------------------------------------------------------

    def _send(self, command: str) -> str:
        if "\n" in command:
            raise ValueError("a command for a guest is one line")
        number = str(next(self._numbers))
        tty = self._agent.run(["xenstore-read", f"/local/domain/{self.domid}/console/tty"])
        self._agent.write(tty.stdout.strip(), f"run {number} {command}\n")
        return number

    def run_bytes(self, command: str, *, timeout: float = DEADLINE, check: bool = True) -> tuple[int, bytes]:
        """Run a shell command in the guest; returns its exit status and what it printed.

        It ends when all that it started has closed its output: redirect that of a background job.
        """
        number = self._send(command)

        def done() -> bool:
            self.console.update()
            return number in self.console.statuses

        wait_until(done, f"guest {self.name} to run: {command}", timeout)
        status = self.console.statuses.pop(number)
        output = bytes(self.console.outputs.pop(number, b""))
        if check and status:
            raise CommandFailed(Result(f"{self.name}: {command}", status,
                                       output.decode(errors="replace")))
        return status, output

    def run(self, command: str, *, timeout: float = DEADLINE, check: bool = True) -> Result:
        status, output = self.run_bytes(command, timeout=timeout, check=check)
        return Result(f"{self.name}: {command}", status, output.decode(errors="replace"))

    def print(self, text: str) -> None:
        """Write a text to its text console, as its programs do."""
        self.run(f"printf '%b' '{text}' >/dev/tty1")

    def framebuffer(self) -> Picture:
        """What its /dev/fb0 holds, read by the guest itself."""
        fb = "/sys/class/graphics/fb0"
        size, stride, depth = self.run(
            f"cat {fb}/virtual_size {fb}/stride {fb}/bits_per_pixel").stdout.split()
        width, height = map(int, size.split(","))
        if depth != "32":
            raise ValueError(f"{self.name}: framebuffer of {depth} bits a pixel")
        _, packed = self.run_bytes(f"head -c {int(stride) * height} /dev/fb0 | gzip -1")
        return Picture.from_xrgb8888(width, height, int(stride), gzip.decompress(packed))

    # --- input ------------------------------------------------------------------------------------

    def devices(self) -> list[Device]:
        self.console.update()
        return list(self.console.devices.values())

    def events(self) -> list[Event]:
        """Every input event that has arrived so far."""
        self.console.update()
        return list(self.console.events)

    def clear_events(self) -> None:
        self.console.update()
        self.console.events.clear()

    @property
    def touchscreen(self) -> Device:
        return next(device for device in self.devices() if "Multi-touch" in device.name)

    def fingers(self) -> dict[int, tuple[int, int]]:
        """Which fingers are down on its touchscreen, and where, by the events that have arrived so far."""
        slot, x, y, identity = map(keys.code, ("ABS_MT_SLOT", "ABS_MT_POSITION_X",
                                               "ABS_MT_POSITION_Y", "ABS_MT_TRACKING_ID"))
        finger, down, places = 0, set(), {}
        for event in self.events():
            if event.device != self.touchscreen.node or event.type != keys.code("EV_ABS"):
                continue
            if event.code == slot:
                finger = event.value
            elif event.code == identity:
                (down.discard if event.value < 0 else down.add)(finger)
            elif event.code in (x, y):
                places.setdefault(finger, [0, 0])[event.code == y] = event.value
        return {finger: tuple(places[finger]) for finger in down}

    def keys(self) -> list[tuple[int, int]]:
        """Keys and buttons that arrived so far, as code and value (1 press, 0 release, 2 repeat)."""
        return [(event.code, event.value) for event in self.events()
                if event.type == keys.code("EV_KEY")]
