"""Guests come, go and change under the desktop; the desktop comes and goes under the guests."""

import os
import subprocess
import uuid

import pytest
from colors import BLUE, GREEN, ORANGE, PURPLE
from guests import MAPPED, SMALL, outer, show, small, title
from harness.machine import Puppet, domain, store_read


def type_to(desktop, guest, since: int = 0) -> None:
    """Its keyboard works, once it has connected."""
    desktop.wait_keyboard(guest.domid, since)
    desktop.hands.key("f12")
    guest.events("key 88 1", "key 88 0")


@pytest.mark.parametrize("command", ["shutdown", "crash", "destroy"])
def test_nothing_stays_of_a_dead_guest(desktop, puppet, command):
    show(desktop, puppet)
    desktop.wait_mapped(puppet.domid, MAPPED)
    domain(command, puppet.domid)
    puppet.wait()
    desktop.expect(rf"d{puppet.domid} .*: gone")
    desktop.wait_mapped(puppet.domid, 0)
    desktop.wait_gone(BLUE)


def test_many_come_and_go(desktop, start):
    """No file, and so no event channel, stays open."""
    def files() -> int:
        return len(os.listdir(f"/proc/{desktop.pid}/fd"))

    def one(name: str) -> None:
        guest = start(Puppet, name)
        show(desktop, guest)
        guest.end()
        desktop.expect(rf"d{guest.domid} .*: gone")
        desktop.wait_gone(BLUE)

    one("first")
    before = files()
    for i in range(10):
        one(f"guest-{i}")
    assert files() == before


def test_reboot(desktop, start):
    """A domain with another number, whose window comes back to its place, and to the focus."""
    identity = ["--uuid", str(uuid.uuid4())]
    guest = small(start, "alice", options=identity)
    x, y, width, height = show(desktop, guest, BLUE, SMALL)
    color = desktop.screenshot().pixel(*outer((x, y, width, height))[:2])
    desktop.hands.drag(title((x, y, width, height)), (title((x, y, width, height))[0] - 200, 400))
    place = desktop.wait_picture(
        lambda picture: (box := picture.box(BLUE)) and box[0] == x - 200 and box, "the other place")
    for _ in range(3):
        guest.end()
        desktop.wait_gone(BLUE)
        guest = small(start, "alice", options=identity)
        assert show(desktop, guest, BLUE, SMALL) == place
        assert desktop.screenshot().pixel(*outer(place)[:2]) == color
        type_to(desktop, guest)


def test_another_guest_is_not_typed_at_meanwhile(desktop, start):
    alice = small(start, "alice")
    show(desktop, alice, BLUE, SMALL)
    bob = small(start, "bob")
    show(desktop, bob, GREEN, SMALL)
    desktop.hands.key("f11")
    alice.events("key 87 0")
    alice.end()
    desktop.wait_gone(BLUE)
    desktop.hands.key("a")
    desktop.hands.key("leftalt", "tab")
    desktop.hands.key("f12")
    assert [line for line in bob.events("key 88 0") if line.startswith("key")] == [
        "key 88 1", "key 88 0"]


def test_paused(desktop, puppet):
    """Its picture stays, the desktop goes on, and so does the guest in the end."""
    x, y, width, height = show(desktop, puppet)
    domain("pause", puppet.domid)
    desktop.hands.drag(title((x, y, width, height)), (title((x, y, width, height))[0] + 50, y - 14))
    desktop.wait_picture(lambda picture: picture.box(BLUE) == (x + 50, y, width, height),
                         "the window elsewhere")
    domain("unpause", puppet.domid)
    puppet.fill(0, 0, 800, 600, GREEN)
    desktop.wait_box(GREEN, (800, 600))
    type_to(desktop, puppet)


def test_before_it_runs(desktop, start):
    """A domain that is made and not started yet: its devices are there as its drivers look."""
    guest = start(Puppet, "alice", options=["--paused"])
    desktop.expect(rf"d{guest.domid} .*: display 0 is here")
    assert store_read(f"{guest.home}/device/vfb/0/state") == "1"
    domain("unpause", guest.domid)
    show(desktop, guest)


def test_drivers_are_unloaded(desktop, puppet):
    show(desktop, puppet)
    puppet.do("close")
    desktop.wait_mapped(puppet.domid, 0)
    desktop.wait_gone(BLUE)


def test_kernel_is_replaced(desktop, puppet):
    """As by kexec, in the same domain, more than once."""
    since = 0
    for color in BLUE, GREEN, ORANGE:
        show(desktop, puppet, color)
        type_to(desktop, puppet, since)
        since = len(desktop.lines)
        puppet.do("reset")
    show(desktop, puppet, PURPLE)


def test_guest_wakes_up(desktop, puppet):
    """As after a suspend: it connects again, without closing first, and keeps its memory."""
    show(desktop, puppet)
    for color in ORANGE, GREEN:
        since = len(desktop.lines)
        puppet.do("resume")
        puppet.fill(0, 0, 400, 300, color)
        desktop.wait_box(color, (400, 300))
        type_to(desktop, puppet, since)
    assert desktop.mapped(puppet.domid) == MAPPED


def test_another_name(new_desktop, puppet):
    """Its title and its settings go by it."""
    desktop = new_desktop(config="[domain renamed]\ncolor = #c01080\n")
    window = show(desktop, puppet)
    subprocess.run(["xenstore-write", f"{puppet.home}/name", "renamed"], check=True)
    desktop.wait_picture(lambda picture: picture.box(0xC01080) == outer(window), "its colour")


def test_guest_that_was_there_first(new_desktop, puppet):
    show(new_desktop(), puppet)


@pytest.mark.parametrize("how", ["keys", "signal"])
def test_ends_and_comes_again(new_desktop, puppet, how):
    desktop = new_desktop()
    show(desktop, puppet)
    if how == "keys":
        desktop.hands.press("leftmeta", "leftshift")
        desktop.hands.press_last("e")
        assert desktop.wait() == 0
    else:
        desktop.end()
    puppet.fill(0, 0, 400, 300, GREEN)
    desktop = new_desktop()
    desktop.wait_box(GREEN, (400, 300))
    type_to(desktop, puppet)


def test_killed_and_started_again(new_desktop, puppet):
    """Ten times. The guest goes on, and isn't asked for anything."""
    desktop = new_desktop()
    show(desktop, puppet)
    nodes = [f"{puppet.home}/device/vfb/0/{node}" for node in ("page-ref", "event-channel")]
    before = [store_read(node) for node in nodes]

    for i in range(10):
        desktop.kill()
        puppet.fill(0, 0, 400, 300, ORANGE + i)  # while nobody looks
        desktop = new_desktop()
        desktop.wait_box(ORANGE + i, (400, 300))
        puppet.fill(400, 300, 400, 300, GREEN + i)
        desktop.wait_box(GREEN + i, (400, 300))
        type_to(desktop, puppet)
    assert [store_read(node) for node in nodes] == before
    assert sum(line.startswith("display") for line in puppet.lines) == 1


def test_killed_with_fingers_down(new_desktop, start):
    """They come up, in a guest that has asked for them."""
    alice, bob = small(start, "alice"), small(start, "bob", "--untouched")
    desktop = new_desktop()
    show(desktop, alice, BLUE, SMALL)
    show(desktop, bob, GREEN, SMALL)
    desktop.kill()
    new_desktop()
    last_button = "key 279 0"
    assert not [line for line in bob.events(last_button) if line.startswith("touch")]
    assert [line for line in alice.events(last_button, "touch frame") if line.startswith("touch")] == [
        *(f"touch up {contact}" for contact in range(10)), "touch frame"]


def test_killed_while_guests_draw(new_desktop, start):
    guests = [small(start, name) for name in ("alice", "bob")]
    desktop = new_desktop()
    for guest in guests:
        guest.expect_display(*SMALL)
        guest.do("animate 0 0 400 100 1")
    for _ in range(5):
        desktop.kill()
        desktop = new_desktop()
    for guest, color in zip(guests, (BLUE, GREEN)):
        guest.do("animate 0 0 0 0 0")
        guest.fill(0, 0, *SMALL, color)
        desktop.wait_box(color, SMALL)
