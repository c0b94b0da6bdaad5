"""Whether somebody is there, and what programs do about it."""

import subprocess
import time

import pytest
from colors import BLUE, GREEN, PURPLE
from guests import SMALL, center, show, small
from harness.process import Process, wait_until
from harness.program import Program

OFF, ON = 0, 1  # zwlr_output_power_v1.mode
TIMEOUT = 150  # milliseconds


class Watcher:
    """Is told when nobody is there."""

    def __init__(self, desktop, timeout: int = TIMEOUT):
        self.client = desktop.client
        self.events = []
        notification = self.client.bind("ext_idle_notifier_v1").get_idle_notification(
            timeout, self.client.bind("wl_seat"))
        for event in "idled", "resumed":
            notification.on[event] = lambda event=event: self.events.append(event)

    def wait(self, *events: str) -> None:
        self.client.wait(lambda: self.events == list(events), f"{events}, only {self.events}")


@pytest.fixture
def watcher(desktop):
    desktop.hands.key("a")
    return Watcher(desktop)


@pytest.fixture
def video(desktop):
    """A program that wants the screen to stay lit."""
    program = Program(desktop, SMALL, PURPLE)
    desktop.wait_box(PURPLE, SMALL)
    inhibitors = program.client.bind("zwp_idle_inhibit_manager_v1")
    program.inhibitor = inhibitors.create_inhibitor(program.window.surface)
    program.client.sync()
    yield program
    program.end()


@pytest.mark.parametrize("does", [
    lambda hands: hands.key("a"),
    lambda hands: hands.move(1, 0),
    lambda hands: hands.pointer(5, 5),
    lambda hands: hands.button(),
    lambda hands: hands.wheel(1),
    lambda hands: hands.key("leftalt", "tab"),
], ids=["key", "move", "pointer", "button", "wheel", "shortcut"])
def test_anything_counts(desktop, watcher, does):
    watcher.wait("idled")
    does(desktop.hands)
    watcher.wait("idled", "resumed")
    watcher.wait("idled", "resumed", "idled")


def test_what_guests_get_counts(desktop, watcher, start):
    guest = small(start, "alice")
    box = show(desktop, guest, BLUE, SMALL)
    desktop.hands.click(*center(box))
    guest.events("key 272 0")
    del watcher.events[:]
    watcher.wait("idled")
    desktop.hands.key("f12")
    guest.events("key 88 0")
    watcher.wait("idled", "resumed")


def test_what_guests_draw_does_not_count(desktop, watcher, start):
    guest = small(start, "alice")
    show(desktop, guest, BLUE, SMALL)
    watcher.wait("idled")
    guest.fill(0, 0, *SMALL, GREEN)
    desktop.wait_box(GREEN, SMALL)
    assert watcher.events == ["idled"]


def test_swayidle(desktop, start, tmp_path):
    idle, resumed = tmp_path / "idle", tmp_path / "resumed"
    desktop.hands.key("a")
    start(Process, "swayidle", "-w", "timeout", "1", f"touch {idle}", "resume", f"touch {resumed}",
          env=desktop.env)
    wait_until(idle.exists, "swayidle to find that nobody is there")
    assert not resumed.exists()
    desktop.hands.key("a")
    wait_until(resumed.exists, "swayidle to find that somebody is")


def play(video, seconds: float) -> None:
    """Frame after frame."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        video.window.surface.frame().on["done"] = lambda _: video.events.append("frame")
        video.window.surface.damage(0, 0, *SMALL)
        video.window.surface.commit()
        video.wait("frame")


def test_swayidle_and_a_video(desktop, video, start, tmp_path):
    idle = tmp_path / "idle"
    start(Process, "swayidle", "-w", "timeout", "1", f"touch {idle}", env=desktop.env)
    play(video, 1.5)
    assert not idle.exists()
    video.inhibitor.destroy()
    wait_until(idle.exists, "swayidle to find that nobody is there")


def test_a_video_keeps_the_screen_lit(desktop, video):
    watcher = Watcher(desktop)
    play(video, 2 * TIMEOUT / 1000)
    desktop.client.sync()
    assert watcher.events == []
    video.inhibitor.destroy()
    watcher.wait("idled")


def test_a_video_that_is_put_away(desktop, video):
    watcher = Watcher(desktop)
    video.toplevel.set_minimized()
    watcher.wait("idled")
    desktop.hands.key("leftalt", "tab")
    desktop.wait_box(PURPLE, SMALL)
    watcher.wait("idled", "resumed")


def test_a_video_that_is_covered(desktop, video):
    watcher = Watcher(desktop)
    over = Program(desktop, SMALL, GREEN)
    all_of_it = over.compositor.create_region()
    all_of_it.add(0, 0, 1280, 720)
    over.window.surface.set_opaque_region(all_of_it)
    over.toplevel.set_fullscreen(None)
    over.client.wait(lambda: over.window.size == (1280, 720), "the whole screen")
    desktop.wait_box(GREEN, (1280, 720))
    watcher.wait("idled")
    over.end()
    desktop.wait_box(PURPLE, SMALL)
    watcher.wait("idled", "resumed")


def test_a_video_that_crashes(desktop, video):
    watcher = Watcher(desktop)
    video.end()
    watcher.wait("idled")


@pytest.fixture
def power(desktop):
    """Of the one screen."""
    client = desktop.client
    output = client.bind("wl_output")
    power = client.bind("zwlr_output_power_manager_v1").get_output_power(output)
    power.modes = []
    power.on["mode"] = power.modes.append
    client.wait(lambda: power.modes == [ON], "a lit screen")
    return power


def test_a_dark_screen_keeps_its_windows(desktop, power, start):
    """And what its guests do meanwhile costs nothing, and is seen when it is lit again."""
    guest = small(start, "alice")
    box = show(desktop, guest, BLUE, SMALL)
    power.set_mode(OFF)
    desktop.client.wait(lambda: power.modes[-1] == OFF, "a dark screen")
    before = desktop.counters()
    guest.do("animate 0 0 8 8 1")
    desktop.hands.key("f12")
    guest.events("key 88 0")
    after = desktop.counters()
    assert after["guest_bytes"] == before["guest_bytes"]
    assert after["frames"] == before["frames"]
    guest.do("animate 0 0 0 0 0")
    guest.fill(0, 0, *SMALL, GREEN)
    assert "wl_output" in dict(desktop.client.globals.values())
    power.set_mode(ON)
    desktop.client.wait(lambda: power.modes[-1] == ON, "a lit screen")
    assert desktop.wait_box(GREEN, SMALL) == box


def test_a_dark_screen_does_not_show_a_video(desktop, video, power):
    watcher = Watcher(desktop)
    power.set_mode(OFF)
    watcher.wait("idled")
    power.set_mode(ON)
    watcher.wait("idled", "resumed")


def test_a_dark_screen_is_switched_off_for_good(desktop, power):
    """And on again, which lights it."""
    power.set_mode(OFF)
    desktop.client.wait(lambda: power.modes[-1] == OFF, "a dark screen")
    listed = subprocess.run(["wlr-randr"], env=desktop.env, check=True, capture_output=True,
                            text=True).stdout
    assert "Enabled: yes" in listed
    for state, there in ("off", False), ("on", True):
        subprocess.run(["wlr-randr", "--output", "HEADLESS-1", f"--{state}"], env=desktop.env,
                       check=True)
        desktop.client.wait(
            lambda: ("wl_output" in dict(desktop.client.globals.values())) == there, state)
    desktop.screenshot()
