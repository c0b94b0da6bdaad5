"""Devices that the toolstack makes, or another program serves."""

import subprocess

from colors import BLUE, GREEN
from guests import show
from harness.machine import Puppet, store_read
from harness.process import wait_until


def write(path: str, value: str) -> None:
    subprocess.run(["xenstore-write", path, value], check=True)


def backend(kind: str, guest, number: int = 0) -> str:
    return f"/local/domain/0/backend/{kind}/{guest.domid}/{number}"


def type_to(desktop, guest) -> None:
    desktop.hands.key("f12")
    guest.events("key 88 1", "key 88 0")


def test_screen_of_the_toolstack(desktop, start):
    """vfb= in xl.cfg."""
    guest = start(Puppet, "alice", options=["--vfb"])
    show(desktop, guest)
    type_to(desktop, guest)
    assert store_read(f"{guest.home}/device/vfb/1/state") is None
    assert store_read(f"{guest.home}/device/vkbd/1/state") is None


def test_keyboard_of_the_toolstack(desktop, start):
    """vkb= in xl.cfg, with backend-type=linux; the screen is ours."""
    guest = start(Puppet, "alice", options=["--vinput"])
    show(desktop, guest)
    type_to(desktop, guest)


def test_keyboard_that_another_serves(new_desktop, start):
    """As QEMU does for HVM guests: there, a second one is added."""
    guest = start(Puppet, "alice", options=["--vfb"])
    write(f"{backend('vkbd', guest)}/state", "2")
    new_desktop()
    wait_until(lambda: store_read(f"{guest.home}/device/vkbd/1/state") == "1", "a second keyboard")
    assert store_read(f"{backend('vkbd', guest)}/state") == "2"


def test_screen_beyond_those_that_are_served(desktop, puppet):
    """It is said, once, and the others go on."""
    show(desktop, puppet)
    for number in 9, 7:
        write(f"{backend('vfb', puppet, number)}/state", "1")
    desktop.expect(rf"d{puppet.domid} \(alice\): vfb 9 isn't served: only those numbered 0 to 3")
    type_to(desktop, puppet)
    assert store_read(f"{backend('vfb', puppet, 7)}/state") == "1"
    for number in 9, 7:
        subprocess.run(["xenstore-rm", backend("vfb", puppet, number)], check=True)
    assert not any("vfb 7 isn't" in line for line in desktop.lines)


def test_screen_is_removed(desktop, start):
    """As xl detaches a device: it is let go of, and nothing comes in its place."""
    guest = start(Puppet, "alice", options=["--vfb"])
    show(desktop, guest)
    path = backend("vfb", guest)
    subprocess.run(["xenstore-write", f"{path}/online", "0", f"{path}/state", "5"], check=True)
    wait_until(lambda: store_read(f"{path}/state") == "6", "the desktop to let go")
    desktop.wait_gone(BLUE)
    subprocess.run(["xenstore-rm", path, f"{guest.home}/device/vfb/0"], check=True)
    show(desktop, start(Puppet, "bob"), GREEN)
    assert store_read(f"{path}/state") is None


def test_only_what_is_ours_is_removed(desktop, start):
    """Of the toolstack's nodes, nothing goes with the desktop."""
    guest = start(Puppet, "alice", options=["--vfb"])
    show(desktop, guest)
    desktop.end()
    assert store_read(f"{backend('vfb', guest)}/state") == "4"
    assert store_read(f"{guest.home}/device/vfb/0/state") == "4"
