"""Guests come, go and change under the desktop; the desktop comes and goes under the guests."""

import pytest
from colors import BLUE, GREEN, ORANGE
from guests import MAPPED, show
from harness.machine import Puppet, domain, store_read

@pytest.mark.parametrize("command", ["shutdown", "crash", "destroy"])
def test_nothing_stays_of_a_dead_guest(desktop, puppet, command):
    show(desktop, puppet)
    desktop.wait_mapped(puppet.domid, MAPPED)
    domain(command, puppet.domid)
    puppet.wait()
    desktop.expect(rf"d{puppet.domid} .*: gone")
    desktop.wait_mapped(puppet.domid, 0)
    desktop.wait_gone(BLUE)


def test_drivers_are_unloaded(desktop, puppet):
    show(desktop, puppet)
    puppet.do("close")
    desktop.wait_mapped(puppet.domid, 0)


def test_guest_that_was_there_first(new_desktop, puppet):
    show(new_desktop(), puppet)


def test_devices_of_the_toolstack(desktop, start):
    show(desktop, start(Puppet, "bob", options=["--vfb"]))


def test_desktop_is_killed_and_comes_again(new_desktop, puppet):
    """The guest goes on, and isn't asked for anything."""
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
        desktop.hands.key("x")
        # Whatever may have been held when the desktop was killed is released first.
        presses = [event for event in puppet.events("key 45 1") if event.endswith(" 1")]
        assert presses == ["key 45 1"]
        puppet.events("key 45 0")
    assert [store_read(node) for node in nodes] == before
    assert sum(line.startswith("display") for line in puppet.lines) == 1
