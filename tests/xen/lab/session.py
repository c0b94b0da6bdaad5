"""What a person does to a whole session: locks it, unplugs the screen, goes to another console."""

from .wait import wait_until

PASSWORD = "open-sesame"
SCREEN = "Virtual-1"
LAST_DEVICE = "AT Translated Set 2 keyboard"


class Session:
    def __init__(self, lab) -> None:
        self._lab = lab

    def lock(self, color: int) -> int:
        """Lock it, with nothing but a colour on the screen; returns the locker's pid."""
        before = self._locked
        self._lab.run(["chpasswd"], input=f"root:{PASSWORD}\n")
        pid = self._lab.start_program("swaylock", "-c", f"{color:06x}", "--no-unlock-indicator")
        wait_until(lambda: self._locked > before, "the session to be locked")
        return pid

    @property
    def _locked(self) -> int:
        return self._lab.compositor.log().count("lock: the session is locked")

    def refuse(self) -> None:
        """Type a wrong password, and wait until it has been found to be wrong."""
        before = self._refused
        self._lab.key("esc")
        self._lab.type("wrong\n")
        wait_until(lambda: self._refused > before, "the password to be refused")

    def unlock(self) -> None:
        """Type the right one, after whatever was typed before, and again if a key of it got lost.

        Where all is slow, the compositor can be so late that there is no more room in its devices.
        """
        before = self._unlocked

        def attempt() -> bool:
            refused = self._refused
            self._lab.key("esc")
            self._lab.type(f"{PASSWORD}\n")
            wait_until(lambda: self._unlocked > before or self._refused > refused,
                       "the password to be looked at")
            return self._unlocked > before

        wait_until(attempt, "the password to unlock the session")

    @property
    def _unlocked(self) -> int:
        return self._lab.compositor.log().count("lock: the session is unlocked")

    @property
    def _refused(self) -> int:
        return (self._lab.machine.share / "programs.log").read_text().count("authenticate failed")

    def unplug(self) -> None:
        """The only screen."""
        before = self._lab.compositor.log().count(f"output: {SCREEN} has gone")
        self._set_plug("off")
        wait_until(lambda: self._lab.compositor.log().count(f"output: {SCREEN} has gone") > before,
                   "the screen to be gone")

    def plug(self) -> None:
        """Returns at once."""
        self._set_plug("detect")

    def _set_plug(self, status: str) -> None:
        # See 70-lab.rules in dom0.
        self._lab.run(f"echo {status} >/sys/class/drm/card0-{SCREEN}/status; echo change "
                      "$(cat /proc/sys/kernel/random/uuid) HOTPLUG=1 >/sys/class/drm/card0/uevent")

    def go_to_console(self, number: int) -> None:
        """By its keys, as from any other; the desktop's is the first."""
        self._lab.key("leftctrl", "leftalt", f"f{number}")
        wait_until(lambda: self._console == number, f"console {number}")

    def wait_keyboard(self) -> None:
        """Back from another console: wait until the desktop has its devices again.

        It looks for them as the first one moves, and takes its time; keys that are typed meanwhile are
        more than a device has room for.
        """
        def is_there() -> bool:
            for x in 0, 10:  # Linux passes on what has changed
                self._lab.pointer(x, 0)
            log = self._lab.compositor.log()
            return log.rfind(f"Adding {LAST_DEVICE}") > log.rfind(f"Removing {LAST_DEVICE}")

        wait_until(is_there, "the desktop's keyboard")

    @property
    def _console(self) -> int:
        return int(self._lab.run("cat /sys/class/tty/tty0/active").stdout.removeprefix("tty"))
