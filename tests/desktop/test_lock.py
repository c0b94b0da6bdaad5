"""Swaylock, as people use it; beside it, a guest that sees and shows nothing."""

import re
import signal
import subprocess
from pathlib import Path

import pytest
from colors import BLUE, PURPLE
from guests import SMALL, center, show, small
from harness.process import Process, wait_until
from harness.program import Program

LOCK, NEXT_LOCK = 0x406080, 0x806040
ABANDONED = 0x5C1A1A  # see compositor/session_lock.h
SCREEN = 1280, 720


def run_locker(desktop, start, color: int) -> Process:
    return start(Process, "swaylock", "-c", f"{color:06x}", "--no-unlock-indicator",
                 env={**desktop.env, "HOME": desktop.env["XDG_RUNTIME_DIR"]})


def lock(desktop, start, color: int = LOCK) -> Process:
    """Wait until nothing but its colour is on the screen."""
    desktop.hands.pointer(SCREEN[0] - 1, SCREEN[1] - 1)
    locker = run_locker(desktop, start, color)
    wait_filled(desktop, color)
    return locker


def unlock(locker: Process) -> None:
    """As the right password does, once it listens to that."""
    bit = 1 << signal.SIGUSR1 - 1

    def listens() -> bool:
        status = Path(f"/proc/{locker.pid}/status").read_text()
        return bool(int(re.search(r"^SigCgt:\s*(\w+)$", status, re.MULTILINE)[1], 16) & bit)

    wait_until(listens, "swaylock to listen")
    locker.signal(signal.SIGUSR1)
    assert locker.wait() == 0


def wait_filled(desktop, color: int, output: str | None = None) -> None:
    """But for the pointer, in the lower right corner."""
    size = SCREEN[0] - 32, SCREEN[1] - 32
    desktop.wait_picture(lambda picture: picture.crop(0, 0, *size).count(color) == size[0] * size[1],
                         f"nothing but #{color:06x}", output)


@pytest.fixture
def guest(desktop, start):
    """With the focus."""
    guest = small(start, "alice")
    guest.box = show(desktop, guest, BLUE, SMALL)
    return guest


def use(desktop, guest) -> None:
    """Type and click into the guest, if that could be."""
    desktop.hands.key("a")
    desktop.hands.click(*center(guest.box))
    desktop.hands.wheel(1)
    desktop.hands.key("leftalt", "tab")
    desktop.hands.key("leftmeta", "f")
    desktop.hands.pointer(SCREEN[0] - 1, SCREEN[1] - 1)


def wait_unlocked(desktop, guest) -> None:
    """And the guest has heard nothing."""
    desktop.wait_box(BLUE, SMALL)
    desktop.hands.key("f12")
    heard = [line for line in guest.events("key 88 0") if line.startswith("key")]
    assert heard == ["key 88 1", "key 88 0"]


def test_locks_and_unlocks(desktop, start, guest):
    locker = lock(desktop, start)
    use(desktop, guest)
    guest.fill(0, 0, *SMALL, BLUE)
    wait_filled(desktop, LOCK)
    unlock(locker)
    wait_unlocked(desktop, guest)


def test_stays_locked_when_it_dies(desktop, start, guest):
    locker = lock(desktop, start)
    locker.signal(signal.SIGKILL)
    wait_filled(desktop, ABANDONED)
    use(desktop, guest)
    wait_filled(desktop, ABANDONED)
    locker = lock(desktop, start, NEXT_LOCK)
    unlock(locker)
    wait_unlocked(desktop, guest)


def test_held_keys_and_buttons_are_released(desktop, start, guest):
    desktop.hands.pointer(*center(guest.box))
    desktop.hands.press("b")
    desktop.hands.button("left", True)
    guest.events("key 272 1")
    locker = run_locker(desktop, start, LOCK)
    desktop.wait_box(LOCK, SCREEN)
    released = [line for line in guest.events("key 272 0") if line.startswith("key")]
    assert set(released[-2:]) == {"key 48 0", "key 272 0"}
    unlock(locker)


def test_a_new_screen_shows_the_lock(new_desktop, start):
    desktop = new_desktop(env={"WLR_HEADLESS_OUTPUTS": "2"})
    guest = small(start, "alice")
    show(desktop, guest, BLUE, SMALL)
    subprocess.run(["wlr-randr", "--output", "HEADLESS-2", "--off"], env=desktop.env, check=True)
    desktop.wait_box(BLUE, SMALL)
    lock(desktop, start).signal(signal.SIGSTOP)
    subprocess.run(["wlr-randr", "--output", "HEADLESS-2", "--on"], env=desktop.env, check=True)
    wait_until(lambda: desktop.screenshot("HEADLESS-2").size == SCREEN, "the other screen")
    for output in "HEADLESS-1", "HEADLESS-2":
        assert desktop.screenshot(output).box(BLUE) is None


def test_no_program_is_heard_or_seen(desktop, start, guest):
    desktop.hands.click(1270, 710)  # beside the guest, which would keep the focus
    program = Program(desktop, SMALL, PURPLE)
    program.wait("focus")
    locker = lock(desktop, start)
    use(desktop, guest)
    other = Program(desktop, SMALL, PURPLE)
    wait_filled(desktop, LOCK)
    unlock(locker)
    desktop.wait_picture(lambda picture: picture.box(PURPLE), "the program")
    desktop.hands.key("f12")
    program.wait("key 88 0")
    for each in program, other:
        each.client.sync()
        assert not [event for event in each.events if event.startswith(("key", "button"))]
        each.end()


@pytest.fixture
def held(desktop):
    """A program in which a button is held."""
    program = Program(desktop, SMALL, PURPLE)
    desktop.hands.pointer(*center(desktop.wait_box(PURPLE, SMALL)))
    desktop.hands.button("left", True)
    program.wait("button 272 1")
    yield program
    program.end()


def locked_and_back(desktop, start) -> None:
    """The button comes up meanwhile."""
    locker = run_locker(desktop, start, LOCK)
    desktop.wait_box(LOCK, SCREEN)
    desktop.hands.button("left", False)
    desktop.hands.pointer(SCREEN[0] - 1, SCREEN[1] - 1)
    wait_filled(desktop, LOCK)
    unlock(locker)


def test_drag_ends(desktop, start, held):
    manager = held.client.bind("wl_data_device_manager")
    device = manager.get_data_device(held.seat)
    source = manager.create_data_source()
    source.offer("text/plain")
    source.on["cancelled"] = lambda: held.events.append("cancelled")
    device.on["enter"] = lambda *_: held.events.append("dragged")
    device.start_drag(source, held.window.surface, None, held.serial)
    held.client.sync()
    desktop.hands.move(5, 5)
    held.wait("dragged")
    locked_and_back(desktop, start)
    held.wait("cancelled")
    desktop.hands.click(*center(desktop.wait_box(PURPLE, SMALL)))
    held.wait("button 272 0")


def test_menu_closes(desktop, start, held):
    held.menu((50, 50), (100, 80), BLUE)
    desktop.wait_box(BLUE, (100, 80))
    locked_and_back(desktop, start)
    held.wait("menu closed")
    desktop.hands.key("a")
    held.wait("key 30 1")
