"""The lab: one emulated machine with Xen, dom0, the compositor and guests, for tests to use."""

import contextlib
import itertools
import shutil
import time
from collections.abc import Callable
from pathlib import Path

from harness import keys
from harness.picture import Box, Picture

from .agent import AgentError, Result
from .compositor import Compositor
from .guest import Guest
from .hands import Hands
from .machine import SCREEN, Machine
from .qmp import QmpError
from .session import Session
from .wait import DEADLINE, Timeout, wait_until

# The lower right corner of the screen: nothing is there, and little of the pointer.
PARKED = (SCREEN[0] - 1, SCREEN[1] - 1)


class Lab:
    def __init__(self, directory: Path, *, vnc: str | None = None, cpus: int = 1) -> None:
        self._numbers = itertools.count(1)
        self.guests: list[Guest] = []
        self.shared: dict[str, Guest] = {}
        self.machine = Machine(directory, vnc=vnc, cpus=cpus)
        try:
            self.boot_seconds = self.machine.boot()
        except BaseException:
            self.machine.stop()
            raise
        self.compositor = Compositor(self.machine)
        self.session = Session(self)
        hands = Hands(self.machine)
        self.press, self.release, self.key = hands.press, hands.release, hands.key
        self.type, self.let_go = hands.type, hands.let_go
        self.pointer, self.button, self.click = hands.pointer, hands.button, hands.click
        self.drag, self.wheel, self.fingers = hands.drag, hands.wheel, hands.fingers

    def run(self, command: str | list[str], **options) -> Result:
        """Run a command in dom0; see Agent.run."""
        return self.machine.agent.run(command, **options)

    def start_program(self, *command: str) -> int:
        """Start a Wayland client in dom0 that goes on; returns its pid."""
        return self.machine.agent.spawn(list(command), "/share/programs.log",
                                        env=self.compositor.environment)

    def screenshot(self) -> Picture:
        """What the screen shows now."""
        return self.machine.screenshot()

    def guest(self, kind: str = "pv", name: str | None = None, memory: int = 128,
              extra_cmdline: str = "vt.global_cursor_default=0", vfb: str | None = None,
              settings: str = "", agent: str | None = None, boot: bool = True) -> Guest:
        """A new guest, up unless boot is False.

        kind is pv, pvh or hvm. vfb is an entry for xl.cfg's vfb list; settings are more lines for xl.cfg.
        agent names a program to have in it that shows windows one by one (guest.AGENTS).
        By default the guest's text cursor is off, since its blinking would differ from one look
        to the next.
        """
        name = name or f"{kind}-{next(self._numbers)}"
        guest = Guest(self.machine, name, kind=kind, memory=memory, extra_cmdline=extra_cmdline,
                      vfb=vfb, settings=settings, agent=agent)
        self.guests.append(guest)
        if boot:
            guest.create()
            guest.wait_booted()
        return guest

    def shared_guest(self, kind: str) -> Guest:
        """The guest of this kind that tests share; made when it is first asked for."""
        if kind not in self.shared or not self.shared[kind].exists:
            self.shared[kind] = self.guest(kind)
        return self.shared[kind]

    def forget(self, guest: Guest) -> None:
        """Destroy a guest if it is there."""
        if guest.exists:
            guest.destroy()
        self.guests.remove(guest)

    def find(self, picture: Picture) -> tuple[int, int] | None:
        """Where on the screen this picture is, pixel for pixel, if anywhere."""
        # The pointer, too, is on the screenshot: out of the way with it.
        self.pointer(*PARKED)
        return self.screenshot().find(picture)

    def wait_box(self, color: int, size: tuple[int, int]) -> Box:
        """Where a colour is, once it fills a rectangle of that size."""
        def look() -> Box | None:
            self.pointer(*PARKED)
            picture = self.screenshot()
            box = picture.box(color)
            return box and box[2:] == size and picture.count(color) == size[0] * size[1] and box

        return wait_until(look, f"{size} pixels of colour {color:06x}")

    def wait_filled(self, color: int) -> None:
        """Wait until a colour is all that there is, but for the pointer."""
        self.pointer(*PARKED)
        width, height = SCREEN[0] - 32, SCREEN[1] - 32
        wait_until(lambda: self.screenshot().crop(0, 0, width, height).count(color) == width * height,
                   f"nothing but colour {color:06x}")

    def watch(self, until: Callable[[Picture], bool], what: str) -> list[Picture]:
        """All that the screen shows, as fast as it can be looked at, until it shows that."""
        pictures = [self.screenshot()]
        end = time.monotonic() + DEADLINE
        while not until(pictures[-1]):
            if time.monotonic() > end:
                raise Timeout(f"waited {DEADLINE:.0f} s for {what}")
            pictures.append(self.screenshot())
        return pictures

    def wait_gone(self, color: int) -> None:
        wait_until(lambda: not self.screenshot().count(color), f"colour {color:06x} to go")

    def shown(self, guest: Guest) -> tuple[int, int] | None:
        """Where on the screen the guest's whole framebuffer is, if anywhere."""
        return self.find(guest.framebuffer())

    def wait_shown(self, guest: Guest) -> tuple[int, int]:
        return wait_until(lambda: self.shown(guest), f"guest {guest.name} to be shown in full")

    def bring(self, guest: Guest) -> tuple[int, int]:
        """Raise and focus a guest's window as a person does, and return where its content is.

        The focus is there when this returns, and the guest's record of events is clean.
        """
        def visible() -> tuple[int, int, int, int] | None:
            # Each time anew: its shell may just be printing its prompt.
            picture = guest.framebuffer()
            if not (place := self.find(picture)):
                # Back from the first in the switcher is the window not used for longest: again and
                # again, this comes round to each of them.
                self._switch("leftalt", "leftshift", "tab")
                return None
            return *place, *picture.size

        x, y, width, height = wait_until(visible, f"guest {guest.name} to come to the front")
        guest.clear_events()
        self.click(x + width // 2, y + height // 2)
        # Keys come from another device, and could overtake the click.
        released = keys.code("BTN_LEFT"), 0
        wait_until(lambda: released in guest.keys(), f"a click to arrive in guest {guest.name}")
        guest.clear_events()
        return x, y

    def cost(self, guest: Guest, seconds: int) -> dict[str, int]:
        """The increase of the compositor's counters while a guest's own clock runs on by some seconds."""
        before = self.compositor.stats()
        guest.run(f"sleep {seconds}")
        after = self.compositor.stats()
        return {name: after[name] - before[name] for name in after}

    def settle(self, guest: Guest) -> None:
        """Wait until nothing is drawn any more, by the clock of this guest, which need not be shown."""
        wait_until(lambda: self.cost(guest, 1)["frames"] == 0, "the last frame")

    def _switch(self, *chord: str) -> None:
        """Press keys that move the focus, and wait until it has moved, if there is where to."""
        before = self.compositor.focus_changes()
        self.key(*chord)
        with contextlib.suppress(Timeout):
            wait_until(lambda: self.compositor.focus_changes() > before, "the focus to move", 10)

    def keep_evidence(self, directory: Path) -> None:
        """Leave a screenshot, the compositor's logs, dom0's console and the guests' in a directory."""
        directory.mkdir(parents=True, exist_ok=True)
        try:
            self.machine.write_png(directory / "screen.png")
            state = self.run("xl list; ps aux; xenstore-ls -f; dmesg | tail -n 100; "
                             "xl dmesg | tail -n 100", check=False, timeout=60)
            (directory / "dom0-state.txt").write_text(state.stdout + state.stderr)
        except (AgentError, QmpError, OSError) as error:
            (directory / "incomplete.txt").write_text(f"{error}\n")
        for log in (self.machine.serial_log, *self.machine.share.glob("*.log"),
                    *(self.machine.share / "console").glob("*.log")):
            shutil.copy(log, directory)

    def stop(self) -> None:
        self.machine.stop()
