"""Several desktops on a machine: one has the guests, and the others get them when it has ended."""

import os
import signal
import subprocess

import pytest
from colors import BLUE, GREEN
from guests import MAPPED, show
from harness.machine import Puppet, store_read
from harness.process import wait_until

LOCK = "/local/domain/0/domicile"
ALONE = "[defaults]\nattach = no\n"


def states(guest) -> list[str | None]:
    return [store_read(f"{path}/{kind}/{number}/state")
            for path, number in ((f"{guest.home}/device", 0),
                                 ("/local/domain/0/backend", f"{guest.domid}/0"))
            for kind in ("vfb", "vkbd")]


def type_to(desktop, guest) -> None:
    desktop.wait_keyboard(guest.domid)
    desktop.hands.key("f12")
    guest.events("key 88 1", "key 88 0")


@pytest.fixture
def pair(new_desktop, puppet):
    """One that shows a guest, and one that was started after it."""
    first = new_desktop()
    show(first, puppet)
    second = new_desktop()
    second.expect(f"Another Domicile, process {first.pid}, shows this machine's guests")
    return first, second


def test_second_leaves_guests_to_the_first(pair, puppet, start):
    first, second = pair
    before = states(puppet)
    second.wait_notice()
    assert before == states(puppet) == ["4"] * 4
    type_to(first, puppet)
    other = start(Puppet, "bob")
    other.expect_display()
    first.wait_mapped(other.domid, MAPPED)
    assert second.mapped(puppet.domid) == second.mapped(other.domid) == 0
    other.end()
    second.end()
    puppet.fill(0, 0, 800, 600, GREEN)
    first.wait_box(GREEN, (800, 600))
    type_to(first, puppet)
    assert states(puppet) == before


@pytest.mark.parametrize("how", ["killed", "ends"])
def test_second_gets_guests_when_the_first(pair, puppet, how):
    first, second = pair
    puppet.fill(0, 0, 800, 600, GREEN)
    if how == "killed":
        first.kill()
    else:
        first.end()
    second.wait_box(GREEN, (800, 600))
    type_to(second, puppet)
    assert store_read(LOCK).split()[0] == str(second.pid)
    assert sum(line.startswith("display") for line in puppet.lines) == 1


def test_one_that_is_stopped_has_its_guests_still(pair, puppet, new_desktop):
    """As under a debugger: only the end of the process counts."""
    first, second = pair
    first.signal(signal.SIGSTOP)
    third = new_desktop()
    third.expect(f"Another Domicile, process {first.pid}, ")
    first.signal(signal.SIGCONT)
    type_to(first, puppet)


def test_many_wait_and_one_gets_them(pair, puppet, new_desktop):
    first, second = pair
    waiting = [second, new_desktop(), new_desktop()]
    first.kill()
    holder = wait_until(
        lambda: next((desktop for desktop in waiting
                      if (store_read(LOCK) or "").startswith(f"{desktop.pid} ")), None),
        "another that has the guests")
    holder.wait_box(BLUE, (800, 600))
    for desktop in waiting:
        if desktop != holder:
            desktop.expect(f"Another Domicile, process {holder.pid}, ")
    type_to(holder, puppet)


def test_one_that_wants_none_leaves_them_to_others(new_desktop, puppet):
    alone = new_desktop(config=ALONE)
    alone.expect_since(0, "no guest is shown")
    shows = new_desktop()
    show(shows, puppet)
    alone.reload("")
    alone.expect(f"Another Domicile, process {shows.pid}, ")
    shows.end()
    alone.wait_box(BLUE, (800, 600))


def test_number_of_the_killed_is_another_process(new_desktop, puppet):
    """Which started at another time."""
    desktop = new_desktop()
    show(desktop, puppet)
    start = store_read(LOCK).split()[1]
    desktop.kill()
    subprocess.run(["xenstore-write", LOCK, f"{os.getpid()} {start}"], check=True)
    new_desktop().wait_box(BLUE, (800, 600))
